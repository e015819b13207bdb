"""How many tokens a text is, and how sure that is.

Text only: what a vendor's chat template adds to a request is counted in `requests`. Literals of special
tokens (`<|endoftext|>`) in a text are counted as the ordinary text they are.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, Literal

from providers import resources
from providers.tokens import calibration, domain, engine, local
from providers.types import Provider

Method = Literal["exact", "template-derived", "estimated", "api"]
_HURRY = 3_000_000  # characters from which loading the accelerator pays


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Which vocabulary counts a model; `proven` is False when the hosted model's is only assumed."""

    name: str
    size: int | None
    proven: bool


@dataclass(frozen=True, slots=True)
class Count:
    """`value` tokens. `bound` is the measured error of totals as a fraction; 0 where nothing was estimated.

    `request_bound` is the same for one request (95th percentile). `note` says what the count rests on, e.g.
    that the vocabulary is the open weights'. `low` and `high` are set where sources contradict each other.
    `left_out` names what is not in `value` at all, e.g. images.
    """

    value: int
    method: Method
    bound: float
    vocabulary: str | None
    note: str
    request_bound: float = 0.0
    low: int | None = None
    high: int | None = None
    left_out: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """`exact (text)`, `template-derived`, `estimated ±15 %` or `api`."""
        if self.method == "estimated":
            return f"estimated ±{percent(self.bound)} %"
        return "exact (text)" if self.method == "exact" else self.method

    @property
    def bounds(self) -> str:
        """The label with both bounds: `estimated ±15 % on totals, ±32 % on a single request`."""
        if self.method != "estimated" or not self.request_bound:
            return self.label
        return f"{self.label} on totals, ±{percent(self.request_bound)} % on a single request"


def percent(fraction: float) -> str:
    """A bound as printed: `15`, `2.4`."""
    value = fraction * 100
    return f"{value:.0f}" if value >= 10 or value == round(value) else f"{value:.1f}"


@cache
def table() -> dict[str, Any]:
    """The rules and figures of `seeds/tokenizers.toml`."""
    return tomllib.loads(resources.seeds("tokenizers.toml").read_text(encoding="utf-8"))


def vocabulary_of(provider: Provider, model: str) -> Vocabulary | None:
    """The vocabulary that counts a model's text; None when none is published."""
    known = provider.model(model)
    family = known.tokenizer if known is not None else None
    name = known.id if known is not None else model
    for rule in table()["rule"]:
        if rule["provider"] != provider.id or ("family" in rule and rule["family"] != family):
            continue
        if any(fnmatchcase(name, pattern) for pattern in rule["models"]):
            if not rule["vocabulary"]:
                return None
            return Vocabulary(rule["vocabulary"], rule.get("size"), rule["proven"])
    return None


def count_text(text: str, provider: Provider, model: str) -> Count:
    """Tokens of a text as `model` of `provider` counts it, exact where its vocabulary is known."""
    return count_texts((text,), provider, model)


def count_texts(texts: Sequence[str], provider: Provider, model: str) -> Count:
    """Tokens of several texts together, each counted by itself; one statement of how sure that is."""
    how = method_of(provider, model)
    value = how.value(texts)
    if how.method == "exact":
        return Count(value, "exact", 0.0, how.vocabulary, how.note)
    return _estimated(value, how, texts)


def count_many(texts: Iterable[str], provider: Provider, model: str) -> list[int]:
    """Tokens of each text. Faster than one by one: uses the accelerator when there is much to count."""
    held = list(texts)
    how = method_of(provider, model)
    if sum(map(len, held)) >= _HURRY:
        how.hurry()
    return [how.value((text,)) for text in held]


def count_ahead(texts: Sequence[str], models: Iterable[tuple[Provider, str]]) -> None:
    """Count the texts for all these models, so that asking for them again costs nothing.

    One vocabulary after the other, each let go before the next: together they take hundreds of megabytes.
    """
    wanted = {names for provider, model in models for names in method_of(provider, model).vocabularies}
    for name, size in sorted(wanted, key=str):
        engine.count_ahead(texts, name, size)


@dataclass(frozen=True, slots=True)
class How:
    """How a model's text is counted. `of` measures a text: its tokens, or what they are estimated by, to be
    multiplied by the slope of `fitted`.
    """

    of: Callable[[str], float]
    method: Literal["exact", "estimated"]
    vocabulary: str | None
    note: str
    vocabularies: tuple[tuple[str, int | None], ...]
    fitted: calibration.Fit | None = None

    def value(self, texts: Iterable[str]) -> int:
        """Tokens of all the texts."""
        return round(self.slope * sum(map(self.of, texts)))

    @property
    def slope(self) -> float:
        """Tokens per measured token: 1 unless calibrated."""
        return self.fitted.slope if self.fitted is not None else 1.0

    def hurry(self) -> tuple[str, ...]:
        """Use the accelerator from now on; what counts each vocabulary."""
        return tuple(dict.fromkeys(engine.hurry(*names) for names in self.vocabularies))


def method_of(provider: Provider, model: str) -> How:
    """How a model's text is counted: its vocabulary, else the user's file for it, else an estimate."""
    found = vocabulary_of(provider, model)
    if found is not None:
        note = (
            f"vocabulary {found.name}"
            if found.proven
            else f"vocabulary {found.name} of the published weights; not verified for the hosted model"
        )
        name, size = found.name, found.size
        return How(lambda text: engine.tokens(text, name, size), "exact", name, note, ((name, size),))
    settings = local.current()
    if settings.baichuan is not None and provider.id == "baichuan":
        from providers.tokens import sentencepiece_file

        counter = sentencepiece_file.counter(settings.baichuan)
        note = f"vocabulary of your file {settings.baichuan}; not verified for the hosted model"
        return How(counter, "exact", "your file", note, ())
    own = fitted(provider, model)
    note = f"{provider.id} publishes no vocabulary for {model}"
    names = _estimate_names()
    base = tuple((name, None) for name in names)
    if own is not None:
        note = f"calibrated on {own.pairs} of your own requests on {own.made}: {note}"
        return How(mean, "estimated", None, note, base, own)
    return How(mean, "estimated", None, f"mean of {', '.join(names)}: {note}", base)


def fitted(provider: Provider, model: str) -> calibration.Fit | None:
    """What the user's own requests say of a model, when there is a calibration file.

    CalibrationError when it was made with other vocabularies than are shipped now.
    """
    path = local.current().calibration
    found = calibration.find(path, provider.id, _id(provider, model))
    if found is not None and found.base != base_of(provider, model):
        raise calibration.CalibrationError(
            f"{path}: {found.provider} was calibrated with other vocabularies; run `migrate tokens calibrate` again"
        )
    return found


def base_of(provider: Provider, model: str) -> tuple[str, ...]:
    """What the text of a calibration is measured by: the model's vocabulary, or those of the estimate."""
    own = vocabulary_of(provider, model)
    if own is not None:
        return (engine.label(own.name, own.size),)
    return (
        ("your file",) if provider.id == "baichuan" and local.current().baichuan else tuple(_estimate_names())
    )


def _estimate_names() -> list[str]:
    names: list[str] = table()["estimate"]["vocabularies"]
    return names


def mean(text: str) -> float:
    """The mean of the counts by the published vocabularies: what an unpublished one is estimated by."""
    names = _estimate_names()
    return sum(engine.tokens(text, name) for name in names) / len(names)


def _id(provider: Provider, model: str) -> str:
    known = provider.model(model)
    return known.id if known is not None else model


def _estimated(value: int, how: How, texts: Sequence[str]) -> Count:
    if how.fitted is not None:
        own = how.fitted
        return Count(value, "estimated", own.total_bound, None, how.note, own.request_bound)
    measured = table()["estimate"]
    sizes = {"prose": 0, "code": 0, "classical": 0}
    for text in texts:
        sizes[domain.kind_of(text)] += len(text)
    whole = sum(sizes.values())
    mostly_code = whole > 0 and sizes["code"] >= 0.8 * whole
    bound = measured["code_percent" if mostly_code else "total_percent"] / 100
    request = measured["request_percent"] / 100
    note = how.note
    if mostly_code:
        note += "; the wider bound because this is nearly all code or JSON"
    if whole and sizes["classical"] >= 0.2 * whole:
        note += "; classical or traditional Chinese, on which the bound was not measured: it may be wider"
    return Count(value, "estimated", bound, None, note, request)
