"""Values of expressions, wherever they stand: constants, lists and dicts, variables of the environment."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable

from tree_sitter import Node

from migrate.languages.expressions import Attr, Call, Const, Either, Expr, Joined, Map, Name, Opaque, Seq
from migrate.languages.nodes import span_of
from migrate.languages.things import Found
from migrate.model import Arg, DictValue, EnvRef, ListValue, Literal, Origin, Span, Unknown, Value

MAX_DEPTH = 24
MAX_ITEMS = 2000  # of one list or dict


class Reading(ABC):
    """Values as seen in one file. `depth` counts what is nested, so that cycles end."""

    @abstractmethod
    def value(self, node: Node, scope: int, depth: int = 0) -> Value:
        """The value written at `node`."""

    @abstractmethod
    def env(self, expr: Expr, path: str) -> EnvRef | None:
        """The environment variable an expression reads, with its default."""

    @abstractmethod
    def _named(self, expr: Name | Attr, path: str, used: Span, depth: int) -> Value:
        """The value of a variable or an attribute."""

    @abstractmethod
    def _display(self, found: Found, used: Span, depth: int) -> Value:
        """A list or dict that stands elsewhere. In another file its places are that of the use."""

    def _called(self, call: Call, path: str, used: Span, depth: int) -> Value:  # noqa: ARG002 - for a language that can
        """What a call gives."""
        return Unknown("result of a call")

    def of(self, found: Found, used: Span, depth: int = 0) -> Value:
        """The value of an expression that may stand elsewhere; `used` is where it is used here."""
        if depth > MAX_DEPTH:
            return Unknown("nested too deep")
        env = self.env(found.expr, found.path)
        if env is not None:
            return env
        expr = found.expr
        if isinstance(expr, (Name, Attr)):
            return self._named(expr, found.path, used, depth)
        if isinstance(expr, (Map, Seq)):
            return self._display(found, used, depth)
        if isinstance(expr, Const):
            return Literal(expr.value, Origin(found.path, expr.span, expr.line))
        if isinstance(expr, Joined):
            return Unknown(expr.how)
        if isinstance(expr, Call):
            return self._called(expr, found.path, used, depth)
        if isinstance(expr, Either):
            return Unknown("depends on a condition")
        return Unknown(expr.reason if isinstance(expr, Opaque) else "computed")

    def _list(self, items: Iterable[Node], scope: int, depth: int, *, spread: str) -> ListValue:
        """A list by the nodes of its items, of which those of kind `spread` cannot be counted."""
        found: list[Arg] = []
        complete = True
        for item in items:
            if item.type == spread or len(found) >= MAX_ITEMS:
                complete = False
                continue
            value = self.value(item, scope, depth + 1)
            found.append(Arg(str(len(found)), value, span_of(item), span_of(item)))
        return ListValue(tuple(found), complete)


def scalar(expr: Expr) -> Value:
    """The value of an expression that is written as one."""
    if isinstance(expr, Const):
        return Literal(expr.value)
    return Unknown(expr.how if isinstance(expr, Joined) else "computed")


def changeable(value: Value) -> Value:
    """The value of a variable that is changed in place: more may be in it than is seen."""
    if isinstance(value, ListValue):
        return ListValue(value.items, False)
    if isinstance(value, DictValue):
        return DictValue(value.entries, False)
    return value


def place_of(expr: Expr) -> Span | None:
    """Where an expression is written, for those that know."""
    return getattr(expr, "span", None)
