"""A chat answer as a stream of server-sent events, with the vendor's own habits.

Where the vendor's habit is not known, the stream is OpenAI's. The habits are read from the `stream`
section of the vendor's behaviour: where usage stands and whether it has to be asked for, which index and
id a tool-call fragment carries, empty strings for null, keep-alive comments.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from migrate.verify.sandbox.answers import CREATED, Answer, Reply, message
from providers.behaviour import Behaviour

_PIECE = 16  # characters of text per chunk


def _pieces(text: str) -> list[str]:
    return [text[i : i + _PIECE] for i in range(0, len(text), _PIECE)]


def _habit(behaviour: Behaviour, name: str, key: str = "value") -> Any:
    return (behaviour.stream.get(name) or {}).get(key)


def events(made: Reply, behaviour: Behaviour, *, include_usage: bool) -> Iterator[bytes]:
    """The bytes of the stream, one item per event."""
    if _habit(behaviour, "keep_alive"):
        yield b": keep-alive\n\n"
    for chunk in chunks(made, behaviour, include_usage=include_usage):
        yield b"data: " + json.dumps(chunk, ensure_ascii=False).encode() + b"\n\n"
    yield b"data: [DONE]\n\n"


def chunks(made: Reply, behaviour: Behaviour, *, include_usage: bool) -> Iterator[dict[str, Any]]:
    """The chunks of the stream in order."""
    placement = _habit(behaviour, "usage", "placement") or "final_chunk"
    sent = include_usage or _habit(behaviour, "usage", "opt_in") is False
    blank = bool(_habit(behaviour, "empty_strings"))
    head = {"id": made.id, "object": "chat.completion.chunk", "created": CREATED, "model": made.model}
    head = {k: v for k, v in head.items() if k not in behaviour.absent}

    def chunk(index: int, delta: dict[str, Any], reason: str | None = None) -> dict[str, Any]:
        if blank:
            delta.setdefault("role", "")
        choice = {"index": index, "delta": delta, "finish_reason": "" if blank and reason is None else reason}
        out = {**head, "choices": [choice]}
        if placement == "every_chunk" and sent:
            out["usage"] = dict(made.usage)
        return out

    for index, answer in enumerate(made.answers):
        for delta in _deltas(answer, behaviour):
            yield chunk(index, delta)
        last = chunk(index, {}, answer.finish_reason)
        if sent and index == len(made.answers) - 1:
            if placement == "last_choice":
                last["usage"] = dict(made.usage)
            elif placement == "in_choice":
                last["choices"][0]["usage"] = dict(made.usage)
        yield last
    if sent and placement == "no_delta":
        yield {**head, "choices": [{"index": 0, "finish_reason": None}], "usage": dict(made.usage)}
    elif sent and placement == "final_chunk":
        yield {**head, "choices": [], "usage": dict(made.usage)}


def _deltas(answer: Answer, behaviour: Behaviour) -> Iterator[dict[str, Any]]:
    whole = message(answer, behaviour)
    yield {"role": "assistant", "content": None if answer.calls else ""}
    for name in ("reasoning_content", "reasoning"):
        for piece in _pieces(whole.get(name) or ""):
            yield {name: piece}
    for piece in _pieces(whole["content"] or ""):
        yield {"content": piece}
    for position, call in enumerate(answer.calls):
        yield from _fragments(position, call, behaviour)


def _fragments(position: int, call: Mapping[str, Any], behaviour: Behaviour) -> Iterator[dict[str, Any]]:
    """A tool call in pieces, its index and id as this vendor sends them."""
    index, ids = _habit(behaviour, "tool_call_index"), _habit(behaviour, "tool_call_ids")
    place: dict[str, Any] = {"index": position}
    if index == "minus_one":
        place = {"index": -1}
    elif index == "null":
        place = {"index": None}
    elif index == "missing":
        place = {}
    function = call["function"]
    given = {} if ids == "missing" else {"id": call["id"]}
    first = {**place, **given, "type": "function", "function": {"name": function["name"], "arguments": ""}}
    yield {"tool_calls": [first]}
    again = {"id": call["id"]} if ids == "repeated" else {}
    for piece in _pieces(function["arguments"]):
        yield {"tool_calls": [{**place, **again, "function": {"arguments": piece}}]}
