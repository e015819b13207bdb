"""Go: option functions, struct literals, package constants."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrate.languages.simple import SimpleLanguage
from migrate.languages.simple.expr import (
    Binding,
    Call,
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
    import tree_sitter_go

    return tree_sitter_go.language()


_VERSION = re.compile(r"v\d+$")


class Go:
    """The grammar of Go."""

    name = "go"
    suffixes: tuple[str, ...] = (".go",)
    load = staticmethod(_load)
    strings = frozenset({"interpreted_string_literal", "raw_string_literal"})
    chains = frozenset({"call_expression", "selector_expression", "composite_literal"})
    scopes = frozenset({"function_declaration", "method_declaration", "func_literal"})
    imports = frozenset({"import_spec"})
    declarations = frozenset({"package_clause", "type_spec"})
    binders = frozenset(
        {"const_spec", "var_spec", "short_var_declaration", "assignment_statement", "parameter_declaration",
         "field_declaration"}
    )  # fmt: skip
    mentions: frozenset[str] = frozenset({"type_assertion_expression", "type_case"})
    this: frozenset[str] = frozenset()
    loose = False

    def expr(self, node: Node) -> Expr | None:
        """What a node is."""
        match node.type:
            case "interpreted_string_literal":
                return Text((unescaped(text_of(node)[1:-1]),))
            case "raw_string_literal":
                return Text((text_of(node)[1:-1],))
            case "int_literal" | "float_literal":
                return number(text_of(node))
            case "true" | "false" | "nil":
                return Scalar({"true": True, "false": False}.get(node.type))
            case "identifier" | "package_identifier" | "type_identifier":
                return Name(text_of(node))
            case "selector_expression" | "qualified_type":
                return self._member(node)
            case "call_expression":
                return self._call(node)
            case "composite_literal":
                return self._literal(node)
            case "literal_value":
                return New("", self._entries(node), node)
            case "binary_expression":
                left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
                plus = any(c.type == "+" for c in node.children)
                return Joined((left, right)) if plus and left is not None and right is not None else None
            case "parenthesized_expression" | "unary_expression" | "type_assertion_expression" | "literal_element":
                inner = node.child_by_field_name("operand") or next(iter(node.named_children), None)
                operator = node.child_by_field_name("operator")
                if operator is not None and text_of(operator) == "-":
                    return number(text_of(node))
                return Inner(inner) if inner is not None else None
        return None

    def _member(self, node: Node) -> Expr | None:
        if node.type == "qualified_type":
            return Name(text_of(node))
        obj, name = node.child_by_field_name("operand"), node.child_by_field_name("field")
        return Get(obj, text_of(name), name) if obj is not None and name is not None else None

    def _call(self, node: Node) -> Expr | None:
        func, args = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if func is None or args is None:
            return None
        if func.type == "parenthesized_expression":
            return None
        given = tuple(Given(c, c) for c in args.named_children if c.type != "comment")
        if text_of(func) in ("[]byte", "string") and len(given) == 1:
            return Inner(given[0].value)
        if func.type == "selector_expression":
            obj, name = func.child_by_field_name("operand"), func.child_by_field_name("field")
            return Call(obj, text_of(name), name, given, args) if obj is not None and name is not None else None
        if func.type == "identifier":
            return Call(None, text_of(func), func, given, args)
        return None

    def _literal(self, node: Node) -> Expr | None:
        kind, body = node.child_by_field_name("type"), node.child_by_field_name("body")
        if kind is None or body is None:
            return None
        if kind.type in ("slice_type", "array_type", "implicit_length_array_type"):
            return Many(tuple(c for c in body.named_children if c.type in ("literal_element", "literal_value")))
        if kind.type == "map_type":
            return Pairs(self._entries(body))
        return New(_type(kind) or "", self._entries(body), body)

    def _entries(self, body: Node) -> tuple[Given, ...]:
        found: list[Given] = []
        for child in body.named_children:
            key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
            if child.type != "keyed_element" or key is None or value is None:
                continue
            inner = key.named_children[0] if key.type == "literal_element" and key.named_children else key
            name = self.expr(inner)
            text = name.text if isinstance(name, Name) else name.value if isinstance(name, Text) else None
            held = value.named_children[0] if value.type == "literal_element" and value.named_children else value
            found.append(Given(held, child, text, inner))
        return tuple(found)

    def imported(self, node: Node) -> Iterator[Import]:
        """`alias "path"`; without an alias the last part of the path that is no version."""
        path, alias = node.child_by_field_name("path"), node.child_by_field_name("name")
        if path is None:
            return
        module = text_of(path).strip('"`')
        if alias is not None and alias.type in ("dot", "blank_identifier"):
            yield Import(module, "" if alias.type == "dot" else "_", node)
            return
        parts = [p for p in module.split("/") if not _VERSION.fullmatch(p)] or [module]
        plain = parts[-1].removeprefix("go-").removesuffix("-go").removesuffix(".go")
        yield Import(module, text_of(alias) if alias is not None else plain.replace("-", ""), node)

    def bound(self, node: Node) -> Iterator[Binding]:
        """Constants, variables, parameters, fields and assignments to fields."""
        if node.type in ("parameter_declaration", "field_declaration", "const_spec", "var_spec"):
            kind = node.child_by_field_name("type")
            values = node.child_by_field_name("value")
            held = values.named_children if values is not None else []
            names = node.children_by_field_name("name")
            for at, name in enumerate(names):
                value = held[at] if at < len(held) else None
                yield Binding(
                    text_of(name), name, value, _type(kind), is_field=node.type == "field_declaration",
                    constant=node.type == "const_spec",
                )  # fmt: skip
            return
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            return
        targets, given = left.named_children, right.named_children
        for at, target in enumerate(targets):
            alike = len(given) == len(targets)
            assigned = given[at] if alike else given[0] if at == 0 and given else None
            if target.type == "identifier":
                yield Binding(text_of(target), target, assigned)
            elif target.type == "selector_expression":
                obj, member = target.child_by_field_name("operand"), target.child_by_field_name("field")
                if obj is not None and member is not None:
                    yield Binding(text_of(member), target, assigned, owner=text_of(obj))

    def declared(self, node: Node) -> str | None:
        """The package is the folder, which is what imports name."""
        name = node.child_by_field_name("name")
        return text_of(name) if node.type == "type_spec" and name is not None else None

    def quote(self, text: str, like: str) -> str | None:
        """A raw string where the old one is raw and can hold the text."""
        if like.startswith("`") and "`" not in text:
            return f"`{text}`"
        return json.dumps(text, ensure_ascii=False)

    def env_reference(self, name: str, default: str | None) -> str:
        """`os.Getenv("NAME")`."""
        del default
        return f'os.Getenv("{name}")'


def _type(node: Node | None) -> str | None:
    """`openai.Client` of `*openai.Client`, `[]openai.Client`."""
    while node is not None:
        if node.type in ("type_identifier", "qualified_type"):
            return text_of(node)
        if node.type in ("pointer_type", "slice_type", "generic_type"):
            node = node.child_by_field_name("element") or node.child_by_field_name("type") or node.named_children[0]
        else:
            return None
    return None


def language() -> SimpleLanguage:
    """`LANGUAGES["go"]`."""
    return SimpleLanguage(Go())
