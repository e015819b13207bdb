"""Findings by what they are about: a site, a piece of a file, a variable. Looked up by number, without a search."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from migrate.model import Finding, Site, SiteKind, Span
from migrate.rules import addresses
from migrate.rules.codebase import Place

UNITS = (SiteKind.CLIENT, SiteKind.FRAMEWORK, SiteKind.HTTP)
_WRITTEN = (SiteKind.BASE_URL, SiteKind.ENV, SiteKind.CONFIG, SiteKind.MODEL)


class About:
    """The numbers of findings in a list. `among` are those that are asked for."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self._findings = findings
        self._of_site: dict[int, list[int]] = {}
        self._of_path: dict[str, list[int]] = {}  # of the site or of an edit
        self._of_name: dict[str, list[int]] = {}
        self._rivals: dict[int, tuple[frozenset[int], ...]] = {}
        for i, finding in enumerate(findings):
            site = finding.site
            self._of_site.setdefault(id(site), []).append(i)
            for path in {site.path, *(edit.path for edit in finding.edits)}:
                self._of_path.setdefault(path, []).append(i)
            name = addresses.variable(site) if site.kind in _WRITTEN else None
            if name is not None:
                self._of_name.setdefault(name, []).append(i)

    def site(self, site: Site) -> Sequence[int]:
        """Findings at a site itself."""
        return self._of_site.get(id(site), ())

    def at(self, site: Site, among: Collection[int]) -> set[int]:
        """Findings at a site itself, or at what stands inside of it."""
        return {i for i in self.site(site) if i in among} | self.within(site.path, site.span, among)

    def within(self, path: str, span: Span, among: Collection[int]) -> set[int]:
        """Findings at what stands inside of a piece of a file, but for clients and requests."""
        found = set()
        for i in self._of_path.get(path, ()):
            inner = self._findings[i].site
            inside = span.start <= inner.span.start and inner.span.end <= span.end
            if i in among and inside and inner.path == path and inner.kind not in UNITS:
                found.add(i)
        return found

    def writing(self, place: Place, among: Collection[int]) -> set[int]:
        """Findings on the value that is written at a place."""
        path, start, end = place
        found = set()
        for i in self._of_path.get(path, ()):
            if i not in among:
                continue
            finding = self._findings[i]
            spans = [(e.path, e.span) for e in finding.edits]
            if finding.site.value_span is not None and finding.site.kind in _WRITTEN:
                spans.append((finding.site.path, finding.site.value_span))
            if any(p == path and len(s) and s.start < end and start < s.end for p, s in spans):
                found.add(i)
        return found

    def rivals(self, index: int) -> tuple[frozenset[int], ...]:
        """For each edit of a finding, the other findings with an edit of the same bytes."""
        known = self._rivals.get(index)
        if known is None:
            known = self._rivals[index] = tuple(
                frozenset(
                    i
                    for i in self._of_path[edit.path]
                    if i != index
                    and any(e.path == edit.path and edit.span.overlaps(e.span) for e in self._findings[i].edits)
                )
                for edit in self._findings[index].edits
            )
        return known

    def naming(self, names: Iterable[str], among: Collection[int]) -> set[int]:
        """Findings on what is written for one of these variables."""
        return {i for name in names for i in self._of_name.get(name, ()) if i in among}
