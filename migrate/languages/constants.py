"""Models under the names that libraries have constants for."""

from __future__ import annotations

import re
from functools import lru_cache

from migrate.languages import leaving

_ALWAYS = re.compile(r"whisper-1|tts-1(?:-hd)?|dall-e-[23]|gpt-image-1(?:-mini)?|gpt-4o-mini-tts")  # OpenAI's alone


@lru_cache(maxsize=512)
def model_of(constant: str) -> str | None:
    """The model id behind the name of an SDK's constant (`GPT_4O_MINI`, `GPT4oMini`), if the catalogue has it."""
    text = re.sub(r"^(?:Chat|Embedding|Audio|Image)?Models?_?(?=[A-Z])|^CHAT_MODEL_", "", constant)
    if not text.isupper():
        text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", text)
    text = text.replace("_", "-").lower()
    text = re.sub(r"(?<=\d)-?dot-?(?=\d)|(?<=\d)-?point-?(?=\d)", ".", text)
    text = re.sub(r"^gpt(?=\d)", "gpt-", text)
    text = re.sub(r"^gpt-(\d)-(\d)(?=-|$)", r"gpt-\1.\2", text)
    text = re.sub(r"^gpt-(\d)-o(?=-|$)", r"gpt-\1o", text)
    text = re.sub(r"^gpt-35(?=-|$)", "gpt-3.5", text)
    text = re.sub(r"^gpt-(\d)(\d)(?=-|$)", r"gpt-\1.\2", text) if not text.startswith("gpt-4-3") else text
    text = re.sub(r"(?<=-)(\d{4})(\d\d)(\d\d)$", r"\1-\2-\3", text)
    text = re.sub(r"^(text-embedding|dall-?e|whisper|tts)-?(?=\d)", r"\1-", text).replace("dalle", "dall-e")
    text = re.sub(r"^ada-?embedding-?v2$|^adaembedding-v2$", "text-embedding-ada-002", text)
    text = re.sub(r"^(small|large)-?embedding-?3$", r"text-embedding-3-\1", text)
    text = re.sub(r"^text-embedding-v3-?(?=small|large)", "text-embedding-3-", text)
    text = re.sub(r"^text-embedding-ada-v2$", "text-embedding-ada-002", text)
    text = re.sub(r"^(?:create-image-model-)?(dall-e|gpt-image)-?(?=\d)", r"\1-", text)
    text = re.sub(r"^tts-?(?:model-?)?1-?hd$", "tts-1-hd", re.sub(r"^tts-?model-?1$", "tts-1", text))
    if not leaving.of_openai().fullmatch(text):
        return None
    from providers.catalog import model_owner

    return text if model_owner(text) or _ALWAYS.fullmatch(text) else None
