"""What every detector of TypeScript is given: the file, its module, name resolution, and a way to make sites."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, cached_property

from tree_sitter import Node

from migrate.languages.expressions import Call, Expr
from migrate.languages.nodes import text_of
from migrate.languages.sites import SPEAKING, Detection
from migrate.languages.things import Inst, Thing
from migrate.languages.typescript.detect.candidates import by_argument, in_order, leading, named
from migrate.languages.typescript.leads import Leads
from migrate.languages.typescript.reach import LIBRARY, REQUEST
from migrate.languages.typescript.resolve import Resolver
from migrate.languages.typescript.scopes import Module
from migrate.languages.typescript.specifiers import package_of
from migrate.languages.typescript.tables import Tables, words
from migrate.languages.typescript.targets import target_of_client
from migrate.languages.typescript.values import Values
from migrate.languages.vocabulary import Vocabulary
from migrate.model import Target

_FIXTURES = re.compile(
    r"(?:^|/)(?:__fixtures__|fixtures?|__snapshots__|cassettes|recordings|mocks?|__mocks__)/|\.min\.[cm]?js$"
)
_LOCALES = re.compile(
    r"(?:^|/)(?:locales?|i18n|lang|langs|languages|translations|messages)/|(?:^|/)(?:en|zh|ja|ko|fr|de|es)(?:[-_][A-Za-z]{2,4})?\.[jt]s$"
)


@dataclass
class Context(Detection):
    """One JavaScript or TypeScript file under detection, with what its names stand for."""

    module: Module
    resolver: Resolver
    values: Values
    tables: Tables
    words: Vocabulary = field(default_factory=words)

    @cached_property
    def held(self) -> frozenset[str]:
        """Names that properties of the file's classes and objects have: what is called by them may be anything."""
        return self.module.index.held()

    @property
    def is_fixture(self) -> bool:
        """Recorded or made-up data for tests, or a minified bundle."""
        return _FIXTURES.search(self.path) is not None

    @property
    def is_locale(self) -> bool:
        """Text for people in several languages."""
        return _LOCALES.search(self.path) is not None

    def speaks(self) -> bool:
        """The file uses the SDK, a framework over it, or raw requests to it."""
        return any(s.kind in SPEAKING for s in self.sites)

    def packages(self) -> frozenset[str]:
        """Packages the file imports, their subpaths too."""
        found: set[str] = set()
        for site in self.module.imports:
            if not site.module.startswith("."):
                found.add(package_of(site.module))
        return frozenset(found)

    def imports_other(self) -> bool:
        """Another vendor's SDK is imported and this one's is not."""
        packages = self.packages()
        mine = any(p == s or p.startswith(s + "/") for p in packages for s in ("openai", "@azure/openai"))
        return bool(packages & self.tables.other_modules) and not mine

    def build(self, node: Node | None, scope: int) -> Expr:
        """The expression at a node."""
        return self.module.builder.build(node, scope)

    def called(self, func: Node, scope: int) -> Thing | None:
        """What a call calls."""
        return self.resolver.thing(self.build(func, scope), self.path)

    def may_hold(self, sign: int) -> bool:
        """Whether the file, what it imports or what others may pass to it shows a sign of `reach`."""
        reach = self.resolver.modules.reach
        return reach is None or bool(reach.may_hold(self.path) & sign)

    @cached_property
    def names_resources(self) -> bool:
        """A resource of the SDK (`.beta`, `files.`) stands somewhere in the file."""
        return _resources().search(self.source.data) is not None

    @cached_property
    def libraries(self) -> Leads:
        """Whether an expression can lead to a library that speaks to models."""
        return Leads(self.module.index, self.resolver.modules, LIBRARY, self.tables.globals, self.words.roots)

    @cached_property
    def requests(self) -> Leads:
        """Whether an expression can lead to a function that sends requests."""
        return Leads(self.module.index, self.resolver.modules, REQUEST, self.tables.globals)

    @cached_property
    def named(self) -> list[Node]:
        """Calls that are worth a question by their names."""
        return named(self)

    @cached_property
    def candidates(self) -> list[Node]:
        """Those of them that can lead to a listed library."""
        named = self.named
        if self.libraries.holds and not self.resolver.wrappers.are_any:
            named = in_order([*named, *by_argument(self)])
        return leading(self, named, self.libraries)

    def raw(self, node: Node) -> str:
        """The text at a node, decoded with the file's encoding."""
        return self.module.builder.raw(node)

    def target_of(self, inst: Inst) -> Target:
        """Whom a client talks to."""
        return target_of_client(self.resolver, inst)

    def client_place(self, inst: Inst) -> str | None:
        """`path:line` of a client's construction."""
        return f"{inst.path}:{inst.made.line}" if isinstance(inst.made, Call) else None


def short(node: Node | None) -> str:
    """A node's text when it is short enough to be a name."""
    return text_of(node)[:200] if node is not None and node.end_byte - node.start_byte < 400 else ""


@cache
def _resources() -> re.Pattern[bytes]:
    return re.compile(rb"\b(?:" + "|".join(sorted(words().roots)).encode() + rb")\s*[!?]*\.")
