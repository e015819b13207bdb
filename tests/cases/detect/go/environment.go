package config

import "os"

type Config struct {
	Key   string `env:"OPENAI_API_KEY,required"` //: env_var OPENAI_API_KEY
	Model string `envconfig:"OPENAI_MODEL"`      //: env_var OPENAI_MODEL
	Port  string `env:"PORT"`
}

func Load() {
	key, found := os.LookupEnv("OPENAI_API_KEY") //: env_var OPENAI_API_KEY
	viper.BindEnv("key", "AZURE_OPENAI_API_KEY") //: env_var AZURE_OPENAI_API_KEY
	base := viper.GetString("openai.base_url")   //: config_key openai.base_url
	os.Setenv("HTTPS_PROXY", "http://127.0.0.1:7890") //: proxy HTTPS_PROXY
	_, _, _ = key, found, base
}
