import requests, openai  #: sdk_import openai
class Api:
    def __init__(self, base): self.base = base
    def send(self, path, body):
        url = self.base + path
        return requests.post(url, json=body)  #: raw_http /v1/embeddings
Api("x").send("/v1/embeddings", {})
