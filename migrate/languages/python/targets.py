"""Whom code talks to, told from how a client is constructed."""

from __future__ import annotations

from migrate.languages.expressions import Const, Expr, name_of
from migrate.languages.hosts import target_of_url
from migrate.languages.python.resolve import Resolver
from migrate.languages.things import Inst
from migrate.model import Target, TargetKind

_BASE_NAMES = ("base_url", "azure_endpoint", "api_base", "openai_api_base", "endpoint", "api_base_url", "base_uri")


def target_of_client(resolver: Resolver, inst: Inst) -> Target:
    """Whom the client that `inst` is (or hangs on) talks to."""
    row = resolver.tables.clients.get(inst.cls)
    framework = resolver.tables.frameworks.get(inst.cls)
    if (row is not None and row.sdk == "azure-openai") or (framework is not None and framework.azure):
        return Target(TargetKind.AZURE)
    if inst.made is None:
        return Target(TargetKind.UNKNOWN)
    base = inst.made.kwarg(*_BASE_NAMES)
    if base is None:
        return Target(TargetKind.UNKNOWN) if inst.made.spread else Target(TargetKind.OFFICIAL, "openai")
    return target_of_expr(resolver, base, inst.path)


def target_of_expr(resolver: Resolver, base: Expr, path: str) -> Target:
    """Whom the base URL an expression gives belongs to."""
    if isinstance(base, Const) and base.value is None:
        return Target(TargetKind.OFFICIAL, "openai")
    text = resolver.text(base, path)
    if text is None:
        return Target(TargetKind.USER_DEFINED, name_of(base))
    return target_of_url(text, resolver.tables.shared)
