package main

import (
	"os"

	"github.com/sashabaranov/go-openai" //: sdk_import github.com/sashabaranov/go-openai
)

type Settings struct {
	VectorDimentions int
}

func client() *openai.Client {
	address := os.Getenv("INFERENCE_ADDRESS") //: env_var INFERENCE_ADDRESS
	config := openai.DefaultConfig(os.Getenv("ACME_KEY")) //: client_construction DefaultConfig | env_var ACME_KEY
	config.BaseURL = address //: base_url config.BaseURL
	store := os.Getenv("ACME_STORE")
	open(store, Settings{VectorDimentions: 1536}) //: vector_width VectorDimentions
	return openai.NewClientWithConfig(config) //: client_construction NewClientWithConfig
}
