"""Models that the markup of Vue and Svelte components names: `@click="model = 'gpt-4o'"`, `{{ model === 'gpt-4o' }}`.

The scripts of these files are read by the parser.
"""

from __future__ import annotations

from migrate.languages import markup
from migrate.languages.typescript.detect.context import Context
from migrate.model import SiteKind, Span


def detect(ctx: Context) -> None:
    """Report the models in the markup of a component."""
    name = ctx.path.lower()
    if not name.endswith((".vue", ".svelte")) or ctx.is_fixture:
        return
    found = {s.value_span for s in ctx.sites}
    for start, text in markup.component(ctx.source.data, svelte=name.endswith(".svelte")):
        value = text.decode("utf-8", "replace")
        span = Span(start, start + len(text) + 2)
        if span in found or ctx.tables.shared.model.fullmatch(value) is None:
            continue
        if value not in ctx.tables.shared.weak_models:
            found.add(span)
            ctx.add_at(SiteKind.MODEL, value, span, flags=("markup",))
