"""Functions of a TypeScript or JavaScript file: what they are called, what they return, who else can call them."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from migrate.languages.following import text_of
from migrate.languages.python.parse import walk

FUNCTIONS = frozenset(
    {
        "function_declaration", "function_expression", "arrow_function", "method_definition", "generator_function",
        "generator_function_declaration",
    }
)  # fmt: skip


def private(node: Node, root: Node) -> Node | None:
    """The function around a place, when nothing outside of its file can call it.

    One of a module that is not exported, or a method that is `private` or `#hidden`.
    """
    at = node.parent
    while at is not None and at.type not in FUNCTIONS:
        at = at.parent
    named = name_of(at) if at is not None and not at.type.startswith("generator") else None
    if at is None or named is None or any(n.type == "yield_expression" for n in walk(at)):
        return None
    if at.type == "method_definition":
        modifier = next((text_of(c) for c in at.children if c.type == "accessibility_modifier"), "")
        return at if modifier == "private" or named.type == "private_property_identifier" else None
    held = at if at.type == "function_declaration" else at.parent and at.parent.parent
    outer = held.parent if held is not None else None
    module = any(c.type in ("import_statement", "export_statement") for c in root.children)
    if outer is None or outer.type == "export_statement" or (outer.type == "program" and not module):
        return None
    return at


def returned_by(function: Node) -> Iterator[Node]:
    """What a function returns apart from nothing: the expressions."""
    body = function.child_by_field_name("body")
    if body is not None and body.type != "statement_block":
        yield body
    for node in walk(function):
        if node.type == "return_statement" and node.named_children and function_around(node) == function.id:
            value = node.named_children[0]
            if value.type not in ("null", "undefined"):
                yield value


def name_of(function: Node) -> Node | None:
    """The name of a function: its own, or that of the constant it is the value of."""
    if function.type not in ("arrow_function", "function_expression"):
        return function.child_by_field_name("name")
    held = function.parent
    declared = held is not None and held.type == "variable_declarator" and text_of(held.parent).startswith("const")
    return held.child_by_field_name("name") if declared and held is not None else None


def function_around(node: Node) -> int:
    """The node id of the function (or the program) a place belongs to."""
    at = node.parent
    while at is not None and at.type not in FUNCTIONS and at.type != "program":
        at = at.parent
    return at.id if at is not None else 0


def callback(call: Node) -> Node | None:
    """The function that is written as the first argument of a call."""
    arguments = call.child_by_field_name("arguments")
    first = arguments.named_children[0] if arguments is not None and arguments.named_children else None
    return first if first is not None and first.type in ("arrow_function", "function_expression") else None


def parameter_of(function: Node) -> Node | None:
    """What a function calls its first argument: a name or a pattern."""
    target = function.child_by_field_name("parameter")
    parameters = function.child_by_field_name("parameters")
    if target is None and parameters is not None and parameters.named_children:
        target = parameters.named_children[0]
        if target.type in ("required_parameter", "optional_parameter"):
            target = target.child_by_field_name("pattern")
    return target
