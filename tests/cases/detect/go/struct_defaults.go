package main

import "fmt"

type Options struct {
	Model    string `short:"m" default:"gpt-4o-mini" help:"Model to ask, gpt-4o is dearer."` //: model_literal gpt-4o-mini -- +default
	Fallback string `env:"FALLBACK" envDefault:"gpt-4.1"`                                    //: model_literal gpt-4.1
	Engine   string `enum:"gpt-4o,gpt-4.1,llama3" default:"gpt-4o"`                          //: model_literal gpt-4o | model_literal gpt-4.1 | model_literal gpt-4o
	Cheapest string `enum:"gpt-4o-mini, gpt-4o"`                                             //: model_literal gpt-4o-mini | model_literal gpt-4o
	Small    string `model:"x" env-default:"o3"`
	Family   string `default:"ada"`
	BaseURL  string `short:"u" default:"https://api.openai.com/v1" help:"Where to ask."` //: base_url BaseURL -- +default; -> official:openai
	Home     string `default:"https://docs.acme.dev/v1"`
	Note     string `help:"gpt-4o"`
	Label    string `json:"gpt-4o"`
}

func write(key, model string) (string, string) {
	line := fmt.Sprintf("OPENAI_API_KEY=%s\n", key) //: env_var OPENAI_API_KEY
	other := fmt.Sprintf("SHOP_KEY=%s\n", key)
	fmt.Println("OPENAI_API_KEY=sk-... shop run")
	_ = fmt.Sprintf("export OPENAI_BASE_URL=%s", model) //: env_var OPENAI_BASE_URL
	_ = "OPENAI_API_KEY=x shop run --model y"
	return line, other
}
