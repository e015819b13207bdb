"""Models in the configuration of programs that route requests: LiteLLM's proxy and promptfoo.

They find address and key by the model's prefix, so that a new model without them is asked for at the old vendor.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from migrate.model import Applicability, Proof, Severity, Site, SiteKind
from migrate.rules import addresses, models
from migrate.rules.base import Change, Context, Draft, Ready

if TYPE_CHECKING:
    from migrate.formats.base import Entry
    from migrate.source import SourceFile

_ADDRESS = frozenset({"api_base", "base_url"})
_NEAR = re.compile(r"https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|host\.docker\.internal|[\w-]+)(?::\d+)?(?:/|\Z)")
_OPENAI = ("", "openai/", "openai/chat/", "openai/responses/", "text-completion-openai/")


def is_routed(site: Site) -> bool:
    """True for the model that an entry of LiteLLM's proxy asks for."""
    return site.kind is SiteKind.MODEL and site.language == "yaml" and site.api.endswith(".litellm_params.model")


def is_tested(site: Site) -> bool:
    """True for a provider's id in the configuration of promptfoo."""
    parts = site.api.split(".")
    name = str(addresses.text_of(site.value))
    return site.kind is SiteKind.MODEL and parts[0] in ("providers", "targets") and name.startswith("openai:")


def is_own(url: str, ctx: Context) -> bool:
    """True for the address of a proxy nearby, when the codebase has the configuration of one: that is what moves."""
    return _NEAR.match(url) is not None and ctx.style != "gateway" and any(is_routed(site) for site in ctx.sites)


def spelled(name: str, target: str) -> str | None:
    """The new id as such a program reads it; None where the prefix that stands there is right."""
    prefix = models.parse(name).prefix
    if prefix == "openai:responses:":  # the target is asked for chat completions
        return f"openai:chat:{target}"
    return f"openai/{target}" if prefix in ("", "openai/responses/") or models.is_routed(prefix) else None


def alias(site: Site, name: str, target: str, ctx: Context, evidence: tuple[Proof, ...]) -> Draft | None:
    """What is said of the name by which programs ask LiteLLM's proxy for a model; None for anything else."""
    if site.language != "yaml" or not site.api.endswith(".model_name"):
        return None
    entries = _entries(site, ctx)
    here = next((e for e in entries if e.key_span == site.name_span), None)
    if here is None or not any(e.key_path[:-1] == (*here.key_path[:-1], "litellm_params") for e in entries):
        return None
    return Draft(
        Severity.INFO, Applicability.MANUAL,
        f"Programs ask this proxy for {name}; what it asks for in turn, {target}, is said below.", (), evidence,
        "It may stay as it is, a name between your programs and the proxy; renamed, it changes on both sides.",
        "model",
    )  # fmt: skip


def address(site: Site, ctx: Context) -> Draft | None:
    """Address and key of a routed model, where its entry does not say them; None when there is nothing to add."""
    name = addresses.text_of(site.value)
    prefix = models.parse(name or "").prefix
    if not is_routed(site) or name is None or not (prefix in _OPENAI or models.is_routed(prefix)):
        return None
    if models.known(name, ctx) is None and name not in ctx.model_overrides:
        return None
    entries = _entries(site, ctx)
    here = next((e for e in entries if e.key_span == site.name_span), None)
    source = ctx.read(site.path)
    beside = {e.key: e.value for e in entries if here is not None and e.key_path[:-1] == here.key_path[:-1]}
    written = next((str(beside[key]) for key in _ADDRESS if key in beside), None)
    if written is not None and ("api_key" in beside or not addresses.belongs_to(written, ctx.source)):
        return None  # an address that is written is replaced where it stands
    url, variable = addresses.target_url(ctx), addresses.key_variable(ctx)
    wanted = {} if written else {"api_base": url}
    if "api_key" not in beside:
        wanted["api_key"] = f"os.environ/{variable}"
    changes: tuple[Change, ...] = ()
    if here is not None and source is not None:
        from migrate.formats import FORMATS
        from migrate.formats.base import FormatError

        try:
            changes = tuple(
                Ready(FORMATS["yaml"].insert_after(source, here, key, value)) for key, value in wanted.items()
            )
        except FormatError:
            changes = ()
    level = Applicability.REVIEW if "{" in url else Applicability.SAFE  # a part that only the user knows
    return Draft(
        Severity.BLOCKER,
        level if changes else Applicability.MANUAL,
        f"No other {'key' if written else 'address'} is said here, so this proxy takes that of {ctx.source.name}.",
        changes,
        addresses.base_proof(ctx),
        None if changes else "Add " + " and ".join(f"{key}: {value}" for key, value in wanted.items()) + ".",
        "api_base",
    )


def told(ctx: Context) -> str:
    """How promptfoo is told another address and key."""
    return (
        f"promptfoo asks {ctx.source.name} with the key in {ctx.source.key_variable}, unless the provider's config "
        f"says apiBaseUrl: {addresses.target_url(ctx)} and apiKeyEnvar: {addresses.key_variable(ctx)}."
    )


def _entries(site: Site, ctx: Context) -> Sequence[Entry]:
    source = ctx.read(site.path)
    return _read(source) if source is not None else ()


@lru_cache(maxsize=4)
def _read(source: SourceFile) -> Sequence[Entry]:
    """Read once for all models of a file."""
    from migrate.formats import FORMATS
    from migrate.formats.base import FormatError

    try:
        return FORMATS["yaml"].entries(source)
    except FormatError:
        return ()
