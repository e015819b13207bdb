"""Free tokens a vendor offers to those who move: does the offer hold, and how long would it last?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from migrate.cost.pricing import quote
from migrate.model import Estimate
from providers import offers as catalogue
from providers.types import Provider

_DATE = re.compile(r"(20\d{2})(?:-(0[1-9]|1[0-2])(?:-(\d{2}))?)?", re.ASCII)
_OVER = re.compile(r"\b(over|ended|expired|closed)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """Free tokens of one model; `model` None when the offer names none."""

    model: str | None
    tokens: int


@dataclass(frozen=True, slots=True)
class Burn:
    """How a part is used up: from month `start` to month `end`, counted from the first day (0)."""

    part: Part
    start: Decimal
    end: Decimal


def burn_down(parts: Sequence[Part], monthly: int) -> tuple[Burn, ...]:
    """Use `parts` up in their order at `monthly` tokens a month; months to 0.01, rounded down.

    Empty when nothing is used.
    """
    result = []
    used = 0
    for part in parts:
        start = _months(used, monthly)
        used += part.tokens
        end = _months(used, monthly)
        if start is not None and end is not None:
            result.append(Burn(part, start, end))
    return tuple(result)


def section(provider: Provider, lines: Iterable[Estimate], *, platform: str, on: date) -> dict[str, object]:
    """The plan's `offer` section for the target vendor at the day `on`.

    `lines` are the bill's lines; those of this vendor give the tokens a month. No offer is ever taken
    off the bill: what it covers is shown beside it.
    """
    use = _monthly(lines, provider.id)
    return {
        "provider": provider.id,
        "at": on.isoformat(),
        "tokens_per_month": {model: str(tokens) for model, tokens in use.items()},
        "offers": [
            _offer(offer, provider, use, platform, on) for offer in catalogue.for_provider(provider.id)
        ],
        "standing": [
            {"what": quota.what, "source": quota.source, "as_of": quota.as_of, "confidence": quota.confidence}
            for quota in catalogue.quotas(provider.id)
        ],
    }


def state(offer: catalogue.Offer, on: date) -> tuple[str, str]:
    """Whether an offer holds on a day: (`not_yet`|`in_force`|`end_unknown`|`over`|`unknown`, the reason).

    An offer whose end nobody dated is over from the day the catalogue says so; before that it may have
    been over already, and the reason says it.
    """
    end = last_day(offer.validity)
    if end is not None and on > end:
        return "over", f"it was valid {offer.validity}"
    if offer.announced is None:
        return "unknown", "when it was announced is not known"
    if on < first_day(offer.announced):
        if offer.announced.startswith("by "):
            return "unknown", f"all that is known is that it was announced {offer.announced}"
        return "not_yet", f"it was announced {offer.announced}"
    if end is not None:
        return "in_force", f"announced {offer.announced}, valid {offer.validity}"
    if offer.status_now is not None and _OVER.search(offer.status_now):
        if on >= first_day(offer.as_of):
            return "over", f"as of {offer.as_of}: {offer.status_now}"
        return "end_unknown", (
            f"announced {offer.announced}; by {offer.as_of} it is over, and the day it ended is not known"
        )
    return "end_unknown", f"announced {offer.announced}; how long it holds is not known: ask the vendor"


def _offer(
    offer: catalogue.Offer,
    provider: Provider,
    use: Mapping[str, int],
    platform: str,
    on: date,
) -> dict[str, object]:
    status, reason = state(offer, on)
    day = on if offer.announced is None else first_day(offer.announced)
    parts = _parts(offer)
    burns = burn_down(parts, sum(use.values()))
    return {
        "name": offer.name,
        "announced": offer.announced,
        "audience": offer.audience,
        "tokens_total": None if offer.tokens_total is None else str(offer.tokens_total),
        "status": status,
        "reason": reason,
        "status_now": offer.status_now,
        "conditions": offer.conditions,
        "confidence": offer.confidence,
        "sources": list(offer.sources),
        "parts": [_part(part, provider, use, platform, day) for part in parts],
        "burn_down": [
            {
                "model": burn.part.model,
                "tokens": str(burn.part.tokens),
                "from_month": str(burn.start),
                "to_month": str(burn.end),
            }
            for burn in burns
        ],
        "months_all_models": str(burns[-1].end) if burns else None,
        "not_covered": _not_covered(parts, use, provider),
    }


def _not_covered(parts: Sequence[Part], use: Mapping[str, int], provider: Provider) -> list[str]:
    """Target models in use that the offer's split does not name."""
    return sorted(m for m in use if parts and not any(_same(provider, part.model, m) for part in parts))


def _part(
    part: Part, provider: Provider, use: Mapping[str, int], platform: str, on: date
) -> dict[str, object]:
    """One model's free tokens: how long they last for this model's own use, and their worth at list price."""
    monthly = sum(tokens for model, tokens in use.items() if _same(provider, part.model, model))
    months = _months(part.tokens, monthly)
    worth, why = _worth(part, provider, platform, on)
    return {
        "model": part.model,
        "tokens": str(part.tokens),
        "tokens_per_month": str(monthly),
        "months": None if months is None else str(months),
        "list_value": worth,
        "list_value_missing": why,
    }


def _worth(
    part: Part, provider: Provider, platform: str, on: date
) -> tuple[dict[str, str] | None, str | None]:
    if part.model is None:
        return None, "the offer names no model"
    found = quote(provider, part.model, platform, on, input_tokens=1000, output_tokens=300)
    prompt, why = found.rate("input")
    output, why_output = found.rate("output")
    if prompt is None or output is None:
        return None, why or why_output
    if prompt != output:
        return None, "input and output prices differ; which tokens the offer means is not known"
    amount = part.tokens * prompt / 1_000_000
    return {
        "amount": format(amount.normalize(), "f"),
        "currency": found.currency or "",
        "unit_price": format(prompt, "f"),
        "at": on.isoformat(),
        "as_of": found.as_of,
        "source": found.source,
    }, None


def _parts(offer: catalogue.Offer) -> tuple[Part, ...]:
    split = tuple(Part(model, tokens) for model, tokens in offer.split)
    if split:
        return split
    return (Part(None, offer.tokens_total),) if offer.tokens_total else ()


def _monthly(lines: Iterable[Estimate], provider_id: str) -> dict[str, int]:
    """Tokens a month per target model; the target's lines come after the source's, whose vendor differs."""
    use: dict[str, int] = {}
    for line in lines:
        if line.provider == provider_id and line.quantity is not None and line.model:
            use[line.model] = use.get(line.model, 0) + int(line.quantity)
    return use


def _same(provider: Provider, offered: str | None, used: str) -> bool:
    if offered is None:
        return True
    model = provider.model(offered)
    return used == offered or (model is not None and (used == model.id or used in model.aliases))


def _months(tokens: int, monthly: int) -> Decimal | None:
    if monthly <= 0:
        return None
    return (Decimal(tokens) / monthly).quantize(Decimal("0.01"), ROUND_FLOOR)


def first_day(text: str) -> date:
    """The first day a date of any precision in `text` can mean; the first day of all when there is none."""
    found = _DATE.search(text)
    if found is None:
        return date.min
    return date(int(found[1]), int(found[2] or 1), int(found[3] or 1))


def last_day(text: str | None) -> date | None:
    """The day in `text`, or None: a month alone does not end an offer."""
    found = _DATE.search(text or "")
    return first_day(found[0]) if found and found[3] else None
