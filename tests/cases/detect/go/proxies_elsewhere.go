package elsewhere

import (
	"net/http"
	"net/url"
)

// A program that mentions openai and fetches something else.
func fetch(through *url.URL) *http.Transport {
	return &http.Transport{Proxy: http.ProxyURL(through)}
}
