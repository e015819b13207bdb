"""The edits these languages have: a literal by another. What changes arguments is refused."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from migrate.edit import make
from migrate.languages.base import EditError
from migrate.languages.simple.expr import Text
from migrate.languages.simple.grammar import Grammar
from migrate.languages.simple.parse import parse
from migrate.model import Edit, Span
from migrate.source import SourceFile

if TYPE_CHECKING:
    from tree_sitter import Node

_WORDS = frozenset({"bare_string"})  # strings without quotes: `%w[a b]`
_PLAIN = re.compile(r"[\w./:@+~-]*\Z")


def literal(value: object) -> str:
    """A scalar as source text; what all these languages write alike."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | str):
        return json.dumps(value, ensure_ascii=False)
    raise TypeError(f"no literal for {type(value).__name__}")


def replace_value(grammar: Grammar, source: SourceFile, span: Span, value: object) -> Edit:
    """Replace a value; a string keeps its quotes, and within a string only the piece is replaced."""
    old = source.text(span)
    if not isinstance(value, str):
        return make(source, span, literal(value))
    node = _string(grammar, source, span)
    if node is not None and ((node.start_byte, node.end_byte) != (span.start, span.end) or node.type in _WORDS):
        if not _PLAIN.match(value):
            raise EditError(f"{source.path}:{source.line(span.start)}: {value!r} cannot stand within this string")
        return make(source, span, value)
    if node is not None:
        expr = grammar.expr(node)
        whole = expr.value if isinstance(expr, Text) else None
        if whole is None:
            raise EditError(f"{source.path}:{source.line(span.start)}: something is put into this string")
        written = grammar.quote(value, old)
        if written is None:
            raise EditError(f"{source.path}:{source.line(span.start)}: a string of this kind is not rewritten")
        if whole != value and whole.rstrip("=") != whole:
            raise EditError(f"{source.path}:{source.line(span.start)}: more stands in this string than the value")
        return make(source, span, written)
    written = grammar.quote(value, '"')
    if written is None:
        raise EditError(f"{source.path}:{source.line(span.start)}: no string is written here")
    return make(source, span, written)


def _string(grammar: Grammar, source: SourceFile, span: Span) -> Node | None:
    """The string that is, or holds, the bytes of a span."""
    tree = parse(grammar.load, source.data, source.encoding)
    node = tree.root_node.descendant_for_byte_range(span.start, max(span.start, span.end - 1))
    for _ in range(4):
        if node is None:
            return None
        if node.type in grammar.strings:
            return node if node.start_byte <= span.start and span.end <= node.end_byte else None
        node = node.parent
    return None


def refuse(source: SourceFile, line: int, what: str) -> EditError:
    """The error of a verb that these languages do not have."""
    return EditError(f"{source.path}:{line}: {what} is done by hand in this language")


__all__ = ["literal", "refuse", "replace_value"]
