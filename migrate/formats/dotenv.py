"""`.env` files as python-dotenv and its kin read them: `export`, quotes, comments, many-line values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrate.edit import make
from migrate.formats.base import Entry, FormatError, Scalar, after_line, mark_duplicates, one_line, shown
from migrate.formats.names import dotenv as matches
from migrate.model import Edit, Span

if TYPE_CHECKING:
    from migrate.source import SourceFile

__all__ = ["comment", "entries", "insert_after", "matches", "name", "parse_errors", "rename_key", "replace_value"]

name = "dotenv"
comment: str | None = "#"

_BLANK = re.compile(rb"(?:[ \t\r\n\f\v]|#[^\n]*(?=\n|\Z))*")
_KEY = re.compile(rb"(?P<export>export[ \t]+)?(?:'(?P<quoted>[^']+)'|(?P<bare>[^=#\s'][^=#\s]*))[ \t]*")
_SINGLE = re.compile(rb"'((?:\\.|[^'\\])*)'", re.DOTALL)
_DOUBLE = re.compile(rb'"((?:\\.|[^"\\])*)"', re.DOTALL)
_PLAIN = re.compile(rb"[^\r\n]*")
_TAIL = re.compile(rb"[ \t]*(#[^\r\n]*)?(?=\r?\n|\Z)")
_INLINE_COMMENT = re.compile(rb"[ \t]+#.*\Z")
_REST = re.compile(rb"[^\n]*\n?")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "b": "\b", "a": "\a", "v": "\v"}
_NEEDS_QUOTES = re.compile(r"\A[\s'\"]|[\s'\"`]\Z|\s#|[\r\n]|\A#")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")


def entries(source: SourceFile) -> tuple[Entry, ...]:
    """Every variable, in order. A line that is no assignment is passed over."""
    found, _ = _read(source.data, source.start, source.encoding)
    placed = [
        Entry(e.key_path, e.key_span, e.value, e.value_span, source.line(e.start), e.style, e.flags)
        for e in found
    ]
    return mark_duplicates(placed)


def parse_errors(data: bytes) -> int:
    """Lines that are neither blank, comment nor assignment."""
    return _read(data, 3 if data.startswith(b"\xef\xbb\xbf") else 0, "utf-8")[1]


def _read(data: bytes, position: int, encoding: str) -> tuple[list[Entry], int]:
    found: list[Entry] = []
    errors = 0
    while True:
        blank = _BLANK.match(data, position)
        position = blank.end() if blank else position
        if position >= len(data):
            return found, errors
        key = _KEY.match(data, position)
        entry, position = _entry(data, key, encoding) if key else (None, position)
        if entry is not None:
            found.append(entry)
            continue
        errors += 1
        rest = _REST.match(data, position)
        position = rest.end() if rest else len(data)


def _entry(data: bytes, key: re.Match[bytes], encoding: str) -> tuple[Entry | None, int]:
    """The entry whose key was matched, None when it is no assignment, and where reading stopped."""
    group = "quoted" if key["quoted"] is not None else "bare"
    span = Span(key.start(group), key.end(group))
    path = (key[group].decode(encoding, "replace"),)
    flags = frozenset({"export"}) if key["export"] else frozenset[str]()
    position = key.end()
    if data[position : position + 1] != b"=":
        tail = _TAIL.match(data, position)
        if tail is None:
            return None, position
        return Entry(path, span, None, None, 0, "absent", flags), tail.end()
    position = begin = position + 1
    while data[position : position + 1] in (b" ", b"\t"):
        position += 1
    for style, pattern in (("single", _SINGLE), ("double", _DOUBLE)):
        value = pattern.match(data, position)
        if value is None:
            continue
        tail = _TAIL.match(data, value.end())
        if tail is None:
            return None, value.end()
        raw = value[1].decode(encoding, "replace")
        plain = re.sub(r"\\([\\'])", r"\1", raw) if style == "single" else _unescape(raw)
        if tail[1]:
            flags |= {"commented"}
        return Entry(path, span, plain, Span(value.start(), value.end()), 0, style, flags), tail.end()
    if data[position : position + 1] in (b"'", b'"'):
        return None, position
    line = _PLAIN.match(data, position)
    text = line[0] if line else b""
    end = position + len(text)
    bare = _INLINE_COMMENT.sub(b"", text)
    if bare != text:
        flags |= {"commented"}
    if bare.startswith(b"#") and data[position - 1 : position] in (b" ", b"\t"):
        bare, position = b"", begin  # `KEY= # comment`
    bare = bare.rstrip()
    value_span = Span(position, position + len(bare))
    return Entry(path, span, bare.decode(encoding, "replace"), value_span, 0, "plain", flags), end


def _unescape(text: str) -> str:
    return re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[1] if m[1] in "\\'\"" else m[0]), text, flags=re.S)


def replace_value(source: SourceFile, value_span: Span, value: Scalar) -> Edit:
    """Put `value` in the place of another, in the same quotes; bare values get quotes if they need them."""
    old = source.text(value_span)
    quote = old[0] if len(old) >= 2 and old[0] == old[-1] and old[0] in "'\"" else ""
    # A value in quotes may be followed by nothing but blanks; a part of one is replaced as bare text.
    return make(source, value_span, _written("" if value is None else shown(value), quote))


def _written(text: str, quote: str) -> str:
    if quote == "'" and "'" not in text and "\\" not in text:
        return f"'{text}'"
    if quote or _NEEDS_QUOTES.search(text):
        escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
        return f'"{escaped}"'
    return text


def rename_key(source: SourceFile, entry: Entry, name: str) -> Edit:
    """Give the variable another name."""
    if entry.key_span is None or _NAME.match(name) is None:
        raise FormatError(entry.line, f"{name!r} cannot be a variable's name")
    return make(source, entry.key_span, name)


def insert_after(
    source: SourceFile, entry: Entry, key: str, value: Scalar, comment: str | None = None
) -> Edit:
    """Add a variable on a line of its own after `entry`, exported and quoted as `entry` is."""
    if _NAME.match(key) is None:
        raise FormatError(entry.line, f"{key!r} cannot be a variable's name")
    quote = {"single": "'", "double": '"'}.get(entry.style, "")
    export = "export " if "export" in entry.flags else ""
    indent = source.indent(entry.start)
    lines = [f"{indent}# {one_line(comment)}"] if comment else []
    lines.append(f"{indent}{export}{key}={_written('' if value is None else shown(value), quote)}")
    span = entry.value_span or entry.key_span or Span(entry.start, entry.start)
    return after_line(source, span.end, lines)
