"""Proxies and relays that become needless, or harmful.

What: proxy variables and `proxies=` that were there to reach the old vendor, relays in front of it, and servers of
one's own that pass requests on to it (`proxy_pass https://api.openai.com`).

Why: the target is reached directly. A proxy abroad makes requests slow, can get a key blocked, and shows
every prompt to somebody else; a relay keeps sending them to the old vendor, and so does a server of one's own.

Edit: none for proxies, because other traffic may need them. The address of a relay is replaced by the
rule `base-url`.

Manual: take the proxy away where only LLM requests used it, or add the target's host to `NO_PROXY`. Let a server pass
requests on to the target, with the target's key, or let the programs that ask it ask the target.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from migrate.model import Applicability, DictValue, Severity, Site, SiteKind, TargetKind
from migrate.redact import printable
from migrate.rules import addresses, request
from migrate.rules.base import Context, Draft
from migrate.rules.stance import Stance

_PREFIXES = ("helicone-", "x-portkey-", "cf-aig-", "http-referer", "x-title")


def check(site: Site, ctx: Context) -> Iterator[Draft]:
    """A proxy, or a client behind a relay."""
    host = urlsplit(addresses.target_url(ctx)).hostname or ctx.target.name
    if site.kind is SiteKind.PROXY and site.target.kind is not TargetKind.UNKNOWN:
        url, where = addresses.target_url(ctx), addresses.text_of(site.value) or "the vendor of today"
        yield Draft(
            Severity.BLOCKER,
            Applicability.MANUAL,
            f"This passes requests on to {printable(where)}, whatever is changed in the programs that ask it.",
            (),
            addresses.base_proof(ctx),
            f"Pass them on to {url}, with that host's name and {ctx.target.name}'s key, if it adds any; or let the "
            f"programs ask {host} themselves.",
            "proxy",
        )
    elif site.kind is SiteKind.PROXY:
        yield Draft(
            Severity.WARNING,
            Applicability.MANUAL,
            f"{host} is reached directly; a proxy for it is needless and may be harmful.",
            (),
            addresses.base_proof(ctx),
            f"Remove it if only LLM requests used it; otherwise add {host} to NO_PROXY.",
            "proxy",
        )
    elif site.kind is SiteKind.CLIENT and (headers := _relay_headers(site)):
        yield Draft(
            Severity.WARNING,
            Applicability.MANUAL,
            f"These headers are for a relay or gateway and mean nothing to {ctx.target.name}: {', '.join(headers)}.",
            (),
            addresses.base_proof(ctx),
            "Remove them; they may hold a key of their own.",
            "default_headers",
        )
    if site.kind is SiteKind.CLIENT and ctx.code.stance(site) is Stance.RELAY:
        yield Draft(
            Severity.INFO,
            Applicability.MANUAL,
            f"This client goes through a relay ({site.target.name or 'address configured'}), which {ctx.target.name} "
            f"does not need.",
            (),
            addresses.base_proof(ctx),
            "Close the account at the relay once nothing uses it; its headers mean nothing to the target.",
            "relay",
        )


def _relay_headers(site: Site) -> list[str]:
    """Names of headers that gateways read."""
    held = request.find(site, "default_headers")
    entries = held.value.entries if held is not None and isinstance(held.value, DictValue) else ()
    return [e.name for e in entries if e.name.lower().startswith(_PREFIXES)]
