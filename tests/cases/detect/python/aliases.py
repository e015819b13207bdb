from functools import partial
from typing import Optional
import asyncio

from openai import AzureOpenAI, OpenAI  #: sdk_import openai


class Service:
    def __init__(self, azure=False):
        self.client = OpenAI()  #: client_construction OpenAI
        if azure:
            self.client = AzureOpenAI(azure_endpoint="https://x.openai.azure.com", api_version="2024-06-01")  #: client_construction AzureOpenAI | base_url azure_endpoint
        self.complete = self.client.chat.completions.create

    def ask(self):
        return self.client.chat.completions.create(model="gpt-4o")  #: api_call chat.completions.create | model_literal gpt-4o

    def bound(self):
        return self.complete(messages=[])  #: api_call chat.completions.create


class Child(Service):
    def more(self):
        return self.client.embeddings.create(input="x")  #: api_call embeddings.create


def make() -> OpenAI:
    return OpenAI()  #: client_construction OpenAI


def factory():
    c = make()
    return c.moderations.create(input="x")  #: api_call moderations.create


def injected(client: Optional[OpenAI] = None):
    return client.chat.completions.create()  #: api_call chat.completions.create


def union(client: "OpenAI | None"):
    return client.chat.completions.create()  #: api_call chat.completions.create


def passed(api_client):
    return api_client.responses.create(input="x")  #: api_call responses.create


passed(make())

ask = partial(make().chat.completions.create, model="gpt-4.1")  #: api_call chat.completions.create | model_literal gpt-4.1
ask(messages=[])

run = lambda text: make().chat.completions.create(messages=text)  #: api_call chat.completions.create


async def threaded():
    return await asyncio.to_thread(make().embeddings.create, input="x", model="text-embedding-ada-002")  #: api_call embeddings.create | model_literal text-embedding-ada-002


clients = {"a": OpenAI(), "b": OpenAI(base_url="https://openrouter.ai/api/v1")}  #: client_construction OpenAI | base_url base_url


def pick(name):
    return clients[name].chat.completions.create()  #: api_call chat.completions.create


def walrus():
    if (w := OpenAI()):  #: client_construction OpenAI
        return w.models.list()  #: api_call models.list


for each in [OpenAI(), OpenAI()]:  #: client_construction OpenAI
    each.files.list()  #: api_call files.list


class Lazy:
    @property
    def client(self):
        return OpenAI()  #: client_construction OpenAI

    def go(self):
        return self.client.batches.create(endpoint="/v1/embeddings")  #: api_call batches.create


class Field:
    client: OpenAI

    def go(self):
        return self.client.chat.completions.create()  #: api_call chat.completions.create
