"""Arguments and values of a call, with the place of each, constants followed to where they stand."""

from __future__ import annotations

from dataclasses import dataclass

from tree_sitter import Node

from migrate.languages.expressions import Attr, Call, Const, Either, Expr, Map, Name, Opaque, Param, Seq
from migrate.languages.nodes import inner_span, line_of, span_of
from migrate.languages.things import Ext, Found, Inst
from migrate.languages.typescript.expr import FUNCTIONS, children, unwrap
from migrate.languages.typescript.resolve import Resolver
from migrate.languages.typescript.scopes import Module
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

_SCALARS = ("string", "template_string", "number", "true", "false", "null", "unary_expression")
_READERS = frozenset({"get", "getOrThrow", "required", "require"})


@dataclass(frozen=True, slots=True)
class Arguments:
    """A call's arguments: the options object's properties, and what stands at other positions."""

    args: tuple[Arg, ...]
    span: Span | None  # where properties can be added: inside the braces, or between the parentheses
    is_open: bool


class Values(Reading):
    """Values as seen in one file."""

    def __init__(self, module: Module, resolver: Resolver) -> None:
        self._module, self._resolver = module, resolver
        self._path = module.index.path
        self._builder = module.builder

    # --- arguments -------------------------------------------------------------------------------

    def arguments(self, arguments: Node | None, scope: int, positional: tuple[str, ...] = ()) -> Arguments:
        """The named arguments of a call. The first object literal is its options."""
        if arguments is None:
            return Arguments((), None, False)
        args: list[Arg] = []
        inside: Span | None = inner_span(arguments)
        is_open, taken = False, False
        for position, child in enumerate(children(arguments)):
            node = unwrap(child)
            if child.type == "spread_element":
                is_open, inside = True, inside if taken else None
                continue
            if not taken and node.type == "object":
                taken = True
                found = self._object(node, scope, 0)
                args.extend(found.entries)
                inside, is_open = inner_span(node), is_open or not found.complete
                continue
            value = self.value(child, scope)
            if not taken and isinstance(value, DictValue) and position >= len(positional):
                taken = True
                args.extend(value.entries)
                inside = self._written(node, scope)
                is_open = is_open or not value.complete or inside is None
                continue
            if position < len(positional):
                args.append(Arg(positional[position], value, span_of(child), span_of(child)))
            elif not taken and node.type not in FUNCTIONS:
                is_open, inside = True, None  # it may be the options
        return Arguments(tuple(args), inside, is_open)

    def _written(self, node: Node, scope: int) -> Span | None:
        """Inside of the object literal a name stands for, when it is in this file."""
        constant = self._resolver.constant(self._builder.build(node, scope), self._path)
        if constant is None or constant.path != self._path or not isinstance(constant.expr, Map):
            return None
        return Span(constant.expr.span.start + 1, constant.expr.span.end - 1)

    # --- values of nodes -------------------------------------------------------------------------

    def value(self, node: Node, scope: int, depth: int = 0) -> Value:
        """The value written at `node`."""
        if depth > MAX_DEPTH:
            return Unknown("nested too deep")
        node = unwrap(node)
        if node.type == "array":
            return self._list(children(node), scope, depth, spread="spread_element")
        if node.type == "object":
            return self._object(node, scope, depth)
        expr = self._builder.build(node, scope)
        if node.type in _SCALARS:
            return scalar(expr)
        return self.of(Found(expr, self._path), span_of(node), depth)

    def _object(self, node: Node, scope: int, depth: int) -> DictValue:
        entries: list[Arg] = []
        complete = True
        for child in children(node):
            if child.type == "spread_element":
                inner = next(children(child), None)
                value = self.value(inner, scope, depth + 1) if inner is not None else None
                known = isinstance(value, DictValue)
                if isinstance(value, DictValue):
                    entries.extend(value.entries)
                complete = complete and known and isinstance(value, DictValue) and value.complete
                continue
            key, held = self._builder.entry(child)
            name = self._builder.key(key, scope) if key is not None else None
            if key is None or held is None or not isinstance(name, Const) or len(entries) >= MAX_ITEMS:
                complete = False
                continue
            found = Unknown("function") if held.type in FUNCTIONS else self.value(held, scope, depth + 1)
            entries.append(Arg(str(name.value), found, span_of(child), span_of(held), span_of(key)))
        return DictValue(tuple(entries), complete)

    # --- values of expressions -------------------------------------------------------------------

    def _named(self, expr: Name | Attr, path: str, used: Span, depth: int) -> Value:
        name = expr.id if isinstance(expr, Name) else expr.name
        constant = self._resolver.constant(expr, path)
        if constant is None:
            bound = next(self._resolver.bindings(expr, path), None) if isinstance(expr, Name) else None
            kind = "parameter" if bound is not None and isinstance(bound.expr, Param) else "variable"
            return Unknown(f"{kind} {name}")
        value = self.of(constant, used, depth + 1)
        index = self._resolver.modules.get(constant.path)
        if not isinstance(expr, Name) or index is None:
            return value
        return changeable(value) if index.changes(expr.id, expr.scope if constant.path == path else 0) else value

    def _display(self, found: Found, used: Span, depth: int) -> Value:
        """A list or object that is written elsewhere; its parts have the places where they are written."""
        expr, here = found.expr, found.path == self._path
        if isinstance(expr, Seq):
            items = []
            for i, item in enumerate(expr.items[:MAX_ITEMS]):
                where = place_of(item) if here else None
                items.append(Arg(str(i), self._part(item, found.path, used, depth), where or used, where or used))
            return ListValue(
                tuple(items), not any(isinstance(i, Opaque) and i.reason == "spread" for i in expr.items)
            )
        if not isinstance(expr, Map):
            return Unknown("computed")
        entries: list[Arg] = []
        complete = True
        for (key, value), (whole, name, place) in zip(expr.entries, expr.where, strict=True):
            if key is None:
                inner = self.of(Found(value, found.path), used, depth + 1)
                entries.extend(inner.entries if isinstance(inner, DictValue) else ())
                complete = complete and isinstance(inner, DictValue) and inner.complete
            elif isinstance(key, Const):
                part = self._part(value, found.path, used, depth)
                spans = (whole, place, name) if here else (used, used, None)
                entries.append(Arg(str(key.value), part, spans[0], spans[1], spans[2]))
            else:
                complete = False
        return DictValue(tuple(entries), complete)

    def _part(self, expr: Expr, path: str, used: Span, depth: int) -> Value:
        value = self.of(Found(expr, path), used, depth + 1)
        same_file = isinstance(value, Literal) and value.origin is not None and path == self._path
        if same_file and isinstance(expr, Const) and isinstance(value, Literal):
            return Literal(value.value)  # the entry itself is where it is written
        return value

    # --- environment -----------------------------------------------------------------------------

    def env(self, expr: Expr, path: str, depth: int = 0) -> EnvRef | None:
        """The environment variable an expression reads, through variables and with its default."""
        if depth > 6:
            return None
        if isinstance(expr, Either):
            first = self.env(expr.options[0], path, depth + 1) if expr.options else None
            if first is None:
                return None
            rest = expr.options[1] if len(expr.options) > 1 else None
            default = self._resolver.text(rest, path) if rest is not None else None
            return EnvRef(first.name, default if default and "\0" not in default else first.default)
        if isinstance(expr, Call):
            made = self._resolver.thing(expr.func, path)
            name = _reader(made, self._resolver)
            first_arg = expr.args[0] if expr.args else None
            if name and isinstance(first_arg, Const) and isinstance(first_arg.value, str):
                return EnvRef(first_arg.value, None)
            if (
                isinstance(expr.func, Name)
                and expr.func.id in ("String", "required", "requireEnv")
                and first_arg is not None
            ):
                return self.env(first_arg, path, depth + 1)
            return None
        if isinstance(expr, (Name, Attr)):
            direct = self.variable(expr, path)
            if direct is not None:
                return EnvRef(direct, None)
            constant = self._bound(expr, path)
            return self.env(constant.expr, constant.path, depth + 1) if constant is not None else None
        return None

    def _bound(self, expr: Expr, path: str) -> Found | None:
        """The one expression a name stands for, conditions included."""
        if isinstance(expr, Name):
            found = list(self._resolver.bindings(expr, path))
            return found[0] if len(found) == 1 and not isinstance(found[0].expr, Param) else None
        expanded = list(self._resolver.expand(expr, path)) if isinstance(expr, Attr) else []
        if len(expanded) == 1 and not isinstance(expanded[0].expr, (Param, Opaque)):
            return expanded[0]
        return None

    def variable(self, expr: Expr, path: str) -> str | None:
        """The variable `process.env.X` and its like name."""
        thing = self._resolver.thing(expr, path)
        if not isinstance(thing, Ext):
            return None
        root, _, name = thing.name.rpartition(".")
        if root in self._resolver.tables.env_roots:
            return name
        module, _, name = thing.name.partition(":")
        if module in self._resolver.tables.env_modules and "." not in name:
            return name
        if f"{module}:{name.partition('.')[0]}" in self._resolver.tables.env_roots and name.count(".") == 1:
            return name.partition(".")[2]
        return None


def _reader(made: object, resolver: Resolver) -> bool:
    """`Deno.env.get`, `configService.get`."""
    if isinstance(made, Ext):
        root, _, method = made.name.rpartition(".")
        return method in _READERS and root in resolver.tables.env_roots
    if isinstance(made, Inst) and made.attrs and made.attrs[-1] in _READERS:
        return made.cls.endswith(":ConfigService")
    return False


def name_node(func: Node) -> Node:
    """The node that names what is called: the last property."""
    func = unwrap(func)
    if func.type == "member_expression":
        return func.child_by_field_name("property") or func
    if func.type == "subscript_expression":
        return func.child_by_field_name("index") or func
    return func


def call_line(node: Node) -> int:
    """Line of the called name, which is not where a chain over several lines begins."""
    func = node.child_by_field_name("function")
    return line_of(name_node(func)) if func is not None else line_of(node)
