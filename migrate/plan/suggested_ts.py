"""Functions of TypeScript and JavaScript code that hand their parameters on to the API, and their calls."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from migrate.languages.things import Own
from migrate.languages.typescript.expr import last_name, unwrap
from migrate.languages.typescript.wrapped import Wrappers, dotted
from migrate.model import Arg, DictValue, ListValue, Site, Unknown
from migrate.plan.mentions import indexes, mentioning
from migrate.source import SourceFile, read

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrate.languages.typescript.resolve import Resolver
    from migrate.languages.typescript.scopes import Module, TsIndex

_MAX_BYTES = 100_000_000  # of code that is looked through for calls
_HANDED = re.compile(r"(?:parameter|variable) ([\w$]+)\Z")
_TESTS = re.compile(r"(?:^|/)(?:tests?|__tests__|__mocks__|e2e)/|\.(?:test|spec|stories)\.\w+$")
_FUNCTIONS = frozenset(
    {"function_declaration", "generator_function_declaration", "arrow_function", "function_expression", "function",
     "generator_function", "method_definition"}
)  # fmt: skip
_DECLARED = ("name", "left", "key")
_PATTERNS = frozenset({"identifier", "shorthand_property_identifier_pattern"})


@dataclass(frozen=True, slots=True)
class Forwarding:
    """A function that hands parameters on: `arguments` is parameter -> argument of `api`."""

    name: str  # as the configuration names it
    last: str
    path: str
    line: int
    api: str
    arguments: tuple[tuple[str, str], ...]


def forwarding(
    root: Path, sites: Sequence[Site], files: Callable[[], frozenset[str]]
) -> list[tuple[Forwarding, int]]:
    """What could be taught, each with the number of calls from outside its own body. `files` lists the whole root."""
    found: dict[tuple[str, str], Forwarding] = {}
    for path in sorted({s.path for s in sites if not _TESTS.search(s.path)}):
        module = _module(root, path)
        for site in (s for s in sites if s.path == path and module is not None):
            made = _enclosing(module, site) if module is not None else None
            if made is not None and module is not None:
                found.setdefault((path, made.name), made)
    return _called(root, list(found.values()), files()) if found else []


def _names(arg: Arg) -> set[str]:
    """Names that stand as an argument of the call, or inside its messages."""
    todo, names = [arg.value], set()
    for _ in range(500):
        if not todo:
            break
        value = todo.pop()
        handed = _HANDED.match(value.reason) if isinstance(value, Unknown) else None
        if handed is not None:
            names.add(handed[1])
        elif isinstance(value, ListValue):
            todo += [i.value for i in value.items]
        elif isinstance(value, DictValue):
            todo += [e.value for e in value.entries]
    return names


def _enclosing(module: Module, site: Site) -> Forwarding | None:
    """The named function around the call, when it hands parameters on."""
    node: Node | None = module.tree.root_node.named_descendant_for_byte_range(site.span.start, site.span.end)
    while node is not None and node.type not in _FUNCTIONS:
        node = node.parent
    name = _name(node) if node is not None else ""
    if node is None or not name or name == "constructor":
        return None
    parameters = _parameters(node)
    handed = {n: a.name for a in site.args for n in _names(a) if n in parameters}
    owner = _owner(node)
    if not handed or owner is None:
        return None
    full = ".".join(p for p in (dotted(site.path), owner, name) if p)
    line = node.start_point[0] + 1
    return Forwarding(full, name, site.path, line, site.api, tuple(handed.items()))


def _name(node: Node) -> str:
    """The name a function is declared with or assigned to."""
    own = node.child_by_field_name("name")
    if own is not None:
        return last_name(own)
    parent = node.parent
    while parent is not None and parent.type in ("parenthesized_expression", "await_expression", "as_expression"):
        parent = parent.parent
    if parent is None or parent.type not in ("variable_declarator", "public_field_definition", "field_definition"):
        return ""
    named = next((n for f in _DECLARED if (n := parent.child_by_field_name(f)) is not None), None)
    named = named or parent.child_by_field_name("property")
    return last_name(named) if named is not None else ""


def _owner(node: Node) -> str | None:
    """The class a method belongs to, empty for a function of the module; None for what others cannot call."""
    above = node.parent
    while above is not None:
        if above.type in ("class_declaration", "class", "abstract_class_declaration"):
            named = above.child_by_field_name("name")
            return (named.text or b"").decode("utf-8", "replace") if named is not None else None
        if above.type in _FUNCTIONS or above.type == "object":
            return None
        above = above.parent
    return ""


def _parameters(node: Node) -> set[str]:
    """Names of the parameters, those taken out of an object included."""
    held = node.child_by_field_name("parameters") or node.child_by_field_name("parameter")
    todo, names = [held] if held is not None else [], set()
    while todo:
        here = todo.pop()
        if here.type in _PATTERNS:
            names.add((here.text or b"").decode("utf-8", "replace"))
        elif here.type not in ("type_annotation", "statement_block"):
            value = here.child_by_field_name("value")
            todo += [c for c in here.named_children if value is None or c.start_byte != value.start_byte]
    return names


def _called(root: Path, found: Sequence[Forwarding], files: frozenset[str]) -> list[tuple[Forwarding, int]]:
    from migrate.languages.typescript.modules import Modules
    from migrate.languages.typescript.resolve import Resolver
    from migrate.languages.typescript.tables import tables

    hits = _mentioning(root, {f.last for f in found}, files)
    paths = list(dict.fromkeys((*(f.path for f in found), *hits)))
    mine = cast("Mapping[str, TsIndex]", indexes(root, "typescript", paths, files))
    resolver = Resolver(Modules(files, mine, partial(_text, root)), tables())
    places = _places(resolver, found)
    counts = dict.fromkeys(places, 0)
    wanted = {f.last for f in found}
    for path in paths:
        module = _module(root, path)
        if module is None:
            continue
        resolver.forget()
        names = wanted | {n for i in module.imports for n in i.names}
        aliased = any(w in i.names for i in module.imports for w in wanted)
        for node, scope in module.calls:
            func = node.child_by_field_name("function")
            if func is None or not (aliased or last_name(unwrap(func)) in names):
                continue
            thing = resolver.thing(module.builder.build(func, scope), path)
            known = isinstance(thing, Own) and (thing.path, thing.scope) in counts
            if isinstance(thing, Own) and known and not _itself(node, thing, path, places):
                counts[thing.path, thing.scope] += 1
    return [(f, counts[place]) for place, f in places.items() if counts[place]]


def _places(resolver: Resolver, found: Sequence[Forwarding]) -> dict[tuple[str, int], Forwarding]:
    """File and scope of each, where it can be found again by its name."""
    finder = Wrappers((), resolver)
    return {place: f for f in found for place in finder.places(f.name) if place[0] == f.path}


def _itself(node: Node, thing: Own, path: str, places: Mapping[tuple[str, int], Forwarding]) -> bool:
    """A function that calls itself."""
    if path != thing.path:
        return False
    line = places[thing.path, thing.scope].line
    above = node.parent
    while above is not None:
        if above.type in _FUNCTIONS and above.start_point[0] + 1 == line:
            return True
        above = above.parent
    return False


def _mentioning(root: Path, names: set[str], files: frozenset[str]) -> list[str]:
    """The files in which one of the names stands."""
    from migrate.languages import project_of

    wanted = re.compile(rb"(?<![\w$])(?:" + b"|".join(re.escape(n.encode()) for n in sorted(names)) + rb")(?![\w$])")
    return mentioning(root, (p for p in files if project_of(p) == "typescript"), wanted, _MAX_BYTES)


def _text(root: Path, path: str) -> bytes | None:
    source = read(root, path)
    return source.data if isinstance(source, SourceFile) else None


def _module(root: Path, path: str) -> Module | None:
    from migrate.languages import LANGUAGES
    from migrate.languages.base import ParseTimeoutError
    from migrate.languages.typescript import TypeScript

    typescript = LANGUAGES["typescript"]
    source = read(root, path)
    if not isinstance(source, SourceFile) or not isinstance(typescript, TypeScript):
        return None
    try:
        return typescript.module(source)
    except ParseTimeoutError:
        return None
