"""A real `openai` client for any vendor of the catalogue.

    client = providers.connect("zhipu", region="cn", on_adapt=print)
    client.chat.completions.create(model="glm-4.6", messages=[...], temperature=1.8)

The result is an `openai.OpenAI`: whatever takes one takes it. Requests are adapted by the dialect, answers
and errors are brought into OpenAI's shape, and the key stays with the vendor's host.

Reasoning text arrives in `message.reasoning_content`. Append the message object itself (or its
`model_dump()`) to `messages` and it goes back to the vendors that want it; see `providers.client.reasoning`
for those that insist on it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import openai

from providers import behaviour, catalog
from providers.client import address, keys
from providers.client.clients import AsyncVendorOpenAI, VendorOpenAI
from providers.client.errors import VendorError, explain
from providers.client.link import Link, OnAdapt
from providers.client.probe import PingResult, ping
from providers.types import Provider

__all__ = ["PingResult", "VendorError", "connect", "connect_async", "explain", "ping"]


def _prepared(
    vendor: str,
    region: str | None,
    api_key: object,
    model: str | None,
    on_adapt: OnAdapt | None,
    strict: bool,
    base_url: str | None,
    arguments: dict[str, Any],
) -> dict[str, Any]:
    provider: Provider = catalog.load(vendor)
    url = address.base_url(provider, region, base_url)
    kept = behaviour.of(provider)
    if api_key is None and not any(arguments.get(n) for n in ("workload_identity", "provider")):
        api_key, _ = keys.find(provider, console=kept.console(region))
    link = Link(provider, kept, on_adapt=on_adapt, strict=strict, model=model)
    return {**arguments, "api_key": api_key, "base_url": url, "_link": link}


def connect(
    vendor: str,
    *,
    region: str | None = None,
    api_key: str | Callable[[], str] | None = None,
    model: str | None = None,
    on_adapt: OnAdapt | None = None,
    strict: bool = False,
    base_url: str | None = None,
    **openai_kwargs: Any,
) -> openai.OpenAI:
    """An `openai.OpenAI` that talks to `vendor` (an id or alias of the catalogue).

    `region` is a region or platform of the vendor; by default its first. `api_key` is by default read from
    the vendor's own variables and from no other. `base_url` names another address outright (a gateway, a
    sandbox); the environment never does. `model` is asked instead of a model that belongs to another vendor
    (a `gpt-4o` left in the code). `on_adapt` is called with every change made to a request; `strict` raises
    AdaptationError instead of changing one. Everything else goes to `openai.OpenAI`.

    Raises UnknownProviderError, MissingKeyError, or ProviderError for an unknown region.
    """
    return VendorOpenAI(
        **_prepared(vendor, region, api_key, model, on_adapt, strict, base_url, openai_kwargs)
    )


def connect_async(
    vendor: str,
    *,
    region: str | None = None,
    api_key: str | Callable[[], Awaitable[str]] | None = None,
    model: str | None = None,
    on_adapt: OnAdapt | None = None,
    strict: bool = False,
    base_url: str | None = None,
    **openai_kwargs: Any,
) -> openai.AsyncOpenAI:
    """An `openai.AsyncOpenAI` that talks to `vendor`; everything else is as for `connect`."""
    return AsyncVendorOpenAI(
        **_prepared(vendor, region, api_key, model, on_adapt, strict, base_url, openai_kwargs)
    )
