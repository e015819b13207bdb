"""What the names of a pattern are bound to: `const { a, b: [c], d = 1 } = value`.

Names are told at once; the part of the value each one gets is built when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from tree_sitter import Node

from migrate.languages.expressions import Attr, Const, Either, Expr, Item
from migrate.languages.nodes import text_of
from migrate.languages.typescript.expr import Builder, children

Value = Callable[[], Expr]
Bound = tuple[str, int, "partial[Expr]"]


def bound(builder: Builder, target: Node, value: Value, scope: int) -> Iterator[Bound]:
    """Each name with the byte it stands at and the part of `value` it is bound to."""
    kind = target.type
    if kind in ("identifier", "shorthand_property_identifier_pattern"):
        yield text_of(target), target.start_byte, partial(value)
    elif kind == "object_pattern":
        for child in children(target):
            yield from _property(builder, child, value, scope)
    elif kind == "array_pattern":
        parts = list(children(target))
        for i, part in enumerate(parts):
            yield from bound(builder, part, partial(_element, value, i, len(parts)), scope)
    elif kind == "assignment_pattern":
        left, right = target.child_by_field_name("left"), target.child_by_field_name("right")
        if left is not None:
            yield from bound(builder, left, partial(_or_default, builder, value, right, scope), scope)


def _property(builder: Builder, child: Node, value: Value, scope: int) -> Iterator[Bound]:
    if child.type == "shorthand_property_identifier_pattern":
        name = text_of(child)
        yield name, child.start_byte, partial(_attribute, value, name)
    elif child.type == "pair_pattern":
        key, inner = child.child_by_field_name("key"), child.child_by_field_name("value")
        if key is not None and inner is not None:
            yield from bound(builder, inner, partial(_entry, builder, value, key, scope), scope)
    elif child.type == "object_assignment_pattern":
        left, right = child.child_by_field_name("left"), child.child_by_field_name("right")
        if left is not None:
            given = partial(_attribute, value, text_of(left))
            yield from bound(builder, left, partial(_or_default, builder, given, right, scope), scope)


def _attribute(value: Value, name: str) -> Expr:
    return Attr(value(), name)


def _entry(builder: Builder, value: Value, key: Node, scope: int) -> Expr:
    name = builder.key(key, scope)
    return Attr(value(), str(name.value)) if isinstance(name, Const) else Item(value(), None)


def _element(value: Value, place: int, count: int) -> Expr:
    whole = value()
    items = getattr(whole, "items", ())
    return items[place] if len(items) == count else Item(whole, None)


def _or_default(builder: Builder, value: Value, default: Node | None, scope: int) -> Expr:
    return Either((value(), builder.build(default, scope)))
