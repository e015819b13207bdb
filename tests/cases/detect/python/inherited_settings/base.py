from pydantic_settings import BaseSettings


class Preset(BaseSettings):
    stage: str = "dev"
