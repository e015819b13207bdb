"""Nodes of TypeScript and JavaScript to expressions.

An object literal is a `Map`, `new X()` and `X()` are a `Call`, `x["y"]` with a literal key is the attribute `x.y`.
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from migrate.languages.builder import NodeBuilder
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
    one_text,
)
from migrate.languages.nodes import LONGEST_NUMBER, line_of, span_of, text_of
from migrate.languages.typescript.literals import string_value
from migrate.model import Span

_MAX_DEPTH = 30
_MAX_OBJECT = 40_000  # bytes: a longer one is data, such as the texts of a language
NOT_GIVEN = Opaque("not given")  # `undefined`: such a property is not sent
_LAST = 1 << 60  # a place after everything in the file

FUNCTIONS = frozenset(
    {"arrow_function", "function_expression", "function", "generator_function", "class", "method_definition"}
)


def children(node: Node) -> Iterator[Node]:
    """Named children without comments."""
    return (c for c in node.named_children if c.type != "comment")


def unwrap(node: Node) -> Node:
    """The expression inside parentheses, `await`, `!`, `as T` and `satisfies T`."""
    while node.type in WRAPPERS:
        inner = list(children(node))
        if not inner:
            return node
        node = inner[-1] if node.type == "type_assertion" else inner[0]
    return node


WRAPPERS = frozenset(
    {
        "parenthesized_expression", "await_expression", "non_null_expression", "as_expression",
        "satisfies_expression", "type_assertion",
    }
)  # fmt: skip


def last_name(node: Node | None) -> str:
    """The name an expression ends with; empty when it has none."""
    if node is None:
        return ""
    node = unwrap(node)
    if node.type == "member_expression":
        node = node.child_by_field_name("property") or node
    return text_of(node).lstrip("#") if node.type in _NAMES else ""


_NAMES = frozenset({"identifier", "property_identifier", "private_property_identifier"})


class Builder(NodeBuilder):
    """Turns nodes into expressions, for one file."""

    def __init__(self, data: bytes, encoding: str) -> None:
        super().__init__(data, encoding)
        self._built: dict[tuple[int, int], Expr] = {}  # several detectors ask for the same nodes
        self.numbers: dict[tuple[int, int], int] = {}  # scopes by the place of their function, class or block

    def build(self, node: Node | None, scope: int, depth: int = 0) -> Expr:
        """The expression at `node`, read in scope number `scope`."""
        if node is None:
            return Opaque("absent")
        if depth > _MAX_DEPTH:
            return Opaque("nested too deep")
        if depth == 0:
            known = self._built.get((node.id, scope))
            if known is None:
                known = self._built[node.id, scope] = self._build(node, scope, 0)
            return known
        return self._build(node, scope, depth)

    def _build(self, node: Node, scope: int, depth: int) -> Expr:
        node = unwrap(node)
        if node.type in FUNCTIONS:
            number = self.numbers.get((node.start_byte, node.end_byte))
            return Scoped(number) if number is not None else Opaque("function")
        method = getattr(self, "_" + node.type, None)
        if method is None:
            return Opaque(node.type.replace("_", " "))
        return method(node, scope, depth + 1)  # type: ignore[no-any-return]

    # --- names -----------------------------------------------------------------------------------

    def _identifier(self, node: Node, scope: int, _depth: int) -> Expr:
        name = text_of(node)
        return NOT_GIVEN if name == "undefined" else Name(name, scope, node.start_byte)

    _shorthand_property_identifier = _type_identifier = _identifier

    def _this(self, node: Node, scope: int, _depth: int) -> Expr:
        return Name("this", scope, node.start_byte)

    def _super(self, node: Node, scope: int, _depth: int) -> Expr:
        return Name("super", scope, node.start_byte)

    def _undefined(self, _node: Node, _scope: int, _depth: int) -> Expr:
        return NOT_GIVEN

    def _meta_property(self, node: Node, scope: int, _depth: int) -> Expr:
        return Name(text_of(node), scope, node.start_byte)

    def _member_expression(self, node: Node, scope: int, depth: int) -> Expr:
        name = node.child_by_field_name("property")
        owner = node.child_by_field_name("object")
        if name is None or owner is None:
            return Opaque("member")
        if owner.type == "import":
            return Name(text_of(node), scope, node.start_byte)  # import.meta in some grammars
        return Attr(self.build(owner, scope, depth), text_of(name).lstrip("#"))

    def _subscript_expression(self, node: Node, scope: int, depth: int) -> Expr:
        base = self.build(node.child_by_field_name("object"), scope, depth)
        key = self.build(node.child_by_field_name("index"), scope, depth)
        if isinstance(key, Const) and isinstance(key.value, str):
            return Attr(base, key.value)
        return Item(base, key)

    # --- types -----------------------------------------------------------------------------------

    def _type_annotation(self, node: Node, scope: int, depth: int) -> Expr:
        return self.build(next(children(node), None), scope, depth)

    _parenthesized_type = _readonly_type = _type_annotation

    def _generic_type(self, node: Node, scope: int, depth: int) -> Expr:
        base = self.build(node.child_by_field_name("name"), scope, depth)
        arguments = node.child_by_field_name("type_arguments")
        params = [self.build(c, scope, depth) for c in children(arguments)] if arguments is not None else []
        return Item(base, Seq(tuple(params), span_of(node)))

    def _union_type(self, node: Node, scope: int, depth: int) -> Expr:
        return Either(tuple(self.build(c, scope, depth) for c in children(node)))

    _intersection_type = _union_type

    def _nested_type_identifier(self, node: Node, scope: int, depth: int) -> Expr:
        parts = list(children(node))
        return Attr(self.build(parts[0], scope, depth), text_of(parts[-1]))

    _nested_identifier = _nested_type_identifier

    def _type_query(self, node: Node, scope: int, depth: int) -> Expr:
        """`typeof client`: an instance is what the variable holds."""
        return self.build(next(children(node), None), scope, depth)

    def _object_type(self, node: Node, scope: int, depth: int) -> Expr:
        """`{ client: OpenAI }` as an object whose entries have these types."""
        entries: list[tuple[Expr | None, Expr]] = []
        where: list[tuple[Span, Span, Span]] = []
        for child in children(node):
            name, kind = child.child_by_field_name("name"), child.child_by_field_name("type")
            if child.type != "property_signature" or name is None or kind is None:
                continue
            key = Const(text_of(name).strip("'\""), span_of(name), line_of(name))
            entries.append((key, Param(scope, -1, str(key.value), self.build(kind, scope, depth), None)))
            where.append((span_of(child), span_of(name), span_of(kind)))
        return Map(tuple(entries), tuple(where), span_of(node), line_of(node))

    _interface_body = _object_type

    # --- scalars ---------------------------------------------------------------------------------

    def _string(self, node: Node, _scope: int, _depth: int) -> Expr:
        return Const(string_value(self.raw(node)), span_of(node), line_of(node))

    def _template_string(self, node: Node, scope: int, depth: int) -> Expr:
        inner = [c for c in node.named_children if c.type == "template_substitution"]
        if not inner:
            return Const(string_value(self.raw(node)), span_of(node), line_of(node))
        parts: list[Expr] = []
        for child in node.named_children:
            if child.type == "template_substitution":
                parts.append(self.build(next(children(child), None), scope, depth))
            else:
                parts.append(Const(string_value("`" + self.raw(child) + "`"), span_of(child), line_of(child)))
        return Joined(tuple(parts), "template literal", span_of(node), line_of(node))

    def _number(self, node: Node, _scope: int, _depth: int) -> Expr:
        if node.end_byte - node.start_byte > LONGEST_NUMBER:
            return Opaque("number")
        text = text_of(node).replace("_", "")
        try:
            value: int | float = (
                int(text, 0) if not any(c in text for c in ".eE") or text[:2] in ("0x", "0X") else float(text)
            )
        except ValueError:
            return Opaque("number")
        return Const(value, span_of(node), line_of(node))

    # --- compounds -------------------------------------------------------------------------------

    def _assignment_expression(self, node: Node, scope: int, depth: int) -> Expr:
        return self.build(node.child_by_field_name("right"), scope, depth)

    _augmented_assignment_expression = _assignment_expression

    def _sequence_expression(self, node: Node, scope: int, depth: int) -> Expr:
        parts = list(children(node))
        return self.build(parts[-1], scope, depth) if parts else Opaque("empty")

    def _ternary_expression(self, node: Node, scope: int, depth: int) -> Expr:
        names = ("consequence", "alternative")
        return Either(tuple(self.build(node.child_by_field_name(n), scope, depth) for n in names))

    def _binary_expression(self, node: Node, scope: int, depth: int) -> Expr:
        operator = node.child_by_field_name("operator")
        sign = text_of(operator) if operator is not None else ""
        left = self.build(node.child_by_field_name("left"), scope, depth)
        right = self.build(node.child_by_field_name("right"), scope, depth)
        if sign == "+":
            whole = one_text((left, right))
            if whole is not None:
                return Const(whole, span_of(node), line_of(node))
            return Joined((left, right), "concatenation", span_of(node), line_of(node))
        if sign in ("||", "??"):
            return Either((left, right))
        return Either((right,)) if sign == "&&" else Opaque("computed")

    def _array(self, node: Node, scope: int, depth: int) -> Expr:
        return Seq(tuple(self.build(c, scope, depth) for c in children(node)), span_of(node))

    def _spread_element(self, _node: Node, _scope: int, _depth: int) -> Expr:
        return Opaque("spread")

    def _object(self, node: Node, scope: int, depth: int) -> Expr:
        if node.end_byte - node.start_byte > _MAX_OBJECT:
            return Opaque("a large object")
        entries: list[tuple[Expr | None, Expr]] = []
        where: list[tuple[Span, Span, Span]] = []
        for child in children(node):
            key, value = self.entry(child)
            here = span_of(child)
            if child.type == "spread_element":
                entries.append((None, self.build(next(children(child), None), scope, depth)))
                where.append((here, here, here))
            elif key is not None and value is not None:
                entries.append((self.key(key, scope, depth), self.build(value, scope, depth)))
                where.append((here, span_of(key), span_of(value)))
        return Map(tuple(entries), tuple(where), span_of(node), line_of(node))

    def entry(self, child: Node) -> tuple[Node | None, Node | None]:
        """Key and value of an entry of an object literal; the same node for `{ model }`."""
        if child.type == "pair":
            return child.child_by_field_name("key"), child.child_by_field_name("value")
        if child.type == "shorthand_property_identifier":
            return child, child
        if child.type == "method_definition":
            return child.child_by_field_name("name"), child
        return None, None

    def key(self, node: Node, scope: int, depth: int = 0) -> Expr:
        """The name of an object's property."""
        if node.type == "computed_property_name":
            return self.build(next(children(node), None), scope, depth)
        text = self.raw(node)
        value = string_value(text) if node.type == "string" else text
        return Const(value, span_of(node), line_of(node))

    def _call_expression(self, node: Node, scope: int, depth: int) -> Expr:
        function = node.child_by_field_name("function")
        arguments = node.child_by_field_name("arguments")
        if function is None or arguments is None or arguments.type == "template_string":
            return Opaque("tagged template")
        first = next(children(arguments), None)
        if function.type == "import" or (function.type == "identifier" and function.text == b"require"):
            module = string_value(self.raw(first)) if first is not None and first.type == "string" else None
            return Imported(module, None, 0) if module is not None else Opaque("computed import")
        return self._called(node, function, arguments, scope, depth)

    def _new_expression(self, node: Node, scope: int, depth: int) -> Expr:
        constructor = node.child_by_field_name("constructor")
        return self._called(node, constructor, node.child_by_field_name("arguments"), scope, depth)

    def _called(self, node: Node, function: Node | None, arguments: Node | None, scope: int, depth: int) -> Expr:
        func = self.build(function, scope, depth)
        args: list[Expr] = []
        spread = False
        for child in children(arguments) if arguments is not None else ():
            spread = spread or child.type == "spread_element"
            args.append(self.build(child, scope, depth))
        return Call(func, tuple(args), (), spread, span_of(node), line_of(node))


def option(call: Call, *names: str) -> Expr | None:
    """The first of the named properties of a call's options object."""
    for arg in call.args:
        if isinstance(arg, Map):
            for name in names:
                for key, value in reversed(arg.entries):
                    if isinstance(key, Const) and key.value == name:
                        return value
    return None


def last_place() -> int:
    """An offset after every other: all bindings of a file come before it."""
    return _LAST
