"""What every detector is given: the file, its module, name resolution, and a way to make sites."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from tree_sitter import Node

from migrate.languages.python.expr import Call, Expr, span_of, text_of
from migrate.languages.typescript.modules import package_of
from migrate.languages.typescript.resolve import Resolver
from migrate.languages.typescript.scopes import Module
from migrate.languages.typescript.tables import Tables
from migrate.languages.typescript.targets import target_of_client
from migrate.languages.typescript.things import Inst
from migrate.languages.typescript.values import Values
from migrate.model import Arg, Confidence, Site, SiteKind, Span, Target, TargetKind, Value
from migrate.redact import mask, printable
from migrate.source import SourceFile

_SNIPPET = 160
_UNKNOWN = Target(TargetKind.UNKNOWN)
_FIXTURES = re.compile(
    r"(?:^|/)(?:__fixtures__|fixtures?|__snapshots__|cassettes|recordings|mocks?|__mocks__)/|\.min\.[cm]?js$"
)
_LOCALES = re.compile(
    r"(?:^|/)(?:locales?|i18n|lang|langs|languages|translations|messages)/|(?:^|/)(?:en|zh|ja|ko|fr|de|es)(?:[-_][A-Za-z]{2,4})?\.[jt]s$"
)
SPEAKING = (SiteKind.CLIENT, SiteKind.CALL, SiteKind.FRAMEWORK, SiteKind.IMPORT, SiteKind.HTTP)


@dataclass(slots=True)
class Context:
    """One file under detection. Detectors append to `sites`."""

    source: SourceFile
    module: Module
    resolver: Resolver
    values: Values
    tables: Tables
    sites: list[Site] = field(default_factory=list)

    @property
    def path(self) -> str:
        """Path of the file."""
        return self.source.path

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

    def add(
        self,
        kind: SiteKind,
        api: str,
        node: Node,
        *,
        at: Node | None = None,
        args: tuple[Arg, ...] = (),
        args_span: Span | None = None,
        open_args: bool = False,
        sdk: str | None = None,
        client: str | None = None,
        target: Target = _UNKNOWN,
        confidence: Confidence = Confidence.HIGH,
        features: Iterable[str] = (),
        value: Value | None = None,
        value_span: Span | None = None,
        name_span: Span | None = None,
        flags: Iterable[str] = (),
    ) -> None:
        """Add a site for `node`; its line is that of `at`, or of the node."""
        place = (at or node).start_byte
        self.sites.append(
            Site(
                kind=kind,
                api=api,
                path=self.path,
                span=span_of(node),
                line=self.source.line(place),
                column=self.source.column(place),
                language="typescript",
                args=args,
                args_span=args_span,
                open_args=open_args,
                sdk=sdk,
                client=client,
                target=target,
                confidence=confidence,
                features=frozenset(features),
                value=value,
                value_span=value_span,
                name_span=name_span,
                snippet=self.snippet(place),
                flags=frozenset(flags),
            )
        )

    def snippet(self, offset: int) -> str:
        """The line at `offset`, stripped, masked, escaped and cut."""
        text = self.source.text(self.source.line_span(offset)).strip()[: 4 * _SNIPPET]
        return printable(mask(text))[:_SNIPPET]

    def build(self, node: Node | None, scope: int) -> Expr:
        """The expression at a node."""
        return self.module.builder.build(node, scope)

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
