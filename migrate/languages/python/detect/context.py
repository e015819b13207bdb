"""What every detector is given: the file, its module, name resolution, and a way to make sites."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tree_sitter import Node

from migrate.languages.python.expr import Call, Expr, span_of, text_of
from migrate.languages.python.resolve import Resolver
from migrate.languages.python.scopes import Module
from migrate.languages.python.tables import Tables
from migrate.languages.python.targets import target_of_client
from migrate.languages.python.things import Inst, Thing
from migrate.languages.python.values import Values
from migrate.model import (
    Arg,
    Confidence,
    Site,
    SiteKind,
    Span,
    Target,
    TargetKind,
    Value,
)
from migrate.redact import mask, printable
from migrate.source import SourceFile

_SNIPPET = 160
_UNKNOWN = Target(TargetKind.UNKNOWN)


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
class Context:
    """One file under detection. Detectors append to `sites`."""

    source: SourceFile
    module: Module
    resolver: Resolver
    values: Values
    tables: Tables
    calls: list[Called] = field(default_factory=list)
    sites: list[Site] = field(default_factory=list)
    claimed: set[tuple[SiteKind, int]] = field(default_factory=set)  # (kind, line) already reported

    def __post_init__(self) -> None:
        for node, scope in self.module.calls:
            func, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
            if func is not None and arguments is not None:
                thing = self.resolver.thing(self.build(func, scope), self.path)
                self.calls.append(Called(node, func, arguments, scope, text_of(name_node(func)), thing))

    @property
    def path(self) -> str:
        """Path of the file."""
        return self.source.path

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
        line = self.source.line(place)
        self.claimed.add((kind, line))
        self.sites.append(
            Site(
                kind=kind,
                api=api,
                path=self.path,
                span=span_of(node),
                line=line,
                column=self.source.column(place),
                language="python",
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


def inner_span(arguments: Node) -> Span:
    """What stands between a call's parentheses."""
    return Span(arguments.start_byte + 1, max(arguments.start_byte + 1, arguments.end_byte - 1))
