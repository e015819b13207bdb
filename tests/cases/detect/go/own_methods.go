package chat

import (
	"context"

	openai "github.com/sashabaranov/go-openai" //: sdk_import github.com/sashabaranov/go-openai
)

type Asker struct {
	inner *openai.Client
}

type Wide struct {
	*openai.Client
}

func (a *Asker) CreateChatCompletion(ctx context.Context, text string) (openai.ChatCompletionResponse, error) {
	return a.inner.CreateChatCompletion(ctx, a.request(text)) //: api_call chat.completions.create
}

func (a *Asker) Ask(ctx context.Context, text string) {
	a.CreateChatCompletion(ctx, text)
}

func (w *Wide) Embed(ctx context.Context, text string) {
	w.CreateEmbeddings(ctx, text) //: api_call embeddings.create
}

func shared() *openai.Client {
	return nil
}

func nobody() *Asker {
	return nil
}

func use(ctx context.Context) {
	shared().ListModels(ctx) //: api_call models.list
	nobody().ListModels(ctx)
	key, _ := getAPIKey("openai.api_key") //: config_key openai.api_key
	other, _ := getAPIKey("maps.api_key")
	showKey("openai.api_key")
}
