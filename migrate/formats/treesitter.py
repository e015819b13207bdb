"""The little of tree-sitter that formats share: parsing, walking without recursion, counting errors."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node, Parser, Tree

BOM = b"\xef\xbb\xbf"


@cache
def parser(grammar: str) -> Parser:
    """Parser for `json` or `toml`, made once."""
    from importlib import import_module

    from tree_sitter import Language, Parser

    return Parser(Language(import_module(f"tree_sitter_{grammar}").language()))


def parse(grammar: str, data: bytes) -> Tree:
    """The tree of `data`. A BOM becomes blanks of the same length, so that offsets stay true."""
    if data.startswith(BOM):
        data = b"   " + data[3:]
    return parser(grammar).parse(data)


def nodes(root: Node) -> Iterator[Node]:
    """Every node below and with `root`, in the order of the text."""
    cursor = root.walk()
    while True:
        node = cursor.node
        if node is not None:
            yield node
        if cursor.goto_first_child() or cursor.goto_next_sibling():
            continue
        while cursor.goto_parent():
            if cursor.goto_next_sibling():
                break
        else:
            return


def errors(root: Node) -> list[Node]:
    """Nodes that are a syntax error or were missing."""
    if not root.has_error:
        return []
    return [node for node in nodes(root) if node.is_error or node.is_missing]
