"""What names are bound to in a piece of a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

from migrate.languages.expressions import Expr

Item = TypeVar("Item")

_MAX_BINDINGS = 200  # of one name: generated code may assign thousands of times


@dataclass(slots=True)
class Bindings:
    """A module, class, function or block. `bindings` are in source order with their byte offset."""

    kind: str
    name: str
    parent: int  # -1 for the module
    bindings: dict[str, list[tuple[int, Expr]]] = field(default_factory=dict)
    returns: list[Expr] = field(default_factory=list)
    params: tuple[str, ...] = ()

    def bind(self, name: str, at: int, value: Expr) -> None:
        """Note that `name` may be `value` from byte `at` on."""
        note(self.bindings, name, (at, value))


def note(held: dict[str, list[Item]], name: str, item: Item) -> None:
    """Add what `name` may be, unless that is much already."""
    found = held.setdefault(name, [])
    if len(found) < _MAX_BINDINGS:
        found.append(item)
