import httpx
from openai import OpenAI  #: sdk_import openai

client = OpenAI(  #: client_construction OpenAI
    http_client=httpx.Client(proxy="http://127.0.0.1:7890", timeout=3),  #: proxy proxy
)
plain = httpx.Client(proxy="http://127.0.0.1:7890")
