"""How many tokens a text is, and how sure that is.

Text only: what a vendor's chat template adds to a request is not part of these counts. Literals of
special tokens (`<|endoftext|>`) in a text are counted as the ordinary text they are.
"""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from typing import Any, Literal

from providers import resources
from providers.tokens import vocabularies
from providers.types import Provider


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Which vocabulary counts a model; `proven` is False when the hosted model's is only assumed."""

    name: str
    size: int | None
    proven: bool


@dataclass(frozen=True, slots=True)
class Count:
    """`value` tokens. `bound` is the measured error of totals as a fraction; 0 for an exact count.

    `note` says what the count rests on, e.g. that the vocabulary is the open weights'.
    """

    value: int
    method: Literal["exact", "estimated"]
    bound: float
    vocabulary: str | None
    note: str

    @property
    def label(self) -> str:
        """`exact (text)` or `estimated ±15 %`."""
        return "exact (text)" if self.method == "exact" else f"estimated ±{self.bound * 100:.0f} %"


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(resources.seeds("tokenizers.toml").read_text(encoding="utf-8"))


def vocabulary_of(provider: Provider, model: str) -> Vocabulary | None:
    """The vocabulary that counts a model's text; None when none is published."""
    known = provider.model(model)
    family = known.tokenizer if known is not None else None
    name = known.id if known is not None else model
    for rule in _table()["rule"]:
        if rule["provider"] != provider.id or ("family" in rule and rule["family"] != family):
            continue
        if any(fnmatchcase(name, pattern) for pattern in rule["models"]):
            if not rule["vocabulary"]:
                return None
            return Vocabulary(rule["vocabulary"], rule.get("size"), rule["proven"])
    return None


def count_text(text: str, provider: Provider, model: str) -> Count:
    """Tokens of a text as `model` of `provider` counts it, exact where its vocabulary is published."""
    found = vocabulary_of(provider, model)
    if found is not None:
        note = (
            f"vocabulary {found.name}"
            if found.proven
            else f"vocabulary {found.name} of the published weights; not verified for the hosted model"
        )
        return Count(_tokens(text, found.name, found.size), "exact", 0.0, found.name, note)
    estimate = _table()["estimate"]
    names = estimate["vocabularies"]
    mean = round(sum(_tokens(text, name, None) for name in names) / len(names))
    note = f"mean of {', '.join(names)}: {provider.id} publishes no vocabulary for {model}"
    return Count(mean, "estimated", estimate["total_percent"] / 100, None, note)


@lru_cache(maxsize=20_000)  # in a conversation most messages come again with every turn
def _tokens(text: str, name: str, size: int | None) -> int:
    if vocabularies.normalises(name) and not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return len(vocabularies.encoding(name, size).encode_ordinary(text))
