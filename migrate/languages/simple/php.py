"""PHP: facades, arrays, named arguments, `env()`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrate.languages.simple import SimpleLanguage
from migrate.languages.simple.expr import (
    Binding,
    Call,
    Either,
    Expr,
    Get,
    Given,
    Import,
    Inner,
    Joined,
    Many,
    Name,
    New,
    Pairs,
    Scalar,
    Text,
    number,
    text_of,
    unescaped,
)

if TYPE_CHECKING:
    from tree_sitter import Node


def _load() -> object:
    import tree_sitter_php

    return tree_sitter_php.language_php()


_CALLS = frozenset(
    {"member_call_expression", "nullsafe_member_call_expression", "scoped_call_expression",
     "function_call_expression"}
)
_GETS = frozenset(
    {"member_access_expression", "nullsafe_member_access_expression", "class_constant_access_expression",
     "scoped_property_access_expression"}
)  # fmt: skip


class Php:
    """The grammar of PHP."""

    name = "php"
    suffixes: tuple[str, ...] = (".php",)
    load = staticmethod(_load)
    strings = frozenset({"string", "encapsed_string", "heredoc", "nowdoc"})
    chains = _CALLS | _GETS | {"object_creation_expression", "subscript_expression"}
    scopes = frozenset({"method_declaration", "function_definition", "anonymous_function"})
    imports = frozenset({"namespace_use_clause"})
    declarations = frozenset(
        {"namespace_definition", "class_declaration", "interface_declaration", "trait_declaration",
         "enum_declaration"}
    )
    binders = frozenset(
        {"assignment_expression", "augmented_assignment_expression", "const_element", "property_element",
         "simple_parameter", "property_promotion_parameter"}
    )  # fmt: skip
    mentions = frozenset({"type_list", "binary_expression"})
    this = frozenset({"$this", "self", "static"})
    loose = True

    def expr(self, node: Node) -> Expr | None:
        """What a node is."""
        match node.type:
            case "string":
                raw = text_of(node).lstrip("bB")
                return Text((raw[1:-1].replace("\\'", "'").replace("\\\\", "\\"),))
            case "encapsed_string":
                return _interpolated(node)
            case "heredoc" | "nowdoc":
                body = node.child_by_field_name("value")
                return _interpolated(body) if body is not None else None
            case "integer" | "float":
                return number(text_of(node))
            case "boolean":
                return Scalar(text_of(node).lower() == "true")
            case "null":
                return Scalar(None)
            case "unary_op_expression":
                return number(text_of(node))
            case "variable_name" | "name" | "qualified_name" | "relative_scope":
                return Name(text_of(node).lstrip("\\").replace("\\", "."))
            case "subscript_expression":
                held = node.named_children
                return Call(held[0], "[]", held[1], (Given(held[1], held[1]),), None) if len(held) == 2 else None
            case "object_creation_expression":
                return _new(node)
            case "array_creation_expression":
                return _array(self, node)
            case "binary_expression":
                left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
                operator = node.child_by_field_name("operator")
                if left is None or right is None or operator is None:
                    return None
                if text_of(operator) == ".":
                    return Joined((left, right))
                return Either((left, right)) if text_of(operator) == "??" else None
            case "conditional_expression":
                two = (node.child_by_field_name("body"), node.child_by_field_name("alternative"))
                return Either(tuple(n for n in two if n is not None))
            case "parenthesized_expression" | "argument" | "cast_expression" | "clone_expression":
                return Inner(node.named_children[-1]) if node.named_children else None
        if node.type in _GETS:
            return _member(node)
        return _call(node) if node.type in _CALLS else None

    def imported(self, node: Node) -> Iterator[Import]:
        """`use A\\B;`, `use A\\B as C;`, `use A\\{B, C};`."""
        named = [c for c in node.named_children if c.type in ("qualified_name", "name")]
        if not named:
            return
        alias = node.child_by_field_name("alias")
        path = text_of(named[0]).lstrip("\\")
        parent = node.parent
        if parent is not None and parent.type == "namespace_use_group" and parent.parent is not None:
            prefix = next((c for c in parent.parent.named_children if c.type == "namespace_name"), None)
            path = f"{text_of(prefix)}\\{path}" if prefix is not None else path
        module = path.replace("\\", ".")
        yield Import(module, text_of(alias) if alias is not None else module.rpartition(".")[2], node)

    def bound(self, node: Node) -> Iterator[Binding]:
        """Variables, properties, constants and parameters."""
        if node.type == "const_element":
            held = node.named_children
            if len(held) == 2:
                yield Binding(text_of(held[0]), held[0], held[1], is_field=True, constant=True)
            return
        name = node.child_by_field_name("name")
        if node.type == "property_element" and name is not None:
            value = node.child_by_field_name("default_value")
            kind = node.parent.child_by_field_name("type") if node.parent is not None else None
            yield Binding(text_of(name).lstrip("$"), name, value, _type(kind), is_field=True)
            return
        if node.type in ("simple_parameter", "property_promotion_parameter") and name is not None:
            kind, value = node.child_by_field_name("type"), node.child_by_field_name("default_value")
            yield Binding(text_of(name), name, value, _type(kind))
            if node.type == "property_promotion_parameter":
                yield Binding(text_of(name).lstrip("$"), name, value, _type(kind), is_field=True)
            return
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None:
            return
        if left.type == "variable_name":
            yield Binding(text_of(left), left, right)
        elif left.type in _GETS:
            member = _member(left)
            if isinstance(member, Get):
                own = text_of(member.obj) in self.this
                name_ = member.name.lstrip("$")
                yield Binding(name_, left, right, owner=None if own else text_of(member.obj), is_field=own)

    def declared(self, node: Node) -> str | None:
        """Namespace and classes."""
        name = node.child_by_field_name("name")
        if name is None:
            return None
        text = text_of(name).replace("\\", ".")
        return text + "." if node.type == "namespace_definition" else text

    def quote(self, text: str, like: str) -> str | None:
        """In the quotes that are there; a heredoc is not rewritten."""
        if like[:1] == '"':
            return json.dumps(text, ensure_ascii=False).replace("$", "\\$")
        if like[:3] == "<<<":
            return None
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def env_reference(self, name: str, default: str | None) -> str:
        """`getenv('NAME') ?: 'default'`."""
        read = f"getenv('{name}')"
        return read if default is None else f"{read} ?: {self.quote(default, chr(39))}"


def _interpolated(node: Node) -> Text:
    parts: list[str | Node] = []
    for child in node.named_children:
        if child.type == "string_content":
            parts.append(text_of(child))
        elif child.type == "escape_sequence":
            parts.append(unescaped(text_of(child)))
        else:
            parts.append(child)
    return Text(tuple(parts))


def _given(node: Node | None) -> tuple[Given, ...]:
    found: list[Given] = []
    for child in node.named_children if node is not None else ():
        if child.type != "argument" or not child.named_children:
            continue
        name = child.child_by_field_name("name")
        value = child.named_children[-1]
        spread = value.type == "variadic_unpacking"
        found.append(Given(value, child, text_of(name) if name is not None else None, name, spread))
    return tuple(found)


def _new(node: Node) -> Expr | None:
    kind = next((c for c in node.named_children if c.type in ("name", "qualified_name")), None)
    args = next((c for c in node.named_children if c.type == "arguments"), None)
    return New(text_of(kind).lstrip("\\").replace("\\", "."), _given(args), args) if kind is not None else None


def _array(grammar: Php, node: Node) -> Expr:
    items = [c for c in node.named_children if c.type == "array_element_initializer"]
    entries: list[Given] = []
    complete = True
    for item in items:
        held = item.named_children
        if len(held) == 2:
            name = grammar.expr(held[0])
            text = name.value if isinstance(name, Text) else None
            complete = complete and text is not None
            entries.append(Given(held[1], item, text, held[0]))
        else:
            complete = False
    if entries:
        return Pairs(tuple(e for e in entries if e.name is not None), complete)
    values = [i.named_children[0] for i in items if i.named_children]
    spread = any(v.type == "variadic_unpacking" for v in values)
    return Many(tuple(v for v in values if v.type != "variadic_unpacking"), not spread)


def _member(node: Node) -> Expr | None:
    held = node.named_children
    obj = node.child_by_field_name("object") or node.child_by_field_name("scope") or (held[0] if held else None)
    name = node.child_by_field_name("name") or (held[1] if len(held) > 1 else None)
    return Get(obj, text_of(name).lstrip("$"), name) if obj is not None and name is not None else None


def _call(node: Node) -> Expr | None:
    args = node.child_by_field_name("arguments")
    if node.type == "function_call_expression":
        func = node.child_by_field_name("function")
        if func is None or func.type not in ("name", "qualified_name"):
            return None
        return Call(None, text_of(func).lstrip("\\").replace("\\", "."), func, _given(args), args)
    obj = node.child_by_field_name("object") or node.child_by_field_name("scope")
    name = node.child_by_field_name("name")
    if obj is None or name is None or name.type != "name":
        return None
    return Call(obj, text_of(name), name, _given(args), args)


def _type(node: Node | None) -> str | None:
    """`Client` of `?Client`, `Client|null`."""
    while node is not None:
        if node.type in ("name", "qualified_name"):
            return text_of(node).lstrip("\\").replace("\\", ".")
        node = node.named_children[0] if node.named_children else None
    return None


def language() -> SimpleLanguage:
    """`LANGUAGES["php"]`."""
    return SimpleLanguage(Php())
