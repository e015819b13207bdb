"""Arguments and values of a call, with the place of each, constants followed to where they stand."""

from __future__ import annotations

from functools import cached_property

from tree_sitter import Node

from migrate.languages.expressions import Attr, Call, Const, Either, Expr, Item, Map, Name, Param, Seq
from migrate.languages.nodes import line_of, span_of, text_of
from migrate.languages.python.expr import children
from migrate.languages.python.resolve import Resolver
from migrate.languages.python.scopes import Module
from migrate.languages.things import Ext, Found
from migrate.languages.values import MAX_DEPTH, MAX_ITEMS, Reading, changeable, place_of, scalar
from migrate.model import (
    Arg,
    DictValue,
    EnvRef,
    ListValue,
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
        if constant is None:
            name = expr.id if isinstance(expr, Name) else expr.name
            local = next(self._resolver.bindings(expr, path), None) if isinstance(expr, Name) else None
            if local is not None and isinstance(local.expr, Param):
                return Unknown(f"parameter {name}")
            return Unknown(f"variable {name}")
        value = self.of(constant, used, depth + 1)
        return changeable(value) if isinstance(expr, Name) and expr.id in self._mutated else value

    @cached_property
    def _mutated(self) -> frozenset[str]:
        """Variables a method that changes them is called on, or whose items are assigned."""
        names: set[str] = set()
        for node, _ in self._module.calls:
            func = node.child_by_field_name("function")
            if func is None or func.type != "attribute":
                continue
            method, owner = func.child_by_field_name("attribute"), func.child_by_field_name("object")
            plain = method is not None and owner is not None and owner.type == "identifier"
            if plain and method is not None and owner is not None and text_of(method) in _MUTATORS:
                names.add(text_of(owner))
        for scope in self._module.index.scopes:
            names.update(n[:-2] for n in scope.bindings if n.endswith("[]"))
        return frozenset(names)

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
        entries = tuple(
            self._entry(k, Found(v, path), place_of(v) if path == self._path else used, used, depth)
            for k, v in call.kwargs
            if k != "**"
        )
        return DictValue(entries, not call.spread)

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


def call_line(node: Node) -> int:
    """Line of the called name, which is not where a chain over several lines begins."""
    func = node.child_by_field_name("function")
    name = func.child_by_field_name("attribute") if func is not None and func.type == "attribute" else func
    return line_of(name if name is not None else node)
