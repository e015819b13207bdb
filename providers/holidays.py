"""Public holidays, for prices that leave them out of their peak hours. The years are data in `seeds/holidays`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal

from providers import resources
from providers.errors import CatalogError

Kind = Literal["holiday", "exchanged", "working"]


@dataclass(frozen=True, slots=True)
class Day:
    """What a notice says of a day. `exchanged` is a weekday off in exchange for a weekend worked, `working` that
    weekend day; every other day off is a `holiday`. `notice` names the document, `published` its date.
    """

    kind: Kind
    name: str
    notice: str
    published: str

    @property
    def off(self) -> bool:
        """Whether the notice gives the day off."""
        return self.kind != "working"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of a country's notices, by date; `years` are those whose notice was read."""

    country: str
    years: frozenset[int]
    days: Mapping[date, Day]

    def knows(self, day: date) -> bool:
        """Whether the notice of the day's year is at hand; without it nobody can say what is a holiday."""
        return day.year in self.years

    def of(self, day: date) -> Day | None:
        """What the notice says of the day; None when it does not mention it."""
        return self.days.get(day)


@cache
def calendar(country: str = "CN") -> Calendar:
    """The calendar of a country (ISO code). CatalogError when none is shipped, or it contradicts itself."""
    path = resources.seeds("holidays", f"{country.lower()}.toml")
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as exc:
        raise CatalogError(f"{path}: no calendar of public holidays for {country}") from exc
    days: dict[date, Day] = {}
    for year in raw["year"]:
        _year(year, days)
    return Calendar(country, frozenset(year["year"] for year in raw["year"]), days)


def _year(raw: Mapping[str, Any], days: dict[date, Day]) -> None:
    said = (raw["notice"], raw["published"])
    exchanged = {date.fromisoformat(text) for text in raw["exchanged"]}
    for span in raw["off"]:
        day, last = date.fromisoformat(span["from"]), date.fromisoformat(span["to"])
        while day <= last:
            days[day] = Day("exchanged" if day in exchanged else "holiday", span["name"], *said)
            day += timedelta(days=1)
    if any(day not in days for day in exchanged):
        raise CatalogError(f"holidays of {raw['year']}: an exchanged day is no day off")
    for text in raw["working"]:
        days[date.fromisoformat(text)] = Day("working", "a weekend day that is worked", *said)
