"""Nodes of Python to expressions."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from tree_sitter import Node

from migrate.languages.builder import NodeBuilder
from migrate.languages.expressions import (
    TOO_DEEP,
    Attr,
    Call,
    Const,
    Either,
    Expr,
    Item,
    Joined,
    Map,
    Name,
    Opaque,
    Scoped,
    Seq,
    one_text,
)
from migrate.languages.nodes import LONGEST_NUMBER, line_of, span_of, text_of
from migrate.model import Span

_MAX_DEPTH = 24


def children(node: Node) -> Iterator[Node]:
    """Named children without comments and line continuations."""
    return (c for c in node.named_children if c.type not in ("comment", "line_continuation"))


def string_value(raw: str) -> str | None:
    """Value of a plain string literal without interpolation; None when it is bytes or an f-string.

    Parsing a literal is not executing it: the text is one token the grammar already delimited.
    """
    quote = min((i for i in (raw.find("'"), raw.find('"')) if i >= 0), default=-1)
    prefix = raw[:quote].lower()
    if quote < 0 or any(c in prefix for c in "bft"):
        return None
    body, mark = raw[quote:], 3 if raw[quote : quote + 3] in ('"""', "'''") else 1
    if "\\" not in body or "r" in prefix:
        return body[mark:-mark]
    try:
        value = ast.literal_eval(raw if prefix != "ur" else raw[1:])
    except (ValueError, SyntaxError, MemoryError, RecursionError, SyntaxWarning):
        return body[mark:-mark]
    return value if isinstance(value, str) else None


class Builder(NodeBuilder):
    """Turns nodes into expressions, for one file."""

    def __init__(self, data: bytes, encoding: str) -> None:
        super().__init__(data, encoding)
        self.inner: dict[int, int] = {}  # start byte of a lambda -> its scope number
        self.open_lambda: Callable[[], Callable[[Node, int], int] | None] = lambda: None  # numbers one not yet met
        self._opening = 0

    def build(self, node: Node | None, scope: int, depth: int = 0) -> Expr:
        """The expression at `node`, read in scope number `scope`."""
        if node is None:
            return Opaque("absent")
        if depth > _MAX_DEPTH:
            return Opaque(TOO_DEEP)
        method = getattr(self, "_" + node.type, None)
        if method is None:
            return Opaque(node.type.replace("_", " "))
        return method(node, scope, depth + 1)  # type: ignore[no-any-return]

    # --- names -----------------------------------------------------------------------------------

    def _identifier(self, node: Node, scope: int, _depth: int) -> Expr:
        return Name(text_of(node), scope, node.start_byte)

    def _attribute(self, node: Node, scope: int, depth: int) -> Expr:
        name = node.child_by_field_name("attribute")
        base = self.build(node.child_by_field_name("object"), scope, depth)
        return Attr(base, text_of(name)) if name is not None else Opaque("attribute")

    def _subscript(self, node: Node, scope: int, depth: int) -> Expr:
        keys = node.children_by_field_name("subscript")
        base = self.build(node.child_by_field_name("value"), scope, depth)
        built = tuple(self.build(key, scope, depth) for key in keys)
        return Item(base, built[0] if len(built) == 1 else Seq(built, span_of(node)))

    def _type(self, node: Node, scope: int, depth: int) -> Expr:
        inner = next(children(node), None)
        return self.build(inner, scope, depth)

    def _generic_type(self, node: Node, scope: int, depth: int) -> Expr:
        parts = list(children(node))
        base = self.build(parts[0], scope, depth)
        params = [self.build(c, scope, depth) for p in parts[1:] for c in children(p)]
        return Item(base, Seq(tuple(params), span_of(node)))

    def _union_type(self, node: Node, scope: int, depth: int) -> Expr:
        return Either(tuple(self.build(c, scope, depth) for c in children(node)))

    def _member_type(self, node: Node, scope: int, depth: int) -> Expr:
        parts = list(children(node))
        return Attr(self.build(parts[0], scope, depth), text_of(parts[-1]))

    # --- scalars ---------------------------------------------------------------------------------

    def _string(self, node: Node, scope: int, depth: int) -> Expr:
        raw = self.raw(node)
        value = string_value(raw)
        if value is not None:
            return Const(value, span_of(node), line_of(node))
        parts: list[Expr] = []
        for child in children(node):
            if child.type == "string_content":
                parts.append(Const(self.raw(child), span_of(child), line_of(child)))
            elif child.type == "interpolation":
                parts.append(self.build(child.child_by_field_name("expression"), scope, depth))
        bytes_literal = "b" in raw[: min(len(raw), 3)].split("'")[0].split('"')[0].lower()
        how = "bytes" if bytes_literal else "f-string"
        return Joined(tuple(parts), how, span_of(node), line_of(node))

    def _concatenated_string(self, node: Node, scope: int, depth: int) -> Expr:
        parts = tuple(self.build(c, scope, depth) for c in children(node))
        whole = one_text(parts)
        if whole is not None:
            return Const(whole, span_of(node), line_of(node))
        return Joined(parts, "implicit concatenation", span_of(node), line_of(node))

    def _number(self, node: Node, _scope: int, _depth: int) -> Expr:
        if node.end_byte - node.start_byte > LONGEST_NUMBER:
            return Opaque("number")
        try:
            value = ast.literal_eval(text_of(node))
        except (ValueError, SyntaxError, MemoryError, SyntaxWarning):
            return Opaque("number")
        ok = isinstance(value, (int, float))
        return Const(value, span_of(node), line_of(node)) if ok else Opaque("number")

    _integer = _float = _number

    # --- compounds -------------------------------------------------------------------------------

    def _inner(self, node: Node, scope: int, depth: int) -> Expr:
        return self.build(next(children(node), None), scope, depth)

    _parenthesized_expression = _await = _inner

    def _keyword_argument(self, node: Node, scope: int, depth: int) -> Expr:
        return self.build(node.child_by_field_name("value"), scope, depth)

    def _named_expression(self, node: Node, scope: int, depth: int) -> Expr:
        return self.build(node.child_by_field_name("value"), scope, depth)

    def _as_pattern(self, node: Node, scope: int, depth: int) -> Expr:
        return self._inner(node, scope, depth)

    def _conditional_expression(self, node: Node, scope: int, depth: int) -> Expr:
        parts = list(children(node))
        if len(parts) != 3:
            return Opaque("conditional")
        return Either((self.build(parts[0], scope, depth), self.build(parts[2], scope, depth)))

    def _boolean_operator(self, node: Node, scope: int, depth: int) -> Expr:
        left = self.build(node.child_by_field_name("left"), scope, depth)
        right = self.build(node.child_by_field_name("right"), scope, depth)
        return Either((left, right))

    def _binary_operator(self, node: Node, scope: int, depth: int) -> Expr:
        operator = node.child_by_field_name("operator")
        sign = text_of(operator) if operator is not None else ""
        left = self.build(node.child_by_field_name("left"), scope, depth)
        right = self.build(node.child_by_field_name("right"), scope, depth)
        if sign == "+":
            whole = one_text((left, right))
            if whole is not None:
                return Const(whole, span_of(node), line_of(node))
            return Joined((left, right), "concatenation", span_of(node), line_of(node))
        if sign == "%":
            return Joined((left,), "%-formatting", span_of(node), line_of(node))
        return Either((left, right)) if sign == "|" else Opaque("computed")

    def _list(self, node: Node, scope: int, depth: int) -> Expr:
        return Seq(tuple(self.build(c, scope, depth) for c in children(node)), span_of(node))

    _tuple = _set = _expression_list = _list

    def _dictionary(self, node: Node, scope: int, depth: int) -> Expr:
        entries: list[tuple[Expr | None, Expr]] = []
        where: list[tuple[Span, Span, Span]] = []
        for child in children(node):
            if child.type == "pair":
                key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
                if key is None or value is None:
                    continue
                entries.append((self.build(key, scope, depth), self.build(value, scope, depth)))
                where.append((span_of(child), span_of(key), span_of(value)))
            else:
                entries.append((None, self._inner(child, scope, depth)))
                where.append((span_of(child), span_of(child), span_of(child)))
        return Map(tuple(entries), tuple(where), span_of(node), line_of(node))

    def _lambda(self, node: Node, scope: int, _depth: int) -> Expr:
        number = self.inner.get(node.start_byte)
        opener = self.open_lambda() if number is None else None
        if opener is not None and self._opening < _MAX_DEPTH // 2:
            self._opening += 1  # a body that is a lambda again opens that one too
            try:
                number = opener(node, scope)
            finally:
                self._opening -= 1
        return Scoped(number) if number is not None else Opaque("lambda")

    def _call(self, node: Node, scope: int, depth: int) -> Expr:
        func = self.build(node.child_by_field_name("function"), scope, depth)
        arguments = node.child_by_field_name("arguments")
        args: list[Expr] = []
        kwargs: list[tuple[str, Expr]] = []
        spread = False
        for child in children(arguments) if arguments is not None else ():
            if child.type == "keyword_argument":
                name = child.child_by_field_name("name")
                kwargs.append((text_of(name) if name else "", self._keyword_argument(child, scope, depth)))
            elif child.type in ("list_splat", "dictionary_splat"):
                spread = True
                value = self._inner(child, scope, depth)
                if child.type == "dictionary_splat":
                    kwargs.append(("**", value))
            else:
                args.append(self.build(child, scope, depth))
        return Call(func, tuple(args), tuple(kwargs), spread, span_of(node), line_of(node))
