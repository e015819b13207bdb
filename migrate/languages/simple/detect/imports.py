"""Imports of libraries that speak the API, and their types and exceptions that code depends on."""

from __future__ import annotations

from migrate.languages.simple.detect.context import Context
from migrate.languages.simple.expr import New
from migrate.languages.simple.resolve import Space
from migrate.languages.simple.tables import names
from migrate.model import SiteKind


def detect(ctx: Context) -> None:
    """Report each import once."""
    for imported in ctx.module.imports:
        found = ctx.resolver.tables.sdk(imported.module)
        if found is None or _is_own(ctx, imported.module, wild=not imported.local):
            continue
        kind = SiteKind.TOKENIZER if found[0].tokenizer else SiteKind.IMPORT
        ctx.add(kind, imported.module, imported.node, sdk=found[0].name)
    for bound, node in _types(ctx):
        space = ctx.resolver.space(bound)
        if space is not None:
            symbol(ctx, space, node)
    for top in ctx.module.tops:
        expr = ctx.module.expr(top)
        if isinstance(expr, New) and expr.type:
            space = ctx.resolver.space(expr.type)
            if space is not None:
                symbol(ctx, space, top)


def _types(ctx: Context) -> list[tuple[str, object]]:
    every = [b for bs in ctx.module.bindings.values() for _, b in bs]
    every += [b for bs in ctx.module.fields.values() for b in bs]
    return [(b.type, b.node) for b in every if b.type]


def _is_own(ctx: Context, module: str, *, wild: bool) -> bool:
    if not wild:
        return ctx.resolver.is_own(module)
    inside = [c for c in ctx.resolver.own_classes if c.startswith(module + ".")]
    return any(ctx.resolver.is_own(c) for c in inside)


def symbol(ctx: Context, space: Space, node: object) -> None:
    """Report a type of the library that code depends on."""
    found = ctx.resolver.tables.sdk(space.path)
    if found is None or ctx.resolver.is_own(space.path):
        return
    sdk, tail = found
    name = next((n for n in names(tail) if n in sdk.symbols), None)
    if name is not None:
        ctx.add(SiteKind.SYMBOL, name, node, sdk=sdk.name)  # type: ignore[arg-type]
