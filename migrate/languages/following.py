"""The walk from the answers of calls to the names that hold them and on to their uses, in any language.

A language says what a call, a step, a role and a binding look like; that every name is followed until nothing new
is bound, and what shadows a name, is the same for all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from tree_sitter import Node

from migrate.languages.follow import Followed, Problem, Step, Use
from migrate.languages.python.parse import walk
from migrate.model import Span

_MOST = 5_000  # uses of the answers of one file; more are no ordinary program


def text_of(node: Node | None) -> str:
    """What stands at a node; empty for none."""
    return (node.text or b"").decode("utf-8", "replace") if node is not None else ""


@dataclass(slots=True)
class Name:
    """A name that holds (a part of) an answer: where it is bound, and to what."""

    scope: Node
    name: str
    bound: dict[int, tuple[Span, tuple[Step, ...]]] = field(default_factory=dict)  # by the offset of the binding


class Following:
    """The answers of some calls of one file; a language fills in what its grammar decides."""

    identifier_types: Collection[str] = ("identifier",)

    def __init__(self, root: Node) -> None:
        self.root = root
        self.names: dict[tuple[int, str], Name] = {}
        self.uses: dict[tuple[int, int, int], Use] = {}
        self.problems: list[Problem] = []
        self.identifiers: dict[str, list[Node]] = {}  # by name, from one walk
        self.shadows: dict[tuple[int, str], bool] = {}

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
            if not todo or len(self.uses) > _MOST:
                break
            for key, name in todo:
                done.add((*key, len(name.bound)))
                self.follow_name(name)
        if len(self.uses) > _MOST:
            self.problems += [Problem("there are too many uses", call, call) for call in calls]
        ordered = tuple(self.uses[key] for key in sorted(self.uses))
        return Followed(ordered, tuple(dict.fromkeys(self.problems)))

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
