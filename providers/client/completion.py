"""Chat completions and embeddings as an OpenAI application expects them. Plain JSON in, plain JSON out.

Nothing the vendor said is lost: its own finish reason stays in `vendor_finish_reason` of the choice, its
other fields stay where they are (the openai models keep fields they do not know).
"""

from __future__ import annotations

import base64
import json
from array import array
from typing import Any
from uuid import uuid4

from providers.behaviour import Behaviour
from providers.client import reasoning

OPENAI_REASONS = frozenset({"stop", "length", "tool_calls", "content_filter", "function_call"})


def new_call_id() -> str:
    """An id for a tool call that the vendor gave none."""
    return f"call_{uuid4().hex[:24]}"


def finish(choice: dict[str, Any], behaviour: Behaviour) -> None:
    """Bring a choice's finish reason into OpenAI's set; the vendor's word stays beside it."""
    given = choice.get("finish_reason")
    if given is None or given in OPENAI_REASONS:
        return
    if given == "":
        choice["finish_reason"] = None
        return
    mapped = behaviour.finish_reason(given) if isinstance(given, str) else given
    if mapped != given:
        choice["finish_reason"] = mapped
        choice["vendor_finish_reason"] = given


def usage(raw: dict[str, Any], behaviour: Behaviour) -> dict[str, Any]:
    """Usage with cached tokens where OpenAI puts them; what the vendor sent stays beside them."""
    name = behaviour.cached_tokens
    if name is None or not isinstance(raw.get(name), int):
        return raw
    details = raw.get("prompt_tokens_details")
    if isinstance(details, dict) and details.get("cached_tokens") is not None:
        return raw
    return {**raw, "prompt_tokens_details": {**(details or {}), "cached_tokens": raw[name]}}


def arguments(value: object) -> str:
    """Tool arguments as JSON text; some vendors send the object itself."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def take_usage(data: dict[str, Any]) -> dict[str, Any] | None:
    """The usage of an answer or a chunk, wherever the vendor put it; it is taken out of a choice."""
    found = data.get("usage")
    for choice in data.get("choices") or ():
        inner = choice.pop("usage", None) if isinstance(choice, dict) else None
        if isinstance(inner, dict) and not isinstance(found, dict):
            found = inner
    return found if isinstance(found, dict) and found else None


def chat(
    data: dict[str, Any], behaviour: Behaviour, memory: reasoning.Memory | None = None
) -> dict[str, Any]:
    """A whole chat completion, repaired. `data` is the parsed body and is changed in place."""
    data.setdefault("object", "chat.completion")
    if not isinstance(data.get("choices"), list):
        data["choices"] = []
    found = take_usage(data)
    if found is not None:
        data["usage"] = usage(found, behaviour)
    for position, choice in enumerate(data["choices"]):
        if not isinstance(choice, dict):
            continue
        if not isinstance(choice.get("index"), int):
            choice["index"] = position
        finish(choice, behaviour)
        message = choice.get("message")
        if isinstance(message, dict):
            _message(message, behaviour)
            if memory is not None:
                memory.keep(message)
    return data


def _message(message: dict[str, Any], behaviour: Behaviour) -> None:
    if not message.get("role"):
        message["role"] = "assistant"
    message.setdefault("content", None)
    calls = message.get("tool_calls")
    if isinstance(calls, list):
        for call in calls:
            if not isinstance(call, dict):
                continue
            if not call.get("id"):
                call["id"] = new_call_id()
            call["type"] = call.get("type") or "function"
            function = call.get("function")
            if isinstance(function, dict):
                function["arguments"] = arguments(function.get("arguments"))
    reasoning.settle(message, behaviour.reasoning)


def embeddings(data: dict[str, Any], wanted: str | None) -> dict[str, Any]:
    """An embeddings answer; vectors as base64 when the caller asked for that and got numbers."""
    if wanted == "base64":
        for item in data.get("data") or ():
            if isinstance(item, dict) and isinstance(item.get("embedding"), list):
                item["embedding"] = base64.b64encode(array("f", item["embedding"]).tobytes()).decode()
    return data
