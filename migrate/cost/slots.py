"""Groups of a log that a price list treats alike, added up before they are priced.

A log of a month in hours is thousands of groups, and a list that has two windows sees two kinds of hours. For each
tariff the slots fall in a few classes (the price rows that hold, the windows they are in); groups of a class are one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from migrate.cost.bill import Demand, Tariff, slot_class
from migrate.cost.cuts import demand
from migrate.traffic.model import Cuts, Group, collapse
from providers.prices import entry_at


@dataclass(slots=True)
class Slots:
    """The groups of one kind of requests, rolled up by `cuts`. Sums are kept for each way of telling slots apart."""

    groups: Sequence[Group]
    cuts: Cuts
    _starts: list[datetime] = field(default_factory=list)
    _kept: dict[tuple[int, ...], tuple[Demand, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.groups = [replace(group, dims=()) for group in self.groups]
        self._starts = sorted({group.start for group in self.groups if group.start is not None})

    def demands(self, tariff: Tariff, on: date | None) -> tuple[Demand, ...]:
        """The groups as the tariff sees them: a start stands for every slot of its class."""
        classes = self._classes(tariff, on)
        if classes not in self._kept:
            first: dict[int, datetime] = {}
            for start, number in zip(self._starts, classes, strict=False):
                first.setdefault(number, start)
            stands = {start: first[number] for start, number in zip(self._starts, classes, strict=False)}
            merged = [replace(g, start=stands.get(g.start)) if g.start is not None else g for g in self.groups]
            self._kept[classes] = tuple(demand(group, self.cuts.minutes) for group in collapse(merged, self.cuts))
        return self._kept[classes]

    def _classes(self, tariff: Tariff, on: date | None) -> tuple[int, ...]:
        """A number for each slot, equal where the tariff treats them alike; empty when it never looks at the time."""
        rows = [entry for entry in tariff.model.prices if entry.platform == tariff.platform]
        windows = any(tier.when.window for entry in rows for tier in entry.tiers)
        if not self._starts or (on is not None and not windows):
            return ()
        if not windows:
            ends = [entry_at(tariff.model, tariff.platform, at) for at in (self._starts[0], self._starts[-1])]
            last = slot_class(tariff, self._starts[-1], self.cuts.minutes, on)
            if ends[0] is not None and ends[0] is ends[1] and len(last[0]) == 1:
                return (0,) * len(self._starts)
        numbers: dict[object, int] = {}
        return tuple(
            numbers.setdefault(slot_class(tariff, start, self.cuts.minutes, on), len(numbers))
            for start in self._starts
        )
