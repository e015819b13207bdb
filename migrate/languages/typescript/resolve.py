"""What an expression is: a class of the SDK, an instance of it, a method of it, across files.

A library's name is written `module:name.member` (`openai:OpenAI.APIError`), a global `global:process.env`.
`thing` is a may-analysis (could this be the SDK?), `constant` a must-analysis (is this certainly 0.7?).
Both are memoised and bounded, so that cycles end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrate.languages.python.expr import (
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
from migrate.languages.python.resolve import Ext, Found, Inst, Own, Thing
from migrate.languages.typescript.modules import Modules, package_of
from migrate.languages.typescript.names import Scope
from migrate.languages.typescript.tables import Tables

__all__ = ["Ext", "Found", "Inst", "Own", "Resolver", "Thing"]

_DEPTH = 60
_PROMISES = frozenset({"then", "catch", "finally"})
_CONTAINERS = frozenset(
    {"Promise", "Awaited", "Readonly", "Partial", "Required", "NonNullable", "Array", "Ref", "Pick", "Omit"}
)
_TEXT_METHODS = frozenset({"trim", "toString", "replace", "trimEnd", "concat"})


class Resolver:
    """Answers for one project. Not thread-safe; one per worker process."""

    def __init__(self, modules: Modules, tables: Tables) -> None:
        self.modules, self.tables = modules, tables
        self._memo: dict[tuple[str, Expr], Thing | None] = {}
        self._busy: set[tuple[str, Expr]] = set()

    # --- objects ---------------------------------------------------------------------------------

    def thing(self, expr: Expr, path: str) -> Thing | None:
        """What `expr`, written in file `path`, may be; None when it cannot be told."""
        key = (path, expr)
        try:
            if key in self._memo:
                return self._memo[key]
        except (TypeError, RecursionError):  # an expression too large to hash
            return None
        if key in self._busy or len(self._busy) > _DEPTH:
            return None
        self._busy.add(key)
        try:
            found = self._thing(expr, path)
        finally:
            self._busy.discard(key)
        if found is not None or not self._busy:
            self._memo[key] = found
        return found

    def _thing(self, expr: Expr, path: str) -> Thing | None:
        match expr:
            case Name():
                return self._name(expr, path)
            case Attr(base, name):
                owner = self.thing(base, path)
                if owner is not None:
                    found = self._attribute(owner, name)
                    if found is not None or not isinstance(owner, Own):
                        return found
                return self._first(self.properties(base, name, path)) or (
                    self._loose(name, path) if owner is None else None
                )
            case Call():
                return self._call(expr, path)
            case Item():
                return self._item(expr, path)
            case Either(options):
                return self._first(Found(o, path) for o in options)
            case Imported():
                return self._imported(expr, path)
            case Scoped(scope):
                return Own(self.scope(path, scope).kind, path, scope)
            case Param():
                return self._param(expr, path)
            case _:
                return None

    def is_client(self, thing: Thing | None) -> bool:
        """An instance of the SDK's client or of a framework's class."""
        return isinstance(thing, Inst) and (thing.cls in self.tables.clients or thing.cls in self.tables.frameworks)

    def _first(self, found: Iterable[Found]) -> Thing | None:
        """The first that is of the SDK; failing that the first that is anything."""
        spare: Thing | None = None
        for item in found:
            thing = self.thing(item.expr, item.path)
            if self.is_client(thing):
                return thing
            spare = spare or thing
        return spare

    def scope(self, path: str, number: int) -> Scope:
        """Scope `number` of a file."""
        return self.modules.index(path).scopes[number]

    def _name(self, name: Name, path: str) -> Thing | None:
        if name.id in ("this", "super"):
            return self._this(name, path)
        found = list(self.bindings(name, path))
        if found:
            return self._first(found)
        if not self._is_bound(name, path):
            return Ext("global:" + name.id)
        return None

    def _this(self, name: Name, path: str) -> Thing | None:
        index = self.modules.get(path)
        number = name.scope
        while index is not None and number > 0:
            if index.scopes[number].kind == "class":
                base = self.base_class(Own("class", path, number))
                if name.id == "super":
                    return Ext(base) if base is not None else None
                return Own("instance", path, number)
            number = index.scopes[number].parent
        return None

    def _is_bound(self, name: Name, path: str) -> bool:
        index = self.modules.get(path)
        number = name.scope
        while index is not None and number >= 0:
            scope = index.scopes[number]
            if name.id in scope.bindings or name.id in scope.params:
                return True
            number = scope.parent
        return False

    def bindings(self, name: Name, path: str) -> Iterator[Found]:
        """What a variable may be bound to: nearest before the use first, then the rest."""
        index = self.modules.get(path)
        number = name.scope
        while index is not None and number >= 0:
            scope = index.scopes[number]
            found = scope.bindings.get(name.id) if scope.kind != "class" else None
            if found:
                before = [e for at, e in found if at < name.at]
                after = [e for at, e in found if at >= name.at]
                for expr in (*reversed(before), *reversed(after)):
                    if not isinstance(expr, Opaque):
                        yield Found(expr, path)
                return
            number = scope.parent

    def _imported(self, imported: Imported, path: str) -> Thing | None:
        own = self.modules.find(path, imported)
        if own is not None:
            return Own("module", own) if imported.name is None else self._global(own, imported.name)
        if imported.module.startswith("."):
            return None
        module = self.tables.same_modules.get(package_of(imported.module), package_of(imported.module))
        return Ext(module) if imported.name is None else self._canonical(module, imported.name)

    def _canonical(self, module: str, name: str) -> Ext:
        """`import x from "openai"` is its main class."""
        if name == "default":
            main = self.tables.defaults.get(module)
            return Ext(f"{module}:{main}") if main is not None else Ext(module)
        return Ext(f"{module}:{name}")

    def exported(self, path: str, name: str, depth: int = 0) -> Iterator[Found]:
        """What a file exports under a name, through `export * from` too."""
        index = self.modules.get(path)
        if index is None or depth > 6:
            return
        found = index.exports.get(name)
        if found:
            yield from (Found(e, path) for e in reversed(found))
            return
        for star in index.stars:
            own = self.modules.file(path, star)
            if own is not None and name != "default":
                yield from self.exported(own, name, depth + 1)

    def _global(self, path: str, name: str) -> Thing | None:
        """A name as another file sees it in module `path`."""
        thing = self._first(self.exported(path, name))
        if thing is not None:
            return thing
        index = self.modules.get(path)
        for star in index.stars if index is not None else ():
            if self.modules.file(path, star) is None and not star.startswith("."):
                return self.thing(Imported(star, name, 0), path)
        if name == "default" and index is not None and index.exports and "default" not in index.exports:
            return Own("module", path)  # CommonJS seen through a default import
        return None

    def _attribute(self, owner: Thing, name: str) -> Thing | None:
        match owner:
            case Ext(dotted):
                if name == "default" and ":" in dotted:
                    return owner
                if ":" not in dotted:
                    return self._canonical(dotted, name)
                if dotted in self.tables.namespaces:
                    return Ext(f"{dotted.partition(':')[0]}:{name}")
                return Ext(f"{dotted}.{name}") if name not in ("bind", "call", "apply") else owner
            case Inst(cls, path, made, attrs):
                if name in self.tables.same or name in ("bind",):
                    return owner
                return Inst(cls, path, made, (*attrs, name))
            case Own("module", path):
                return self._global(path, name)
            case Own("class" | "instance", path, scope):
                return self._member(path, scope, name, 0)
            case _:
                return None

    def _member(self, path: str, scope: int, name: str, depth: int) -> Thing | None:
        """A field or method of a class of the project, its bases included."""
        here = self.scope(path, scope)
        thing = self._first(Found(e, path) for _, e in reversed(here.bindings.get(name, ())))
        if isinstance(thing, Own) and thing.kind == "function" and self.scope(thing.path, thing.scope).getter:
            thing = self.returned(thing)
        if thing is not None or here.base is None or depth > 8:
            return thing
        parent = self.thing(here.base, path)
        if isinstance(parent, Own) and parent.kind == "class":
            return self._member(parent.path, parent.scope, name, depth + 1)
        if isinstance(parent, Ext) and parent.name in self.tables.clients:
            return Inst(parent.name, path, None, (name,))
        return None

    def base_class(self, thing: Own) -> str | None:
        """The library class a project's class derives from, when it is one of the tables."""
        path, number = thing.path, thing.scope
        for _ in range(10):
            base = self.scope(path, number).base
            parent = self.thing(base, path) if base is not None else None
            if isinstance(parent, Ext):
                known = parent.name in self.tables.clients or parent.name in self.tables.frameworks
                return parent.name if known else None
            if not isinstance(parent, Own) or parent.kind != "class":
                return None
            path, number = parent.path, parent.scope
        return None

    def _call(self, call: Call, path: str) -> Thing | None:
        func = self.thing(call.func, path)
        match func:
            case Ext(name):
                name = self._main(name)
                position = self.tables.wrappers.get(name)
                if position is not None:
                    inner = call.args[position] if position < len(call.args) else None
                    target = self.thing(inner, path) if inner is not None else None
                    return self.returned(target) if isinstance(target, Own) and target.kind == "function" else target
                return Inst(name, path, call)
            case Inst(cls, _, _, attrs):
                if attrs and attrs[-1] in _PROMISES:
                    return None
                if not attrs and cls in self.tables.providers:
                    return Inst(cls, func.path, func.made, ("()",))
                return Inst(cls, func.path, func.made, (*attrs, "()")) if attrs else func
            case Own("class", own_path, scope):
                base = self.base_class(func)
                return Inst(base, path, call) if base is not None else Own("instance", own_path, scope, call)
            case Own("function"):
                return self.returned(func)
            case _:
                return None

    def _main(self, name: str) -> str:
        """`const OpenAI = require("openai"); new OpenAI()`: the module itself is the class."""
        main = self.tables.defaults.get(name)
        return f"{name}:{main}" if main is not None else name

    def returned(self, function: Own) -> Thing | None:
        """What a function of the project gives back."""
        scope = self.scope(function.path, function.scope)
        return self._first(Found(e, function.path) for e in scope.returns)

    def _item(self, item: Item, path: str) -> Thing | None:
        thing = self._first(self.elements(item, path))
        if thing is not None:
            return thing
        owner = self.thing(item.base, path)
        return owner if isinstance(owner, Ext) else None

    def elements(self, item: Item, path: str) -> Iterator[Found]:
        """What an element of a list or object of the project may be."""
        for found in self.expand(item.base, path):
            match found.expr:
                case Seq(items):
                    yield from (Found(e, found.path) for e in items)
                case Map(entries):
                    yield from (Found(v, found.path) for _, v in entries)

    def properties(self, base: Expr, name: str, path: str) -> Iterator[Found]:
        """What the property of an object of the project may be."""
        for found in self.expand(base, path):
            if isinstance(found.expr, Map):
                for key, value in found.expr.entries:
                    if isinstance(key, Const) and key.value == name:
                        yield Found(value, found.path)
                    elif key is None:
                        yield from self.properties(value, name, found.path)

    def expand(self, expr: Expr, path: str, depth: int = 0) -> Iterator[Found]:
        """The expressions a variable, property or call may stand for."""
        if depth > 8:
            return
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
                    for _, value in reversed(self.scope(owner.path, owner.scope).bindings.get(name, ())):
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

    def _loose(self, name: str, path: str) -> Thing | None:
        """A property set on some object we cannot follow (`globalThis.openai = new OpenAI()`)."""
        index = self.modules.get(path)
        found = index.loose.get(name, ()) if index is not None else ()
        thing = self._first(Found(e, path) for e in found)
        return thing if self.is_client(thing) else None

    def _param(self, param: Param, path: str) -> Thing | None:
        if param.annotation is not None:
            thing = self._annotated(param.annotation, path)
            if thing is not None:
                return thing
        if param.default is not None:
            thing = self.thing(param.default, path)
            if thing is not None:
                return thing
        return self._passed(param, path) if param.position >= 0 and param.name else None

    def _annotated(self, annotation: Expr, path: str, depth: int = 0) -> Thing | None:
        """An instance of the class a type names: `X`, `X | null`, `Promise<X>`, `typeof x`."""
        if depth > 4:
            return None
        match annotation:
            case Either(options):
                found = (self._annotated(o, path, depth + 1) for o in options)
                return next((f for f in found if f is not None), None)
            case Item(base, key):
                params = key.items if isinstance(key, Seq) else ()
                if isinstance(base, Name) and base.id in _CONTAINERS and params:
                    return self._annotated(params[0], path, depth + 1)
                if isinstance(base, Name) and base.id in ("ReturnType", "InstanceType") and params:
                    made = self.thing(params[0], path)
                    if isinstance(made, Own) and made.kind == "function":
                        return self.returned(made)
                    return self._annotated(params[0], path, depth + 1)
                return self._annotated(base, path, depth + 1)
            case Name() | Attr() | Imported():
                thing = self.thing(annotation, path)
                if isinstance(thing, Ext):
                    name = self._main(thing.name)
                    known = name in self.tables.clients or name in self.tables.frameworks
                    return Inst(name, path, None) if known or self.is_other(name) else None
                if isinstance(thing, Own) and thing.kind == "class":
                    base = self.base_class(thing)
                    return Inst(base, path, None) if base is not None else Own("instance", thing.path, thing.scope)
                return thing if isinstance(thing, Inst) else None
            case _:
                return None

    def _passed(self, param: Param, path: str) -> Thing | None:
        """What callers in the project pass for the parameter."""
        scope = self.scope(path, param.scope)
        name = scope.name
        if name == "constructor" and scope.parent >= 0:
            name = self.scope(path, scope.parent).name
        if not name:
            return None
        for index in self.modules.callers(name):
            for args in index.calls_by_name.get(name, ()):
                if param.position < len(args):
                    thing = self.thing(args[param.position], index.path)
                    if self.is_client(thing) or (isinstance(thing, Inst) and self.is_other(thing.cls)):
                        return thing
        return None

    def is_other(self, name: str) -> bool:
        """Whether a library's name belongs to another vendor's SDK."""
        return name.partition(":")[0] in self.tables.other_modules

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
            found = self.scope(owner.path, owner.scope).bindings.get(name, ())
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
            found = scope.bindings.get(name.id) if scope.kind != "class" else None
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
