use tiktoken_rs::get_bpe_from_model; //: tokenizer tiktoken_rs.get_bpe_from_model

fn count(s: &str) -> usize {
    let bytes = s.encode_utf16();
    get_bpe_from_model("gpt-4o").unwrap().encode_ordinary(s).len() //: tokenizer get_bpe_from_model | model_literal gpt-4o
}
