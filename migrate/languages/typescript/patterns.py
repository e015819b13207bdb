"""What the names of a pattern are bound to: `const { a, b: [c], d = 1 } = value`."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from migrate.languages.expressions import Attr, Const, Either, Expr, Item
from migrate.languages.nodes import text_of
from migrate.languages.typescript.expr import Builder, children


def bound(builder: Builder, target: Node, value: Expr, scope: int) -> Iterator[tuple[str, int, Expr]]:
    """Each name with the byte it stands at and the part of `value` it is bound to."""
    kind = target.type
    if kind in ("identifier", "shorthand_property_identifier_pattern"):
        yield text_of(target), target.start_byte, value
    elif kind == "object_pattern":
        for child in children(target):
            yield from _property(builder, child, value, scope)
    elif kind == "array_pattern":
        parts = list(children(target))
        items = getattr(value, "items", ())
        for i, part in enumerate(parts):
            yield from bound(builder, part, items[i] if len(items) == len(parts) else Item(value, None), scope)
    elif kind == "assignment_pattern":
        left, right = target.child_by_field_name("left"), target.child_by_field_name("right")
        if left is not None:
            yield from bound(builder, left, Either((value, builder.build(right, scope))), scope)


def _property(builder: Builder, child: Node, value: Expr, scope: int) -> Iterator[tuple[str, int, Expr]]:
    if child.type == "shorthand_property_identifier_pattern":
        yield text_of(child), child.start_byte, Attr(value, text_of(child))
    elif child.type == "pair_pattern":
        key, inner = child.child_by_field_name("key"), child.child_by_field_name("value")
        if key is not None and inner is not None:
            name = builder.key(key, scope)
            part = Attr(value, str(name.value)) if isinstance(name, Const) else Item(value, None)
            yield from bound(builder, inner, part, scope)
    elif child.type == "object_assignment_pattern":
        left, right = child.child_by_field_name("left"), child.child_by_field_name("right")
        if left is not None:
            options = (Attr(value, text_of(left)), builder.build(right, scope))
            yield from bound(builder, left, Either(options), scope)
