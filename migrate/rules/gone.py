"""Paths of the old vendor's API that are no more: moving the address would only move the error."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from migrate.model import Applicability, Proof, Severity
from migrate.rules import addresses
from migrate.rules.base import Draft

if TYPE_CHECKING:
    from migrate.rules.base import Context

_BEFORE = re.compile(r"\A(?:[a-z][a-z0-9+.-]*://[^/]*)?/v1(?=/)", re.IGNORECASE)
_PLACES = {"chat_completions": "chat/completions", "embeddings": "embeddings"}  # below a base address


@dataclass(frozen=True, slots=True)
class Gone:
    """A path that is no more: since when, which endpoint took its place, how that is asked, and who says so."""

    path: re.Pattern[str]
    what: str
    since: str
    endpoint: str
    instead: str
    source: str


@cache
def _table() -> tuple[Gone, ...]:
    from migrate.languages.tables import written

    return tuple(
        Gone(re.compile(r["path"]), r["what"], str(r["since"]), r["endpoint"], r["instead"], r["source"])
        for r in written("gone.toml")["paths"]
    )


def draft(url: str, ctx: Context, parameter: str) -> Draft | None:
    """The finding for an address or a path below `/v1` that is no more; None for any other."""
    if ctx.source.id not in ("openai", "azure-openai"):
        return None
    rest = _BEFORE.sub("", url, count=1).partition("?")[0].rstrip("/")
    found = next((g for g in _table() if rest != url.rstrip("/") and g.path.fullmatch(rest)), None)
    if found is None:
        return None
    below = _PLACES.get(found.endpoint)
    where = f" The address is {addresses.target_url(ctx).rstrip('/')}/{below}." if below else ""
    match = found.path.fullmatch(rest)
    model = match["model"] if match is not None and "model" in found.path.groupindex else None
    chosen = ctx.code.main_target("embedding" if found.endpoint == "embeddings" else "chat") if model else None
    named = f' In the place of {model}: "model": "{chosen}".' if chosen else ""
    return Draft(
        Severity.BLOCKER,
        Applicability.MANUAL,
        f"{found.what} is no more since {found.since}, at {ctx.source.name} too; {ctx.target.name} has none.",
        (),
        (Proof(f"openai.gone.{rest.strip('/').partition('/')[0]}", found.what, (found.source,), found.since),),
        f"{found.instead}{where}{named}",
        parameter,
    )
