package main

const apiVersion = "2024-05-01-preview" //: config_key apiVersion -- -> azure
const schemaVersion = "2024-05-01"

func path(name string) string {
	return "openai/deployments/" + name + "/usage?api-version=" + apiVersion
}
