"""Files of a project that matter to a question, and indexes, of which most are never asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from migrate.model import Skipped
from migrate.source import read

Index = TypeVar("Index")


class OnDemand(dict[str, Index]):
    """What is there already, and what is made when a question first leads to its file."""

    def __init__(self, known: Mapping[str, Index], make: Callable[[str], Index | None]) -> None:
        super().__init__(known)
        self._make, self._unread = make, set[str]()

    def get(self, path: str, default: Any = None) -> Any:
        """The index of a file; `default` for one that cannot be read."""
        if path not in self and path not in self._unread:
            made = self._make(path)
            if made is None:
                self._unread.add(path)
            else:
                self[path] = made
        return super().get(path, default)

    def values(self) -> Any:
        """Those made so far; more may be made while they are looked through."""
        return tuple(super().values())


def mentioning(root: Path, paths: Iterable[str], wanted: re.Pattern[bytes], most: int) -> list[str]:
    """Those of `paths` in which the pattern stands, in order; `most` bytes are read at the most."""
    hits: list[str] = []
    left = most
    for path in sorted(paths):
        source = read(root, path)
        if isinstance(source, Skipped):
            continue
        left -= len(source.data)
        if left < 0:
            break
        if wanted.search(source.data):
            hits.append(path)
    return hits
