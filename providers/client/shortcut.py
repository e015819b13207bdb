"""Adaptation remembered by the shape of a request.

An application sends the same parameters again and again with other messages. What the dialect says of a
request depends on its parameters, on the roles and fields of its messages, and on their text only where
a rule reads it (JSON mode that wants the word in the prompt). So the result is kept per shape: all
parameters by value, messages by role and fields. A request is looked at in full when its messages hold
more than text, when a rule reads their text, or when its messages were what had to change; so the answer
is always that of `dialect.adapt`, in a tenth of the time.
"""

from __future__ import annotations

import marshal
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from providers import dialect
from providers.dialect.rules import of
from providers.dialect.types import Adapted, Change
from providers.types import Provider

_LIMIT = 256
_PLACED = frozenset({"system", "developer"})  # where in the conversation they stand may matter
_JUDGED = frozenset({"prefix", "partial"})  # flags on a message that are judged by value


@dataclass(frozen=True, slots=True)
class _Known:
    parameters: Mapping[str, Any] | None  # None: nothing had to change
    changes: tuple[Change, ...]


class Shortcut:
    """`dialect.adapt` for one vendor with a bounded memory of shapes."""

    __slots__ = ("_known", "_provider", "_reading")

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._known: dict[tuple[bytes, frozenset[Any]], _Known] = {}
        # For each rule that reads more of the messages than their shape: the other fields it needs.
        self._reading = tuple(
            frozenset(path[0] for path, _ in c.when if path[0] != "messages")
            for c in of(provider).combinations
            if any(path[0] == "messages" and not _in_shape(path, test) for path, test in c.when)
        )

    def adapt(self, body: Mapping[str, Any]) -> Adapted:
        """The same as `dialect.adapt(provider, body)`."""
        shape = self._shape(body)
        if shape is None:
            return dialect.adapt(self._provider, body)
        known = self._known.get(shape)
        if known is None:
            return self._learn(shape, body)
        if known.parameters is None:
            return Adapted(body, ())
        return Adapted({**known.parameters, "messages": body["messages"]}, known.changes)

    def _learn(self, shape: tuple[bytes, frozenset[Any]], body: Mapping[str, Any]) -> Adapted:
        adapted = dialect.adapt(self._provider, body)
        if adapted.body.get("messages") is body["messages"] and not any(
            c.path[:1] == ("messages",) for c in adapted.changes
        ):
            if len(self._known) >= _LIMIT:
                self._known.clear()
            rest = {k: v for k, v in adapted.body.items() if k != "messages"}
            self._known[shape] = _Known(rest if adapted.changes else None, adapted.changes)
        return adapted

    def _shape(self, body: Mapping[str, Any]) -> tuple[bytes, frozenset[Any]] | None:
        messages = body.get("messages")
        if type(messages) is not list:
            return None
        for fields in self._reading:
            if all(f in body for f in fields):
                return None
        shapes: set[Any] = set()
        for index, message in enumerate(messages):
            if type(message) is not dict:
                return None
            role, content = message.get("role"), message.get("content")
            if type(role) is not str or (content is not None and type(content) is not str):
                return None
            place = index if role in _PLACED else None
            if len(message) == 2 and content:
                shapes.add((role, place))
                continue
            if not _JUDGED.isdisjoint(message):
                return None
            shapes.add((role, place, tuple([(k, not v) for k, v in message.items() if v is not None])))
        try:
            parameters = marshal.dumps({k: v for k, v in body.items() if k != "messages"}, 2)
        except ValueError:
            return None
        return parameters, frozenset(shapes)


def _in_shape(path: tuple[str, ...], test: Any) -> bool:
    """Whether the shape tells what this condition on the messages asks."""
    return path[-1] == "role" or path[-1] in _JUDGED or (path[1:] == ("*", "content") and test == "")
