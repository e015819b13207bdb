"""How the same thing is written in Python and in TypeScript: messages, records, paths into an answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrate.languages.follow import Form
from migrate.model import Arg, Literal

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrate.source import SourceFile

_SHOWN = re.compile(r"(?:^|\.)(?:print|pprint|str|repr|log|debug|info|warn|warning|error|type|len)$")
_TEXT = frozenset(  # kinds of nodes that are text whatever they hold
    {"string", "concatenated_string", "template_string"}
)
_TO_TEXT = re.compile(
    r"(?:^str|\.join|\.format|\.strip|\.read_text|\.trim|\.toString|^String|^JSON\.stringify|^json\.dumps)$"
)


def shown(function: str) -> bool:
    """True for a function that only prints what it gets."""
    return _SHOWN.search(function) is not None


@dataclass(frozen=True, slots=True)
class Wording:
    """One language, with the quote mark its file prefers."""

    language: str
    quote: str

    @property
    def _python(self) -> bool:
        return self.language == "python"

    def text(self, value: str) -> str:
        """A string of plain letters."""
        return f"{self.quote}{value}{self.quote}"

    def record(self, pairs: Sequence[tuple[str, str]]) -> str:
        """A dict or an object; the values are source text."""
        if self._python:
            return "{" + ", ".join(f"{self.text(k)}: {v}" for k, v in pairs) + "}"
        return "{ " + ", ".join(f"{k}: {v}" for k, v in pairs) + " }"

    def pair(self, name: str, code: str) -> str:
        """An entry of a record."""
        return f"{self.text(name)}: {code}" if self._python else f"{name}: {code}"

    def argument(self, name: str, code: str) -> str:
        """An argument, or a property of the object of arguments."""
        return f"{name}={code}" if self._python else f"{name}: {code}"

    def truth(self, *, value: bool) -> str:
        """True or false."""
        return str(value) if self._python else str(value).lower()

    def message(self, role: str, content: str) -> str:
        """A message of a chat request."""
        return self.record([("role", self.text(role)), ("content", content)])

    def items(self, codes: Sequence[str]) -> str:
        """A list of expressions."""
        return "[" + ", ".join(codes) + "]"

    def spread(self, code: str) -> str:
        """A list's items inside another."""
        return f"*{code}" if self._python else f"...{code}"

    def list_or(self, code: str, otherwise: str) -> str:
        """`code` where it is a list, else something else."""
        if self._python:
            return f"{code} if isinstance({code}, list) else {otherwise}"
        return f"Array.isArray({code}) ? {code} : {otherwise}"

    def path(self, names: Sequence[str], form: Form) -> str:
        """Steps into an answer: attributes, or items where the file reads dicts."""
        if form == "item" and self._python:
            return "".join(f"[{n}]" if n.isdigit() else f"[{self.text(n)}]" for n in names)
        return "".join(f"[{n}]" if n.isdigit() else f".{n}" for n in names)

    def delta(self, event: str, *, test: bool) -> str:
        """The text of a streamed chunk: as a condition, or as a value."""
        if self._python:
            content = f"{event}.choices[0].delta.content"
            return f"({event}.choices and {content})" if test else content
        content = f"{event}.choices[0]?.delta?.content"
        return content if test else f"({content} ?? {self.quote}{self.quote})"

    def pattern(self, names: Sequence[str], name: str) -> str:
        """The property of a destructuring pattern that gives `name` what stands at the end of the path."""
        inner, steps = name, list(names)
        if steps[-1] == name:
            inner = f"{{ {steps.pop()} }}"
        for step in reversed(steps):
            inner = f"[{inner}]" if step == "0" else f"{{ {step}: {inner} }}"
        return inner.removeprefix("{ ").removesuffix(" }")


def wording(language: str, source: SourceFile) -> Wording:
    """The wording for a file."""
    single, double = source.data.count(b"'"), source.data.count(b'"')
    return Wording(language, "'" if single > double else '"')


def is_text(language: str, source: SourceFile, arg: Arg) -> bool:
    """True for a value that certainly is text: a literal, a template, a sum with one, made by `join` and the like."""
    if isinstance(arg.value, Literal):
        return isinstance(arg.value.value, str)
    root = root_of(language, source)
    node = root.named_descendant_for_byte_range(arg.value_span.start, arg.value_span.end)
    while node is not None and node.type == "parenthesized_expression" and node.named_children:
        node = node.named_children[0]
    if node is None:
        return False
    if node.type in _TEXT:
        return True
    if node.type in ("binary_operator", "binary_expression"):
        return any(child.type in _TEXT for child in node.named_children)
    if node.type in ("call", "call_expression"):
        function = node.child_by_field_name("function")
        return function is not None and bool(_TO_TEXT.search((function.text or b"").decode("utf-8", "replace")))
    if node.type == "identifier":
        return _annotated(language, node)
    return False


def is_list(source: SourceFile, name: str) -> bool:
    """True for a name that its file uses as a list: it is made as one, declared as one, or grows by items."""
    held = re.escape(name)
    grows = rf"\b{held}\s*(?:\+=\s*\[|\.(?:append|extend|push|unshift)\s*\()"
    made = rf"\b{held}\s*(?::[^=\n]{{1,80}})?=\s*\["
    return re.search(f"{grows}|{made}", source.data.decode(source.encoding, "replace")) is not None


def root_of(language: str, source: SourceFile) -> Node:
    """The syntax tree of a file."""
    if language == "python":
        from migrate.languages.python.parse import parse

        return parse(source.data, source.encoding).root_node
    from migrate.languages.typescript.parse import parse as parse_script

    return parse_script(source.path, source.data, source.encoding).tree.root_node


def _annotated(language: str, node: Node) -> bool:
    """True for a parameter that the function declares as text."""
    name, word = node.text, b"str" if language == "python" else b": string"
    at = node.parent
    while at is not None:
        held = at.child_by_field_name("parameters")
        for parameter in held.named_children if held is not None else ():
            named = parameter.child_by_field_name("pattern") or parameter.child_by_field_name("name")
            if named is None and parameter.type in ("typed_parameter", "identifier"):
                named = parameter if parameter.type == "identifier" else parameter.named_children[0]
            if named is not None and named.text == name:
                kind = parameter.child_by_field_name("type")
                return kind is not None and kind.text == word
        at = at.parent
    return False
