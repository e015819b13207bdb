"""What is to be paid for: one kind of requests, as any vendor's model would see them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Literal

from migrate.cost.bill import Demand, Tariff
from migrate.cost.cuts import demand
from migrate.cost.slots import Slots
from providers.mapping import Needs
from providers.types import Model, Provider

Ratios = Callable[[Provider, Model], tuple[Decimal, str]]
"""A model's tokens per recorded token, and how that was found."""

AS_RECORDED = "token counts as recorded, not recounted"


@dataclass(frozen=True, slots=True)
class View:
    """The requests for one model: `ratio` is its tokens per token of the demands, `counted` says how that was found.

    `demands` are the requests as a tariff sees them on a day (None: each at its own time), those it treats alike
    added up. `longest` is the largest prompt and answer in the model's tokens; None when sizes are not known. `days`
    are the tokens of each day, where the requests have times.
    """

    demands: Callable[[Tariff, date | None], tuple[Demand, ...]]
    ratio: Decimal
    counted: str
    longest: tuple[int, int | None] | None
    days: tuple[tuple[date, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """Requests that one model answers. `label` names today's model, None when there is none yet."""

    label: str | None
    needs: Needs
    view: Callable[[Provider, Model], View]

    @property
    def kind(self) -> Literal["chat", "embedding"]:
        """What kind of model answers."""
        return self.needs.kind


@dataclass(frozen=True, slots=True)
class Shape:
    """How often a text is sent and what comes with it, per request in tokens.

    `output` is what comes back, None when unknown; `limit` the most that can. Cached tokens are kept `cache_hours`.
    """

    requests: int = 1
    output: int | None = None
    limit: int | None = None
    cached: int = 0
    cache_write: int = 0
    cache_hours: int = 0
    batch: bool = False
    thinking: bool | None = None


def counted(
    count: Callable[[Provider, Model], tuple[int, str]], shape: Shape, needs: Needs, label: str | None = None
) -> Ask:
    """Text that each vendor's own vocabulary counts: `count` gives the tokens of one request, and how sure that is.

    More cached tokens than a vendor counts at all are all of them.
    """

    def view(provider: Provider, model: Model) -> View:
        size, how = count(provider, model)
        many = shape.requests
        cached = min(shape.cached, size)
        output = 0 if model.kind == "embedding" else shape.output
        limit = shape.limit if output is None else output
        one = Demand(
            requests=many,
            prompt=size * many,
            completion=None if output is None else output * many,
            cached=cached * many,
            cache_write=min(shape.cache_write, size - cached) * many,
            mode="batch" if shape.batch else "standard",
            thinking=shape.thinking,
            prompt_min=size,
            prompt_max=size,
            completion_min=output or 0,
            completion_max=limit,
            stored=cached * shape.cache_hours if shape.cache_hours else None,
            write_hours=shape.cache_hours,
        )
        return View(lambda *_: (one,), Decimal(1), how, (size, limit))

    return Ask(label, needs, view)


def recorded(label: str | None, needs: Needs, slots: Slots, ratios: Ratios | None = None) -> Ask:
    """Requests whose tokens another vendor counted: a log, or a usage profile. Without `ratios` the counts stand."""
    longest = _longest([demand(group, None) for group in slots.groups])
    sums: dict[date, int] = {}
    for group in slots.groups:
        if group.start is not None:
            sums[group.start.date()] = sums.get(group.start.date(), 0) + group.prompt + group.completion
    days = tuple(sorted(sums.items()))

    def view(provider: Provider, model: Model) -> View:
        ratio, how = ratios(provider, model) if ratios is not None else (Decimal(1), AS_RECORDED)
        sizes = None
        if longest is not None:
            sizes = (_up(longest[0], ratio), None if longest[1] is None else _up(longest[1], ratio))
        return View(slots.demands, ratio, how, sizes, days)

    return Ask(label, needs, view)


def _longest(demands: Sequence[Demand]) -> tuple[int, int | None] | None:
    """The largest prompt and answer of any request; None when there are sums only."""
    prompts = [d.prompt if d.requests == 1 else d.prompt_max for d in demands]
    answers = [d.completion if d.requests == 1 else d.completion_max for d in demands]
    known = [size for size in prompts if size is not None]
    if not known or len(known) < len(prompts):
        return None
    sizes = [size for size in answers if size is not None]
    return max(known), max(sizes) if len(sizes) == len(answers) else None


def _up(tokens: int, ratio: Decimal) -> int:
    return int((tokens * ratio).to_integral_value(ROUND_CEILING))
