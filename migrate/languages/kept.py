"""Parsed files: the last few are kept.

What is let go is freed at once, as long as nothing that is made of a file leads back to itself: in such circles a
tree would stay in memory until somebody looks for garbage, which costs as much as parsing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from migrate.source import SourceFile

HELD_BYTES = 1_500_000  # of source text; a tree, scopes and expressions take some 35 times as much

T = TypeVar("T")

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
        return known

    def let_go(self) -> None:
        """Keep nothing."""
        self._known.clear()
        self._held = 0

