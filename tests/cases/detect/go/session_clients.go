package engines

import (
	"context"

	"example.org/mail/session"
	encoder "github.com/acme/go-gpt-3-encoder-notes"
	"github.com/rakyll/openai-go" //: sdk_import github.com/rakyll/openai-go
	"github.com/rakyll/openai-go/chat" //: sdk_import github.com/rakyll/openai-go/chat
	"github.com/rakyll/openai-go/completion" //: sdk_import github.com/rakyll/openai-go/completion
	"github.com/rakyll/openai-go/embedding" //: sdk_import github.com/rakyll/openai-go/embedding
	tokenizer "github.com/samber/go-gpt-3-encoder" //: tokenizer github.com/samber/go-gpt-3-encoder
)

type Vectors struct{ client *embedding.Client }

type Talk struct {
	Talker *chat.Client
	Typed  *chat.StreamingClient
	Old    *completion.Client
	Mail   *session.Client
}

func NewVectors(key string) *Vectors {
	s := openai.NewSession(key) //: client_construction NewSession
	other := session.NewSession(key)
	_ = other
	return &Vectors{client: embedding.NewClient(s, "text-embedding-ada-002")} //: client_construction embedding.NewClient | model_literal text-embedding-ada-002
}

func (v *Vectors) All(ctx context.Context, texts []string) {
	v.client.Create(ctx, &embedding.CreateParams{Input: texts}) //: api_call embeddings.create
	encoder.NewEncoder()
	counter, _ := tokenizer.NewEncoder() //: tokenizer NewEncoder
	_ = counter
}

func (t *Talk) Ask(ctx context.Context) {
	t.Talker.CreateCompletion(ctx, &chat.CreateCompletionParams{Messages: nil}) //: api_call chat.completions.create
	t.Typed.CreateCompletion(ctx, nil, nil) //: api_call chat.completions.create
	t.Old.Create(ctx, &completion.CreateParams{}) //: api_call completions.create
	t.Mail.Create(ctx, nil)
	t.Talker.Close()
}
