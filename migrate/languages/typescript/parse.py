"""Bytes to a syntax tree: TypeScript, TSX, JavaScript, and the script blocks of Vue and Svelte files.

Offsets in the tree are offsets in the file: what is not script is blanked, never cut out.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from functools import cache

import tree_sitter_javascript
import tree_sitter_typescript
from tree_sitter import Language, Node, Parser, Query, QueryCursor, Tree

from migrate.languages.python.parse import ParseTimeoutError, count_errors, plain_bytes

__all__ = ["ParseTimeoutError", "Parsed", "captured", "parse", "parse_errors", "walkable"]

_SECONDS_PER_MB = 20.0
_LEAST_SECONDS = 2.0
_LARGE = 256_000  # bytes
_TYPESCRIPT = (".ts", ".mts", ".cts")
_COMPONENTS = (".vue", ".svelte")
_SCRIPT = re.compile(rb"<script\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>(.*?)(</script\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_LANG = re.compile(rb"\blang\s*=\s*[\"']?(ts|tsx|typescript)\b", re.IGNORECASE)
_BLANK = re.compile(rb"[^\n\r]")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Parsed:
    """A tree and the number of syntax errors in it."""

    tree: Tree
    errors: int


@cache
def _parser(grammar: str) -> Parser:
    return Parser(_language(grammar))


@cache
def _language(grammar: str) -> Language:
    if grammar == "typescript":
        return Language(tree_sitter_typescript.language_typescript())
    if grammar == "tsx":
        return Language(tree_sitter_typescript.language_tsx())
    return Language(tree_sitter_javascript.language())


def walkable(path: str, data: bytes) -> bytes:
    """What of a file is script, everything else blank, so that offsets stay."""
    return _script_only(data) if path.lower().endswith(_COMPONENTS) else data


def _script_only(data: bytes) -> bytes:
    out = bytearray(_BLANK.sub(b" ", data))
    for match in _SCRIPT.finditer(data):
        out[match.start(2) : match.end(2)] = match.group(2)
        if match.group(3):
            out[match.start(3)] = ord(";")  # so that two blocks are never read as one statement
    return bytes(out)


def _grammars(path: str, data: bytes) -> tuple[str, ...]:
    """Grammars to try, the likeliest first."""
    name = path.lower()
    if name.endswith(_TYPESCRIPT):
        return ("typescript",)
    if name.endswith(".tsx"):
        return ("tsx",)
    if name.endswith(_COMPONENTS):
        found = (_LANG.search(match.group(1)) for match in _SCRIPT.finditer(data))
        langs = {match.group(1).lower() for match in found if match is not None}
        if langs:
            return ("tsx",) if langs == {b"tsx"} else ("typescript", "tsx")
    return ("javascript", "tsx")


def parse(path: str, data: bytes, encoding: str = "utf-8") -> Parsed:
    """The tree of a file; plain JavaScript with type annotations in it is read as TypeScript."""
    text = plain_bytes(walkable(path, data), encoding)
    best: Parsed | None = None
    for grammar in _grammars(path, data):
        tree = _one(text, grammar)
        errors = count_errors(tree)
        if best is None or errors < best.errors:
            best = Parsed(tree, errors)
        if errors == 0:
            break
    if best is None:
        raise ParseTimeoutError
    return best


def _one(text: bytes, grammar: str) -> Tree:
    if len(text) > _LARGE:
        _try(text, grammar)
    return _parser(grammar).parse(text)


def _try(text: bytes, grammar: str) -> None:
    """Parse under a deadline; such a tree cannot be used, so the file is parsed again afterwards."""
    deadline = time.monotonic() + max(_LEAST_SECONDS, _SECONDS_PER_MB * len(text) / 1e6)
    parser = Parser(_language(grammar))
    try:
        parser.parse(
            lambda offset, _point: text[offset : offset + 65536],
            progress_callback=lambda _offset, _error: time.monotonic() > deadline,
        )
    except ValueError:
        raise ParseTimeoutError from None


@cache
def _query(language: Language, groups: tuple[tuple[str, tuple[str, ...]], ...]) -> Query:
    rows = []
    for name, kinds in groups:
        known = (k for k in kinds if language.id_for_node_kind(k, True) is not None)
        rows.append("[" + " ".join(f"({k})" for k in known) + f"] @{name}")
    return Query(language, "\n".join(rows))


def captured(tree: Tree, groups: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, list[Node]]:
    """The nodes of some kinds by the name of their group, in no order."""
    return QueryCursor(_query(tree.language, groups)).captures(tree.root_node)


def parse_errors(data: bytes) -> int:
    """Errors under the grammar that fits best: the bytes alone do not say which one is meant."""
    head = data.removeprefix(_BOM).lstrip()[:1]
    if head == b"<" and b"<script" in data:
        data = _script_only(data)
    best: int | None = None
    for grammar in ("typescript", "tsx", "javascript"):
        errors = count_errors(_one(data, grammar))
        best = errors if best is None else min(best, errors)
        if best == 0:
            break
    return best or 0
