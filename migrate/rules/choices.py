"""The models in use and what takes their place: the table at the head of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from migrate import model
from migrate.model import Site, SiteKind
from migrate.rules import models

if TYPE_CHECKING:
    from migrate.rules.base import Context
    from migrate.rules.models import Choice

_CALLS = (SiteKind.CALL, SiteKind.FRAMEWORK, SiteKind.HTTP)


def choices(ctx: Context) -> dict[str, Choice]:
    """Model id in use -> what takes its place, by what the calls that use it need; chat models first."""
    found: dict[str, Choice] = {}
    kinds: tuple[tuple[Literal["chat", "embedding"], tuple[str, ...]], ...] = (
        ("chat", ctx.code.chat_models),
        ("embedding", ctx.code.embedding_models),
    )
    for kind, names in kinds:
        for name in names:
            if models.is_target(name, ctx):
                continue
            users = [s for s in ctx.sites if s.kind in _CALLS and _asks_for(s, name, ctx)]
            needs = ctx.code.needs(users or ctx.code.unresolved_calls, kind)
            found[name] = models.choose(name, needs, ctx)
    return found


def _asks_for(site: Site, name: str, ctx: Context) -> bool:
    value = ctx.code.model_of(site)
    if isinstance(value, model.Literal):
        return value.value == name
    return isinstance(value, model.EnvRef) and value.default == name
