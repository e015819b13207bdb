package main

const systemPrompt = "You are somebody, but nobody here asks a model."

func ask(prompt string) string {
	return "Enter a prompt and press return: " + prompt
}
