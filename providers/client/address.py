"""Which address a client talks to, and whether another address is the same one.

The address comes from the catalogue or from the caller. Variables of the environment name a key, never
a host: `OPENAI_BASE_URL` would otherwise send one vendor's key to another. The one exception is a vendor
whose host holds the customer's own name (Azure); there the variable counts only when it names a host of
that vendor.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from providers.errors import ProviderError
from providers.types import Provider

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


def origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port of a URL."""
    parts = urlsplit(url)
    return (
        parts.scheme.lower(),
        (parts.hostname or "").lower(),
        parts.port or _PORTS.get(parts.scheme.lower()),
    )


def base_url(
    provider: Provider,
    region: str | None = None,
    explicit: str | None = None,
    environ: Mapping[str, str] | None = None,
) -> str:
    """The base URL to use: `explicit` as it is, else that of `region` (a region or platform id of the
    vendor), else the vendor's first.

    ProviderError when the region is unknown or the address holds a placeholder nobody filled.
    """
    if explicit is not None:
        scheme, host, _ = origin(explicit)
        if scheme not in ("http", "https") or not host:
            raise ProviderError("base_url must be an http or https address")
        if region is not None:
            _entry(provider, region)
        return explicit
    url = _entry(provider, region)
    if _PLACEHOLDER.search(url) is None:
        return url
    return _filled(provider, url, os.environ if environ is None else environ)


def _entry(provider: Provider, region: str | None) -> str:
    if region is None:
        return provider.base_url().url
    wanted = region.casefold()
    for entry in provider.base_urls:
        if entry.region.casefold() == wanted:
            return entry.url
    try:
        return provider.base_url(region).url
    except KeyError:
        known = ", ".join(dict.fromkeys(e.region for e in provider.base_urls))
        raise ProviderError(f"{provider.name} has no region {region!r}; known: {known}") from None


def _filled(provider: Provider, template: str, environ: Mapping[str, str]) -> str:
    """The template with its host taken from the vendor's own endpoint variable or resource name."""
    target = urlsplit(template)
    pattern = "".join(
        re.escape(part) if i % 2 == 0 else "[A-Za-z0-9-]+"
        for i, part in enumerate(_PLACEHOLDER.split(target.netloc))
    )
    names = [v.name for v in provider.variables if v.role != "key"]
    for variable in names:
        parts = urlsplit(environ.get(variable, "").strip())
        if parts.scheme == "https" and parts.netloc and re.fullmatch(pattern, parts.netloc):
            return _complete(provider, f"https://{parts.netloc}{target.path}")
    values = {
        name: environ[variable].strip()
        for name in _PLACEHOLDER.findall(template)
        for variable in names
        if variable.endswith(f"_{name.upper()}_NAME") and environ.get(variable, "").strip()
    }
    if all(re.fullmatch("[A-Za-z0-9-]+", value) for value in values.values()):
        template = _PLACEHOLDER.sub(lambda m: values.get(m[1], m[0]), template)
    return _complete(provider, template)


def _complete(provider: Provider, url: str) -> str:
    missing = _PLACEHOLDER.search(url)
    if missing is not None:
        raise ProviderError(
            f"the address of {provider.name} holds your own {missing[1]} ({url}): pass base_url"
        )
    return url


def others(provider: Provider, url: str) -> tuple[str, ...]:
    """`region (host)` of the vendor's other hosts; for the hint when a key is refused."""
    here = origin(url)[1]
    found: dict[str, str] = {}
    for entry in provider.base_urls:
        host = origin(entry.url)[1]
        if host and host != here and "{" not in host:
            found.setdefault(host, entry.region)
    return tuple(f"{region} ({host})" for host, region in found.items())


def region_of(provider: Provider, url: str) -> str | None:
    """The region whose address `url` is, or None for an address that is not the vendor's."""
    here = origin(url)
    return next((entry.region for entry in provider.base_urls if origin(entry.url) == here), None)
