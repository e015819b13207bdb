"""In-house wrappers in Python code: which functions and classes they are, and what is passed to them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import proxy

from migrate.languages.expressions import Scoped
from migrate.languages.python.things import Thing
from migrate.languages.things import Own
from migrate.languages.wrapped import Wrappers as Found
from migrate.wrappers import Wrapper

if TYPE_CHECKING:
    from migrate.languages.python.resolve import Resolver


def dotted(path: str) -> str:
    """`src/app/llm.py` as `src.app.llm`; a package is named by its folder."""
    return path.rpartition(".")[0].removesuffix("/__init__").replace("/", ".")


class Wrappers(Found):
    """The wrappers of a Python project, and what they take."""

    def __init__(self, wrappers: tuple[Wrapper, ...], resolver: Resolver) -> None:
        super().__init__(wrappers, resolver, dotted)
        self._resolver: Resolver = proxy(resolver)

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
