"""After the move: a small plan that takes the old vendor's key variable out of the configuration.

`plan` leaves the old variable where it is, so that nothing breaks on the way. Once the plan has been applied
and proved, its entries can go, if nothing reads them any more. What reads a variable is looked for as text, in
every file of the code, whatever language it is in.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from migrate.edit import apply_edits, make
from migrate.errors import RefusedError
from migrate.model import (
    Applicability,
    Edit,
    Finding,
    Plan,
    PlannedFile,
    Severity,
    Site,
    SiteKind,
    Skipped,
    Span,
)
from migrate.redact import printable

if TYPE_CHECKING:
    from migrate.formats.base import Entry, Format
    from migrate.source import SourceFile

RULE = "api-key-variable"
_REMOVABLE = frozenset({"dotenv", "yaml", "toml", "ini", "properties"})
_COMMENT = re.compile(r"\s*(?:#|//|/\*|\*|;|--|<!--|REM\b)")
_DOCUMENTS = (".md", ".rst", ".txt", ".adoc", ".html")
_ALONE = re.compile(r"(?:export[ \t]+)?(?:-[ \t]+)?[\"']?\Z")  # what may stand before an entry on its line
_REST = re.compile(r"[\"']?[ \t]*,?[ \t]*(?:#.*)?\Z")  # and behind it
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class _Use:
    """A place that names the variable: `reads` tells whether it needs it, or only sets it."""

    path: str
    line: int
    reads: bool


def plan(applied: Plan, root: Path, *, ignore: Collection[Path] = ()) -> Plan:
    """The plan that removes the old key variables `applied` left behind.

    `ignore` are files that are no part of the code (the plan itself). Raises RefusedError when the plan was
    not applied below `root`, or when something there still reads one of the variables.
    """
    from migrate import apply as room
    from migrate import source, walk
    from migrate.plan.seal import seal
    from migrate.rules.addresses import key_names
    from providers import catalog

    root = root.resolve()
    if not any(run.plan_id == applied.id and run.state == "applied" for run in room.runs(root)):
        raise RefusedError(
            f"{printable(str(root))}: this plan is not applied here; apply it, prove it, then prune"
        )
    names = key_names(catalog.load(applied.source), catalog.load(applied.target))
    spared = {path.resolve() for path in ignore}
    paths = [path for path in walk.walk(root).files if (root / path).resolve() not in spared]
    files = [found for path in paths if not isinstance(found := source.read(root, path), Skipped)]
    word = re.compile(rb"(?<!\w)(?:" + "|".join(sorted(names)).encode() + rb")(?!\w)")
    mentioning = [file for file in files if word.search(file.data)]
    findings = [finding for file in mentioning for finding in _removals(file, names, applied)]
    _refuse_readers(mentioning, findings, names, root)
    planned = tuple(
        PlannedFile(file.path, file.sha256, len(file.data), file.encoding, 0)
        for file in mentioning
        if any(finding.edits and finding.site.path == file.path for finding in findings)
    )
    return seal(
        replace(
            applied,
            id="",
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            root=str(root),
            options={"prunes": applied.id},
            git=None,
            sites=(),
            findings=tuple(findings),
            suppressed=(),
            files=planned,
            skipped=(),
            estimates=(),
            sections={},
            applyable=bool(planned),
            complete=True,
        )
    )


def _removals(source: SourceFile, names: Collection[str], applied: Plan) -> Iterator[Finding]:
    """A finding for each entry that sets one of the variables; without an edit where none is sure."""
    for form, entry, entries in _entries(source, names):
        edits: tuple[Edit, ...] = ()
        if form.name in _REMOVABLE and entry.key_span is not None:
            edits = _remove(source, form, entry, entries, applied.source)
        span = edits[0].span if edits else entry.key_span or Span(entry.start, entry.start)
        yield Finding(
            rule=RULE,
            site=Site(
                SiteKind.ENV, ".".join(entry.key_path), source.path, span, entry.line,
                source.column(entry.start), form.name,
            ),
            severity=Severity.INFO,
            applicability=Applicability.SAFE if edits else Applicability.MANUAL,
            message=f"{entry.key} is set here, and nothing reads it any more.",
            edits=edits,
            todo=None if edits else f"Remove {entry.key} by hand.",
            parameter=entry.key,
        )  # fmt: skip


def _entries(source: SourceFile, names: Collection[str]) -> Iterator[tuple[Format, Entry, Sequence[Entry]]]:
    from migrate.formats import FORMATS, format_of
    from migrate.formats.base import FormatError

    name = format_of(source.path)
    if name is None or name == "requirements":
        return
    try:
        entries = FORMATS[name].entries(source)
    except FormatError:
        return
    for entry in entries:
        if entry.key in names and entry.key_span is not None:
            yield FORMATS[name], entry, entries


def _remove(
    source: SourceFile, form: Format, entry: Entry, entries: Sequence[Entry], vendor: str
) -> tuple[Edit, ...]:
    """The edits that take whole lines away: the entry and the comments that speak of it.

    Empty when the entry shares its lines, or when anything else would be read differently afterwards.
    """
    from migrate.formats.base import FormatError

    first = source.line(entry.start)
    last = source.line(max(entry.start, entry.value_span.end - 1)) if entry.value_span is not None else first
    end = entry.value_span.end if entry.value_span is not None else (entry.key_span or Span(0, 0)).end
    before = source.text(Span(source.line_start(first), entry.start)).strip(" \t")
    behind = source.text(Span(end, max(end, source.line_span(end).end)))
    if not _ALONE.match(before + " " if before in ("export", "-") else before) or not (
        _REST.match(behind) or re.fullmatch(r"[ \t]*[:=][ \t]*(?:#.*)?", behind)
    ):
        return ()
    speaks = re.compile(rf"(?i)\b{re.escape(entry.key)}\b|{re.escape(vendor)}.{{0,30}}\bkeys?\b")
    while first > 1:
        line = source.text(source.line_span(source.line_start(first - 1)))
        if not line.strip().startswith("#") or not speaks.search(line):
            break
        first -= 1
    edits = [make(source, Span(source.line_start(first), _line_end(source, last)), "")]
    edits += _stale_comments(source, entry.key, edits[0].span)
    after = replace(source, data=apply_edits(source.data, edits, source.encoding))
    kept = [e for e in entries if e is not entry]
    try:
        same = [_said(e) for e in kept] == [_said(e) for e in form.entries(after)]
    except FormatError:
        same = False
    return tuple(edits) if same else ()


def _stale_comments(source: SourceFile, name: str, gone: Span) -> Iterator[Edit]:
    """Edits of the comments `plan` wrote, which say that the old variable can go."""
    said = f"; {name} can go when nothing reads it any more".encode()
    at = source.data.find(said)
    while at >= 0:
        if not gone.start <= at < gone.end:
            yield make(source, Span(at, at + len(said)), "")
        at = source.data.find(said, at + 1)


def _said(entry: Entry) -> tuple[object, ...]:
    """What an entry says; items of lists have other numbers once one of them is gone."""
    path = tuple("" if part.isdecimal() else part for part in entry.key_path)
    return path, entry.value, entry.style, entry.flags - {"duplicate"}


def _line_end(source: SourceFile, number: int) -> int:
    """Offset behind a line's end."""
    return len(source.data) if number >= source.lines else source.line_start(number + 1)


def _refuse_readers(
    files: Sequence[SourceFile], findings: Sequence[Finding], names: Collection[str], root: Path
) -> None:
    """Raise RefusedError when a variable that would go is still read."""
    for name in sorted({finding.parameter or "" for finding in findings}):
        uses = [use for file in files for use in _uses(file, name, names)]
        readers = sorted({f"{printable(use.path)}:{use.line}" for use in uses if use.reads})
        readers += _implicit(root, name)
        if readers:
            more = f" and {len(readers) - _SHOWN} more" if len(readers) > _SHOWN else ""
            raise RefusedError(
                f"{name} is still read: {', '.join(readers[:_SHOWN])}{more}; nothing was removed. "
                "Settle these places first"
            )


def _uses(source: SourceFile, name: str, names: Collection[str]) -> Iterator[_Use]:
    """Every place of a file that names the variable, but comments and documents."""
    if source.path.lower().endswith(_DOCUMENTS):
        return
    own = [e for _, e, _ in _entries(source, names) if e.key == name]
    spans = [s for e in own for s in (e.key_span, e.value_span) if s is not None]
    for match in re.finditer(rb"(?<!\w)" + name.encode() + rb"(?!\w)", source.data):
        at = match.start()
        line = source.text(source.line_span(at))
        sets = any(span.start <= at < span.end for span in spans)
        if not _COMMENT.match(line) and not sets:
            yield _Use(source.path, source.line(at), reads=True)


def _implicit(root: Path, name: str) -> list[str]:
    """Clients that are given no key: the library looks for OpenAI's variable by itself."""
    if name != "OPENAI_API_KEY":
        return []
    from migrate import scan
    from migrate.rules import request

    clients = (SiteKind.CLIENT, SiteKind.FRAMEWORK)
    sites = scan.scan(root, scan.ScanOptions()).sites
    constructions = {f"{s.path}:{s.line}" for s in sites if s.kind in clients}
    return [
        f"{printable(site.path)}:{site.line} (by the library)"
        for site in sites
        if site.kind in clients
        and site.args_span is not None
        and request.find(site, "api_key") is None
        and (site.client is None or site.client not in constructions or site.client == f"{site.path}:{site.line}")
    ]
