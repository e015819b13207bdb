"""TOML: pyproject.toml, application settings, secrets files."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from typing import TYPE_CHECKING

from migrate.edit import make
from migrate.formats import treesitter
from migrate.formats.base import Entry, FormatError, Scalar, after_line, mark_duplicates, one_line, shown
from migrate.formats.names import toml as matches
from migrate.model import Edit, Span

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrate.source import SourceFile

__all__ = ["comment", "entries", "insert_after", "matches", "name", "parse_errors", "rename_key", "replace_value"]

name = "toml"
comment: str | None = "#"

MAX_DEPTH = 200
_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")
_KEYS = frozenset({"bare_key", "quoted_key", "dotted_key"})
_STYLES = {"'''": "multiline", '"""': "multiline", "'": "single", '"': "double"}


def entries(source: SourceFile) -> tuple[Entry, ...]:
    """Every key and array item, in order; `[table]` and `[[table]]` headers give the key paths."""
    root = treesitter.parse("toml", source.data).root_node
    broken = treesitter.errors(root)
    if broken:
        raise FormatError(source.line(broken[0].start_byte), "not TOML")
    found: list[Entry] = []
    seen: Counter[tuple[str, ...]] = Counter()
    current: dict[tuple[str, ...], tuple[str, ...]] = {}  # `[[a]]` -> a.N, for `[a.b]` below it
    for child in root.named_children:
        if child.type == "pair":
            _pair(source, child, (), found)
        elif child.type in ("table", "table_array_element"):
            header = next((n for n in child.named_children if n.type in _KEYS), None)
            if header is None:
                continue
            names = tuple(text for text, _ in _key(source, header))
            path = _resolved(names, current)
            if child.type == "table_array_element":
                path = (*path, str(seen[path]))
                seen[path[:-1]] += 1
                current[names] = path
            for pair in child.named_children:
                if pair.type == "pair":
                    _pair(source, pair, path, found)
    return mark_duplicates(found)


def _resolved(names: tuple[str, ...], current: dict[tuple[str, ...], tuple[str, ...]]) -> tuple[str, ...]:
    """The key path of a header, with the index of the array table it is in."""
    for size in range(len(names) - 1, 0, -1):
        if names[:size] in current:
            return current[names[:size]] + names[size:]
    return names


def _key(source: SourceFile, node: Node) -> list[tuple[str, Span]]:
    """Parts of a key with their spans; `a."b c"` has two. Iterative: dotted keys nest to the left."""
    parts: list[tuple[str, Span]] = []
    for part in treesitter.nodes(node):
        if part.type in ("bare_key", "quoted_key"):
            span = Span(part.start_byte, part.end_byte)
            text = source.text(span)
            parts.append((str(_scalar(text)) if part.type == "quoted_key" else text, span))
    return parts


def _pair(source: SourceFile, node: Node, table: tuple[str, ...], found: list[Entry]) -> None:
    pending: list[tuple[Node, tuple[str, ...], Span | None, frozenset[str]]] = []

    def open_pair(pair: Node, path: tuple[str, ...], flags: frozenset[str]) -> None:
        parts = [n for n in pair.named_children if n.type != "comment"]
        if len(parts) < 2:
            return
        keys = _key(source, parts[0])
        pending.append((parts[1], path + tuple(text for text, _ in keys), keys[-1][1], flags))

    open_pair(node, table, frozenset())
    while pending:
        value, path, key_span, flags = pending.pop()
        if len(path) > MAX_DEPTH:
            raise FormatError(source.line(value.start_byte), f"nested more than {MAX_DEPTH} deep")
        span = Span(value.start_byte, value.end_byte)
        line = source.line(key_span.start if key_span else span.start)
        if value.type not in ("array", "inline_table"):
            text = source.text(span)
            style = next((name for quote, name in _STYLES.items() if text.startswith(quote)), "plain")
            found.append(Entry(path, key_span, _scalar(text), span, line, style, flags))
            continue
        style = "sequence" if value.type == "array" else "mapping"
        found.append(Entry(path, key_span, None, None, line, style, flags))
        first = len(pending)
        index = 0
        for child in value.named_children:
            if child.type == "pair":
                open_pair(child, path, flags | {"flow"})
            elif child.type != "comment":
                pending.append((child, (*path, str(index)), None, flags | {"flow"}))
                index += 1
        pending[first:] = reversed(pending[first:])


def _scalar(text: str) -> Scalar:
    """A value as Python has it; dates and times as they are written."""
    try:
        value = tomllib.loads(f"x = {text}")["x"]
    except (ValueError, RecursionError):
        return text
    return value if isinstance(value, str | int | float | bool) else text


def parse_errors(data: bytes) -> int:
    """Number of syntax errors the grammar sees; 1 more when a strict parser refuses the file."""
    count = len(treesitter.errors(treesitter.parse("toml", data).root_node))
    if count:
        return count + 1
    try:
        tomllib.loads(data.removeprefix(treesitter.BOM).decode("utf-8"))
    except (ValueError, RecursionError):  # duplicate keys, bad dates, bad UTF-8
        return 1
    return 0


def replace_value(source: SourceFile, value_span: Span, value: Scalar) -> Edit:
    """Put `value` in the place of another, in the same quotes; a part of a string as that part."""
    old = source.text(value_span)
    if not isinstance(value, str):
        if value is None:
            raise FormatError(source.line(value_span.start), "TOML has no null")
        if _whole(source, value_span) is not None:
            return make(source, value_span, _number(value))
        value = shown(value)
    style = next((name for quote, name in _STYLES.items() if old.startswith(quote)), None)
    whole = _whole(source, value_span)
    if whole is not None:
        return make(source, value_span, _written(value, whole.style if style else "double", old))
    holder = next(
        (e for e in entries(source) if e.value_span and e.value_span.start <= value_span.start
         and value_span.end <= e.value_span.end),
        None,
    )  # fmt: skip
    if holder is None:
        raise FormatError(source.line(value_span.start), "no value stands there")
    literal = holder.style == "single" or source.data.startswith(b"'''", (holder.value_span or value_span).start)
    if literal and ("'" in value or not value.isprintable()):
        raise FormatError(holder.line, "a literal string cannot hold that value")
    return make(source, value_span, value if literal else _quoted(value)[1:-1])


def _whole(source: SourceFile, span: Span) -> Entry | None:
    return next((e for e in entries(source) if e.value_span == span), None)


def _number(value: int | float | bool) -> str:
    text = shown(value)
    return {"inf": "inf", "-inf": "-inf", "nan": "nan"}.get(text, text)


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _written(value: str, style: str, old: str = "") -> str:
    if style == "single" and "'" not in value and (value.isprintable() or not value):
        return f"'{value}'"
    if style == "multiline" and old[:3] not in value and "\\" not in value and not value.endswith(old[:1]):
        lead = "\n" if old[3:5].startswith(("\n", "\r")) else ""
        if all(c.isprintable() or c in "\n\t" for c in value):
            return f"{old[:3]}{lead}{value}{old[:3]}"
    return _quoted(value)


def rename_key(source: SourceFile, entry: Entry, name: str) -> Edit:
    """Give the entry another key; of a dotted key, its last part."""
    if entry.key_span is None:
        raise FormatError(entry.line, "an array item has no key")
    quoted = source.data[entry.key_span.start : entry.key_span.start + 1] in (b'"', b"'")
    return make(source, entry.key_span, _quoted(name) if quoted or not _BARE.match(name) else name)


def insert_after(
    source: SourceFile, entry: Entry, key: str, value: Scalar, comment: str | None = None
) -> Edit:
    """Add `key = value` on a line of its own after `entry`, or beside it in an inline table."""
    if entry.key_span is None or value is None:
        raise FormatError(entry.line, "cannot add a key there")
    pair = next(
        (n for n in treesitter.nodes(treesitter.parse("toml", source.data).root_node)
         if n.type == "pair" and n.start_byte <= entry.key_span.start and entry.key_span.end <= n.end_byte
         and any(span == entry.key_span for _, span in _key(source, n.named_children[0]))),
        None,
    )  # fmt: skip
    if pair is None:
        raise FormatError(entry.line, "the entry is not of this file")
    end = [n for n in pair.named_children if n.type != "comment"][1].end_byte
    # `a.b = 1` gets a sibling `a.c = 2`.
    dotted = source.text(Span(pair.start_byte, entry.key_span.start))
    written_key = key if _BARE.match(key) else _quoted(key)
    style = entry.style if entry.style in ("single", "double") else "double"
    text = _written(value, style) if isinstance(value, str) else _number(value)
    new = f"{dotted}{written_key} = {text}"
    if "flow" in entry.flags:
        return make(source, Span(end, end), f", {new}")
    indent = source.indent(pair.start_byte)
    note = [f"{indent}# {one_line(comment)}"] if comment else []
    return after_line(source, end, [*note, indent + new])
