"""Where the two vendors may be used from.

What: the country given by `--region`, against the lists of countries the vendors serve.

Why: a vendor that does not serve a country blocks requests from there, and may close the account.

Edit: none. A blocker when the target is not available in the country; a note when the old vendor is not,
which is a reason for this migration.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.model import Applicability, Proof, Severity, Site, SiteKind
from migrate.rules.base import Context, Draft


def check(site: Site, ctx: Context) -> Iterator[Draft]:
    """Said once, at the first place that talks to the vendor."""
    if ctx.region is None or site is not _first(ctx):
        return
    from providers import regions

    for provider, severity in ((ctx.target, Severity.BLOCKER), (ctx.source, Severity.INFO)):
        found = regions.availability(provider.id, ctx.region)
        if found.available is not False:
            continue
        proof = Proof(
            f"regions.{provider.id}.{ctx.region.upper()}", found.detail, tuple(found.sources), str(found.as_of)
        )
        yield Draft(
            severity,
            Applicability.MANUAL,
            f"{provider.name} is not available in {ctx.region.upper()}.",
            (),
            (proof,),
            "Choose another target, or run the service where the vendor is available."
            if severity is Severity.BLOCKER
            else None,
            provider.id,
        )


def _first(ctx: Context) -> Site | None:
    kinds = (SiteKind.CLIENT, SiteKind.FRAMEWORK, SiteKind.CALL, SiteKind.HTTP)
    return min(
        (s for s in ctx.sites if s.kind in kinds and ctx.code.stance(s).moves),
        key=lambda s: (s.path, s.span),
        default=None,
    )
