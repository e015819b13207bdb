"""Which log is this? Tables in `seeds/traffic` say how each export is recognised and where its figures stand.

A path is dotted (`response.usage.prompt_tokens`); a key that holds dots is quoted (`attributes."service.name"`);
`attributes[k]` is the value of key `k` in a list; `@k` is an OpenTelemetry attribute wherever the
exporter put it; `=text` is a constant.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache
from typing import Any

from migrate.errors import UsageError
from migrate.redact import printable
from providers import resources

ROLES = (
    "model", "prompt", "completion", "total", "cached", "cache_write", "reasoning",
    "tier", "time", "requests", "spend",
)  # fmt: skip
NUMBERS = ("prompt", "completion", "total", "cached", "cache_write", "reasoning", "requests")
NEEDED = ("model", "prompt", "completion")
COMPUTED = ("model", "day", "month", "tier")  # dimensions that need no column of their own

_STEP = re.compile(r'"((?:[^"\\]|\\.)*)"|([^.\[\]"]+)|\[([^\]]+)\]')


@dataclass(frozen=True, slots=True)
class Path:
    """Where a value stands in a row. `lookup` is a key to search in the list of keys and values at `steps`."""

    steps: tuple[str, ...]
    lookup: str | None = None
    constant: str | None = None

    def __str__(self) -> str:
        if self.constant is not None:
            return f"={self.constant}"
        text = ".".join(f'"{s}"' if "." in s else s for s in self.steps)
        return f"{text}[{self.lookup}]" if self.lookup else text


@dataclass(frozen=True, slots=True)
class Test:
    """One condition on a row. Exactly one of the four is set."""

    path: Path
    equals: tuple[str, ...] = ()
    other_than: tuple[str, ...] = ()
    absent: bool = False
    present: bool = False


@dataclass(frozen=True, slots=True)
class Format:
    """One table of `seeds/traffic`, or what the user's mapping says."""

    name: str
    title: str
    columns: Mapping[str, tuple[Path, ...]]
    dims: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)
    recognise: tuple[tuple[Path, ...], ...] = ()
    priority: int = 1000
    exclude: tuple[tuple[str, tuple[Test, ...]], ...] = ()
    exclusive: tuple[tuple[Test, ...], ...] = ()
    zero_completion: tuple[tuple[Test, ...], ...] = ()
    tier_when: tuple[tuple[str, tuple[Test, ...]], ...] = ()
    missing_is_zero: tuple[str, ...] = ()
    unnest: tuple[str, ...] = ()
    otlp: bool = False
    aggregated: bool = False
    tokens: bool = True
    currency: str | None = None
    spend_scale: int = 1_000_000_000  # billionths of the currency per unit of the spend column
    tables: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    refuse: str = ""  # why a log that is known cannot be priced


@dataclass(frozen=True, slots=True)
class Recognised:
    """The format of a log and why it is that one."""

    format: Format
    why: str


def parse_path(text: str) -> Path:
    """A path as tables and `--map` write it. UsageError when it cannot be read."""
    text = text.strip()
    if text.startswith("="):
        return Path((), constant=text[1:])
    if text.startswith("@"):
        return Path(("@",), lookup=text[1:])
    steps: list[str] = []
    lookup: str | None = None
    at = 0
    while at < len(text):
        match = _STEP.match(text, at)
        if match is None or lookup is not None:
            raise UsageError(f"cannot read the path {printable(text)!r}; write it as response.usage.prompt_tokens")
        quoted, plain, key = match.groups()
        if key is not None:
            lookup = key
        else:
            steps.append(re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else plain)
        at = match.end()
        if at < len(text) and text[at] == "." and at + 1 < len(text):
            at += 1
    if not steps:
        raise UsageError("an empty path; write it as response.usage.prompt_tokens")
    return Path(tuple(steps), lookup=lookup)


@cache
def formats() -> tuple[Format, ...]:
    """All tables, the most particular first."""
    folder = resources.seeds("traffic")
    found = [_format(tomllib.loads(p.read_text(encoding="utf-8"))) for p in sorted(folder.glob("*.toml"))]
    return tuple(sorted(found, key=lambda f: (f.priority, f.name)))


def _format(table: Mapping[str, Any]) -> Format:
    return Format(
        name=table["name"],
        title=table["title"],
        columns=_paths(table.get("columns", {})),
        dims=_paths(table.get("dims", {})),
        recognise=tuple(tuple(map(parse_path, group)) for group in table["recognise"]),
        priority=table["priority"],
        exclude=tuple((e["reason"], _tests(e)) for e in table.get("exclude", ())),
        exclusive=tuple(map(_tests, table.get("exclusive", ()))),
        zero_completion=tuple(map(_tests, table.get("zero_completion", ()))),
        tier_when=tuple((k, _tests({"when": v})) for k, v in table.get("tier_when", {}).items()),
        missing_is_zero=tuple(table.get("missing_is_zero", ())),
        unnest=tuple(table.get("unnest", ())),
        otlp=table.get("otlp", False),
        aggregated=table.get("aggregated", False),
        tokens=table.get("tokens", True),
        currency=table.get("currency"),
        spend_scale=table.get("spend_scale", 1_000_000_000),
        tables=tuple(table.get("tables", ())),
        notes=tuple(table.get("notes", {}).values()),
        refuse=table.get("refuse", ""),
    )


def _paths(table: Mapping[str, Sequence[str]]) -> dict[str, tuple[Path, ...]]:
    return {name: tuple(map(parse_path, paths)) for name, paths in table.items()}


def _tests(entry: Mapping[str, Any]) -> tuple[Test, ...]:
    return tuple(
        Test(
            parse_path(test["path"]),
            equals=tuple(test.get("equals", ())),
            other_than=tuple(test.get("not", ())),
            absent=test.get("absent", False),
            present=test.get("present", False),
        )
        for test in entry["when"]
    )


# --- recognition ---------------------------------------------------------------------------------


def recognise_rows(rows: Sequence[Mapping[str, Any]]) -> Recognised | None:
    """The format of sample rows of JSON: the first whose marks stand in one of them, and which marks those are."""
    for known in formats():
        for marks in known.recognise:
            hits = sum(all(has(row, mark, known.unnest) for mark in marks) for row in rows)
            if hits:
                return Recognised(known, f"{hits} of the first {len(rows)} records have {_list(marks)}")
    return None


def recognise_columns(names: Sequence[str]) -> Recognised | None:
    """The format of a table with these columns. A nested mark may stand in a column of its dotted name."""
    for known in formats():
        if known.unnest:
            continue
        for marks in known.recognise:
            if all(_has_column(names, mark) for mark in marks):
                return Recognised(known, f"the columns {_list(marks)}")
    return None


def has(row: object, path: Path, unnest: tuple[str, ...] = ()) -> bool:
    """True when the row holds the path; arrays that are unnested, and objects written as text, are looked into."""
    if len(unnest) > 1:
        if isinstance(row, Mapping) and unnest[0] in row:
            return any(has(item, path, unnest[1:]) for item in _items(row[unnest[0]]))
        return has(row, path, unnest[1:])
    if unnest and path.steps[0] == unnest[0]:
        return isinstance(row, Mapping) and any(has(i, Path(path.steps[1:])) for i in _items(row.get(unnest[0])))
    value: object = row
    for step in path.steps:
        value = _object(value)
        if not isinstance(value, Mapping) or step not in value:
            return False
        value = value[step]
    if path.lookup is None:
        return True
    return any(isinstance(item, Mapping) and item.get("key") == path.lookup for item in _items(value))


def _object(value: object) -> object:
    if isinstance(value, str) and value.startswith("{"):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return None
    return value


def _items(value: object) -> Sequence[object]:
    return value[:50] if isinstance(value, list) else ()


def _has_column(names: Sequence[str], path: Path) -> bool:
    return path.lookup is None and ".".join(path.steps) in names


def _list(marks: Sequence[Path]) -> str:
    return ", ".join(str(mark) for mark in marks)


# --- the user's mapping and dimensions -----------------------------------------------------------


def apply_mapping(base: Recognised | None, mapping: Mapping[str, str] | None) -> Recognised | None:
    """The recognised format with the user's paths over it; a mapping that says enough stands alone."""
    if not mapping:
        return base
    paths = {name: (parse_path(text),) for name, text in mapping.items()}
    roles = {name: path for name, path in paths.items() if name in ROLES}
    dims = {name: path for name, path in paths.items() if name not in ROLES}
    if all(name in roles for name in NEEDED) or base is None:
        missing = [name for name in NEEDED if name not in roles]
        if missing:
            return None
        kept = base.format.dims if base else {}
        alone = Format("mapped", "the user's mapping", columns=roles, dims={**kept, **dims})
        return Recognised(alone, "what --map says")
    over = replace(
        base.format, columns={**base.format.columns, **roles}, dims={**base.format.dims, **dims}
    )  # fmt: skip
    return Recognised(over, f"{base.why}; {', '.join(sorted(paths))} from --map")


def unknown(place: str, seen: Sequence[str]) -> UsageError:
    """What to say when no table fits."""
    shown = ", ".join(printable(name)[:60] for name in list(seen)[:12]) or "nothing"
    return UsageError(
        f"{place}: not a request log or usage export that is known (it has {shown}); say where the figures stand: "
        "--map model=PATH,prompt=PATH,completion=PATH"
    )


def check_dims(known: Format, dims: Sequence[str]) -> tuple[str, ...]:
    """Those of `dims` that need a column. UsageError for one the format does not have."""
    own = tuple(name for name in dims if name not in COMPUTED)
    for name in own:
        if name not in known.dims:
            have = sorted({*known.dims, *COMPUTED})
            near = get_close_matches(name, have, n=1)
            hint = f"did you mean {near[0]}?" if near else f"it has {', '.join(have)}"
            shown = printable(name)
            raise UsageError(f"{known.title} has no {shown} to group by; {hint} (or say where: --map {shown}=PATH)")
    return own
