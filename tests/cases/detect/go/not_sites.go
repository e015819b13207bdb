// Package docs talks to OpenAI's gpt-4o through openai.NewClient and https://api.openai.com/v1.
package docs

import (
	"fmt"
	"log"
	"net/http"

	"example.com/ours/openai"
)

// client := openai.NewClient("key")
const title = "GPT-4 is great"
const home = "https://platform.openai.com/docs"

type openaiOptions struct {
	OpenAPI string `json:"openapi"`
}

func show(w http.ResponseWriter) {
	fmt.Println("gpt-4o")
	log.Printf("OPENAI_API_KEY")
	client := openai.NewClient("key")
	client.CreateChatCompletion()
	panic("OPENAI_API_KEY")
}

var command = Command{Use: "ask", Long: "gpt-4o", Short: "OPENAI_API_KEY"}
var letters = []string{"o1", "o2", "o3"}
var page = "/v1/models"

func serve() {
	http.HandleFunc("/v1/chat/completions", nil)
}
