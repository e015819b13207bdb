"""In-house wrappers found again in code: what a wrapper's dotted name means, and what is passed to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Protocol
from weakref import proxy

from migrate.languages.things import Ext, Inst, Own
from migrate.model import Arg, Literal, Unknown
from migrate.wrappers import Wrapper


class Files(Protocol):
    """The files of a project."""

    def paths(self) -> Iterable[str]:
        """Their paths."""


class Finder(Protocol):
    """Finds what names of a project mean."""

    @property
    def modules(self) -> Files:
        """The files it knows."""

    def member(self, owner: Any, name: str) -> Any:
        """What a module, class or instance has under a name."""


class Wrappers:
    """The wrappers of a project, found again in what an expression turned out to be."""

    def __init__(self, wrappers: tuple[Wrapper, ...], finder: Finder, dotted: Callable[[str], str]) -> None:
        """`dotted` names the module that a path is. The finder has these wrappers, and lives as long as they do."""
        self._wrappers, self._dotted = wrappers, dotted
        self._finder: Finder = proxy(finder)
        self.are_any = bool(wrappers)
        self._own: dict[tuple[str, int], Wrapper] | None = None

    def of(self, thing: object) -> Wrapper | None:
        """The wrapper that is called, if one is."""
        if not self._wrappers:
            return None
        match thing:
            case Own("function" | "class", path, scope):
                if self._own is None:
                    self._own = {place: w for w in self._wrappers for place in self.places(w.name)}
                return self._own.get((path, scope))
            case Ext(name):
                return self._named(name)
            case Inst(cls, _, _, attrs):
                return self._named(".".join((cls, *attrs)))
            case _:
                return None

    def _named(self, name: str) -> Wrapper | None:
        name = name.replace(":", ".", 1)  # between the package and the name, where a language has that
        return next((w for w in self._wrappers if w.name == name), None)

    def places(self, name: str) -> list[tuple[str, int]]:
        """File and scope of what a dotted name means: the module's path, then names as they are passed on."""
        found: list[tuple[str, int]] = []
        parts = name.split(".")
        for i in range(len(parts) - 1, 0, -1):
            module = ".".join(parts[:i])
            for path in self._finder.modules.paths():
                if self._dotted(path) != module and not self._dotted(path).endswith("." + module):
                    continue
                thing: object = Own("module", path)
                for part in parts[i:]:
                    thing = self._finder.member(thing, part) if thing is not None else None
                if isinstance(thing, Own) and thing.kind in ("function", "class"):
                    found.append((thing.path, thing.scope))
        return found


def as_the_api_has_them(wrapper: Wrapper, args: Iterable[Arg]) -> tuple[Arg, ...]:
    """What of a call's arguments goes to the API, under the names it has there."""
    known = []
    for arg in args:
        name = wrapper.arguments.get(arg.name) if wrapper.arguments else arg.name
        if name is None:
            continue
        value = arg.value
        if name in ("messages", "input") and wrapper.arguments and isinstance(value, Literal):
            value = Unknown("put together by the wrapper")
        known.append(replace(arg, name=name, value=value))
    return tuple(known)
