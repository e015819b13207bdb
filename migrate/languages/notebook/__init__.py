"""Jupyter notebooks: the Python of the code cells, read as one file and edited in place.

Sites carry the language `python` and places of the JSON. Rules and edit verbs work on the Python
(`views` gives it to them); `out` then says the same of the file on disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from migrate.errors import MigrateError
from migrate.languages.base import FileScan, ModuleIndex, Project
from migrate.languages.notebook import commands
from migrate.languages.notebook.cells import NotebookError
from migrate.languages.notebook.relocate import Mover
from migrate.languages.notebook.view import View, view
from migrate.languages.python import Python
from migrate.model import Applicability, Edit, Finding, Site, Skipped, Span
from migrate.source import SourceFile, from_bytes

if TYPE_CHECKING:
    from migrate.suppress import Suppressed, Suppression

SUFFIX = ".ipynb"
_STALE = "The cell's stored output is of the old request until the cell is run again."


class Notebook(Python):
    """`LANGUAGES["notebook"]`: Python's detection, on the cells."""

    name = "notebook"
    suffixes = (SUFFIX,)

    def index(self, source: SourceFile) -> ModuleIndex:
        """Scopes and bindings of the cells; of something that is no notebook, of nothing."""
        try:
            return super().index(_cached(source).inside)
        except NotebookError:
            return super().index(SourceFile(source.path, b""))

    def sites(self, source: SourceFile, project: Project) -> FileScan:
        """Every use of an LLM API in the cells, with its place in the JSON."""
        try:
            seen = _cached(source)
        except NotebookError as error:
            return FileScan(skipped=(Skipped(source.path, "parse_error", str(error)),), parse_errors=1)
        found = super().sites(seen.inside, project)
        mover = outward(seen)
        sites = (*(mover.site(s) for s in found.sites), *commands.sites(source))
        return replace(found, sites=sites, parse_errors=max(seen.errors, found.parse_errors))

    def parse_errors(self, data: bytes) -> int:
        """Syntax errors of the cells; a file that is no notebook any more has more than any."""
        source = from_bytes("notebook.ipynb", data)
        if isinstance(source, Skipped):
            raise MigrateError(f"it is no text that can be read ({source.reason})")
        try:
            return view(source).errors
        except NotebookError as error:
            raise MigrateError(str(error)) from None


_views: dict[str, tuple[bytes, View]] = {}


def _cached(source: SourceFile) -> View:
    """The view of a file; the last few are kept, for a scan asks twice and a rule often."""
    known = _views.get(source.path)
    if known is not None and known[0] == source.data:
        return known[1]
    made = view(source)
    while len(_views) >= 4:
        del _views[next(iter(_views))]
    _views[source.path] = (source.data, made)
    return made


def outward(seen: View) -> Mover:
    """From the Python to the JSON."""

    def point(line: int, column: int) -> tuple[int, int]:
        at = _offset(seen.inside, line, column)
        place = seen.out_span(Span(at, at)).start
        return seen.outside.line(place), seen.outside.column(place)

    return Mover(seen.outside.path, seen.out_span, seen.out_line, point)


def inward(seen: View) -> Mover:
    """From the JSON to the Python."""

    def point(line: int, column: int) -> tuple[int, int]:
        at = _offset(seen.outside, line, column)
        place = seen.in_span(Span(at, at)).start
        return seen.inside.line(place), seen.inside.column(place)

    return Mover(seen.outside.path, seen.in_span, seen.in_line, point)


def _offset(source: SourceFile, line: int, column: int) -> int:
    begin = source.line_start(line)
    text = source.text(source.line_span(begin))[: column - 1]
    return begin + len(text.encode(source.encoding, "replace"))


class Views:
    """The notebooks among the files of a plan, for those who work on their Python."""

    def __init__(self, sites: Iterable[Site], read: Callable[[str], SourceFile | None]) -> None:
        self._read = read
        self._seen: dict[str, View] = {}
        for path in sorted({s.path for s in sites if s.path.endswith(SUFFIX)}):
            source = read(path)
            if source is not None:
                try:
                    self._seen[path] = view(source)
                except NotebookError:  # changed since it was scanned: stays as it is, without sites of its own
                    continue

    def read(self, path: str) -> SourceFile | None:
        """A file as rules see it."""
        seen = self._seen.get(path)
        return seen.inside if seen is not None else self._read(path)

    def inside(self, sites: Iterable[Site]) -> tuple[Site, ...]:
        """The sites with places in the Python."""
        movers = {path: inward(seen) for path, seen in self._seen.items()}
        return tuple(movers[s.path].site(s) if s.path in movers and s.language == "python" else s for s in sites)

    def finding(self, finding: Finding) -> Finding:
        """The finding with places in the JSON. What cannot be written there is left to a person."""
        seen = self._seen.get(finding.site.path)
        if seen is not None and finding.site.language == "python":  # a command is in the JSON's places already
            finding = replace(finding, site=outward(seen).site(finding.site))
        if not any(edit.path in self._seen for edit in finding.edits):
            return finding
        try:
            edits = tuple(self._edit(edit) for edit in finding.edits)
        except MigrateError as error:
            return replace(
                finding,
                edits=(),
                applicability=Applicability.MANUAL,
                todo=finding.todo or str(error),
                demoted=str(error) if finding.applicability is not Applicability.MANUAL else finding.demoted,
            )
        if any(e.path in self._seen and self._seen[e.path].has_output(e) for e in finding.edits):
            finding = replace(finding, message=f"{finding.message} {_STALE}")
        return replace(finding, edits=edits)

    def _edit(self, edit: Edit) -> Edit:
        seen = self._seen.get(edit.path)
        return seen.out_edit(edit) if seen is not None else edit

    def suppressed(self, gone: Suppressed) -> Suppressed:
        """The same of a finding that is not shown."""
        return replace(gone, finding=self.finding(gone.finding), suppression=self.suppression(gone.suppression))

    def suppression(self, said: Suppression) -> Suppression:
        """The comment's lines in the JSON."""
        seen = self._seen.get(said.path)
        if seen is None:
            return said
        return replace(said, line=seen.out_line(said.line), at=seen.out_line(said.at))
