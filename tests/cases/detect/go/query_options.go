package main

import (
	"github.com/openai/openai-go" //: sdk_import github.com/openai/openai-go
	"github.com/openai/openai-go/option" //: sdk_import github.com/openai/openai-go/option
)

func clients(endpoint, version string, other Options) {
	a := openai.NewClient(option.WithBaseURL(endpoint), option.WithQuery("api-version", version)) //: client_construction NewClient | base_url WithBaseURL | config_key api_version
	b := openai.NewClient(option.WithQuery("trace", version)) //: client_construction NewClient
	c := openai.NewClient(option.WithQueryAdd("api-version", "2024-10-21")) //: client_construction NewClient | config_key api_version
	d := other.WithQuery("api-version", version)
}
