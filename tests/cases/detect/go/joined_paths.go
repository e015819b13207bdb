package joined

const base = "https://api.openai.com/v1" //: base_url base

func ask() {
	address, _ := url.JoinPath(base, "chat", "completions")
	http.Post(address, "application/json", body) //: raw_http /v1/chat/completions
	orders, _ := url.JoinPath("https://shop.example.com", "orders")
	http.Post(orders, "application/json", body)
}
