"""In-house wrappers in TypeScript and JavaScript: which functions and classes they are, and their parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import proxy

from migrate.languages.expressions import Scoped
from migrate.languages.things import Own, Thing
from migrate.languages.wrapped import Wrappers as Found
from migrate.wrappers import Wrapper

if TYPE_CHECKING:
    from migrate.languages.typescript.resolve import Resolver


def dotted(path: str) -> str:
    """`src/lib/llm.ts` as `src.lib.llm`; a folder's index is named by the folder."""
    return path.rpartition(".")[0].removesuffix("/index").replace("/", ".")


class Wrappers(Found):
    """The wrappers of a TypeScript project, and what they take."""

    def __init__(self, wrappers: tuple[Wrapper, ...], resolver: Resolver) -> None:
        super().__init__(wrappers, resolver, dotted)
        self._resolver: Resolver = proxy(resolver)

    def parameters(self, thing: Thing | None) -> tuple[str, ...]:
        """Names of what is passed by position; an object's properties are arguments by their own names."""
        if not isinstance(thing, Own):
            return ()
        scope = self._resolver.scope(thing.path, thing.scope)
        if scope.kind == "class":
            made = next((e for _, e in scope.bound("constructor") if isinstance(e, Scoped)), None)
            return self._resolver.scope(thing.path, made.scope).params if made is not None else ()
        return scope.params
