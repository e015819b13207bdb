package main

import (
	"context"
	"errors"
	"os"

	openai "github.com/sashabaranov/go-openai" //: sdk_import github.com/sashabaranov/go-openai
	"github.com/sashabaranov/go-openai/jsonschema" //: sdk_import github.com/sashabaranov/go-openai/jsonschema
)

type Svc struct{ c *openai.Client }

func New() *Svc { return &Svc{c: openai.NewClient(os.Getenv("OPENAI_API_KEY"))} } //: client_construction NewClient | env_var OPENAI_API_KEY

func (s *Svc) Ask(ctx context.Context) error {
	req := openai.ChatCompletionRequest{ //: sdk_symbol ChatCompletionRequest
		Model:       openai.GPT4oMini, //: model_literal gpt-4o-mini
		Temperature: 0.2,
		Stream:      true,
		Messages: []openai.ChatCompletionMessage{{Role: openai.ChatMessageRoleUser, Content: "hi", MultiContent: []openai.ChatMessagePart{{Type: openai.ChatMessagePartTypeImageURL}}}},
		ResponseFormat: &openai.ChatCompletionResponseFormat{Type: openai.ChatCompletionResponseFormatTypeJSONObject},
		Tools: []openai.Tool{},
	}
	resp, err := s.c.CreateChatCompletion(ctx, req) //: api_call chat.completions.create
	var apiErr *openai.APIError //: sdk_symbol APIError
	if errors.As(err, &apiErr) { _ = apiErr }
	st, err := s.c.CreateChatCompletionStream(ctx, req) //: api_call chat.completions.create
	s.c.CreateEmbeddings(ctx, openai.EmbeddingRequestStrings{Model: openai.SmallEmbedding3, Input: []string{"x"}}) //: api_call embeddings.create | model_literal text-embedding-3-small
	cfg := openai.DefaultAzureConfig(os.Getenv("AZURE_OPENAI_KEY"), "https://acme.openai.azure.com/") //: client_construction DefaultAzureConfig | env_var AZURE_OPENAI_KEY | base_url url
	az := openai.NewClientWithConfig(cfg) //: client_construction NewClientWithConfig
	az.CreateImage(ctx, openai.ImageRequest{Prompt: "x"}) //: api_call images.generate
	c2 := openai.DefaultConfig("k") //: client_construction DefaultConfig
	c2.BaseURL = "https://openrouter.ai/api/v1" //: base_url c2.BaseURL
	r := openai.NewClientWithConfig(c2) //: client_construction NewClientWithConfig
	r.CreateChatCompletion(ctx, openai.ChatCompletionRequest{Model: "anthropic/claude-3"}) //: api_call chat.completions.create | sdk_symbol ChatCompletionRequest
	s.c.CreateTranscription(ctx, openai.AudioRequest{Model: openai.Whisper1}) //: api_call audio.transcriptions.create | model_literal whisper-1
	s.c.CreateThread(ctx, openai.ThreadRequest{}) //: api_call beta.threads.create
	s.c.CreateAssistant(ctx, openai.AssistantRequest{Model: "gpt-4o"}) //: api_call beta.assistants.create | model_literal gpt-4o
	return nil
}
