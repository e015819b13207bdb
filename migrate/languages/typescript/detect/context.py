"""What every detector of TypeScript is given: the file, its module, name resolution, and a way to make sites."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from tree_sitter import Node

from migrate.languages.expressions import Call, Expr
from migrate.languages.nodes import text_of
from migrate.languages.sites import SPEAKING, Detection
from migrate.languages.things import Inst, Thing
from migrate.languages.typescript.detect.candidates import candidates
from migrate.languages.typescript.modules import package_of
from migrate.languages.typescript.resolve import Resolver
from migrate.languages.typescript.scopes import Module
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

    def may_lead(self, name: str) -> bool:
        """Whether a variable may be anything but a function or class of this file, or a global no table lists."""
        index = self.module.index
        return name in index.variables or (name not in index.own and name in self.tables.globals)

    @cached_property
    def candidates(self) -> list[Node]:
        """Calls that are worth a question what they call."""
        return candidates(self)

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
