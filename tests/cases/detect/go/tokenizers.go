package main

import "github.com/pkoukk/tiktoken-go" //: tokenizer github.com/pkoukk/tiktoken-go

func count(s string, other counter) int {
	enc, _ := tiktoken.EncodingForModel("gpt-4o") //: tokenizer EncodingForModel | model_literal gpt-4o
	base, _ := tiktoken.GetEncoding("cl100k_base") //: tokenizer GetEncoding
	other.GetEncoding("utf-8")
	return len(enc.Encode(s, nil, nil)) + len(base.Encode(s, nil, nil))
}
