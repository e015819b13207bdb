"""pip requirement files: the key is the distribution's name, the value its version specifier."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrate.edit import make
from migrate.formats.base import Entry, FormatError, Scalar, after_line, one_line, shown
from migrate.formats.names import requirements as matches
from migrate.model import Edit, Span

if TYPE_CHECKING:
    from migrate.source import SourceFile

__all__ = [
    "REQUIREMENT", "comment", "entries", "insert_after", "matches", "name", "parse_errors", "rename_key",
    "replace_value",
]  # fmt: skip

name = "requirements"
comment: str | None = "#"

REQUIREMENT = re.compile(
    r"""(?x) \s* (?P<name>[A-Za-z0-9][A-Za-z0-9._-]*) (?P<extras>[ \t]*\[[^\]]*\])? [ \t]*
        (?P<spec>\(?(?:(?:===|==|~=|!=|<=|>=|<|>)[ \t]*[^\s;#,)]+(?:[ \t]*,[ \t]*)?)*\)?)
        (?P<rest>[ \t]*(?:@[ \t]*\S+)?[ \t]*(?:;[^#\r\n]*)?)"""
)
"""A requirement as PEP 508 writes it: name, extras, version specifier, and the rest."""


def entries(source: SourceFile) -> tuple[Entry, ...]:
    """Every requirement, in order. Options (`-r`, `--hash`), comments and bare paths are passed over."""
    found: list[Entry] = []
    offset = source.start
    continued = False
    for number, raw in enumerate(source.data[offset:].split(b"\n"), 1):
        line = raw.decode(source.encoding, "replace").rstrip("\r")
        begins = not continued
        continued = line.endswith("\\") and not line.lstrip().startswith("#")
        text = line.lstrip()
        if begins and text and text[0] not in "#-./":
            entry = _entry(source, offset, line, number)
            if entry is not None:
                found.append(entry)
        offset += len(raw) + 1
    return tuple(found)


def _entry(source: SourceFile, offset: int, line: str, number: int) -> Entry | None:
    match = REQUIREMENT.match(line)
    if match is None:
        return None
    rest = line[match.end() :].strip()
    if rest and not rest.startswith(("#", "\\", "--")):
        return None  # a path, a URL, an archive

    def at(index: int) -> int:
        return offset + len(line[:index].encode(source.encoding))

    spec = match["spec"].rstrip()
    begin = match.start("spec")
    return Entry(
        (match["name"],),
        Span(at(match.start("name")), at(match.end("name"))),
        spec,
        Span(at(begin), at(begin + len(spec))),
        number,
        "plain",
        frozenset({"hashed"}) if "--hash" in rest or rest.endswith("\\") else frozenset(),
    )


def parse_errors(data: bytes) -> int:
    """Lines that are no requirement, option, path or comment."""
    from migrate.model import Skipped
    from migrate.source import from_bytes

    source = from_bytes("requirements.txt", data)
    if isinstance(source, Skipped):
        return 1
    known = {entry.line for entry in entries(source)}
    bad, continued = 0, False
    for number, line in enumerate(source.text().splitlines(), 1):
        text = line.strip()
        if text and not continued and text[0] not in "#-./" and number not in known:
            bad += "://" not in text and not re.search(r"\.(?:whl|zip|gz|tgz)\b|/", text)
        continued = text.endswith("\\") and text[:1] != "#"
    return bad


def replace_value(source: SourceFile, value_span: Span, value: Scalar) -> Edit:
    """Put another version specifier in the place of one; nothing in the place of any."""
    return make(source, value_span, _specifier(value, source.line(value_span.start)))


def _specifier(value: Scalar, line: int) -> str:
    text = "" if value is None else shown(value)
    match = REQUIREMENT.fullmatch(f"x{text}")
    if match is None or match["spec"] != text:
        raise FormatError(line, f"{text!r} is no version specifier")
    return text


def rename_key(source: SourceFile, entry: Entry, name: str) -> Edit:
    """Require another distribution."""
    if entry.key_span is None or not re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?", name):
        raise FormatError(entry.line, f"{name!r} cannot be a distribution's name")
    return make(source, entry.key_span, name)


def insert_after(
    source: SourceFile, entry: Entry, key: str, value: Scalar, comment: str | None = None
) -> Edit:
    """Add a requirement after `entry` and what belongs to it; `value` is the specifier."""
    line = entry.line
    while line < source.lines and source.text(source.line_span(source.line_start(line))).endswith("\\"):
        line += 1
    note = [f"# {one_line(comment)}"] if comment else []
    new = f"{key}{_specifier(value, entry.line)}"
    return after_line(source, source.line_start(line), [*note, new])
