"""Rust: builders, struct literals, paths, and macros whose tokens are read like the code they stand for."""

from __future__ import annotations

import json
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
    import tree_sitter_rust

    return tree_sitter_rust.language()


_INNER = frozenset(
    {"try_expression", "await_expression", "reference_expression", "parenthesized_expression", "type_cast_expression",
     "unary_expression"}
)  # fmt: skip


class Rust:
    """The grammar of Rust."""

    name = "rust"
    suffixes: tuple[str, ...] = (".rs",)
    load = staticmethod(_load)
    strings = frozenset({"string_literal", "raw_string_literal"})
    chains = frozenset(
        {"call_expression", "field_expression", "scoped_identifier", "struct_expression", "macro_invocation"}
    )
    scopes = frozenset({"function_item"})
    imports = frozenset({"use_declaration"})
    declarations = frozenset({"struct_item", "enum_item", "trait_item"})
    binders = frozenset(
        {"let_declaration", "const_item", "static_item", "field_declaration", "parameter", "assignment_expression"}
    )
    mentions: frozenset[str] = frozenset({"tuple_struct_pattern", "struct_pattern"})
    this: frozenset[str] = frozenset({"self", "Self"})
    loose = True

    def expr(self, node: Node) -> Expr | None:
        """What a node is."""
        match node.type:
            case "string_literal":
                raw = text_of(node)
                return Text((unescaped(raw[raw.index('"') + 1 : -1]),)) if '"' in raw else None
            case "raw_string_literal":
                held = [c for c in node.named_children if c.type == "string_content"]
                return Text((text_of(held[0]) if held else "",))
            case "integer_literal" | "float_literal":
                return number(text_of(node))
            case "boolean_literal":
                return Scalar(text_of(node) == "true")
            case "identifier" | "type_identifier" | "self" | "crate":
                return Name(text_of(node))
            case "generic_type":
                inner = node.child_by_field_name("type")
                return Inner(inner) if inner is not None else None
            case "scoped_identifier" | "scoped_type_identifier":
                obj, name = node.child_by_field_name("path"), node.child_by_field_name("name")
                return Get(obj, text_of(name), name) if obj is not None and name is not None else None
            case "field_expression":
                obj, name = node.child_by_field_name("value"), node.child_by_field_name("field")
                return Get(obj, text_of(name), name) if obj is not None and name is not None else None
            case "call_expression":
                return _call(node)
            case "struct_expression":
                return _struct(node)
            case "array_expression":
                return Many(tuple(node.named_children))
            case "macro_invocation":
                return self._macro(node)
            case "token_tree":
                return self._tokens(node)
        if node.type in _INNER:
            operator = node.children[0].type if node.children else ""
            if operator == "-":
                return number(text_of(node))
            inner = node.child_by_field_name("value") or next(iter(node.named_children), None)
            return Inner(inner) if inner is not None else None
        return None

    def _macro(self, node: Node) -> Expr | None:
        name = node.child_by_field_name("macro")
        tree = next((c for c in node.named_children if c.type == "token_tree"), None)
        if name is None or tree is None:
            return None
        called = text_of(name).rpartition("::")[2]
        if called == "json":
            inner = tree.named_children
            return Inner(inner[0]) if len(inner) == 1 and inner[0].type == "token_tree" else self._tokens(tree)
        if called == "vec":
            return Many(tuple(_values(tree)))
        return Call(None, called, name, tuple(Given(v, v) for v in tree.named_children), tree)

    def _tokens(self, node: Node) -> Expr | None:
        """`{"key": value, ...}` or `[value, ...]` among the tokens of a macro."""
        opener = node.children[0].type if node.children else ""
        if opener == "[":
            return Many(tuple(_values(node)))
        if opener != "{":
            return None
        entries: list[Given] = []
        complete = True
        for piece in _pieces(node):
            names = [c for c in piece if c.type == ":"]
            key = self.expr(piece[0]) if piece else None
            if isinstance(key, Text) and key.value is not None and names and len(piece) >= 3:
                value = piece[2] if len(piece) == 3 else piece[-1]
                entries.append(Given(value if len(piece) == 3 else piece[1], piece[0], key.value, piece[0]))
            elif piece:
                complete = False
        return Pairs(tuple(entries), complete)

    def imported(self, node: Node) -> Iterator[Import]:
        """`use a::{b::{C, d as E}, F};`: one import for each name, at the line of the statement."""
        argument = node.child_by_field_name("argument")
        todo: list[tuple[str, Node]] = [("", argument)] if argument is not None else []
        while todo:
            prefix, item = todo.pop()
            if item.type == "scoped_use_list":
                path, names = item.child_by_field_name("path"), item.child_by_field_name("list")
                below = _dotted(prefix, text_of(path) if path is not None else "")
                todo += [(below, n) for n in (names.named_children if names is not None else ())]
            elif item.type == "use_list":
                todo += [(prefix, n) for n in item.named_children]
            elif item.type == "use_as_clause":
                path, alias = item.child_by_field_name("path"), item.child_by_field_name("alias")
                if path is not None and alias is not None:
                    yield Import(_dotted(prefix, text_of(path)), text_of(alias), node)
            elif item.type == "use_wildcard":
                yield Import(_dotted(prefix, text_of(item).removesuffix("*").removesuffix("::")), "", node)
            elif item.type == "self":
                yield Import(prefix, prefix.rpartition(".")[2], node)
            else:
                module = _dotted(prefix, text_of(item))
                yield Import(module, module.rpartition(".")[2], node)

    def bound(self, node: Node) -> Iterator[Binding]:
        """Variables, constants, fields, parameters and assignments to fields."""
        kind = _type(node.child_by_field_name("type"))
        if node.type == "assignment_expression":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is not None and left.type == "identifier":
                yield Binding(text_of(left), left, right)
            elif left is not None and left.type == "field_expression":
                obj, name = left.child_by_field_name("value"), left.child_by_field_name("field")
                if obj is not None and name is not None:
                    own = text_of(obj) == "self"
                    yield Binding(text_of(name), left, right, owner=None if own else text_of(obj), is_field=own)
            return
        name = node.child_by_field_name("pattern") or node.child_by_field_name("name")
        if name is None or name.type not in ("identifier", "field_identifier", "mut_pattern"):
            return
        value = node.child_by_field_name("value")
        constant = node.type in ("const_item", "static_item")
        yield Binding(
            text_of(name).removeprefix("mut "), name, value, kind, is_field=node.type == "field_declaration",
            constant=constant,
        )  # fmt: skip

    def declared(self, node: Node) -> str | None:
        """Structs and the like; a crate's name is not in its files."""
        name = node.child_by_field_name("name")
        return f"crate.{text_of(name)}" if name is not None else None

    def quote(self, text: str, like: str) -> str | None:
        """A plain string; a raw one keeps its marks where it can hold the text."""
        if like[:1] == "r":
            marks = like[1 : like.index('"')] if '"' in like else ""
            return f'r{marks}"{text}"{marks}' if '"' not in text else None
        return json.dumps(text, ensure_ascii=False) if like[:1] == '"' else None

    def env_reference(self, name: str, default: str | None) -> str:
        """`std::env::var("NAME").unwrap_or_default()`."""
        del default
        return f'std::env::var("{name}").unwrap_or_default()'


def _dotted(prefix: str, path: str) -> str:
    plain = path.replace("::", ".").strip(".")
    return f"{prefix}.{plain}" if prefix and plain else prefix or plain


def _pieces(tree: Node) -> Iterator[list[Node]]:
    """The tokens of a tree, cut at its commas."""
    piece: list[Node] = []
    for child in tree.children[1:-1]:
        if child.type == ",":
            yield piece
            piece = []
        elif "comment" not in child.type:
            piece.append(child)
    if piece:
        yield piece


def _values(tree: Node) -> list[Node]:
    return [p[0] for p in _pieces(tree) if p]


def _call(node: Node) -> Expr | None:
    func, args = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if func is not None and func.type == "generic_function":
        func = func.child_by_field_name("function")
    if func is None or args is None:
        return None
    given = tuple(Given(c, c) for c in args.named_children if "comment" not in c.type)
    if func.type == "identifier":
        return Call(None, text_of(func), func, given, args)
    if func.type == "scoped_identifier":
        obj, name = func.child_by_field_name("path"), func.child_by_field_name("name")
    elif func.type == "field_expression":
        obj, name = func.child_by_field_name("value"), func.child_by_field_name("field")
    else:
        return None
    return Call(obj, text_of(name), name, given, args) if obj is not None and name is not None else None


def _struct(node: Node) -> Expr | None:
    kind, body = node.child_by_field_name("name"), node.child_by_field_name("body")
    if kind is None or body is None:
        return None
    fields: list[Given] = []
    for child in body.named_children:
        name, value = child.child_by_field_name("field"), child.child_by_field_name("value")
        if child.type == "field_initializer" and name is not None and value is not None:
            fields.append(Given(value, child, text_of(name), name))
    return New(text_of(kind).replace("::", "."), tuple(fields), body)


def _type(node: Node | None) -> str | None:
    """`Client` of `&Client<Config>`, `Arc<Client>`, `Option<Client>`."""
    for _ in range(6):
        if node is None:
            return None
        if node.type == "type_identifier":
            return text_of(node)
        if node.type == "scoped_type_identifier":
            return text_of(node).replace("::", ".")
        if node.type == "generic_type":
            outer, args = node.child_by_field_name("type"), node.child_by_field_name("type_arguments")
            if outer is not None and args is not None and args.named_children and text_of(outer) in _HOLDERS:
                node = args.named_children[0]
            else:
                node = outer
        else:
            node = node.child_by_field_name("type")
    return None


_HOLDERS = frozenset({"Arc", "Box", "Rc", "Option", "Mutex", "RwLock", "State", "Data"})


def language() -> SimpleLanguage:
    """`LANGUAGES["rust"]`."""
    return SimpleLanguage(Rust())
