from functools import lru_cache, partial
from typing import Annotated

import httpx
import openai  #: sdk_import openai
import openai.resources.chat.completions as completions  #: sdk_import openai.resources.chat.completions
from dependency_injector import containers, providers
from fastapi import Depends, Request
from openai import AsyncOpenAI, OpenAI  #: sdk_import openai


class Container(containers.DeclarativeContainer):
    config = providers.Configuration()
    client = providers.Singleton(OpenAI, api_key=config.key, base_url="https://relay.example.org/v1")  #: client_construction OpenAI -- api_key=?; base_url=https://relay.example.org/v1; ..; -> relay:relay.example.org | base_url base_url
    later = providers.Factory(AsyncOpenAI)  #: client_construction AsyncOpenAI -- +async; +partial
    http = providers.Singleton(httpx.Client, base_url="https://example.org")


def of_container(container: Container):
    return Container().client().chat.completions.create(model="gpt-4o", messages=[])  #: api_call chat.completions.create -- model=gpt-4o; messages=[0]; -> relay:relay.example.org; ~high | model_literal gpt-4o


@lru_cache
def get_client() -> OpenAI:
    return OpenAI()  #: client_construction OpenAI -- -> official:openai


Client = Annotated[OpenAI, Depends(get_client)]


def by_alias(client: Client):
    return client.responses.create(model="gpt-4o", input="x")  #: api_call responses.create -- ~high | model_literal gpt-4o


def by_default(client=Depends(get_client)):
    return client.embeddings.create(model="text-embedding-3-small", input="x")  #: api_call embeddings.create -- -> official:openai | model_literal text-embedding-3-small


async def by_state(request: Request):
    request.app.state.ai = AsyncOpenAI()  #: client_construction AsyncOpenAI
    return await request.app.state.ai.models.list()  #: api_call models.list -- +async


make = lambda **kw: OpenAI(**kw)  #: client_construction OpenAI -- ..
make(timeout=3).moderations.create(input="a")  #: api_call moderations.create
cheap = partial(OpenAI, base_url="https://api.deepseek.com")  #: client_construction OpenAI -- -> other:deepseek | base_url base_url
cheap().chat.completions.create(model="deepseek-chat", messages=[])  #: api_call chat.completions.create -- -> other:deepseek; ~high

original = completions.Completions.create  #: sdk_symbol openai.resources.chat.completions.Completions.create


def traced(self, *args, **kwargs):
    return original(self, *args, **kwargs)


completions.Completions.create = traced  #: sdk_symbol openai.resources.chat.completions.Completions.create
openai.base_url = "https://gateway.example.org/v1"  #: base_url base_url
replaced = OpenAI()  #: client_construction OpenAI
replaced.base_url = "https://other.example.org/v1"  #: base_url replaced.base_url
partial(print, OpenAI)
isinstance(replaced, OpenAI)  #: sdk_symbol openai.OpenAI -- +tested
kept = providers.Object("OpenAI")
