"""Free tokens and credits burnt down on a bill, in order: what they cover, what is left, when they are exhausted.

A grant never changes a bill: what it covers is a credit beside it. Tokens of a bill are covered in proportion, the
dear ones like the cheap ones, since no vendor says which of them a grant takes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_FLOOR, Decimal, localcontext

from migrate.cost import offers
from migrate.cost.bill import Bill
from providers import offers as catalogue
from providers.types import Provider

_TOKENS = frozenset({"input", "cache_read", "cache_write", "output"})
_DIGITS = 80
_YEAR = 366  # days


@dataclass(frozen=True, slots=True)
class Grant:
    """Free tokens of one model (None: of any), or money. `until` is its last day, None when nobody says.

    `condition` is who gets it; `assumed` is what had to be taken for granted, None when its terms settle it.
    """

    name: str
    model: str | None
    tokens: int | None
    credit: tuple[Decimal, str] | None
    until: date | None
    condition: str | None
    assumed: str | None
    source: str
    each: bool = False  # given for every model anew


@dataclass(frozen=True, slots=True)
class Credit:
    """What a grant covers of a bill. `amount` is what it saves, None where the bill itself is not known.

    `left` is what remains of it; `months` how long all of it lasts when the bill comes every month, `exhausted` the
    day it ran out where the bill has days.
    """

    grant: Grant
    used: Decimal
    left: Decimal
    amount: Decimal | None
    currency: str | None
    months: Decimal | None
    exhausted: date | None = None


def grants(provider: Provider, on: date, *, assume: bool) -> tuple[Grant, ...]:
    """A vendor's grants on a day, in the order they are used up: what ends first, then what is bound to a model.

    Without `assume` only those that hold by their own terms; with it also those announced within a year whose end
    nobody dated, and what a new account gets.
    """
    found: list[Grant] = []
    for offer in catalogue.for_provider(provider.id):
        status, reason = offers.state(offer, on)
        recent = (on - offers.first_day(offer.announced or "")).days <= _YEAR
        if status != "in_force" and not (assume and status == "end_unknown" and recent):
            continue
        terms = offer.conditions or (f"for {offer.audience}" if offer.audience else None)
        assumed = None if status == "in_force" else reason
        parts = offer.split or ((None, offer.tokens_total),)
        for model, tokens in parts:
            if tokens:
                end = offers.last_day(offer.validity)
                found.append(Grant(offer.name, model, tokens, None, end, terms, assumed, offer.sources[0]))
    for quota in catalogue.quotas(provider.id) if assume else ():
        if quota.tokens or quota.credit:
            why = "a new account, and that the quota still holds"
            each = quota.per == "model"
            found.append(Grant(quota.what, None, quota.tokens, quota.credit, None, None, why, quota.source, each))
    found.sort(key=lambda g: (g.until or date.max, g.model is None, g.credit is not None))
    return tuple(found)


def burn(
    bills: Sequence[Bill],
    held: Iterable[Grant],
    provider: Provider,
    *,
    days: Iterable[tuple[date, str, Decimal]] = (),
    scale: Decimal = Decimal(1),
) -> tuple[Credit, ...]:
    """Use the grants up on the bills of one vendor, in their order, each bill taken `scale` times.

    `days` are tokens by day and model: with them a grant that runs out names the day.
    """
    timeline = sorted(days)
    with localcontext() as context:
        context.prec = _DIGITS
        slots = []
        for bill in bills:
            size = sum(_tokens(bill), Decimal(0)) * scale
            slots.append(_Slot(bill, size, size, None if bill.total is None else bill.total * scale))
        credits: list[Credit] = []
        for grant in _each(held, bills):
            mine = [slot for slot in slots if slot.rest and _named(grant, slot.bill, provider)]
            if mine:
                found = _free(grant, mine, timeline) if grant.credit is None else _paid(grant, mine)
                credits += [found] if found is not None else []
        return tuple(credits)


@dataclass(slots=True)
class _Slot:
    """A bill with its tokens, those not yet covered, and what it costs; `owed` is what is still to pay."""

    bill: Bill
    size: Decimal
    rest: Decimal
    total: Decimal | None
    owed: Decimal | None = None

    def __post_init__(self) -> None:
        self.owed = self.total


def _each(held: Iterable[Grant], bills: Sequence[Bill]) -> Iterable[Grant]:
    """The grants, one for each model where they are given per model."""
    for grant in held:
        if grant.each:
            yield from (replace(grant, model=name) for name in dict.fromkeys(b.tariff.model.id for b in bills))
        else:
            yield grant


def _free(grant: Grant, mine: Sequence[_Slot], timeline: Sequence[tuple[date, str, Decimal]]) -> Credit:
    size = Decimal(grant.tokens or 0)
    before = sum((slot.size - slot.rest for slot in mine), Decimal(0))
    left, saved = size, Decimal(0)
    for slot in mine:
        used = min(left, slot.rest)
        if slot.total is not None and slot.owed is not None:
            share = slot.total * used / slot.size
            saved += share
            slot.owed -= share
        slot.rest -= used
        left -= used
    known = all(slot.total is not None for slot in mine)
    return Credit(
        grant,
        size - left,
        left,
        saved if known else None,
        mine[0].bill.currency if known else None,
        _months(size, sum((slot.size for slot in mine), Decimal(0))),
        _day(timeline, mine, before + size) if not left else None,
    )


def _paid(grant: Grant, mine: Sequence[_Slot]) -> Credit | None:
    amount, currency = grant.credit or (Decimal(0), "")
    mine = [slot for slot in mine if slot.bill.currency == currency and slot.owed]
    left = amount
    for slot in mine:
        used = min(left, slot.owed or Decimal(0))
        slot.owed = (slot.owed or Decimal(0)) - used
        left -= used
    spent = sum((slot.total or Decimal(0) for slot in mine), Decimal(0))
    return Credit(grant, amount - left, left, amount - left, currency, _months(amount, spent)) if spent else None


def _tokens(bill: Bill) -> Iterable[Decimal]:
    return (line.quantity for line in bill.lines if line.component in _TOKENS and line.quantity is not None)


def _named(grant: Grant, bill: Bill, provider: Provider) -> bool:
    if grant.model is None:
        return True
    model = provider.model(grant.model)
    return grant.model == bill.tariff.model.id or (model is not None and model.id == bill.tariff.model.id)


def _months(size: Decimal, monthly: Decimal) -> Decimal | None:
    return (size / monthly).quantize(Decimal("0.01"), ROUND_FLOOR) if monthly else None


def _day(timeline: Sequence[tuple[date, str, Decimal]], mine: Sequence[_Slot], size: Decimal) -> date | None:
    """The day on which so many tokens of these models are used; None when the timeline does not reach that far."""
    names = {slot.bill.tariff.model.id for slot in mine}
    total = Decimal(0)
    for day, model, tokens in timeline:
        if model in names:
            total += tokens
            if total >= size:
                return day
    return None
