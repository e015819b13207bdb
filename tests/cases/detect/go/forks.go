package main

import (
	openai "github.com/acme/go-openai" //: sdk_import github.com/acme/go-openai
	"github.com/acme/openai-go/v2/option" //: sdk_import github.com/acme/openai-go/v2/option
	"github.com/acme/tiktoken-go" //: tokenizer github.com/acme/tiktoken-go
	"github.com/acme/go-openai-tools/report"
	"github.com/acme/my-tiktoken-go"
)

const encoding = tiktoken.MODEL_CL100K_BASE //: tokenizer MODEL_CL100K_BASE

func ask(key string) {
	client := openai.NewClient(key) //: client_construction NewClient
	enc, _ := tiktoken.GetEncoding(tiktoken.MODEL_P50K_BASE) //: tokenizer GetEncoding
	_, _ = option.WithAPIKey(key), report.Print(enc, client)
	_ = mytiktoken.Count("x")
}
