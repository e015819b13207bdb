package openai

const suffix = "openai.azure.com/openai/deployments/" //: base_url suffix

func (gpt *ChatGPT) images(body any) error {
	gpt.get(gpt.ApiUrl + "/v1/models/gpt")
	gpt.get(gpt.ApiUrl + "/v1/users")
	route("/v1/images/generations", nil)
	return gpt.send(gpt.ApiUrl+"/v1/images/generations", body) //: raw_http /v1/images/generations
}
