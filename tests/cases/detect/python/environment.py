import os
from os import environ as env, getenv

from pydantic import Field
from pydantic_settings import BaseSettings

KEY = os.environ["OPENAI_API_KEY"]  #: env_var OPENAI_API_KEY
BASE = os.environ.get("OPENAI_BASE_URL", "https://api.openai.com/v1")  #: env_var OPENAI_BASE_URL | base_url BASE
ORG = getenv("OPENAI_ORGANIZATION")  #: env_var OPENAI_ORGANIZATION
AZURE = env.get("AZURE_OPENAI_ENDPOINT")  #: env_var AZURE_OPENAI_ENDPOINT
os.environ.setdefault("OPENAI_API_KEY", "x")  #: env_var OPENAI_API_KEY
os.environ["HTTPS_PROXY"] = "http://127.0.0.1:7890"  #: proxy HTTPS_PROXY
MODEL = os.getenv("LLM_MODEL", "gpt-4o-mini")  #: env_var LLM_MODEL | model_literal gpt-4o-mini
HOME = os.environ["HOME"]
TOKEN = os.getenv("GITHUB_TOKEN")
ANTHROPIC = os.getenv("ANTHROPIC_API_KEY")


def secret(read, name):
    read("OPENAI_API_KEY")  #: env_var OPENAI_API_KEY
    return os.environ[f"{name}_API_KEY"]  #: env_var *_API_KEY


class Settings(BaseSettings):
    openai_api_key: str  #: env_var OPENAI_API_KEY
    openai_base_url: str = Field("https://api.openai.com/v1")  #: env_var OPENAI_BASE_URL | base_url openai_base_url
    database_url: str = "postgres://x"


class Prefixed(BaseSettings):
    model_config = {"env_prefix": "OPENAI_"}  #: env_var OPENAI_
    api_key: str  #: env_var OPENAI_API_KEY


def arguments(parser):
    parser.add_argument("--openai-key", help="the OPENAI_API_KEY")  #: config_key --openai-key
    parser.add_argument("--api_base")  #: config_key --api_base
    parser.add_argument("--output")


try:
    from langchain_core.pydantic_v1 import BaseSettings as Older
except ImportError:
    from pydantic.v1 import BaseSettings as Older


class OlderSettings(Older):
    OPENAI_API_KEY: str = ""  #: env_var OPENAI_API_KEY
    AZURE_API_BASE: str = ""  #: env_var AZURE_API_BASE
    AZURE_REGION: str = ""

chosen = os.getenv("MODEL", "gpt-4o")  #: env_var MODEL | model_literal gpt-4o
car = os.getenv("MODEL", "beetle")
bucket = os.environ["OPENAI_S3_BUCKET_NAME"]

# What goes wrong is no variable.
raise_with("ERROR_OPENAI_API_KEY_NO_GPT4")
codes = ["OPENAI_KEY_INVALID", "MISSING_OPENAI_KEY", "OPENAI_QUOTA_EXCEEDED", "OPENAI_NOT_CONFIGURED"]
