package llm

import (
	"regexp"

	"github.com/sashabaranov/go-openai" //: sdk_import github.com/sashabaranov/go-openai
	"acme.example/shop"
)

var reasoning = regexp.MustCompile(`o\d(-(mini|preview))?`) //: model_literal o\d(-(mini|preview))?
var orders = regexp.MustCompile(`order-\d`)
var known = []string{"gpt-4-32k", "o1"} //: model_literal gpt-4-32k | model_literal o1
var rooms = []string{"a1", "o1"}

func test(err error) {
	if e, ok := err.(*openai.RequestError); ok { //: sdk_symbol RequestError
	}
	if e, ok := err.(*shop.RequestError); ok {
	}
	switch e := err.(type) {
	case *openai.APIError: //: sdk_symbol APIError
	case *shop.APIError:
	}
}
