"""Addresses that are put together from what callers pass: `def post(path): requests.post(base + path)`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from migrate.languages.expressions import Call, Expr, Param
from migrate.languages.handed import MOST_CALLS, is_ours, put_together
from migrate.languages.hosts import OWN_PATHS
from migrate.languages.python.detect.context import Context
from migrate.languages.python.things import Thing
from migrate.languages.things import Found, Inst
from migrate.model import EnvRef

_FUNCTIONS = 5  # that pass an address on
_FURTHER = 5  # calls of each of those that are looked at


def handed(ctx: Context, expr: Expr) -> str | None:
    """Text of an address, with the first value of its parameters that makes it one of this API's."""
    return put_together(ctx.resolver, expr, ctx.path, partial(_passed, ctx))


def based(ctx: Context, thing: Thing | None, text: str) -> str:
    """A path with the address that its session was constructed with, when that can be told."""
    if not text.startswith("/") and "://" in text:
        return text
    made = thing.made if isinstance(thing, Inst) else None
    base = made.kwarg("base_url") if isinstance(made, Call) else None
    if base is None and isinstance(made, Call) and isinstance(thing, Inst) and thing.cls == "aiohttp.ClientSession":
        base = made.args[0] if made.args else None
    if base is None or not isinstance(made, Call) or not isinstance(thing, Inst):
        return text
    root = ctx.resolver.text(base, thing.path)
    if root is None or root == "\0":
        value = ctx.values.of(Found(base, thing.path), made.span)
        if isinstance(value, EnvRef) and ctx.tables.shared.is_env(value.name) and not OWN_PATHS.search(text):
            return f"\0/v1/{text.lstrip('/')}"  # `OPENAI_BASE_URL` ends in `/v1`
    return f"{root.rstrip('/')}/{text.lstrip('/')}" if root else text


def _passed(
    ctx: Context, param: Param, path: str, asked: frozenset[tuple[str, int, str]] = frozenset()
) -> str | None:
    """What some caller passes for a parameter, when it is an address or a path of this API.

    What a caller was passed itself is looked for at its own callers, a few functions up; `asked` are the parameters
    on the way.
    """
    resolver = ctx.resolver
    scope = resolver.scope(path, param.scope)
    shift = 1 if scope.parent >= 0 and resolver.scope(path, scope.parent).kind == "class" else 0
    here = asked | {(path, param.scope, param.name)}
    seen = 0
    for index in resolver.modules.callers(scope.name, path):
        for args, kwargs in index.calls_by_name.get(scope.name, ()):
            seen += 1
            if seen > (MOST_CALLS if not asked else _FURTHER):
                return None
            value = next((v for k, v in kwargs if k == param.name), None)
            position = param.position - shift
            if value is None and 0 <= position < len(args):
                value = args[position]
            if value is None:
                continue
            text = resolver.text(value, index.path)
            if text in (None, "\0") and len(here) < _FUNCTIONS:
                text = next(_passed_on(ctx, value, index.path, here), None)
            if text is not None and is_ours(text, ctx.tables.shared):
                return text
    return None


def _passed_on(ctx: Context, value: Expr, path: str, asked: frozenset[tuple[str, int, str]]) -> Iterator[str]:
    """Texts of an argument that is a parameter of the function it is passed on in."""
    for found in ctx.resolver.expand(value, path):
        if isinstance(found.expr, Param) and (found.path, found.expr.scope, found.expr.name) not in asked:
            text = _passed(ctx, found.expr, found.path, asked)
            if text is not None:
                yield text
