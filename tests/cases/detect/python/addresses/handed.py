import requests
def call(url, body): return requests.post(url, json=body)  #: raw_http /v1/chat/completions
call("https://api.openai.com/v1/chat/completions", {})  #: base_url url
def send(path, body):
    return requests.post(f"{self.base}/{path}", json=body)  #: raw_http /chat/completions
send("chat/completions", {})
