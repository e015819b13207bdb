package acme

import (
	"fmt"

	"github.com/go-resty/resty/v2"
)

var settings struct{ BaseURL, Proxy, Key string }

func through() *resty.Client {
	return resty.New().SetRetryCount(3).SetProxy(settings.Proxy).SetHeader("Authorization", "Bearer "+settings.Key) //: proxy resty.SetProxy
}

func usage() (*resty.Response, error) {
	path := "/v1/dashboard/billing/usage"
	var url string = "https://api.openai.com" + path //: base_url url
	if settings.BaseURL != "" {
		url = settings.BaseURL + path
	}
	return through().R().SetQueryParam("days", "90").Get(url) //: raw_http /v1/dashboard/billing
}

func chat(body any) (*resty.Response, error) {
	url := fmt.Sprintf("%s/v1/chat/completions", settings.BaseURL) //: raw_http /chat/completions
	return resty.New().R().SetBody(body).Post(url) //: raw_http /v1/chat/completions
}

func orders() (*resty.Response, error) {
	url := "https://shop.acme.dev" + "/v1/orders"
	if settings.BaseURL != "" {
		url = settings.BaseURL + "/v1/orders"
	}
	return resty.New().R().Get(url)
}
