package chat

import (
	"context"

	"github.com/openai/openai-go/v2"        //: sdk_import github.com/openai/openai-go/v2
	"github.com/openai/openai-go/v2/option" //: sdk_import github.com/openai/openai-go/v2/option
)

type service struct{ client openai.Client }

func make() *service {
	return &service{client: openai.NewClient(option.WithAPIKey("k"), option.WithBaseURL("https://llm.internal/v1"))} //: client_construction NewClient | base_url WithBaseURL
}

func (s *service) ask(ctx context.Context) {
	_, _ = s.client.Chat.Completions.New(ctx, openai.ChatCompletionNewParams{ //: api_call chat.completions.create
		Model:       openai.ChatModelGPT4o, //: model_literal gpt-4o
		Temperature: openai.Float(0.2),
	})
	stream := s.client.Responses.NewStreaming(ctx, responses.ResponseNewParams{Model: "gpt-4.1"}) //: api_call responses.create | model_literal gpt-4.1
	_ = stream
}
