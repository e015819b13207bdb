"""Ruby: hashes as arguments, instance variables, configuration blocks."""

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
    import tree_sitter_ruby

    return tree_sitter_ruby.language()


_NAMES = frozenset({"identifier", "constant", "instance_variable", "class_variable", "global_variable", "self"})


class Ruby:
    """The grammar of Ruby."""

    name = "ruby"
    suffixes: tuple[str, ...] = (".rb", ".rake", ".ru")
    load = staticmethod(_load)
    strings = frozenset({"string", "bare_string", "heredoc_body", "delimited_symbol", "regex"})
    chains = frozenset({"call", "element_reference"})
    scopes = frozenset({"method", "singleton_method"})
    imports = frozenset({"call"})
    declarations = frozenset({"class", "module"})
    binders = frozenset({"assignment", "operator_assignment", "optional_parameter", "keyword_parameter", "call"})
    mentions = frozenset({"exceptions", "pattern"})
    this = frozenset({"self"})
    loose = True

    def expr(self, node: Node) -> Expr | None:
        """What a node is."""
        match node.type:
            case "string" | "bare_string" | "heredoc_body" | "delimited_symbol":
                return _text(node)
            case "integer" | "float" | "unary":
                return number(text_of(node))
            case "true" | "false" | "nil":
                return Scalar({"true": True, "false": False}.get(node.type))
            case "simple_symbol":
                return Text((text_of(node).lstrip(":"),))
            case "scope_resolution":
                return Name(text_of(node).lstrip(":").replace("::", "."))
            case "call":
                return self._call(node)
            case "element_reference":
                held = node.named_children
                return Call(held[0], "[]", held[1], (Given(held[1], held[1]),), None) if len(held) == 2 else None
            case "hash":
                return self._hash(node)
            case "array":
                return Many(tuple(c for c in node.named_children if c.type != "comment"))
            case "string_array" | "symbol_array":
                return Many(tuple(node.named_children))
            case "binary":
                left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
                operator = node.child_by_field_name("operator")
                if left is None or right is None or operator is None:
                    return None
                if text_of(operator) == "+":
                    return Joined((left, right))
                return Either((left, right)) if text_of(operator) in ("||", "or") else None
            case "conditional":
                two = (node.child_by_field_name("consequence"), node.child_by_field_name("alternative"))
                return Either(tuple(n for n in two if n is not None))
            case "parenthesized_statements":
                return Inner(node.named_children[-1]) if node.named_children else None
        return Name(text_of(node)) if node.type in _NAMES else None

    def _call(self, node: Node) -> Expr | None:
        name, args = node.child_by_field_name("method"), node.child_by_field_name("arguments")
        if name is None:
            return None
        return Call(node.child_by_field_name("receiver"), text_of(name), name, self._given(args), args)

    def _given(self, args: Node | None) -> tuple[Given, ...]:
        found: list[Given] = []
        for child in args.named_children if args is not None else ():
            if child.type == "pair":
                entry = self._pair(child)
                if entry is not None:
                    found.append(entry)
            elif child.type != "comment":
                found.append(Given(child, child, spread=child.type.endswith("splat_argument")))
        return tuple(found)

    def _hash(self, node: Node) -> Expr:
        entries = [self._pair(c) for c in node.named_children if c.type == "pair"]
        complete = all(c.type in ("pair", "comment") for c in node.named_children)
        return Pairs(tuple(e for e in entries if e is not None), complete and all(e is not None for e in entries))

    def _pair(self, node: Node) -> Given | None:
        key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
        if key is None or value is None:
            return None
        expr = self.expr(key)
        name = text_of(key) if key.type == "hash_key_symbol" else expr.value if isinstance(expr, Text) else None
        return Given(value, node, name, key) if name is not None else None

    def imported(self, node: Node) -> Iterator[Import]:
        """`require "gem"`."""
        name, args = node.child_by_field_name("method"), node.child_by_field_name("arguments")
        if name is None or args is None or text_of(name) != "require" or not args.named_children:
            return
        expr = self.expr(args.named_children[0])
        if isinstance(expr, Text) and expr.value:
            yield Import(f"require.{expr.value.replace('/', '.')}", "", node)

    def bound(self, node: Node) -> Iterator[Binding]:
        """Variables, instance variables, constants, default arguments, the argument of a `configure` block."""
        if node.type == "call":
            yield from self._block(node)
            return
        if node.type in ("optional_parameter", "keyword_parameter"):
            name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
            if name is not None and value is not None:
                yield Binding(text_of(name), name, value)
            return
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None:
            return
        if left.type in ("instance_variable", "class_variable", "global_variable"):
            yield Binding(text_of(left).lstrip("@$"), left, right, is_field=True)
            yield Binding(text_of(left), left, right, is_field=True)
        elif left.type in ("identifier", "constant"):
            constant = left.type == "constant"
            yield Binding(text_of(left), left, right, is_field=constant, constant=constant)
        elif left.type == "call":
            obj, name = left.child_by_field_name("receiver"), left.child_by_field_name("method")
            if obj is not None and name is not None:
                own = text_of(obj) == "self"
                yield Binding(text_of(name), left, right, owner=None if own else text_of(obj), is_field=own)

    def _block(self, node: Node) -> Iterator[Binding]:
        name, block = node.child_by_field_name("method"), node.child_by_field_name("block")
        if name is None or block is None or text_of(name) != "configure":
            return
        given = block.child_by_field_name("parameters")
        if given is not None and given.named_children:
            yield Binding(text_of(given.named_children[0]), given.named_children[0], node)

    def declared(self, node: Node) -> str | None:
        """Classes; a module may be opened by many, so it says nothing of whose it is."""
        name = node.child_by_field_name("name")
        return text_of(name).replace("::", ".") if node.type == "class" and name is not None else None

    def quote(self, text: str, like: str) -> str | None:
        """In the quotes that are there; words of `%w` and heredocs are not rewritten."""
        if like[:1] == "'":
            return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
        mark, like = (":", like[1:]) if like[:2] == ':"' else ("", like)
        written = json.dumps(text, ensure_ascii=False).replace("#{", "\\#{")
        return mark + written if like[:1] == '"' else None

    def env_reference(self, name: str, default: str | None) -> str:
        """`ENV["NAME"]`, `ENV.fetch("NAME", "default")`."""
        read = f'ENV["{name}"]'
        return read if default is None else f'ENV.fetch("{name}", {self.quote(default, chr(34))})'


def _text(node: Node) -> Text:
    parts: list[str | Node] = []
    for child in node.named_children:
        if child.type in ("string_content", "heredoc_content"):
            parts.append(text_of(child))
        elif child.type == "escape_sequence":
            parts.append(unescaped(text_of(child)))
        elif child.type == "interpolation":
            parts.append(child.named_children[0] if child.named_children else "")
    return Text(tuple(parts))


def language() -> SimpleLanguage:
    """`LANGUAGES["ruby"]`."""
    return SimpleLanguage(Ruby())
