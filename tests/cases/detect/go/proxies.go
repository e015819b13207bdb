package raw

import (
	"net/http"
	"net/url"

	"github.com/sashabaranov/go-openai" //: sdk_import github.com/sashabaranov/go-openai
)

func client(token string, through *url.URL) *openai.Client {
	transport := &http.Transport{}
	transport.Proxy = http.ProxyURL(through) //: proxy http.ProxyURL
	other := &http.Transport{Proxy: http.ProxyFromEnvironment}
	_ = other
	return openai.NewClient(token) //: client_construction NewClient
}
