"""What the project's own configuration says a module specifier means: `paths`, `exports`, `imports`, workspaces.

Read as the compiler and Node read it, as far as files of the project go; what is built (`dist/index.js`) is looked
for where it is built from.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

_CONFIGS = ("tsconfig.json", "jsconfig.json", "tsconfig.base.json", "tsconfig.app.json")
_COMMENTS = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_TRAILING = re.compile(r'("(?:\\.|[^"\\])*")|,(?=\s*[}\]])', re.DOTALL)
_BUILT = re.compile(r"(?:^|/)(?:dist|build|out|lib|esm|cjs)/(?:esm/|cjs/)?")
_CONDITIONS = ("source", "development", "import", "module", "default", "node", "require", "types")
_LIBRARIES = frozenset({"openai", "ai", "langchain", "llamaindex", "chatgpt", "tiktoken"})  # never one's own
_MAX_PACKAGES = 400
_MAX_BYTES = 1_000_000
_EXTENDED = 4

Read = Callable[[str], bytes | None]


def relaxed(text: str) -> Any:
    """JSON with comments and trailing commas; None for what is no JSON."""
    plain = _COMMENTS.sub(lambda m: m[1] or "", text)
    plain = _TRAILING.sub(lambda m: m[1] or "", plain)
    try:
        return json.loads(plain)
    except (ValueError, RecursionError):
        return None


class Aliases:
    """The configuration of one project, read when it is first asked for."""

    def __init__(self, files: frozenset[str], read: Read) -> None:
        self._files, self._read = files, read
        self._configs: dict[str, tuple[str, Mapping[str, list[str]]] | None] = {}

    def places(self, folder: str, module: str) -> Iterator[str]:
        """Paths, with or without a suffix, that a specifier written below `folder` may mean; the likeliest first."""
        yield from self._compiler(folder, module)
        if module.startswith("#"):
            yield from self._inside(folder, module)
        else:
            yield from self._package(module)

    # --- tsconfig.json -----------------------------------------------------------------------------

    def _compiler(self, folder: str, module: str) -> Iterator[str]:
        here = folder
        while True:
            known = self._config(here)
            if known is not None:
                base, paths = known
                for pattern, targets in paths.items():
                    rest = _matched(pattern, module)
                    if rest is not None:
                        yield from (_joined(base, target.replace("*", rest)) for target in targets)
                if base and not module.startswith(("@", "#", "~", "$")):
                    yield _joined(base, module)
                return
            if not here:
                return
            here = posixpath.dirname(here)

    def _config(self, folder: str) -> tuple[str, Mapping[str, list[str]]] | None:
        if folder not in self._configs:
            found = (posixpath.join(folder, n) for n in _CONFIGS if posixpath.join(folder, n) in self._files)
            self._configs[folder] = next((c for f in found if (c := self._options(f)) is not None), None)
        return self._configs[folder]

    def _options(self, file: str, depth: int = 0) -> tuple[str, Mapping[str, list[str]]] | None:
        """Base folder and patterns of a configuration, or of the one it extends."""
        held = self._json(file)
        said = held.get("compilerOptions")
        options: Mapping[str, Any] = said if isinstance(said, dict) else {}
        folder = posixpath.dirname(file)
        base, paths = options.get("baseUrl"), options.get("paths")
        if isinstance(paths, dict):
            known = {
                k: [t for t in v if isinstance(t, str)] for k, v in paths.items() if isinstance(v, list)
            }
            return _joined(folder, base if isinstance(base, str) else "."), known
        above = held.get("extends")
        for parent in above if isinstance(above, list) else [above]:
            if isinstance(parent, str) and parent.startswith(".") and depth < _EXTENDED:
                place = _joined(folder, parent)
                place = place if place in self._files else f"{place}.json"
                found = self._options(place, depth + 1) if place in self._files else None
                if found is not None:
                    return found
        return (_joined(folder, base), {}) if isinstance(base, str) else None

    # --- package.json ------------------------------------------------------------------------------

    def _package(self, module: str) -> Iterator[str]:
        parts = module.split("/")
        name = "/".join(parts[: 2 if module.startswith("@") else 1])
        known = self._packages.get(name) if name not in _LIBRARIES else None
        if known is None:
            return
        folder, held = known
        rest = module[len(name) :].lstrip("/")
        for target in _exported(held, f"./{rest}" if rest else "."):
            yield from _sources(folder, target)
        within = rest or "index"
        yield from (f"{folder}/src/{within}", f"{folder}/{within}")

    def _inside(self, folder: str, module: str) -> Iterator[str]:
        """`#lib/openai`: what the nearest package.json calls so for itself."""
        here = folder
        while True:
            file = posixpath.join(here, "package.json")
            if file in self._files:
                imports = self._json(file).get("imports")
                if isinstance(imports, dict):
                    for target in _exported({"exports": imports}, module):
                        yield from _sources(here, target)
                return
            if not here:
                return
            here = posixpath.dirname(here)

    @cached_property
    def _packages(self) -> dict[str, tuple[str, Mapping[str, Any]]]:
        """The packages of the repository by name."""
        found: dict[str, tuple[str, Mapping[str, Any]]] = {}
        manifests = sorted(f for f in self._files if f.endswith("/package.json"))
        for file in manifests[:_MAX_PACKAGES]:
            held = self._json(file)
            if isinstance(held.get("name"), str):
                found.setdefault(held["name"], (posixpath.dirname(file), held))
        return found

    def _json(self, file: str) -> Mapping[str, Any]:
        data = self._read(file)
        held = relaxed(data.decode("utf-8-sig", "replace")) if data is not None and len(data) < _MAX_BYTES else None
        return held if isinstance(held, dict) else {}


def _joined(folder: str, path: str) -> str:
    joined = posixpath.normpath(posixpath.join(folder, path))
    return "" if joined == "." else joined


def _matched(pattern: str, module: str) -> str | None:
    """What stands for the `*` of a pattern; empty where there is none; None when it does not match."""
    before, star, after = pattern.partition("*")
    if not star:
        return "" if module == pattern else None
    fits = module.startswith(before) and module.endswith(after) and len(module) >= len(before) + len(after)
    return module[len(before) : len(module) - len(after)] if fits else None


def _exported(held: Mapping[str, Any], wanted: str) -> Iterator[str]:
    """The files a package gives out under a name."""
    exports = held.get("exports")
    if isinstance(exports, dict) and any(k.startswith((".", "#")) for k in exports):
        for pattern, target in exports.items():
            rest = _matched(pattern, wanted)
            if rest is not None:
                yield from (t.replace("*", rest) for t in _conditional(target))
    elif exports is not None and wanted == ".":
        yield from _conditional(exports)
    if wanted == ".":
        yield from (held[k] for k in ("source", "module", "main", "types") if isinstance(held.get(k), str))


def _conditional(target: Any, depth: int = 0) -> Iterator[str]:
    """`{"import": "./a.mjs", "require": "./a.cjs"}`: every file, what is nearest to the source first."""
    if isinstance(target, str):
        yield target
    elif isinstance(target, dict) and depth < 5:
        known = [k for k in _CONDITIONS if k in target]
        for key in (*known, *(k for k in target if k not in known)):
            yield from _conditional(target[key], depth + 1)
    elif isinstance(target, list) and depth < 5:
        for item in target:
            yield from _conditional(item, depth + 1)


def _sources(folder: str, target: str) -> Iterator[str]:
    """A file of a package, and what it is built from."""
    place = _joined(folder, target)
    yield place
    stem = re.sub(r"(?:\.d)?\.[cm]?[jt]sx?\Z", "", target)
    source = _BUILT.sub("/src/", stem, count=1).lstrip("./")
    yield from (_joined(folder, source), _joined(folder, stem))
