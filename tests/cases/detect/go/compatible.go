package openai_compatible

import "github.com/acme/fab/openai"

type Provider struct {
	Name, BaseURL, Site string
}

// Whoever speaks OpenAI's protocol.
var providers = map[string]Provider{
	"Groq":  {Name: "Groq", BaseURL: "https://api.groq.com/openai/v1"}, //: base_url BaseURL
	"Acme":  {Name: "Acme", BaseURL: "https://api.acme.example.net/v1"}, //: base_url BaseURL
	"Local": {Name: "Local", BaseURL: "http://localhost:4000"}, //: base_url BaseURL
	"Shop":  {Name: "Shop", Site: "https://shop.example.net/about"},
}

func others(shop Maker) {
	a := openai.NewClientCompatible("Gemini", "https://generativelanguage.googleapis.com/v1beta", nil) //: base_url url
	b := shop.NewClientCompatible("Shop", "https://shop.example.net/v1", nil)
}
