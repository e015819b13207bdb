"""A request body as the OpenAI API takes it: what a model must be able to do for it, and how long it may answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from migrate.errors import UsageError
from providers.mapping import Needs

_LIMITS = ("max_completion_tokens", "max_output_tokens", "max_tokens")
_IMAGES = frozenset({"image_url", "input_image", "image"})


@dataclass(frozen=True, slots=True)
class Request:
    """What matters for the price. `texts` is everything that is text, tool definitions as JSON included.

    `limit` is the most tokens that may come back, for all `n` answers together; None when the body sets none.
    """

    model: str | None
    messages: tuple[Mapping[str, Any], ...]
    tools: tuple[Mapping[str, Any], ...]
    texts: tuple[str, ...]
    images: int
    limit: int | None
    needs: Needs
    thinking: bool | None
    batch: bool


def read(body: Mapping[str, Any]) -> Request:
    """Understand a body of Chat Completions, Responses or Embeddings. UsageError when its messages have no form."""
    model = body.get("model")
    embeds = "messages" not in body and isinstance(model, str) and "embedding" in model
    messages = _messages(body)
    texts = [text for message in messages for text in _texts(message.get("content"))]
    texts += [str(body["instructions"])] if body.get("instructions") else []
    listed = body.get("tools")
    tools = tuple(tool for tool in listed if isinstance(tool, Mapping)) if isinstance(listed, list) else ()
    for message in messages:
        if message.get("tool_calls"):
            texts.append(json.dumps(message["tool_calls"], ensure_ascii=False))
    texts += [json.dumps(tool, ensure_ascii=False) for tool in tools]
    images = sum(_images(message.get("content")) for message in messages)
    limits = [body[name] for name in _LIMITS if isinstance(body.get(name), int) and body[name] >= 0]
    answers = body.get("n") if isinstance(body.get("n"), int) else 1
    schema = body.get("response_format")
    wants_schema = isinstance(schema, Mapping) and schema.get("type") == "json_schema"
    nested = body.get("reasoning")
    effort = body.get("reasoning_effort") or (nested.get("effort") if isinstance(nested, Mapping) else None)
    return Request(
        model=model if isinstance(model, str) else None,
        messages=messages,
        tools=tools,
        texts=tuple(texts),
        images=images,
        limit=limits[0] * max(1, int(answers or 1)) if limits else None,
        needs=Needs(
            kind="embedding" if embeds else "chat",
            vision=bool(images) or None,
            tools=bool(tools) or None,
            json_schema=wants_schema or None,
        ),
        thinking=None if effort is None else effort not in ("none", "minimal"),
        batch=body.get("service_tier") == "batch",
    )


def _messages(body: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    given = body.get("messages", body.get("input", body.get("prompt")))
    if isinstance(given, str):
        return ({"role": "user", "content": given},)
    if isinstance(given, list) and given and all(isinstance(entry, str) for entry in given):
        return tuple({"role": "user", "content": entry} for entry in given)
    if isinstance(given, list) and given and all(isinstance(entry, Mapping) for entry in given):
        return tuple(given)
    raise UsageError("the request body has no messages: `messages`, `input` or `prompt` must hold some text")


def _texts(content: object) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, list):
        for part in content:
            if isinstance(part, Mapping) and isinstance(part.get("text"), str):
                yield part["text"]


def _images(content: object) -> int:
    if not isinstance(content, list):
        return 0
    return sum(isinstance(part, Mapping) and part.get("type") in _IMAGES for part in content)
