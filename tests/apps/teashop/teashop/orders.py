"""Free text to an order."""

import json

from . import settings
from .llm import client
from .prompts import ORDER


def read(text: str) -> dict:
    """The order in a customer's message, always the same for the same text."""
    answer = client.chat.completions.create(
        model=settings.EXTRACT_MODEL,
        messages=[{"role": "system", "content": ORDER}, {"role": "user", "content": text}],
        response_format={"type": "json_object"},
        temperature=0,
        max_tokens=settings.CONFIG["limits"]["order_tokens"],
    )
    return json.loads(answer.choices[0].message.content)
