"""A bill: what requests cost by one vendor's price list, a line for each component, unknown where it is unknown.

Requests come as `Demand`s: one request, or many of which only sums and the smallest and largest sizes are
known. As long as those lie in one bracket the bill is exact; otherwise it is a range from the cheapest to the
dearest rates that apply. All arithmetic is decimal and exact; nothing is rounded or converted here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal, localcontext

from migrate.cost import pricing
from providers.prices import Window, entry_at, windows_between
from providers.rates import Bounds, Mode, Rates, rates, tiers_between
from providers.types import Model, PriceEntry, Tier

PER = 1_000_000
_DIGITS = 80  # a count, a ratio and a rate multiply exactly
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Demand:
    """Requests of one kind, in the tokens they were counted in.

    `prompt` includes `cached` and `cache_write`; `completion` includes reasoning and is None when nobody knows how
    much comes back. The smallest and largest sizes are those of one request, None when unknown. `start` begins a slot
    of `minutes` in which the requests were sent. `stored` is in tokens x hours.
    """

    requests: int
    prompt: int
    completion: int | None
    cached: int = 0
    cache_write: int = 0
    start: datetime | None = None
    minutes: int | None = None
    mode: Mode = "standard"
    thinking: bool | None = None
    prompt_min: int | None = None
    prompt_max: int | None = None
    completion_min: int | None = None
    completion_max: int | None = None
    stored: int | None = None
    write_hours: int = 0  # how long written tokens are kept: lists may charge an hour more than five minutes

    def sizes(self, ratio: Decimal, output_ratio: Decimal) -> tuple[Bounds, Bounds]:
        """Smallest and largest prompt and answer of one request, as the vendor counts them."""
        one = self.requests == 1
        low_in = self.prompt if one else self.prompt_min or 0
        high_in = self.prompt if one or self.prompt_max is None else self.prompt_max
        low_out = self.completion if one and self.completion is not None else self.completion_min or 0
        high_out = self.completion if one or self.completion_max is None else self.completion_max
        if self.completion is None:
            high_out = self.completion_max
        return (
            (low_in * ratio, high_in * ratio),
            (low_out * output_ratio, None if high_out is None else high_out * output_ratio),
        )


@dataclass(frozen=True, slots=True)
class Tariff:
    """A model on a billing platform, and what is assumed of requests sent there.

    `ratio` is the vendor's tokens per token of the demand; `output_ratio` is a further factor on the answer's length.
    `thinking` None: as the demand says, and always where the model cannot do without.
    """

    provider: str
    platform: str
    model: Model
    ratio: Decimal = Decimal(1)
    output_ratio: Decimal = Decimal(1)
    thinking: bool | None = None

    @property
    def name(self) -> str:
        """`zhipu (cn) glm-4.7`."""
        return f"{self.provider} ({self.platform}) {self.model.id}"


@dataclass(frozen=True, slots=True)
class Line:
    """One component at one rate: `quantity` / `per` x `unit_price` = `amount`.

    A range has `low` and `high` instead of `unit_price` and `amount`; what cannot be said is in `missing`.
    `quantity` is in tokens, of `cache_storage` in tokens x hours.
    """

    component: str
    quantity: Decimal | None
    per: int
    unit_price: Decimal | None
    amount: Decimal | None
    currency: str | None
    bracket: str | None = None
    sources: tuple[str, ...] = ()
    as_of: str = ""
    since: date | None = None
    confidence: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class Bill:
    """What a tariff charges. `total` is None when it is only a range (`low`, `high`) or something is `missing`.

    `known` sums the lines that are exact, whatever is missing. `excluded` names charges that are not part of it.
    """

    tariff: Tariff
    lines: tuple[Line, ...]
    currency: str | None
    total: Decimal | None
    low: Decimal | None
    high: Decimal | None
    known: Decimal
    missing: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    requests: int = 0


@dataclass(frozen=True, slots=True)
class _Key:
    component: str
    low: Decimal
    high: Decimal
    bracket: str | None
    entry: int


@dataclass(slots=True)
class _Sheet:
    """Adds charges of the same rate up; insertion order is the order of the lines."""

    tariff: Tariff
    sums: dict[_Key, Decimal] = field(default_factory=dict)
    entries: list[PriceEntry] = field(default_factory=list)
    missing: dict[str, None] = field(default_factory=dict)
    excluded: dict[str, None] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)
    open: dict[str, str] = field(default_factory=dict)  # component -> why it is not estimated
    requests: int = 0

    def fail(self, why: str, component: str = "request") -> None:
        self.missing[why] = None
        self.open[component] = why

    def add(
        self, component: str, quantity: Decimal, low: Decimal, high: Decimal, bracket: str | None, entry: PriceEntry
    ) -> None:
        if entry not in self.entries:
            self.entries.append(entry)
        key = _Key(component, low, high, bracket, self.entries.index(entry))
        self.sums[key] = self.sums.get(key, _ZERO) + quantity

    def bill(self) -> Bill:
        lines = [self.line(key, quantity) for key, quantity in self.sums.items()]
        lines.sort(key=lambda line: _ORDER.index(line.component))
        lines += [Line(name, None, PER, None, None, None, missing=why) for name, why in self.open.items()]
        currencies = {entry.currency for entry in self.entries}
        if len(currencies) > 1:
            self.missing[f"the price list changes its currency ({', '.join(sorted(currencies))})"] = None
        low = sum((line.low if line.low is not None else line.amount or _ZERO for line in lines), _ZERO)
        high = sum((line.high if line.high is not None else line.amount or _ZERO for line in lines), _ZERO)
        known = sum((line.amount for line in lines if line.amount is not None), _ZERO)
        whole = not self.missing
        return Bill(
            tariff=self.tariff,
            lines=tuple(lines),
            currency=next(iter(currencies)) if len(currencies) == 1 else None,
            total=low if whole and low == high else None,
            low=low if whole else None,
            high=high if whole else None,
            known=known,
            missing=tuple(self.missing),
            excluded=tuple(self.excluded),
            notes=tuple(self.notes),
            requests=self.requests,
        )

    def line(self, key: _Key, quantity: Decimal) -> Line:
        entry = self.entries[key.entry]
        exact = key.low == key.high
        low, high = (quantity * rate / PER for rate in (key.low, key.high))
        return Line(
            key.component,
            quantity,
            PER,
            key.low if exact else None,
            low if exact else None,
            entry.currency,
            key.bracket,
            entry.evidence.sources,
            entry.evidence.as_of,
            entry.start,
            entry.confidence,
            None if exact else low,
            None if exact else high,
        )


_ORDER = ("input", "cache_read", "cache_write", "cache_storage", "output")


def bill(tariff: Tariff, demands: Iterable[Demand], *, on: date | None) -> Bill:
    """What the demands cost at the tariff.

    `on` is the day whose price list counts; None: each demand at the list of its own time. Hours of the day are
    always the demand's own. Every reason why something is not estimated is in `missing`: then there is no total.
    """
    sheet = _Sheet(tariff)
    with localcontext() as context:
        context.prec = _DIGITS
        for demand in demands:
            if demand.requests:
                sheet.requests += demand.requests
                _charge(sheet, demand, on)
        return sheet.bill()


def slot_class(
    tariff: Tariff, start: datetime, minutes: int | None, on: date | None
) -> tuple[tuple[int, ...], object]:
    """What a tariff sees of a slot of time: the price rows that hold and the windows. Equal slots price alike."""
    probe = Demand(1, 1, 0, start=start, minutes=minutes)
    entries = _entries(tariff, probe, on)
    if isinstance(entries, str):
        return ((), entries)
    sheet = _Sheet(tariff)
    windows = tuple(_windows(sheet, entry, probe, on) for entry in entries)
    places = tuple(tariff.model.prices.index(entry) for entry in entries)
    return (places, (windows, tuple(sheet.notes)))


def _charge(sheet: _Sheet, demand: Demand, on: date | None) -> None:
    tariff = sheet.tariff
    entries = _entries(tariff, demand, on)
    if isinstance(entries, str):
        sheet.fail(entries)
        return
    if demand.cached + demand.cache_write > demand.prompt:
        sheet.fail("more cached tokens than prompt tokens are recorded: the log counts them in another way")
        return
    out_ratio = tariff.ratio * tariff.output_ratio
    inputs, outputs = demand.sizes(tariff.ratio, out_ratio)
    thinks = tariff.thinking
    if thinks is None:
        thinks = tariff.model.capabilities.reasoning == "always" or bool(demand.thinking)
    rows: list[tuple[PriceEntry, Tier, Rates]] = []
    for entry in entries:
        windows = _windows(sheet, entry, demand, on)
        tiers = tiers_between(entry, inputs, outputs, thinking=thinks, windows=windows)
        if demand.start is not None and None in windows and tiers:  # an hour the rules do not settle
            dearest = max(tiers, key=lambda tier: (tier.rates["input"], tier.rates.get("output", _ZERO)))
            tiers = tuple(tier for tier in tiers if tier.when.window in (None, dearest.when.window))
        rows += [(entry, tier, rates(tier, entry, demand.mode)) for tier in tiers]
        if (thinks, tariff.thinking, demand.thinking) == (False, None, None) and any(
            tier.when.thinking for tier in entry.tiers
        ):
            sheet.notes["priced without thinking; with it an answer costs more (--thinking)"] = None
        if entry.end_unknown:
            sheet.notes["the model is retired; when this price ended is unknown"] = None
    if not rows:
        where = f"{tariff.provider} ({tariff.platform})"
        sheet.fail(f"no price row of {tariff.model.id} on {where} covers requests of this size")
        return
    for _, _, found in rows:
        sheet.notes.update(dict.fromkeys(found.notes))
    _lines(sheet, demand, rows, out_ratio)


def _lines(sheet: _Sheet, demand: Demand, rows: list[tuple[PriceEntry, Tier, Rates]], out_ratio: Decimal) -> None:
    ratio, entry = sheet.tariff.ratio, rows[0][0]
    brackets = dict.fromkeys(_words(tier, demand.mode if found.listed else "standard") for _, tier, found in rows)
    bracket = next(iter(brackets)) if len(brackets) == 1 else f"one of {len(brackets)} brackets"
    tables = [found.values for _, _, found in rows]

    def put(component: str, quantity: Decimal, names: tuple[str, ...]) -> None:
        found = [next((table[name] for name in names if name in table), None) for table in tables]
        known = [rate for rate in found if rate is not None]
        if len(known) < len(found):
            sheet.fail(f"the price row of {sheet.tariff.model.id} has no {names[0]} rate", component)
        else:
            sheet.add(component, quantity, min(known), max(known), bracket, entry)

    plain = demand.prompt - demand.cached - demand.cache_write
    if plain or not (demand.cached or demand.cache_write):
        put("input", plain * ratio, ("input",))
    if demand.cached:
        put("cache_read", demand.cached * ratio, ("cache_read", "input"))
        if not all("cache_read" in table for table in tables):
            sheet.notes["no price for cached tokens is known: charged like other input"] = None
    if demand.cache_write:
        kept = ("cache_write_1h",) if demand.write_hours else ()
        put("cache_write", demand.cache_write * ratio, (*kept, "cache_write", "input"))
    elif demand.cached and any("cache_write" in table for table in tables):
        sheet.excluded["cache writes: the list charges for them, how many tokens are written is not known"] = None
    if any("cache_storage_per_hour" in table for table in tables):
        if demand.stored is not None:
            put("cache_storage", demand.stored * ratio, ("cache_storage_per_hour",))
        elif demand.cached:
            sheet.excluded["cache storage: the list charges per hour, how long tokens are kept is not known"] = None
    if demand.completion is not None:
        if demand.completion or sheet.tariff.model.kind == "chat":
            put("output", demand.completion * out_ratio, ("output",))
    elif demand.completion_max is not None:
        most = demand.requests * demand.completion_max * out_ratio
        _upto(sheet, most, tables, bracket, entry)
    else:
        sheet.fail("how many tokens come back is not known (--output-tokens)", "output")


def _upto(
    sheet: _Sheet, most: Decimal, tables: list[Mapping[str, Decimal]], bracket: str | None, entry: PriceEntry
) -> None:
    """An answer of which only the limit is known: from nothing to all of it."""
    known = [table["output"] for table in tables if "output" in table]
    if len(known) < len(tables):
        sheet.fail(f"the price row of {sheet.tariff.model.id} has no output rate", "output")
        return
    sheet.add("output", most, _ZERO, max(known), bracket, entry)
    sheet.notes["the answer is between nothing and its limit: a range"] = None


def _words(tier: Tier, mode: Mode) -> str | None:
    parts = [pricing.bracket(tier.when), None if mode == "standard" else f"{mode} price"]
    return ", ".join(part for part in parts if part) or None


def _entries(tariff: Tariff, demand: Demand, on: date | None) -> list[PriceEntry] | str:
    """The rows of the list that hold while the demand is sent; or why there is none."""
    model, platform = tariff.model, tariff.platform
    if on is not None:
        found = entry_at(model, platform, on)
        return [found] if found is not None else pricing.why_none(tariff.provider, model, platform, on)
    if demand.start is None:
        return "when the requests were sent is not recorded (give a date: --at)"
    last = demand.start + timedelta(minutes=demand.minutes or 0, microseconds=-1 if demand.minutes else 0)
    held: list[PriceEntry] = []
    for moment in (demand.start, last):
        found = entry_at(model, platform, moment)
        if found is None:
            return pricing.why_none(tariff.provider, model, platform, moment.date())
        if found not in held:
            held.append(found)
    return held


def _windows(sheet: _Sheet, entry: PriceEntry, demand: Demand, on: date | None) -> frozenset[Window | None]:
    if not any(tier.when.window for tier in entry.tiers):
        return frozenset()
    if demand.start is None:
        sheet.notes["the price depends on the hour, which is not recorded: a range"] = None
        return frozenset({None})
    end = demand.start + timedelta(minutes=demand.minutes or 0)
    if not demand.minutes:
        end = demand.start + timedelta(microseconds=1)
    found, notes = windows_between(entry, on, demand.start, end)
    sheet.notes.update(dict.fromkeys(notes))
    return found
