"""Whom a site talks to, seen from the migration that is asked for.

Only what talks to the vendor that is left (directly, through a relay or through Azure) is migrated. What
talks to somebody else, or to an address the program's user types in, is reported and left alone.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from migrate.model import Site, TargetKind

if TYPE_CHECKING:
    from migrate.rules.base import Context

# Many vendors behind one address: not a relay to one of them.
_ROUTERS = frozenset({"openrouter.ai", "api.orcarouter.ai"})


class Stance(StrEnum):
    """Whom a site talks to, as far as this migration cares."""

    OURS = "ours"  # the vendor that is left
    RELAY = "relay"  # the vendor that is left, through a relay or gateway
    AZURE = "azure"  # the same models, hosted by Azure
    TARGET = "target"  # the vendor we move to: migrated already
    OTHER = "other"  # somebody else; never edited
    USER = "user"  # whatever is configured at run time; edited only for review
    DOUBT = "doubt"  # could not be told

    @property
    def moves(self) -> bool:
        """True when the requests of such a site will reach the target."""
        return self is not Stance.OTHER


def stance(site: Site, ctx: Context) -> Stance:
    """The stance of one site. OFFICIAL means OpenAI itself; other vendors stand in `Target.name`."""
    kind, name = site.target.kind, site.target.name
    if ctx.style == "gateway" and _at_gateway(name, ctx):
        return Stance.TARGET
    if kind is TargetKind.OFFICIAL:
        return _of_vendor("openai", ctx)
    if kind is TargetKind.AZURE:
        if ctx.target.id == "azure-openai":
            return Stance.TARGET
        return Stance.AZURE if ctx.source.id in ("openai", "azure-openai") else Stance.OTHER
    if kind is TargetKind.RELAY and name in _ROUTERS:
        return Stance.OTHER
    if kind is TargetKind.RELAY:
        return Stance.RELAY if ctx.source.id in ("openai", "azure-openai") else Stance.OTHER
    if kind is TargetKind.OTHER:
        return _of_vendor(_vendor(name, ctx), ctx)
    if kind is TargetKind.USER_DEFINED:
        return _configured(name, ctx)
    return Stance.DOUBT


def _at_gateway(name: str | None, ctx: Context) -> bool:
    """True for the gateway's host, and for the variable that leads there."""
    from migrate.rules import addresses, style

    if name == style.ADDRESS:
        url = addresses.configured(name, ctx)
        return url is None or addresses.arrived(url, ctx)
    return name is not None and f"//{name}/" in addresses.GATEWAY


def _configured(name: str | None, ctx: Context) -> Stance:
    """Whom a variable points at: by the codebase's own configuration, else by its conventional meaning."""
    from migrate.rules import addresses, proxied

    if name is None:
        return Stance.USER
    conventional = name in addresses.source_bases(ctx)
    url = addresses.configured(name, ctx)
    if addresses.is_url(url):
        owner = addresses.owner(url or "")
        if owner is not None:
            return _of_vendor(owner, ctx)
        if proxied.is_own(url or "", ctx):
            return Stance.OTHER
        return Stance.RELAY if conventional else Stance.USER
    return Stance.OURS if conventional else Stance.USER


def by_environment(ctx: Context) -> Stance:
    """Whom a client that is given no address talks to: the library reads a variable before its default."""
    from migrate.rules import addresses

    for name in sorted(addresses.source_bases(ctx)):
        if addresses.is_url(addresses.configured(name, ctx)):
            return _configured(name, ctx)
    return Stance.OURS


def _of_vendor(name: str | None, ctx: Context) -> Stance:
    if name == ctx.target.id:
        return Stance.TARGET
    return Stance.OURS if name == ctx.source.id else Stance.OTHER


def _vendor(name: str | None, ctx: Context) -> str | None:
    """The vendor id behind a target's name, which may be an id, an alias or a host."""
    if not name:
        return None
    for provider in (ctx.source, ctx.target):
        if name == provider.id or name.lower() in provider.aliases:
            return provider.id
    from providers import catalog

    return catalog.by_host(name) or name
