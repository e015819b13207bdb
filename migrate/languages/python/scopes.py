"""What is kept of a file: its scopes with their bindings, and the nodes detection looks at."""

from __future__ import annotations

from dataclasses import dataclass, field

from tree_sitter import Node, Tree

from migrate.languages.expressions import Expr, Imported, Scoped
from migrate.languages.python.expr import Builder
from migrate.languages.scopes import Bindings, Bound


@dataclass(slots=True)
class Scope(Bindings):
    """A module, class, function or lambda of Python."""

    bases: tuple[Expr, ...] = ()
    attrs: dict[str, Bound] = field(default_factory=dict)  # of `self`, in a class
    decorators: tuple[Expr, ...] = ()
    globals: frozenset[str] = frozenset()
    line: int = 1


@dataclass(slots=True)
class PyIndex:
    """What other files need to know of a Python file."""

    path: str
    scopes: list[Scope]
    imports: tuple[Imported, ...]
    stars: tuple[Imported, ...]
    loose: dict[str, Bound]  # attributes set on anything but self: name -> values
    calls_by_name: dict[str, list[tuple[tuple[Expr, ...], tuple[tuple[str, Expr], ...]]]]
    opener: object = None  # what numbers scopes that are met later, kept as long as the scopes are

    def held(self) -> frozenset[str]:
        """Names that attributes of the file's classes and objects have: what is called by them may be anything."""
        names = set(self.loose)
        for scope in self.scopes:
            if scope.kind == "class":
                names.update(scope.attrs)
                own = scope.bindings.items()
                names.update(n for n, found in own if not all(e and isinstance(e[1], Scoped) for e in found.made()))
        return frozenset(names)


@dataclass(slots=True)
class ImportSite:
    """One import statement: (bound module, name, alias, the node that names it)."""

    node: Node
    scope: int
    module: str
    level: int
    names: tuple[tuple[str | None, str | None, Node], ...]


@dataclass(slots=True)
class Assigned:
    """`target = value` where the target is an attribute or a subscript, and plain assignments."""

    node: Node
    target: Node
    value: Node
    scope: int


@dataclass(slots=True)
class Module:
    """A parsed file with everything detection asks of it."""

    tree: Tree
    index: PyIndex
    builder: Builder
    calls: list[tuple[Node, int]]
    strings: list[tuple[Node, int]]
    subscripts: list[tuple[Node, int]]
    imports: list[ImportSite]
    assigned: list[Assigned]
    classes: list[tuple[Node, int]]
    loops: list[tuple[Node, int]]
    scope_nodes: list[Node]
