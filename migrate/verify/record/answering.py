"""What the recorder answers: as the source before, as the target after, refusing what that vendor refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from migrate.verify.sandbox import Sandbox
from migrate.verify.sandbox.refusals import Refusal
from providers import catalog

_TAIL = re.compile(r".*?(/(?:chat/completions|embeddings|models))\Z")
_SHORTEST = 4  # an answer's text that is shorter is not recognised in a later request


@dataclass(frozen=True, slots=True)
class Said:
    """An answer on its way: a whole one, or the events of a stream."""

    vendor: str
    status: int
    content: bytes | Iterator[bytes] = field(repr=False)
    content_type: str = "application/json; charset=utf-8"
    refused: str | None = None
    acted: bool = True


class Answering:
    """One side of a comparison.

    `default` answers what goes to an unknown address, and, on the side after, what goes to the target's
    paths; `fallback` answers relays and what has stayed. `models` are ids accepted besides the catalogue's.
    """

    def __init__(self, default: str, fallback: str, models: Iterable[str]) -> None:
        self._default, self._fallback = default, fallback
        self._models = tuple(models)
        self._sandboxes: dict[str, Sandbox] = {}
        self._texts: dict[str, tuple[int, str]] = {}
        self._lock = Lock()

    def close(self) -> None:
        """Free what the sandboxes hold."""
        for sandbox in self._sandboxes.values():
            sandbox.stop()

    @property
    def texts(self) -> dict[str, tuple[int, str]]:
        """What was answered (tool call ids, thoughts, texts) -> the request's number and what it is."""
        with self._lock:
            return dict(self._texts)

    def answer(
        self, number: int, origin: str | None, method: str, path: str, headers: list[tuple[str, str]], body: Any
    ) -> Said:
        """Answer one request as the vendor that serves `origin`."""
        sandbox = self._sandbox(self._vendor(origin, path))
        name = sandbox.provider.id
        if sandbox.endpoint(path) is None and name == self._fallback:
            tail = _TAIL.match(path)  # a relay's own base path
            path = urlsplit(sandbox.base_url).path + tail[1] if tail else path
        asked = body
        if name == "azure-openai" and isinstance(body, dict) and "model" not in body:
            deployment = re.search(r"/deployments/([^/]+)/", path)
            asked = {**body, "model": deployment[1]} if deployment else body
        if not sandbox.allows(headers):
            from migrate.verify.sandbox.refusals import refusal
            from providers.behaviour import Kind

            said: Any = refusal(sandbox.behaviour, Kind.AUTH, "the request carries no API key")
        else:
            said = sandbox.answer(method, path, asked)
        if isinstance(said, Refusal):
            content = json.dumps(said.body, ensure_ascii=False).encode()
            acted = said.status != 501
            return Said(name, said.status, content, refused=said.reason, acted=acted)
        if isinstance(said, dict):
            self._learn(number, [c.get("message") or {} for c in said.get("choices") or ()])
            return Said(name, 200, json.dumps(said, ensure_ascii=False).encode())
        events = tuple(said)
        self._learn(number, [_joined(events)])
        return Said(name, 200, iter(events), "text/event-stream")

    def _vendor(self, origin: str | None, path: str) -> str:
        if origin is None:
            return self._default
        owner = catalog.by_host(urlsplit(origin).hostname or "")
        if owner is not None:
            return owner
        if self._default != self._fallback:
            known = self._sandbox(self._default).endpoint(path) is not None
            if known and self._sandbox(self._fallback).endpoint(path) is None:
                return self._default
        return self._fallback

    def _sandbox(self, vendor: str) -> Sandbox:
        with self._lock:
            if vendor not in self._sandboxes:
                models = self._models if vendor in (self._default, self._fallback, "azure-openai") else ()
                self._sandboxes[vendor] = Sandbox(vendor, models=models, key=None)
            return self._sandboxes[vendor]

    def _learn(self, number: int, messages: list[dict[str, Any]]) -> None:
        with self._lock:
            for message in messages:
                for name in ("content", "reasoning_content", "reasoning"):
                    text = message.get(name)
                    if isinstance(text, str) and len(text) >= _SHORTEST:
                        kind = "text" if name == "content" else "thought"
                        self._texts.setdefault(text, (number, kind))
                for place, call in enumerate(message.get("tool_calls") or ()):
                    self._texts.setdefault(str(call.get("id")), (number, f"call {place + 1}"))


def _joined(events: Iterable[bytes]) -> dict[str, Any]:
    """The message that a stream of chunks adds up to."""
    whole: dict[str, Any] = {"tool_calls": []}
    for event in events:
        line = event.strip()
        if not line.startswith(b"data: {"):
            continue
        for choice in json.loads(line[6:]).get("choices") or ():
            delta = choice.get("delta") or {}
            for name in ("content", "reasoning_content", "reasoning"):
                if isinstance(delta.get(name), str):
                    whole[name] = whole.get(name, "") + delta[name]
            for call in delta.get("tool_calls") or ():
                if call.get("id") and all(c["id"] != call["id"] for c in whole["tool_calls"]):
                    whole["tool_calls"].append(call)
    return whole
