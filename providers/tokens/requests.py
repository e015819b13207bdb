"""Prompt tokens of whole requests: the texts, plus what the vendor's chat template adds around them.

The overhead is data (`seeds/chat_templates.toml`): measured on published templates, or a vendor's published
constants. A hosted service may use another template, so a whole request is never called exact.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from providers import resources
from providers.tokens import count as texts_room
from providers.tokens.count import Count
from providers.types import Provider

Message = Mapping[str, Any]
Tools = Sequence[Mapping[str, Any]] | None


@dataclass(frozen=True, slots=True)
class Shape:
    """Tokens a template adds. `first`: to a single user message, the cue for the answer and a default system
    text included; `system`: more when a system message is given (negative where it replaces a default);
    `user` and `assistant`: for each further message; `tools` once and `tool` for each tool, beyond its JSON;
    `tool_turn` for an assistant message with calls and `tool_call` for each call and its result, beyond name,
    arguments and content; None where the template has no such thing.
    """

    id: str
    first: int
    system: int
    user: int
    assistant: int
    tools: int | None = None
    tool: int = 0
    tool_turn: int | None = None
    tool_call: int = 0
    thinking_on: int = 0
    thinking_off: int = 0
    effort: Mapping[str, int] | None = None
    source: str = ""
    worst: int = 0

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Shape:
        """A shape from its row."""
        return cls(**{key: raw[key] for key in cls.__dataclass_fields__ if key in raw})

    def overhead(
        self,
        messages: Sequence[Message],
        tools: Tools = None,
        *,
        thinking: bool | None = None,
        effort: str | None = None,
    ) -> int:
        """Tokens beyond the texts of a request."""
        roles = [str(m.get("role")) for m in messages]
        systems = sum(role in ("system", "developer") for role in roles)
        users = roles.count("user")
        turns = [len(m.get("tool_calls") or ()) for m in messages if m.get("role") == "assistant"]
        found = self.first + self.system * min(systems, 1) + self.user * max(systems - 1, 0)
        found += self.user * (users - 1) + self.assistant * sum(not calls for calls in turns)
        calls = sum(turns)
        if calls:
            found += (self.tool_turn or self.assistant) * sum(bool(c) for c in turns) + self.tool_call * calls
        results = roles.count("tool")
        found += self.user * max(results - calls, 0)  # a result whose call is not in the history
        if tools:
            found += (self.tools or 0) + self.tool * len(tools)
        if effort is not None and self.effort and effort in self.effort:
            found += self.effort[effort]
        elif thinking is not None:
            found += self.thinking_on if thinking else self.thinking_off
        return found


def text_tokens(messages: Sequence[Message], tools: Tools, of: Callable[[str], float]) -> float:
    """Tokens of every text in a request: contents, names and arguments of calls, tools as JSON."""
    return sum(of(text) for text in texts_of(messages, tools))


def texts_of(messages: Sequence[Message], tools: Tools = None) -> list[str]:
    """Every text of a request that is tokenized as it stands.

    Contents (text parts of a list, `reasoning_content` excepted: vendors drop or keep it as they like), names and
    arguments of tool calls, and each tool as JSON.
    """
    found: list[str] = []
    for message in messages:
        content = message.get("content")
        if isinstance(content, str):
            found.append(content)
        elif isinstance(content, Sequence):
            found += [p["text"] for p in content if isinstance(p, Mapping) and isinstance(p.get("text"), str)]
        for call in _calls(message):
            found += [part for part in (call.get("name"), call.get("arguments")) if isinstance(part, str)]
    found += [json.dumps(tool, ensure_ascii=False) for tool in tools or ()]
    return [text for text in found if text]


def _calls(message: Message) -> list[Mapping[str, Any]]:
    calls = message.get("tool_calls")
    if not isinstance(calls, Sequence) or isinstance(calls, str):
        return []
    functions = [c.get("function") for c in calls if isinstance(c, Mapping)]
    return [f for f in functions if isinstance(f, Mapping)]


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(resources.seeds("chat_templates.toml").read_text(encoding="utf-8"))


@cache
def shapes() -> dict[str, Shape]:
    """Every measured template by its id."""
    return {raw["id"]: Shape.of(raw) for raw in _table()["template"]}


def _rule(provider: Provider, model: str) -> Mapping[str, Any] | None:
    known = provider.model(model)
    name = known.id if known is not None else model
    for rule in _table()["rule"]:
        if rule["provider"] == provider.id and any(fnmatchcase(name, pattern) for pattern in rule["models"]):
            found: Mapping[str, Any] = rule
            return found if found["template"] else None
    return None


def count_messages(
    messages: Sequence[Message],
    provider: Provider,
    model: str,
    *,
    tools: Tools = None,
    thinking: bool | None = None,
    effort: str | None = None,
) -> Count:
    """Prompt tokens of a chat request to `model`: `template-derived`, or `estimated` with its bound.

    `thinking` and `effort` are what the request says of them; None is the vendor's default. Images are counted by
    the vendor's formula where it is known and their size can be read from the request, else named in `left_out`.
    """
    how = texts_room.method_of(provider, model)
    texts = texts_of(messages, tools)
    rule = _rule(provider, model)
    counted = texts_room.count_texts(texts, provider, model)
    fitted = texts_room.fitted(provider, model)
    if fitted is not None:
        value = round(fitted.tokens(sum(map(how.of, texts)), len(messages)))
        note = f"calibrated on {fitted.pairs} of your own requests on {fitted.made}, chat template included"
        found = replace(
            counted,
            value=value,
            method="estimated",
            bound=fitted.total_bound,
            request_bound=fitted.request_bound,
            note=note,
        )
    elif rule is not None and rule["template"] == "openai":
        found = _openai(messages, tools, how.of, rule, counted)
    elif rule is not None:
        shape = shapes()[rule["template"]]
        extra = shape.overhead(messages, tools, thinking=thinking, effort=effort)
        missing = ("tools: the template ignores them",) if tools and shape.tools is None else ()
        method = counted.method if counted.method == "estimated" else "template-derived"
        note = f"{counted.note}; chat template {shape.id} ({shape.source}) adds {extra}"
        if rule.get("assumed"):
            note += f", {rule['assumed']}"
        found = replace(counted, value=counted.value + extra, method=method, note=note, left_out=missing)
    else:
        found = _unknown(messages, tools, counted)
    return _with_images(found, messages, provider, model)


def _unknown(messages: Sequence[Message], tools: Tools, counted: Count) -> Count:
    """No template is published: the middle of the published ones, their spread in the bound."""
    extras = sorted(s.overhead(messages, tools) for s in shapes().values())
    middle, least, most = extras[len(extras) // 2], extras[len(extras) // 10], extras[-1 - len(extras) // 10]
    value = counted.value + middle
    spread = max(most - middle, middle - least) / max(value, 1)
    note = f"{counted.note}; no chat template is published: {middle} tokens for it, {least} to {most} elsewhere"
    return replace(
        counted,
        value=value,
        method="estimated",
        bound=counted.bound + spread,
        request_bound=counted.request_bound + spread,
        note=note,
    )


def _openai(
    messages: Sequence[Message],
    tools: Tools,
    of: Callable[[str], float],
    rule: Mapping[str, Any],
    counted: Count,
) -> Count:
    """OpenAI's published constants: per message, name, reply; functions as `name:description` and their fields."""
    c = _table()["openai"]
    extra = c["reply"]
    for message in messages:
        extra += c["message"] + round(of(str(message.get("role", ""))))
        name = message.get("name")
        if isinstance(name, str) and name:
            extra += c["name"] + round(of(name))
    calls = sum(len(_calls(m)) for m in messages)
    value = counted.value + extra
    if tools:
        value += _functions(tools, of, c, rule["func_init"]) - round(
            sum(of(json.dumps(t, ensure_ascii=False)) for t in tools)
        )
    note = f"{counted.note}; message and tool constants published by OpenAI for gpt-4o, gpt-4 and gpt-3.5"
    note += f", {rule['assumed']}" if rule.get("assumed") else ""
    left = ("what surrounds tool calls in the history",) if calls else ()
    return replace(counted, value=value, method="template-derived", note=note, left_out=left)


def _functions(
    tools: Sequence[Mapping[str, Any]], of: Callable[[str], float], c: Mapping[str, int], start: int
) -> int:
    total: float = c["func_end"]
    for tool in tools:
        function = tool.get("function", tool)
        about = str(function.get("description") or "").removesuffix(".")
        total += start + of(f"{function.get('name', '')}:{about}")
        properties = (function.get("parameters") or {}).get("properties") or {}
        if properties:
            total += c["prop_init"]
        for key, field in properties.items():
            if not isinstance(field, Mapping):
                continue
            about = str(field.get("description") or "").removesuffix(".")
            total += c["prop_key"] + of(f"{key}:{field.get('type', '')}:{about}")
            if field.get("enum"):
                total += c["enum_init"] + sum(c["enum_item"] + of(str(item)) for item in field["enum"])
    return round(total)


def _with_images(found: Count, messages: Sequence[Message], provider: Provider, model: str) -> Count:
    parts = [
        p
        for m in messages
        if isinstance(m.get("content"), Sequence) and not isinstance(m.get("content"), str)
        for p in m["content"]
        if isinstance(p, Mapping) and p.get("type") in ("image_url", "image", "input_image")
    ]
    if not parts:
        return found
    from providers.tokens import images

    seen = images.count(parts, provider, model)
    ranged = seen.low != seen.high or found.low is not None
    return replace(
        found,
        value=found.value + seen.value,
        low=(found.value if found.low is None else found.low) + seen.low if ranged else None,
        high=(found.value if found.high is None else found.high) + seen.high if ranged else None,
        note=f"{found.note}; {seen.note}" if seen.note else found.note,
        left_out=(*found.left_out, *seen.left_out),
    )
