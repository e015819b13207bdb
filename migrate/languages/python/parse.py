"""Bytes to a syntax tree. Never recurses: hostile code nests thousands deep."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from functools import cache, lru_cache

import tree_sitter_python
from tree_sitter import Language, Node, Parser, Point, Range, Tree

from migrate.languages.base import ParseTimeoutError

__all__ = ["ParseTimeoutError", "count_errors", "node_at", "parse", "plain_bytes", "tree_of", "walk"]

_SECONDS_PER_MB = 20.0  # ordinary code takes 0.15 s per MB; beyond this the input is pathological
_LEAST_SECONDS = 2.0
_LARGE = 256_000  # bytes: fewer cannot take long, whatever they are
# The grammar reads ahead over all comment lines that follow, anew for each: the square of the run's length.
_COMMENTS = re.compile(rb"^[ \t]*#[^\n]*\n(?:[ \t\r]*(?:#[^\n]*)?\n)++", re.MULTILINE)
_LONG_RUN = 16_000  # bytes


@cache
def _language() -> Language:
    return Language(tree_sitter_python.language())


@cache
def _parser() -> Parser:
    return Parser(_language())


def plain_bytes(data: bytes, encoding: str) -> bytes:
    """`data` as bytes of the same length that parse as UTF-8.

    In GBK or Shift-JIS the second byte of a character may be a backslash or a brace. Each character
    outside ASCII becomes as many `x` as it has bytes, so that every offset stays true.
    """
    if encoding.lower().replace("_", "-") in ("utf-8", "utf8", "utf-8-sig", "ascii", "us-ascii"):
        return data
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return bytes(b if b < 0x80 else 0x78 for b in data)
    out = b"".join(
        c.encode("ascii") if c < "\x80" else b"x" * len(c.encode(encoding)) for c in text
    )
    return out if len(out) == len(data) else bytes(b if b < 0x80 else 0x78 for b in data)


def parse(data: bytes, encoding: str = "utf-8") -> Tree:
    """The syntax tree; a broken file gives a tree with errors in it.

    Only parsing through a callback can be stopped, but asking such a tree for a node's text crashes the
    binding. So a large file is parsed twice: once under a deadline, then for use.
    """
    text = plain_bytes(data, encoding)
    ranges = _without_long_comments(text)
    if len(text) > _LARGE:
        _try(text, ranges)
    if not ranges:
        return _parser().parse(text)
    return Parser(_language(), included_ranges=ranges).parse(text)


@lru_cache(maxsize=2)
def tree_of(data: bytes, encoding: str) -> Tree:
    """As `parse`, for edits: one file is asked about many times in a row."""
    return parse(data, encoding)


def _without_long_comments(text: bytes) -> list[Range]:
    """What is left to parse when long runs of comment lines are passed over; empty for all of it.

    Nothing moves: nodes keep their offsets, and a string that holds such lines still spans them.
    """
    if len(text) <= _LONG_RUN or (b"\n#" not in text and b" #" not in text and b"\t#" not in text):
        return []
    runs = [m.span() for m in _COMMENTS.finditer(text) if m.end() - m.start() > _LONG_RUN]
    if not runs:
        return []
    ranges = []
    start, row = 0, 0
    for begin, end in [*runs, (len(text), len(text))]:
        last = row + text.count(b"\n", start, begin)
        column = begin - (text.rfind(b"\n", 0, begin) + 1)
        ranges.append(Range(Point(row, 0), Point(last, column), start, begin))
        start, row = end, last + text.count(b"\n", begin, end)
    return ranges


def _try(text: bytes, ranges: list[Range]) -> None:
    deadline = time.monotonic() + max(_LEAST_SECONDS, _SECONDS_PER_MB * len(text) / 1e6)
    parser = Parser(_language(), included_ranges=ranges) if ranges else Parser(_language())
    try:
        parser.parse(
            lambda offset, _point: text[offset : offset + 65536],
            progress_callback=lambda _offset, _error: time.monotonic() > deadline,
        )
    except ValueError:
        raise ParseTimeoutError from None


def walk(node: Node) -> Iterator[Node]:
    """Every node below and including `node`, in source order."""
    cursor = node.walk()
    while True:
        current = cursor.node
        if current is None:
            return
        yield current
        if cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return


def count_errors(tree: Tree) -> int:
    """Number of places the parser had to skip or invent something.

    What it invents may have no node of its own (a line end between two statements on one line): at least one then.
    """
    if not tree.root_node.has_error:
        return 0
    total = 0
    cursor = tree.walk()
    while True:
        node = cursor.node
        if node is None:
            return total or 1
        total += node.is_error or node.is_missing
        if node.has_error and cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return total or 1


def node_at(tree: Tree, start: int, end: int) -> Node | None:
    """The smallest named node that covers the range."""
    return tree.root_node.named_descendant_for_byte_range(start, end)
