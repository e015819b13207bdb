"""What becomes of an answer: every place of a file that reads a call's result, with the path it takes into it.

The languages find the places (`follow` in their own module); rules decide from paths and roles whether they
understand all of them. What cannot be followed is a `problem`, never a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Literal

from migrate.model import Span

if TYPE_CHECKING:
    from migrate.source import SourceFile

EACH = "*"  # the step from something that is iterated to one of its elements
Form = Literal["attribute", "item", "get", "each"]
Role = Literal[
    "named",  # bound to a name, whose uses are followed too
    "iterated",  # walked through by a loop, whose variable is followed too
    "returned",
    "passed",  # an argument; `detail` is the function's text
    "method",  # a method of it is called; `detail` is its name
    "compared",  # `other` is what with; `detail` the operator
    "tested",  # only its truth counts
    "dropped",  # a statement of its own
    "value",  # anything else
]


@dataclass(frozen=True, slots=True)
class Step:
    """One step into an answer: `.name`, `["name"]`, `[0]` or `.get("name", default)`; `span` is of just that."""

    name: str
    form: Form
    span: Span
    default: Span | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """One place: the path from the answer, of which the last `own` steps are written here, and what for."""

    call: Span  # the call whose answer it is
    path: tuple[Step, ...]
    own: int
    base: Span  # the name or the call the steps written here start from
    span: Span  # the whole expression, steps included
    role: Role
    detail: str = ""
    other: Span | None = None
    whole: Span | None = None  # of a comparison, of a call it is passed to, or of an entry of a pattern

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the path."""
        return tuple(step.name for step in self.path)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that are written here."""
        return self.path[len(self.path) - self.own :]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the answer of a call cannot be followed, and where."""

    reason: str
    span: Span
    call: Span


@dataclass(frozen=True, slots=True)
class Followed:
    """All uses of some calls' answers in a file, in source order; incomplete when there are problems."""

    uses: tuple[Use, ...]
    problems: tuple[Problem, ...]

    def of(self, call: Span) -> Iterator[Use]:
        """The uses of one call's answer."""
        return (use for use in self.uses if use.call == call)

    def problem(self, call: Span) -> Problem | None:
        """The first thing that stands in the way of following one call's answer."""
        return next((p for p in self.problems if p.call == call), None)


_MODULES = {"python": "migrate.languages.python.follow", "typescript": "migrate.languages.typescript.follow"}


def follow(language: str, source: SourceFile, calls: Sequence[Span]) -> Followed:
    """Where the answers of `calls` go in their file."""
    found: Callable[[SourceFile, Sequence[Span]], Followed] = import_module(_MODULES[language]).follow
    return found(source, calls)
