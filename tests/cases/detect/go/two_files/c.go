package main

import (
	"bytes"
	"fmt"
	"net/http"
)

type body struct {
	Model string `json:"model"`
}

func post() {
	url := base + "/chat/completions" //: raw_http /chat/completions
	req, _ := http.NewRequest("POST", url, bytes.NewBuffer(nil)) //: raw_http /v1/chat/completions
	req.Header.Set("Authorization", "Bearer "+os.Getenv("OPENAI_API_KEY")) //: env_var OPENAI_API_KEY
	http.DefaultClient.Do(req) //: raw_http /v1/chat/completions
	http.Post(fmt.Sprintf("%s/embeddings", base), "application/json", nil) //: raw_http /v1/embeddings
	payload := map[string]any{"model": "gpt-4o", "messages": nil} //: model_literal gpt-4o
	resty.New().R().SetBody(payload).Post("https://api.openai.com/v1/chat/completions") //: raw_http /v1/chat/completions
}
