"""The rates of a price entry for many requests at once, and for the ways a request can be sent.

`providers.prices` prices one request of a known size. Here a set of requests is only known to lie between a
smallest and a largest size, and a request may go as a batch or in a service tier.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from providers.prices import Window
from providers.types import PriceEntry, Tier, When

Mode = Literal["standard", "batch", "flex", "priority"]
Bounds = tuple[Decimal, Decimal | None]
"""Smallest and largest number of tokens of one request; None is no limit known."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates per 1,000,000 tokens for a way of sending. `notes` say what had to be assumed; `listed` is False when
    the list has no price for that way, and these are the rates of an ordinary request."""

    values: Mapping[str, Decimal]
    notes: tuple[str, ...] = ()
    listed: bool = True


def tiers_between(
    entry: PriceEntry, inputs: Bounds, outputs: Bounds, *, thinking: bool, windows: Collection[Window | None]
) -> tuple[Tier, ...]:
    """Every tier that a request of such a size can be priced by. One: all such requests cost by the same rates.

    `windows` are the price windows the requests may fall in; None among them stands for any.
    """
    return tuple(
        tier
        for tier in entry.tiers
        if tier.when.thinking in (None, thinking)
        and (tier.when.window is None or None in windows or tier.when.window in windows)
        and _touches(tier.when, tier.when.input_tokens, inputs)
        and _touches(tier.when, tier.when.output_tokens, outputs)
    )


def edges(entry: PriceEntry) -> tuple[tuple[tuple[int, bool], ...], tuple[tuple[int, bool], ...]]:
    """Where the brackets of the entry end, by input and by output: (bound, whether the bound still belongs below)."""
    found: tuple[set[tuple[int, bool]], set[tuple[int, bool]]] = (set(), set())
    for tier in entry.tiers:
        for kept, bracket in zip(found, (tier.when.input_tokens, tier.when.output_tokens), strict=True):
            if bracket is not None:
                kept.update((bound, tier.when.upper_inclusive) for bound in bracket if bound)
    return tuple(sorted(found[0])), tuple(sorted(found[1]))


def rates(tier: Tier, entry: PriceEntry, mode: Mode) -> Rates:
    """The rates of a tier for a way of sending.

    Figures listed for a way belong to the entry's first bracket; others take its multiplier. Cached tokens without a
    listed discount of that way are charged like its other input: the dearer reading.
    """
    if mode == "standard":
        return Rates(tier.rates)
    table = entry.batch if mode == "batch" else (entry.service_tiers or {}).get(mode)
    if not table:
        return Rates(tier.rates, (f"no {mode} price is known: priced as ordinary requests",), listed=False)
    found = dict(tier.rates)
    notes: list[str] = []
    base = tier.when == entry.tiers[0].when
    for name in ("input", "output", "cache_read"):
        if name not in tier.rates:
            continue
        value = _of(table, name, tier.rates[name], base)
        if value is not None:
            found[name] = value
        elif name == "cache_read":
            found[name] = found["input"]
            notes.append(f"no {mode} price for cached tokens is known: charged as {mode} input")
        else:
            why = f"no {mode} price of this bracket is known: priced as ordinary requests"
            return Rates(tier.rates, (why,), listed=False)
    return Rates(found, tuple(notes))


def _of(table: Mapping[str, Any], name: str, rate: Decimal, base: bool) -> Decimal | None:
    if name in table and base:
        return Decimal(table[name])
    if "multiplier" in table and (name in table or name != "cache_read"):
        return rate * Decimal(table["multiplier"])
    return None


def _touches(when: When, bracket: tuple[int, int | None] | None, size: Bounds) -> bool:
    """Whether a bracket and a range of sizes have a size in common."""
    if bracket is None:
        return True
    low, high = bracket
    least, most = size
    if when.upper_inclusive:
        return (low == 0 or most is None or most > low) and (high is None or least <= high)
    return (most is None or most >= low) and (high is None or least < high)
