"""Indexes of a project's files, each made when it is first asked for and let go when there are many.

What one file needs of others is a handful of imports. Indexing every file for all of them, and giving the
whole to each worker, took as long as looking for sites and most of the memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from migrate.languages import LANGUAGES, kept, language_of, project_of
from migrate.languages.base import ModuleIndex
from migrate.model import Skipped
from migrate.source import read

_MOST_CALLERS = 40  # files asked for the calls of one name, which in many small projects at once stands in hundreds


class Indexes(Mapping[str, ModuleIndex]):
    """Indexes of the files that import each other. Iterates over the files that show a sign, in order."""

    def __init__(
        self, root: Path, project: str, hot: Iterable[str], files: frozenset[str], calls: Mapping[str, frozenset[str]]
    ) -> None:
        """`calls` tells for each of the hot files the names that may be called in it with a client."""
        self._root, self._project, self._files = root, project, files
        self._hot = dict.fromkeys(hot)
        self._callers: dict[str, list[str]] = {}
        for path in self._hot:
            for name in calls.get(path, ()):
                self._callers.setdefault(name, []).append(path)
        self._made: dict[str, tuple[ModuleIndex | None, int]] = {}
        self._held = 0
        self._last = ""

    def find(self, path: str) -> ModuleIndex | None:
        """The index of a file of the project; None for a file that is none or cannot be read."""
        known = self._made.get(path)
        if known is None:
            known = self._made[path] = self._make(path)
            self._held += known[1]
            while self._held > kept.HELD_BYTES and len(self._made) > 1:
                self._held -= self._made.pop(next(iter(self._made)))[1]
        elif path != self._last:  # what is asked for again and again stays: those let go are the longest unused
            self._made[path] = self._made.pop(path)
        self._last = path
        return known[0]

    def let_go(self) -> None:
        """Keep no index."""
        self._made.clear()
        self._held = 0

    def text(self, path: str) -> bytes | None:
        """The bytes of another file of the project: the configuration that says what its imports mean."""
        source = read(self._root, path) if path in self._files else None
        return source.data if source is not None and not isinstance(source, Skipped) else None

    def __getitem__(self, path: str) -> ModuleIndex:
        index = self.find(path)
        if index is None:
            raise KeyError(path)
        return index

    def __contains__(self, path: object) -> bool:
        return path in self._hot

    def __iter__(self) -> Iterator[str]:
        return iter(self._hot)

    def __len__(self) -> int:
        return len(self._hot)

    def callers(
        self, name: str, near: str, worth: Callable[[str], bool] | None = None
    ) -> Iterator[ModuleIndex]:
        """Indexes of the hot files that may call something of that name with a client, nearest to a file first.

        Files that are not `worth` it are left out.
        """
        found = [path for path in self._callers.get(name, ()) if worth is None or worth(path)]
        if len(found) > _MOST_CALLERS:
            found = sorted(found, key=lambda path: _apart(path, near))[:_MOST_CALLERS]
        for path in found:
            index = self.find(path)
            if index is not None:
                yield index

    def _make(self, path: str) -> tuple[ModuleIndex | None, int]:
        name = language_of(path)
        if name is None or project_of(path) != self._project or path not in self._files:
            return None, 0
        source = read(self._root, path)
        if isinstance(source, Skipped):
            return None, 0
        try:
            return LANGUAGES[name].index(source), len(source.data)
        except Exception:  # reported, if at all, where its own sites are looked for
            return None, 0


def _apart(path: str, near: str) -> int:
    """Folders to go through from one file to another."""
    one, other = path.split("/"), near.split("/")
    shared = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return len(one) + len(other) - 2 * shared
