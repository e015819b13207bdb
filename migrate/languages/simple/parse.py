"""Bytes to a syntax tree, for every grammar. Grammars are imported when a file of theirs is met."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from migrate.languages.python.parse import ParseTimeoutError, count_errors, plain_bytes, walk

if TYPE_CHECKING:
    from tree_sitter import Parser, Tree

__all__ = ["ParseTimeoutError", "count_errors", "parse", "walk"]

_LARGE = 128_000  # bytes: fewer cannot take long, whatever they are
_SECONDS_PER_MB = 20.0
_LEAST_SECONDS = 2.0
_parsers: dict[Callable[[], object], Parser] = {}


def _parser(load: Callable[[], object]) -> Parser:
    from tree_sitter import Language, Parser

    if load not in _parsers:
        _parsers[load] = Parser(Language(load()))
    return _parsers[load]


def parse(load: Callable[[], object], data: bytes, encoding: str = "utf-8") -> Tree:
    """The syntax tree; a broken file gives a tree with errors in it. Raises ParseTimeoutError."""
    text = plain_bytes(data, encoding)
    if text.startswith(b"\xef\xbb\xbf"):
        text = b"   " + text[3:]
    parser = _parser(load)
    if len(text) > _LARGE:
        deadline = time.monotonic() + max(_LEAST_SECONDS, _SECONDS_PER_MB * len(text) / 1e6)
        try:
            parser.parse(
                lambda offset, _point: text[offset : offset + 65536],
                progress_callback=lambda _offset, _error: time.monotonic() > deadline,
            )
        except ValueError:
            parser.reset()
            raise ParseTimeoutError from None
    return parser.parse(text)
