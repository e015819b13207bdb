"""A log read for pricing: recounted where that is asked, and rolled up by what the vendors' prices depend on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from migrate.cost.ask import AS_RECORDED, Ratios
from migrate.cost.bill import Tariff
from migrate.cost.compare import Assumptions, tariffs
from migrate.cost.cuts import cuts_for
from migrate.cost.gather import Gathered, from_rollup
from migrate.errors import UsageError
from providers.mapping import Needs
from providers.types import Model, Platform, Provider

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from migrate.traffic.recount import Ratio, Recounted

SAMPLE = 1_000  # requests of each logged model that are recounted
_PROBE = (
    {"role": "system", "content": "You help."},
    {"role": "user", "content": "Hello"},
    {"role": "assistant", "content": "Hello"},
    {"role": "user", "content": "Thanks"},
)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a log is read. `recount` says whether its texts are counted anew: `no`, `sample` or `all`."""

    location: str
    said: str
    dims: tuple[str, ...] = ()
    mapping: Mapping[str, str] | None = None
    table: str | None = None
    recount: str = "no"
    executor: str | None = None
    catalog: str | None = None


def read(
    how: Reading, vendors: Sequence[tuple[Provider, Platform]], today: tuple[Provider, Platform], said: Assumptions,
    needs: Needs,
) -> Gathered:  # fmt: skip
    """The log's requests. UsageError, one line, when it cannot be read or has no texts to recount."""
    from migrate.executor import open_executor
    from migrate.traffic.rollup import bar, rollup

    everything = [*vendors, today]
    with open_executor(how.executor) if how.executor else nullcontext() as pool:
        found = _recounted(how, vendors, pool) if how.recount != "no" else None
        plain = tariffs(everything, said)
        varied = [replace(one, ratio=ratio) for one in plain for ratio in (found.of(one) if found else ())]
        cuts = cuts_for([*plain, *varied], on=said.on)
        rolled = rollup(
            how.location, cuts, dims=how.dims, mapping=how.mapping, table=how.table, progress=bar(), executor=pool
        )
    gathered = from_rollup(rolled, how.said, needs, found.ratios if found else None)
    return replace(gathered, notes=(*gathered.notes, *found.notes)) if found else gathered


@dataclass(frozen=True, slots=True)
class _Found:
    """Ratios by logged model and by the way a vendor's model counts."""

    table: Mapping[tuple[str | None, object], Ratio]
    way: Callable[[str, str], object]
    notes: tuple[str, ...]

    def of(self, tariff: Tariff) -> set[Decimal]:
        """Every ratio a tariff can have in this log."""
        way = self.way(tariff.provider, tariff.model.id)
        return {ratio.ratio for (_, key), ratio in self.table.items() if key == way and ratio.ratio}

    def ratios(self, label: str | None) -> Ratios:
        """The ratios of one logged model."""

        def ratio(provider: Provider, model: Model) -> tuple[Decimal, str]:
            found = self.table.get((label, self.way(provider.id, model.id)))
            if found is None or not found.ratio:
                return Decimal(1), AS_RECORDED
            counted = f"{found.counted:,} of {found.of:,} requests recounted"
            if found.error is not None and found.counted < found.of:
                counted += f", ±{found.error * 100:.2f} % by the sample"
            return found.ratio, f"{found.ratio} x the recorded tokens: {counted}; {found.label}"

        return ratio


def _recounted(how: Reading, vendors: Sequence[tuple[Provider, Platform]], pool: Executor | None) -> _Found:
    from migrate.traffic.recount import Target, recount
    from providers import catalog, tokens

    known: dict[tuple[str, str], object] = {}

    def way(provider: str, model: str) -> object:
        """Models that count every request alike: the same vocabulary, and as many tokens for a sample request."""
        if (provider, model) not in known:
            vendor = catalog.load(provider)
            probe = tokens.count_messages(_PROBE, vendor, model).value
            known[provider, model] = (provider, tokens.vocabulary_of(vendor, model), probe)
        return known[provider, model]

    targets: dict[object, Target] = {}
    for provider, _ in vendors:
        for model in provider.models.values():
            if model.kind == "chat":
                targets.setdefault(way(provider.id, model.id), Target(provider.id, model.id))
    sample = None if how.recount == "all" else SAMPLE
    answer = recount(how.location, list(targets.values()), sample=sample, executor=pool, catalog=how.catalog)
    if not answer.usable:
        raise UsageError(f"{how.said}: no request with its text and its recorded tokens; leave out --recount")
    table = {(ratio.model, way(ratio.target.provider, ratio.target.model)): ratio for ratio in answer.ratios}
    return _Found(table, way, tuple(_notes(answer)))


def _notes(answer: Recounted) -> list[str]:
    notes = [f"recounted: {answer.said}; the ratio of the prompts is applied to the answers too"]
    for count, what in ((answer.images, "hold images"), (answer.uncharged, "have no recorded tokens"),
                        (answer.without_text, "have no text"), (answer.damaged, "cannot be read")):  # fmt: skip
        if count:
            notes.append(f"{count:,} requests were not recounted: they {what}")
    return notes
