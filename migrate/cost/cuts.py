"""Where prices change: the cut points a log is rolled up by, so that every group prices exactly for every tariff."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from math import gcd
from zoneinfo import ZoneInfo

from migrate.cost.bill import Demand, Tariff
from migrate.traffic.model import Cuts, Group
from providers.prices import entry_at
from providers.rates import Mode, edges
from providers.types import PriceEntry

_DAY = 1440
MODES: dict[str, Mode] = {"batch": "batch", "flex": "flex", "priority": "priority"}


def cuts_for(tariffs: Iterable[Tariff], *, on: date | None) -> Cuts:
    """The cuts that make groups of a log exact for all of these tariffs.

    Bracket edges are brought to logged tokens by each tariff's own ratio: a row that has reached a cut
    (`tokens >= cut`) is beyond the edge at the vendor. `on` is the day whose lists count; None: each request at the
    list of its own time, so that also the midnights at which a list changes are cut points.
    """
    inputs: set[int] = set()
    outputs: set[int] = set()
    minutes = 0
    timed = False
    for tariff in tariffs:
        rows = _rows(tariff, on)
        for entry in rows:
            kept = edges(entry)
            inputs.update(_cut(bound, closed, tariff.ratio) for bound, closed in kept[0])
            outputs.update(_cut(bound, closed, tariff.ratio * tariff.output_ratio) for bound, closed in kept[1])
            if any(tier.when.window for tier in entry.tiers):
                timed = True
                minutes = gcd(minutes, *_hours(entry, on))
        if on is None and rows:
            timed = True
            minutes = gcd(minutes, *(at for entry in rows for at in _midnights(entry)))
    inputs.discard(0)
    outputs.discard(0)
    return Cuts(tuple(sorted(inputs)), tuple(sorted(outputs)), gcd(minutes, _DAY) if timed else None)


def demand(group: Group, minutes: int | None) -> Demand:
    """A group of a roll-up with slots of `minutes`, as the demand of a bill."""
    return Demand(
        requests=group.requests,
        prompt=group.prompt,
        completion=group.completion,
        cached=group.cached,
        cache_write=group.cache_write,
        start=group.start,
        minutes=minutes,
        mode=MODES.get((group.tier or "").lower(), "standard"),
        thinking=group.thinking,
        prompt_min=group.prompt_min,
        prompt_max=group.prompt_max,
        completion_min=group.completion_min,
        completion_max=group.completion_max,
    )


def _cut(bound: int, closed: bool, ratio: Decimal) -> int:
    """The least logged count that is beyond `bound` at the vendor; a `closed` bound still belongs below."""
    with localcontext() as context:
        context.prec = 40
        if closed:
            return int((bound / ratio).to_integral_value(ROUND_FLOOR)) + 1
        return int((bound / ratio).to_integral_value(ROUND_CEILING))


def _rows(tariff: Tariff, on: date | None) -> tuple[PriceEntry, ...]:
    if on is None:
        return tuple(entry for entry in tariff.model.prices if entry.platform == tariff.platform)
    found = entry_at(tariff.model, tariff.platform, on)
    return (found,) if found is not None else ()


def _hours(entry: PriceEntry, on: date | None) -> set[int]:
    """Minutes of the UTC day at which a window opens or closes by the rules in force `on` a day, or while the row
    holds."""
    first, last = (on, on) if on is not None else (entry.start or date.min, entry.end or date.max)
    found: set[int] = set()
    for rule in entry.windows:
        if (rule.start or date.min) > last or (rule.end or date.max) <= first:
            continue
        ends = {edge for span in rule.hours for edge in span} | {time()}
        found.update(minute for edge in ends for minute in _utc(edge, rule.timezone))
    return found


def _midnights(entry: PriceEntry) -> set[int]:
    """Minutes of the UTC day at which the vendor's day begins."""
    return _utc(time(), entry.timezone) if entry.timezone else {0}


def _utc(clock: time, zone: str) -> set[int]:
    """A clock time of a zone in minutes of the UTC day, in winter and in summer."""
    found = set()
    for month in (1, 7):
        moment = datetime.combine(date(2026, month, 1), clock, ZoneInfo(zone)).astimezone(UTC)
        found.add(int((moment - moment.replace(hour=0, minute=0)) / timedelta(minutes=1)))
    return found
