"""Addresses that are put together from what callers pass: `const post = (path) => fetch(base + path)`."""

from __future__ import annotations

from functools import partial

from migrate.languages.expressions import Expr, Param
from migrate.languages.handed import MOST_CALLS, is_ours, put_together
from migrate.languages.typescript.detect.context import Context
from migrate.languages.typescript.reach import ADDRESS


def handed(ctx: Context, expr: Expr) -> str | None:
    """Text of an address, with the first value of its parameters that makes it one of this API's."""
    return put_together(ctx.resolver, expr, ctx.path, partial(_passed, ctx))


def _passed(ctx: Context, param: Param, path: str) -> str | None:
    """What some caller passes for a parameter, when it is an address or a path of this API."""
    if param.position < 0 or not param.name:
        return None
    name = ctx.resolver.scope(path, param.scope).name
    seen = 0
    for index in ctx.resolver.modules.callers(name, path, ADDRESS) if name else ():
        for args in index.passed(name):
            seen += 1
            if seen > MOST_CALLS:
                return None
            text = ctx.resolver.text(args[param.position], index.path) if param.position < len(args) else None
            if text is not None and is_ours(text, ctx.tables.shared):
                return text
    return None
