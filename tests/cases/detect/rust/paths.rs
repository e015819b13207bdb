// {}/chat/completions of openai
fn urls(base: &str, model: &str) -> Vec<String> {
    let chat = format!("{}/chat/completions", base); //: raw_http /chat/completions
    let embed = format!("{base}/embeddings"); //: raw_http /embeddings
    let azure = format!("{}/openai/deployments/{}/embeddings?api-version=2024-10-21", base, model); //: raw_http /embeddings
    let own = format!("{base}/users/completions");
    let text = "see openai /chat/completions";
    vec![chat, embed, azure, own, text.to_string()]
}
