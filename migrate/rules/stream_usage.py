"""Token usage of streams.

What: `stream_options={"include_usage": True}`, and code that reads `usage` from the last chunk.

Why: some vendors send usage without being asked, some inside the choice, some refuse the option. Billing
and limits that count on it then count nothing, or twice.

Edit: an option the target does not know is removed when usage arrives all the same. Manual: read usage
wherever it stands; the instruction names the place.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.model import Applicability, Severity, Site, SiteKind
from migrate.rules import request
from migrate.rules.base import Context, Draft, proof
from migrate.rules.parameters import speaks_for

_stated = speaks_for("stream-usage")


def check(site: Site, ctx: Context) -> Iterator[Draft]:
    """The options of a stream, and where its usage arrives."""
    yield from _stated(site, ctx)
    if site.kind is not SiteKind.CALL or not ctx.code.stance(site).moves:
        return
    options = ctx.code.request(site).fields.get("stream_options")
    streams = request.literal(site.arg("stream")) is True or "stream" in site.features
    fact = ctx.target.responses.get("stream_usage_placement")
    if options is None or not streams or fact is None or fact.status not in ("differs", "absent"):
        return
    yield Draft(
        Severity.WARNING,
        Applicability.MANUAL,
        f"Usage of a stream arrives elsewhere at {ctx.target.name}: {fact.evidence.detail}",
        (),
        (proof(fact.evidence),),
        "Read usage from any chunk that has it, at the top or inside the choice, and count it once.",
        "usage",
    )
