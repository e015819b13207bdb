"""One pass over a file's tree: what is imported, bound, called and quoted, and what other files may ask."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migrate.languages.simple.expr import Binding, Call, Get, Import, Inner, New, Text, key, text_of
from migrate.languages.simple.parse import walk
from migrate.model import Span

if TYPE_CHECKING:
    from tree_sitter import Node, Tree

    from migrate.languages.simple.expr import Expr
    from migrate.languages.simple.grammar import Grammar

_UP = 8  # nodes above a string that are looked at
_LATEST = 20  # values a name was given last
_RESULTS = ("return_type", "result", "returns", "type")  # where grammars keep what a function returns
_OURS = re.compile(r"(?i)open_?ai|gpt")
_LONG = 2_000  # links of a chain; a longer one is generated


@dataclass(frozen=True, slots=True)
class Constant:
    """Text that a name of a file stands for."""

    text: str
    span: Span
    line: int


@dataclass(frozen=True, slots=True)
class Index:
    """What other files may need to know of a file: its constants, its typed fields.

    `members` are the fields and properties that are named after the API.
    """

    path: str
    namespace: str = ""
    classes: frozenset[str] = frozenset()
    constants: dict[str, Constant] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    imports: tuple[str, ...] = ()
    everywhere: tuple[str, ...] = ()  # imported for every file below its folder (`global using`)
    members: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a chain: `.name`, or `.name(args)`."""

    name: str
    name_node: Node
    call: Call | None
    node: Node


@dataclass(frozen=True, slots=True)
class Chain:
    """`root.a.b(x).c(y)`. `root` is None when the first link is a call of a function."""

    root: Node | None
    links: tuple[Link, ...]
    node: Node


@dataclass(slots=True)
class Module:
    """A file, read once."""

    path: str
    grammar: Grammar
    root: Node
    namespace: str = ""
    classes: set[str] = field(default_factory=set)
    imports: list[Import] = field(default_factory=list)
    mentions: list[Node] = field(default_factory=list)
    strings: list[Node] = field(default_factory=list)
    tops: list[Node] = field(default_factory=list)  # of chains
    scopes: list[tuple[int, int]] = field(default_factory=list)  # end, and the scope around it or -1
    starts: list[int] = field(default_factory=list)
    bindings: dict[str, dict[int, list[Binding]]] = field(default_factory=lambda: defaultdict(dict))  # by scope
    above: dict[tuple[int, int, str], tuple[Node, ...]] = field(default_factory=dict)  # a string, the nodes around it
    fields: dict[str, list[Binding]] = field(default_factory=lambda: defaultdict(list))
    owned: dict[tuple[str, str], list[Binding]] = field(default_factory=lambda: defaultdict(list))
    given: dict[str, list[Node]] = field(default_factory=lambda: defaultdict(list))  # fields of struct literals
    functions: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # the types they return, or ""
    index: Index = field(default_factory=lambda: Index(""))
    _exprs: dict[tuple[int, int, str], Expr | None] = field(default_factory=dict)
    _chains: dict[tuple[int, int, str], Chain | None] = field(default_factory=dict)

    def expr(self, node: Node) -> Expr | None:
        """What a node is, asked of the grammar once."""
        at = key(node)
        if at not in self._exprs:
            self._exprs[at] = self.grammar.expr(node)
        return self._exprs[at]

    def scopes_at(self, offset: int) -> list[int]:
        """The functions around an offset, the innermost first; the file itself is -1, at the end."""
        at = bisect_right(self.starts, offset) - 1
        around: list[int] = []
        while at >= 0:
            if offset < self.scopes[at][0]:
                around.append(at)
            at = self.scopes[at][1]
        return [*around, -1]

    def find(self, name: str, offset: int) -> list[Binding]:
        """What a name may have been bound to at an offset, the latest first."""
        known = self.bindings.get(name)
        if not known:
            return []
        for scope in self.scopes_at(offset):
            here = known.get(scope)
            if here:
                before = bisect_right(here, offset, key=lambda b: b.node.start_byte)
                return here[max(0, before - _LATEST) : before][::-1] or here[:_LATEST]
        return []

    def chain(self, node: Node) -> Chain | None:
        """A node as a chain; None when it is neither a member nor a call."""
        at = key(node)
        if at in self._chains:
            return self._chains[at]
        links: list[Link] = []
        here: Node | None = node
        while here is not None and len(links) < _LONG:
            found = self.expr(here)
            if isinstance(found, Inner):
                here = found.node
            elif isinstance(found, Get):
                links.append(Link(found.name, found.name_node, None, here))
                here = found.obj
            elif isinstance(found, Call):
                links.append(Link(found.name, found.name_node, found, here))
                here = found.obj
            else:
                break
        chain = Chain(here, tuple(reversed(links)), node) if links else None
        self._chains[at] = chain
        return chain


def collect(path: str, tree: Tree, grammar: Grammar) -> Module:
    """Read a tree."""
    module = Module(path, grammar, tree.root_node)
    held: set[tuple[int, int, str]] = set()  # nodes that are the object of a longer chain
    inner = -1
    around: list[Node] = []
    for node in walk(tree.root_node):
        kind, start, end = node.type, node.start_byte, node.end_byte
        while around and not (around[-1].start_byte <= start and end <= around[-1].end_byte):
            around.pop()
        parent = around[-1].type if around else ""
        while inner >= 0 and module.scopes[inner][0] <= start:
            inner = module.scopes[inner][1]
        if kind in grammar.scopes:
            module.scopes.append((end, inner))
            module.starts.append(start)
            inner = len(module.scopes) - 1
            named = node.child_by_field_name("name")
            if named is not None:
                module.functions[text_of(named)].add(_returned(node))
        if kind in grammar.strings:
            module.strings.append(node)
            module.above[key(node)] = tuple(around[: -_UP - 1 : -1])
        around.append(node)
        if kind in grammar.chains:
            found = module.expr(node)
            if isinstance(found, Call | Get) and found.obj is not None:
                held.add(key(found.obj))
            if found is not None and key(node) not in held:
                module.tops.append(node)
            if isinstance(found, New):
                for entry in (*found.args, *found.fields):
                    if entry.name is not None:
                        module.given[entry.name].append(entry.value)
            if isinstance(found, Call):
                held.update(key(c) for c in node.children[:1])  # `a.b` of `a.b(c)`, where it is a node of its own
        if kind in grammar.mentions:
            module.mentions.append(node)
        if kind in grammar.imports:
            module.imports.extend(grammar.imported(node))
        if kind in grammar.declarations:
            _declare(module, grammar.declared(node))
        if kind in grammar.binders and parent != "initializer_expression":
            for bound in grammar.bound(node):
                if bound.is_field:
                    module.fields[bound.name].append(bound)
                elif bound.owner is not None:
                    module.owned[(bound.owner, bound.name)].append(bound)
                else:
                    module.bindings[bound.name].setdefault(inner, []).append(bound)
    module.index = _index(module)
    return module


def _returned(node: Node) -> str:
    """The type that a function says it returns, without what it is wrapped in; empty when it says none."""
    held = next((h for f in _RESULTS if (h := node.child_by_field_name(f)) is not None), None)
    if held is None:  # Kotlin's grammar gives it no name
        after = [c for c in node.named_children if c.type in ("user_type", "nullable_type")]
        held = after[-1] if after else None
    if held is None:
        return ""
    if held.type == "parameter_list" and held.named_children:  # Go: the first of several
        held = held.named_children[0].child_by_field_name("type") or held.named_children[0]
    return text_of(held).strip("*&?: \\").partition("<")[0].replace("::", ".").replace("\\", ".")


def _declare(module: Module, name: str | None) -> None:
    if name is None:
        return
    if name.endswith("."):
        module.namespace = module.namespace or name[:-1]
    else:
        module.classes.add(f"{module.namespace}.{name}" if module.namespace else name)


def _index(module: Module) -> Index:
    """Constants and typed fields, for the other files of the package."""
    constants: dict[str, Constant] = {}
    types: dict[str, str] = {}
    everything = [b for bs in module.fields.values() for b in bs]
    everything += [b for scopes in module.bindings.values() for b in scopes.get(-1, ())]
    doubled: set[str] = set()
    for bound in everything:
        if bound.type:
            qualified = qualify(module, bound.type)
            if qualified is not None:
                types.setdefault(bound.name, qualified)
        value = module.expr(bound.value) if bound.value is not None else None
        if isinstance(value, Text) and value.value is not None and bound.value is not None:
            if bound.name in constants:
                doubled.add(bound.name)
            constants[bound.name] = Constant(
                value.value, Span(bound.value.start_byte, bound.value.end_byte), bound.value.start_point[0] + 1
            )
    for name in doubled:
        del constants[name]
    imports = tuple(dict.fromkeys(i.module for i in module.imports))
    wide = tuple(i.module for i in module.imports if not i.local and text_of(i.node).startswith("global "))
    members = frozenset(name for name in module.fields if _OURS.search(name))
    return Index(module.path, module.namespace, frozenset(module.classes), constants, types, imports, wide, members)


def qualify(module: Module, written: str) -> str | None:
    """The full dotted name of a class as it is written; None when no import of it is seen."""
    first, dot, rest = written.partition(".")
    for imported in module.imports:
        if imported.local and imported.local == first:
            return imported.module + dot + rest
    return None
