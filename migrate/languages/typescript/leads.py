"""Whether an expression can lead to a thing of a listed library, asked within its own file and the graph of imports.

What cannot is not resolved: resolving would parse the files its names come from, to find nothing.
"""

from __future__ import annotations

from migrate.languages.expressions import (
    Attr,
    Call,
    Const,
    Either,
    Expr,
    Imported,
    Item,
    Joined,
    Map,
    Name,
    Opaque,
    Param,
    Scoped,
    Seq,
)
from migrate.languages.typescript.modules import Modules
from migrate.languages.typescript.reach import is_listed
from migrate.languages.typescript.scopes import TsIndex

_DEEP = 12


class Leads:
    """Asks after one sign of `reach` in one file, and rather says yes than no.

    `known` are globals that have it, `resources` properties that tell it.
    """

    def __init__(
        self,
        index: TsIndex,
        modules: Modules,
        sign: int,
        known: frozenset[str],
        resources: frozenset[str] = frozenset(),
    ) -> None:
        self._index, self._modules, self._sign, self._globals = index, modules, sign, known
        self._resources = resources
        reach = modules.reach
        self.holds = reach is None or bool(reach.may_hold(index.path) & sign)
        self._given = reach is None or bool(reach.given(index.path) & sign)
        self._names: dict[tuple[str, int], bool] = {}
        self._written: dict[tuple[str, int], bool] = {}

    def may(self, expr: Expr, depth: int = 0) -> bool:
        """Whether `expr` may be such a thing, or hang on one."""
        if depth > _DEEP:
            return self.holds
        deeper = depth + 1
        match expr:
            case Name():
                return self._name(expr, deeper)
            case Attr(base=base, name=name):
                # Whatever has a resource of the SDK's name looks like a client, known or not.
                known = name in self._resources or (self.holds and name in self._index.loose)
                return known or self.may(base, deeper)
            case Item(base=base):
                return self.may(base, deeper)
            case Call(func=func, args=args):
                # A function may give back what it is given: `traced(client)`.
                return self.may(func, deeper) or any(self.may(a, deeper) for a in args)
            case Either(options=several) | Seq(items=several):
                return any(self.may(e, deeper) for e in several)
            case Map(entries=entries):
                return any(self.may(value, deeper) for _, value in entries)
            case Imported():
                return self._imported(expr)
            case Param(annotation=annotation, default=default):
                return self._given or any(e is not None and self.may(e, deeper) for e in (annotation, default))
            case Scoped(scope=number):
                return self._scope(number, deeper)
            case Const() | Joined() | Opaque():
                return False

    def _name(self, name: Name, depth: int) -> bool:
        if name.id in ("this", "super"):
            return self.holds
        key = (name.id, name.scope)
        if key not in self._names:
            self._names[key] = False  # a circle leads nowhere else
            self._names[key] = self._bound(name, depth)
        return self._names[key]

    def _bound(self, name: Name, depth: int) -> bool:
        number = name.scope
        while number >= 0:
            scope = self._index.scopes[number]
            if scope.kind != "class" and name.id in scope.bindings:
                return any(self.may(value, depth) for _, value in scope.bound(name.id))
            number = scope.parent
        return name.id in self._globals

    def is_function(self, name: str, scope: int) -> bool:
        """Whether a variable is certainly a function or class, of this file or of one it is imported from."""
        key = (name, scope)
        if key not in self._written:
            number = scope
            while number >= 0 and (
                self._index.scopes[number].kind == "class" or name not in self._index.scopes[number].bindings
            ):
                number = self._index.scopes[number].parent
            found = self._index.scopes[number].bindings[name] if number >= 0 else []
            self._written[key] = bool(found) and all(self._is_written(value) for _, value in found)
        return self._written[key]

    def _is_written(self, value: object) -> bool:
        if not isinstance(value, Imported):
            return isinstance(value, Scoped)
        own, outlines = self._modules.find(self._index.path, value), self._modules.outlines
        if own is None or outlines is None or value.name is None:
            return False
        return outlines.is_function(own, value.name)

    def _imported(self, imported: Imported) -> bool:
        own = self._modules.find(self._index.path, imported)
        if own is None:
            return is_listed(imported.module, self._sign)
        reach = self._modules.reach
        return reach is None or bool(reach.leads(own) & self._sign)

    def _scope(self, number: int, depth: int) -> bool:
        scope = self._index.scopes[number]
        if scope.kind == "class":
            return self.holds
        return any(self.may(value, depth) for value in scope.returns)
