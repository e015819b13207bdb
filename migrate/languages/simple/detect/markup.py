"""Models that templates with PHP in them name: `<option value="gpt-4o">`, `v-if="model == 'gpt-4o'"`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrate.languages import markup
from migrate.model import SiteKind, Span

if TYPE_CHECKING:
    from migrate.languages.simple.detect.context import Context

_TAGS = (b"<option", b"<script", b"<input", b"<select")


def detect(ctx: Context) -> None:
    """Report the models in the markup of a template."""
    data = ctx.source.data
    if ctx.module.grammar.name != "php" or not any(tag in data for tag in _TAGS):
        return
    found = {s.value_span for s in ctx.sites}
    for start, text in markup.page(data):
        value = text.decode("utf-8", "replace")
        span = Span(start, start + len(text) + 2)
        if span not in found and ctx.shared.model.fullmatch(value) and value not in ctx.shared.weak_models:
            found.add(span)
            ctx.add_at(SiteKind.MODEL, value, span, flags=("markup", "manual_only"))
