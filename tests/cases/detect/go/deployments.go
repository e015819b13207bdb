package proxy

func forward(endpoint, deployment string, config Config) {
	req, _ := http.NewRequest(http.MethodGet, endpoint+"/openai/deployments?api-version=2022-12-01", nil) //: raw_http /openai/deployments
	resp, _ := http.DefaultClient.Do(req) //: raw_http /openai/deployments
	path := fmt.Sprintf("/openai/deployments/%s", deployment) //: raw_http /deployments
	log.Printf("/openai/deployments/%s", deployment)
	other, _ := http.NewRequest(http.MethodGet, endpoint+"/apps/deployments?api-version=2022-12-01", nil)
	more, _ := http.DefaultClient.Do(other)
}
