package main

import "os/exec"

func run(body string) {
	exec.Command("curl", "https://api.openai.com/v1/chat/completions", "-d", `{"model": "gpt-4o", "stream": true}`).Run() //: raw_http /v1/chat/completions -- model=gpt-4o; stream=True; +stream; ~medium; -> official:openai | model_literal gpt-4o
	exec.Command("sh", "-c", "curl https://api.openai.com/v1/models") //: raw_http /v1/models
	exec.Command("curl", "-d", body, "https://api.openai.com/v1/embeddings") //: raw_http /v1/embeddings -- ..
	exec.Command("curl", "https://example.org/v1/models")
	exec.Command("echo", "curl https://example.org/v1/models")
	println("curl https://api.openai.com/v1/models")
}
