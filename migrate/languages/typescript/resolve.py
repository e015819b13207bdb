"""What an expression is: a class of the SDK, an instance of it, a method of it, across files.

A library's name is written `module:name.member` (`openai:OpenAI.APIError`), a global `global:process.env`.
`thing` is a may-analysis (could this be the SDK?), `constant` a must-analysis (is this certainly 0.7?).
Both are memoised and bounded, so that cycles end.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from migrate.languages.expressions import Attr, Call, Either, Expr, Imported, Item, Name, Param, Scoped, Seq
from migrate.languages.things import Ext, Found, Inst, Own, Thing
from migrate.languages.typescript.lookups import Lookups
from migrate.languages.typescript.modules import Modules
from migrate.languages.typescript.reach import LIBRARY
from migrate.languages.typescript.specifiers import package_of
from migrate.languages.typescript.tables import Tables
from migrate.languages.typescript.wrapped import Wrappers
from migrate.wrappers import Wrapper

_PROMISES = frozenset({"then", "catch", "finally"})
_CONTAINERS = frozenset(
    {"Promise", "Awaited", "Readonly", "Partial", "Required", "NonNullable", "Array", "Ref", "Pick", "Omit"}
)


class Resolver(Lookups):
    """Answers for one project. Not thread-safe; one per worker process."""

    deepest: ClassVar[int] = 40

    def __init__(self, modules: Modules, tables: Tables, wrappers: tuple[Wrapper, ...] = ()) -> None:
        super().__init__()
        self.modules, self.tables = modules, tables
        self.wrappers = Wrappers(wrappers, self)

    # --- objects ---------------------------------------------------------------------------------

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

    def member(self, owner: Thing, name: str) -> Thing | None:
        """What a module, class or instance has under a name."""
        return self._attribute(owner, name)

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
        thing = self._first(Found(e, path) for _, e in reversed(here.bound(name)))
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
        if isinstance(call.func, Attr) and call.func.name == "bind":
            return func
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

    def _loose(self, name: str, path: str) -> Thing | None:
        """A property set on some object we cannot follow (`globalThis.openai = new OpenAI()`)."""
        index = self.modules.get(path)
        found = index.loosely(name) if index is not None else ()
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
                    dotted = self._main(thing.name)
                    known = dotted in self.tables.clients or dotted in self.tables.frameworks
                    return Inst(dotted, path, None) if known or self.is_other(dotted) else None
                if isinstance(thing, Own) and thing.kind == "class":
                    derived = self.base_class(thing)
                    return (
                        Inst(derived, path, None) if derived is not None else Own("instance", thing.path, thing.scope)
                    )
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
        for index in self.modules.callers(name, path, LIBRARY):
            for args in index.passed(name):
                if param.position < len(args):
                    thing = self.thing(args[param.position], index.path)
                    if self.is_client(thing) or (isinstance(thing, Inst) and self.is_other(thing.cls)):
                        return thing
        return None

    def is_other(self, name: str) -> bool:
        """Whether a library's name belongs to another vendor's SDK."""
        return name.partition(":")[0] in self.tables.other_modules
