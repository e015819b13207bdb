"""JSON, JSON with comments and trailing commas, and one JSON value per line."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from migrate.edit import make
from migrate.formats import treesitter
from migrate.formats.base import Entry, FormatError, Scalar, mark_duplicates
from migrate.formats.names import json as matches
from migrate.formats.pairs import join_pairs
from migrate.model import Edit, Span

if TYPE_CHECKING:
    from tree_sitter import Node, Tree

    from migrate.source import SourceFile

__all__ = ["comment", "entries", "insert_after", "matches", "name", "parse_errors", "rename_key", "replace_value"]

name = "json"
comment: str | None = None

MAX_DEPTH = 200

# A string or a comment, passed over; or a comma before a closing bracket.
_TOKENS = re.compile(
    rb"""(?x) "(?:[^"\\\n]|\\.)*" | //[^\n]* | /\*(?:.*?\*/|.*)
         | (?P<comma>,)(?=(?:\s|//[^\n]*\n|/\*.*?\*/)*[}\]])""",
    re.DOTALL,
)
_BLANK = re.compile(rb"(?:[ \t\r\n]|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_LINE_REST = re.compile(rb"[ \t]*(?://[^\n\r]*|/\*[^\n]*?\*/[ \t]*)?(?=\r?\n|\Z)")
_DECODER = json.JSONDecoder(strict=False)
_SCALARS = frozenset({"string", "number", "true", "false", "null"})


def entries(source: SourceFile) -> tuple[Entry, ...]:
    """Every key and list item, in order. `{"name": ..., "value": ...}` pairs are joined."""
    tree = _tree(source.data)
    broken = treesitter.errors(tree.root_node)
    if broken:
        raise FormatError(source.line(broken[0].start_byte), "not JSON")
    found: list[Entry] = []
    places: list[int] = []
    pending: list[tuple[Node, tuple[str, ...], Span | None, int]] = [
        (node, (), None, index)
        for index, node in reversed(list(enumerate(n for n in tree.root_node.named_children if n.type != "comment")))
    ]
    while pending:
        node, path, key_span, place = pending.pop()
        if len(path) > MAX_DEPTH:
            raise FormatError(source.line(node.start_byte), f"nested more than {MAX_DEPTH} deep")
        span = Span(node.start_byte, node.end_byte)
        line = source.line(key_span.start if key_span else span.start)
        flags = frozenset({"document"}) if place else frozenset[str]()
        if node.type in _SCALARS:
            style = "double" if node.type == "string" else "plain"
            found.append(Entry(path, key_span, _value(source, span), span, line, style, flags))
            places.append(place)
            continue
        if path:
            style = "mapping" if node.type == "object" else "sequence"
            found.append(Entry(path, key_span, None, None, line, style, flags))
            places.append(place)
        children: list[tuple[Node, tuple[str, ...], Span | None, int]] = []
        for child in node.named_children:
            if child.type == "pair":
                key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
                if key is not None and value is not None:
                    own = Span(key.start_byte, key.end_byte)
                    children.append((value, (*path, str(_value(source, own))), own, place))
            elif child.type != "comment":
                children.append((child, (*path, str(len(children))), None, place))
        pending.extend(reversed(children))
    joined = join_pairs(found, places)
    return mark_duplicates([entry for entry, _ in joined], [where for _, where in joined])


def parse_errors(data: bytes) -> int:
    """Number of places that are not JSON; comments and trailing commas are allowed."""
    return len(treesitter.errors(_tree(data).root_node))


def _tree(data: bytes) -> Tree:
    """The tree of `data`, with trailing commas read as blanks so that offsets stay true."""
    tree = treesitter.parse("json", data)
    if tree.root_node.has_error:
        plain = _TOKENS.sub(lambda m: b" " if m["comma"] else m[0], data)
        tree = treesitter.parse("json", plain)
    return tree


def _value(source: SourceFile, span: Span) -> Scalar:
    text = source.text(span)
    if text[:1] == '"' and "\\" not in text:
        return text[1:-1]
    try:
        value: Scalar = _DECODER.decode(text)
    except (ValueError, RecursionError):  # an escape that JSON does not know; digits beyond all limits
        return text.strip('"')
    return value


def replace_value(source: SourceFile, value_span: Span, value: Scalar) -> Edit:
    """Put `value` in the place of another; in a part of a string, as that part."""
    if source.data[value_span.start : value_span.start + 1] == b'"' or _is_scalar(source, value_span):
        return make(source, value_span, _written(source, value))
    return make(source, value_span, _written(source, "" if value is None else str(value))[1:-1])


def _is_scalar(source: SourceFile, span: Span) -> bool:
    """True when a whole number, `true`, `false` or `null` stands there, and not a part of a string."""
    return any(entry.value_span == span and entry.style == "plain" for entry in entries(source))


def _written(source: SourceFile, value: Scalar) -> str:
    return json.dumps(value, ensure_ascii=source.data.isascii() and "\\u" in source.text())


def rename_key(source: SourceFile, entry: Entry, name: str) -> Edit:
    """Give the entry another key."""
    if entry.key_span is None:
        raise FormatError(entry.line, "a list item has no key")
    text = _written(source, name)
    return make(source, entry.key_span, text[1:-1] if "pair" in entry.flags else text)


def insert_after(
    source: SourceFile, entry: Entry, key: str, value: Scalar, comment: str | None = None
) -> Edit:
    """Add a key (or a `name`/`value` object) after `entry`. JSON has no comments: none is written."""
    del comment
    member = _member(source, entry)
    if member is None:
        raise FormatError(entry.line, "cannot add a key there")
    node, pair = member
    begin = source.line_span(node.start_byte)
    own_line = not source.text(Span(begin.start, node.start_byte)).strip()
    indent = source.indent(node.start_byte)
    if pair:
        new = _pair_object(source, node, key, value)
    else:
        new = f"{_written(source, key)}{_colon(source, node)}{_written(source, value)}"
    blank = _BLANK.match(source.data, node.end_byte)
    comma = blank.end() if blank else node.end_byte
    if source.data[comma : comma + 1] != b",":
        gap = f"\n{indent}" if own_line else " "
        return make(source, Span(node.end_byte, node.end_byte), f",{gap}{new}")
    rest = _LINE_REST.match(source.data, comma + 1)
    if own_line and rest is not None:
        return make(source, Span(rest.end(), rest.end()), f"\n{indent}{new},")
    return make(source, Span(comma + 1, comma + 1), f" {new},")


def _member(source: SourceFile, entry: Entry) -> tuple[Node, bool] | None:
    """The pair that `entry` is, or for a joined pair the object; and whether it is a joined one."""
    if entry.key_span is None:
        return None
    for node in treesitter.nodes(_tree(source.data).root_node):
        if node.type == "pair":
            if node.start_byte == entry.key_span.start:
                return node, False
            value = node.child_by_field_name("value")
            if value is not None and "pair" in entry.flags and value.start_byte == entry.key_span.start - 1:
                return (node.parent, True) if node.parent is not None else None
    return None


def _colon(source: SourceFile, pair: Node) -> str:
    """What stands between key and value in the file, without line ends and comments."""
    key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
    between = source.text(Span(key.end_byte, value.start_byte)) if key and value else ": "
    return between if re.fullmatch(r"[ \t]*:[ \t]*", between) else ": "


def _pair_object(source: SourceFile, node: Node, key: str, value: Scalar) -> str:
    """An object like `node`, with another name and value; other members are left out."""
    members = [m for m in node.named_children if m.type == "pair"]
    name_key = next(
        (source.text(Span(k.start_byte, k.end_byte)) for m in members if (k := m.child_by_field_name("key"))),
        '"name"',
    )
    value_key = '"Value"' if name_key[1:2].isupper() else '"value"'
    if name_key.lower() not in ('"name"', '"key"'):
        name_key = '"Name"' if name_key[1:2].isupper() else '"name"'
    pieces = [f"{name_key}: {_written(source, key)}", f"{value_key}: {_written(source, value)}"]
    text = source.text(Span(node.start_byte, node.end_byte))
    if "\n" not in text:
        pad = " " if text.startswith("{ ") else ""
        return "{" + pad + ", ".join(pieces) + pad + "}"
    inner = source.indent(members[0].start_byte) if members else ""
    return "{\n" + ",\n".join(inner + piece for piece in pieces) + "\n" + source.indent(node.end_byte) + "}"
