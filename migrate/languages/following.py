"""The walk from the answers of calls to the names that hold them and on to their uses, in any language.

A language says what a call, a step, a role and a binding look like; that every name is followed until nothing new
is bound, and what shadows a name, is the same for all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from tree_sitter import Node

from migrate.languages.follow import Followed, Problem, Step, Use
from migrate.languages.python.parse import walk
from migrate.model import Span

# Steps that end in plain text: what becomes of it needs no following.
_TEXT = frozenset({"name", "arguments", "output_text", "call_id", "finish_reason"})
_MOST = 5_000  # uses of the answers of one file; more are no ordinary program


def is_plain(path: Sequence[Step]) -> bool:
    """True for a path that ends in plain text."""
    return bool(path) and path[-1].name in _TEXT


def text_of(node: Node | None) -> str:
    """What stands at a node; empty for none."""
    return (node.text or b"").decode("utf-8", "replace") if node is not None else ""


@dataclass(slots=True)
class Name:
    """A name that holds (a part of) an answer: where it is bound, and to what."""

    scope: Node
    name: str
    bound: dict[int, tuple[Span, tuple[Step, ...]]] = field(default_factory=dict)  # by the offset of the binding


@dataclass(slots=True)
class Returns:
    """A function that gives answers to its callers: what, by the offset of the returned expression."""

    function: Node
    given: dict[int, tuple[Span, tuple[Step, ...]]] = field(default_factory=dict)


class Following:
    """The answers of some calls of one file; a language fills in what its grammar decides."""

    identifier_types: Collection[str] = ("identifier",)
    holding = frozenset({"data", "choices", "0", "message", "output", "usage", "delta"})  # steps to what holds more

    def __init__(self, root: Node) -> None:
        self.root = root
        self.names: dict[tuple[int, str], Name] = {}
        self.uses: dict[tuple[int, int, int], Use] = {}
        self.problems: list[Problem] = []
        self.identifiers: dict[str, list[Node]] = {}  # by name, from one walk
        self.shadows: dict[tuple[int, str], bool] = {}
        self.returns: dict[int, Returns] = {}  # by the function's node
        self.left: set[int] = set()  # functions whose callers have been looked at

    def run(self, calls: Sequence[Span]) -> Followed:
        """Every use of the answers of the calls at these spans."""
        for call in calls:
            node = self.call_at(call)
            if node is None:
                self.problems.append(Problem("the call is not seen", call, call))
                continue
            self.climb(node, (), call)
        for node in walk(self.root):
            if node.type in self.identifier_types:
                self.identifiers.setdefault(text_of(node), []).append(node)
        done: set[tuple[int, str, int]] = set()
        while True:
            todo = [(k, n) for k, n in self.names.items() if (*k, len(n.bound)) not in done]
            for key, name in todo:
                done.add((*key, len(name.bound)))
                self.follow_name(name)
            leaving = [r for key, r in self.returns.items() if key not in self.left] if not todo else []
            for given in leaving:
                self.left.add(given.function.id)
                self._to_callers(given)
            if not (todo or leaving) or len(self.uses) > _MOST:
                break
        if len(self.uses) > _MOST:
            self.problems += [Problem("there are too many uses", call, call) for call in calls]
        ordered = tuple(self.uses[key] for key in sorted(self.uses))
        return Followed(ordered, tuple(dict.fromkeys(self.problems)))

    # --- out of a function and into those that call it ---

    def returned(self, node: Node, path: tuple[Step, ...], call: Span) -> bool:
        """True for an answer, or a part that holds more, that a function of this file alone gives to its callers."""
        if not all(step.name in self.holding for step in path):
            return False
        function = self.private(node)
        if function is None:
            return False
        self.returns.setdefault(function.id, Returns(function)).given[node.start_byte] = (call, path)
        return True

    def _to_callers(self, given: Returns) -> None:
        values = list(given.given.values())
        alike = len({(call, tuple(s.name for s in path)) for call, path in values}) == 1
        foreign = [n for n in self.other_returns(given.function) if n.start_byte not in given.given]
        if not alike or foreign:
            place = foreign[0] if foreign else given.function
            self._stop("its function returns different things", place, given)
            return
        call, path = values[0]
        for mention in self.mentions_of(given.function):
            caller = self.call_of(mention)
            if caller is None:
                self._stop("its function is handed on", mention, given)
                return
            self.climb(caller, path, call)

    def _stop(self, reason: str, place: Node, given: Returns) -> None:
        span = Span(place.start_byte, place.end_byte)
        self.problems += [Problem(reason, span, call) for call, _ in given.given.values()]

    def shadowed(self, node: Node, scope: Node, name: str) -> bool:
        """True where something between a mention and the scope has the name for itself."""
        at = node.parent
        while at is not None and at.id != scope.id:
            if self.may_take(at):
                if (at.id, name) not in self.shadows:
                    self.shadows[at.id, name] = self.takes(at, name)
                if self.shadows[at.id, name]:
                    return True
            at = at.parent
        return False

    # --- what a language says ---

    def call_at(self, call: Span) -> Node | None:
        """The call at a span, None when none is seen there."""
        raise NotImplementedError

    def climb(self, node: Node, path: tuple[Step, ...], call: Span) -> None:
        """From an expression that holds the answer upwards, to what becomes of it."""
        raise NotImplementedError

    def follow_name(self, name: Name) -> None:
        """From a name to its uses."""
        raise NotImplementedError

    def may_take(self, at: Node) -> bool:
        """True for what can have names of its own."""
        raise NotImplementedError

    def takes(self, at: Node, name: str) -> bool:
        """True for what has this name for itself."""
        raise NotImplementedError

    def private(self, node: Node) -> Node | None:
        """The function that returns at a place, when nothing outside of this file can call it."""
        raise NotImplementedError

    def other_returns(self, function: Node) -> Iterable[Node]:
        """What a function returns apart from nothing: the expressions."""
        raise NotImplementedError

    def mentions_of(self, function: Node) -> Iterable[Node]:
        """Where a private function is named, its definition left out."""
        raise NotImplementedError

    def call_of(self, mention: Node) -> Node | None:
        """The call of what is named at a place; None where it is not called."""
        raise NotImplementedError
