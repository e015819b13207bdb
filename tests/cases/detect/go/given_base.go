package llm

import "os"

type ModelID string

const (
	O1    ModelID = "o1" //: model_literal o1
	GPT   ModelID = "gpt-4o" //: model_literal gpt-4o
	Ozone Gas     = "o3"
)

func makeAll(o *options) {
	WithOpenAIBaseURL("https://api.groq.com/openai/v1") //: base_url WithOpenAIBaseURL
	WithOpenAIBaseURL(os.Getenv("LOCAL_ENDPOINT")) //: env_var LOCAL_ENDPOINT
	WithImageURL("https://api.groq.com/openai/v1")
	WithImageURL(os.Getenv("IMAGE_ENDPOINT"))
	WithOpenAIDocsURL("https://docs.acme.dev/openai-guide")
}
