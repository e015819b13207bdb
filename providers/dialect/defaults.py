"""What changes without anybody writing it: vendors whose default differs from the one the app relied on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from providers.dialect import names
from providers.dialect.judge import Place
from providers.dialect.request import merged, omitted
from providers.dialect.rules import View, of
from providers.dialect.thinking import mode_of, spelled
from providers.dialect.types import Outcome, Remedy, Verdict
from providers.types import Provider

_SAMPLING: Final = ("temperature", "top_p", "max_tokens")


def judge_omitted(
    provider: Provider,
    source: Provider,
    body: Mapping[str, Any],
    *,
    model: str | None = None,
    source_model: str | None = None,
    thinking: bool | None = None,
) -> tuple[Verdict, ...]:
    """Parameters the app leaves out whose default at `provider` is not the one at `source`.

    `body` is the request as written for `source`; `model` is the target's model (without it the rules
    that hold for every model), `source_model` the one used today (by default the body's). Only
    defaults that are known on both sides are compared, but for `max_tokens`, where a default limit
    at the target alone is enough to cut answers, and for thinking that is on by default. Every
    outcome is `CHANGED`; the remedy states the old default.
    """
    target, origin = of(provider), of(source)
    body = merged(body)
    written = body.get("model")
    if source_model is None and isinstance(written, str):
        source_model = written
    here = target.view(model, mode_of(target, model, body) if thinking is None else thinking)
    before = origin.view(source_model, mode_of(origin, source_model, body))
    found = []
    for parameter in _SAMPLING:
        if not omitted(body.get(parameter)):
            continue
        if parameter == "max_tokens" and not omitted(body.get("max_completion_tokens")):
            continue
        verdict = _compared(here, before, parameter)
        if verdict is not None:
            found.append(verdict)
    switched = any(not omitted(body.get(f)) for f in ("thinking", "enable_thinking", "reasoning_effort"))
    if not switched and before.thinking is False and here.thinking is True:
        found.append(_thinks(here))
    found.extend(_strict(here, body))
    return tuple(found)


def _compared(target: View, origin: View, parameter: str) -> Verdict | None:
    rules = target.rules(parameter)
    here, there = {r.default for r in rules}, {r.default for r in origin.rules(parameter)}
    if len(here) != 1 or len(there) != 1:
        return None
    new, old = here.pop(), there.pop()
    if new is None or new == old or (old is None and parameter != "max_tokens"):
        return None
    if old is None:
        message = f"{target.who} uses {parameter} {new} when it is left out; {origin.dialect.name} sets no limit."
        steps: tuple[Remedy, ...] = (Remedy("manual", note=f"set {parameter} where answers may be longer"),)
    else:
        message = f"{target.who} uses {parameter} {new} when it is left out; {origin.dialect.name} uses {old}."
        fits = all(r.bounds.check(old) is None and r.outcome is Outcome.ACCEPTED for r in rules)
        steps = (
            (Remedy("replace", value=old, meaning_kept=True, note="state the old default"),)
            if fits
            else (Remedy("keep", note=f"the old default {old} cannot be set there"),)
        )
    return Verdict(parameter, (parameter,), Outcome.CHANGED, None, message, rules[0].evidence, steps)


def _thinks(target: View) -> Verdict:
    rule = target.rules("thinking_toggle")[0]
    can = rule.outcome in (Outcome.ACCEPTED, Outcome.CHANGED) and rule.bounds.check("disabled") is None
    always = target.dialect.mode(target.model) == "always"
    steps: tuple[Remedy, ...] = (Remedy("keep", note="it cannot be switched off"),)
    if can and rule.form and not always:
        off = spelled("disabled", rule.form)
        steps = (Remedy("move", rule.form, off, "extra_body", True, "thinking off, as today"),)
    message = (
        f"{target.who} thinks before it answers unless told otherwise: slower, and the "
        f"thinking is paid as output."
    )
    place = names.path_of("thinking_toggle")
    return Verdict("thinking_toggle", place, Outcome.CHANGED, None, message, rule.evidence, steps, None, True)


def _strict(target: View, body: Mapping[str, Any]) -> list[Verdict]:
    """Schemas without `strict` at a vendor where strict is the default: function tools, the answer's."""
    found = []
    tools = body.get("tools")
    for index, tool in enumerate(tools if isinstance(tools, (list, tuple)) else ()):
        function = tool.get("function") if isinstance(tool, Mapping) else None
        place: Place = ("tools", index, "function", "strict")
        found.append(_lax(target, "tools_strict", function, place))
    wanted = body.get("response_format")
    schema = wanted.get("json_schema") if isinstance(wanted, Mapping) else None
    place = ("response_format", "json_schema", "strict")
    found.append(_lax(target, "response_format_json_schema_strict", schema, place))
    return [verdict for verdict in found if verdict is not None]


def _lax(target: View, parameter: str, holder: Any, place: Place) -> Verdict | None:
    rules = target.rules(parameter)
    if not isinstance(holder, Mapping) or not omitted(holder.get("strict")):
        return None
    if not rules or any(rule.default is not True for rule in rules):
        return None
    message = f"{target.who} takes a schema without strict as strict; OpenAI does not."
    step = Remedy("replace", value=False, meaning_kept=True, note="state the old default")
    return Verdict(parameter, place, Outcome.CHANGED, None, message, rules[0].evidence, (step,))
