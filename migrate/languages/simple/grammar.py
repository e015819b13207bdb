"""What a language supplies to the shared engine: its grammar and how its syntax is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol

from migrate.languages.simple.expr import Binding, Expr, Import

if TYPE_CHECKING:
    from tree_sitter import Node


class Grammar(Protocol):
    """One per language. Node types are those of the language's tree-sitter grammar.

    `chains` are calls, constructions and member accesses, `scopes` what variables live in, `this` the
    names of the object a method belongs to. `separator` is put between a namespace and a name.
    """

    name: str
    suffixes: tuple[str, ...]
    load: Callable[[], object]
    strings: frozenset[str]
    chains: frozenset[str]
    scopes: frozenset[str]
    imports: frozenset[str]
    declarations: frozenset[str]  # of classes
    binders: frozenset[str]
    mentions: frozenset[str]  # where a type is named that is caught or tested for
    this: frozenset[str]
    loose: bool  # a class need not be imported to be used

    def expr(self, node: Node) -> Expr | None:
        """What a node is; None for what detection never asks about."""

    def imported(self, node: Node) -> Iterator[Import]:
        """What an import brings in; dotted."""

    def bound(self, node: Node) -> Iterator[Binding]:
        """The names a node gives values to."""

    def declared(self, node: Node) -> str | None:
        """The dotted name of a class, without its namespace; of the namespace itself it ends in a dot."""

    def quote(self, text: str, like: str) -> str | None:
        """`text` as a literal in the style of the literal `like`; None when that cannot be written."""

    def env_reference(self, name: str, default: str | None) -> str:
        """An expression that reads a variable of the environment."""
