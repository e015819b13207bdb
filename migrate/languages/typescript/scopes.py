"""What is noted of a file: scopes with their bindings, imports and exports, and the nodes detection looks at."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tree_sitter import Node, Tree

from migrate.languages.expressions import Expr, Scoped
from migrate.languages.nodes import text_of
from migrate.languages.scopes import Bindings
from migrate.languages.typescript.expr import Builder, children, unwrap


@dataclass(slots=True)
class Scope(Bindings):
    """A module, class, function, enum or block of TypeScript."""

    base: Expr | None = None
    getter: bool = False


@dataclass(slots=True)
class TsIndex:
    """What other files need to know of a file."""

    path: str
    scopes: list[Scope]
    imports: tuple[str, ...]
    exports: dict[str, list[Expr]]
    stars: tuple[str, ...]
    loose: dict[str, list[Expr]]  # properties set on anything but `this`: name -> values
    calls_by_name: dict[str, list[tuple[Expr, ...]]]
    mutated: frozenset[str]

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

    tree: Tree
    index: TsIndex
    builder: Builder
    calls: list[tuple[Node, int]] = field(default_factory=list)
    strings: list[tuple[Node, int]] = field(default_factory=list)
    members: list[tuple[Node, int]] = field(default_factory=list)  # those with a name in capitals
    patterns: list[tuple[Node, int]] = field(default_factory=list)
    keys: list[tuple[Node, int]] = field(default_factory=list)  # entries that may declare a variable
    regexes: list[Node] = field(default_factory=list)
    roles: list[tuple[Node, int]] = field(default_factory=list)  # `role:` entries of objects
    assigned: list[tuple[Node, int]] = field(default_factory=list)
    classes: list[tuple[Node, int]] = field(default_factory=list)
    loops: list[Node] = field(default_factory=list)
    imports: list[ImportSite] = field(default_factory=list)


def last_name(node: Node | None) -> str:
    """The name an expression ends with; empty when it has none."""
    if node is None:
        return ""
    node = unwrap(node)
    if node.type == "member_expression":
        node = node.child_by_field_name("property") or node
    return (
        text_of(node).lstrip("#")
        if node.type in ("identifier", "property_identifier", "private_property_identifier")
        else ""
    )


def given_name(node: Node) -> str:
    """The name a function expression is assigned to as a property."""
    parent = node.parent
    if parent is not None and parent.type == "pair":
        return last_name(parent.child_by_field_name("key"))
    return ""


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


_CALLED = re.compile(rb"(?<![\w$])([A-Za-z_$][\w$]*+)(?=\s*[(<?!])")
_FREE = re.compile(rb"(?<![\w$.])[A-Za-z_$][\w$]*+")


def called(data: bytes) -> frozenset[str]:
    """Names that `calls_by_name` may hold, as far as bytes tell; some too many do no harm.

    What is only called as `x.name(...)` is no function of the file and is not imported by it: those are named
    somewhere without a point before them. Constructors count in any case.
    """
    free = set(_FREE.findall(data))
    return frozenset(n.decode("ascii") for n in set(_CALLED.findall(data)) if n in free or n[:1].isupper())
