import os
from dataclasses import dataclass
from typing import Any, cast
from openai import AsyncOpenAI  #: sdk_import openai
from pydantic import BaseModel, Field


class OpenAISettings(BaseModel):
    api_base: str = Field("https://api.openai.com/v1")  #: base_url api_base
    api_key: str = Field(repr=False)  #: config_key OpenAISettings.api_key
    embedding_api_key: str | None = None  #: config_key OpenAISettings.embedding_api_key
    colour: str = "blue"
    note = "api_key"


@dataclass
class AzureOpenAIConfig:
    deployment_name: str  #: config_key AzureOpenAIConfig.deployment_name -- -> azure
    api_key: str = os.environ["OPENAI_API_KEY"]  #: env_var OPENAI_API_KEY


class ShopSettings(BaseModel):
    api_key: str
    api_base: str = ""


class OpenAIReport:
    api_key: str


class Talker(Base):
    def ask(self, parts):
        create = cast(Any, self._client.responses.create)  #: api_call responses.create -- +reference
        other = cast(Any, self._client.responses.count)
        return create(input=parts), other, cast(Any, self._basket.create)
