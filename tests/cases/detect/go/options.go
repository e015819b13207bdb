package llm

import (
	"github.com/openai/openai-go" //: sdk_import github.com/openai/openai-go
	"github.com/openai/openai-go/option" //: sdk_import github.com/openai/openai-go/option
	"github.com/spf13/viper"
)

func client(base string, key string) openai.Client {
	options := []option.RequestOption{option.WithAPIKey(key)}
	if base != "" {
		options = append(options, option.WithBaseURL(base)) //: base_url WithBaseURL
	}
	viper.SetDefault("openai.model", "gpt-4o") //: config_key openai.model | model_literal gpt-4o
	viper.BindPFlag("openai.api_key", flag) //: config_key openai.api_key
	viper.SetDefault("output.lang", "en")
	log.Print("openai.model")
	other.WithBaseURL(base)
	return openai.NewClient(options...) //: client_construction NewClient
}
