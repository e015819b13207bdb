import httpx
from openai import OpenAI  #: sdk_import openai

client = OpenAI(  #: client_construction OpenAI
    http_client=httpx.Client(proxy="http://127.0.0.1:7890", timeout=3),  #: proxy proxy
)
plain = httpx.Client(proxy="http://127.0.0.1:7890")
transport = httpx.AsyncClient(proxy="http://127.0.0.1:1") if plain else None  #: proxy proxy
other = httpx.AsyncClient(proxy="http://127.0.0.1:2")
second = OpenAI(http_client=transport)  #: client_construction OpenAI
