"""Who serves an API at an address."""

from __future__ import annotations

import re

from migrate.languages.tables import Shared
from migrate.model import Target, TargetKind

# Paths no other service is likely to have; the rest (`/v1/models`) says little on an unknown host.
OWN_PATHS = re.compile(
    r"/chat/completions(?![\w.-])|/v1/(?:(?:completions|embeddings|responses)(?![\w.-])|images/|audio/|fine_tuning)"
)
# Vendors whose hosts have an API of their own besides: there `/v1/models` and `/v1/files` are that one's.
OWN_API = frozenset({"anthropic", "cohere", "google"})
_URL = re.compile(r"(?:https?|wss?)://([^/\s?#]*)", re.IGNORECASE)
_LOCAL = re.compile(r"^(localhost|127\.|0\.0\.0\.0|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[?::1|host\.docker)")


def host_of(url: str) -> str | None:
    """Host (with port) of a URL, lower-case; None when the text is no URL or its host is not told."""
    match = _URL.match(url)
    if match is None:
        return None
    host = match.group(1).rpartition("@")[2].lower()
    return host if host and "\0" not in host and "{" not in host else None


def target_of_host(host: str, tables: Shared) -> Target:
    """Who serves an API on `host`."""
    name = host.partition(":")[0]
    if name in tables.official_hosts:
        return Target(TargetKind.OFFICIAL, "openai")
    if name.endswith(tables.azure_suffixes):
        return Target(TargetKind.AZURE, host)
    if name in tables.relay_hosts:
        return Target(TargetKind.RELAY, host)
    vendor = tables.other_hosts.get(name) or _catalogued(name)
    if vendor == "openai":
        return Target(TargetKind.OFFICIAL, "openai")
    if vendor is not None:
        return Target(TargetKind.OTHER, vendor)
    if _LOCAL.match(name) or "." not in name:
        return Target(TargetKind.OTHER, host)
    return Target(TargetKind.RELAY, host)


def _catalogued(host: str) -> str | None:
    from providers.catalog import by_host

    return by_host(host)


def target_of_url(url: str, tables: Shared) -> Target:
    """Who serves the API at a URL; NUL stands for what is not known of it."""
    host = host_of(url)
    if host is not None:
        return target_of_host(host, tables)
    match = _URL.match(url)
    if match is not None:
        tail = match.group(1).rpartition("\0")[2].lower()
        if tail.endswith(tables.azure_suffixes):
            return Target(TargetKind.AZURE, tail.lstrip("."))
    return Target(TargetKind.USER_DEFINED)
