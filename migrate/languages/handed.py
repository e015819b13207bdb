"""Addresses that are put together from what callers pass: of parts that are known and parts that are parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from migrate.languages.expressions import Expr, Joined, Param
from migrate.languages.hosts import host_of, target_of_url
from migrate.languages.tables import Shared
from migrate.languages.things import Found
from migrate.model import TargetKind

MOST_CALLS = 200  # of one function that are looked at
Passed = Callable[[Param, str], str | None]  # what some caller passes for a parameter of a function in that file


class Reads(Protocol):
    """Tells what expressions stand for."""

    def expand(self, expr: Expr, path: str) -> Iterator[Found]:
        """The expressions a name may stand for."""

    def text(self, expr: Expr, path: str) -> str | None:
        """Text of a string expression; what cannot be told stands as NUL."""


def put_together(reads: Reads, expr: Expr, path: str, passed: Passed) -> str | None:
    """Text of an address, with what is passed for its parameters."""
    for found in reads.expand(expr, path):
        if isinstance(found.expr, Param):
            return passed(found.expr, found.path)
        if isinstance(found.expr, Joined):
            return "".join(_part(reads, part, found.path, passed) for part in found.expr.parts)
    return None


def _part(reads: Reads, part: Expr, path: str, passed: Passed) -> str:
    text = reads.text(part, path)
    if text is not None and text != "\0":
        return text
    for found in reads.expand(part, path):
        if isinstance(found.expr, Param):
            return passed(found.expr, found.path) or "\0"
    return "\0"


def is_ours(text: str, tables: Shared) -> bool:
    """An address or a path of this API."""
    if host_of(text) is not None and target_of_url(text, tables).kind in (TargetKind.OFFICIAL, TargetKind.AZURE):
        return True
    return tables.paths.search("/" + text.lstrip("/")) is not None
