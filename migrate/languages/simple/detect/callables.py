"""Clients that a container is told to make by names: `->factory([\\OpenAI::class, 'factory'])`, as Symfony has it."""

from __future__ import annotations

import re

from migrate.languages.simple.detect.context import Context
from migrate.languages.simple.expr import Text, key, span_of, text_of
from migrate.languages.simple.tables import Sdk, names
from migrate.model import Confidence, SiteKind, Target, TargetKind

_CALLABLE = re.compile(r"\[\s*\\?(?P<type>\w[\w\\]*)::class\s*,\s*['\"](?P<name>\w+)['\"]\s*,?\s*\]")
_ARRAYS = frozenset({"array_creation_expression"})
_LONGEST = 200  # bytes; a pair of names is short


def detect(ctx: Context) -> None:
    """Report the makers of clients that are named in a pair with their class, and the settings called by name."""
    if ctx.module.grammar.name != "php" or b"::class" not in ctx.source.data:
        return
    found: dict[str, Sdk] = {}
    for node in ctx.module.strings:
        above = next((n for n in ctx.module.above.get(key(node), ())[:2] if n.type in _ARRAYS), None)
        if above is None or above.end_byte - above.start_byte > _LONGEST:
            continue
        pair = _CALLABLE.fullmatch(text_of(above))
        sdk = _maker(ctx, pair["type"].replace("\\", "."), pair["name"]) if pair is not None else None
        if sdk is not None and pair is not None:
            found[sdk.name] = sdk
            ctx.add(SiteKind.CLIENT, pair["name"], above, sdk=sdk.name, open_args=True, flags=("manual_only",))
    for sdk in found.values():
        _settings(ctx, sdk)


def _maker(ctx: Context, written: str, name: str) -> Sdk | None:
    space = ctx.resolver.space(written)
    known = ctx.resolver.tables.sdk(f"{space.path if space is not None else written}.{name}")
    if known is None or not any(n in known[0].makers for n in names(known[1])):
        return None
    return known[0]


def _settings(ctx: Context, sdk: Sdk) -> None:
    """`->call('withBaseUri', [$uri])`."""
    for node in ctx.module.strings:
        expr = ctx.module.expr(node)
        meaning = sdk.settings.get(expr.value or "") if isinstance(expr, Text) else None
        around = ctx.around(node) if meaning is not None else None
        if around is None or around.call != "call" or around.position != 0 or not isinstance(expr, Text):
            continue
        if meaning == "base_url":
            ctx.add(
                SiteKind.BASE_URL, str(expr.value), node, sdk=sdk.name, flags=("manual_only",),
                confidence=Confidence.MEDIUM, target=Target(TargetKind.USER_DEFINED),
            )  # fmt: skip
        elif meaning in ("api_key", "organization", "project"):
            ctx.add(
                SiteKind.CONFIG, str(expr.value), node, sdk=sdk.name, name_span=span_of(node), flags=("manual_only",)
            )
