"""What vendors offered to applications leaving OpenAI in 2024, and what a new account gets today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from providers import catalog


@dataclass(frozen=True, slots=True)
class ListValue:
    """What the offered tokens cost at the list prices of the day; `how` shows the sum."""

    amount: Decimal
    currency: str
    how: str


@dataclass(frozen=True, slots=True)
class Offer:
    """One offer. Sums are in tokens; None is unknown, also for `status_now` (whether it still runs).

    `split` gives the tokens by model; `announced` and `validity` are in the sources' own precision.
    """

    provider: str
    name: str
    announced: str | None
    tokens_total: int | None
    split: tuple[tuple[str, int], ...]
    validity: str | None
    conditions: str | None
    sources: tuple[str, ...]
    confidence: Literal["high", "medium", "low"]
    as_of: str
    status_now: str | None = None
    audience: str | None = None
    other: tuple[str, ...] = ()
    list_value: ListValue | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Quota:
    """What a new account gets without an offer: `tokens` for the account or for each model (`per`), or money."""

    provider: str
    what: str
    source: str
    confidence: Literal["high", "medium", "low"]
    as_of: str
    tokens: int | None = None
    per: Literal["account", "model"] | None = None
    credit: tuple[Decimal, str] | None = None


@dataclass(frozen=True, slots=True)
class PriceCut:
    """A list-price cut of the weeks before the notice."""

    provider: str
    day: date
    change: str


def for_provider(provider_id: str) -> tuple[Offer, ...]:
    """Offers of a vendor that a source supports; empty when none is known."""
    return tuple(o for o in everything() if o.provider == provider_id)


def everything() -> tuple[Offer, ...]:
    """Every offer that a source supports, also of vendors outside the catalogue."""
    table = catalog.table("offers")
    return tuple(_offer(raw, table["as_of"]) for raw in table["offers"] if raw["sources"])


def quotas(provider_id: str) -> tuple[Quota, ...]:
    """Free quotas of a new account at a vendor, as far as known."""
    table = catalog.table("offers")
    return tuple(
        Quota(
            raw["provider"],
            raw["what"],
            raw["source"],
            raw["confidence"],
            table["as_of"],
            raw.get("tokens"),
            raw.get("per"),
            (Decimal(str(raw["credit"]["amount"])), raw["credit"]["currency"]) if "credit" in raw else None,
        )
        for raw in table["standing_quotas"]
        if raw["provider"] == provider_id
    )


def price_cuts() -> tuple[PriceCut, ...]:
    """The price cuts of May 2024, oldest first."""
    rows = catalog.table("offers")["price_war_2024"]
    return tuple(PriceCut(r["provider"], date.fromisoformat(r["date"]), r["change"]) for r in rows)


def _known(text: str | None) -> str | None:
    return None if text is None or text == "unknown" else text


def _offer(raw: Mapping[str, Any], as_of: str) -> Offer:
    split = raw.get("split", ())
    value = raw.get("list_value")
    return Offer(
        provider=raw["provider"],
        name=_known(raw["name"]) or "unnamed",
        announced=_known(raw.get("announced")),
        tokens_total=None if raw["tokens_total"] == "unknown" else raw["tokens_total"],
        split=() if split == "unknown" else tuple((part["model"], part["tokens"]) for part in split),
        validity=_known(raw.get("validity")),
        conditions=_known(raw.get("conditions")),
        sources=tuple(raw["sources"]),
        confidence=raw["confidence"],
        as_of=as_of,
        status_now=_known(raw.get("status_now")),
        audience=raw.get("for"),
        other=tuple(raw.get("other", ())),
        list_value=ListValue(Decimal(str(value["amount"])), value["currency"], value["how"]) if value else None,
        note=raw.get("note"),
    )
