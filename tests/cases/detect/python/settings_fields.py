from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class OpenAISettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="OPENAI_", env_file=".env")  #: env_var OPENAI_
    api_key: str  #: env_var OPENAI_API_KEY -- = $OPENAI_API_KEY
    base_url: str = "https://api.openai.com/v1"  #: env_var OPENAI_BASE_URL -- = $OPENAI_BASE_URL:-https://api.openai.com/v1 | base_url base_url
    model: str = "gpt-4o"  #: env_var OPENAI_MODEL -- = $OPENAI_MODEL:-gpt-4o; +settings_field | model_literal gpt-4o


class App(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="MYAPP_")
    openai_api_key: str = ""  #: env_var MYAPP_OPENAI_API_KEY
    llm_model: str = "gpt-4o-mini"  #: env_var MYAPP_LLM_MODEL | model_literal gpt-4o-mini
    car_model: str = "beetle"
    database_url: str = ""
    openai_key: str = Field(validation_alias=AliasChoices("OPENAI_API_KEY", "OPENAI_KEY"))  #: env_var OPENAI_API_KEY | env_var OPENAI_KEY


class Older(BaseSettings):
    openai_token: str = Field(..., env="OPENAI_TOKEN")  #: env_var OPENAI_TOKEN
    api_key: str = ""  #: env_var LLM_API_KEY
    title: str = ""

    class Config:
        env_prefix = "LLM_"


class Redis(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="REDIS_")
    api_key: str = ""
    model: str = "x"


class NoSettings:
    openai_api_key: str = ""
