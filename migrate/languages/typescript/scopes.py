"""What is noted of a file: scopes with their bindings, imports and exports.

Of nearly all that is bound and called nobody asks what it is: expressions are built when they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import islice

from tree_sitter import Node, Tree

from migrate.languages.expressions import Expr, Opaque, Scoped
from migrate.languages.nodes import text_of
from migrate.languages.scopes import note
from migrate.languages.typescript.expr import Builder, children, unwrap
from migrate.languages.typescript.syntax import Nodes
from migrate.languages.typescript.words import tells

_MAX_CALLS = 20  # of one name whose arguments are looked at

Later = partial[Expr]  # an expression that is built from its node when somebody asks for it


@dataclass(slots=True)
class Scope:
    """A module, class, function, enum or block. `bindings` are in source order with their byte offset."""

    kind: str
    name: str
    parent: int  # -1 for the module
    bindings: dict[str, list[tuple[int, Expr | Later]]] = field(default_factory=dict)
    params: tuple[str, ...] = ()
    getter: bool = False
    given: list[Expr | Later] = field(default_factory=list)  # what a function gives back
    extends: Expr | Later | None = None

    def bind(self, name: str, at: int, value: Expr | Later) -> None:
        """Note that `name` may be `value` from byte `at` on."""
        note(self.bindings, name, (at, value))

    def bound(self, name: str) -> list[tuple[int, Expr]]:
        """What `name` may be in this very scope, with the byte from which on."""
        found = self.bindings.get(name)
        return [(at, now(value)) for at, value in found] if found else []

    @property
    def returns(self) -> list[Expr]:
        """What a function may give back."""
        return [now(value) for value in self.given]

    @property
    def base(self) -> Expr | None:
        """What a class extends."""
        return now(self.extends) if self.extends is not None else None


def now(value: Expr | Later) -> Expr:
    """The expression itself. The builder remembers what it built: asking twice costs little."""
    return value() if isinstance(value, partial) else value


class TsIndex:
    """What other files need to know of a file, and what is made of its nodes when they ask."""

    def __init__(self, path: str, nodes: Nodes) -> None:
        self.path = path
        self.nodes = nodes
        self.scopes = [Scope("module", "", -1)]
        self.imports: tuple[str, ...] = ()
        self.stars: list[str] = []
        self.exports: dict[str, list[Expr | Later]] = {}
        self.loose: dict[str, list[Expr | Later]] = {}  # properties set on anything but `this`: name -> values
        self.assigned_to: dict[str, set[int]] = {}  # names of objects of which a property is set, and the scopes
        self.taken: frozenset[str] = frozenset()  # names taken from other modules
        self._passed: dict[str, list[tuple[Expr, ...]]] = {}

    def exported(self, name: str) -> list[Expr]:
        """What is exported under a name."""
        return [now(value) for value in self.exports.get(name, ())]

    def loosely(self, name: str) -> list[Expr]:
        """What a property of that name is set to, on whatever object."""
        return [now(value) for value in self.loose.get(name, ())]

    @cached_property
    def mutated(self) -> dict[str, set[int]]:
        """Names of objects that are changed in place, with the scopes in which that is done."""
        found = {name: set(scopes) for name, scopes in self.assigned_to.items()}
        for name, scopes in self.nodes.changed().items():
            found.setdefault(name, set()).update(scopes)
        return found

    def changes(self, name: str, scope: int) -> bool:
        """Whether what `name` is in a scope is changed in place anywhere: another variable of that name is not it."""
        return name in self.mutated and self._home(name, scope) in {self._home(name, n) for n in self.mutated[name]}

    def _home(self, name: str, scope: int) -> int:
        """The scope that binds a name as it is seen from another."""
        while scope > 0 and not self.scopes[scope].bindings.get(name):
            scope = self.scopes[scope].parent
        return scope

    @cached_property
    def functions(self) -> frozenset[str]:
        """Names whose calls may tell what a parameter is: functions of this file, and what it imports."""
        own = {s.name for s in self.scopes if s.kind == "function" and s.name}
        return frozenset(own | self.taken) - {"default", "*"}

    def passed(self, name: str) -> list[tuple[Expr, ...]]:
        """Arguments of the calls of a function or class of that name that tell something of its parameters."""
        if name not in self._passed:
            self._passed[name] = list(islice(self._calls_of(name), _MAX_CALLS))
        return self._passed[name]

    def _calls_of(self, name: str) -> Iterator[tuple[Expr, ...]]:
        wanted = name in self.functions
        for node in self.nodes.calls.get(name, ()):
            if not wanted and not (name[:1].isupper() and node.type == "new_expression"):
                continue
            function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
            given = list(children(node.child_by_field_name("arguments") or node))
            telling = [tells(function, unwrap(g)) for g in given]
            if any(telling):
                scope = self.nodes.scope_at(node)
                build = self.nodes.builder.build
                yield tuple(build(g, scope) if t else Opaque("a value") for g, t in zip(given, telling, strict=True))

    def held(self) -> frozenset[str]:
        """Names that properties of the file's classes and objects have: what is called by them may be anything."""
        names = set(self.loose)
        for scope in self.scopes:
            if scope.kind == "class":
                own = scope.bindings.items()
                names.update(n for n, found in own if not all(isinstance(e, Scoped) for _, e in found))
        return frozenset(names)


@dataclass(slots=True)
class ImportSite:
    """An import, `require` or dynamic import: the module and the names taken from it."""

    node: Node
    module: str
    names: tuple[str, ...]
    type_only: bool = False
    dynamic: bool = False


@dataclass(slots=True)
class Module:
    """A parsed file with everything detection asks of it."""

    index: TsIndex
    nodes: Nodes
    patterns: list[tuple[Node, int]] = field(default_factory=list)
    assigned: list[tuple[Node, int]] = field(default_factory=list)
    classes: list[tuple[Node, int]] = field(default_factory=list)
    loops: list[Node] = field(default_factory=list)
    imports: list[ImportSite] = field(default_factory=list)

    @property
    def tree(self) -> Tree:
        """The syntax tree."""
        return self.nodes.tree

    @property
    def builder(self) -> Builder:
        """Turns the tree's nodes into expressions."""
        return self.nodes.builder

    @property
    def calls(self) -> Iterator[tuple[Node, int]]:
        """Every call with the scope it stands in, in the order of the file."""
        return ((node, self.nodes.scope_at(node)) for node in self.nodes.of("call"))


def names_of(declaration: Node) -> list[str]:
    """Names a declaration binds."""
    name = declaration.child_by_field_name("name")
    if name is not None:
        return [text_of(name)]
    found: list[str] = []
    for child in children(declaration):
        pattern = child.child_by_field_name("name")
        if child.type != "variable_declarator" or pattern is None:
            continue
        if pattern.type == "identifier":
            found.append(text_of(pattern))
        else:
            todo = list(children(pattern))
            while todo:
                part = todo.pop()
                if part.type in ("identifier", "shorthand_property_identifier_pattern"):
                    found.append(text_of(part))
                elif part.type == "pair_pattern":
                    inner = part.child_by_field_name("value")
                    todo += [inner] if inner is not None else []
                else:
                    todo += list(children(part))
    return found
