"""What a case says of a site besides its kind, API and place: arguments, features, target, confidence.

After `--` in a mark, parted by `;`: `model=gpt-4o; temperature=0.3; +stream; -> relay:host; ~medium`. Of a value:
`$NAME` is a variable of the environment (`$NAME:-x` with a default), `^x` a constant written elsewhere, `?` unknown,
`[2]` a list of two, `{a,b}` an object with these keys; `..` an end that cannot be seen. `!n` says there is no argument n.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from migrate.model import DictValue, EnvRef, ListValue, Literal, Site, SiteKind, Value


@dataclass(frozen=True, slots=True)
class Wanted:
    """One site as a case describes it."""

    kind: str
    api: str
    details: tuple[str, ...] = ()


def wanted(mark: str) -> Iterator[Wanted]:
    """The sites of a mark: `kind api -- detail; detail | kind api`."""
    for entry in mark.split(" | "):
        head, _, details = entry.partition(" -- ")
        kind, _, api = head.strip().partition(" ")
        yield Wanted(kind, api.strip(), tuple(d.strip() for d in details.split(";") if d.strip()))


def told(value: Value | None) -> str:
    """A value in the words of a case."""
    if isinstance(value, Literal):
        return ("^" if value.origin is not None else "") + str(value.value)
    if isinstance(value, EnvRef):
        return f"${value.name}" + ("" if value.default is None else f":-{value.default}")
    if isinstance(value, ListValue):
        return f"[{len(value.items)}{'' if value.complete else '..'}]"
    if isinstance(value, DictValue):
        return "{" + ",".join([e.name for e in value.entries] + ([] if value.complete else [".."])) + "}"
    return "?"


def missing(site: Site, details: Iterable[str]) -> list[str]:
    """The details that do not hold of a site, each with what does."""
    wrong = []
    for detail in details:
        if detail.startswith("->"):
            name = site.target.name
            found = f"-> {site.target.kind.value}" + (f":{name}" if name is not None else "")
        elif detail.startswith("~"):
            found = f"~{site.confidence.value}"
        elif detail.startswith("+"):
            found = detail if detail[1:] in site.features | site.flags else f"{sorted(site.features | site.flags)}"
        elif detail.startswith("="):
            found = f"= {told(site.value)}"
        elif detail.startswith("!"):
            found = detail if site.arg(detail[1:]) is None else f"has {detail[1:]}"
        elif detail == "..":
            found = detail if site.open_args else "all arguments are seen"
        else:
            arg = site.arg(detail.partition("=")[0])
            found = f"{arg.name}={told(arg.value)}" if arg is not None else f"no {detail}"
        if found != detail:
            wrong.append(f"{site.path}:{site.line} {site.api}: {detail!r} is {found!r}")
    return wrong


def check(sites: Iterable[Site], cases: Iterable[tuple[str, int, Wanted]]) -> None:
    """Every detail of every case holds of a site at its place."""
    all_sites = list(sites)
    for path, line, case in cases:
        if not case.details:
            continue
        here = [s for s in all_sites if (s.path, s.line, s.kind.value, s.api) == (path, line, case.kind, case.api)]
        tried = [missing(site, case.details) for site in here]
        assert any(not wrong for wrong in tried), tried


def misplaced(root: Path, sites: Iterable[Site]) -> list[tuple[str, str]]:
    """Models that do not stand where their site says: an edit would hit something else."""
    wrong = []
    for site in sites:
        literal = site.kind is SiteKind.MODEL and isinstance(site.value, Literal)
        if literal and site.value_span is not None and not site.flags & {"constant", "regex"}:
            written = (root / site.path).read_bytes()[site.value_span.start : site.value_span.end].decode()
            if written.strip("'\"`:") != told(site.value):
                wrong.append((written, told(site.value)))
    return wrong
