"""What names are bound to in a piece of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar, overload

from migrate.languages.expressions import Expr

Item = TypeVar("Item")

_MAX_BINDINGS = 200  # of one name: generated code may assign thousands of times


class Late(Sequence[Item]):
    """Items of which some are made when they are first looked at: most of a file is never asked for."""

    __slots__ = ("_items",)

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self._items: list[Item | partial[Item]] = list(items)

    def append(self, item: Item | partial[Item]) -> None:
        """Add an item, or what makes it."""
        self._items.append(item)

    def made(self) -> Iterator[Item | None]:
        """The items as they are now, None for those not made yet."""
        return (None if isinstance(item, partial) else item for item in self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Item]:
        return map(self._at, range(len(self._items)))

    def __reversed__(self) -> Iterator[Item]:
        return map(self._at, reversed(range(len(self._items))))

    @overload
    def __getitem__(self, index: int) -> Item: ...

    @overload
    def __getitem__(self, index: slice) -> list[Item]: ...

    def __getitem__(self, index: int | slice) -> Item | list[Item]:
        if isinstance(index, slice):
            return [self._at(i) for i in range(*index.indices(len(self._items)))]
        return self._at(index)

    def _at(self, index: int) -> Item:
        item = self._items[index]
        if isinstance(item, partial):
            item = self._items[index] = item()
        return item


class Bound(Late[tuple[int, Expr]]):
    """What a name may be, each with the byte it is bound at."""

    __slots__ = ()

    def add(self, at: int, value: Expr | partial[Expr]) -> None:
        """Note a value, unless there are very many already."""
        if len(self._items) < _MAX_BINDINGS:
            self._items.append(partial(_placed, at, value) if isinstance(value, partial) else (at, value))

    def seen_from(self, at: int) -> Iterator[Expr]:
        """What the name may be where it is read: the nearest before first, then what is bound after, last first."""
        places = [item.args[0] if isinstance(item, partial) else item[0] for item in self._items]
        for i in reversed(range(len(places))):
            if places[i] < at:
                yield self._at(i)[1]
        for i in reversed(range(len(places))):
            if places[i] >= at:
                yield self._at(i)[1]


@dataclass(slots=True)
class Bindings:
    """A module, class, function or block. `bindings` are in source order with their byte offset."""

    kind: str
    name: str
    parent: int  # -1 for the module
    bindings: dict[str, Bound] = field(default_factory=dict)
    returns: Late[Expr] = field(default_factory=Late)
    params: tuple[str, ...] = ()

    def bind(self, name: str, at: int, value: Expr | partial[Expr]) -> None:
        """Note that `name` may be `value` from byte `at` on."""
        bind(self.bindings, name, at, value)


def bind(table: dict[str, Bound], name: str, at: int, value: Expr | partial[Expr]) -> None:
    """Note in a table that `name` may be `value` from byte `at` on."""
    found = table.get(name)
    if found is None:
        found = table[name] = Bound()
    found.add(at, value)


def _placed(at: int, value: partial[Expr]) -> tuple[int, Expr]:
    return at, value()


def note(held: dict[str, list[Item]], name: str, item: Item) -> None:
    """Add what `name` may be, unless that is much already."""
    found = held.setdefault(name, [])
    if len(found) < _MAX_BINDINGS:
        found.append(item)
