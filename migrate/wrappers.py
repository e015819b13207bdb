"""In-house wrappers: functions and classes of the scanned code, or of a package it uses, that forward to the API.

    [[tool.migrate.wrappers]]
    name = "app.llm.ask"
    api = "chat.completions.create"
    arguments = {prompt = "messages", model = "model"}

`name` is the function, method or class as it is imported; a class stands for the calls that make it. In TypeScript
and JavaScript the path of the file stands for the module (`src.lib.llm.ask`), or the package (`@acme/llm.ask`).
`arguments` says which of its parameters is which argument of the API. Without it, parameters that are
named like the API's are those.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from migrate.errors import UsageError

_KEYS = ("name", "api", "arguments")
_DOTTED = re.compile(r"(?:@[\w-]+/)?[^\W\d][\w/-]*(?:\.[^\W\d][\w$-]*)+")


@dataclass(frozen=True, slots=True)
class Wrapper:
    """One wrapper: `arguments` maps its parameters to the API's; empty means that the names are the same."""

    name: str
    api: str
    arguments: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> tuple[bytes, ...]:
        """Names that stand wherever it is called."""
        parts = self.name.split(".")
        return tuple(p.encode() for p in parts[-2:] if p == parts[-1] or p[:1].isupper())


def parse(value: Any, file: str) -> tuple[Wrapper, ...]:
    """The `wrappers` of a configuration file. Raises UsageError, one line."""
    if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
        raise UsageError(f"{file}: `wrappers` must be a list of tables: [[wrappers]]")
    return tuple(_one(entry, file) for entry in value)


def _one(entry: dict[str, Any], file: str) -> Wrapper:
    for key in entry:
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, 1)
            hint = f"; did you mean `{near[0]}`?" if near else f"; known: {', '.join(_KEYS)}"
            raise UsageError(f"{file}: unknown key `{key}` in a wrapper{hint}")
    name, api, arguments = entry.get("name"), entry.get("api"), entry.get("arguments", {})
    if not isinstance(name, str) or not _DOTTED.fullmatch(name):
        raise UsageError(f'{file}: a wrapper needs a `name` with its module, e.g. name = "app.llm.ask"')
    if not isinstance(api, str):
        raise UsageError(f'{file}: wrapper {name}: say the `api`, e.g. api = "chat.completions.create"')
    if not isinstance(arguments, dict) or not all(isinstance(v, str) for v in arguments.values()):
        form = '{prompt = "messages"}'
        raise UsageError(f"{file}: wrapper {name}: `arguments` must be a table of names, e.g. {form}")
    _check_api(api, name, file)
    return Wrapper(name, api, dict(arguments))


def _check_api(api: str, name: str, file: str) -> None:
    from providers import dialect

    if dialect.endpoint_of(api) is None:
        known = ("chat.completions.create", "responses.create", "embeddings.create", "completions.create")
        near = difflib.get_close_matches(api, known, 1)
        hint = f"did you mean {near[0]}?" if near else f"e.g. {known[0]}"
        raise UsageError(f"{file}: wrapper {name}: {api} is no API that is known; {hint}")
