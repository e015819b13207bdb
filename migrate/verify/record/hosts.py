"""Which hosts serve an LLM API here: the catalogue's, those in the planned code, those the user names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from migrate.model import Arg, DictValue, EnvRef, ListValue, Literal, Plan, SiteKind, Target, TargetKind, Value
from migrate.verify.record.keys import references
from providers import catalog

_LOOPBACK = re.compile(r"(?:localhost|.*\.localhost|127(?:\.\d+){3}|0\.0\.0\.0|::1)\Z")
_ADDRESSED = frozenset(
    {"base_url", "api_base", "azure_endpoint", "endpoint", "baseURL", "url", "host", "openai_api_base"}
)
_KINDS = frozenset(
    {SiteKind.BASE_URL, SiteKind.HTTP, SiteKind.CLIENT, SiteKind.FRAMEWORK, SiteKind.ENV, SiteKind.CONFIG}
)


def host_of(url: str) -> str | None:
    """The host of an http address, or None; a host of this machine is none."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname if parts.scheme in ("http", "https") else None
    except ValueError:
        return None
    return None if not host or _LOOPBACK.match(host) else host.lower()


def api_hosts(
    plan: Plan, more: Iterable[str] = (), environment: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Hosts whose requests are recorded; `*` stands for one or more labels.

    `environment` tells the values of variables that the code takes an API's address from.
    """
    known = {h.lower() for summary in catalog.summaries() for h in summary.hosts}
    values = (environment or {}).items()
    told = {host_of(value) for name, value in values if name in _address_variables(plan)}
    return tuple(sorted(known | relays(plan) | {h for h in told if h} | {h.lower() for h in more}))


def _address_variables(plan: Plan) -> frozenset[str]:
    found = [r.name for s in plan.sites for arg in s.args if arg.name in _ADDRESSED for r in references(arg.value)]
    return frozenset(found)


def relays(plan: Plan) -> frozenset[str]:
    """Hosts in the planned code that belong to no vendor and stand where an API's address stands."""
    found: set[str] = set()
    for site in plan.sites:
        if site.kind not in _KINDS:
            continue
        if site.target.kind is TargetKind.RELAY:
            found.update(_target(site.target))
        for arg in site.args:
            if arg.name in _ADDRESSED:
                found.update(_in(arg.value))
        if site.kind is SiteKind.BASE_URL and site.value is not None:
            found.update(_in(site.value))
    return frozenset(host for host in found if catalog.by_host(host) is None)


def _target(target: Target) -> Iterable[str]:
    name = target.name or ""
    host = host_of(name if "//" in name else f"https://{name}")
    return (host,) if host and re.fullmatch(r"[a-z0-9.-]+\.[a-z]{2,}", host) else ()


def _in(value: Value) -> Iterable[str]:
    text = value.value if isinstance(value, Literal) else value.default if isinstance(value, EnvRef) else None
    if isinstance(text, str):
        host = host_of(text)
        if host is not None:
            yield host
    parts: tuple[Arg, ...] = ()
    if isinstance(value, ListValue):
        parts = value.items
    elif isinstance(value, DictValue):
        parts = value.entries
    for part in parts:
        yield from _in(part.value)


def matches(host: str, hosts: Iterable[str]) -> bool:
    """Whether the host is one of them, or fits one with a `*`."""
    for known in hosts:
        head, star, tail = known.partition("*")
        if host == known or (star and host.startswith(head) and host.endswith(tail) and host != tail):
            return True
    return False


def addresses(environment: Mapping[str, str], hosts: Iterable[str]) -> dict[str, str]:
    """The variables whose value is the address of one of these hosts."""
    known = tuple(hosts)
    found = {}
    for name, value in environment.items():
        host = host_of(value)
        if host is not None and matches(host, known):
            found[name] = value.strip()
    return found
