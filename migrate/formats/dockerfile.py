"""`ENV` and `ARG` of a Dockerfile."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrate.edit import make
from migrate.formats.base import Entry, FormatError, Scalar, after_line, one_line, shown
from migrate.formats.names import dockerfile as matches
from migrate.model import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migrate.source import SourceFile

__all__ = ["comment", "entries", "insert_after", "matches", "name", "parse_errors", "rename_key", "replace_value"]

name = "dockerfile"
comment: str | None = "#"

# One instruction with its continued lines; comment lines may stand between them.
_LOGICAL = re.compile(rb"(?:[^\n\\]|\\(?![ \t]*\r?\n))*(?:\\[ \t]*\r?\n(?:[ \t]*#[^\n]*\n|[ \t]*\r?\n)*"
                      rb"(?:[^\n\\]|\\(?![ \t]*\r?\n))*)*\n?")  # fmt: skip
_INSTRUCTION = re.compile(rb"[ \t]*([A-Za-z]+)(?=[ \t\\])")
_GAP = re.compile(rb"(?:[ \t]|\\[ \t]*\r?\n(?:[ \t]*#[^\n]*\n|[ \t]*\r?\n)*)+")
_NAME = re.compile(rb"[A-Za-z_][A-Za-z0-9_.-]*")
_VALUE = re.compile(rb"""(?:"(?:\\[\s\S]|[^"\\])*"|'[^']*'|\\[^\r\n]|[^\s"'\\])*""")
_HEREDOC = re.compile(rb"<<-?[\"']?([A-Za-z_]\w*)[\"']?")
_SAFE = re.compile(r"[A-Za-z0-9_./:@%+,=${}?&~-]*\Z")


def entries(source: SourceFile) -> tuple[Entry, ...]:
    """Every variable, in order; the key path is the instruction and the name."""
    return tuple(entry for entry in _read(source) if entry is not None)


def parse_errors(data: bytes) -> int:
    """`ENV` and `ARG` instructions that cannot be read."""
    from migrate.model import Skipped
    from migrate.source import from_bytes

    source = from_bytes("Dockerfile", data)
    return 1 if isinstance(source, Skipped) else sum(entry is None for entry in _read(source))


def _read(source: SourceFile) -> Iterator[Entry | None]:
    """Entries; None for an instruction that cannot be read."""
    data, position = source.data, source.start
    while position < len(data):
        logical = _LOGICAL.match(data, position)
        if logical is None or logical.end() == position:
            return
        word = None if data[position:].lstrip(b" \t")[:1] == b"#" else _INSTRUCTION.match(data, position)
        if word is None:
            stop = data.find(b"\n", position)  # a comment or a blank line is never continued
            position = len(data) if stop < 0 else stop + 1
            continue
        kind = word[1].upper()
        if kind in (b"ENV", b"ARG"):
            yield from _variables(source, kind.decode(), word.end(), logical.end())
        position = logical.end()
        if kind in (b"RUN", b"COPY", b"ADD"):
            for mark in _HEREDOC.finditer(logical[0]):
                close = re.compile(rb"^\t*" + mark[1] + rb"\r?$", re.MULTILINE).search(data, position)
                position = close.end() + 1 if close else len(data)


def _variables(source: SourceFile, kind: str, position: int, end: int) -> Iterator[Entry | None]:
    data = source.data
    end = position + len(data[position:end].rstrip())
    count = 0
    while position < end:
        gap = _GAP.match(data, position, end)
        position = gap.end() if gap else position
        if position >= end:
            return
        named = _NAME.match(data, position, end)
        if named is None:
            yield None
            return
        span = Span(named.start(), named.end())
        path = (kind, named[0].decode("ascii"))
        line = source.line(span.start)
        position = named.end()
        if data[position : position + 1] == b"=":
            found = _VALUE.match(data, position + 1, end)
            stop = found.end() if found else position + 1
            if stop < end and not _GAP.match(data, stop, end):
                yield None  # an unclosed quote
                return
            value = Span(position + 1, stop)
            text = source.text(value)
            yield Entry(path, span, _plain(text), value, line, _style(text))
            position = stop
        elif kind == "ARG" or position >= end:
            yield Entry(path, span, None, None, line, "absent")
        elif count == 0:  # `ENV NAME the rest of the line`
            gap = _GAP.match(data, position, end)
            start = gap.end() if gap else position
            value = Span(start, end)
            yield Entry(path, span, source.text(value), value, line, "plain", frozenset({"spaced"}))
            return
        else:
            yield None
            return
        count += 1


def _style(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" and text.count(text[0]) == 2:
        return "single" if text[0] == "'" else "double"
    return "plain"


def _plain(text: str) -> str:
    def piece(match: re.Match[str]) -> str:
        if match[0][0] == "'":
            return match[0][1:-1]
        if match[0][0] == '"':
            return re.sub(r"\\([\"\\$])", r"\1", match[0][1:-1])
        return match[0][1:]

    return re.sub(r"'[^']*'|\"(?:\\.|[^\"\\])*\"|\\.", piece, text, flags=re.DOTALL)


def _written(value: Scalar, style: str) -> str:
    text = "" if value is None else shown(value)
    if "\n" in text or "\r" in text:
        raise FormatError(0, "a Dockerfile value must be on one line")
    if style == "single" and "'" not in text:
        return f"'{text}'"
    if style == "plain" and _SAFE.match(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def replace_value(source: SourceFile, value_span: Span, value: Scalar) -> Edit:
    """Put `value` in the place of another, in the same quotes; bare values get quotes if they need them."""
    text = "" if value is None else shown(value)
    for entry in entries(source):
        if entry.value_span == value_span and "spaced" in entry.flags and "\n" not in text:
            return make(source, value_span, text)
    return make(source, value_span, _written(value, _style(source.text(value_span))))


def rename_key(source: SourceFile, entry: Entry, name: str) -> Edit:
    """Give the variable another name."""
    if entry.key_span is None or not _NAME.fullmatch(name.encode("utf-8", "replace")):
        raise FormatError(entry.line, f"{name!r} cannot be a variable's name")
    return make(source, entry.key_span, name)


def insert_after(
    source: SourceFile, entry: Entry, key: str, value: Scalar, comment: str | None = None
) -> Edit:
    """Add an instruction of the same kind after the one `entry` is in."""
    data, position = source.data, source.start
    end = len(data)
    while position < len(data):
        logical = _LOGICAL.match(data, position)
        if logical is None or logical.end() == position:
            break
        if data[position:].lstrip(b" \t")[:1] == b"#":
            stop = data.find(b"\n", position)
            position = len(data) if stop < 0 else stop + 1
            continue
        if position <= entry.start < logical.end():
            end = position + len(logical[0].rstrip())
            indent = source.indent(position)
            break
        position = logical.end()
    else:
        raise FormatError(entry.line, "the entry is not of this file")
    note = [f"{indent}# {one_line(comment)}"] if comment else []
    line = f"{indent}{entry.key_path[0]} {key}"
    if entry.style != "absent" or value not in (None, ""):
        line += "=" + _written(value, "double" if entry.style == "double" else "plain")
    return after_line(source, end, [*note, line])
