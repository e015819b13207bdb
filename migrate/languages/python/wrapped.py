"""In-house wrappers in Python code: which functions and classes they are, and what is passed to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrate.languages.expressions import Scoped
from migrate.languages.python.things import Thing
from migrate.languages.things import Ext, Inst, Own
from migrate.wrappers import Wrapper

if TYPE_CHECKING:
    from migrate.languages.python.resolve import Resolver


def dotted(path: str) -> str:
    """`src/app/llm.py` as `src.app.llm`; a package is named by its folder."""
    return path.rpartition(".")[0].removesuffix("/__init__").replace("/", ".")


class Wrappers:
    """The wrappers of a project, found again in what an expression turned out to be."""

    def __init__(self, wrappers: tuple[Wrapper, ...], resolver: Resolver) -> None:
        self._wrappers, self._resolver = wrappers, resolver
        self._own: dict[tuple[str, int], Wrapper] | None = None

    def of(self, thing: Thing | None) -> Wrapper | None:
        """The wrapper that is called, if one is."""
        if not self._wrappers:
            return None
        match thing:
            case Own("function" | "class", path, scope):
                if self._own is None:
                    self._own = dict(self._found())
                return self._own.get((path, scope))
            case Ext(name):
                return next((w for w in self._wrappers if w.name == name), None)
            case Inst(cls, _, _, attrs):
                called = ".".join((cls, *attrs))
                return next((w for w in self._wrappers if w.name == called), None)
            case _:
                return None

    def _found(self) -> list[tuple[tuple[str, int], Wrapper]]:
        """Each wrapper's function or class in the project, wherever its name is passed on."""
        found = []
        for wrapper in self._wrappers:
            parts = wrapper.name.split(".")
            for i in range(len(parts) - 1, 0, -1):
                module = ".".join(parts[:i])
                for path in self._resolver.modules.paths():
                    if dotted(path) != module and not dotted(path).endswith("." + module):
                        continue
                    thing: Thing | None = Own("module", path)
                    for name in parts[i:]:
                        thing = self._resolver.member(thing, name) if thing is not None else None
                    if isinstance(thing, Own) and thing.kind in ("function", "class"):
                        found.append(((thing.path, thing.scope), wrapper))
        return found

    def parameters(self, thing: Thing | None) -> tuple[str, ...]:
        """Names of what is passed by position."""
        if not isinstance(thing, Own):
            return ()
        scope = self._resolver.scope(thing.path, thing.scope)
        if scope.kind == "class":
            made = next((e for _, e in scope.bindings.get("__init__", ()) if isinstance(e, Scoped)), None)
            return self._resolver.scope(thing.path, made.scope).params[1:] if made is not None else ()
        inside = scope.parent >= 0 and self._resolver.scope(thing.path, scope.parent).kind == "class"
        return scope.params[1:] if inside and scope.params[:1] in (("self",), ("cls",)) else scope.params
