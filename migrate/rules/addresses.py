"""Addresses and key variables of the two vendors: what to write in the place of what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from migrate.model import EnvRef, Literal, Proof, Site, SiteKind, Value
from migrate.rules.base import proof

if TYPE_CHECKING:
    from migrate.rules.base import Context
    from providers.types import BaseURL, Provider

_URL = re.compile(r"^(?:https?|wss?)://", re.I)
_VERSION = re.compile(r"^/(?:v\d+(?:beta)?|api/[^?]*v\d+|openai/v1|compatible-mode/v1)(?=/|$)")
# Variables that openai-compatible tools read for the address, beyond the catalogue's own.
_BASE_NAMES = {
    "openai": ("OPENAI_BASE_URL", "OPENAI_API_BASE", "OPENAI_API_BASE_URL", "OPENAI_API_HOST", "OPENAI_BASE_PATH")
}


GATEWAY = "http://localhost:4000/v1"  # where LiteLLM's proxy listens unless told otherwise


def target_base(ctx: Context) -> BaseURL:
    """The target's address for the chosen platform, else for its first region."""
    target = ctx.target
    chosen = next((p for p in target.platforms if p.id == ctx.platform), None)
    for region in (ctx.platform, chosen.region if chosen else None):
        for entry in target.base_urls:
            if entry.region == region:
                return entry
    return target.base_urls[0]


def target_url(ctx: Context) -> str:
    """The text to write for `base_url`: the target's address, or that of the gateway in front of it."""
    return GATEWAY if ctx.style == "gateway" else target_base(ctx).url


def receiver(ctx: Context) -> str:
    """Who gets the requests of the migrated code, by name."""
    return "LiteLLM" if ctx.style == "gateway" else ctx.target.name


def base_proof(ctx: Context) -> tuple[Proof, ...]:
    """Why that address."""
    if ctx.style == "gateway":
        return ()
    return (proof(target_base(ctx).evidence),)


def key_variable(ctx: Context) -> str:
    """The variable the code is to read the key from: the target's, or one that belongs to no vendor."""
    from migrate.rules.style import KEY

    return KEY if ctx.code.neutral else ctx.target.key_variable


def key_proof(ctx: Context) -> tuple[Proof, ...]:
    """Why that variable."""
    if ctx.style == "gateway":
        return ()
    found = next(v for v in ctx.target.variables if v.name == ctx.target.key_variable)
    return (proof(found.evidence),)


def source_keys(ctx: Context) -> frozenset[str]:
    """Key variables of the vendor that is left, without those the target reads too."""
    return key_names(ctx.source, ctx.target)


def key_names(source: Provider, target: Provider) -> frozenset[str]:
    """Key variables of one vendor that are not another's."""
    names = {v.name for v in source.variables if v.role == "key"}
    if source.id in ("openai", "azure-openai"):
        names |= {"OPENAI_API_KEY", "AZURE_OPENAI_API_KEY", "AZURE_OPENAI_KEY"}
    return frozenset(names - {v.name for v in target.variables if v.role == "key"})


def source_bases(ctx: Context) -> frozenset[str]:
    """Variables for the address of the vendor that is left."""
    names = {v.name for v in ctx.source.variables if v.role == "base_url"}
    return frozenset(names | set(_BASE_NAMES.get(ctx.source.id, ())))


def is_url(value: object) -> bool:
    """True for text that is an address."""
    return isinstance(value, str) and bool(_URL.match(value))


def owner(url: str) -> str | None:
    """The vendor that owns the host of an address, if it is a known one."""
    try:
        host = urlsplit(url if "//" in url else "//" + url).hostname
    except ValueError:
        return None
    if not host:
        return None
    from providers import catalog

    return catalog.by_host(host)


def known_relay(url: str) -> bool:
    """True for hosts that are known to forward to OpenAI."""
    from migrate.languages.tables import shared

    try:
        host = urlsplit(url).hostname
    except ValueError:
        return False
    return host is not None and host in shared().relay_hosts


def belongs_to(url: str, provider: Provider) -> bool:
    """True when the address is the vendor's."""
    return owner(url) == provider.id


def arrived(url: str, ctx: Context) -> bool:
    """True when the address is where the migrated code sends its requests."""
    return belongs_to(url, ctx.target) or (ctx.style == "gateway" and url.startswith(GATEWAY))


def moved(url: str, ctx: Context) -> tuple[str, bool]:
    """The target's address in the place of `url`, and whether the path was understood.

    What follows the version segment is kept (`/chat/completions`); an address without a version segment
    gets the target's whole base address, and the caller asks for review because code may add to it.
    """
    base = target_url(ctx)
    parts = urlsplit(url)
    path = parts.path
    found = _VERSION.match(path)
    rest = path[found.end() :] if found else path
    if found is None and path not in ("", "/"):
        return base.rstrip("/") + path, False
    text = base.rstrip("/") + rest
    if parts.query:
        text += "?" + parts.query
    return text, found is not None


def text_of(value: Value | None) -> str | None:
    """The text a value has or falls back to."""
    if isinstance(value, Literal) and isinstance(value.value, str):
        return value.value
    return value.default if isinstance(value, EnvRef) else None


def is_config(site: Site) -> bool:
    """True for a site in a configuration file."""
    from migrate.languages import LANGUAGES

    return site.language not in LANGUAGES and site.kind is not SiteKind.DEPENDENCY


def last(site: Site) -> str:
    """The last part of a configuration key path, or the variable's name."""
    return site.api.rsplit(".", 1)[-1]


def variable(site: Site) -> str | None:
    """The environment variable a site names."""
    if isinstance(site.value, EnvRef):
        return site.value.name
    return last(site) if site.kind in (SiteKind.ENV, SiteKind.CONFIG, SiteKind.BASE_URL, SiteKind.MODEL) else None


def configured(name: str, ctx: Context) -> str | None:
    """The value a configuration file of the codebase gives a variable."""
    return ctx.code.once(_all_configured).get(name)


def _all_configured(ctx: Context) -> dict[str, str]:
    """Name -> value of everything a configuration file sets; the first file has the say."""
    found: dict[str, str] = {}
    for site in ctx.sites:
        text = text_of(site.value)
        if text and is_config(site):
            found.setdefault(last(site), text)
    return found


class Setting(NamedTuple):
    """Where a file of variables sets one, and to what."""

    path: str
    line: int
    value: str


def set_in_env(name: str, ctx: Context) -> Setting | None:
    """Where a `.env` file sets a variable of any name: most of them are no site of their own."""
    from migrate.formats import FORMATS
    from migrate.formats.base import FormatError

    form = FORMATS["dotenv"]
    folders = {path.rpartition("/")[0] for path in ctx.code.in_file} | {""}
    for path in sorted({f"{folder}/.env".lstrip("/") for folder in folders} | set(ctx.code.in_file)):
        source = ctx.read(path) if form.matches(path) else None
        if source is None:
            continue
        try:
            entries = form.entries(source)
        except FormatError:
            continue
        for entry in entries:
            if entry.key_path[-1] == name and isinstance(entry.value, str) and entry.value:
                return Setting(path, entry.line, entry.value)
    return None
