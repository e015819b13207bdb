"""HTTP sessions with a base address: how aiohttp and httpx put a request's path behind it.

aiohttp resolves the path against the base like a link: one that begins with `/` replaces the base's own path, and a
base without a slash at its end loses its last part. httpx puts the path behind the base's, whatever it begins with.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from migrate.model import Literal, Site, SiteKind, Span
from migrate.rules import addresses

if TYPE_CHECKING:
    from migrate.rules.base import Context

_REACH = 400  # bytes before the address in which the session's class has to stand
_CLASS = re.compile(
    rb"\b(?:(ClientSession)|(?:Async)?Client)\(\s*(?:[^()]*,\s*)?base_url\s*=\s*(?:(?:\w+\.)?URL\(\s*)?\Z"
)


def moved(site: Site, span: Span, old: str, new: str, ctx: Context) -> tuple[str, bool] | None:
    """The address to write for a session's base, and whether its requests then go to the right place.

    None for an address that is no session's. `new` is what would be written elsewhere.
    """
    source = ctx.read(site.path)
    if site.language != "python" or source is None:
        return None
    found = _CLASS.search(source.data[max(0, span.start - _REACH) : span.start])
    if found is None:
        return None
    aiohttp = found[1] is not None
    version = urlsplit(ctx.source.base_urls[0].url).path.rstrip("/")
    own = urlsplit(old).path.rstrip("/")
    paths = [p for p in _requested(site, ctx) if p.startswith("/")]
    if own and not (aiohttp and paths):
        return (new if new.endswith("/") or not aiohttp else new + "/"), True
    target = urlsplit(addresses.target_url(ctx))
    host = f"{target.scheme}://{target.netloc}"
    if target.path.rstrip("/") == version and all(p.startswith(version + "/") for p in paths):
        return (host + version if own else host) + ("/" if old.endswith("/") else ""), True
    return addresses.target_url(ctx).rstrip("/") + "/", False


def todo(new: str) -> str:
    """What a person has to do where the paths of the requests would not fit."""
    return f"Write {new} here, and let its requests name their paths without the old version: chat/completions."


def _requested(site: Site, ctx: Context) -> list[str]:
    """The paths that requests of the file name."""
    found = []
    for other in ctx.code.in_file.get(site.path, ()):
        arg = other.arg("url") if other.kind is SiteKind.HTTP else None
        apart = other.arg("host") is not None  # a connection's, that knows no base address
        if not apart and arg is not None and isinstance(arg.value, Literal) and isinstance(arg.value.value, str):
            found.append(arg.value.value)
    return [text for text in found if not addresses.is_url(text)]
