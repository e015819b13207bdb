"""Pages and templates in HTML: models that can be chosen, models and addresses in their scripts.

Nothing of them is parsed, so the lines are not edited (flag `manual_only`). Generated documentation is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.languages import markup
from migrate.languages.hosts import OWN_PATHS
from migrate.model import Confidence, Literal, Site, SiteKind, Span, Target, TargetKind
from migrate.redact import mask, printable
from migrate.scan import config_tables as tables
from migrate.scan.config_site import UNKNOWN, snippet
from migrate.source import SourceFile

_SUFFIXES = (".html", ".htm", ".cshtml", ".razor", ".twig", ".jsp", ".ejs", ".hbs", ".phtml", ".ftl", ".liquid",
             ".gohtml")  # fmt: skip
_MADE = re.compile(
    r"(?i)(?:^|/)(?:_?docs?|_?site|apidocs?|javadoc|coverage|htmlcov|_build|dist|build|out|storybook-static|reports?)/"
)
_SIGNS = (b"gpt-", b"openai", b"dall-e", b"text-embedding", b"whisper-1", b"tts-1")
_TAGS = (b"<option", b"<script", b"<select", b"<input")
_LONGEST = 500_000
_KINDS = (TargetKind.OFFICIAL, TargetKind.AZURE, TargetKind.RELAY)


def wants(path: str) -> bool:
    """True for pages and templates that people wrote."""
    return path.lower().endswith(_SUFFIXES) and _MADE.search(path) is None


def sites(source: SourceFile) -> Iterator[Site]:
    """Models and addresses that the page offers or asks."""
    data = source.data
    if len(data) > _LONGEST or not any(tag in data for tag in _TAGS) or not any(sign in data for sign in _SIGNS):
        return
    seen: set[int] = set()
    for start, text in markup.page(data):
        value = text.decode("utf-8", "replace")
        if start not in seen and tables.model(value) == ("openai", True):
            seen.add(start)
            yield _site(source, SiteKind.MODEL, value, Span(start + 1, start + 1 + len(text)), UNKNOWN)
    for start, text in markup.addresses(data):
        value = text.decode("utf-8", "replace")
        target = tables.target_of(value)
        if target is not None and target.kind in _KINDS:
            kind = SiteKind.HTTP if OWN_PATHS.search(value) else SiteKind.BASE_URL
            yield _site(source, kind, value, Span(start, start + len(text)), target)


def _site(source: SourceFile, kind: SiteKind, value: str, span: Span, target: Target) -> Site:
    return Site(
        kind=kind, api=printable(mask(value)), path=source.path, span=span, line=source.line(span.start),
        column=source.column(span.start), language="html", target=target, confidence=Confidence.MEDIUM,
        value=Literal(mask(value)), value_span=span, snippet=snippet(source, span.start),
        flags=frozenset({"manual_only", "markup"}),
    )  # fmt: skip
