package llm

import (
	"context"
	"os"

	openai "github.com/sashabaranov/go-openai"
)

type Service struct{ client *openai.Client }

func New() *Service {
	cfg := openai.DefaultConfig(os.Getenv("OPENAI_API_KEY"))
	return &Service{client: openai.NewClientWithConfig(cfg)}
}

func (s *Service) Classify(ctx context.Context, line string) (string, error) {
	resp, err := s.client.CreateChatCompletion(ctx, openai.ChatCompletionRequest{
		Model:       openai.GPT4oMini,
		Temperature: 0,
		Messages:    []openai.ChatCompletionMessage{{Role: "user", Content: line}},
	})
	if err != nil {
		return "", err
	}
	return resp.Choices[0].Message.Content, nil
}
