package shop

import "github.com/go-resty/resty/v2"

// Orders of a shop, whose assistant is made by OpenAI elsewhere.
func orders(proxy string) (*resty.Response, error) {
	url := "https://shop.acme.dev/v1/orders"
	if proxy == "" {
		url = "https://mirror.acme.dev/v1/orders"
	}
	return resty.New().SetProxy(proxy).R().Get(url)
}
