"""A page of tables in which every cell knows where it comes from, and its three renderings."""

from __future__ import annotations

import json as _json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from migrate.report.layout import Page as Lines
from migrate.report.layout import clean

if TYPE_CHECKING:
    from providers.types import Evidence


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, and the facts it rests on."""

    text: str
    why: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a heading. `right` are the columns aligned to the right."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    right: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A titled page. `data` is what JSON adds to the tables, already JSON-shaped."""

    title: str
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()


def cell(text: object, *why: Evidence | None) -> Cell:
    """A cell; an empty or missing text is a dash, and None among the reasons is left out."""
    return Cell(str(text) if text not in (None, "") else "-", tuple(w for w in why if w is not None))


def text(page: Page, *, width: int, color: bool, why: bool) -> str:
    """For a terminal. With `why`, each row is followed by the sources and dates of its facts."""
    lines = Lines(width, color, [])
    lines.title(page.title)
    for table in page.tables:
        lines.title(table.title)
        if not table.rows:
            lines.say("none", "dim")
            continue
        lines.table(
            [[entry.text for entry in row] for row in table.rows], head=table.columns, right=table.right
        )
        if why:
            lines.raw()
            for line in _reasons(table):
                lines.say(line, "dim", indent=4, hang=2)
    if page.notes:
        lines.raw()
    for note in page.notes:
        lines.say(note, "dim", indent=0)
    return lines.text()


def markdown(page: Page, *, why: bool) -> str:
    """GitHub-flavoured Markdown."""
    parts = [f"# {_escape(page.title)}"]
    for table in page.tables:
        parts += ["", f"## {_escape(table.title)}", ""]
        if not table.rows:
            parts.append("none")
            continue
        marks = ["---:" if n in table.right else "---" for n in range(len(table.columns))]
        parts += [_row(table.columns), _row(tuple(marks), raw=True)]
        parts += [_row(tuple(entry.text for entry in row)) for row in table.rows]
        if why:
            parts += ["", *(f"- {_escape(line)}" for line in _reasons(table))]
    parts += [""] if page.notes else []
    parts += [_escape(note) for note in page.notes]
    return "\n".join(parts) + "\n"


def json(page: Page) -> str:
    """Every table with every cell's sources and dates."""
    tables: list[dict[str, Any]] = [
        {
            "title": table.title,
            "rows": [
                {
                    column: {"text": entry.text, "why": [_evidence(w) for w in entry.why]}
                    for column, entry in zip(table.columns, row, strict=True)
                }
                for row in table.rows
            ],
        }
        for table in page.tables
    ]
    shown = {"title": page.title, "tables": tables, "notes": list(page.notes)}
    return _json.dumps(shown, indent=1, ensure_ascii=False)


def reason(evidence: Evidence) -> str:
    """One line: the fact's key, its date, its trust, its sources, and who says otherwise."""
    trust = {1: "vendor's own", 2: "maintained client", 3: "third party"}.get(evidence.trust or 0, "no source")
    line = f"{evidence.key}: {', '.join(evidence.sources) or 'none'} ({trust}; as of {evidence.as_of})"
    for other in evidence.conflicts:
        line += f"; disputed: {other.claim} [{', '.join(other.sources)}, {other.as_of}]"
    return line


def _reasons(table: Table) -> Iterator[str]:
    seen = set()
    for row in table.rows:
        for entry in row:
            for why in entry.why:
                if why.key not in seen:
                    seen.add(why.key)
                    yield reason(why)


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "key": evidence.key,
        "detail": evidence.detail,
        "sources": list(evidence.sources),
        "as_of": evidence.as_of,
        "trust": evidence.trust,
        "conflicts": [
            {"claim": c.claim, "sources": list(c.sources), "as_of": c.as_of} for c in evidence.conflicts
        ],
    }


def _row(cells: tuple[str, ...], *, raw: bool = False) -> str:
    return "| " + " | ".join(part if raw else _escape(part) for part in cells) + " |"


def _escape(value: str) -> str:
    shown = clean(value).replace("\\", "\\\\")
    for character in "|`<*_[":
        shown = shown.replace(character, f"\\{character}" if character != "<" else "&lt;")
    return shown
