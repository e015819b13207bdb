import os

import aiohttp
import httpx
import requests


class Api:
    def __init__(self, key):
        self.http = httpx.Client(base_url="https://api.openai.com/v1", headers={"Authorization": key})  #: base_url base_url
        self.other = httpx.Client(base_url="https://example.org")

    def ask(self, messages):
        self.other.post("/search", json={"model": "beetle"})
        return self.http.post("/chat/completions", json={"model": "gpt-4o", "messages": messages, "max_tokens": 10})  #: raw_http /v1/chat/completions -- model=gpt-4o; messages=?; max_tokens=10; -> official:openai; ~high | model_literal gpt-4o

    async def open(self):
        self.session = aiohttp.ClientSession(base_url="https://api.openai.com", headers={})  #: base_url base_url

    async def vectors(self, text):
        async with self.session.post("/v1/embeddings", json={"model": "text-embedding-3-small", "input": text}) as r:  #: raw_http /v1/embeddings | model_literal text-embedding-3-small
            return await r.json()


async def positional():
    async with aiohttp.ClientSession("https://api.openai.com/v1/") as session:  #: base_url url
        async with session.post("chat/completions", json={"model": "gpt-4o"}) as r:  #: raw_http /v1/chat/completions -- -> official:openai | model_literal gpt-4o
            return r
    async with aiohttp.ClientSession("https://example.org/") as session:
        await session.post("models", json={})


async def configured():
    async with httpx.AsyncClient(base_url=os.environ["OPENAI_BASE_URL"]) as c:  #: env_var OPENAI_BASE_URL
        async with c.stream("POST", "/responses", json={"stream": True}) as s:  #: raw_http /v1/responses -- stream=True; +stream; -> user_defined
            return s
    async with httpx.AsyncClient(base_url=os.environ["SEARCH_URL"]) as c:
        await c.post("/responses", json={})


session = requests.Session()
session.headers["Authorization"] = "x"
session.post("https://api.openai.com/v1/chat/completions", json={"model": "gpt-4o"})  #: raw_http /v1/chat/completions | model_literal gpt-4o
session.post("https://example.org/chat", json={"model": "beetle"})
