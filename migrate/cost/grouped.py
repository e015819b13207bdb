"""The rows of a comparison by app, model, day or whatever a log was grouped by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from migrate.cost.bill import bill
from migrate.cost.compare import Row
from migrate.cost.slots import Slots
from migrate.traffic.model import Group, Rollup

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Part:
    """One group: its key, its requests, and for each row of the comparison (low, high), None where not estimated."""

    key: tuple[str, ...]
    requests: int
    amounts: tuple[tuple[Decimal, Decimal] | None, ...]


def grouped(rollup: Rollup, rows: Sequence[Row], names: Sequence[str], *, on: date | None) -> tuple[Part, ...]:
    """The same bills by group, dearest first; every row's groups add up to the row.

    `names` are dimensions of the roll-up.
    """
    kept: dict[tuple[str, ...], dict[str | None, list[Group]]] = {}
    for group in rollup.groups:
        labels = kept.setdefault(tuple(_value(group, name, rollup) for name in names), {})
        labels.setdefault(group.model, []).append(group)
    parts = []
    for key, labels in kept.items():
        slots = {label: Slots(groups, rollup.cuts) for label, groups in labels.items()}
        requests = sum(group.requests for groups in labels.values() for group in groups)
        parts.append(Part(key, requests, tuple(_amount(row, slots, on) for row in rows)))
    parts.sort(key=lambda part: (-(part.amounts[0][1] if part.amounts and part.amounts[0] else _ZERO), part.key))
    return tuple(parts)


def _amount(row: Row, slots: dict[str | None, Slots], on: date | None) -> tuple[Decimal, Decimal] | None:
    low = high = _ZERO
    for choice in row.choices:
        if choice.label not in slots:
            continue
        if choice.bill is None:
            return None
        tariff = choice.bill.tariff
        found = bill(tariff, slots[choice.label].demands(tariff, on), on=on)
        if found.low is None or found.high is None:
            return None
        low, high = low + found.low, high + found.high
    return low, high


def _value(group: Group, name: str, rollup: Rollup) -> str:
    return group.dims[rollup.dims.index(name)] or "unknown"
