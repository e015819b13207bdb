"""Keys of a recorded run: every variable gets a fake one, and every key is shown as the variable's name.

A real key stays in memory, for being recognised, and is never written anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Any

from migrate.model import Arg, DictValue, EnvRef, ListValue, Plan, Value
from migrate.redact import is_secret_name, mask
from migrate.rules.style import KEY
from providers import catalog

_HEADERS = frozenset({"authorization", "api-key", "x-api-key", "cookie", "proxy-authorization"})
_SHORTEST = 8  # a real key that is shorter would be found in ordinary text


def key_variables(plan: Plan) -> tuple[str, ...]:
    """Variables that hold an API key: those of every vendor, and those the planned code reads."""
    known = {v.name for name in catalog.ids() for v in catalog.load(name).variables if v.role == "key"}
    known |= {KEY}  # what the edits of the style `env` make the code read
    return tuple(sorted(known | {name for name in variables(plan) if is_secret_name(name)}))


def variables(plan: Plan) -> frozenset[str]:
    """Every environment variable that the plan's sites read or write."""
    found: set[str] = set()
    for site in plan.sites:
        values = [arg.value for arg in site.args] + ([site.value] if site.value is not None else [])
        for value in values:
            found.update(reference.name for reference in references(value))
        if site.kind.value in ("env_var", "config_key"):
            found.add(site.api.rpartition(".")[2])
    return frozenset(name for name in found if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name))


def references(value: Value) -> Iterable[EnvRef]:
    """The variables in a value, however deep."""
    if isinstance(value, EnvRef):
        yield value
    parts: tuple[Arg, ...] = ()
    if isinstance(value, ListValue):
        parts = value.items
    elif isinstance(value, DictValue):
        parts = value.entries
    for part in parts:
        yield from references(part.value)


class Keys:
    """The fakes, and the names that stand for keys in what is kept."""

    def __init__(self, names: Iterable[str], real: Mapping[str, str]) -> None:
        self.fakes = {name: f"sk-recorded-{name}" for name in names}
        known = {value: name for name, value in real.items() if len(value) >= _SHORTEST}
        self._names = {**known, **{fake: name for name, fake in self.fakes.items()}}
        ordered = sorted(self._names, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, ordered))) if ordered else None
        self._others: dict[str, str] = {}
        self._lock = Lock()

    def hide(self, text: str) -> str:
        """`text` with every known key replaced by its variable's name."""
        if self._known is None:
            return text
        return self._known.sub(lambda match: f"<{self._names[match[0]]}>", text)

    def header(self, name: str, value: str) -> str:
        """A header's value as it may be kept: `Bearer <OPENAI_API_KEY>`."""
        hidden = self.hide(value)
        if name.lower() not in _HEADERS and not is_secret_name(name):
            return mask(hidden)
        if hidden != value or not value.strip():
            return hidden
        scheme, blank, token = value.partition(" ")
        if not blank:
            scheme, token = "", value
        with self._lock:
            label = self._others.setdefault(token.strip(), f"<another key {len(self._others) + 1}>")
        return f"{scheme} {label}" if scheme else label

    def body(self, value: Any) -> Any:
        """A JSON value without keys."""
        if isinstance(value, str):
            return self.hide(value)
        if isinstance(value, list):
            return [self.body(item) for item in value]
        if isinstance(value, dict):
            return {self.hide(key): self.body(item) for key, item in value.items()}
        return value
