"""What a request costs: the row of a price list that applies, and the sum.

Rates are per 1,000,000 tokens in the platform's own currency; nothing is converted here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Literal

from providers.types import Model, PriceEntry, Tier, When, WindowRule

Window = Literal["peak", "off_peak"]

_MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Price:
    """The rates of one request: a tier of a price entry. `note` says what had to be assumed."""

    tier: Tier
    entry: PriceEntry
    currency: str
    note: str | None = None

    def rate(self, component: str) -> Decimal | None:
        """The rate of a component per 1,000,000 tokens; None when the list has none."""
        return self.tier.rates.get(component)


def price_at(
    model: Model,
    platform: str,
    when: date | datetime,
    *,
    input_tokens: int,
    output_tokens: int,
    thinking: bool = False,
    window: Window | None = None,
    assume: bool = False,
    moment: datetime | None = None,
) -> Price | None:
    """The price of a request on a platform at a time, or None when the list has no row for it.

    The bracket a request falls in prices all of it. Brackets are `[low, high)` in tokens, or
    `(low, high]` where the vendor counts that way (`When.upper_inclusive`). Entries hold from their
    start (inclusive) to their end (exclusive), by the vendor's calendar where its time zone is known;
    `assume=True` also accepts a start that is only assumed because the model existed already.

    Where the price depends on the hour, `window` says which one applies; else it is derived from
    `moment`, by default `when`, by the rules in force at `when`. A `when` without a time of day, or an hour
    the rules do not settle, is priced at the dearest row, and `Price.note` says so. A `when` without a time
    zone is taken to be in the vendor's.
    """
    if input_tokens < 0 or output_tokens < 0:
        raise ValueError("a number of tokens is never negative")
    entry = entry_at(model, platform, when, assume=assume)
    if entry is None:
        return None
    tiers = [t for t in entry.tiers if _fits(t.when, input_tokens, output_tokens, thinking)]
    notes = []
    if entry.end_unknown:
        notes.append("the model is retired; when this price ended is unknown")
    if entry.start is not None and _day(when, entry.timezone) < entry.start:
        notes.append(f"price assumed to hold since {entry.assumed_start}")
    if any(t.when.window for t in tiers):
        note = None
        if window is None:
            window, note = window_at(entry, when, moment)
        if window is not None:
            tiers = [t for t in tiers if t.when.window in (None, window)]
        notes += [note] if note else []
    if not tiers:
        return None
    tier = max(tiers, key=lambda t: _sum(t.rates, input_tokens, output_tokens))
    return Price(tier, entry, entry.currency, "; ".join(notes) or None)


def entry_at(
    model: Model, platform: str, when: date | datetime, *, assume: bool = False
) -> PriceEntry | None:
    """The row of the platform's list that holds on a day, or None."""
    for entry in model.prices:
        if entry.platform != platform:
            continue
        day = _day(when, entry.timezone)
        start = entry.assumed_start if assume and entry.assumed_start is not None else entry.start
        if (start is None or start <= day) and (entry.end is None or day < entry.end):
            return entry
    return None


def window_at(
    entry: PriceEntry, when: date | datetime, moment: datetime | None = None
) -> tuple[Window | None, str | None]:
    """The price window of a moment (by default of `when`) by the rules in force at `when`, and what remains unsure.

    (None, reason) when the rules do not settle it. Days that a vendor leaves out of its hours are looked up in the
    calendar of public holidays; in a year whose calendar is not at hand such an hour stays unsettled.
    """
    if moment is None and isinstance(when, datetime):
        moment = when
    if moment is None:
        return None, "the price depends on the hour and none was given: the dearest row is taken"
    for rule in entry.windows:
        day = _day(when, rule.timezone)
        if (rule.start is not None and day < rule.start) or (rule.end is not None and day >= rule.end):
            continue
        local = _local(moment, rule.timezone)
        if not _open(rule, local):
            return _other(rule.window), None
        return _holiday(rule, local.date())
    return None, "the hours of this price are unknown: the dearest row is taken"


def windows_between(
    entry: PriceEntry, when: date | None, start: datetime, end: datetime
) -> tuple[frozenset[Window | None], tuple[str, ...]]:
    """Every window that moments from `start` to `end` (exclusive) fall in, and what remains unsure about them.

    The rules are those in force at `when`; None: those of each moment itself. None among the windows means that
    the rules do not settle some of the time.
    """
    moments = {start}
    for rule in entry.windows:
        first, last = _local(start, rule.timezone), _local(end, rule.timezone)
        day = first.date()
        while day <= last.date():
            edges = {edge for span in rule.hours for edge in span} | {time()}
            moments |= {at for edge in edges if first < (at := datetime.combine(day, edge, first.tzinfo)) < last}
            day += timedelta(days=1)
    found = [window_at(entry, when or moment, moment) for moment in sorted(moments)]
    return frozenset(window for window, _ in found), tuple(dict.fromkeys(note for _, note in found if note))


def _other(window: Window) -> Window:
    return "off_peak" if window == "peak" else "peak"


def _holiday(rule: WindowRule, day: date) -> tuple[Window | None, str | None]:
    """The window of an hour that is the rule's unless its day is one the rule leaves out."""
    if rule.excludes is None:
        return rule.window, None
    if rule.calendar is None:
        return rule.window, f"{rule.excludes} are left out of these hours and were not checked"
    from providers.holidays import calendar

    book = calendar(rule.calendar)
    if not book.knows(day):
        return None, f"{rule.excludes} of {day.year}: not checked, no calendar at hand; the dearest row is taken"
    found = book.of(day)
    if found is None or not found.off:
        return rule.window, None
    if found.kind == "exchanged":
        note = f"{day} is a day off in exchange for a weekend worked: taken as one of the {rule.excludes}"
        return _other(rule.window), note
    return _other(rule.window), None


def cost(price: Price, input_tokens: int, output_tokens: int, cached: int = 0) -> Decimal:
    """What a request costs in `price.currency`; `cached` of its input tokens were read from the cache.

    A list without a rate for cache reads charges the input rate. ValueError when there are output
    tokens and the list has no rate for them (an embedding model).
    """
    if not 0 <= cached <= input_tokens or output_tokens < 0:
        raise ValueError("cached tokens are part of the input tokens, and no number of tokens is negative")
    rates = price.tier.rates
    if output_tokens and "output" not in rates:
        raise ValueError("the price list has no rate for output tokens")
    cache_read = rates.get("cache_read", rates["input"])
    return _sum(rates, input_tokens - cached, output_tokens) + cached * cache_read / _MILLION


def _sum(rates: Mapping[str, Decimal], input_tokens: int, output_tokens: int) -> Decimal:
    total = input_tokens * rates["input"] + output_tokens * rates.get("output", Decimal(0))
    return total / _MILLION


def _fits(when: When, input_tokens: int, output_tokens: int, thinking: bool) -> bool:
    """Whether a tier is for such a request, its hour left aside."""
    for bracket, count in ((when.input_tokens, input_tokens), (when.output_tokens, output_tokens)):
        if bracket is not None and not _inside(bracket, count, when.upper_inclusive):
            return False
    return when.thinking is None or when.thinking == thinking


def _inside(bracket: tuple[int, int | None], count: int, upper_inclusive: bool) -> bool:
    low, high = bracket
    if upper_inclusive:
        return (low < count or low == 0) and (high is None or count <= high)
    return low <= count and (high is None or count < high)


def _day(when: date | datetime, timezone: str | None) -> date:
    """The day of a moment on the vendor's calendar; its own where the vendor's zone is unknown."""
    if not isinstance(when, datetime):
        return when
    return _local(when, timezone).date() if timezone else when.date()


def _local(when: datetime, timezone: str) -> datetime:
    from zoneinfo import ZoneInfo

    zone = ZoneInfo(timezone)
    return when.astimezone(zone) if when.tzinfo else when.replace(tzinfo=zone)


def _open(rule: WindowRule, local: datetime) -> bool:
    """Whether the rule's hours include a moment. Hours past midnight belong to the day they end on."""
    clock = local.time()
    return local.isoweekday() in rule.weekdays and any(
        start <= clock < end if start <= end else clock >= start or clock < end for start, end in rule.hours
    )
