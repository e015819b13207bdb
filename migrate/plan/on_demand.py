"""Indexes of a project's files, of which most are never asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

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
