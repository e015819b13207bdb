"""Where a syntax node stands and what is written there, whatever the grammar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrate.model import Span

if TYPE_CHECKING:
    from tree_sitter import Node

LONGEST_NUMBER = 100  # characters: a longer one is no argument, and Python refuses to read one of thousands


def span_of(node: Node) -> Span:
    """Where a node stands."""
    return Span(node.start_byte, node.end_byte)


def line_of(node: Node) -> int:
    """1-based line of a node's first byte."""
    return node.start_point.row + 1


def text_of(node: Node) -> str:
    """A node's source text; only for names and other ASCII-like tokens."""
    return (node.text or b"").decode("utf-8", "replace")


def inner_span(node: Node) -> Span:
    """What stands between a node's brackets."""
    return Span(node.start_byte + 1, max(node.start_byte + 1, node.end_byte - 1))
