"""Small questions about places of a file that its syntax tree answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrate.languages.python.parse import walk
from migrate.model import Span

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrate.rules.base import Context

_FUNCTIONS = frozenset(
    {
        "function_definition", "lambda", "module", "function_declaration", "function_expression", "arrow_function",
        "method_definition", "program", "generator_function", "generator_function_declaration",
    }
)  # fmt: skip
_MOST = 5  # places that are named in a finding
_FILES = 2000  # that are read for them
_SCRIPTS = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".vue", ".svelte")
_RECORDS = {"dictionary": ("key", "value"), "object": ("key", "value")}


def in_comment(root: Node, offset: int) -> bool:
    """True for a place inside a comment."""
    node = root.descendant_for_byte_range(offset, offset + 1)
    return node is not None and node.type == "comment"


def same_function(root: Node, one: Span, other: Span) -> bool:
    """True for two places of one function's body."""
    return _function(root, one) == _function(root, other)


def _function(root: Node, span: Span) -> int:
    node = root.descendant_for_byte_range(span.start, span.end)
    while node is not None and node.type not in _FUNCTIONS:
        node = node.parent
    return node.id if node is not None else 0


def record_around(root: Node, span: Span, name: str) -> dict[str, tuple[Span, Span]]:
    """The smallest dict display in whose entry of that name the place stands; empty when there is none."""
    found = [r for r in records(root) if name in r and r[name][1].start <= span.start and span.end <= r[name][1].end]
    return min(found, key=lambda r: len(r[name][1]), default={})


def records(root: Node, *, shorthand: bool = False) -> Iterator[dict[str, tuple[Span, Span]]]:
    """Every dict display or object literal: the places of key and value by the key's text.

    With `shorthand`, JavaScript's `{ name }` is an entry whose key and value are one place.
    """
    for node in walk(root):
        if node.type not in _RECORDS:
            continue
        found: dict[str, tuple[Span, Span]] = {}
        for child in node.named_children:
            key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
            if child.type == "pair" and key is not None and value is not None:
                name = (key.text or b"").decode("utf-8", "replace").strip("'\"")
                found[name] = (Span(key.start_byte, key.end_byte), Span(value.start_byte, value.end_byte))
            elif shorthand and child.type == "shorthand_property_identifier":
                span = Span(child.start_byte, child.end_byte)
                found[(child.text or b"").decode("utf-8", "replace")] = (span, span)
        yield found


def callers(root: Node, span: Span, path: str, ctx: Context) -> str:
    """Where the function around a place is called, in words: in files of the same language, not too many."""
    node = root.descendant_for_byte_range(span.start, span.end)
    while node is not None and node.type not in _FUNCTIONS:
        node = node.parent
    named = node.child_by_field_name("name") if node is not None else None
    if named is None and node is not None and node.parent is not None and node.parent.type == "variable_declarator":
        named = node.parent.child_by_field_name("name")
    if named is None or not named.text:
        return ""
    called = re.compile(rb"(?<!\w)(?<!def )(?<!function )" + re.escape(named.text) + rb"\s*\(")
    places: list[str] = []
    alike = (".py",) if path.endswith((".py", ".pyi", ".pyw", ".ipynb")) else _SCRIPTS
    others = sorted(p for p in ctx.listed if p.endswith(alike))[:_FILES]
    for other in sorted({*ctx.code.in_file, *others}, key=lambda p: (p != path, p)):
        source = ctx.read(other) if other.endswith(alike) else None
        if source is None or named.text not in source.data:
            continue
        lines = [source.line(m.start()) for m in called.finditer(source.data) if m.start() != named.start_byte]
        places += [f"{other}:{line}" for line in dict.fromkeys(lines)]
    name = named.text.decode("utf-8", "replace")
    if not places:
        return f", and {name} gives it to whoever calls it"
    more = ", ..." if len(places) > _MOST else ""
    return f", and {name} gives it to {', '.join(places[:_MOST])}{more}: change what is read there too"
