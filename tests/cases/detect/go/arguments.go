package main

import (
	"context"
	"os"

	openai "github.com/sashabaranov/go-openai" //: sdk_import github.com/sashabaranov/go-openai
)

const model = "gpt-4o" //: model_literal gpt-4o

type store interface{ Create(name string) }

func ask(ctx context.Context, warm float32, s store) {
	config := openai.DefaultConfig(os.Getenv("OPENAI_API_KEY")) //: client_construction DefaultConfig -- api_key=$OPENAI_API_KEY | env_var OPENAI_API_KEY
	config.BaseURL = "https://relay.example.org/v1" //: base_url config.BaseURL
	client := openai.NewClientWithConfig(config) //: client_construction NewClientWithConfig -- -> relay:relay.example.org; ~high
	client.CreateChatCompletion(ctx, openai.ChatCompletionRequest{Model: model, Temperature: warm, MaxTokens: 100, Stream: true}) //: api_call chat.completions.create -- model=^gpt-4o; temperature=?; max_tokens=100; stream=True; +stream; -> relay:relay.example.org | sdk_symbol ChatCompletionRequest
	s.Create("gpt")
}
