"""What a log comes down to. Standard library only: frozen, picklable, mergeable values.

Tokens are exact integers throughout. `prompt` is everything the request sent, cache reads and cache writes
included; `completion` is everything charged as output, reasoning included. Formats that log otherwise are brought
to this.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Cuts:
    """Where a row's price may change: the union of all candidates' bracket edges, and the width of a time slot.

    `input` and `output` are edges in logged tokens (a candidate's own edge divided by its token ratio): a row is in
    the bracket of the edges it has reached, `tokens >= edge`. `minutes` is the width of the UTC slot a row is put
    in; it divides a day. None means no price depends on time.
    """

    input: tuple[int, ...] = ()
    output: tuple[int, ...] = ()
    minutes: int | None = 1440

    def __post_init__(self) -> None:
        for edges in (self.input, self.output):
            if list(edges) != sorted(set(edges)) or any(edge <= 0 for edge in edges):
                raise ValueError(f"cuts must be positive and ascending, each once: {edges}")
        if self.minutes is not None and (self.minutes <= 0 or 1440 % self.minutes):
            raise ValueError(f"a slot of {self.minutes} minutes does not divide a day")

    def input_bracket(self, tokens: int) -> int:
        """How many input edges `tokens` has reached, from 0."""
        return bisect_right(self.input, tokens)

    def output_bracket(self, tokens: int) -> int:
        """How many output edges `tokens` has reached, from 0."""
        return bisect_right(self.output, tokens)


@dataclass(frozen=True, slots=True)
class Damage:
    """Rows that could not be used, why, and one place to look at: `file:line`, or a row of a table."""

    reason: str
    rows: int
    example: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """Sums over the requests that every candidate prices by the same rates.

    `start` is the beginning of the UTC slot, aware; None when the log has no time or none is needed. `tier` is as
    logged ("batch", "flex", "priority", "default"), None when it was not. `thinking` is whether reasoning tokens were
    produced, None when the log does not say. The smallest and largest sizes are of one request; in an aggregated
    export they are None. `spend` is what the log says was charged, in the roll-up's `currency`.
    """

    model: str | None
    dims: tuple[str | None, ...]
    start: datetime | None
    tier: str | None
    thinking: bool | None
    requests: int
    prompt: int
    cached: int
    cache_write: int
    completion: int
    reasoning: int
    prompt_min: int | None
    prompt_max: int | None
    completion_min: int | None
    completion_max: int | None
    spend: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Rollup:
    """A log in sufficient statistics. `rows` counts every row read: used, excluded and damaged ones.

    `excluded` are rows that are no answered request to a model (top-ups, other spans, failures), by reason.
    `aggregated` says that the export holds sums, not requests, so bracketed prices can only be given as a range.
    `partial` says that reading was interrupted; what is here is exact for the shards that were finished.
    """

    groups: tuple[Group, ...]
    dims: tuple[str, ...]
    rows: int
    damaged: tuple[Damage, ...]
    format: str
    first: datetime | None
    last: datetime | None
    cuts: Cuts
    aggregated: bool = False
    excluded: tuple[Damage, ...] = ()
    notes: tuple[str, ...] = ()
    currency: str | None = None
    partial: bool = False

    @property
    def requests(self) -> int:
        """Requests in all groups."""
        return sum(group.requests for group in self.groups)


def merge(rollups: Iterable[Rollup]) -> Rollup:
    """The roll-up of all shards together: exact, whatever the order.

    Raises ValueError for none, or for shards that were rolled up by other cuts or dimensions.
    """
    shards = list(rollups)
    if not shards:
        raise ValueError("no roll-up to merge")
    head = shards[0]
    if any((s.cuts, s.dims) != (head.cuts, head.dims) for s in shards):
        raise ValueError("roll-ups by other cuts or dimensions do not merge")
    if len({s.currency for s in shards if s.currency is not None}) > 1:
        raise ValueError("roll-ups that record spend in several currencies do not merge")
    return Rollup(
        groups=collapse((g for s in shards for g in s.groups), head.cuts),
        dims=head.dims,
        rows=sum(s.rows for s in shards),
        damaged=_tally(d for s in shards for d in s.damaged),
        format=", ".join(sorted({name for s in shards for name in s.format.split(", ")})),
        first=min((s.first for s in shards if s.first is not None), default=None),
        last=max((s.last for s in shards if s.last is not None), default=None),
        cuts=head.cuts,
        aggregated=any(s.aggregated for s in shards),
        excluded=_tally(d for s in shards for d in s.excluded),
        notes=tuple(dict.fromkeys(note for s in shards for note in s.notes)),
        currency=next((s.currency for s in shards if s.currency is not None), None),
        partial=any(s.partial for s in shards),
    )


def fold(rollup: Rollup, keep: Sequence[str] = (), *, model: bool = True, slots: bool = True) -> Rollup:
    """The same requests in fewer groups: only the dimensions in `keep`, and on demand without model and time slot.

    Brackets stay apart, so that it prices exactly as before where no price depends on what was dropped.
    """
    places = [rollup.dims.index(name) for name in keep]
    kept = (
        replace(
            group,
            dims=tuple(group.dims[place] for place in places),
            model=group.model if model else None,
            start=group.start if slots else None,
        )
        for group in rollup.groups
    )
    return replace(rollup, groups=collapse(kept, rollup.cuts), dims=tuple(keep))


def collapse(groups: Iterable[Group], cuts: Cuts) -> tuple[Group, ...]:
    """Groups of the same key as one, in a stable order. Sums of requests and of aggregates stay apart."""
    found: dict[_Key, Group] = {}
    for group in groups:
        key = _key(group, cuts)
        held = found.get(key)
        found[key] = group if held is None else _add(held, group)
    return tuple(found[key] for key in sorted(found, key=_order))


_Key = tuple[str | None, tuple[str | None, ...], datetime | None, str | None, bool | None, int | None, int | None]


def _key(group: Group, cuts: Cuts) -> _Key:
    inputs = outputs = None
    if group.prompt_min is not None and group.completion_min is not None:
        inputs, outputs = cuts.input_bracket(group.prompt_min), cuts.output_bracket(group.completion_min)
    return (group.model, group.dims, group.start, group.tier, group.thinking, inputs, outputs)


def _order(key: _Key) -> tuple[object, ...]:
    """None before every value, place by place."""
    model, dims, start, tier, thinking, inputs, outputs = key
    return (
        model or "", model is not None, [(d is not None, d or "") for d in dims],
        start.timestamp() if start else -1.0,
        tier or "", tier is not None, thinking is not None, bool(thinking),
        -1 if inputs is None else inputs, -1 if outputs is None else outputs,
    )  # fmt: skip


def _add(one: Group, other: Group) -> Group:
    spends = [g.spend for g in (one, other) if g.spend is not None]
    return replace(
        one,
        requests=one.requests + other.requests,
        prompt=one.prompt + other.prompt,
        cached=one.cached + other.cached,
        cache_write=one.cache_write + other.cache_write,
        completion=one.completion + other.completion,
        reasoning=one.reasoning + other.reasoning,
        prompt_min=_least(one.prompt_min, other.prompt_min),
        prompt_max=_most(one.prompt_max, other.prompt_max),
        completion_min=_least(one.completion_min, other.completion_min),
        completion_max=_most(one.completion_max, other.completion_max),
        spend=sum(spends, Decimal(0)) if spends else None,
    )


def _least(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else min(one, other)


def _most(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else max(one, other)


def _tally(damages: Iterable[Damage]) -> tuple[Damage, ...]:
    rows: dict[str, int] = {}
    examples: dict[str, str] = {}
    for damage in damages:
        rows[damage.reason] = rows.get(damage.reason, 0) + damage.rows
        if damage.example is not None:
            examples[damage.reason] = min(damage.example, examples.get(damage.reason, damage.example))
    return tuple(Damage(reason, rows[reason], examples.get(reason)) for reason in sorted(rows))
