"""C#: usings, object initialisers, named arguments, configuration by index."""

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
    import tree_sitter_c_sharp

    return tree_sitter_c_sharp.language()


_NAMES = frozenset({"identifier", "this", "base", "this_expression", "base_expression"})
_INNER = frozenset(
    {"parenthesized_expression", "await_expression", "postfix_unary_expression", "argument", "as_expression",
     "cast_expression", "expression_element", "collection_element", "equals_value_clause", "checked_expression"}
)  # fmt: skip


class CSharp:
    """The grammar of C#."""

    name = "csharp"
    suffixes: tuple[str, ...] = (".cs",)
    load = staticmethod(_load)
    strings = frozenset(
        {"string_literal", "verbatim_string_literal", "raw_string_literal", "interpolated_string_expression"}
    )
    chains = frozenset(
        {"invocation_expression", "member_access_expression", "object_creation_expression",
         "implicit_object_creation_expression", "element_access_expression", "conditional_access_expression"}
    )  # fmt: skip
    scopes = frozenset(
        {"method_declaration", "constructor_declaration", "local_function_statement", "lambda_expression",
         "accessor_declaration"}
    )  # fmt: skip
    imports = frozenset({"using_directive"})
    declarations = frozenset(
        {"namespace_declaration", "file_scoped_namespace_declaration", "class_declaration", "record_declaration",
         "interface_declaration", "struct_declaration"}
    )  # fmt: skip
    binders = frozenset({"variable_declaration", "property_declaration", "parameter", "assignment_expression"})
    mentions = frozenset(
        {"catch_declaration", "is_pattern_expression", "is_expression", "type_pattern", "cast_expression",
         "as_expression", "declaration_pattern", "generic_name"}
    )  # fmt: skip
    this = frozenset({"this", "base"})
    loose = False

    def expr(self, node: Node) -> Expr | None:
        """What a node is."""
        match node.type:
            case "string_literal":
                return Text((unescaped(text_of(node).rstrip("uU8")[1:-1]),))
            case "verbatim_string_literal":
                return Text((text_of(node)[2:-1].replace('""', '"'),))
            case "raw_string_literal":
                held = [c for c in node.named_children if c.type == "raw_string_content"]
                return Text((text_of(held[0]).strip("\n") if held else "",))
            case "interpolated_string_expression":
                return _interpolated(node)
            case "integer_literal" | "real_literal" | "prefix_unary_expression":
                return number(text_of(node))
            case "boolean_literal":
                return Scalar(text_of(node) == "true")
            case "null_literal":
                return Scalar(None)
            case "qualified_name" | "generic_name" | "alias_qualified_name":
                return Name(text_of(node).partition("<")[0].removeprefix("global::"))
            case "member_access_expression" | "conditional_access_expression":
                return _member(node)
            case "invocation_expression":
                return self._call(node)
            case "element_access_expression":
                return self._index(node)
            case "object_creation_expression" | "implicit_object_creation_expression":
                return self._new(node)
            case "anonymous_object_creation_expression":
                return Pairs(tuple(_anonymous(node)))
            case "initializer_expression" | "collection_expression":
                return Many(tuple(node.named_children))
            case "array_creation_expression" | "implicit_array_creation_expression":
                held = [c for c in node.named_children if c.type == "initializer_expression"]
                return Many(tuple(held[0].named_children)) if held else None
            case "binary_expression":
                left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
                operator = next((c.type for c in node.children if not c.is_named), "")
                if left is None or right is None:
                    return None
                if operator == "+":
                    return Joined((left, right))
                return Either((left, right)) if operator == "??" else None
            case "conditional_expression":
                two = (node.child_by_field_name("consequence"), node.child_by_field_name("alternative"))
                return Either(tuple(n for n in two if n is not None))
        if node.type in _NAMES:
            return Name(text_of(node))
        if node.type in _INNER and node.named_children:
            first = node.type in ("as_expression", "postfix_unary_expression")
            return Inner(node.named_children[0 if first else -1])
        return None

    def _call(self, node: Node) -> Expr | None:
        func, args = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if func is None:
            return None
        given = _given(args)
        member = _member(func)
        if isinstance(member, Get):
            return Call(member.obj, member.name, member.name_node, given, args)
        if func.type in ("identifier", "generic_name"):
            return Call(None, text_of(func).partition("<")[0], func, given, args)
        return None

    def _index(self, node: Node) -> Expr | None:
        obj, keys = node.child_by_field_name("expression"), node.child_by_field_name("subscript")
        given = _given(keys)
        return Call(obj, "[]", given[0].value, given, None) if obj is not None and len(given) == 1 else None

    def _new(self, node: Node) -> Expr | None:
        kind = node.child_by_field_name("type")
        args = next((c for c in node.named_children if c.type == "argument_list"), None)
        filled = node.child_by_field_name("initializer") or next(
            (c for c in node.named_children if c.type == "initializer_expression"), None
        )
        written = text_of(kind).partition("<")[0] if kind is not None else _declared_type(node) or ""
        fields = tuple(self._fields(filled)) if filled is not None else ()
        if filled is not None and written.rpartition(".")[2] in ("List", "HashSet") and not fields:
            return Many(tuple(filled.named_children))
        if written.rpartition(".")[2] in ("Dictionary", "JsonObject", "SortedDictionary"):
            return Pairs(fields)
        return New(written, _given(args), args, fields)

    def _fields(self, body: Node) -> Iterator[Given]:
        for child in body.named_children:
            left, right = child.child_by_field_name("left"), child.child_by_field_name("right")
            if child.type == "assignment_expression" and left is not None and right is not None:
                if left.type == "identifier":
                    yield Given(right, child, text_of(left), left)
                elif left.type == "element_binding_expression" and left.named_children:
                    key = left.named_children[0]
                    key = key.named_children[0] if key.type == "argument" and key.named_children else key
                    name = self.expr(key)
                    yield Given(right, child, name.value if isinstance(name, Text) else None, key)
            elif child.type == "initializer_expression" and len(child.named_children) == 2:
                key, value = child.named_children
                name = self.expr(key)
                yield Given(value, child, name.value if isinstance(name, Text) else None, key)

    def imported(self, node: Node) -> Iterator[Import]:
        """`using A.B;`, `using C = A.B;`, `using static A.B;`."""
        alias = node.child_by_field_name("name")
        paths = [c for c in node.named_children if c.type in ("identifier", "qualified_name") and c != alias]
        if paths:
            yield Import(text_of(paths[-1]), text_of(alias) if alias is not None else "", node)

    def bound(self, node: Node) -> Iterator[Binding]:
        """Variables, fields, properties, parameters and assignments."""
        if node.type == "variable_declaration":
            kind = _type(node.child_by_field_name("type"))
            parent = node.parent
            field = parent is not None and parent.type == "field_declaration"
            constant = parent is not None and any(
                c.type == "modifier" and text_of(c) in ("const", "readonly") for c in parent.named_children
            )
            for held in node.named_children:
                name = held.child_by_field_name("name") if held.type == "variable_declarator" else None
                if name is not None:
                    value = held.named_children[-1] if len(held.named_children) > 1 else None
                    yield Binding(text_of(name), name, value, kind, is_field=field, constant=constant)
        elif node.type == "property_declaration":
            name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
            if name is not None:
                kind = _type(node.child_by_field_name("type"))
                yield Binding(text_of(name), name, value, kind, is_field=True)
        elif node.type == "parameter":
            name = node.child_by_field_name("name")
            if name is not None:
                last = node.named_children[-1]
                value = last if last.type.endswith("literal") else None
                yield Binding(text_of(name), name, value, _type(node.child_by_field_name("type")))
        else:
            yield from self._assigned(node)

    def _assigned(self, node: Node) -> Iterator[Binding]:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None:
            return
        if left.type == "identifier":
            yield Binding(text_of(left), left, right)
            yield Binding(text_of(left), left, right, is_field=True)
            return
        member = _member(left)
        if isinstance(member, Get):
            own = text_of(member.obj) == "this"
            yield Binding(member.name, left, right, owner=None if own else text_of(member.obj), is_field=own)
        elif left.type == "member_access_expression":
            name = left.child_by_field_name("name")
            if name is not None:
                yield Binding(text_of(name), left, right, is_field=True)

    def declared(self, node: Node) -> str | None:
        """Namespace and classes."""
        name = node.child_by_field_name("name")
        if name is None:
            return None
        return text_of(name) + "." if "namespace" in node.type else text_of(name)

    def quote(self, text: str, like: str) -> str | None:
        """A verbatim string stays one; raw and interpolated strings are not rewritten."""
        if like[:2] == '@"':
            return '@"' + text.replace('"', '""') + '"'
        if like[:3] == '"""' or like[:1] == "$":
            return None
        return json.dumps(text, ensure_ascii=False)

    def env_reference(self, name: str, default: str | None) -> str:
        """`Environment.GetEnvironmentVariable("NAME")`; with a default it needs no `using System`."""
        read = f'Environment.GetEnvironmentVariable("{name}")'
        return read if default is None else f'System.{read} ?? {self.quote(default, chr(34))}'


def _interpolated(node: Node) -> Text:
    parts: list[str | Node] = []
    for child in node.named_children:
        if child.type == "string_content":
            parts.append(text_of(child))
        elif child.type == "escape_sequence":
            parts.append(unescaped(text_of(child)))
        elif child.type == "interpolation":
            held = [c for c in child.named_children if c.type not in ("interpolation_brace",)]
            parts.append(held[0] if held else "")
    return Text(tuple(parts))


def _member(node: Node) -> Expr | None:
    if node.type == "member_access_expression":
        obj = node.child_by_field_name("expression") or next(
            (c for c in node.children if c.type in ("this", "base", "predefined_type")), None
        )
        name = node.child_by_field_name("name")
        plain = text_of(name).partition("<")[0] if name is not None else ""
        return Get(obj, plain, name) if obj is not None and name is not None else None
    if node.type == "conditional_access_expression":
        obj = node.child_by_field_name("condition")
        held = next((c for c in node.named_children if c.type == "member_binding_expression"), None)
        name = held.child_by_field_name("name") if held is not None else None
        return Get(obj, text_of(name), name) if obj is not None and name is not None else None
    return None


def _given(args: Node | None) -> tuple[Given, ...]:
    found: list[Given] = []
    for child in args.named_children if args is not None else ():
        if child.type == "argument" and child.named_children:
            name = child.child_by_field_name("name")
            found.append(Given(child.named_children[-1], child, text_of(name) if name is not None else None, name))
    return tuple(found)


def _anonymous(node: Node) -> Iterator[Given]:
    held = [c for c in node.children if c.type != "comment"]
    for at, child in enumerate(held):
        if child.type == "=" and 0 < at < len(held) - 1:
            yield Given(held[at + 1], held[at + 1], text_of(held[at - 1]).lstrip("@"), held[at - 1])


def _declared_type(node: Node) -> str | None:
    """The type of the variable or property that `new(...)` is given to."""
    parent = node.parent
    for _ in range(3):
        if parent is None:
            return None
        if parent.type in ("variable_declaration", "property_declaration"):
            return _type(parent.child_by_field_name("type"))
        parent = parent.parent
    return None


def _type(node: Node | None) -> str | None:
    if node is None:
        return None
    if node.type == "nullable_type":
        node = node.child_by_field_name("type") or node.named_children[0]
    if node.type in ("identifier", "qualified_name", "generic_name"):
        return text_of(node).partition("<")[0]
    return None


def language() -> SimpleLanguage:
    """`LANGUAGES["csharp"]`."""
    return SimpleLanguage(CSharp())
