"""Which file of the project an import means."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import cast

from migrate.languages.expressions import Imported
from migrate.languages.indexes import Indexes
from migrate.languages.python.scopes import PyIndex

_MAX_CALLERS = 40


class Modules:
    """The project's files and the indexes of those that were read."""

    def __init__(self, files: frozenset[str], indexes: Mapping[str, PyIndex]) -> None:
        self.files = files
        self._indexes = indexes
        look_up = indexes.find if isinstance(indexes, Indexes) else indexes.get
        self._look_up = cast("Callable[[str], PyIndex | None]", look_up)
        self._find = lru_cache(maxsize=20_000)(self._locate)

    def get(self, path: str) -> PyIndex | None:
        """The index of a file, or None when it was not read."""
        return self._look_up(path)

    def paths(self) -> Iterator[str]:
        """Files that were read."""
        return iter(tuple(self._indexes))

    def index(self, path: str) -> PyIndex:
        """The index of a file that is known to have one."""
        return self._indexes[path]

    def find(self, path: str, imported: Imported) -> tuple[str, str | None] | None:
        """(file, name in it) that an import written in `path` means; None when it is a library's.

        The name is None when the import means the module itself.
        """
        if imported.level < 0:
            return path, imported.name
        return self._find(path, imported)

    def _locate(self, path: str, imported: Imported) -> tuple[str, str | None] | None:
        for folder in self._roots(path, imported):
            base = _join(folder, imported.module.replace(".", "/")) if imported.module else folder
            name = imported.name
            if name is None or name == "*":
                target = self._file(base)
                if target is not None and target != path:
                    return target, name if name else None
                continue
            target = self._file(base)
            if target is not None and target != path:
                index = self.get(target)
                if index is None or name in index.scopes[0].bindings or index.stars:
                    if imported.level == 0 and index is not None and self._passes_on(index, imported):
                        continue
                    return target, name
            sub = self._file(_join(base, name))
            if sub is not None and sub != path:
                return sub, None
            if target is not None and target != path and imported.level:
                return target, name
        return None

    def _passes_on(self, index: PyIndex, imported: Imported) -> bool:
        """True when the file merely imports that very name itself: it is not its home."""
        bound = index.scopes[0].bindings.get(imported.name or "", ())
        return bool(bound) and all(value == imported for _, value in bound)

    def _roots(self, path: str, imported: Imported) -> Iterator[str]:
        """Folders the import may start from, nearest first."""
        folder = path.rpartition("/")[0]
        if imported.level:
            parts = folder.split("/") if folder else []
            up = imported.level - 1
            if up <= len(parts):
                yield "/".join(parts[: len(parts) - up])
            return
        first = imported.module.partition(".")[0]
        while True:
            if not self._is_package(folder) or f"{folder}/{first}" == path.rpartition(".")[0]:
                yield folder
            yield _join(folder, "src")
            if not folder:
                return
            folder = folder.rpartition("/")[0]

    def _is_package(self, folder: str) -> bool:
        return bool(folder) and f"{folder}/__init__.py" in self.files

    def _file(self, base: str) -> str | None:
        for candidate in (f"{base}.py", f"{base}/__init__.py", f"{base}.pyi"):
            if candidate.lstrip("/") in self.files:
                return candidate.lstrip("/")
        return None

    def submodule(self, path: str, name: str) -> str | None:
        """File of module `name` inside the package whose `__init__` is `path`."""
        if not path.endswith("__init__.py"):
            return None
        return self._file(_join(path.rpartition("/")[0], name))

    def callers(self, name: str, path: str) -> Iterator[PyIndex]:
        """Indexes of files that call something of that name, this file first."""
        found = islice(self._calling(name, path), _MAX_CALLERS)
        yield from sorted(found, key=lambda i: i.path != path)

    def _calling(self, name: str, near: str) -> Iterator[PyIndex]:
        if isinstance(self._indexes, Indexes):
            candidates = cast("Iterator[PyIndex]", self._indexes.callers(name, near))
        else:
            candidates = iter(self._indexes.values())
        return (index for index in candidates if name in index.calls_by_name)


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
