package main

// Serves the OpenAI protocol: api.openai.com is not asked.

func routes(r *gin.Engine, mux *http.ServeMux) {
	r.POST("/v1/chat/completions", handle)
	mux.HandleFunc("/v1/chat/completions", handle)
	mux.Handle("/v1/embeddings", handler)
	answer := `{"id": "chatcmpl-1", "object": "chat.completion", "model": "gpt-4o", "choices": []}`
	url := fmt.Sprintf("%s/%s", base, name)
}
