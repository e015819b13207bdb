"""Arguments and values of a call, with the place of each, constants followed to where they stand."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from tree_sitter import Node

from migrate.languages.expressions import Attr, Call, Const, Either, Expr, Item, Map, Name, Param, Seq
from migrate.languages.nodes import line_of, span_of, text_of
from migrate.languages.python import settings
from migrate.languages.python.expr import children
from migrate.languages.python.resolve import Resolver
from migrate.languages.python.scopes import Module
from migrate.languages.things import Ext, Found, Own
from migrate.languages.values import MAX_DEPTH, MAX_ITEMS, Reading, changeable, place_of, scalar
from migrate.model import (
    Arg,
    DictValue,
    EnvRef,
    ListValue,
    Literal,
    Span,
    Unknown,
    Value,
)

_SCALARS = ("string", "concatenated_string", "integer", "float", "true", "false", "none", "unary_operator")
_MUTATORS = frozenset({"append", "extend", "insert", "update", "pop", "setdefault", "remove", "clear"})
_ABSENT = frozenset({"openai.NOT_GIVEN", "openai.omit", "openai.NotGiven", "openai.Omit"})
_ENV_CALLS = frozenset({"os.getenv", "os.environ.get", "os.environ.setdefault", "os.environ.pop", "decouple.config"})


class Values(Reading):
    """Values as seen in one file."""

    def __init__(self, module: Module, resolver: Resolver) -> None:
        self._module, self._resolver = module, resolver
        self._path = module.index.path
        self._builder = module.builder

    # --- arguments -------------------------------------------------------------------------------

    def arguments(
        self, arguments: Node, scope: int, positional: tuple[str, ...] = (), skip: int = 0
    ) -> tuple[tuple[Arg, ...], bool]:
        """The arguments between a call's parentheses, and whether some cannot be seen.

        The first `skip` positional ones are left out (the target of `partial`).
        """
        args: list[Arg] = []
        is_open, position = False, -skip
        for child in children(arguments):
            kind = child.type
            if kind == "keyword_argument":
                name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
                if name is not None and value is not None:
                    found = self.value(value, scope)
                    args.append(Arg(text_of(name), found, span_of(child), span_of(value), span_of(name)))
            elif kind == "dictionary_splat":
                inner = next(children(child), None)
                entries, complete = self._splat(inner, scope) if inner is not None else ((), False)
                args.extend(entries)
                is_open |= not complete
            elif kind == "list_splat":
                is_open = True
            else:
                if position >= 0:
                    name_text = positional[position] if position < len(positional) else str(position)
                    args.append(Arg(name_text, self.value(child, scope), span_of(child), span_of(child)))
                position += 1
        return tuple(args), is_open

    def _splat(self, node: Node, scope: int) -> tuple[tuple[Arg, ...], bool]:
        """`**{...}` or `**NAME` where NAME is one dict display: its entries as arguments."""
        value = self.value(node, scope)
        if not isinstance(value, DictValue):
            return (), False
        return value.entries, value.complete

    # --- values of nodes -------------------------------------------------------------------------

    def value(self, node: Node, scope: int, depth: int = 0) -> Value:
        """The value written at `node`."""
        if depth > MAX_DEPTH:
            return Unknown("nested too deep")
        kind = node.type
        if kind in ("parenthesized_expression", "await"):
            inner = next(children(node), None)
            return self.value(inner, scope, depth + 1) if inner is not None else Unknown("empty")
        if kind in ("list", "tuple", "set"):
            return self._list(children(node), scope, depth, spread="list_splat")
        if kind == "dictionary":
            return self._dict(node, scope, depth)
        if kind in _SCALARS:
            return scalar(self._builder.build(node, scope))
        return self.of(Found(self._builder.build(node, scope), self._path), span_of(node), depth)

    def _dict(self, node: Node, scope: int, depth: int) -> Value:
        entries: list[Arg] = []
        complete = True
        for child in children(node):
            key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
            if child.type == "dictionary_splat":
                inner = next(children(child), None)
                more, whole = self._splat(inner, scope) if inner is not None else ((), False)
                entries.extend(more)
                complete = complete and whole
                continue
            name = self._builder.build(key, scope) if key is not None else None
            if key is None or value is None or not isinstance(name, Const) or len(entries) >= MAX_ITEMS:
                complete = False
                continue
            found = self.value(value, scope, depth + 1)
            entries.append(Arg(str(name.value), found, span_of(child), span_of(value), span_of(key)))
        return DictValue(tuple(entries), complete)

    # --- values of expressions -------------------------------------------------------------------

    def _named(self, expr: Name | Attr, path: str, used: Span, depth: int) -> Value:
        thing = self._resolver.thing(expr, path)
        if isinstance(thing, Ext) and thing.name in _ABSENT:
            return Unknown("not given")
        constant = self._resolver.constant(expr, path)
        if constant is None and isinstance(expr, Name) and path == self._path:
            begun = self._resolver.begun(expr, path)
            value = self.of(begun, used, depth + 1) if begun is not None else None
            if isinstance(value, DictValue):
                later = self._set_later.get((self._home(expr.scope, expr.id), expr.id), frozenset())
                return DictValue(tuple(e for e in value.entries if e.name not in later), False)
        if constant is None:
            name = expr.id if isinstance(expr, Name) else expr.name
            local = next(self._resolver.bindings(expr, path), None) if isinstance(expr, Name) else None
            if local is not None and isinstance(local.expr, Param):
                return Unknown(f"parameter {name}")
            return Unknown(f"variable {name}")
        value = self.of(constant, used, depth + 1)
        if isinstance(expr, Attr) and _is_number(value) and settings.holds(expr, path, self._resolver):
            return Unknown(f"setting {expr.name}")  # its variable may say otherwise
        changed = isinstance(expr, Name) and isinstance(value, DictValue | ListValue) and self._changes(expr)
        return changeable(value) if changed else value

    def _changes(self, name: Name) -> bool:
        """Whether a variable is changed in place, here or by a function of the project that is given it."""
        home = (self._home(name.scope, name.id), name.id)
        return home in self._mutated or any(self._changed_by(*given) for given in self._given.get(home, ()))

    def _changed_by(self, func: Node, scope: int, place: int | str) -> bool:
        thing = self._resolver.thing(self._builder.build(func, scope), self._path)
        index = self._resolver.modules.get(thing.path) if isinstance(thing, Own) else None
        if not isinstance(thing, Own) or thing.kind != "function" or index is None:
            return False
        params = index.scopes[thing.scope].params
        name = place if isinstance(place, str) else params[place] if place < len(params) else ""
        here = thing.path == self._path and (thing.scope, name) in self._mutated
        return here or name + "[]" in index.scopes[thing.scope].bindings

    @cached_property
    def _set_later(self) -> dict[tuple[int, str], frozenset[str]]:
        """Variables of which items are set, with the keys that are written there."""
        found: dict[tuple[int, str], frozenset[str]] = {}
        for assigned in self._module.assigned:
            target = assigned.target
            owner, key = target.child_by_field_name("value"), target.child_by_field_name("subscript")
            if owner is None or key is None or owner.type != "identifier":
                continue
            place = (self._home(assigned.scope, text_of(owner)), text_of(owner))
            written = self._builder.build(key, assigned.scope)
            named = frozenset({str(written.value)}) if isinstance(written, Const) else frozenset()
            found[place] = found.get(place, frozenset()) | named
        return found

    @cached_property
    def _given(self) -> dict[tuple[int, str], list[tuple[Node, int, int | str]]]:
        """Variables that stand alone as an argument: the function, the scope of the call, which argument it is."""
        found: dict[tuple[int, str], list[tuple[Node, int, int | str]]] = {}
        for node, scope in self._module.calls:
            func, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
            if func is None or arguments is None or func.type != "identifier":
                continue
            for place, child in enumerate(children(arguments)):
                name = child.child_by_field_name("name") if child.type == "keyword_argument" else None
                given = child.child_by_field_name("value") if name is not None else child
                if given is not None and given.type == "identifier":
                    held = (self._home(scope, text_of(given)), text_of(given))
                    found.setdefault(held, []).append((func, scope, text_of(name) if name is not None else place))
        return found

    @cached_property
    def _mutated(self) -> frozenset[tuple[int, str]]:
        """Variables, each with its scope, that a method of theirs changes, or whose items are assigned."""
        found: set[tuple[int, str]] = set()
        for node, scope in self._module.calls:
            func = node.child_by_field_name("function")
            if func is None or func.type != "attribute":
                continue
            method, owner = func.child_by_field_name("attribute"), func.child_by_field_name("object")
            if method is None or owner is None or owner.type != "identifier":
                continue
            if text_of(method) in _MUTATORS:
                found.add((self._home(scope, text_of(owner)), text_of(owner)))
        for number, held in enumerate(self._module.index.scopes):
            found.update((number, n[:-2]) for n in held.bindings if n.endswith("[]"))
        return frozenset(found)

    def _home(self, scope: int, name: str) -> int:
        """The scope whose variable a name means in another; 0, the module, when none binds it."""
        scopes, number, first = self._module.index.scopes, scope, True
        while number > 0:
            held = scopes[number]
            if name in held.bindings and (first or held.kind != "class"):
                return number
            number, first = held.parent, False
        return 0

    def _display(self, found: Found, used: Span, depth: int) -> Value:
        """A list or dict that stands elsewhere. In another file its places are that of the use."""
        here = found.path == self._path
        expr = found.expr
        if isinstance(expr, Seq):
            items = tuple(
                self._entry(str(i), Found(e, found.path), place_of(e) if here else used, used, depth)
                for i, e in enumerate(expr.items)
            )
            return ListValue(items, True)
        if not isinstance(expr, Map):
            return Unknown("computed")
        entries: list[Arg] = []
        complete = True
        for (key, value), (span, key_span, value_span) in zip(expr.entries, expr.where, strict=True):
            if not isinstance(key, Const):
                complete = False
                continue
            arg = self._entry(str(key.value), Found(value, found.path), value_span if here else used, used, depth)
            if here:
                arg = Arg(arg.name, arg.value, span, value_span, key_span)
            entries.append(arg)
        return DictValue(tuple(entries), complete)

    def _entry(self, name: str, found: Found, span: Span | None, used: Span, depth: int) -> Arg:
        return Arg(name, self.of(found, used, depth + 1), span or used, span or used)

    def _called(self, call: Call, path: str, used: Span, depth: int) -> Value:
        """`dict(model="...", ...)`."""
        if not isinstance(call.func, Name) or call.func.id != "dict" or call.args:
            return super()._called(call, path, used, depth)
        written = self._keywords(call) if path == self._path else {}
        entries = []
        for name, given in call.kwargs:
            if name == "**":
                continue
            arg = self._entry(name, Found(given, path), used, used, depth)
            entries.append(replace(arg, span=spans[0], value_span=spans[1], name_span=spans[2])
                           if (spans := written.get(name)) else arg)  # fmt: skip
        return DictValue(tuple(entries), not call.spread)

    def _keywords(self, call: Call) -> dict[str, tuple[Span, Span, Span]]:
        """Where the keyword arguments of a call in this file stand, their values and their names."""
        node = self._module.tree.root_node.named_descendant_for_byte_range(call.span.start, call.span.end)
        arguments = node.child_by_field_name("arguments") if node is not None else None
        found: dict[str, tuple[Span, Span, Span]] = {}
        for child in children(arguments) if arguments is not None else ():
            name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
            if child.type == "keyword_argument" and name is not None and value is not None:
                found[text_of(name)] = (span_of(child), span_of(value), span_of(name))
        return found

    # --- environment -----------------------------------------------------------------------------

    def env(self, expr: Expr, path: str) -> EnvRef | None:
        """`os.environ["X"]`, `os.getenv("X", "d")`, `os.getenv("X") or "d"`."""
        if isinstance(expr, Either) and len(expr.options) == 2:
            first, second = expr.options
            env = self.env(first, path)
            if env is None:
                return None
            default = self._resolver.text(second, path)
            return EnvRef(env.name, env.default if default is None else default)
        if isinstance(expr, Attr):
            return settings.variable(expr, path, self._resolver)
        if isinstance(expr, Call) and isinstance(expr.func, Attr) and expr.func.name == "get_secret_value":
            return self.env(expr.func.base, path) if not expr.args else None
        if isinstance(expr, Item) and isinstance(expr.key, Const) and isinstance(expr.key.value, str):
            owner = self._resolver.thing(expr.base, path)
            if isinstance(owner, Ext) and owner.name in self._resolver.tables.env_readers:
                return EnvRef(expr.key.value)
            return None
        if isinstance(expr, Call) and expr.args and isinstance(expr.args[0], Const):
            name = expr.args[0].value
            func = self._resolver.thing(expr.func, path)
            if isinstance(name, str) and isinstance(func, Ext) and func.name in _ENV_CALLS:
                fallback = expr.args[1] if len(expr.args) > 1 else expr.kwarg("default")
                default = self._resolver.text(fallback, path) if fallback is not None else None
                return EnvRef(name, default)
        return None


def _is_number(value: Value) -> bool:
    return isinstance(value, Literal) and isinstance(value.value, (bool, int, float))


def call_line(node: Node) -> int:
    """Line of the called name, which is not where a chain over several lines begins."""
    func = node.child_by_field_name("function")
    name = func.child_by_field_name("attribute") if func is not None and func.type == "attribute" else func
    return line_of(name if name is not None else node)
