"""Rows of the statement's result -> a Rollup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from migrate.redact import mask, printable
from migrate.traffic.formats import Recognised
from migrate.traffic.model import Cuts, Damage, Group, Rollup
from migrate.traffic.statement import REASONS

BILLION = Decimal(10) ** 9


def to_rollup(
    rows: Iterable[Sequence[Any]], found: Recognised, dims: Sequence[str], own: Sequence[str], cuts: Cuts, place: str
) -> Rollup:
    """The result of `statement.body`, its groups in no order; `merge` gives them one.

    `own` are those of `dims` that are columns; `place` is put before examples.
    """
    known = found.format
    groups: list[Group] = []
    damaged: list[Damage] = []
    aside: list[Damage] = []
    total = naive = 0
    starts: dict[Any, tuple[datetime | None, str | None, str | None]] = {}
    firsts: list[int] = []
    lasts: list[int] = []
    for row in rows:
        code, model, tier = (_text(v) for v in row[:3])
        values = tuple(_text(v) for v in row[3 : 3 + len(own)])
        slot, thinking, _, _, count, *sums = row[3 + len(own) :]
        total += int(count)
        if code is not None:
            example = None if sums[14] is None else f"{place}{printable(str(_text(sums[14])))}"
            if code.startswith("x"):
                aside.append(Damage(known.exclude[int(code[1:])][0], int(count), example))
            else:
                damaged.append(Damage(REASONS[code], int(count), example))
            continue
        requests, prompt, cached, written, completion, reasoning = (int(v or 0) for v in sums[:6])
        start, day, month = starts.get(slot) or starts.setdefault(slot, _start(slot))
        low, high, least, most = (None if known.aggregated else int(v) for v in sums[6:10])
        named = {"model": model, "tier": tier, "day": day, "month": month, **dict(zip(own, values, strict=True))}
        groups.append(
            Group(
                model, tuple(named[d] for d in dims), start, tier,
                None if thinking is None else bool(thinking),
                requests, prompt, cached, written, completion, reasoning,
                low, high, least, most, None if sums[10] is None else Decimal(int(sums[10])) / BILLION,
            )
        )  # fmt: skip
        if sums[11] is not None:
            firsts.append(int(sums[11]))
            lasts.append(int(sums[12]))
        naive += int(sums[13] or 0)
    notes = list(known.notes)
    if naive:
        notes.append("times without a zone are taken as UTC")
    if groups and not firsts:
        notes.append("the log has no time: prices that depend on it cannot be told apart")
    return Rollup(
        groups=tuple(groups),
        dims=tuple(dims),
        rows=total,
        damaged=tuple(sorted(damaged, key=lambda d: d.reason)),
        format=known.name,
        first=datetime.fromtimestamp(min(firsts), UTC) if firsts else None,
        last=datetime.fromtimestamp(max(lasts), UTC) if lasts else None,
        cuts=cuts,
        aggregated=known.aggregated,
        excluded=_by_reason(aside),
        notes=(f"read as {known.title}: {mask(printable(found.why))}", *notes),
        currency=known.currency if any(g.spend is not None for g in groups) else None,
    )


def _start(slot: Any) -> tuple[datetime | None, str | None, str | None]:
    """A slot's beginning, its day and its month, as dimensions name them."""
    if slot is None:
        return None, None, None
    start = datetime.fromtimestamp(int(slot), UTC)
    return start, f"{start:%Y-%m-%d}", f"{start:%Y-%m}"


def _text(value: object) -> str | None:
    if value is None:
        return None
    return value.decode("utf-8", "replace") if isinstance(value, bytes | bytearray) else str(value)


def _by_reason(found: Sequence[Damage]) -> tuple[Damage, ...]:
    rows: dict[str, Damage] = {}
    for one in found:
        held = rows.get(one.reason)
        rows[one.reason] = (
            one if held is None else Damage(one.reason, held.rows + one.rows, held.example or one.example)
        )
    return tuple(rows[reason] for reason in sorted(rows))
