"""Deterministic answers: the same request gets the same chat completion or vectors every time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from migrate.verify.sandbox.instance import example
from providers import dialect
from providers.behaviour import Behaviour
from providers.types import Provider

CREATED = 1767225600  # 2026-01-01, so that answers are the same on every day
_TOKEN = 4  # characters taken for one token; a stand-in figure, not a tokenizer


@dataclass(frozen=True, slots=True)
class Answer:
    """One choice of a chat completion before it is put into the vendor's shape."""

    content: str | None
    reasoning: str | None = None
    calls: tuple[Mapping[str, Any], ...] = ()
    finish_reason: str = "stop"
    completion_tokens: int = 1
    reasoning_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """Everything a chat answer is made from."""

    id: str
    model: str
    answers: tuple[Answer, ...]
    usage: Mapping[str, Any] = field(default_factory=dict)


def reply(provider: Provider, body: Mapping[str, Any]) -> Reply:
    """The answer to a chat request that was accepted."""
    digest = hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    answer = _answer(provider, body, digest)
    asked = body.get("n")
    count = asked if isinstance(asked, int) and asked > 0 else 1
    prompt = max(1, len(json.dumps(body.get("messages"), ensure_ascii=False)) // _TOKEN)
    done = answer.completion_tokens * count
    usage: dict[str, Any] = {
        "prompt_tokens": prompt,
        "completion_tokens": done,
        "total_tokens": prompt + done,
    }
    if answer.reasoning_tokens:
        usage["completion_tokens_details"] = {"reasoning_tokens": answer.reasoning_tokens * count}
    return Reply(f"chatcmpl-{digest[:24]}", str(body["model"]), (answer,) * count, usage)


def _answer(provider: Provider, body: Mapping[str, Any], digest: str) -> Answer:
    thinks = _thinks(provider, body)
    thought = "The sandbox has read the request." if thinks else None
    spent = len(thought) // _TOKEN if thought else 0
    call = _call(body, digest)
    if call is not None:
        tokens = len(json.dumps(call)) // _TOKEN + spent
        return Answer(None, thought, (call,), "tool_calls", max(1, tokens), spent)
    text = _content(body)
    stops = body.get("stop")
    for stop in [stops] if isinstance(stops, str) else stops or ():
        text = text.split(stop)[0] if stop else text
    limit = body.get("max_completion_tokens") or body.get("max_tokens")
    if isinstance(limit, int) and len(text) > limit * _TOKEN:
        return Answer(text[: limit * _TOKEN], thought, (), "length", limit, spent)
    return Answer(text, thought, (), "stop", max(1, len(text) // _TOKEN) + spent, spent)


def _thinks(provider: Provider, body: Mapping[str, Any]) -> bool:
    model = provider.model(str(body.get("model")))
    if model is not None and model.capabilities.reasoning == "always":
        return True
    return dialect.thinking_of(provider, str(body.get("model")), body) is True


def _texts(body: Mapping[str, Any], *roles: str) -> Iterator[str]:
    """Text of the messages with these roles, last message first."""
    messages = body.get("messages")
    for message in reversed(messages if isinstance(messages, list) else []):
        if not isinstance(message, Mapping) or (roles and message.get("role") not in roles):
            continue
        content = message.get("content")
        if isinstance(content, str):
            yield content
        elif isinstance(content, list):
            yield "\n".join(
                p["text"] for p in content if isinstance(p, Mapping) and isinstance(p.get("text"), str)
            )


def _call(body: Mapping[str, Any], digest: str) -> Mapping[str, Any] | None:
    """The tool call of the answer: when tools are offered and the last message is not a tool's result."""
    choice, messages = body.get("tool_choice"), body.get("messages")
    tools = [
        t["function"]
        for t in body.get("tools") or ()
        if isinstance(t, Mapping) and isinstance(t.get("function"), Mapping)
    ]
    last = messages[-1] if isinstance(messages, list) and messages else {}
    done = isinstance(last, Mapping) and last.get("role") == "tool"
    named = choice.get("function", {}).get("name") if isinstance(choice, Mapping) else None
    if not tools or choice == "none" or (done and named is None and choice != "required"):
        return None
    asked = next(_texts(body, "user"), "")
    tool = next((t for t in tools if t.get("name") == named), None)
    if tool is None:
        tool = next((t for t in tools if str(t.get("name")) in asked), tools[0])
    arguments = json.dumps(example(tool.get("parameters") or {"type": "object"}), ensure_ascii=False)
    function = {"name": tool.get("name"), "arguments": arguments}
    return {"id": f"call_{digest[24:40]}", "type": "function", "function": function}


def _content(body: Mapping[str, Any]) -> str:
    wanted = body.get("response_format")
    kind = wanted.get("type") if isinstance(wanted, Mapping) else None
    if kind == "json_schema":
        schema = wanted.get("json_schema", {}).get("schema", {}) if isinstance(wanted, Mapping) else {}
        return json.dumps(example(schema), ensure_ascii=False)
    asked = " ".join(next(_texts(body, "user", "tool"), "").split())[:200]
    if kind == "json_object":
        shown = next((found for text in _texts(body) for found in _objects(text)), None)
        if shown is None:
            return json.dumps({"answer": asked}, ensure_ascii=False)
        schema_like = "properties" in shown or "$ref" in shown or shown.get("type") == "object"
        return json.dumps(example(shown) if schema_like else shown, ensure_ascii=False)
    return f"Sandbox answer to: {asked}"


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """JSON objects shown in a text, as a prompt shows the shape it wants back."""
    decoder, at = json.JSONDecoder(), text.find("{")
    while at >= 0:
        try:
            found, end = decoder.raw_decode(text, at)
        except ValueError:
            at = text.find("{", at + 1)
            continue
        if isinstance(found, dict) and found:
            yield found
        at = text.find("{", end)


def message(answer: Answer, behaviour: Behaviour) -> dict[str, Any]:
    """The message of a choice, its reasoning where the vendor puts it."""
    out: dict[str, Any] = {"role": "assistant", "content": answer.content}
    if answer.reasoning and behaviour.reasoning == "think_tags":
        out["content"] = f"<think>\n{answer.reasoning}\n</think>\n\n{answer.content or ''}"
    elif answer.reasoning:
        out[behaviour.reasoning or "reasoning_content"] = answer.reasoning
    if answer.calls:
        out["tool_calls"] = [dict(c) for c in answer.calls]
    return out


def completion(made: Reply, behaviour: Behaviour) -> dict[str, Any]:
    """A whole chat completion in the vendor's shape."""
    out: dict[str, Any] = {
        "id": made.id,
        "object": "chat.completion",
        "created": CREATED,
        "model": made.model,
        "choices": [
            {"index": i, "message": message(a, behaviour), "finish_reason": a.finish_reason, "logprobs": None}
            for i, a in enumerate(made.answers)
        ],
        "usage": dict(made.usage),
        "system_fingerprint": "sandbox",
    }
    if behaviour.envelope == "base_resp":
        out["base_resp"] = {"status_code": 0, "status_msg": ""}
    return {k: v for k, v in out.items() if k not in behaviour.absent}


def embeddings(provider: Provider, body: Mapping[str, Any]) -> dict[str, Any]:
    """Vectors of the model's own length, or of `dimensions`; numbers, whatever encoding was asked for."""
    given = body.get("input")
    inputs = given if isinstance(given, list) and not all(isinstance(i, int) for i in given) else [given]
    model = provider.model(str(body.get("model")))
    known = model.capabilities.embedding_dims if model is not None else ()
    asked = body.get("dimensions")
    size = asked if isinstance(asked, int) and asked > 0 else (known[0] if known else 1024)
    texts = [i if isinstance(i, str) else json.dumps(i) for i in inputs]
    tokens = sum(max(1, len(t) // _TOKEN) for t in texts)
    return {
        "object": "list",
        "model": body.get("model"),
        "data": [
            {"object": "embedding", "index": i, "embedding": vector(t, size)} for i, t in enumerate(texts)
        ],
        "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
    }


def vector(text: str, size: int) -> list[float]:
    """A unit vector that depends on the text alone."""
    raw = hashlib.shake_256(text.encode()).digest(size * 2)
    numbers = [int.from_bytes(raw[i : i + 2], "big") / 32767.5 - 1 for i in range(0, size * 2, 2)]
    length = sum(n * n for n in numbers) ** 0.5 or 1.0
    return [n / length for n in numbers]
