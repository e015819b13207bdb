"""Java: builders, imports by class and by package, annotations."""

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
    import tree_sitter_java

    return tree_sitter_java.language()


_LISTS = frozenset({"List", "Arrays", "Collections", "Set", "ImmutableList", "Stream"})


class Java:
    """The grammar of Java."""

    name = "java"
    suffixes: tuple[str, ...] = (".java",)
    load = staticmethod(_load)
    strings = frozenset({"string_literal"})
    chains = frozenset({"method_invocation", "field_access", "object_creation_expression"})
    scopes = frozenset({"method_declaration", "constructor_declaration", "lambda_expression"})
    imports = frozenset({"import_declaration"})
    declarations = frozenset(
        {"package_declaration", "class_declaration", "interface_declaration", "enum_declaration",
         "record_declaration"}
    )
    binders = frozenset(
        {"field_declaration", "constant_declaration", "local_variable_declaration", "formal_parameter",
         "assignment_expression", "resource", "enhanced_for_statement"}
    )  # fmt: skip
    mentions = frozenset({"catch_type", "instanceof_expression", "cast_expression"})
    this = frozenset({"this", "super"})
    loose = False

    def expr(self, node: Node) -> Expr | None:
        """What a node is."""
        match node.type:
            case "string_literal":
                return Text((_text(text_of(node)),))
            case "decimal_integer_literal" | "decimal_floating_point_literal" | "hex_integer_literal":
                return number(text_of(node))
            case "true" | "false" | "null_literal":
                return Scalar({"true": True, "false": False}.get(node.type))
            case "identifier" | "type_identifier" | "this" | "super":
                return Name(text_of(node))
            case "field_access":
                obj, name = node.child_by_field_name("object"), node.child_by_field_name("field")
                return Get(obj, text_of(name), name) if obj is not None and name is not None else None
            case "method_invocation":
                return self._call(node)
            case "object_creation_expression":
                kind, args = node.child_by_field_name("type"), node.child_by_field_name("arguments")
                return New(_type(kind) or "", _given(args), args) if kind is not None else None
            case "array_initializer":
                return Many(tuple(c for c in node.named_children if "comment" not in c.type))
            case "binary_expression":
                left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
                plus = any(c.type == "+" for c in node.children)
                return Joined((left, right)) if plus and left is not None and right is not None else None
            case "ternary_expression":
                two = (node.child_by_field_name("consequence"), node.child_by_field_name("alternative"))
                return Either(tuple(n for n in two if n is not None))
            case "cast_expression":
                value = node.child_by_field_name("value")
                return Inner(value) if value is not None else None
            case "unary_expression":
                return number(text_of(node))
            case "parenthesized_expression":
                return Inner(node.named_children[0]) if node.named_children else None
        return None

    def _call(self, node: Node) -> Expr | None:
        obj, name = node.child_by_field_name("object"), node.child_by_field_name("name")
        args = node.child_by_field_name("arguments")
        if name is None:
            return None
        given = _given(args)
        called = text_of(name)
        owner = text_of(obj) if obj is not None and obj.type == "identifier" else ""
        if owner in _LISTS and called in ("of", "asList", "singletonList", "copyOf"):
            return Many(tuple(g.value for g in given))
        if owner in ("Map", "ImmutableMap") and called == "of" and len(given) % 2 == 0:
            return Pairs(tuple(_pair(self, k, v) for k, v in zip(given[::2], given[1::2], strict=True)))
        return Call(obj, called, name, given, args)

    def imported(self, node: Node) -> Iterator[Import]:
        """`import a.b.C;`, `import a.b.*;`, `import static a.b.C.d;`."""
        path = next((c for c in node.named_children if c.type in ("scoped_identifier", "identifier")), None)
        if path is None:
            return
        module = text_of(path)
        wild = any(c.type == "asterisk" for c in node.named_children)
        yield Import(module, "" if wild else module.rpartition(".")[2], node)

    def bound(self, node: Node) -> Iterator[Binding]:
        """Variables, fields, parameters and assignments."""
        kind = _type(node.child_by_field_name("type"))
        if node.type in ("field_declaration", "constant_declaration", "local_variable_declaration"):
            field = node.type != "local_variable_declaration"
            constant = node.type == "constant_declaration"  # of an interface
            constant = constant or any(c.type == "modifiers" and b"final" in (c.text or b"") for c in node.children)
            for held in node.children_by_field_name("declarator"):
                name, value = held.child_by_field_name("name"), held.child_by_field_name("value")
                if name is not None:
                    yield Binding(text_of(name), name, value, kind, is_field=field, constant=constant)
        elif node.type in ("formal_parameter", "resource", "enhanced_for_statement"):
            name = node.child_by_field_name("name")
            value = node.child_by_field_name("value") if node.type == "resource" else None
            if name is not None:
                yield Binding(text_of(name), name, value, kind)
        else:
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is not None and left.type == "identifier":
                yield Binding(text_of(left), left, right)
            elif left is not None and left.type == "field_access":
                name, obj = left.child_by_field_name("field"), left.child_by_field_name("object")
                if name is not None and obj is not None:
                    own = text_of(obj) == "this"
                    yield Binding(text_of(name), left, right, owner=None if own else text_of(obj), is_field=own)

    def declared(self, node: Node) -> str | None:
        """Package and classes."""
        if node.type == "package_declaration":
            path = next((c for c in node.named_children if c.type in ("scoped_identifier", "identifier")), None)
            return text_of(path) + "." if path is not None else None
        name = node.child_by_field_name("name")
        return text_of(name) if name is not None else None

    def quote(self, text: str, like: str) -> str | None:
        """In double quotes; a text block is not rewritten."""
        return None if like.startswith('"""') else json.dumps(text, ensure_ascii=False)

    def env_reference(self, name: str, default: str | None) -> str:
        """`System.getenv("NAME")`; with a default, `System.getenv().getOrDefault(...)`."""
        read = f'System.getenv("{name}")'
        return read if default is None else f'System.getenv().getOrDefault("{name}", {self.quote(default, chr(34))})'


def _text(raw: str) -> str:
    if raw.startswith('"""'):
        return raw[3:-3].strip("\n")
    return unescaped(raw[1:-1])


def _given(args: Node | None) -> tuple[Given, ...]:
    if args is None:
        return ()
    return tuple(Given(c, c) for c in args.named_children if "comment" not in c.type)


def _pair(grammar: Java, key: Given, value: Given) -> Given:
    name = grammar.expr(key.value)
    return Given(value.value, value.node, name.value if isinstance(name, Text) else None, key.value)


def _type(node: Node | None) -> str | None:
    """`a.B` of `a.B<C>`."""
    if node is None:
        return None
    if node.type == "generic_type" and node.named_children:
        node = node.named_children[0]
    return text_of(node) if node.type in ("type_identifier", "scoped_type_identifier") else None


def language() -> SimpleLanguage:
    """`LANGUAGES["java"]`."""
    return SimpleLanguage(Java())
