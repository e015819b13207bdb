"""What a file can lead to, told by its bytes and by those of what it imports: most files lead to nothing we know.

A name is a library's thing only where a module of that library is imported, there or in a file the name is imported
from; or where a file that has such a thing calls a function with it. The graph of the imports tells both, without
parsing anything. Signs are too many rather than too few: a sign too many costs time, no more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache

from migrate.languages.tables import shared
from migrate.languages.typescript.specifiers import package_of, specifiers
from migrate.languages.typescript.tables import tables

LIBRARY = 1  # a thing of a library that the tables list, other vendors' included
REQUEST = 2  # a function, or a maker of functions, that sends requests; a proxy's agent
ADDRESS = 4  # text that an address of the API may be put together from
_PARTS = (b"openai", b"v1", b"completions", b"/dashboard")  # one stands in every host and path of the API
_ANY = LIBRARY | REQUEST | ADDRESS
# `export const send = fetch`: a global that sends requests, under another name.
_HANDED_ON = re.compile(
    rb"(?:fetch|axios|XMLHttpRequest|WebSocket|EventSource|requestUrl|UrlFetchApp)"
    rb"\s*(?:[;,)}\]|&:\n]|\?\?|\.(?:bind|create)\b)"
)


class Reach:
    """Signs of the files of one project, by the graph of their imports."""

    def __init__(
        self, hot: Iterable[str], file: Callable[[str, str], str | None], read: Callable[[str], bytes | None]
    ) -> None:
        """`file` finds the file of the project that a specifier means; `read` gives a file's bytes."""
        self._imports: dict[str, list[str]] = {}
        self._leads: dict[str, int] = {}
        todo = list(hot)
        while todo:
            path = todo.pop()
            if path in self._imports:
                continue
            data = read(path) or b""
            self._leads[path] = ADDRESS if is_address(data) else 0
            self._leads[path] |= REQUEST if _HANDED_ON.search(data) else 0
            self._imports[path] = own = []
            for specifier in specifiers(data):
                found = file(path, specifier)
                if found is not None:
                    own.append(found)
                else:
                    self._leads[path] |= sum(s for s in (LIBRARY, REQUEST) if is_listed(specifier, s))
            todo += own
        importers: dict[str, list[str]] = {}
        for path, own in self._imports.items():
            for imported in own:
                importers.setdefault(imported, []).append(path)
        _spread(self._leads, importers)
        self._given = dict.fromkeys(self._imports, 0)
        for path, own in self._imports.items():
            for imported in own:
                self._given[imported] |= self._leads[path]
        _spread(self._given, self._imports)

    def leads(self, path: str) -> int:
        """Signs of a file and of all it imports."""
        return self._leads.get(path, _ANY)

    def given(self, path: str) -> int:
        """Signs of the files that import it, directly or not: they may pass such things to its functions."""
        return self._given.get(path, _ANY)

    def may_hold(self, path: str) -> int:
        """Signs of all that can be in the file, what others may pass to its functions included."""
        return self.leads(path) | self.given(path)


def _spread(signs: dict[str, int], along: dict[str, list[str]]) -> None:
    """Give the signs of each file to those that `along` names for it, until nothing new is told."""
    todo = [path for path, sign in signs.items() if sign]
    while todo:
        path = todo.pop()
        for other in along.get(path, ()):
            if signs[path] & ~signs[other]:
                signs[other] |= signs[path]
                todo.append(other)


@cache
def is_listed(specifier: str, sign: int) -> bool:
    """Whether a package is one of which the tables list anything."""
    package = package_of(specifier)
    package = tables().same_modules.get(package, package)
    return package in _packages(sign) or package.startswith(tuple(f"{p}/" for p in _packages(sign)))


@cache
def _packages(sign: int) -> frozenset[str]:
    known = tables()
    listed: tuple[Iterable[str], ...] = (
        known.clients, known.settings, known.frameworks, known.providers, known.tokenizer_calls, known.other_modules,
        known.sdk_imports, known.types_from,
    )  # fmt: skip
    if sign == REQUEST:
        listed = (known.http_calls, known.http_factories, known.proxy_classes)
    return frozenset(name.partition(":")[0] for group in listed for name in group) - {"global"}


def is_address(text: bytes) -> bool:
    """Whether a text, or a part of it, may belong to an address of the API."""
    lowered = text.lower()
    return any(part in lowered for part in _PARTS) or (b"://" in text and _relays().search(lowered) is not None)


@cache
def _relays() -> re.Pattern[bytes]:
    """Hosts of which any path is the API's."""
    return re.compile("|".join(map(re.escape, sorted(shared().relay_hosts))).encode())
