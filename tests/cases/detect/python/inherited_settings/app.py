from pydantic import BaseModel

from base import Preset


class Grouped(Preset):
    OPENAI_SUMMARY_MODEL: str = "gpt-4o-mini"  #: env_var OPENAI_SUMMARY_MODEL -- = $OPENAI_SUMMARY_MODEL:-gpt-4o-mini | model_literal gpt-4o-mini
    colour: str = "blue"


class Settings(Grouped):
    openai_api_key: str  #: env_var OPENAI_API_KEY


class Loop(Loop):
    openai_api_key: str = ""


class Card(BaseModel):
    openai_api_key: str = ""
