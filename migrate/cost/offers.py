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

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_OVER = re.compile(r"\b(over|ended|expired|closed)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """Free tokens of one model; `model` None when the offer names none."""

    model: str | None
    tokens: int


@dataclass(frozen=True, slots=True)
class Burn:
    """How a part is used up: from month `start` to `end` (0 is the first day); `end` None: never used."""

    part: Part
    monthly: int
    start: Decimal
    end: Decimal | None


def burn_down(parts: Sequence[Part], monthly: int) -> tuple[Burn, ...]:
    """Use `parts` up in their order at `monthly` tokens a month. Months are exact decimals to 0.01, down."""
    result = []
    used = 0
    for part in parts:
        start = _months(used, monthly)
        used += part.tokens
        end = _months(used, monthly)
        result.append(Burn(part, monthly, start or Decimal(0), end))
    return tuple(result)


def section(
    provider: Provider,
    lines: Iterable[Estimate],
    *,
    platform: str,
    on: date,
    catalogue_date: date,
) -> dict[str, object]:
    """The plan's `offer` section for the target vendor at the day `on`.

    `lines` are the bill's lines; those of this vendor give the tokens a month. `catalogue_date` is the
    day up to which the catalogue knows what became of an offer.
    """
    use = _monthly(lines, provider.id)
    rows = [
        _offer(offer, provider, use, platform, on, catalogue_date)
        for offer in catalogue.for_provider(provider.id)
    ]
    return {
        "provider": provider.id,
        "at": on.isoformat(),
        "tokens_per_month": {model: str(tokens) for model, tokens in use.items()},
        "offers": rows,
        "standing": [dict(quota) for quota in standing(provider.id)],
        "counted_in_bill": False,
    }


def standing(provider_id: str) -> tuple[Mapping[str, object], ...]:
    """What a new account of the vendor gets today, as far as the catalogue knows."""
    return tuple(
        {
            "what": quota.what,
            "source": ", ".join(quota.sources),
            "confidence": quota.confidence,
        }
        for quota in catalogue.standing_quotas(provider_id)
    )


def state(offer: catalogue.Offer, on: date, catalogue_date: date) -> tuple[str, str]:
    """Whether an offer holds on a day: (`not_yet`|`in_force`|`end_unknown`|`over`|`unknown`, the reason)."""
    announced = _date_in(offer.announced)
    if announced is None:
        return "unknown", "when it was announced is not known"
    if on < announced:
        return "not_yet", f"announced on {announced}, after {on}"
    end = _date_in(offer.validity)
    if end is not None:
        if on > end:
            return "over", f"valid until {end}"
        return "in_force", f"announced on {announced}, valid until {end}"
    over = bool(offer.status_now and _OVER.search(offer.status_now))
    if over and on >= catalogue_date:
        return "over", f"as of {catalogue_date}: {offer.status_now}"
    if over:
        return "end_unknown", (
            f"announced on {announced}, over by {catalogue_date}; the day it ended is not known, "
            f"so it may or may not have held on {on}"
        )
    return "end_unknown", f"announced on {announced}; how long it holds is not known: ask the vendor"


def _offer(
    offer: catalogue.Offer,
    provider: Provider,
    use: Mapping[str, int],
    platform: str,
    on: date,
    catalogue_date: date,
) -> dict[str, object]:
    status, reason = state(offer, on, catalogue_date)
    parts = _parts(offer)
    total = sum(use.values())
    return {
        "name": offer.name,
        "announced": str(offer.announced) if offer.announced else None,
        "tokens_total": None if offer.tokens_total is None else str(offer.tokens_total),
        "status": status,
        "reason": reason,
        "status_now": offer.status_now,
        "conditions": offer.conditions,
        "confidence": offer.confidence,
        "sources": list(offer.sources),
        "parts": [_part(part, provider, use, platform, on) for part in parts],
        "burn_down": [
            {
                "model": burn.part.model,
                "tokens": str(burn.part.tokens),
                "from_month": str(burn.start),
                "to_month": str(burn.end),
            }
            for burn in burn_down(parts, total)
        ]
        if total
        else [],
        "months_all_models": None if not total or not parts else str(burn_down(parts, total)[-1].end),
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


def _date_in(value: object) -> date | None:
    if isinstance(value, date):
        return value
    found = _ISO.search(str(value or ""))
    return date.fromisoformat(found[0]) if found else None
