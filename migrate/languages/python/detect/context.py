"""What every detector of Python is given: the file, its module, name resolution, and a way to make sites."""

from __future__ import annotations

from dataclasses import dataclass, field

from tree_sitter import Node

from migrate.languages.expressions import Call, Expr
from migrate.languages.nodes import text_of
from migrate.languages.python.resolve import Resolver
from migrate.languages.python.scopes import Module
from migrate.languages.python.tables import Tables, words
from migrate.languages.python.targets import target_of_client
from migrate.languages.python.things import Thing
from migrate.languages.python.values import Values
from migrate.languages.sites import Detection
from migrate.languages.things import Inst
from migrate.languages.vocabulary import Vocabulary
from migrate.model import Target


@dataclass(frozen=True, slots=True)
class Called:
    """A call of the file, resolved once for all detectors: `name` is the last name of what is called."""

    node: Node
    func: Node
    arguments: Node
    scope: int
    name: str
    thing: Thing | None


@dataclass(slots=True)
class Context(Detection):
    """One Python file under detection, with what its names stand for."""

    module: Module
    resolver: Resolver
    values: Values
    tables: Tables
    words: Vocabulary = field(default_factory=words)
    calls: list[Called] = field(default_factory=list)

    def __post_init__(self) -> None:
        held = self.module.index.held()
        for node, scope in self.module.calls:
            func, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
            if func is not None and arguments is not None:
                name = text_of(name_node(func))
                asked = func.type != "attribute" or self._may_matter(func, name, held)
                thing = self.resolver.thing(self.build(func, scope), self.path) if asked else None
                self.calls.append(Called(node, func, arguments, scope, name, thing))

    def _may_matter(self, func: Node, name: str, held: frozenset[str]) -> bool:
        """Whether a method can be of the SDK or a library of the tables; what it is, is only asked then."""
        if self.words.may_be(name) or name in held or self.resolver.wrappers.are_any:
            return True
        owner = func.child_by_field_name("object")
        if name.startswith("from_") and owner is not None and "penAI" in text_of(owner)[-60:]:
            return True  # `OpenAIAgent.from_tools(...)`
        while owner is not None and owner.type == "attribute":
            if text_of(name_node(owner)) in self.words.roots:
                return True
            owner = owner.child_by_field_name("object")
        return False

    def build(self, node: Node | None, scope: int) -> Expr:
        """The expression at a node."""
        return self.module.builder.build(node, scope)

    def target_of(self, inst: Inst) -> Target:
        """Whom a client talks to."""
        return target_of_client(self.resolver, inst)

    def client_place(self, inst: Inst) -> str | None:
        """`path:line` of a client's construction."""
        return f"{inst.path}:{inst.made.line}" if isinstance(inst.made, Call) else None


def name_node(func: Node) -> Node:
    """The node that names what is called: the last attribute."""
    if func.type == "attribute":
        return func.child_by_field_name("attribute") or func
    if func.type == "subscript":
        return func.child_by_field_name("value") or func
    return func
