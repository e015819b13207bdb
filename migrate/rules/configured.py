"""Parameters of requests beside a model in a configuration file, judged for the model that takes its place.

What a program does with such a setting cannot be seen, so an edit is never more than a proposal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from migrate.edit import make
from migrate.model import Applicability, Literal, Site, SiteKind, Span
from migrate.redact import printable
from migrate.rules import addresses, models
from migrate.rules.base import Change, Context, Draft, Ready, SetValue, proof
from migrate.rules.stance import Stance

if TYPE_CHECKING:
    from migrate.formats.base import Entry
    from migrate.source import SourceFile
    from providers.dialect import Verdict

_FORMATS = frozenset({"yaml", "json", "toml", "dotenv"})
_NUMBERS = frozenset({
    "temperature", "top_p", "max_tokens", "max_completion_tokens", "n", "seed", "presence_penalty",
    "frequency_penalty", "top_logprobs",
})  # fmt: skip
_FLAGS = frozenset({"logprobs", "parallel_tool_calls"})
_WORDS = frozenset({"reasoning_effort", "service_tier"})
# Mappings below the one with the model whose entries go into the request: of LiteLLM, LangChain, Haystack, ...
_HELD = frozenset({
    "params", "parameters", "model_params", "llm_params", "litellm_params", "default_params", "request_params",
    "completion_params", "model_kwargs", "llm_kwargs", "generation_kwargs", "additional_kwargs", "kwargs", "options",
    "model_settings", "settings", "generation_config", "config", "extra_body",
})  # fmt: skip
# Variables of one program: `OPENAI_MODEL` stands for the same request as `OPENAI_TEMPERATURE`.
_MODEL = re.compile(r"(?P<of>[A-Z][A-Z0-9_]*?)(?:_CHAT|_DEFAULT|_LLM|_API)?_MODEL(?:_NAME|_ID)?")
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


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
        if entry.key_path[-2:-1] == ("litellm_params",) and site.api.endswith(".model_name"):
            continue  # the model below is the one that is asked
        of = _MODEL.fullmatch(addresses.last(site))
        if of is not None and _is_variable(entry):
            parameter = entry.key[len(of["of"]) + 1 :].lower()
            yield entry, dialect.judge(ctx.target, target, parameter, _number(str(entry.value)))
        else:
            yield entry, dialect.judge(ctx.target, target, _snake(entry.key), entry.value)


def _is_variable(entry: Entry) -> bool:
    return entry.key.isupper() and _NUMBER.fullmatch(str(entry.value)) is not None


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


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
        if not _is_parameter(entry):
            continue
        above = entry.key_path[:-1]
        groups.setdefault(above, []).append(entry)
        if above and _snake(above[-1]) in _HELD:
            groups.setdefault(above[:-1], []).append(entry)
    found: dict[Span | None, Sequence[Entry]] = {}
    for entry in entries:
        of = _MODEL.fullmatch(entry.key)
        if of is not None and entry.key_span is not None:
            names = {f"{of['of']}_{name.upper()}" for name in _NUMBERS}
            found[entry.key_span] = [
                e for e in entries
                if e.key in names and e.key_path[:-1] == entry.key_path[:-1] and _is_variable(e) and e.value_span
                and not e.flags & {"alias", "duplicate", "template"}
            ]  # fmt: skip
    for entry in entries:
        if entry.key_span and entry.key_path[:-1] in groups:
            found.setdefault(entry.key_span, groups[entry.key_path[:-1]])
    return found


def _snake(key: str) -> str:
    """`topP` and `top-p` as the API writes them."""
    return _HUMP.sub("_", key).replace("-", "_").lower()


def _is_parameter(entry: Entry) -> bool:
    name, value = _snake(entry.key), entry.value
    if entry.value_span is None or entry.flags & {"alias", "duplicate", "template"}:
        return False
    if isinstance(value, bool):
        return name in _FLAGS
    return name in _NUMBERS if isinstance(value, int | float) else name in _WORDS and isinstance(value, str)


def draft(site: Site, entry: Entry, verdict: Verdict, ctx: Context) -> Draft | None:
    """The finding for such a parameter; None when the target takes it, or nothing is known of it."""
    from migrate.rules.parameters import severity_of

    if verdict.outcome in ("accepted", "unknown"):
        return None
    steps = [r for r in verdict.remedies if r.action != "keep"]
    fits = len(steps) == 1 and steps[0].automatic and steps[0].action in ("clamp", "replace") and not steps[0].name
    changes: tuple[Change, ...] = ()
    if fits and entry.value_span is not None:
        changes = (SetValue(entry.value_span, steps[0].value),)
    elif len(steps) == 1 and steps[0].automatic and steps[0].action == "drop":
        changes = _without(site, entry, ctx)
    shown = printable(str(entry.value).lower() if isinstance(entry.value, bool) else str(entry.value))
    where = f"{entry.key} {shown} stands beside the model at line {entry.line}."
    return Draft(
        severity_of(verdict),
        Applicability.REVIEW if changes else Applicability.MANUAL,
        f"{verdict.message} {where}",
        changes,
        (proof(verdict.evidence),),
        f"See how the program uses {entry.key}, and give it a value that fits {addresses.receiver(ctx)}.",
        entry.key,
    )


def _without(site: Site, entry: Entry, ctx: Context) -> tuple[Change, ...]:
    """The change that takes a line out of a LiteLLM proxy's entry; programs may count on settings of their own."""
    source = ctx.read(site.path)
    if source is None or entry.key_span is None or entry.key_path[-2:-1] != ("litellm_params",):
        return ()
    line = source.line_span(entry.key_span.start)
    text = source.text(line)
    if site.language != "yaml" or not re.fullmatch(rf"\s+{re.escape(entry.key)}:[ \t]+[\w.\-]+[ \t]*(?:#.*)?", text):
        return ()
    end = line.end + len(source.newline) if line.end < len(source.data) else line.end
    return (Ready(make(source, Span(line.start, end), "")),)
