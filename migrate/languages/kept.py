"""Parsed files: the last few are kept, and what was let go is freed in time.

Scopes lead to the code that completes them when it is asked to, and from there back to the scopes. In such circles
a tree stays in memory until somebody looks for garbage, and looking often costs more than parsing: so it is done
each time that so much source has been parsed.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Generic, TypeVar

from migrate.source import SourceFile

HELD_BYTES = 1_500_000  # of source text; a tree, scopes and expressions take some 35 times as much
_GARBAGE_BYTES = 2_000_000

T = TypeVar("T")

_parsed = 0  # bytes, since garbage was looked for, in this process


class Kept(Generic[T]):
    """What was made of the files last looked at, up to `HELD_BYTES` of their text."""

    def __init__(self, make: Callable[[SourceFile], T]) -> None:
        self._make = make
        self._known: dict[tuple[str, bytes], T] = {}
        self._held = 0

    def of(self, source: SourceFile) -> T:
        """What is made of a file; anew when it is not the same as it was. Raises what making it raises."""
        key = (source.path, source.data)
        known = self._known.get(key)
        if known is None:
            known = self._make(source)
            self._held += len(source.data)
            while self._known and self._held > HELD_BYTES:
                oldest = next(iter(self._known))
                self._held -= len(oldest[1])
                del self._known[oldest]
            self._known[key] = known
            _count(len(source.data))
        return known

    def let_go(self) -> None:
        """Keep nothing."""
        self._known.clear()
        self._held = 0


def _count(size: int) -> None:
    global _parsed
    _parsed += size
    if _parsed > _GARBAGE_BYTES:
        _parsed = 0
        gc.collect()
