"""One model's price for requests of one size: the row, its bracket, and what is missing when there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from providers import prices
from providers.types import Model, Provider, Tier, When


@dataclass(frozen=True, slots=True)
class Quote:
    """A price row, or why there is none (`missing`). Rates are per 1,000,000 tokens in `currency`."""

    tier: Tier | None
    currency: str | None
    source: str
    as_of: str
    missing: str | None = None
    bracket: str | None = None
    since: str | None = None
    confidence: str | None = None
    assumed: str | None = None
    notes: tuple[str, ...] = ()

    @staticmethod
    def none(missing: str) -> Quote:
        """No price, and what is missing."""
        return Quote(None, None, "", "", missing)

    def rate(self, component: str) -> tuple[Decimal | None, str | None]:
        """The rate of input, cache_read or output; or None and why. No known cache discount: the input rate."""
        if self.tier is None:
            return None, self.missing
        found = self.tier.rates.get(component)
        if found is None and component == "cache_read":
            found = self.tier.rates.get("input")
        if found is None:
            return None, f"the price row has no {component} rate"
        return found, None

    def detail(self) -> dict[str, object]:
        """JSON-shaped, for the plan's `cost` section."""
        if self.tier is None:
            return {"missing": self.missing}
        return {
            "source": self.source,
            "as_of": self.as_of,
            "bracket": self.bracket,
            "since": self.since,
            "confidence": self.confidence,
            "assumed": self.assumed,
            "cache_known": "cache_read" in self.tier.rates,
            "notes": list(self.notes),
        }


def quote(
    provider: Provider,
    name: str,
    platform: str,
    on: date,
    *,
    input_tokens: int,
    output_tokens: int,
    thinking: bool | None = None,
) -> Quote:
    """The price of `name` for requests of this many tokens each. `thinking` None: only if it always does.

    A price that depends on the hour is the dearest one of the day, and a note says so.
    """
    model = provider.model(name) or provider.model(_bare(provider.id, name))
    if model is None:
        return Quote.none(f"the {provider.id} catalogue has no model {name}")
    thinks = model.capabilities.reasoning == "always" if thinking is None else thinking
    notes: list[str] = []
    found = prices.price_at(
        model,
        platform,
        on,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        thinking=thinks,
    )
    if found is None:
        return Quote.none(why_none(provider.id, model, platform, on))
    entry = found.entry
    if entry.note:
        notes.append(entry.note)
    for other in entry.evidence.conflicts:
        notes += [f"another source says: {other.claim} ({', '.join(other.sources)})"]
    return Quote(
        tier=found.tier,
        currency=found.currency,
        source=", ".join(entry.evidence.sources),
        as_of=entry.evidence.as_of,
        bracket=bracket(found.tier.when),
        since=entry.start.isoformat() if entry.start else None,
        confidence=entry.confidence,
        assumed=found.note,
        notes=tuple(notes),
    )


def _bare(provider_id: str, name: str) -> str:
    """The id without the vendor prefix that frameworks write: `openai/gpt-4o`, `openai:gpt-4o`."""
    for mark in ("/", ":"):
        name = name.removeprefix(provider_id + mark)
    return name


def bracket(when: When) -> str | None:
    """The condition of a tier in words, or None when it always holds. Bounds are in tokens per request."""
    parts = []
    for label, bounds in (("input", when.input_tokens), ("output", when.output_tokens)):
        if bounds is not None:
            low, high = bounds
            after, upto = ("over", "up to") if when.upper_inclusive else ("from", "under")
            words = [f"{after} {low:,}"] if low else []
            words += [f"{upto} {high:,}"] if high is not None else []
            parts += [f"{label} {' '.join(words)}"] if words else []
    if when.thinking is not None:
        parts.append("thinking" if when.thinking else "not thinking")
    if when.window is not None:
        parts.append("peak hours" if when.window == "peak" else "off-peak hours")
    return ", ".join(parts) or None


def why_none(provider: str, model: Model, platform: str, on: date) -> str:
    """Why the catalogue has no price of a model on a platform that day, in words."""
    entries = [entry for entry in model.prices if entry.platform == platform]
    where = f"{provider} ({platform})"
    if not entries:
        others = sorted({f"{entry.platform} in {entry.currency}" for entry in model.prices})
        known = f"; known for {', '.join(others)}" if others else ""
        return f"no price of {model.id} on {where} in the catalogue{known}"
    ended = [e.end for e in entries if e.end is not None and e.end <= on]
    starts = [e.start for e in entries if e.start is not None and e.start > on]
    current = [e for e in entries if (e.start is None or e.start <= on) and (e.end is None or on < e.end)]
    if current:
        return f"no price row of {model.id} on {where} covers requests of this size"
    if ended and not starts:
        return f"no price of {model.id} on {where} at {on}: its last one ended {max(ended)}"
    if starts:
        return f"no price of {model.id} on {where} at {on}: the next one starts {min(starts)}"
    return f"no price of {model.id} on {where} at {on}"
