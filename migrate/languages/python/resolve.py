"""What an expression is: a class of the SDK, an instance of it, a method of it, across files.

A may-analysis for objects (`thing`: could this be the SDK?), memoised and bounded, so that cycles end.
The must-analysis for values (`constant`: is this certainly 0.7?) is `Reader`'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import ClassVar

from migrate.languages.expressions import (
    TOO_DEEP,
    Attr,
    Call,
    Const,
    Either,
    Expr,
    Imported,
    Item,
    Name,
    Opaque,
    Param,
    Scoped,
    Seq,
)
from migrate.languages.python.modules import Modules
from migrate.languages.python.read import Reader, last_name
from migrate.languages.python.scopes import Scope
from migrate.languages.python.tables import Tables
from migrate.languages.python.things import Partial, Thing
from migrate.languages.python.wrapped import Wrappers
from migrate.languages.things import Ext, Found, Inst, Own
from migrate.wrappers import Wrapper

_MAX_BINDINGS = 16  # of one name that are followed, nearest first


class Resolver(Reader):
    """Answers for one project. Not thread-safe; one per worker process."""

    deepest: ClassVar[int] = 60

    def __init__(self, modules: Modules, tables: Tables, wrappers: tuple[Wrapper, ...] = ()) -> None:
        super().__init__()
        self.wrappers = Wrappers(wrappers, self)
        self.modules, self.tables = modules, tables

    # --- objects ---------------------------------------------------------------------------------

    def _thing(self, expr: Expr, path: str) -> Thing | None:
        match expr:
            case Name():
                return self._first(self.bindings(expr, path))
            case Attr(base, name):
                owner = self.thing(base, path)
                found = self._attribute(owner, name) if owner is not None else None
                if found is None and owner is None:
                    found = self._loose(name, path)
                return found
            case Call():
                return self._call(expr, path)
            case Item():
                return self._item(expr, path)
            case Either(options):
                return self._first(Found(o, path) for o in options)
            case Imported():
                return self._imported(expr, path)
            case Scoped(scope):
                kind = "class" if self.scope(path, scope).kind == "class" else "function"
                return Own(kind, path, scope)
            case Param():
                return self._param(expr, path)
            case Opaque(reason):
                self._cut = self._cut or reason == TOO_DEEP
                return None
            case _:
                return None

    def _first(self, found: Iterator[Found]) -> Thing | None:
        """The first that is of the SDK or a library; failing that the first that is anything."""
        spare: Thing | None = None
        for item in found:
            thing = self.thing(item.expr, item.path)
            if isinstance(thing, Inst) and thing.cls in self.tables.clients:
                return thing
            spare = spare or thing
        return spare

    def bindings(self, name: Name, path: str) -> Iterator[Found]:
        """What a variable may be bound to: nearest before the use first, then the rest."""
        index = self.modules.get(path)
        if index is None:
            return
        number, first = name.scope, True
        while number >= 0:
            scope = index.scopes[number]
            if scope.kind != "class" or first:
                found = scope.bindings.get(name.id)
                if found:
                    here = name.at if first or number == 0 else -1  # elsewhere everything may have happened before
                    for expr in islice(found.seen_from(here), _MAX_BINDINGS):
                        if not isinstance(expr, Opaque):
                            yield Found(expr, path)
                    return
            first = False
            number = scope.parent
        for star in index.stars:
            yield Found(Imported(star.module, name.id, star.level), path)

    def _imported(self, imported: Imported, path: str) -> Thing | None:
        own = self.modules.find(path, imported)
        if own is not None:
            target, name = own
            if name is None:
                return Own("module", target)
            return self._global(target, name)
        if imported.level:
            return None
        dotted = imported.module if imported.name is None else f"{imported.module}.{imported.name}"
        return Ext(self._canonical(dotted))

    def _canonical(self, dotted: str) -> str:
        for module in self.tables.drop_in:
            if dotted == module or dotted.startswith(module + "."):
                return "openai" + dotted[len(module) :]
        return dotted

    def member(self, owner: Thing, name: str) -> Thing | None:
        """What `owner.name` is."""
        return self._attribute(owner, name)

    def _global(self, path: str, name: str) -> Thing | None:
        """A name as another file sees it in module `path`."""
        index = self.modules.get(path)
        if index is None:
            return None
        found = index.scopes[0].bindings.get(name)
        if found:
            return self._first(Found(e, path) for _, e in reversed(found))
        for star in index.stars:
            thing = self.thing(Imported(star.module, name, star.level), path)
            if thing is not None:
                return thing
        sub = self.modules.submodule(path, name)
        return Own("module", sub) if sub else None

    def _attribute(self, owner: Thing, name: str) -> Thing | None:
        match owner:
            case Ext(dotted):
                return Ext(self._canonical(f"{dotted}.{name}"))
            case Inst(cls, path, made, attrs):
                if name in self.tables.same:
                    return owner
                if cls == "aiohttp.ClientSession" and attrs:
                    return None
                return Inst(cls, path, made, (*attrs, name))
            case Own("module", path):
                return self._global(path, name)
            case Own("class" | "instance", path, scope):
                return self._member(path, scope, name, set())
            case _:
                return None

    def _member(self, path: str, scope: int, name: str, seen: set[tuple[str, int]]) -> Thing | None:
        """An attribute or method of a class of the project, its bases included."""
        if (path, scope) in seen:
            return None
        seen.add((path, scope))
        here = self.scope(path, scope)
        found = [e for _, e in here.attrs.get(name, ())]  # `__init__` stands first, as a rule
        found += [e for _, e in reversed(here.bindings.get(name, ()))]
        thing = self._first(Found(e, path) for e in found if not isinstance(e, Opaque))
        if isinstance(thing, Own) and thing.kind == "function" and self._is_property(thing):
            thing = self.returned(thing)
        if thing is not None:
            return thing
        for base in here.bases:
            parent = self.thing(base, path)
            if isinstance(parent, Own) and parent.kind == "class":
                thing = self._member(parent.path, parent.scope, name, seen)
            elif isinstance(parent, Ext):
                thing = self._external_member(parent, path, name)
            if thing is not None:
                return thing
        return None

    def _external_member(self, parent: Ext, path: str, name: str) -> Thing | None:
        return Inst(parent.name, path, None, (name,)) if parent.name in self.tables.clients else None

    def base_class(self, thing: Own) -> str | None:
        """The library class a project's class derives from, when it is one of the tables."""
        seen: set[tuple[str, int]] = set()
        todo = [(thing.path, thing.scope)]
        while todo:
            path, number = todo.pop()
            if (path, number) in seen:
                continue
            seen.add((path, number))
            for base in self.scope(path, number).bases:
                parent = self.thing(base, path)
                if isinstance(parent, Ext):
                    if parent.name in self.tables.clients or parent.name in self.tables.frameworks:
                        return parent.name
                elif isinstance(parent, Own) and parent.kind == "class":
                    todo.append((parent.path, parent.scope))
        return None

    def _call(self, call: Call, path: str) -> Thing | None:
        if isinstance(call.func, Name) and call.func.id == "getattr" and len(call.args) > 1:
            name = self.text(call.args[1], path)
            return self.thing(Attr(call.args[0], name), path) if name and name.isidentifier() else None
        func = self.thing(call.func, path)
        match func:
            case Ext(name):
                position = self.tables.wrappers.get(name)
                if position is not None:
                    inner = call.args[position] if position < len(call.args) else None
                    inner = inner or call.kwarg("client", "dependency")
                    target = self.thing(inner, path) if inner is not None else None
                    if isinstance(target, Own) and target.kind == "function" and name.startswith("fastapi"):
                        return self.returned(target)
                    return target
                if name in self.tables.makers and call.args:
                    target = self.thing(call.args[0], path)
                    return Partial(target, path, call) if target is not None else None
                return Inst(name, path, call)
            case Inst(_, _, _, attrs):
                if attrs and attrs[-1] in ("acquire", "get", "borrow"):
                    return None
                return Inst(func.cls, func.path, func.made, (*attrs, "()")) if attrs else func
            case Own("class", own_path, scope):
                base = self.base_class(func)
                if base is not None:
                    return Inst(base, path, call)
                return Own("instance", own_path, scope, call)
            case Own("function"):
                return self.returned(func)
            case Partial(target, _, made):
                if isinstance(target, Ext):
                    return Inst(target.name, func.path, made)
                return self.returned(target) if isinstance(target, Own) else None
            case None:
                return self._method_like(call, path)
            case _:
                return None

    def _method_like(self, call: Call, path: str) -> Thing | None:
        """`{...}.get(key)` and the like on displays of the project."""
        if isinstance(call.func, Attr) and call.func.name in ("get", "setdefault", "pop", "values"):
            return self._item(Item(call.func.base, call.args[0] if call.args else None), path)
        return None

    def returned(self, function: Own) -> Thing | None:
        """What a function of the project gives back."""
        scope = self.scope(function.path, function.scope)
        return self._first(Found(e, function.path) for e in scope.returns)

    def _item(self, item: Item, path: str) -> Thing | None:
        found = [Found(e, p) for e, p in self._elements(item, path)]
        if found:
            return self._first(iter(found))
        owner = self.thing(item.base, path)
        if isinstance(owner, Ext) or (isinstance(owner, Own) and owner.kind == "class"):
            return owner  # a generic class: Agent[Context]
        return None

    def _loose(self, name: str, path: str) -> Thing | None:
        """An attribute set on some object we cannot follow (`app.state.client = OpenAI()`)."""
        index = self.modules.get(path)
        found = index.loose.get(name, ()) if index is not None else ()
        thing = self._first(Found(e, path) for _, e in found)
        return thing if isinstance(thing, Inst) and thing.cls in self.tables.clients else None

    def _param(self, param: Param, path: str) -> Thing | None:
        scope = self.scope(path, param.scope)
        if param.position == 0 and param.annotation is None and scope.parent >= 0:
            parent = self.scope(path, scope.parent)
            static = any(last_name(d) == "staticmethod" for d in scope.decorators)
            if parent.kind == "class" and scope.kind == "function" and not static:
                return Own("instance", path, scope.parent)
        if param.annotation is not None:
            thing = self._annotated(param.annotation, path)
            if thing is not None:
                return thing
        if param.default is not None:
            thing = self.thing(param.default, path)
            if thing is not None:
                return thing
        return self._passed(param, scope, path) if param.position >= 0 else None

    def _annotated(self, annotation: Expr, path: str, depth: int = 0) -> Thing | None:
        """An instance of the class an annotation names: `X`, `X | None`, `Optional[X]`, `"X"`."""
        if depth > 4:
            return None
        match annotation:
            case Const(value=str() as text):
                index = self.modules.get(path)
                parts = text.strip().split(".")
                if index is None or not all(p.isidentifier() for p in parts):
                    return None
                expr: Expr = Name(parts[0], 0, 1 << 60)
                for part in parts[1:]:
                    expr = Attr(expr, part)
                return self._annotated(expr, path, depth + 1)
            case Either(options):
                found = (self._annotated(o, path, depth + 1) for o in options)
                return next((f for f in found if f is not None), None)
            case Item(base, key):
                owner = self.thing(base, path)
                if not (isinstance(owner, Ext) and owner.name.startswith(("typing", "collections"))):
                    return self._annotated(base, path, depth + 1)
                params = key.items if isinstance(key, Seq) else (key,) if key is not None else ()
                found = (self._annotated(o, path, depth + 1) for o in params)
                thing = next((f for f in found if f is not None), None)
                if thing is None:
                    thing = self._first(Found(p, path) for p in params[1:] if isinstance(p, Call))
                return thing
            case Name() | Imported() if (alias := self._alias(annotation, path, depth)) is not None:
                return alias
            case _:
                thing = self.thing(annotation, path)
                if isinstance(thing, Ext) and "." in thing.name:
                    known = thing.name in self.tables.clients
                    return Inst(thing.name, path, None) if known or self.is_other(thing.name) else None
                if isinstance(thing, Own) and thing.kind == "class":
                    derived = self.base_class(thing)
                    if derived is not None:
                        return Inst(derived, path, None)
                    return Own("instance", thing.path, thing.scope)
                return thing if isinstance(thing, Inst) else None

    def _alias(self, annotation: Name | Imported, path: str, depth: int) -> Thing | None:
        """What a name for a type stands for: `Client = Annotated[OpenAI, Depends(get_client)]`."""
        found = self.bindings(annotation, path) if isinstance(annotation, Name) else iter((Found(annotation, path),))
        for item in found:
            if isinstance(item.expr, Item | Either):
                return self._annotated(item.expr, item.path, depth + 1)
            own = self.modules.find(item.path, item.expr) if isinstance(item.expr, Imported) else None
            index = self.modules.get(own[0]) if own is not None else None
            for _, expr in index.scopes[0].bindings.get(own[1] or "", ()) if index is not None and own else ():
                if isinstance(expr, Item | Either):
                    return self._annotated(expr, index.path, depth + 1) if index is not None else None
        return None

    def _passed(self, param: Param, scope: Scope, path: str) -> Thing | None:
        """What the callers in this file and in the rest of the project pass for the parameter."""
        name, shift = scope.name, 0
        if scope.parent >= 0:
            parent = self.scope(path, scope.parent)
            if parent.kind == "class":
                shift = 1
                name = parent.name if name == "__init__" else name
        for index in self.modules.callers(name, path):
            for args, kwargs in index.calls_by_name.get(name, ()):
                value = next((v for k, v in kwargs if k == param.name), None)
                position = param.position - shift
                if value is None and 0 <= position < len(args):
                    value = args[position]
                thing = self.thing(value, index.path) if value is not None else None
                if isinstance(thing, (Inst, Ext)):
                    return thing
        return None

    def is_other(self, dotted: str) -> bool:
        """Whether a dotted name belongs to another vendor's SDK."""
        return dotted.partition(".")[0] in self.tables.other_modules
