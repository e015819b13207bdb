"""Vendors side by side on the same requests: who can serve them, by which model, for how much, and who cannot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from migrate.cost import burn
from migrate.cost import fx as exchange
from migrate.cost.ask import AS_RECORDED, Ask
from migrate.cost.bill import Bill, Tariff, bill
from migrate.errors import UsageError
from providers import catalog, mapping, regions
from providers.source_models import source_of
from providers.types import Model, Platform, Provider

How = Literal["today", "chosen", "suggested", "cheapest", "cheapest paid"]
_ZERO = Decimal(0)
_MADE_FOR = {"vision": "images", "code": "code"}  # tiers that serve no request of another sort


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What the user fixes. `on` None: each request at the list of its own time, else the list of that day.

    `models` are today's models and the ones to take instead; `thinking` None is as recorded. `assume_offers` also
    counts offers whose end nobody dated. `scale` brings what was read to the period that free tokens are used up by.
    """

    on: date | None
    today: date
    output_ratio: Decimal = Decimal(1)
    thinking: bool | None = None
    models: Mapping[str, str] = field(default_factory=dict)
    region: str | None = None
    assume_offers: bool = False
    rates: tuple[exchange.Rate, ...] = ()
    scale: Decimal = Decimal(1)

    @property
    def day(self) -> date:
        """The day for lifecycles and offers."""
        return self.on or self.today


@dataclass(frozen=True, slots=True)
class Choice:
    """A model for one kind of requests, and its bill; without a model `why` says what is missing."""

    label: str | None
    model: str | None
    bill: Bill | None
    counted: str = ""
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Fallen:
    """A model that cannot serve the requests of `label`, and why."""

    provider: str
    platform: str
    model: str
    label: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Row:
    """One vendor's answer. `total` is None when it is only a range or something is missing; `known` is the sum of
    what is known. `compared` is what rows are sorted by: the total, or the dear end of the range, in one currency.
    """

    provider: str
    platform: str
    how: tuple[How, ...]
    choices: tuple[Choice, ...]
    currency: str | None
    total: Decimal | None
    low: Decimal | None
    high: Decimal | None
    known: Decimal
    missing: tuple[str, ...]
    credits: tuple[burn.Credit, ...] = ()
    compared: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All rows, dearest knowledge first: exact and ranges by amount, then those that lack something."""

    rows: tuple[Row, ...]
    fallen: tuple[Fallen, ...]
    notes: tuple[str, ...]
    currency: str | None  # what `Row.compared` is in
    rates: tuple[exchange.Rate, ...]  # the rates that were used


def tariffs(vendors: Iterable[tuple[Provider, Platform]], said: Assumptions) -> list[Tariff]:
    """A tariff for every model of these vendors at ratio 1: what the cuts of a log have to distinguish."""
    return [
        Tariff(provider.id, platform.id, model, Decimal(1), said.output_ratio, said.thinking)
        for provider, platform in vendors
        for model in provider.models.values()
    ]


def compare(
    asks: Sequence[Ask],
    vendors: Sequence[tuple[Provider, Platform]],
    said: Assumptions,
    *,
    today: tuple[Provider, Platform] | None = None,
) -> Comparison:
    """Price the requests at every vendor. `today` is the vendor that answers them now: its own bill is a row too."""
    rows: list[Row] = []
    fallen: list[Fallen] = []
    notes: dict[str, None] = {}
    if today is not None and any(ask.label for ask in asks):
        rows.append(_today(asks, *today, said))
    for provider, platform in vendors:
        if said.region is not None:
            served = regions.availability(provider.id, said.region)
            if served.available is False:
                fallen.append(Fallen(provider.id, platform.id, "every model", None, served.detail))
                continue
            if served.available is None:
                notes[f"{provider.id} in {said.region}: {served.detail}"] = None
        rows += _vendor(asks, provider, platform, said, fallen)
    return _sorted(rows, fallen, notes, said)


def _today(asks: Sequence[Ask], provider: Provider, platform: Platform, said: Assumptions) -> Row:
    choices = []
    for ask in asks:
        found = source_of(ask.label, provider.id) if ask.label else None
        if found is None or found.model.provider != provider.id:
            why = f"{provider.id} has no model {ask.label or '(unnamed)'}"
            choices.append(Choice(ask.label, None, None, why=why))
            continue
        view = ask.view(provider, found.model)
        one = Tariff(provider.id, platform.id, found.model)
        priced = bill(one, view.demands(one, said.on), on=said.on)
        said_how = view.counted if view.ratio == 1 else AS_RECORDED
        choices.append(Choice(ask.label, found.model.id, priced, said_how))
    return _row(provider, platform, ("today",), tuple(choices), said, ())


def _vendor(
    asks: Sequence[Ask], provider: Provider, platform: Platform, said: Assumptions, fallen: list[Fallen]
) -> list[Row]:
    cheapest: list[Choice] = []
    paid: list[Choice] = []
    named: list[Choice] = []
    how: How = "suggested"
    for ask in asks:
        good, bad = _judged(ask, provider, platform, said)
        fallen += bad
        first = min(good, key=_rank, default=None)
        none = Choice(ask.label, None, None, why=f"no model of {provider.id} can serve it")
        cheapest.append(first or none)
        paid.append(min((c for c in good if not _free(c)), key=_rank, default=first or none))
        chosen = said.models.get(ask.label or "", None)
        if chosen is not None and provider.model(chosen) is not None:
            named.append(_priced(ask, provider, platform, _known(provider, chosen), said))
            how = "chosen"
        elif ask.label is not None:
            wanted = _suggested(ask, provider, platform, said)
            named.append(next((c for name in wanted for c in good if c.model == name), none))
    kinds: tuple[tuple[How, list[Choice]], ...] = ((how, named), ("cheapest", cheapest), ("cheapest paid", paid))
    kept: dict[tuple[str | None, ...], tuple[list[How], list[Choice]]] = {}
    for label, choices in kinds:
        if any(choice.model for choice in choices):
            key = tuple(choice.model for choice in choices)
            labels = kept.setdefault(key, ([], choices))[0]
            labels += [label] if label != "cheapest paid" or "cheapest" not in labels else []
    return [_row(provider, platform, tuple(labels), tuple(picked), said, asks) for labels, picked in kept.values()]


def _free(choice: Choice) -> bool:
    """Whether the list asks nothing at all for it."""
    lines = choice.bill.lines if choice.bill is not None else ()
    return all(line.unit_price == 0 for line in lines if line.quantity is not None)


def _known(provider: Provider, name: str) -> Model:
    found = provider.model(name)
    if found is None:
        raise UsageError(f"--model: {provider.id} has no model {name}; `migrate providers models {provider.id}`")
    return found


def _judged(
    ask: Ask, provider: Provider, platform: Platform, said: Assumptions
) -> tuple[list[Choice], list[Fallen]]:
    """Every model of the vendor for these requests: priced, or fallen out and why."""
    good: list[Choice] = []
    bad: list[Fallen] = []
    as_of = date.fromisoformat(catalog.as_of())
    for model in provider.models.values():
        if model.kind != ask.kind:
            continue
        why = mapping.unfit(model, ask.needs, on=said.day, as_of=as_of) or _other_work(ask, model)
        why = why or _too_long(ask, provider, model, said)
        choice = None if why else _priced(ask, provider, platform, model, said)
        if choice is not None and choice.bill is not None and _unpriced(choice.bill):
            why = choice.bill.missing[0]
        if choice is not None and why is None:
            good.append(choice)
        else:
            bad.append(Fallen(provider.id, platform.id, model.id, ask.label, why or "no price"))
    return good, bad


def _other_work(ask: Ask, model: Model) -> str | None:
    made = "images" if "ocr" in model.id.lower() else _MADE_FOR.get(model.tier or "")
    if made is None or (made == "images" and ask.needs.vision) or model.id == ask.label:
        return None
    return f"made for {made}"


def _too_long(ask: Ask, provider: Provider, model: Model, said: Assumptions) -> str | None:
    """Why the longest request does not fit the model, or None."""
    sizes = ask.view(provider, model).longest
    if sizes is None:
        return None
    prompt, answer = sizes
    answer = None if answer is None else int(answer * said.output_ratio)
    total = prompt + (answer or 0)
    if model.context_window is not None and total > model.context_window:
        return f"context window of {model.context_window:,} tokens is too small for {total:,}"
    if answer is not None and model.max_output is not None and answer > model.max_output:
        return f"answers of at most {model.max_output:,} tokens are too short for {answer:,}"
    return None


def _priced(ask: Ask, provider: Provider, platform: Platform, model: Model, said: Assumptions) -> Choice:
    view = ask.view(provider, model)
    one = Tariff(provider.id, platform.id, model, view.ratio, said.output_ratio, said.thinking)
    priced = bill(one, view.demands(one, said.on), on=said.on)
    return Choice(ask.label, model.id, priced, view.counted)


def _unpriced(found: Bill) -> bool:
    """Whether there is nothing to compare: no input price. A missing answer length is the user's to say."""
    return not any(line.component != "output" and line.missing is None for line in found.lines)


def _rank(choice: Choice) -> tuple[bool, Decimal, str]:
    found = choice.bill
    if found is None:
        return (True, _ZERO, "")
    amount = found.high if found.high is not None else found.known
    return (bool(found.missing), amount, choice.model or "")


def _suggested(ask: Ask, provider: Provider, platform: Platform, said: Assumptions) -> list[str]:
    """Models the catalogue proposes in place of today's, best first."""
    ranked = mapping.candidates(provider, ask.label or "", ask.needs, platform=platform.id, on=said.day)
    return [candidate.model.id for candidate in ranked if candidate.rejected is None]


def _row(
    provider: Provider,
    platform: Platform,
    how: tuple[How, ...],
    choices: tuple[Choice, ...],
    said: Assumptions,
    asks: Sequence[Ask],
) -> Row:
    """The row of these choices; free tokens are looked at where `asks` are given."""
    bills = [choice.bill for choice in choices if choice.bill is not None]
    missing: dict[str, None] = {}
    for choice in choices:
        name = f"{choice.label}: " if choice.label and len(choices) > 1 else ""
        for why in (choice.why,) if choice.bill is None else choice.bill.missing:
            missing[f"{name}{why}"] = None
    currencies = {b.currency for b in bills if b.currency is not None}
    whole = not missing and len(currencies) == 1
    low = sum((b.low or _ZERO for b in bills), _ZERO) if whole else None
    high = sum((b.high or _ZERO for b in bills), _ZERO) if whole else None
    held = burn.grants(provider, said.day, assume=said.assume_offers) if asks else ()
    days = _days(asks, choices, provider) if held else ()
    return Row(
        provider.id,
        platform.id,
        how,
        choices,
        next(iter(currencies)) if len(currencies) == 1 else None,
        low if whole and low == high else None,
        low,
        high,
        sum((b.known for b in bills), _ZERO),
        tuple(missing),
        burn.burn(bills, held, provider, days=days if said.scale == 1 else (), scale=said.scale),
    )


def _days(
    asks: Sequence[Ask], choices: Sequence[Choice], provider: Provider
) -> Iterable[tuple[date, str, Decimal]]:
    """Tokens by day and model, where the requests have times."""
    for ask, choice in zip(asks, choices, strict=True):
        model = provider.model(choice.model or "")
        if model is None:
            continue
        view = ask.view(provider, model)
        for day, tokens in view.days:
            yield day, model.id, tokens * view.ratio


def _sorted(rows: list[Row], fallen: list[Fallen], notes: Mapping[str, None], said: Assumptions) -> Comparison:
    """Rows by amount; in one currency where they differ, at the rates given or the dated default."""
    currencies = sorted({row.currency for row in rows if row.currency is not None})
    rates: tuple[exchange.Rate, ...] = ()
    to = currencies[0] if len(currencies) == 1 else None
    if len(currencies) > 1:
        rates = (*said.rates, exchange.default())
        to = exchange.common(currencies, said.rates)
        if to is None and exchange.common(currencies, rates[-1:]) is not None:
            to = rates[-1].quote
        if to is not None:
            rates = said.rates if exchange.common(currencies, said.rates) else rates[-1:]
    placed = []
    for row in rows:
        amount = row.high if row.high is not None else row.known
        if to is not None and row.currency is not None:
            row = replace(row, compared=exchange.convert(amount, row.currency, to, rates))
        placed.append(row)
    placed.sort(key=lambda r: (bool(r.missing), r.compared is None, r.compared or _ZERO, r.provider, r.how))
    return Comparison(tuple(placed), tuple(fallen), tuple(notes), to, rates if len(currencies) > 1 else ())
