"""Findings by what they are about: a site, a piece of a file, a variable. Looked up by number, without a search."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property

from migrate.model import Finding, Site, SiteKind, Span
from migrate.rules import addresses
from migrate.rules.codebase import Place

UNITS = (SiteKind.CLIENT, SiteKind.FRAMEWORK, SiteKind.HTTP)
_WRITTEN = (SiteKind.BASE_URL, SiteKind.ENV, SiteKind.CONFIG, SiteKind.MODEL)


Piece = tuple[int, int, int]  # start and end in bytes, and the number of what it belongs to


class Pieces:
    """Pieces of one file, found by what they overlap."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self._pieces = sorted(pieces)
        self._starts = [start for start, _, _ in self._pieces]
        self._longest = max((end - start for start, end, _ in self._pieces), default=0)

    def over(self, start: int, end: int) -> Iterator[int]:
        """What has a byte between the two places; an insertion, only strictly between them."""
        first, last = bisect_left(self._starts, start - self._longest), bisect_left(self._starts, end)
        return (i for _, stop, i in self._pieces[first:last] if start < stop)


_NONE = Pieces(())


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
        return {i for i in self._values.get(path, _NONE).over(start, end) if i in among}

    def rivals(self, index: int) -> tuple[frozenset[int], ...]:
        """For each edit of a finding, the other findings with an edit of the same bytes."""
        known = self._rivals.get(index)
        if known is None:
            known = self._rivals[index] = tuple(
                frozenset(i for i in self._edits[e.path].over(e.span.start, e.span.end) if i != index)
                for e in self._findings[index].edits
            )
        return known

    @cached_property
    def _edits(self) -> dict[str, Pieces]:
        found: dict[str, list[Piece]] = {}
        for i, finding in enumerate(self._findings):
            for edit in finding.edits:
                found.setdefault(edit.path, []).append((edit.span.start, edit.span.end, i))
        return {path: Pieces(pieces) for path, pieces in found.items()}

    @cached_property
    def _values(self) -> dict[str, Pieces]:
        found: dict[str, list[Piece]] = {}
        for i, finding in enumerate(self._findings):
            spans = [(e.path, e.span) for e in finding.edits]
            if finding.site.value_span is not None and finding.site.kind in _WRITTEN:
                spans.append((finding.site.path, finding.site.value_span))
            for path, span in spans:
                if len(span):
                    found.setdefault(path, []).append((span.start, span.end, i))
        return {path: Pieces(pieces) for path, pieces in found.items()}

    def naming(self, names: Iterable[str], among: Collection[int]) -> set[int]:
        """Findings on what is written for one of these variables."""
        return {i for name in names for i in self._of_name.get(name, ()) if i in among}
