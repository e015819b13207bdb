"""Values that names stand for: the displays behind a variable, certain constants, text of strings."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from itertools import islice

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
from migrate.languages.python.modules import Modules
from migrate.languages.python.scopes import Scope
from migrate.languages.python.things import Thing
from migrate.languages.resolution import Resolution
from migrate.languages.things import Ext, Found, Own

_STEPS = 400  # expressions looked at for one value


class Reader(Resolution[Thing]):
    """The must-analysis and what it shares with the may-analysis of `Resolver`."""

    modules: Modules

    def __init__(self) -> None:
        super().__init__()
        self._steps = 0

    @abstractmethod
    def bindings(self, name: Name, path: str) -> Iterator[Found]:
        """What a variable may be bound to."""

    def scope(self, path: str, number: int) -> Scope:
        """Scope `number` of a file."""
        return self.modules.index(path).scopes[number]

    def _elements(self, item: Item, path: str, depth: int = 0) -> Iterator[tuple[Expr, str]]:
        for found in self._displays(item.base, path, depth):
            match found.expr:
                case Seq(items):
                    yield from ((e, found.path) for e in items)
                case Map(entries):
                    wanted = item.key.value if isinstance(item.key, Const) else None
                    exact = [
                        v for k, v in entries if isinstance(k, Const) and wanted is not None and k.value == wanted
                    ]
                    yield from ((v, found.path) for v in exact or [v for _, v in entries])
        match item.base:
            case Name(name):
                index = self.modules.get(path)
                for scope in index.scopes if index is not None else ():
                    yield from ((e, path) for _, e in scope.bindings.get(name + "[]", ()))
            case Attr(base, name):
                owner = self.thing(base, path)
                if isinstance(owner, Own) and owner.kind in ("class", "instance"):
                    attrs = self.scope(owner.path, owner.scope).attrs
                    yield from ((e, owner.path) for _, e in attrs.get(name + "[]", ()))

    def _displays(self, expr: Expr, path: str, depth: int) -> Iterator[Found]:
        """What an expression may stand for, entries of tables of tables included."""
        for found in self.expand(expr, path, depth):
            if isinstance(found.expr, Item) and depth < 8:
                for element, where in self._elements(found.expr, found.path, depth + 1):
                    yield from self._displays(element, where, depth + 2)
            else:
                yield found

    def expand(self, expr: Expr, path: str, depth: int = 0) -> Iterator[Found]:
        """The expressions a variable or attribute may stand for."""
        if not self._may_go_on(depth):
            return
        match expr:
            case Name():
                for found in self.bindings(expr, path):
                    yield from self.expand(found.expr, found.path, depth + 1)
            case Imported():
                own = self.modules.find(path, expr)
                index = self.modules.get(own[0]) if own is not None else None
                if own is not None and own[1] is not None and index is not None:
                    bound = index.scopes[0].bindings.get(own[1], ())
                    for _, value in reversed(bound):
                        yield from self.expand(value, own[0], depth + 1)
            case Attr(base, name):
                owner = self.thing(base, path)
                if isinstance(owner, Own) and owner.kind == "module":
                    yield from self.expand(Imported("", name, -1), owner.path, depth + 1)
                elif isinstance(owner, Own) and owner.kind in ("class", "instance"):
                    yield from self._member_exprs(owner.path, owner.scope, name, depth, set())
            case Either(options):
                for option in options:
                    yield from self.expand(option, path, depth + 1)
            case _:
                yield Found(expr, path)

    def _may_go_on(self, depth: int) -> bool:
        """Bounds the work for one question: names bound to each other many times branch without end."""
        if depth == 0:
            self._steps = 0
        self._steps += 1
        return depth <= 8 and self._steps <= _STEPS

    def _member_exprs(
        self, path: str, scope: int, name: str, depth: int, seen: set[tuple[str, int]]
    ) -> Iterator[Found]:
        if (path, scope) in seen:
            return
        seen.add((path, scope))
        here = self.scope(path, scope)
        found = [*here.attrs.get(name, ()), *here.bindings.get(name, ())]
        for _, expr in reversed(found):
            yield from self.expand(expr, path, depth + 1)
        for base in here.bases if not found else ():
            parent = self.thing(base, path)
            if isinstance(parent, Own) and parent.kind == "class":
                yield from self._member_exprs(parent.path, parent.scope, name, depth, seen)

    def constant(self, expr: Expr, path: str, depth: int = 0) -> Found | None:
        """The one expression (a scalar, list, dict or call) a name certainly stands for."""
        if depth > 8:
            return None
        match expr:
            case Name():
                found = list(self._all_bindings(expr, path))
                if len(found) == 1 and not isinstance(found[0].expr, (Param, Opaque)):
                    return self.constant(found[0].expr, found[0].path, depth + 1)
                if len(found) == 1 and isinstance(found[0].expr, Param):
                    default = found[0].expr.default
                    if default is not None:
                        return None
                return None
            case Imported():
                own = self.modules.find(path, expr)
                index = self.modules.get(own[0]) if own is not None else None
                if own is None or own[1] is None or index is None:
                    return None
                bound = index.scopes[0].bindings.get(own[1], ())
                return self.constant(next(iter(bound))[1], own[0], depth + 1) if len(bound) == 1 else None
            case Attr(base, name):
                owner = self.thing(base, path)
                if isinstance(owner, Own) and owner.kind == "module":
                    return self.constant(Imported("", name, -1), owner.path, depth + 1)
                if isinstance(owner, Own) and owner.kind in ("class", "instance"):
                    return self._constant_member(owner, name, depth)
                if isinstance(owner, Own) or owner is None:
                    return self._enum_value(base, name, path, depth)
                return None
            case Opaque() | Param() | Scoped() | Either():
                return None
            case _:
                return Found(expr, path)

    def begun(self, name: Name, path: str) -> Found | None:
        """The one dict display, or call of `dict`, a variable begins as whose items are set later."""
        found = list(self._all_bindings(name, path))
        if len(found) != 2 or not isinstance(found[1].expr, Opaque):
            return None
        return found[0] if isinstance(found[0].expr, Map | Call) else None

    def _enum_value(self, base: Expr, name: str, path: str, depth: int) -> Found | None:
        return self.constant(base, path, depth + 1) if name == "value" and isinstance(base, Attr) else None

    def _constant_member(self, owner: Own, name: str, depth: int) -> Found | None:
        path, number = owner.path, owner.scope
        for _ in range(10):
            here = self.scope(path, number)
            found = [*here.attrs.get(name, ()), *here.bindings.get(name, ())]
            if found:
                return self.constant(found[0][1], path, depth + 1) if len(found) == 1 else None
            parents = [p for b in here.bases if isinstance(p := self.thing(b, path), Own) and p.kind == "class"]
            if not parents:
                return None
            path, number = parents[0].path, parents[0].scope
        return None

    def _all_bindings(self, name: Name, path: str) -> Iterator[Found]:
        index = self.modules.get(path)
        number, first = name.scope, True
        while index is not None and number >= 0:
            scope = index.scopes[number]
            found = scope.bindings.get(name.id) if scope.kind != "class" or first else None
            if found:
                yield from (Found(e, path) for _, e in found)
                if name.id + "[]" in scope.bindings:
                    yield Found(Opaque("changed in place"), path)
                return
            first, number = False, scope.parent
        for star in index.stars if index is not None else ():
            own = self.modules.find(path, Imported(star.module, name.id, star.level))
            if own is not None:
                yield Found(Imported(star.module, name.id, star.level), path)

    def text(self, expr: Expr, path: str, depth: int = 0) -> str | None:
        """Text of a string expression; what cannot be told stands as NUL. None when it is no text."""
        if not self._may_go_on(depth):
            return None
        match expr:
            case Const(value):
                return value if isinstance(value, str) else None
            case Joined(parts):
                return "".join(self.text(p, path, depth + 1) or "\0" for p in parts)
            case Call(func=Attr(base, "format" | "rstrip" | "strip" | "lstrip" | "removesuffix")):
                return self.text(base, path, depth + 1)
            case Call(func=Attr(_, "get" | "getenv" | "setdefault"), args=(_, default)):
                return self.text(default, path, depth + 1)
            case Call():
                name = self.thing(expr.func, path)
                if isinstance(name, Own) and name.kind == "function":
                    returns = self.scope(name.path, name.scope).returns
                    texts = (self.text(r, name.path, depth + 2) for r in returns[:4])
                    found_text = next((t for t in texts if t), None)
                    if found_text is None and len(expr.args) == 1:  # a function that checks or completes a URL
                        given = self.text(expr.args[0], path, depth + 1)
                        return given if given is not None and "://" in given else None
                    return found_text
                if isinstance(name, Ext) and name.name == "os.getenv" and len(expr.args) > 1:
                    return self.text(expr.args[1], path, depth + 1)
                if isinstance(name, Ext) and name.name.endswith("urljoin") and len(expr.args) > 1:
                    joined = [self.text(a, path, depth + 1) or "\0" for a in expr.args[:2]]
                    return joined[0].rstrip("/") + "/" + joined[1].lstrip("/")
                return None
            case Either(options):
                texts = (self.text(o, path, depth + 1) for o in options)
                return next((t for t in texts if t), None)
            case Item():
                entries = list(islice(self._elements(expr, path, depth + 1), _STEPS))
                told = {t for e, where in entries if (t := self.text(e, where, depth + 2)) is not None}
                whole = self._steps <= _STEPS  # a table of several servers tells nothing
                return told.pop() if len(told) == 1 and whole else None
            case Name() | Attr() | Imported():
                for found in self.expand(expr, path, depth + 1):
                    if isinstance(found.expr, Param):
                        usual = found.expr.default
                        text = self.text(usual, found.path, depth + 1) if usual is not None else None
                    elif isinstance(found.expr, Scoped):
                        text = self._property_text(found, depth)
                    elif isinstance(found.expr, (Name, Attr, Imported)):
                        text = None
                    else:
                        text = self.text(found.expr, found.path, depth + 1)
                    if text is not None:
                        return text
                return None
            case _:
                return None

    def _property_text(self, found: Found, depth: int) -> str | None:
        """Text that a property gives back."""
        number = found.expr.scope if isinstance(found.expr, Scoped) else -1
        if number < 0 or not self._is_property(Own("function", found.path, number)):
            return None
        returns = self.scope(found.path, number).returns
        return next((t for r in returns[:4] if (t := self.text(r, found.path, depth + 2))), None)

    def _is_property(self, function: Own) -> bool:
        decorators = self.scope(function.path, function.scope).decorators
        return any(last_name(d) in ("property", "cached_property") for d in decorators)


def last_name(expr: Expr) -> str:
    """Last name of a dotted or called expression; empty for anything else."""
    if isinstance(expr, Call):
        expr = expr.func
    if isinstance(expr, Attr):
        return expr.name
    return expr.id if isinstance(expr, Name) else ""
