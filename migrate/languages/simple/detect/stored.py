"""Settings under names of no vendor, read from a store by a class that is named after the API."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrate.languages.simple.detect.context import TEST_FILE
from migrate.languages.simple.expr import Text, span_of
from migrate.languages.simple.values import snake
from migrate.model import Confidence, SiteKind

if TYPE_CHECKING:
    from migrate.languages.simple.detect.context import Context

_NAMED = re.compile(r"(?i)open_?ai")
_READS = re.compile(
    r"(?i)^get_?(?:app_?|user_?|system_?)?(?:value|config|option|setting|param(?:eter)?|property)(?:_?string|_?or_?default)?$"
)
_KEY = re.compile(r"(?:[a-z\d]+_)*(?:api_key|access_token|url|endpoint|(?:model|deployment)(?:_id|_name)?)\Z")


def detect(ctx: Context) -> None:
    """Report reads like `$config->getValueString($app, 'api_key')` in a class `OpenAiSettings`."""
    if TEST_FILE.search(ctx.source.path) or not any(_NAMED.search(c.rpartition(".")[2]) for c in ctx.module.classes):
        return
    known = {site.line for site in ctx.sites if site.kind in (SiteKind.CONFIG, SiteKind.ENV)}
    for top in ctx.module.tops:
        chain = ctx.module.chain(top)
        for link in chain.links if chain is not None else ():
            if link.call is None or link.call.obj is None or not _READS.match(link.name):
                continue
            for given in link.call.args:
                expr = ctx.module.expr(given.value)
                value = expr.value if isinstance(expr, Text) else None
                if value is None or not _KEY.match(snake(value)):
                    continue
                if ctx.source.line(given.value.start_byte) not in known:
                    ctx.add(
                        SiteKind.CONFIG, value, given.value, name_span=span_of(given.value),
                        confidence=Confidence.MEDIUM, flags=("manual_only",),
                    )  # fmt: skip
                break
