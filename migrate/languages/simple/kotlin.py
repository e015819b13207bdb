"""Kotlin: named arguments, constructors that look like calls, `lazy`."""

from __future__ import annotations

import json
import re
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
    import tree_sitter_kotlin

    return tree_sitter_kotlin.language()


_INNER = frozenset({"parenthesized_expression", "as_expression", "property_delegate"})
_TYPES = frozenset({"user_type", "nullable_type"})


class Kotlin:
    """The grammar of Kotlin."""

    name = "kotlin"
    suffixes: tuple[str, ...] = (".kt", ".kts")
    load = staticmethod(_load)
    strings = frozenset({"string_literal", "multiline_string_literal"})
    chains = frozenset({"call_expression", "navigation_expression", "index_expression"})
    scopes = frozenset({"function_declaration", "secondary_constructor", "anonymous_function"})
    imports = frozenset({"import"})
    declarations = frozenset({"package_header", "class_declaration", "object_declaration"})
    binders = frozenset({"property_declaration", "class_parameter", "parameter", "assignment"})
    mentions = frozenset({"catch_block", "is_expression", "type_test"})
    this = frozenset({"this", "super"})
    loose = False

    def expr(self, node: Node) -> Expr | None:
        """What a node is."""
        match node.type:
            case "string_literal" | "multiline_string_literal":
                return _text(node)
            case "number_literal" | "float_literal":
                return number(text_of(node))
            case "identifier" | "this_expression" | "super_expression":
                plain = text_of(node)
                return Scalar({"true": True, "false": False}.get(plain)) if plain in _WORDS else Name(plain)
            case "navigation_expression":
                held = node.named_children
                return Get(held[0], text_of(held[-1]), held[-1]) if len(held) > 1 else None
            case "call_expression":
                return self._call(node)
            case "index_expression":
                held = node.named_children
                return Call(held[0], "[]", held[1], (Given(held[1], held[1]),), None) if len(held) == 2 else None
            case "unary_expression":
                if text_of(node).startswith("-"):
                    return number(text_of(node))
                inner = node.child_by_field_name("argument") or next(iter(node.named_children), None)
                return Inner(inner) if inner is not None else None
            case "binary_expression":
                left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
                operator = next((c.type for c in node.children if not c.is_named), "")
                if left is None or right is None:
                    return None
                if operator == "+":
                    return Joined((left, right))
                return Either((left, right)) if operator == "?:" else None
            case "if_expression":
                return Either(tuple(node.named_children[1:]))
            case "boolean_literal":
                return Scalar(text_of(node) == "true")
            case "null":
                return Scalar(None)
        if node.type in _INNER and node.named_children:
            return Inner(node.named_children[0])
        return None

    def _call(self, node: Node) -> Expr | None:
        held = node.named_children
        func = held[0] if held else None
        args = next((c for c in held[1:] if c.type == "value_arguments"), None)
        if func is None:
            return None
        given = self._given(args)
        called = text_of(func) if func.type == "identifier" else ""
        if called == "lazy":
            body = _last_of_lambda(node)
            return Inner(body) if body is not None else None
        if called in ("listOf", "mutableListOf", "arrayOf", "setOf"):
            return Many(tuple(g.value for g in given))
        if called in ("mapOf", "mutableMapOf", "hashMapOf"):
            return Pairs(tuple(self._pairs(given)))
        if func.type == "navigation_expression":
            parts = func.named_children
            if len(parts) > 1 and args is None and text_of(parts[-1]) in ("apply", "also"):
                given = self._set(node)
            return Call(parts[0], text_of(parts[-1]), parts[-1], given, args) if len(parts) > 1 else None
        if called and args is None:
            given = self._set(node)
        return Call(None, called, func, given, args) if called else None

    def _set(self, node: Node) -> tuple[Given, ...]:
        """What the block of a builder sets: `chatCompletionRequest { model = ...; messages { ... } }`."""
        found: list[Given] = []
        for child in _body_of_lambda(node):
            if child.type == "assignment":
                left, right = child.child_by_field_name("left"), child.child_by_field_name("right")
                if left is not None and right is not None and left.type == "identifier":
                    found.append(Given(right, child, text_of(left), left))
            elif child.type == "call_expression" and child.named_children[0].type == "identifier":
                name, args = child.named_children[0], child.named_children[-1]
                held = self._given(args) if args.type == "value_arguments" else ()
                if held or args.type == "annotated_lambda":
                    found.append(Given(held[0].value if held else args, child, text_of(name), name))
        return tuple(found)

    def _given(self, args: Node | None) -> tuple[Given, ...]:
        found: list[Given] = []
        for child in args.named_children if args is not None else ():
            if child.type != "value_argument" or not child.named_children:
                continue
            named = len(child.named_children) > 1 and any(c.type == "=" for c in child.children)
            name = child.named_children[0] if named else None
            spread = any(c.type == "*" for c in child.children)
            value = child.named_children[-1]
            found.append(Given(value, child, text_of(name) if name is not None else None, name, spread))
        return tuple(found)

    def _pairs(self, given: tuple[Given, ...]) -> Iterator[Given]:
        for entry in given:
            held = entry.value.named_children
            if entry.value.type == "infix_expression" and len(held) == 3 and text_of(held[1]) == "to":
                name = self.expr(held[0])
                yield Given(held[2], entry.node, name.value if isinstance(name, Text) else None, held[0])

    def imported(self, node: Node) -> Iterator[Import]:
        """`import a.b.C`, `import a.b.*`, `import a.b.C as D`."""
        path = next((c for c in node.named_children if c.type == "qualified_identifier"), None)
        if path is None:
            return
        module = text_of(path)
        alias = next((c for c in node.named_children if c.type == "identifier"), None)
        wild = any(c.type == "*" for c in node.children)
        local = "" if wild else text_of(alias) if alias is not None else module.rpartition(".")[2]
        yield Import(module, local, node)

    def bound(self, node: Node) -> Iterator[Binding]:
        """Properties, parameters and assignments."""
        if node.type == "assignment":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is not None and left.type == "identifier":
                yield Binding(text_of(left), left, right)
            elif left is not None and left.type == "navigation_expression" and len(left.named_children) > 1:
                obj, name = left.named_children[0], left.named_children[-1]
                own = text_of(obj) == "this"
                yield Binding(text_of(name), left, right, owner=None if own else text_of(obj), is_field=own)
            return
        if node.type == "property_declaration":
            held = next((c for c in node.named_children if c.type == "variable_declaration"), None)
            if held is None or not held.named_children:
                return
            name = held.named_children[0]
            last = node.named_children[-1]
            value = last if last.end_byte > held.end_byte and last.type not in ("getter", "setter") else None
            kind = _type(held)
            parent = node.parent
            field = parent is not None and parent.type in ("class_body", "source_file")
            constant = any(c.type == "modifiers" and b"const" in (c.text or b"") for c in node.named_children)
            yield Binding(text_of(name), name, value, kind, is_field=field, constant=constant)
            return
        names = [c for c in node.named_children if c.type == "identifier"]
        if names:
            last = node.named_children[-1]
            value = last if last.type.endswith("literal") or last.type == "call_expression" else None
            field = node.type == "class_parameter"
            yield Binding(text_of(names[0]), names[0], value, _type(node), is_field=field)

    def declared(self, node: Node) -> str | None:
        """Package and classes."""
        if node.type == "package_header":
            path = next((c for c in node.named_children if c.type == "qualified_identifier"), None)
            return text_of(path) + "." if path is not None else None
        name = node.child_by_field_name("name")
        return text_of(name) if name is not None else None

    def quote(self, text: str, like: str) -> str | None:
        """A raw string stays one where it can hold the text."""
        if like[:3] == '"""':
            return None if '"' in text or "$" in text else f'"""{text}"""'
        return json.dumps(text, ensure_ascii=False).replace("$", "\\$")

    def env_reference(self, name: str, default: str | None) -> str:
        """`System.getenv("NAME") ?: "default"`."""
        read = f'System.getenv("{name}")'
        return read if default is None else f'{read} ?: {self.quote(default, chr(34))}'


_WORDS = frozenset({"true", "false", "null"})


_NAME = re.compile(r"[A-Za-z_]\w*")


def _text(node: Node) -> Text:
    parts: list[str | Node] = []
    for child in node.named_children:
        if child.type == "string_content":
            text = text_of(child)
            before = child.prev_named_sibling
            name = _NAME.match(text) if before is not None and text_of(before) == "$" else None
            if name is not None and parts:  # the grammar leaves `$name` in the text
                parts[-1] = child
                text = text[name.end() :]
            parts += [text] if text else []
        elif child.type == "escape_sequence":
            parts.append(unescaped(text_of(child)))
        elif child.type == "interpolation":
            parts.append(child.named_children[0] if child.named_children else "")
    return Text(tuple(parts))


def _body_of_lambda(node: Node) -> list[Node]:
    for child in node.named_children:
        if child.type == "annotated_lambda" and child.named_children:
            return list(child.named_children[-1].named_children)
    return []


def _last_of_lambda(node: Node) -> Node | None:
    for child in node.named_children:
        if child.type == "annotated_lambda" and child.named_children:
            body = child.named_children[-1]
            return body.named_children[-1] if body.named_children else None
    return None


def _type(node: Node) -> str | None:
    held = next((c for c in node.named_children if c.type in _TYPES), None)
    return text_of(held).rstrip("?").partition("<")[0] if held is not None else None


def language() -> SimpleLanguage:
    """`LANGUAGES["kotlin"]`."""
    return SimpleLanguage(Kotlin(), libraries="java")
