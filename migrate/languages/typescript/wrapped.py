"""In-house wrappers in TypeScript and JavaScript: which functions and classes they are, and their parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrate.languages.expressions import Scoped
from migrate.languages.things import Ext, Inst, Own, Thing
from migrate.wrappers import Wrapper

if TYPE_CHECKING:
    from migrate.languages.typescript.resolve import Resolver


def dotted(path: str) -> str:
    """`src/lib/llm.ts` as `src.lib.llm`; a folder's index is named by the folder."""
    return path.rpartition(".")[0].removesuffix("/index").replace("/", ".")


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
                    self._own = {place: w for w in self._wrappers for place in self.places(w.name)}
                return self._own.get((path, scope))
            case Ext(name):
                return next((w for w in self._wrappers if w.name == name.replace(":", ".", 1)), None)
            case Inst(cls, _, _, attrs):
                called = ".".join((cls.replace(":", ".", 1), *attrs))
                return next((w for w in self._wrappers if w.name == called), None)
            case _:
                return None

    def places(self, name: str) -> list[tuple[str, int]]:
        """File and scope of what a dotted name means: the module's path, then what it exports."""
        found: list[tuple[str, int]] = []
        parts = name.split(".")
        for i in range(len(parts) - 1, 0, -1):
            module = ".".join(parts[:i])
            for path in self._resolver.modules.paths():
                if dotted(path) != module and not dotted(path).endswith("." + module):
                    continue
                thing: Thing | None = Own("module", path)
                for part in parts[i:]:
                    thing = self._resolver.member(thing, part) if thing is not None else None
                if isinstance(thing, Own) and thing.kind in ("function", "class"):
                    found.append((thing.path, thing.scope))
        return found

    def parameters(self, thing: Thing | None) -> tuple[str, ...]:
        """Names of what is passed by position; an object's properties are arguments by their own names."""
        if not isinstance(thing, Own):
            return ()
        scope = self._resolver.scope(thing.path, thing.scope)
        if scope.kind == "class":
            made = next((e for _, e in scope.bindings.get("constructor", ()) if isinstance(e, Scoped)), None)
            return self._resolver.scope(thing.path, made.scope).params if made is not None else ()
        return scope.params
