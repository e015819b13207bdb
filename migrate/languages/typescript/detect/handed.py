"""Addresses that are put together from what callers pass: `const post = (path) => fetch(base + path)`."""

from __future__ import annotations

from migrate.languages.expressions import Expr, Joined, Param
from migrate.languages.hosts import host_of, target_of_url
from migrate.languages.typescript.detect.context import Context
from migrate.model import TargetKind

_MANY = 200  # calls of one function that are looked at


def handed(ctx: Context, expr: Expr) -> str | None:
    """Text of an address, with the first value of its parameters that makes it one of this API's."""
    for found in ctx.resolver.expand(expr, ctx.path):
        if isinstance(found.expr, Param):
            return _passed(ctx, found.expr, found.path)
        if isinstance(found.expr, Joined):
            return "".join(_part(ctx, part, found.path) for part in found.expr.parts)
    return None


def _part(ctx: Context, part: Expr, path: str) -> str:
    text = ctx.resolver.text(part, path)
    if text is not None and text != "\0":
        return text
    for found in ctx.resolver.expand(part, path):
        if isinstance(found.expr, Param):
            return _passed(ctx, found.expr, found.path) or "\0"
    return "\0"


def _passed(ctx: Context, param: Param, path: str) -> str | None:
    """What some caller passes for a parameter, when it is an address or a path of this API."""
    if param.position < 0 or not param.name:
        return None
    name = ctx.resolver.scope(path, param.scope).name
    seen = 0
    for index in ctx.resolver.modules.callers(name) if name else ():
        for args in index.calls_by_name.get(name, ()):
            seen += 1
            if seen > _MANY:
                return None
            text = ctx.resolver.text(args[param.position], index.path) if param.position < len(args) else None
            if text is not None and _is_ours(ctx, text):
                return text
    return None


def _is_ours(ctx: Context, text: str) -> bool:
    shared = ctx.tables.shared
    if host_of(text) is not None and target_of_url(text, shared).kind in (TargetKind.OFFICIAL, TargetKind.AZURE):
        return True
    return shared.paths.search("/" + text.lstrip("/")) is not None
