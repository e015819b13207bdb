package raw

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

const endpoint = "https://api.openai.com/v1/chat/completions" //: base_url endpoint

func ask(text string) {
	body, _ := json.Marshal(map[string]any{"model": "gpt-4o", "stream": true}) //: model_literal gpt-4o
	request, _ := http.NewRequest("POST", endpoint, bytes.NewBuffer(body))     //: raw_http /v1/chat/completions
	_ = request
}

func other(base string) {
	_, _ = http.Post(fmt.Sprintf("%s/v1/chat/completions", base), "application/json", nil) //: raw_http /v1/chat/completions
}
