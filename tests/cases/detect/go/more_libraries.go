package main

import (
	"os"

	gpt3 "github.com/PullRequestInc/go-gpt3" //: sdk_import github.com/PullRequestInc/go-gpt3
	"github.com/acme/gpt3-notes/notes"
	"github.com/cloudwego/eino-ext/components/model/ark"
	eino "github.com/cloudwego/eino-ext/components/model/openai" //: sdk_import github.com/cloudwego/eino-ext/components/model/openai
	compat "github.com/firebase/genkit/go/plugins/compat_oai/openai" //: sdk_import github.com/firebase/genkit/go/plugins/compat_oai/openai
	lingoose "github.com/henomis/lingoose/llm/openai" //: sdk_import github.com/henomis/lingoose/llm/openai
	"github.com/otiai10/openaigo" //: sdk_import github.com/otiai10/openaigo
)

func ask(room Room) {
	model, _ := eino.NewChatModel(ctx, &eino.ChatModelConfig{Model: "gpt-4o", APIKey: os.Getenv("OPENAI_API_KEY"), BaseURL: "https://relay.example.org/v1"}) //: framework_client NewChatModel | framework_client ChatModelConfig | model_literal gpt-4o | env_var OPENAI_API_KEY | base_url BaseURL
	other, _ := ark.NewChatModel(ctx, &ark.ChatModelConfig{Model: "doubao"})
	plugin := &compat.OpenAI{APIKey: os.Getenv("OPENAI_API_KEY")} //: framework_client OpenAI | env_var OPENAI_API_KEY
	chain := lingoose.New().WithModel(lingoose.GPT4o) //: framework_client New | model_literal gpt-4o
	old := gpt3.NewClient(os.Getenv("OPENAI_API_KEY")) //: client_construction NewClient | env_var OPENAI_API_KEY
	old.CompletionWithEngine(ctx, gpt3.TextDavinci003Engine, gpt3.CompletionRequest{}) //: api_call completions.create | model_literal TextDavinci003Engine
	room.CompletionWithEngine(ctx, "x")
	small := openaigo.NewClient(os.Getenv("OPENAI_API_KEY")) //: client_construction NewClient | env_var OPENAI_API_KEY
	small.Chat(ctx, openaigo.ChatRequest{Model: "gpt-4o"}) //: api_call chat.completions.create | model_literal gpt-4o
	room.Chat(ctx, "x")
	notes.NewClient("x")
}
