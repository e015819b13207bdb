"""Sites as detectors make them: placed in their file, with the line they stand in fit to be shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar

from migrate.languages.nodes import inner_span, span_of
from migrate.model import Arg, Confidence, EnvRef, Literal, Site, SiteKind, Span, Target, TargetKind, Value
from migrate.redact import mask, printable
from migrate.source import SourceFile

if TYPE_CHECKING:
    from tree_sitter import Node

_SNIPPET = 160  # characters
_UNKNOWN = Target(TargetKind.UNKNOWN)
SPEAKING = (SiteKind.CLIENT, SiteKind.CALL, SiteKind.FRAMEWORK, SiteKind.IMPORT, SiteKind.HTTP)  # of this API

_GIVEN_TO = (SiteKind.CLIENT, SiteKind.FRAMEWORK, SiteKind.CALL)
_GIVEN = frozenset(
    {"api_key", "base_url", "model", "organization", "project", "api_version", "azure_deployment", "azure_endpoint",
     "apiKey", "baseURL", "modelName", "apiVersion", "deployment", "endpoint"}
)  # fmt: skip


@dataclass(slots=True)
class Detection:
    """One file under detection, in language `language`. Detectors append to `sites` by `add`."""

    once: ClassVar[bool] = False  # a second site of a kind at one offset is the first again

    language: str
    source: SourceFile
    sites: list[Site] = field(default_factory=list, kw_only=True)
    claimed: set[tuple[SiteKind, int]] = field(default_factory=set, init=False)  # (kind, offset) already reported
    given_names: frozenset[str] = field(default=frozenset(), init=False)  # variables that clients are given
    _snippets: dict[int, str] = field(default_factory=dict, init=False, repr=False)  # by line

    @property
    def path(self) -> str:
        """Path of the file."""
        return self.source.path

    def reported(self, node: Node) -> bool:
        """The address at `node` stands inside a request, or is a setting, that is a site already."""
        return any(
            (s.kind is SiteKind.HTTP and s.span.start <= node.start_byte < s.span.end)
            or (s.kind is SiteKind.HTTP and span_of(node) in _apart(s))
            or (s.kind is SiteKind.BASE_URL and s.value_span == span_of(node))
            for s in self.sites
        )

    def given(self) -> frozenset[str]:
        """Names of variables that clients, calls and settings found so far are given, whatever they are called."""
        ours = [s for s in self.sites if s.target.kind is not TargetKind.OTHER]
        values = [a.value for s in ours if s.kind in _GIVEN_TO for a in s.args if a.name in _GIVEN]
        values += [s.value for s in ours if s.kind in (SiteKind.BASE_URL, SiteKind.CONFIG) and s.value is not None]
        return frozenset(v.name for v in values if isinstance(v, EnvRef))

    def add(
        self,
        kind: SiteKind,
        api: str,
        node: Node,
        *,
        at: Node | None = None,
        args: tuple[Arg, ...] = (),
        args_node: Node | None = None,
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
        """Add a site for `node`; its line is that of `at`, or of the node.

        Arguments can be added at `args_span`, or between the brackets of `args_node`.
        """
        place = (at or node).start_byte
        if self.once and (kind, place) in self.claimed:
            return
        self.claimed.add((kind, place))
        self.sites.append(
            Site(
                kind=kind,
                api=api,
                path=self.path,
                span=span_of(node),
                line=self.source.line(place),
                column=self.source.column(place),
                language=self.language,
                args=args,
                args_span=inner_span(args_node) if args_node is not None else args_span,
                open_args=open_args,
                sdk=sdk,
                client=client,
                target=target,
                confidence=confidence,
                features=frozenset(features),
                value=value,
                value_span=value_span,
                name_span=name_span,
                snippet=self._snippet(place),
                flags=frozenset(flags),
            )
        )

    def add_inside(self, kind: SiteKind, text: str, node: Node, *, flags: Iterable[str] = ()) -> None:
        """Add a site for the first `text` within a longer string; none when it is spelled otherwise there."""
        sought = text.encode()
        start = self.source.data.find(sought, node.start_byte, node.end_byte)
        if start >= 0:
            span = Span(start, start + len(sought))
            self.add(kind, text, node, value=Literal(text), value_span=span, flags=flags)

    def add_at(self, kind: SiteKind, text: str, span: Span, *, flags: Iterable[str] = ()) -> None:
        """Add a site for `text` at `span`, where the parser reads nothing, or a string holds several."""
        self.sites.append(
            Site(
                kind=kind, api=text, path=self.path, span=span, line=self.source.line(span.start),
                column=self.source.column(span.start), language=self.language, value=Literal(text),
                value_span=span, snippet=self._snippet(span.start), flags=frozenset(flags),
            )
        )  # fmt: skip

    def _snippet(self, offset: int) -> str:
        """The line at `offset`, stripped, masked, escaped and cut: as much of it is read as can be shown."""
        line = self.source.line_span(offset)
        if line.start not in self._snippets:
            whole = self.source.text(Span(line.start, min(line.end, line.start + 16 * _SNIPPET)))
            self._snippets[line.start] = printable(mask(whole.strip()[: 4 * _SNIPPET]))[:_SNIPPET]
        return self._snippets[line.start]


def _apart(site: Site) -> list[Span]:
    """Where host and path of a request are written that names them apart."""
    args = [a for a in site.args if a.name in ("host", "url")] if site.arg("host") is not None else []
    origins = [(a, a.value.origin if isinstance(a.value, Literal) else None) for a in args]
    return [origin.span if origin is not None else a.value_span for a, origin in origins]


def adopt_targets(sites: list[Site]) -> list[Site]:
    """A model's name inside a call talks to whom the call talks to."""
    calls = [s for s in sites if s.kind in (SiteKind.CALL, SiteKind.FRAMEWORK, SiteKind.HTTP)]
    out: list[Site] = []
    for site in sites:
        around = [c for c in calls if site.kind is SiteKind.MODEL and _inside(site.span, c.span)]
        if around:
            call = min(around, key=lambda c: len(c.span))
            site = replace(site, target=call.target, client=call.client)
        out.append(site)
    return out


def _inside(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def in_order(sites: Iterable[Site]) -> tuple[Site, ...]:
    """Sites in the order a file is read."""
    return tuple(sorted(sites, key=lambda s: (s.span.start, s.span.end, s.kind.value, s.api)))
