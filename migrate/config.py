"""Settings from `[tool.migrate]` in pyproject.toml, else `migrate.toml`, of the scanned folder.

Precedence: flag > environment variable > file > default. An unknown key is an error with a suggestion.
The file belongs to the scanned code, so it can only choose among things the tool already does: a path in
it must stay inside the folder.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from migrate.errors import UsageError
from migrate.wrappers import Wrapper
from migrate.wrappers import parse as parse_wrappers

STYLES = ("env", "inline", "gateway")
FAIL_ON = ("blocker", "manual", "review", "never")


@dataclass(frozen=True, slots=True)
class Config:
    """What a configuration file may say; `None` or empty means not said. Keys use `-` for `_`."""

    to: str | None = None
    source: str | None = None  # key `from`
    region: str | None = None
    platform: str | None = None
    usage: str | None = None
    fx: tuple[str, ...] = ()
    catalog: str | None = None
    baseline: str | None = None
    deadline: str | None = None
    fail_on: str | None = None
    style: str | None = None
    upgrade_sdk: bool = False
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    models: Mapping[str, str] = field(default_factory=dict)
    wrappers: tuple[Wrapper, ...] = ()
    tokens: Mapping[str, str] = field(default_factory=dict)  # files to count by: TOKENS
    path: str | None = None  # the file it was read from, relative to the folder


FILE = "migrate.toml"
_PATHS = ("usage", "catalog", "baseline")
TOKENS = ("baichuan", "calibration")
USAGE_PROFILES = ("small", "medium", "large")


def load(root: Path) -> Config:
    """The configuration of a folder; an empty one when there is none.

    Raises UsageError, one line, on broken TOML, an unknown key, a wrong type or a path that leaves `root`.
    """
    for name, dig in (("pyproject.toml", _tool_table), (FILE, lambda data: data)):
        path = root / name
        if path.is_symlink() or not path.is_file():
            continue
        table = _table(path, name, dig)
        if table is not None:
            return _checked(table, name, root)
    return Config()


def _tool_table(data: dict[str, Any]) -> dict[str, Any] | None:
    tool = data.get("tool")
    return tool.get("migrate") if isinstance(tool, dict) else None


def _table(
    path: Path, name: str, dig: Callable[[dict[str, Any]], dict[str, Any] | None]
) -> dict[str, Any] | None:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UsageError(f"{name}: cannot be read ({error.strerror}); check its permissions") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        if name == "pyproject.toml":  # the scanned project's own problem: reported there, not fatal here
            return None
        raise UsageError(f"{name}: not valid TOML: {error}") from None
    table = dig(data)
    if table is not None and not isinstance(table, dict):
        raise UsageError(f"{name}: [tool.migrate] must be a table")
    return table


def _checked(table: dict[str, Any], name: str, root: Path) -> Config:
    known = {"from" if f.name == "source" else f.name.replace("_", "-") for f in fields(Config)} - {"path"}
    values: dict[str, Any] = {"path": name}
    for key, value in table.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            hint = f"; did you mean `{near[0]}`?" if near else f"; known: {', '.join(sorted(known))}"
            raise UsageError(f"{name}: unknown key `{key}` in the migrate settings{hint}")
        values["source" if key == "from" else key.replace("-", "_")] = _typed(key, value, name)
    for key in _PATHS:
        value = values.get(key)
        if value is not None and not (key == "usage" and value in USAGE_PROFILES):
            values[key] = _inside(value, key, name, root)
    values["tokens"] = {key: _inside(value, key, name, root) for key, value in values.get("tokens", {}).items()}
    if values.get("fail_on") not in (None, *FAIL_ON):
        raise UsageError(f"{name}: `fail-on` must be one of {', '.join(FAIL_ON)}")
    if values.get("style") not in (None, *STYLES):
        raise UsageError(f"{name}: `style` must be one of {', '.join(STYLES)}")
    return Config(**values)


def _inside(value: str, key: str, name: str, root: Path) -> str:
    inside = (root / value).resolve()
    if not inside.is_relative_to(root.resolve()):
        raise UsageError(f"{name}: `{key}` points outside the folder: {value}")
    return str(inside)


def _typed(key: str, value: Any, name: str) -> Any:
    if key == "models":
        if isinstance(value, dict) and all(isinstance(v, str) for v in value.values()):
            return value
        raise UsageError(f'{name}: `models` must be a table of names, e.g. "gpt-4o" = "glm-4.7"')
    if key == "tokens":
        if isinstance(value, dict) and all(isinstance(v, str) and k in TOKENS for k, v in value.items()):
            return value
        raise UsageError(f"{name}: `tokens` must be a table of paths; known: {', '.join(TOKENS)}")
    if key == "wrappers":
        return parse_wrappers(value, name)
    if key in ("fx", "only", "skip", "exclude"):
        if isinstance(value, str):
            return (value,)
        if isinstance(value, list) and all(isinstance(v, str) for v in value):
            return tuple(value)
        raise UsageError(f"{name}: `{key}` must be a list of strings")
    if key == "upgrade-sdk":
        if isinstance(value, bool):
            return value
        raise UsageError(f"{name}: `{key}` must be true or false")
    if not isinstance(value, str):
        raise UsageError(f"{name}: `{key}` must be a string")
    return value
