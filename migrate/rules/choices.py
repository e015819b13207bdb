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
    asked: dict[str, list[Site]] = {}
    for site in ctx.sites:
        name = _asked(site, ctx) if site.kind in _CALLS else None
        if name is not None:
            asked.setdefault(name, []).append(site)
    kinds: tuple[tuple[Literal["chat", "embedding"], tuple[str, ...]], ...] = (
        ("chat", ctx.code.chat_models),
        ("embedding", ctx.code.embedding_models),
    )
    for kind, names in kinds:
        anything = ctx.code.needs(ctx.code.unresolved_calls, kind)
        for name in names:
            if models.is_target(name, ctx):
                continue
            users = asked.get(name, ())
            needs = ctx.code.needs(users, kind) if users else anything
            found[name] = models.choose(name, needs, ctx)
    return found


def _asked(site: Site, ctx: Context) -> str | None:
    """The model id that a call asks for, as it is written, or as its variable's default."""
    value = ctx.code.model_of(site)
    if isinstance(value, model.Literal):
        return value.value if isinstance(value.value, str) else None
    return value.default if isinstance(value, model.EnvRef) and isinstance(value.default, str) else None
