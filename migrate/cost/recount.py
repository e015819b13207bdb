"""The prompt texts found in code, counted as both vendors count them.

The ratio is measured on the texts that stand in the code, which are a sample of what is sent: it says how
differently the two vendors count this application's language, not what a user will type.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from migrate.model import Literal, Site, SiteKind

if TYPE_CHECKING:
    from providers.types import Provider

ENOUGH = 1_000  # characters of prompt text; a ratio from less would be noise, and costs a second to find


def texts(sites: Iterable[Site]) -> tuple[str, ...]:
    """The distinct prompt texts of a scan, in the order of the code."""
    found = (s.value.value for s in sites if s.kind is SiteKind.PROMPT and isinstance(s.value, Literal))
    return tuple(dict.fromkeys(text for text in found if isinstance(text, str) and text.strip()))


def section(
    prompts: tuple[str, ...], models: Mapping[str, str | None], *, source: Provider, target: Provider
) -> dict[str, object]:
    """The plan's `tokens` section: per model and its replacement, what the prompts in the code count.

    `ratio` is target tokens per current token, as decimal text. `too_little` says why there are no rows.
    """
    characters = len("".join(prompts))
    wanted = [(old, new) for old, new in models.items() if new is not None]
    found: dict[str, object] = {"texts": len(prompts), "characters": characters, "models": []}
    if characters < ENOUGH:
        reason = f"{characters} characters of prompt text stand in the code, {ENOUGH} are needed to compare"
        return {**found, "too_little": reason}
    from providers import tokens  # for little text not even the tables of tokenizers are loaded

    tokens.count_ahead(prompts, [pair for old, new in wanted for pair in ((source, old), (target, new))])
    rows = [_row(prompts, old, new, source, target) for old, new in wanted]
    return {**found, "models": rows, "scope": "text only: no chat template"}


def ratios(counted: Mapping[str, object]) -> dict[tuple[str, str], Decimal]:
    """(current model, target model) -> target tokens per current token, where there is enough text."""
    rows = counted["models"]
    if not isinstance(rows, list):
        raise TypeError("tokens section without models")
    return {(row["model"], row["target"]): Decimal(row["ratio"]) for row in rows}


def _row(
    prompts: tuple[str, ...], old: str, new: str, source: Provider, target: Provider
) -> dict[str, object]:
    from providers import tokens

    before = [tokens.count_text(text, source, old) for text in prompts]
    after = [tokens.count_text(text, target, new) for text in prompts]
    was, will = sum(c.value for c in before), sum(c.value for c in after)
    ratio = str((Decimal(will) / was).quantize(Decimal("0.001")))
    return {
        "model": old,
        "target": new,
        "source_tokens": was,
        "target_tokens": will,
        "ratio": ratio,
        "source_method": before[0].label,
        "target_method": after[0].label,
        "note": after[0].note,
    }
