"""The one place that talks to the model service."""

from openai import AsyncOpenAI, OpenAI

from . import settings

client = OpenAI(api_key=settings.API_KEY, base_url=settings.BASE_URL, timeout=30.0, max_retries=1)


def async_client() -> AsyncOpenAI:
    """A client for the streaming endpoint; one per event loop."""
    return AsyncOpenAI(api_key=settings.API_KEY, base_url=settings.BASE_URL)
