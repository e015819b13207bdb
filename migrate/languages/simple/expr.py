"""What an expression is, in the few shapes that detection asks about, whatever the language.

A grammar translates one syntax node at a time; nothing here is nested, so that hostile depth is no matter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrate.languages.nodes import LONGEST_NUMBER

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrate.model import Span


@dataclass(frozen=True, slots=True)
class Given:
    """An argument, an entry of a dictionary or a field of a struct literal, with its value's node."""

    value: Node
    node: Node
    name: str | None = None
    name_node: Node | None = None
    spread: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A string; a node among the parts is an interpolated expression."""

    parts: tuple[str | Node, ...]

    @property
    def value(self) -> str | None:
        """The text, when nothing is interpolated."""
        return "".join(str(p) for p in self.parts) if all(isinstance(p, str) for p in self.parts) else None


@dataclass(frozen=True, slots=True)
class Scalar:
    """A number, a truth value or nothing."""

    value: int | float | bool | None


@dataclass(frozen=True, slots=True)
class Name:
    """A variable, a constant, a class: dotted when it is written with its namespace."""

    text: str


@dataclass(frozen=True, slots=True)
class Get:
    """A member of something."""

    obj: Node
    name: str
    name_node: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a function (`obj` None) or of a method."""

    obj: Node | None
    name: str
    name_node: Node
    args: tuple[Given, ...]
    args_node: Node | None


@dataclass(frozen=True, slots=True)
class New:
    """`new X(...)`, or a struct literal: then the arguments are its fields. `type` may be empty."""

    type: str
    args: tuple[Given, ...]
    args_node: Node | None
    fields: tuple[Given, ...] = ()


@dataclass(frozen=True, slots=True)
class Many:
    """A list."""

    items: tuple[Node, ...]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Pairs:
    """A dictionary."""

    entries: tuple[Given, ...]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Joined:
    """Strings put together."""

    pieces: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Inner:
    """Brackets, `await`, a cast, `&x`: what counts stands within."""

    node: Node


@dataclass(frozen=True, slots=True)
class Either:
    """One of several: a condition, or a value with its default."""

    nodes: tuple[Node, ...]


Expr = Text | Scalar | Name | Get | Call | New | Many | Pairs | Joined | Inner | Either


@dataclass(frozen=True, slots=True)
class Import:
    """A name that comes from elsewhere. `local` is empty for a namespace whose members are all brought in."""

    module: str
    local: str
    node: Node


@dataclass(frozen=True, slots=True)
class Binding:
    """A name, or a field of something (`owner`), that is given a value, or declared with a type."""

    name: str
    node: Node
    value: Node | None = None
    type: str | None = None
    owner: str | None = None
    is_field: bool = False
    constant: bool = False


def text_of(node: Node) -> str:
    """The source text of a node."""
    return (node.text or b"").decode("utf-8", "replace")


def span_of(node: Node) -> Span:
    """The bytes of a node."""
    from migrate.model import Span

    return Span(node.start_byte, node.end_byte)


def key(node: Node) -> tuple[int, int, str]:
    """What tells a node from every other of its file."""
    return (node.start_byte, node.end_byte, node.type)


_NUMBER = re.compile(r"-?(0[xX][0-9a-fA-F]+|\d+(\.\d+)?([eE][+-]?\d+)?|\.\d+)")


def number(text: str) -> Scalar | None:
    """The value of a number as it is written; suffixes of types and separators are left out."""
    bare = re.sub(r"(?i)(?<=[\d.])(?:_?[iuf](?:8|16|32|64|128|size)|[lfdmu]+)$", "", text).replace("_", "")
    if len(bare) > LONGEST_NUMBER or _NUMBER.fullmatch(bare) is None:
        return None
    if re.search(r"[.eE]", bare) and not bare.lower().startswith("0x"):
        return Scalar(float(bare))
    return Scalar(int(bare, 0) if bare.lower().startswith("0x") else int(bare, 10))


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "\\": "\\", '"': '"', "'": "'", "`": "`", "$": "$", "/": "/"}


def unescaped(body: str) -> str:
    """A string's text without its backslashes; escapes we do not know stay as they are."""
    if "\\" not in body:
        return body
    return re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[0]), body, flags=re.S)
