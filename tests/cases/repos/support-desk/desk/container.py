from functools import cached_property

from desk.settings import Settings


class Container:
    def __init__(self, settings: Settings):
        self.settings = settings

    @cached_property
    def llm(self):
        from openai import OpenAI

        return OpenAI(
            api_key=self.settings.openai_api_key,
            timeout=30,
        )

    @cached_property
    def claude(self):
        from anthropic import Anthropic

        return Anthropic(api_key=self.settings.anthropic_api_key)
