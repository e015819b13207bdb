package bot

import (
	"context"
	"errors"
	"os"

	ai "github.com/sashabaranov/go-openai" //: sdk_import github.com/sashabaranov/go-openai
)

const defaultModel = "gpt-4o-mini" //: model_literal gpt-4o-mini

type Bot struct {
	llm   *ai.Client
	model string
}

func New() *Bot {
	cfg := ai.DefaultConfig(os.Getenv("OPENAI_API_KEY")) //: client_construction DefaultConfig | env_var OPENAI_API_KEY
	cfg.BaseURL = "https://api.openai.com/v1"            //: base_url cfg.BaseURL
	return &Bot{llm: ai.NewClientWithConfig(cfg)}        //: client_construction NewClientWithConfig
}

func (b *Bot) Ask(ctx context.Context, text string) (string, error) {
	resp, err := b.llm.CreateChatCompletion(ctx, ai.ChatCompletionRequest{ //: api_call chat.completions.create | sdk_symbol ChatCompletionRequest
		Model:    defaultModel,
		Messages: []ai.ChatCompletionMessage{{Role: ai.ChatMessageRoleUser, Content: text}},
	})
	var failure *ai.APIError //: sdk_symbol APIError
	if errors.As(err, &failure) {
		return "", err
	}
	return resp.Choices[0].Message.Content, nil
}

func Direct(ctx context.Context, text string) {
	client := ai.NewClient("key") //: client_construction NewClient
	request := ai.EmbeddingRequest{Input: []string{text}, Model: ai.SmallEmbedding3} //: model_literal text-embedding-3-small
	_, _ = client.CreateEmbeddings(ctx, request) //: api_call embeddings.create
}
