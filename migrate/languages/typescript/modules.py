"""Which file of the project an import names, the way Node, bundlers and TypeScript look for it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from typing import cast

from migrate.languages.expressions import Imported
from migrate.languages.indexes import Indexes
from migrate.languages.typescript.aliases import Aliases, Read
from migrate.languages.typescript.outlines import Outlines
from migrate.languages.typescript.reach import Reach
from migrate.languages.typescript.scopes import TsIndex

_SUFFIXES = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".vue", ".svelte")
_COMPILED = {
    ".js": (".ts", ".tsx", ".js"),
    ".mjs": (".mts", ".mjs"),
    ".cjs": (".cts", ".cjs"),
    ".jsx": (".tsx", ".jsx"),
}
_ALIAS = re.compile(r"(?:@|~|#|\$lib|@app|@src|~~|@@)/(.+)\Z")
_PACKAGE = re.compile(r"(?:@[\w.-]+/)?([\w.-]+)((?:/.+)?)\Z")
_HOMES = ("", "src", "app", "lib", "src/lib", "server", "client", "source")


class Modules:
    """The project's files and the indexes of those that were read."""

    def __init__(self, files: frozenset[str], indexes: Mapping[str, TsIndex], read: Read | None = None) -> None:
        """`read` gives the bytes of the project's configuration files."""
        self._files, self._indexes = files, indexes
        read = indexes.text if isinstance(indexes, Indexes) else read
        self._aliases = Aliases(files, read) if read is not None else None
        self._found: dict[tuple[str, str], str | None] = {}
        look_up = indexes.find if isinstance(indexes, Indexes) else indexes.get
        self._look_up = cast("Callable[[str], TsIndex | None]", look_up)

    @cached_property
    def reach(self) -> Reach | None:
        """What each file can lead to; None where only the indexes of files are given."""
        known = self._indexes
        return Reach(known, self.file, known.text) if isinstance(known, Indexes) else None

    @cached_property
    def outlines(self) -> Outlines | None:
        """What bytes tell of the exports of files; None where only the indexes of files are given."""
        return Outlines(self._indexes.text, self.file) if isinstance(self._indexes, Indexes) else None

    def get(self, path: str) -> TsIndex | None:
        """The index of a file, when it was read."""
        return self._look_up(path)

    def paths(self) -> Iterator[str]:
        """The files that were read."""
        yield from self._indexes

    def index(self, path: str) -> TsIndex:
        """The index of a file that was read."""
        return self._indexes[path]

    def find(self, path: str, imported: Imported) -> str | None:
        """The project's file that `imported`, written in `path`, means; None for a library."""
        return self.file(path, imported.module)

    def file(self, path: str, module: str) -> str | None:
        """The file a module specifier names."""
        key = (posixpath.dirname(path), module)
        if key not in self._found:
            self._found[key] = self._find(*key)
        return self._found[key]

    def _find(self, folder: str, module: str) -> str | None:
        if module.startswith("."):
            return self._at(posixpath.normpath(posixpath.join(folder, module)))
        if self._aliases is not None:
            said = next((f for p in self._aliases.places(folder, module) if (f := self._at(p)) is not None), None)
            if said is not None:
                return said
        alias = _ALIAS.match(module)
        if alias is not None:
            return self._below(folder, alias.group(1))
        if module.startswith(("src/", "app/", "lib/")):
            return self._below(folder, module)
        if module.startswith("@") or "/" not in module:
            return self._workspace(module)
        return None

    def _below(self, folder: str, rest: str) -> str | None:
        """`@/lib/x`: from the nearest folder above that has it, directly or in a usual source folder."""
        while True:
            for home in _HOMES:
                found = self._at(posixpath.normpath(posixpath.join(folder, home, rest)))
                if found is not None:
                    return found
            if not folder:
                return None
            folder = posixpath.dirname(folder)

    def _workspace(self, module: str) -> str | None:
        """A package of the same repository: `@acme/ai` is `packages/ai`."""
        match = _PACKAGE.match(module)
        if match is None or match.group(1) not in self._packages or not module.startswith("@"):
            return None
        base = self._packages[match.group(1)]
        rest = match.group(2).lstrip("/")
        for place in (f"{base}/src/{rest}", f"{base}/{rest}") if rest else (f"{base}/src/index", f"{base}/index"):
            found = self._at(place)
            if found is not None:
                return found
        return None

    @cached_property
    def _packages(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for file in self._files:
            parts = file.split("/")
            if len(parts) == 3 and parts[0] in ("packages", "libs", "modules") and parts[2] == "package.json":
                found[parts[1]] = f"{parts[0]}/{parts[1]}"
        return found

    def _at(self, place: str) -> str | None:
        if place.startswith("../"):
            return None
        if place in self._files and posixpath.splitext(place)[1] in _SUFFIXES:
            return place
        stem, suffix = posixpath.splitext(place)
        for other in _COMPILED.get(suffix, ()):
            if stem + other in self._files:
                return stem + other
        for ending in (*_SUFFIXES, *(f"/index{s}" for s in _SUFFIXES)):
            if place + ending in self._files:
                return place + ending
        if place == ".":
            return next(("index" + s for s in _SUFFIXES if "index" + s in self._files), None)
        return None

    def callers(self, name: str, near: str, sign: int) -> Iterator[TsIndex]:
        """Files that may call something of that name with what shows a sign of `reach`, those near a file first."""
        if not isinstance(self._indexes, Indexes):
            return iter(self._indexes.values())
        return cast("Iterator[TsIndex]", self._indexes.callers(name, near, partial(self._may_hold, sign)))

    def _may_hold(self, sign: int, path: str) -> bool:
        return self.reach is None or bool(self.reach.may_hold(path) & sign)
