"""From what was given to what is asked of the vendors: texts counted, logs rolled up, code by a usage profile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from migrate.cost import request as bodies
from migrate.cost.ask import Ask, Ratios, Shape, counted, recorded
from migrate.cost.cuts import MODES as _MODES
from migrate.cost.slots import Slots
from migrate.errors import UsageError
from migrate.traffic.model import Cuts, Group
from providers.mapping import Needs
from providers.source_models import source_of
from providers.types import Model, Provider

if TYPE_CHECKING:
    from migrate.cost.usage import Figures
    from migrate.traffic.model import Rollup


_ORDINARY = {"default", "auto", "standard"}  # what logs call a request that is sent no special way


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is asked, for a reader: `said` is how it was taken, `notes` what was assumed or left out."""

    asks: tuple[Ask, ...]
    said: str
    requests: int
    notes: tuple[str, ...] = ()
    rollup: Rollup | None = None


def from_text(text: str, said: str, shape: Shape, needs: Needs) -> Gathered:
    """One text as the prompt of a request."""
    return Gathered((counted(_requests(({"role": "user", "content": text},)), shape, needs),), said, shape.requests)


def from_body(body: Mapping[str, object], said: str, shape: Shape, needs: Needs) -> Gathered:
    """A request body: its texts, what it needs of a model, and the limit of its answer."""
    found = bodies.read(body)
    merged = Needs(
        kind=found.needs.kind,
        vision=needs.vision or found.needs.vision,
        tools=needs.tools or found.needs.tools,
        json_schema=needs.json_schema or found.needs.json_schema,
        reasoning=needs.reasoning,
    )
    shape = replace(shape, limit=found.limit, batch=shape.batch or found.batch, thinking=found.thinking)
    count = _requests(found.messages, found.tools) if merged.kind == "chat" else _texts(found.texts)
    return Gathered((counted(count, shape, merged, found.model),), said, shape.requests)


def from_rollup(
    rollup: Rollup, said: str, needs: Needs, ratios: Callable[[str | None], Ratios | None] | None = None
) -> Gathered:
    """A log, one kind of requests for each of its models."""
    by_model: dict[str | None, list[Group]] = {}
    for group in rollup.groups:
        by_model.setdefault(group.model, []).append(group)
    asks = tuple(
        recorded(
            name,
            replace(needs, kind=_kind(name)),
            Slots(by_model[name], rollup.cuts),
            ratios(name) if ratios is not None else None,
        )
        for name in sorted(by_model, key=lambda name: (name is None, name or ""))
    )
    if not asks:
        raise UsageError(f"{said}: no request to price; {_reasons(rollup)}")
    return Gathered(asks, said, rollup.requests, tuple(_log_notes(rollup)), rollup)


def from_code(
    path: Path, said: str, source: Provider, target: Provider, usage: str | None, exclude: Sequence[str] = ()
) -> Gathered:
    """A codebase: the models it uses, what its calls need, and a usage profile for how much."""
    from migrate import cost, scan
    from migrate.cost import quantities, recount
    from migrate.cost import usage as profiles
    from migrate.plan import build
    from migrate.rules.models import known
    from providers import catalog

    chosen = build.settings(path, to=target.id, source=source.id, usage=usage, on=date.today())
    scanned = scan.scan(
        chosen.root,
        scan.ScanOptions(
            only=chosen.only, exclude=(*chosen.exclude, *exclude), wrappers=chosen.wrappers, leaving=source.id
        ),
    )
    context = build.context_of(chosen, scanned)
    named = [*context.code.chat_models, *context.code.embedding_models]
    names = [name for name in named if known(name, context) is not None or not catalog.model_owner(name)]
    if not names:
        raise UsageError(f"{path}: no model of {source.id} is named in the code; nothing to price")
    profile = profiles.load(chosen.usage)
    draws, notes = quantities.draws(cost.uses(dict.fromkeys(names), scanned.sites, source), profile)
    ratios = _measured(recount.texts(scanned.sites), source)
    asks = []
    for draw in draws:
        kind = draw.use.kind
        needs = context.code.needs([s for s in scanned.sites if s.path in _paths(draw.use.places)], kind)
        if draw.missing:
            raise UsageError(f"usage {chosen.usage} does not say {', '.join(draw.missing)} of {draw.use.model}")
        slots = Slots([_drawn(draw.use.model, draw.figures)], Cuts((), (), None))
        asks.append(recorded(draw.use.model, needs, slots, ratios(draw.use.model)))
    assumed = (
        f"how much is asked is assumed: usage {profile.name} ({profile.origin}); prices and models are looked up, "
        "volumes are not measured",
        *notes,
        *((f"models of other vendors in the code, not priced: {len(named) - len(names)}",) if named != names else ()),
    )
    return Gathered(tuple(asks), said, sum(draw.figures.requests_per_month or 0 for draw in draws), assumed)


def _paths(places: Iterable[str]) -> set[str]:
    return {place.rpartition(":")[0] for place in places}


def _drawn(model: str, figures: Figures) -> Group:
    count, size, answer = figures.requests_per_month or 0, figures.prompt_tokens or 0, figures.completion_tokens or 0
    cached = int(count * size * (figures.cached_share or Decimal(0)))
    return Group(
        model, (), None, None, None, count, count * size, cached, 0, count * answer, 0, size, size, answer, answer
    )


def _measured(texts: tuple[str, ...], source: Provider) -> Callable[[str], Ratios | None]:
    """How the prompts in the code count at another vendor, against today's; None when there is too little text."""
    from migrate.cost.recount import ENOUGH

    count = _texts(texts)

    def of(label: str) -> Ratios | None:
        found = source.model(label)
        if found is None or sum(map(len, texts)) < ENOUGH:
            return None
        was, _ = count(source, found)

        def ratio(provider: Provider, model: Model) -> tuple[Decimal, str]:
            will, how = count(provider, model)
            value = (Decimal(will) / was).quantize(Decimal("0.001"))
            return value, f"{value} x today's tokens, by the prompts in the code ({how})"

        return ratio

    return of


def _texts(texts: Sequence[str]) -> Callable[[Provider, Model], tuple[int, str]]:
    """Counts the texts by a model's vocabulary; a vocabulary counts them once."""
    from providers import tokens

    known: dict[object, tuple[int, str]] = {}

    def count(provider: Provider, model: Model) -> tuple[int, str]:
        vocabulary = tokens.vocabulary_of(provider, model.id)
        key = vocabulary if vocabulary is not None else (provider.id, model.tokenizer)
        if key not in known:
            found = tokens.count_texts(texts, provider, model.id)
            known[key] = (found.value, found.label)
        return known[key]

    return count


def _requests(
    messages: Sequence[Mapping[str, object]], tools: Sequence[Mapping[str, object]] = ()
) -> Callable[[Provider, Model], tuple[int, str]]:
    """Counts a whole request, chat template included, and says what the count leaves out."""
    from providers import tokens

    known: dict[tuple[str, str], tuple[int, str]] = {}

    def count(provider: Provider, model: Model) -> tuple[int, str]:
        key = (provider.id, model.id)
        if key not in known:
            found = tokens.count_messages(messages, provider, model.id, tools=tools or None)
            known[key] = (found.value, "; without ".join((found.label, *found.left_out)))
        return known[key]

    return count


def _kind(name: str | None) -> Literal["chat", "embedding"]:
    found = source_of(name) if name else None
    if found is not None:
        return "embedding" if found.model.kind == "embedding" else "chat"
    return "embedding" if name and "embedding" in name.lower() else "chat"


def _log_notes(rollup: Rollup) -> Iterable[str]:
    if rollup.aggregated:
        yield "the export holds sums, not requests: prices with brackets are given as a range"
        yield "the longest request is not known: context windows were not checked"
    lost = sum(damage.rows for damage in rollup.damaged)
    if lost * 20 > rollup.rows:
        counts = f"{lost:,} of {rollup.rows:,}"
        yield f"{lost / rollup.rows:.0%} of the log's rows are not in these bills ({counts}); why, is below"
    if any(group.cache_write for group in rollup.groups):
        yield "cache writes at the list's ordinary rate: the log does not say how long they are kept"
    known = dict.fromkeys(_MODES, 0)
    for group in rollup.groups:
        tier = (group.tier or "").lower()
        if tier in known:
            known[tier] += group.requests
    for tier, count in known.items():
        if count:
            yield f"{count:,} requests are logged as {tier} and priced so where the list has it"
    tiers = sorted({group.tier for group in rollup.groups if group.tier} - _ORDINARY - set(_MODES))
    if tiers:
        yield f"service tiers priced as ordinary requests: {', '.join(tiers)}"
    spends = [group.spend for group in rollup.groups if group.spend is not None]
    if spends and rollup.currency:
        yield f"the log itself records {_money(sum(spends, Decimal(0)))} {rollup.currency} as spent"
    for damage in rollup.damaged:
        where = f", e.g. {damage.example}" if damage.example else ""
        yield f"{damage.rows:,} rows not priced: {damage.reason}{where}"
    for damage in rollup.excluded:
        yield f"{damage.rows:,} rows are no answered request: {damage.reason}"
    if rollup.partial:
        yield "reading was interrupted: the bill covers only what was read"
    yield from rollup.notes


def _money(amount: Decimal) -> str:
    """Two decimals; less than a cent as it is."""
    return f"{amount.normalize():f}" if 0 < amount < Decimal("0.01") else f"{amount:,.2f}"


def _reasons(rollup: Rollup) -> str:
    return "; ".join(f"{d.rows:,} rows: {d.reason}" for d in (*rollup.damaged, *rollup.excluded)) or "no rows"
