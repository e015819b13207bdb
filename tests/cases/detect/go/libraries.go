package main

import (
	"context"

	"github.com/openai/openai-go/v2" //: sdk_import github.com/openai/openai-go/v2
	"github.com/openai/openai-go/v2/option" //: sdk_import github.com/openai/openai-go/v2/option
	"github.com/openai/openai-go/v2/azure" //: sdk_import github.com/openai/openai-go/v2/azure
	"github.com/openai/openai-go/v2/responses" //: sdk_import github.com/openai/openai-go/v2/responses
	"github.com/openai/openai-go/v2/shared" //: sdk_import github.com/openai/openai-go/v2/shared
	"github.com/tmc/langchaingo/llms"
	lcopenai "github.com/tmc/langchaingo/llms/openai" //: sdk_import github.com/tmc/langchaingo/llms/openai
	"github.com/Azure/azure-sdk-for-go/sdk/ai/azopenai" //: sdk_import github.com/Azure/azure-sdk-for-go/sdk/ai/azopenai
)

func run(ctx context.Context, in openai.Client) {
	client := openai.NewClient(option.WithAPIKey("x"), option.WithBaseURL("https://relay.acme.dev/v1")) //: client_construction NewClient | base_url WithBaseURL
	client.Chat.Completions.New(ctx, openai.ChatCompletionNewParams{ //: api_call chat.completions.create
		Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("x")},
		Model: openai.ChatModelGPT4o, //: model_literal gpt-4o
		Temperature: openai.Float(0.2),
		MaxCompletionTokens: openai.Int(20),
	})
	stream := in.Chat.Completions.NewStreaming(ctx, openai.ChatCompletionNewParams{Model: shared.ChatModelGPT4oMini}) //: api_call chat.completions.create | model_literal gpt-4o-mini
	client.Responses.New(ctx, responses.ResponseNewParams{Model: "gpt-4.1", Input: responses.ResponseNewParamsInputUnion{OfString: openai.String("x")}}) //: api_call responses.create | model_literal gpt-4.1
	client.Embeddings.New(ctx, openai.EmbeddingNewParams{Model: openai.EmbeddingModelTextEmbedding3Small}) //: api_call embeddings.create | model_literal text-embedding-3-small
	az := openai.NewClient(azure.WithEndpoint("https://acme.openai.azure.com", "2024-06-01"), azure.WithAPIKey("k")) //: client_construction NewClient | base_url WithEndpoint
	az.Images.Generate(ctx, openai.ImageGenerateParams{}) //: api_call images.generate
	llm, err := lcopenai.New(lcopenai.WithModel("gpt-4o"), lcopenai.WithToken("x")) //: framework_client New | model_literal gpt-4o
	llms.GenerateFromSinglePrompt(ctx, llm, "x", llms.WithTemperature(0.8))
	llm.GenerateContent(ctx, nil)
	llm.CreateEmbedding(ctx, nil)
	var apierr *openai.Error //: sdk_symbol Error
	_ = azopenai.Client{}
}
