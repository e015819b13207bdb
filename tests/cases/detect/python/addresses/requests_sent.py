import requests, httpx, aiohttp, urllib.request, json, os
from consts import API_ROOT, chat_url, Cfg, build
requests.post(f"{API_ROOT}/chat/completions", json={"model": "gpt-4o", "messages": []}, headers={"Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}"})  #: raw_http /v1/chat/completions | model_literal gpt-4o | env_var OPENAI_API_KEY
requests.post(chat_url(), json={"model": Cfg.model})  #: raw_http /v1/chat/completions
httpx.post(Cfg.base + "/embeddings", json={})  #: raw_http /v1/embeddings
requests.post(build("/chat/completions"), json={})  #: raw_http /v1*
with httpx.Client(base_url=API_ROOT) as c:
    c.post("/chat/completions", json={"model": "gpt-4o"})  #: raw_http /v1/chat/completions | model_literal gpt-4o
s = requests.Session(); s.post("https://api.openai.com/v1/chat/completions", data=json.dumps({"model": "gpt-4o"}))  #: raw_http /v1/chat/completions | model_literal gpt-4o
s.post("https://api.openai.com/v1/chat/completions", data='{"model": "gpt-4o", "messages": []}')  #: raw_http /v1/chat/completions | model_literal gpt-4o
async def a():
    async with aiohttp.ClientSession() as ses:
        async with ses.post("https://api.openai.com/v1/chat/completions", json={}) as r: pass  #: raw_http /v1/chat/completions
        await ses.request("POST", os.getenv("OPENAI_BASE_URL", "https://api.openai.com/v1") + "/chat/completions")  #: raw_http /v1/chat/completions | env_var OPENAI_BASE_URL
    async with aiohttp.ClientSession(base_url="https://api.openai.com") as ses:  #: base_url base_url
        await ses.post("/v1/chat/completions", json={})  #: raw_http /v1/chat/completions
req = urllib.request.Request("https://api.openai.com/v1/chat/completions", data=b"{}"); urllib.request.urlopen(req)  #: raw_http /v1/chat/completions
def post(path, body): return requests.post(f"{API_ROOT}/{path}", json=body)  #: raw_http /v1/*
post("chat/completions", {"model": "gpt-4o"})  #: model_literal gpt-4o
def call(url, body): return requests.post(url, json=body)  #: raw_http /v1/chat/completions
call("https://api.openai.com/v1/chat/completions", {})  #: base_url url
import websockets
websockets.connect("wss://api.openai.com/v1/realtime?model=gpt-4o-realtime-preview")  #: raw_http /v1/realtime | model_literal gpt-4o-realtime-preview
requests.post("https://gateway.ai.cloudflare.com/v1/acc/gw/openai/chat/completions", json={})  #: raw_http /chat/completions
requests.post("https://oai.helicone.ai/v1/chat/completions", json={}, headers={"Helicone-Auth": "x"})  #: raw_http /v1/chat/completions
requests.post("https://openrouter.ai/api/v1/chat/completions", json={"model": "openai/gpt-4o"})  #: raw_http /v1/chat/completions | model_literal openai/gpt-4o
requests.post("http://localhost:3000/v1/chat/completions", json={"model": "gpt-4o"})  #: raw_http /v1/chat/completions | model_literal gpt-4o
requests.post(f"https://{res}.openai.azure.com/openai/deployments/{d}/chat/completions?api-version=2024", json={})  #: raw_http /chat/completions
requests.post("https://api.groq.com/openai/v1/chat/completions", json={"model": "llama3"})  #: raw_http /v1/chat/completions
os.environ["HTTPS_PROXY"] = "http://127.0.0.1:7890"  #: proxy HTTPS_PROXY
import subprocess
subprocess.run(["curl", "https://api.openai.com/v1/chat/completions", "-d", '{"model":"gpt-4o"}'])  #: raw_http /v1/chat/completions | model_literal gpt-4o
os.system("curl https://api.openai.com/v1/models")  #: raw_http /v1/models
