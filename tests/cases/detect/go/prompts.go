package main

import openai "github.com/sashabaranov/go-openai" //: sdk_import github.com/sashabaranov/go-openai

const systemPrompt = "You are a careful clerk who answers briefly." //: prompt system
const title = "A prompt answer for you"

func ask(c *openai.Client) {
	c.CreateChatCompletion(ctx, openai.ChatCompletionRequest{Model: openai.GPT4o, Messages: []openai.ChatCompletionMessage{ //: api_call chat.completions.create | sdk_symbol ChatCompletionRequest | model_literal gpt-4o
		{Role: openai.ChatMessageRoleSystem, Content: "请把下面的文字翻译成英文，保持语气。"}, //: prompt system
		{Role: openai.ChatMessageRoleUser, Content: "Explain it in plain words."}, //: prompt user
	}})
	log.Println("the prompt was sent to the model")
}

func quiet(path string) string {
	promptFile := "prompts/answer-briefly.txt"
	return path + promptFile + "the prompt is in this file"
}
