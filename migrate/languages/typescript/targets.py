"""Whom code talks to, told from how a client is constructed."""

from __future__ import annotations

from migrate.languages.expressions import Call, Const, Either, Expr, Map, Name, Opaque, name_of
from migrate.languages.hosts import target_of_url
from migrate.languages.things import Inst
from migrate.languages.typescript.resolve import Resolver
from migrate.model import EnvRef, Literal, Target, TargetKind, Unknown, Value

BASE_NAMES = ("baseURL", "baseUrl", "basePath", "apiBaseUrl", "apiReverseProxyUrl", "endpoint", "baseOptions")


def target_of_client(resolver: Resolver, inst: Inst) -> Target:
    """Whom the client that `inst` is (or hangs on) talks to."""
    row = resolver.tables.clients.get(inst.cls)
    framework = resolver.tables.frameworks.get(inst.cls)
    if (row is not None and row.sdk == "azure-openai") or (framework is not None and framework.azure):
        return Target(TargetKind.AZURE)
    if inst.cls.startswith("@ai-sdk/azure:"):
        return Target(TargetKind.AZURE)
    if inst.made is None:
        return Target(TargetKind.UNKNOWN)
    for arg in inst.made.args:
        for found in resolver.expand(arg, inst.path):
            options = _settings(resolver, found.expr, found.path)
            if options is not None:
                return _of_options(resolver, options[0], options[1])
        text = resolver.text(arg, inst.path)
        if row is not None and row.sdk == "@azure/openai" and text is not None:
            return target_of_url(text, resolver.tables.shared)
    if row is not None and row.sdk == "@azure/openai":
        return Target(TargetKind.AZURE if len(inst.made.args) > 1 else TargetKind.OFFICIAL)
    known = all(isinstance(a, (Map, Const)) for a in inst.made.args)
    return Target(TargetKind.OFFICIAL, "openai") if known and not inst.made.spread else Target(TargetKind.UNKNOWN)


def _settings(resolver: Resolver, expr: Expr, path: str) -> tuple[Map, str] | None:
    """The options object itself, or the one a `new Configuration({...})` is made with."""
    if isinstance(expr, Map):
        return expr, path
    if isinstance(expr, Call):
        made = resolver.thing(expr, path)
        if isinstance(made, Inst) and made.cls in resolver.tables.settings and made.made is not None:
            first = next((a for a in made.made.args if isinstance(a, Map)), None)
            return (first, made.path) if first is not None else None
    return None


def _of_options(resolver: Resolver, options: Map, path: str) -> Target:
    """Whom a client constructed with these options talks to."""
    base = _find(resolver, options, path, 0)
    if base is None:
        spread = any(k is None for k, _ in options.entries)
        return Target(TargetKind.UNKNOWN) if spread else Target(TargetKind.OFFICIAL, "openai")
    return target_of_expr(resolver, base[0], base[1])


def _find(resolver: Resolver, options: Map, path: str, depth: int) -> tuple[Expr, str] | None:
    for key, value in reversed(options.entries):
        if isinstance(key, Const) and key.value in BASE_NAMES:
            return value, path
        nested = isinstance(key, Const) and key.value in ("configuration", "clientOptions")
        if (nested or key is None) and depth < 3:
            for found in resolver.expand(value, path):
                if isinstance(found.expr, Map):
                    inner = _find(resolver, found.expr, found.path, depth + 1)
                    if inner is not None:
                        return inner
    return None


def target_of_expr(resolver: Resolver, base: Expr, path: str) -> Target:
    """Whom the base URL an expression gives belongs to."""
    if (isinstance(base, Const) and not base.value) or (isinstance(base, Opaque) and base.reason == "not given"):
        return Target(TargetKind.OFFICIAL, "openai")
    text = resolver.text(base, path)
    if text is None or text.startswith("\0"):
        return Target(TargetKind.USER_DEFINED, _variable(base, resolver, path))
    return target_of_url(text, resolver.tables.shared)


def _variable(expr: Expr, resolver: Resolver, path: str, depth: int = 0) -> str | None:
    """A name for a URL that is only known at run time."""
    if depth > 6:
        return None
    if isinstance(expr, Name):
        for found in resolver.bindings(expr, path):
            name = _variable(found.expr, resolver, found.path, depth + 1)
            if name and name.isupper():
                return name
        return expr.id
    if isinstance(expr, Either):
        return next((n for n in (_variable(o, resolver, path, depth + 1) for o in expr.options) if n), None)
    return name_of(expr)


def target_of_value(value: Value, resolver: Resolver) -> Target:
    """Whom a base URL given as an argument's value belongs to."""
    if isinstance(value, Literal):
        if isinstance(value.value, str) and value.value:
            return target_of_url(value.value, resolver.tables.shared)
        return Target(TargetKind.OFFICIAL, "openai")
    if isinstance(value, EnvRef):
        if value.default and value.default.startswith("http"):
            return target_of_url(value.default, resolver.tables.shared)
        return Target(TargetKind.USER_DEFINED, value.name)
    if isinstance(value, Unknown):
        return (
            Target(TargetKind.OFFICIAL, "openai") if value.reason == "not given" else Target(TargetKind.USER_DEFINED)
        )
    return Target(TargetKind.UNKNOWN)
