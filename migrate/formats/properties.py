"""Java properties: Spring's `application.properties` and the like."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrate.edit import make
from migrate.formats.base import Entry, FormatError, Scalar, after_line, mark_duplicates, one_line, shown
from migrate.formats.names import properties as matches
from migrate.model import Edit, Span

if TYPE_CHECKING:
    from migrate.source import SourceFile

__all__ = ["comment", "entries", "insert_after", "matches", "name", "parse_errors", "rename_key", "replace_value"]

name = "properties"
comment: str | None = "#"

_LINE = re.compile(rb"(?P<lead>[ \t\f]*)(?P<text>(?:\\\r?\n|\\.|[^\\\r\n])*)\r?(?:\n|\Z)", re.DOTALL)
_PAIR = re.compile(rb"(?P<key>(?:\\.|[^\s=:\\])+)(?P<by>[ \t\f]*[=:]?[ \t\f]*)(?P<value>.*)", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|\r?\n[ \t\f]*|(.))", re.DOTALL)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f"}


def entries(source: SourceFile) -> tuple[Entry, ...]:
    """Every key, in order, with escapes read and continued lines joined."""
    data, position = source.data, source.start
    found: list[Entry] = []
    while position < len(data):
        line = _LINE.match(data, position)
        if line is None or line.end() == position:
            break
        position = line.end()
        text = line["text"]
        if not text.strip() or text[:1] in b"#!":
            if text[:1] in (b"#", b"!"):  # a comment is never continued
                stop = data.find(b"\n", line.start())
                position = len(data) if stop < 0 else stop + 1
            continue
        pair = _PAIR.match(text)
        if pair is None:
            continue
        base = line.start("text")
        raw = pair["value"].decode(source.encoding, "replace")
        found.append(
            Entry(
                (_read(pair["key"].decode(source.encoding, "replace")),),
                Span(base + pair.start("key"), base + pair.end("key")),
                _read(raw),
                Span(base + pair.start("value"), base + pair.end("value")),
                source.line(base),
                "multiline" if "\n" in raw else "plain",
            )
        )
    return mark_duplicates(found)


def _read(text: str) -> str:
    return _ESCAPE.sub(
        lambda m: chr(int(m[1], 16)) if m[1] else "" if m[2] is None else _LETTERS.get(m[2], m[2]), text
    )


def parse_errors(data: bytes) -> int:
    """Broken `\\u` escapes; every other line means something in this format."""
    return len(re.findall(rb"(?<!\\)(?:\\\\)*\\u(?![0-9a-fA-F]{4})", data))


def _written(value: Scalar) -> str:
    text = "" if value is None else shown(value)
    text = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return "\\" + text if text.startswith((" ", "\f")) else text


def replace_value(source: SourceFile, value_span: Span, value: Scalar) -> Edit:
    """Put `value` in the place of another, escaped as the format wants."""
    return make(source, value_span, _written(value))


def _key(name: str) -> str:
    return re.sub(r"([\s=:#!\\])", r"\\\1", name)


def rename_key(source: SourceFile, entry: Entry, name: str) -> Edit:
    """Give the entry another key."""
    if entry.key_span is None or not name or "\n" in name:
        raise FormatError(entry.line, f"{name!r} cannot be a key")
    return make(source, entry.key_span, _key(name))


def insert_after(
    source: SourceFile, entry: Entry, key: str, value: Scalar, comment: str | None = None
) -> Edit:
    """Add a key on a line of its own after `entry`, with the same separator."""
    between = "="
    if entry.key_span is not None and entry.value_span is not None:
        between = source.text(Span(entry.key_span.end, entry.value_span.start)) or "="
    if "\n" in between:
        between = "="
    indent = source.indent(entry.start)
    span = entry.value_span or entry.key_span or Span(0, 0)
    note = [f"{indent}# {one_line(comment)}"] if comment else []
    return after_line(source, span.end, [*note, f"{indent}{_key(key)}{between}{_written(value)}"])
