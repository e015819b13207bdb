"""Parameters of requests beside a model in a configuration file, judged for the model that takes its place.

What a program does with such a setting cannot be seen, so an edit is never more than a proposal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from migrate.model import Applicability, Literal, Site, SiteKind
from migrate.rules import addresses, models
from migrate.rules.base import Context, Draft, SetValue, proof
from migrate.rules.stance import Stance

if TYPE_CHECKING:
    from migrate.formats.base import Entry
    from migrate.model import Span
    from migrate.source import SourceFile
    from providers.dialect import Verdict

_FORMATS = frozenset({"yaml", "json", "toml"})  # they tell numbers from text
_PARAMETERS = frozenset({
    "temperature", "top_p", "max_tokens", "max_completion_tokens", "n", "seed", "presence_penalty",
    "frequency_penalty", "top_logprobs",
})  # fmt: skip


def beside(site: Site, ctx: Context) -> Iterator[tuple[Entry, Verdict]]:
    """Each parameter of requests next to a model's id, and what the target does with its value."""
    if site.kind is not SiteKind.MODEL or site.language not in _FORMATS or ctx.code.stance(site) is Stance.OTHER:
        return
    name = site.value.value if isinstance(site.value, Literal) else None
    source = ctx.read(site.path)
    if not isinstance(name, str) or source is None or not ctx.code.speaks(site):
        return
    if models.kind_of(name, ctx) != "chat":
        return
    target = name if models.is_target(name, ctx) else ctx.code.choose(name, ctx.code.needs((), "chat")).target
    if target is None:
        return
    from providers import dialect

    for entry in _parameters(site.language, source).get(site.name_span, ()):
        yield entry, dialect.judge(ctx.target, target, entry.key, entry.value)


@lru_cache(maxsize=8)
def _parameters(language: str, source: SourceFile) -> Mapping[Span | None, Sequence[Entry]]:
    """Parameters with numbers, by the span of each key that stands beside them."""
    from migrate.formats import FORMATS
    from migrate.formats.base import FormatError

    try:
        entries = FORMATS[language].entries(source)
    except FormatError:
        return {}
    groups: dict[tuple[str, ...], list[Entry]] = {}
    for entry in entries:
        number = isinstance(entry.value, int | float) and not isinstance(entry.value, bool)
        if entry.key in _PARAMETERS and number and entry.value_span is not None:
            groups.setdefault(entry.key_path[:-1], []).append(entry)
    return {e.key_span: groups[e.key_path[:-1]] for e in entries if e.key_span and e.key_path[:-1] in groups}


def draft(entry: Entry, verdict: Verdict, ctx: Context) -> Draft | None:
    """The finding for such a parameter; None when the target takes it, or nothing is known of it."""
    from migrate.rules.parameters import severity_of

    if verdict.outcome in ("accepted", "unknown"):
        return None
    steps = [r for r in verdict.remedies if r.action != "keep"]
    fits = len(steps) == 1 and steps[0].automatic and steps[0].action in ("clamp", "replace") and not steps[0].name
    changes = (SetValue(entry.value_span, steps[0].value),) if fits and entry.value_span is not None else ()
    where = f"{entry.key} {entry.value} stands beside the model at line {entry.line}."
    return Draft(
        severity_of(verdict),
        Applicability.REVIEW if changes else Applicability.MANUAL,
        f"{verdict.message} {where}",
        changes,
        (proof(verdict.evidence),),
        f"See how the program uses {entry.key}, and give it a value that fits {addresses.receiver(ctx)}.",
        entry.key,
    )
