"""Where names and properties lead: bindings, exports, elements, constants and texts."""

from __future__ import annotations

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
from migrate.languages.resolution import Resolution
from migrate.languages.things import Ext, Found, Own, Thing
from migrate.languages.typescript.modules import Modules
from migrate.languages.typescript.scopes import Scope

_DEEP = 40
_MANY = 60  # alternatives of one expression
_TEXT_METHODS = frozenset({"trim", "toString", "replace", "trimEnd", "concat"})


class Lookups(Resolution[Thing]):
    """The part of the resolver that finds expressions; what they are is asked with `thing`."""

    modules: Modules

    def scope(self, path: str, number: int) -> Scope:
        """Scope `number` of a file."""
        return self.modules.index(path).scopes[number]

    def bindings(self, name: Name, path: str) -> Iterator[Found]:
        """What a variable may be bound to: nearest before the use first, then the rest."""
        index = self.modules.get(path)
        number = name.scope
        while index is not None and number >= 0:
            scope = index.scopes[number]
            found = scope.bound(name.id) if scope.kind != "class" else None
            if found:
                before = [e for at, e in found if at < name.at]
                after = [e for at, e in found if at >= name.at]
                for expr in (*reversed(before), *reversed(after)):
                    if not isinstance(expr, Opaque):
                        yield Found(expr, path)
                return
            number = scope.parent

    def exported(self, path: str, name: str, depth: int = 0) -> Iterator[Found]:
        """What a file exports under a name, through `export * from` too."""
        index = self.modules.get(path)
        if index is None or depth > 6:
            return
        found = index.exported(name)
        if found:
            yield from (Found(e, path) for e in reversed(found))
            return
        for star in index.stars:
            own = self.modules.file(path, star)
            if own is None or name == "default":
                continue
            outlines = self.modules.outlines
            if outlines is None or outlines.mentions(own, name):
                yield from self.exported(own, name, depth + 1)

    def elements(self, item: Item, path: str) -> Iterator[Found]:
        """What an element of a list or object of the project may be."""
        for found in self.expand(item.base, path):
            match found.expr:
                case Seq(items):
                    yield from (Found(e, found.path) for e in items)
                case Map(entries):
                    yield from (Found(v, found.path) for _, v in entries)

    def properties(self, base: Expr, name: str, path: str, depth: int = 0) -> Iterator[Found]:
        """What the property of an object of the project may be."""
        for found in self.expand(base, path):
            if isinstance(found.expr, Map):
                for key, value in found.expr.entries:
                    if isinstance(key, Const) and key.value == name:
                        yield Found(value, found.path)
                    elif key is None and depth < 4:
                        yield from self.properties(value, name, found.path, depth + 1)

    def expand(self, expr: Expr, path: str, depth: int = 0) -> Iterator[Found]:
        """The expressions a variable, property or call may stand for."""
        if depth > 8 or self.level > _DEEP:
            return
        self.level += 1
        try:
            found = tuple(islice(self._expand(expr, path, depth), _MANY))
        finally:
            self.level -= 1
        yield from found

    def _expand(self, expr: Expr, path: str, depth: int) -> Iterator[Found]:
        match expr:
            case Name():
                for found in self.bindings(expr, path):
                    yield from self.expand(found.expr, found.path, depth + 1)
            case Imported(_, name, _):
                own = self.modules.find(path, expr)
                if own is not None and name is not None:
                    for found in self.exported(own, name):
                        yield from self.expand(found.expr, found.path, depth + 1)
            case Attr(base, name):
                owner = self.thing(base, path)
                if isinstance(owner, Own) and owner.kind == "module":
                    for found in self.exported(owner.path, name):
                        yield from self.expand(found.expr, found.path, depth + 1)
                elif isinstance(owner, Own) and owner.kind in ("class", "instance"):
                    for _, value in reversed(self.scope(owner.path, owner.scope).bound(name)):
                        yield from self.expand(value, owner.path, depth + 1)
                elif owner is None or isinstance(owner, Own):
                    for outer in self.expand(base, path, depth + 1):
                        if isinstance(outer.expr, Map):
                            for key, value in outer.expr.entries:
                                if isinstance(key, Const) and key.value == name:
                                    yield from self.expand(value, outer.path, depth + 1)
            case Either(options):
                for option in options:
                    yield from self.expand(option, path, depth + 1)
            case Param(annotation=annotation) if annotation is not None:
                yield Found(expr, path)
                yield from self.expand(annotation, path, depth + 1)
            case Call(func=func, args=args):
                made = self.thing(func, path)
                if isinstance(made, Own) and made.kind == "function":
                    for value in self.scope(made.path, made.scope).returns:
                        yield from self.expand(value, made.path, depth + 1)
                elif (
                    isinstance(made, Ext) and made.name in ("global:Object.freeze", "global:ref", "vue:ref") and args
                ):
                    yield from self.expand(args[0], path, depth + 1)
                else:
                    yield Found(expr, path)
            case _:
                yield Found(expr, path)

    # --- values ----------------------------------------------------------------------------------

    def constant(self, expr: Expr, path: str, depth: int = 0) -> Found | None:
        """The one expression (a scalar, list, object or call) a name certainly stands for."""
        if depth > 8:
            return None
        match expr:
            case Name():
                found = self._all_bindings(expr, path)
                if len(found) == 1 and not isinstance(found[0].expr, (Param, Opaque)):
                    return self.constant(found[0].expr, path, depth + 1)
                return None
            case Imported(_, name, _):
                own = self.modules.find(path, expr)
                exports = list(self.exported(own, name)) if own is not None and name is not None else []
                return self.constant(exports[0].expr, exports[0].path, depth + 1) if len(exports) == 1 else None
            case Attr(base, name):
                return self._constant_property(base, name, path, depth)
            case Opaque() | Param() | Scoped() | Either():
                return None
            case _:
                return Found(expr, path)

    def _constant_property(self, base: Expr, name: str, path: str, depth: int) -> Found | None:
        owner = self.thing(base, path)
        if isinstance(owner, Own) and owner.kind == "module":
            exports = list(self.exported(owner.path, name))
            return self.constant(exports[0].expr, exports[0].path, depth + 1) if len(exports) == 1 else None
        if isinstance(owner, Own) and owner.kind in ("class", "instance"):
            found = self.scope(owner.path, owner.scope).bound(name)
            return self.constant(found[0][1], owner.path, depth + 1) if len(found) == 1 else None
        held = self.constant(base, path, depth + 1) if owner is None else None
        if held is None or not isinstance(held.expr, Map):
            return None
        index = self.modules.get(held.path)
        if isinstance(base, Name) and index is not None and base.id in index.mutated:
            return None
        values = [v for k, v in held.expr.entries if isinstance(k, Const) and k.value == name]
        return self.constant(values[-1], held.path, depth + 1) if values else None

    def _all_bindings(self, name: Name, path: str) -> list[Found]:
        index = self.modules.get(path)
        number = name.scope
        while index is not None and number >= 0:
            scope = index.scopes[number]
            found = scope.bound(name.id) if scope.kind != "class" else None
            if found:
                return [Found(e, path) for _, e in found]
            number = scope.parent
        return []

    def _text_of(self, found: Found, depth: int) -> str | None:
        expr = found.expr
        if isinstance(expr, Param):
            return self.text(expr.default, found.path, depth + 1) if expr.default is not None else None
        return None if isinstance(expr, (Name, Attr, Imported)) else self.text(expr, found.path, depth + 1)

    def text(self, expr: Expr, path: str, depth: int = 0) -> str | None:
        """Text of a string expression; what cannot be told stands as NUL. None when it is no text."""
        if depth > 8:
            return None
        match expr:
            case Const(value):
                return value if isinstance(value, str) else None
            case Joined(parts):
                return "".join(self.text(p, path, depth + 1) or "\0" for p in parts)
            case Call(func=Attr(base, name)) if name in _TEXT_METHODS:
                return self.text(base, path, depth + 1)
            case Call(args=args):
                made = self.thing(expr.func, path)
                if isinstance(made, Ext) and made.name in ("global:URL", "url:URL", "node:url:URL") and args:
                    texts = [self.text(a, path, depth + 1) or "\0" for a in reversed(args[:2])]
                    return texts[0] if len(texts) == 1 else texts[0].rstrip("/") + "/" + texts[1].lstrip("/")
                if isinstance(made, Own) and made.kind == "function":
                    found = (self.text(r, made.path, depth + 1) for r in self.scope(made.path, made.scope).returns)
                    return next((t for t in found if t), None)
                return None
            case Either(options):
                return next((t for o in options if (t := self.text(o, path, depth + 1))), None)
            case Name() | Attr() | Imported():
                return next((t for f in self.expand(expr, path) if (t := self._text_of(f, depth)) is not None), None)
            case _:
                return None
