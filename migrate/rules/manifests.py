"""A package that the migrated code needs, named beside the one it belongs to, as the file writes such things.

Lines of requirements, `setup.cfg` and Conda's lists, items of lists (PEP 621, dependency groups, `setup.py`), entries
of tables (Poetry, Pipfile) and of package.json. A file that pins hashes is left to the tool that wrote it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrate.edit import make
from migrate.model import Edit, Site, SiteKind, Span

if TYPE_CHECKING:
    from migrate.rules.base import Context
    from migrate.source import SourceFile

_ENTRY = re.compile(r"""["']?[\w.@/-]+["']?\s*[=:](?!=)""")  # of a table: a name, and what it is set to
_AFTER = re.compile(rb"[ \t]*(,?)")


def needs(package: str, beside: str, ctx: Context) -> tuple[Edit, ...]:
    """Edits that name `package` in every manifest that names `beside`, or a package whose name begins so."""
    edits = []
    for path in sorted({s.path for s in ctx.sites if s.kind is SiteKind.DEPENDENCY}):
        sites = [s for s in ctx.code.in_file[path] if s.kind is SiteKind.DEPENDENCY]
        near = [s for s in sites if s.api.lower() == beside] or [s for s in sites if s.api.lower().startswith(beside)]
        source = ctx.read(path) if near else None
        if source is None or package.encode() in source.data or b"--hash=" in source.data:
            continue
        edit = _beside(source, near[0], package)
        if edit is not None:
            edits.append(edit)
    return tuple(edits)


def _beside(source: SourceFile, site: Site, package: str) -> Edit | None:
    """One more entry after that of a site, in its style; None where it is none of those above."""
    span = site.span
    line = source.line_span(span.start)
    indent = source.indent(span.start)
    before = source.data[line.start : span.start]
    quote = source.data[span.start - 1 : span.start]
    if quote in (b'"', b"'") and source.data[span.end : span.end + 1] == quote:
        item = f"{quote.decode()}{package}{quote.decode()}"
        end = span.end + 1
        alone = before.strip() == quote
        comma = _AFTER.match(source.data, end)
        if alone and comma is not None and comma[1]:
            return make(source, Span(line.end, line.end), f"\n{indent}{item},")
        return make(source, Span(end, end), f",\n{indent}{item}" if alone else f", {item}")
    written = source.text(span)
    if site.language == "json":
        return _in_json(source, site, package)
    if _ENTRY.match(written):
        if before.strip():
            return None  # in a table on one line
        mark = written[-1] if written[-1] in "\"'" else '"'
        return make(source, Span(line.end, line.end), f"\n{indent}{package} = {mark}*{mark}")
    lead = before.strip()
    if lead in (b"", b"-"):
        return make(source, Span(line.end, line.end), f"\n{indent}{'- ' if lead else ''}{package}")
    return None


def _in_json(source: SourceFile, site: Site, package: str) -> Edit | None:
    from migrate.formats import FORMATS
    from migrate.formats.base import FormatError

    try:
        entry = next((e for e in FORMATS["json"].entries(source) if e.key_span == site.name_span), None)
        return FORMATS["json"].insert_after(source, entry, package, "*") if entry is not None else None
    except FormatError:
        return None
