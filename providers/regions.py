"""Where a vendor may be used, where its data goes, and what mainland China asks of a public service.

An answer of None means that no list at hand settles it. Nothing here is legal advice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from providers import catalog
from providers.errors import ProviderError


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether a vendor serves a country. `available` is None when it is unknown, or depends (`detail`)."""

    provider: str
    country: str
    available: bool | None
    detail: str
    sources: tuple[str, ...]
    as_of: str
    confidence: Literal["high", "medium", "low"]


def availability(provider_id: str, iso2: str) -> Availability:
    """Whether the vendor serves the country of an ISO 3166-1 alpha-2 code (`CN`, any case).

    ProviderError when `iso2` is not of that form; UnknownProviderError for an unknown vendor.
    """
    pid = catalog.resolve(provider_id)
    country = iso2.strip().upper()
    if not re.fullmatch("[A-Z]{2}", country):
        raise ProviderError(f"{iso2[:40]!r} is not a country code of two letters (ISO 3166-1, such as CN)")
    if pid == "openai":
        return _openai(country)
    if pid == "azure-openai":
        return _azure(country)
    return _vendor(pid, country)


def data_location(provider_id: str, platform: str) -> str | None:
    """Where a platform keeps what it is sent, in words; None when unknown."""
    rows = catalog.table("regions")["provider_endpoints"]
    for row in rows:
        if row["provider"] == catalog.resolve(provider_id) and row["platform"] in (platform, "both"):
            return None if row["data"].endswith("unknown") else str(row["data"])
    return None


def filing(provider_id: str) -> Mapping[str, Any] | None:
    """What is known of a vendor's filing with the Cyberspace Administration of China, or None."""
    found = catalog.table("regions")["china_rules"]["provider_filing"].get(catalog.resolve(provider_id))
    return found if isinstance(found, Mapping) else None


def china_rules() -> Mapping[str, Any]:
    """The rules of mainland China for public generative services, with their sources."""
    rules: Mapping[str, Any] = catalog.table("regions")["china_rules"]
    return rules


def _openai(country: str) -> Availability:
    """By OpenAI's list of supported countries; it publishes no list of unsupported ones."""
    table = catalog.table("regions")
    listed = table["openai_supported"]
    available: bool | None
    confidence: Literal["high", "medium"]
    if country in listed["unsupported_iso2"]:
        available, confidence = False, "high"
        detail = f"{country} is not among the countries OpenAI supports; requests from there get HTTP 403"
    elif country in listed["supported_iso2"]:
        available, confidence = True, "medium"
        detail = f"{country} is on OpenAI's list of supported countries and territories"
    else:
        available, confidence = None, "medium"
        detail = f"no copy of OpenAI's list at hand settles {country}: check the official page"
    return Availability(
        "openai", country, available, detail, tuple(listed["official_pages"]), table["as_of"], confidence
    )


def _azure(country: str) -> Availability:
    """By what Microsoft said of Hong Kong and mainland China; no list of countries is at hand."""
    table = catalog.table("regions")
    azure = table["azure_openai"]
    if country == "HK":
        row = azure["hong_kong"]
        return Availability(
            "azure-openai", country, row["available"],
            f"customers in Hong Kong kept access ({row['since']})", (row["source"],), table["as_of"], "medium",
        )  # fmt: skip
    if country == "CN":
        mainland = azure["mainland_china"]
        people, firms = mainland["individuals"], mainland["enterprises"]
        detail = (
            f"individual developers: no, since {people['since']}; enterprises: {firms['how']}; "
            "the instance that 21Vianet runs: unknown"
        )
        sources = (people["source"], mainland["china_21vianet"]["source"])
        return Availability("azure-openai", country, None, detail, sources, table["as_of"], "medium")
    detail = f"no list at hand says whether Azure OpenAI may be used from {country}"
    return Availability("azure-openai", country, None, detail, (), table["as_of"], "low")


def _vendor(pid: str, country: str) -> Availability:
    """Mainland China by a price list for that market; elsewhere no vendor's list is at hand."""
    provider = catalog.load(pid)
    if country == "CN":
        for platform in provider.platforms:
            if platform.market.startswith("CN"):
                where = data_location(pid, platform.id) or "unknown"
                detail = f"{platform.base_url} is sold in {platform.currency} in mainland China; data: {where}"
                sources = (platform.pricing_url,) if platform.pricing_url else ()
                return Availability(pid, country, True, detail, sources, provider.as_of, "medium")
    sold = "; ".join(f"{p.id} in {p.currency} ({p.market})" for p in provider.platforms)
    detail = f"{pid} publishes no list at hand of where it may be used; it is sold as {sold}"
    return Availability(pid, country, None, detail, (), provider.as_of, "low")
