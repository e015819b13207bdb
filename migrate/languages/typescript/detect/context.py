"""What every detector of TypeScript is given: the file, its module, name resolution, and a way to make sites."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tree_sitter import Node

from migrate.languages.expressions import Call, Expr
from migrate.languages.nodes import text_of
from migrate.languages.sites import SPEAKING, Detection
from migrate.languages.things import Inst, Thing
from migrate.languages.typescript.expr import children
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

_MODELISH = re.compile(r"[\"'`][^\s\"'`]*[-\d:/][^\s\"'`]*[\"'`]\Z|[\w.]*model[\w.]*\Z", re.IGNORECASE)

@dataclass(slots=True)
class Context(Detection):
    """One JavaScript or TypeScript file under detection, with what its names stand for."""

    module: Module
    resolver: Resolver
    values: Values
    tables: Tables
    words: Vocabulary = field(default_factory=words)
    held: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.held = self.module.index.held()

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

    def called(self, node: Node, func: Node, scope: int) -> Thing | None:
        """What a call calls; None also for a method that can be none of the SDK's or of a listed library's."""
        if func.type == "member_expression" and node.type != "new_expression" and not self._may_matter(node, func):
            return None
        return self.resolver.thing(self.build(func, scope), self.path)

    def _may_matter(self, node: Node, func: Node) -> bool:
        name = func.child_by_field_name("property")
        known = self.resolver.wrappers.are_any or name is None or self.words.may_be(text_of(name))
        if known or name is None or text_of(name).lstrip("#") in self.held:
            return True
        first = next(children(node.child_by_field_name("arguments") or node), None)
        if first is not None and _MODELISH.match(short(first)):  # a factory of models: `models.fast("gpt-4o-mini")`
            return True
        owner = func.child_by_field_name("object")
        while owner is not None and owner.type == "member_expression":
            inner = owner.child_by_field_name("property")
            if inner is not None and text_of(inner) in self.words.roots:
                return True
            owner = owner.child_by_field_name("object")
        return False

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
