"""Expressions as small picklable values: what name resolution needs to know of them, nothing more.

They are the same for Python, TypeScript and JavaScript: a call is a call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from migrate.model import Span

TOO_DEEP = "nested too deep"
_NAME = 200  # characters: longer texts of several pieces are prompts, not names


class _Placed:
    """Equal when of the same kind and at the same place: of one file, that is the same expression.

    Comparing by content would cost the square of the depth on long chains of calls.
    """

    __slots__ = ()
    span: Span

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and isinstance(other, _Placed) and other.span == self.span

    def __hash__(self) -> int:
        return hash((self.span.start, self.span.end))


@dataclass(frozen=True, slots=True)
class Opaque:
    """Something that is not followed; `reason` in a few words."""

    reason: str


@dataclass(frozen=True, slots=True)
class Name:
    """A variable, read at byte `at` in scope number `scope` of its file."""

    id: str
    scope: int
    at: int


@dataclass(frozen=True, slots=True)
class Attr:
    """`base.name`."""

    base: Expr
    name: str


@dataclass(frozen=True, slots=True)
class Const:
    """A scalar and where it is written."""

    value: str | int | float | bool | None
    span: Span
    line: int


@dataclass(frozen=True, slots=True, eq=False)
class Joined(_Placed):
    """Text put together from parts: an f-string, `+`, implicit concatenation."""

    parts: tuple[Expr, ...]
    how: str
    span: Span
    line: int


@dataclass(frozen=True, slots=True, eq=False)
class Call(_Placed):
    """A call; `spread` when `*x` or `**x` stands among the arguments."""

    func: Expr
    args: tuple[Expr, ...]
    kwargs: tuple[tuple[str, Expr], ...]
    spread: bool
    span: Span
    line: int

    def kwarg(self, *names: str) -> Expr | None:
        """The first of the named arguments that is given."""
        return next((v for n in names for k, v in self.kwargs if k == n), None)


@dataclass(frozen=True, slots=True)
class Item:
    """`base[key]`, or an element of `base` when iterated or unpacked (`key` None)."""

    base: Expr
    key: Expr | None


@dataclass(frozen=True, slots=True, eq=False)
class Seq(_Placed):
    """A list, tuple or set display."""

    items: tuple[Expr, ...]
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class Map(_Placed):
    """A dict display; a `**` entry has key None. `where` are the spans of entry, key and value."""

    entries: tuple[tuple[Expr | None, Expr], ...]
    where: tuple[tuple[Span, Span, Span], ...]
    span: Span
    line: int


@dataclass(frozen=True, slots=True)
class Either:
    """One of several: `a or b`, `a if c else b`."""

    options: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import binds. `name` None is the module itself."""

    module: str
    name: str | None
    level: int


@dataclass(frozen=True, slots=True)
class Scoped:
    """A function, lambda or class: scope number `scope` of its file."""

    scope: int


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter or an annotated name without a value."""

    scope: int
    position: int
    name: str
    annotation: Expr | None
    default: Expr | None


Expr = (
    Opaque | Name | Attr | Const | Joined | Call | Item | Seq | Map | Either | Imported | Scoped | Param
)


def name_of(expr: Expr) -> str | None:
    """A name for a value that is only known at run time: the variable's, the attribute's, the key's it is read by."""
    if isinstance(expr, Name):
        return expr.id
    if isinstance(expr, Attr):
        return expr.name
    if isinstance(expr, Item):
        return str(expr.key.value) if isinstance(expr.key, Const) else None
    if isinstance(expr, Call) and expr.args and isinstance(expr.args[0], Const):
        return str(expr.args[0].value)
    if isinstance(expr, Either):
        return next((n for n in map(name_of, expr.options) if n), None)
    return None


def one_text(parts: Sequence[Expr]) -> str | None:
    """The text that pieces make, all of which are written; None for anything else."""
    texts = [part.value for part in parts if isinstance(part, Const) and isinstance(part.value, str)]
    return "".join(texts) if len(texts) == len(parts) and sum(map(len, texts)) <= _NAME else None
