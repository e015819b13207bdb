"""Functions of the scanned code that forward their own parameters to the API and are called from elsewhere.

They are what `[[tool.migrate.wrappers]]` is for: told of one, the next plan judges its call sites too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from migrate.model import Arg, DictValue, ListValue, Site, SiteKind, Unknown
from migrate.plan.mentions import indexes, mentioning
from migrate.source import SourceFile, read
from migrate.wrappers import Wrapper

if TYPE_CHECKING:
    from migrate.languages.python.scopes import Module, PyIndex

_MAX_BYTES = 100_000_000  # of Python that is looked through for calls
_MAX_SUGGESTED = 20
_PARAMETER = "parameter "
_TESTS = re.compile(r"(?:^|/)(?:tests?|conftest\.py|test_[^/]*\.py|[^/]*_test\.py)(?:/|$)")


@dataclass(frozen=True, slots=True)
class _Forwarding:
    """A function that hands parameters on: `arguments` is parameter -> argument of `api`."""

    name: str  # as the configuration names it
    last: str
    path: str
    line: int
    scope: int
    api: str
    arguments: tuple[tuple[str, str], ...]


def suggest(
    root: Path, sites: Sequence[Site], known: tuple[Wrapper, ...], listed: frozenset[str] | None = None
) -> list[dict[str, object]]:
    """What could be taught, most often called first: name, path, line, api, call_sites, config.

    `listed` is every file below the root; None: they are looked for when they are needed.
    """

    @cache
    def files() -> frozenset[str]:
        from migrate.walk import walk

        return frozenset(walk(root).files) if listed is None else listed

    hot = [s for s in sites if s.kind is SiteKind.CALL and s.path.endswith(".py") and _handed(s)]
    found = [f for f in _forwarding(root, hot) if not _is_known(f.name, known)]
    calls = _called(root, found, files()) if found else {}
    rows = [_Row(calls[(f.path, f.scope)], f.path, f.line, f.name, f.api, f.arguments) for f in found]
    web = [s for s in sites if s.kind is SiteKind.CALL and s.language == "typescript" and "wrapper" not in s.flags]
    if web:
        from migrate.plan.suggested_ts import forwarding

        rows += [_Row(n, f.path, f.line, f.name, f.api, f.arguments) for f, n in forwarding(root, web, files)
                 if not _is_known(f.name, known)]  # fmt: skip
    rows = sorted((r for r in rows if r.calls), key=lambda r: (-r.calls, r.path, r.line))
    return [
        {"name": r.name, "path": r.path, "line": r.line, "api": r.api, "call_sites": r.calls, "config": _config(r)}
        for r in rows[:_MAX_SUGGESTED]
    ]


def ahead(
    root: Path, sites: Sequence[Site], known: tuple[Wrapper, ...], listed: frozenset[str] | None, *, beside: bool
) -> Callable[[], list[dict[str, object]]]:
    """`suggest`, begun now in a process of its own if it is to run `beside` this one.

    Call the answer to wait for it. Should that process die, which a file may do to a parser, nothing is suggested.
    """
    if not beside:
        return partial(suggest, root, sites, known, listed)
    from concurrent.futures.process import BrokenProcessPool

    from migrate.scan.pool import executor

    pool = executor(1, None)
    begun = pool.submit(suggest, root, tuple(s for s in sites if s.kind is SiteKind.CALL), known, listed)

    def wait() -> list[dict[str, object]]:
        with pool:
            try:
                return begun.result()
            except BrokenProcessPool:
                return []

    return wait


@dataclass(frozen=True, slots=True)
class _Row:
    calls: int
    path: str
    line: int
    name: str
    api: str
    arguments: tuple[tuple[str, str], ...]


def _is_known(name: str, known: tuple[Wrapper, ...]) -> bool:
    return any(name == w.name or name.endswith("." + w.name) for w in known)


def _handed(site: Site) -> dict[str, str]:
    """Parameters that stand as arguments of the call, or inside its messages."""
    found: dict[str, str] = {}
    for arg in site.args:
        for name in _parameters(arg):
            found.setdefault(name, arg.name)
    return found


def _parameters(arg: Arg) -> Iterator[str]:
    value = arg.value
    if isinstance(value, Unknown) and value.reason.startswith(_PARAMETER):
        yield value.reason.removeprefix(_PARAMETER)
    elif isinstance(value, ListValue):
        for item in value.items:
            yield from _parameters(item)
    elif isinstance(value, DictValue):
        for entry in value.entries:
            yield from _parameters(entry)


def _forwarding(root: Path, sites: Sequence[Site]) -> list[_Forwarding]:
    found: dict[tuple[str, int], _Forwarding] = {}
    for path in sorted({s.path for s in sites}):
        module = _module(root, path)
        for site in (s for s in sites if s.path == path and module is not None):
            made = _enclosing(module, site) if module is not None and not _TESTS.search(path) else None
            if made is not None:
                found.setdefault((path, made.scope), made)
    return list(found.values())


def _enclosing(module: Module, site: Site) -> _Forwarding | None:
    """The function around the call, when it is one that others can call and hands parameters on."""
    from migrate.languages.python.wrapped import dotted

    scopes, nodes = module.index.scopes, module.scope_nodes
    around = [i for i, n in enumerate(nodes) if i and n.start_byte <= site.span.start and site.span.end <= n.end_byte]
    number = max(around, key=lambda i: nodes[i].start_byte, default=0)
    scope = scopes[number]
    handed = {k: v for k, v in _handed(site).items() if k in scope.params}
    if scope.kind != "function" or not handed or scope.name.startswith("__"):
        return None
    names = [scope.name]
    parent = scope.parent
    while parent > 0:
        if scopes[parent].kind != "class":
            return None
        names.append(scopes[parent].name)
        parent = scopes[parent].parent
    name = ".".join([dotted(site.path).removeprefix("src."), *reversed(names)])
    line = nodes[number].start_point[0] + 1
    return _Forwarding(name, scope.name, site.path, line, number, site.api, tuple(handed.items()))


def _called(root: Path, found: Sequence[_Forwarding], files: frozenset[str]) -> dict[tuple[str, int], int]:
    """How often each is called from outside its own body, by name resolution."""
    from migrate.languages.python.modules import Modules
    from migrate.languages.python.resolve import Resolver
    from migrate.languages.python.tables import tables
    from migrate.languages.things import Own

    hits = _mentioning(root, {f.last for f in found}, files)
    paths = list(dict.fromkeys((*hits, *(f.path for f in found))))
    known = cast("Mapping[str, PyIndex]", indexes(root, "python", paths, files))
    resolver = Resolver(Modules(files, known), tables())
    counts = {(f.path, f.scope): 0 for f in found}
    for path in paths:
        module = _module(root, path)
        if module is None:
            continue
        resolver.forget()
        names = {f.last for f in found} | _aliases(module, {f.last for f in found})
        for node, scope in module.calls:
            func = node.child_by_field_name("function")
            last = func.child_by_field_name("attribute") if func is not None and func.type == "attribute" else func
            if func is None or last is None or (last.text or b"").decode("utf-8", "replace") not in names:
                continue
            thing = resolver.thing(module.builder.build(func, scope), path)
            if isinstance(thing, Own) and (thing.path, thing.scope) in counts:
                own = path == thing.path and _inside(module, node.start_byte, thing.scope)
                counts[(thing.path, thing.scope)] += not own
    return counts


def _aliases(module: Module, names: set[str]) -> set[str]:
    """Other names the file imports one of them under."""
    return {alias for site in module.imports for name, alias, _ in site.names if alias and name in names}


def _inside(module: Module, at: int, scope: int) -> bool:
    node = module.scope_nodes[scope]
    return node.start_byte <= at < node.end_byte


def _mentioning(root: Path, names: set[str], files: frozenset[str]) -> list[str]:
    """The Python files in which one of the names is called or gets another name."""
    wanted = re.compile(rb"\b(?:" + b"|".join(re.escape(n.encode()) for n in sorted(names)) + rb")(?:\s*\(|\s+as\s)")
    return mentioning(root, (p for p in files if p.endswith(".py")), wanted, _MAX_BYTES)


def _module(root: Path, path: str) -> Module | None:
    from migrate.languages import LANGUAGES
    from migrate.languages.base import ParseTimeoutError
    from migrate.languages.python import Python

    python = LANGUAGES["python"]
    source = read(root, path)
    if not isinstance(source, SourceFile) or not isinstance(python, Python):
        return None
    try:
        return python.module(source)
    except ParseTimeoutError:
        return None


def _config(f: _Row) -> str:
    """The lines to paste into pyproject.toml."""
    pairs = ", ".join(f'{parameter} = "{name}"' for parameter, name in f.arguments)
    return f'[[tool.migrate.wrappers]]\nname = "{f.name}"\napi = "{f.api}"\narguments = {{{pairs}}}'
