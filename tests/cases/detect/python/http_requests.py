import json
import os
import urllib.request

import aiohttp
import httpx
import requests

URL = "https://api.openai.com/v1/chat/completions"  #: base_url URL
HEADERS = {"Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}"}  #: env_var OPENAI_API_KEY


def one():
    return requests.post(URL, headers=HEADERS, json={"model": "gpt-4o", "temperature": 2})  #: raw_http /v1/chat/completions | model_literal gpt-4o


def two(base="https://api.openai.com"):  #: base_url base
    return httpx.post(base + "/v1/embeddings", json={})  #: raw_http /v1/embeddings


async def three():
    async with aiohttp.ClientSession() as session:
        async with session.post(url=URL, data=json.dumps({"stream": True})) as r:  #: raw_http /v1/chat/completions
            return await r.json()


def four(host):
    request = urllib.request.Request(f"{host}/v1/chat/completions", method="POST")  #: raw_http /v1/chat/completions
    return urllib.request.urlopen(request)


def five(session, name):
    return session.post(f"https://{name}.openai.azure.com/openai/deployments/x/chat/completions", proxies={"https": "x"})  #: raw_http /chat/completions | proxy proxies


def batch():
    return {"custom_id": "1", "method": "POST", "url": "/v1/chat/completions"}  #: raw_http /v1/chat/completions


def none(app):
    requests.get("https://example.com/v1/models")
    requests.post("https://api.github.com/repos")
    httpx.get("https://openai.com")

    @app.post("/v1/chat/completions")
    def serve():
        return {}

    return serve


def checked(url):
    return url


TABLE = {"a": {"endpoint": URL}}


def six(name):
    endpoint = checked(TABLE[name]["endpoint"])
    return requests.post(endpoint, json={})  #: raw_http /v1/chat/completions
