import asyncio
import aiohttp
import requests
from shop import api_base, base_url, fruit

OPENAI_HOST = "api.openai.com"  #: base_url OPENAI_HOST -- -> official:openai
kind = "chat/completions"  #: raw_http /chat/completions -- +path; -> official:openai
legacy = "completions"
topic = "completions"
ENDPOINT = f"https://api.openai.com/v1/{kind}"  #: base_url ENDPOINT
TITLE = f"All about {topic}"
found = "Ask api.openai.com about it"


def probe(key, body):
    url = api_base.rstrip("/") + "/responses"  #: raw_http /responses -- +path
    answer = requests.post(url, json=body)  #: raw_http /responses -- +sent
    vectors = f"{base_url}/embeddings"  #: raw_http /embeddings -- +path
    basket = fruit + "/responses"
    requests.post(basket, json=body)
    return answer, vectors, f"{fruit}/embeddings"


def main(port):
    address = f"http://localhost:{port}/v1/chat/completions"  #: raw_http /chat/completions
    shelf = f"http://localhost:{port}/v1/fruit"

    async def wrapped(text, address):
        await ask(text, address)

    asyncio.run(wrapped("x", address))
    asyncio.run(store("x", shelf))


async def ask(text, address):
    return await send(address, {"text": text})


async def send(address, payload):
    async with aiohttp.ClientSession() as session:
        async with session.post(address, data=payload) as response:  #: raw_http /v1/chat/completions
            return await response.json()


async def store(text, shelf):
    async with aiohttp.ClientSession() as session:
        await session.post(shelf, data=text)
