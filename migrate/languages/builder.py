"""Nodes to expressions: what the grammars of Python and TypeScript have alike."""

from __future__ import annotations

from abc import ABC, abstractmethod

from tree_sitter import Node

from migrate.languages.expressions import Const, Expr, Opaque
from migrate.languages.nodes import line_of, span_of, text_of


class NodeBuilder(ABC):
    """Turns nodes into expressions, for one file. A kind of node is built by the method of its name."""

    def __init__(self, data: bytes, encoding: str) -> None:
        self.data, self._encoding = data, encoding

    def raw(self, node: Node) -> str:
        """The text as it is in the file, decoded with the file's encoding."""
        return self.data[node.start_byte : node.end_byte].decode(self._encoding, "replace")

    @abstractmethod
    def build(self, node: Node | None, scope: int, depth: int = 0) -> Expr:
        """The expression at `node`, read in scope number `scope`."""

    def _true(self, node: Node, _scope: int, _depth: int) -> Expr:
        return Const(True, span_of(node), line_of(node))

    def _false(self, node: Node, _scope: int, _depth: int) -> Expr:
        return Const(False, span_of(node), line_of(node))

    def _none(self, node: Node, _scope: int, _depth: int) -> Expr:
        return Const(None, span_of(node), line_of(node))

    _null = _none

    def _unary_operator(self, node: Node, scope: int, depth: int) -> Expr:
        value = self.build(node.child_by_field_name("argument"), scope, depth)
        sign = text_of(node.children[0])
        if isinstance(value, Const) and isinstance(value.value, (int, float)) and sign in ("+", "-"):
            return Const(-value.value if sign == "-" else value.value, span_of(node), line_of(node))
        return Opaque("computed")

    _unary_expression = _unary_operator
