"""One parameter, one value: what does the vendor do with it, and what is to be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from providers.dialect import names
from providers.dialect.rules import Rule, View, of
from providers.dialect.thinking import SWITCHES, mode_of, spelled, state
from providers.dialect.types import UNKNOWN, Outcome, Remedy, Verdict
from providers.types import Evidence, Provider

Place = tuple[str | int, ...]


def judge(
    provider: Provider,
    model: str | None,
    parameter: str,
    value: object = UNKNOWN,
    *,
    thinking: bool | None = None,
) -> Verdict:
    """What `provider` does with `parameter` of that value on `model`. Never raises for a JSON-like value.

    `parameter` is a name of the catalogue. A `temperature` of 0 is judged as `temperature_zero`. For
    `role_*` the value is the message's position, for `message_name` the role of the message, for
    `thinking_toggle` the switch in any vendor's spelling or a state (`enabled`, `disabled`), for
    `content_*` the URL or the list of parts, for `reasoning_replay` `sent` or `missing`; where a value
    says nothing more (`tool_choice_required`), it may be left out.

    `thinking` None means the model's own default mode. Where the answer depends on a model, a mode or
    a value that is not known, the outcome is `UNKNOWN`, unless it is the same in every case.
    """
    dialect = of(provider)
    if parameter == "temperature" and names_zero(value):
        parameter = "temperature_zero"
    view = dialect.view(model, mode_of(dialect, model, {}) if thinking is None else thinking)
    place: Place = names.path_of(parameter)
    if parameter == "thinking_toggle":
        return judge_switch(view, value, place, None)
    return judge_at(view, parameter, value, place)


def names_zero(value: object) -> bool:
    """True for the number 0."""
    return value == 0 and isinstance(value, (int, float)) and not isinstance(value, bool)


def judge_at(view: View, parameter: str, value: Any, place: Place) -> Verdict:
    """`judge` for a model and mode of a compiled dialect, and a given place in the body."""
    kind = type(value)
    if kind is not float and kind is not int and kind is not bool:  # text may be private: not remembered
        return _fresh(view, parameter, value, place)
    key = (parameter, value, kind, place)
    verdict = view.memory.get(key)
    if verdict is None:
        if len(view.memory) >= 256:
            view.memory.clear()
        verdict = view.memory[key] = _fresh(view, parameter, value, place)
    return verdict


def _fresh(view: View, parameter: str, value: Any, place: Place) -> Verdict:
    rules = view.rules(parameter)
    if len(rules) == 1:
        return by_rule(view, rules[0], value, place)
    if not rules:
        return _unlisted(view, parameter, value, place)
    return _merged(view, rules, [by_rule(view, rule, value, place) for rule in rules])


def by_rule(view: View, rule: Rule, value: Any, place: Place) -> Verdict:
    """What one rule says about a value."""
    broken = rule.bounds.check(value)
    maps = rule.maps
    if maps and isinstance(value, str) and value in maps:
        outcome, why = Outcome.CHANGED, f"it works as {maps[value]!r} there"
        remedies: tuple[Remedy, ...] = (Remedy("keep", note=why),)
    elif broken is None:
        outcome, why = rule.outcome, ""
        remedies = () if outcome is Outcome.ACCEPTED else rule.remedy(value)
    elif broken == "untold":
        if rule.outcome is Outcome.REFUSED:  # refused whatever the value
            outcome, why, remedies = rule.outcome, "", rule.remedy(value)
        elif rule.outcome is Outcome.RENAMED:  # the name is wrong whatever the value
            outcome, why = rule.outcome, f"it takes {rule.bounds_text}, and the value is not known"
            remedies = tuple(replace(r, meaning_kept=False, note=why) for r in rule.remedy(value))
        else:
            outcome, why, remedies = Outcome.UNKNOWN, f"it takes {rule.bounds_text}, and the value is not known", ()
    elif rule.fallback is not None:
        return by_rule(view, rule.fallback, value, place)
    else:
        outcome, why, remedies = rule.otherwise, f"it takes {rule.bounds_text}", rule.fix(value, broken)
    return Verdict(
        rule.parameter,
        place,
        outcome,
        value,
        _sentence(view, rule, outcome, value, why),
        rule.evidence,
        remedies,
        ", ".join(rule.models) or None,
        rule.thinking,
    )


def judge_switch(view: View, value: Any, place: Place, field: str | None) -> Verdict:
    """The thinking switch: the state against the rule, then the spelling against the vendor's own."""
    wanted = state(value)
    verdict = replace(judge_at(view, "thinking_toggle", wanted, place), value=value)
    forms = {rule.form for rule in view.rules("thinking_toggle")}
    form = forms.pop() if len(forms) == 1 else None
    if form not in SWITCHES or field in (None, form) or wanted is UNKNOWN:
        return verdict
    if verdict.outcome in (Outcome.REFUSED, Outcome.UNKNOWN):
        return verdict
    own = spelled(wanted, form)
    step = Remedy("move", form, own, "extra_body", True, f"{view.dialect.name} spells it {form}")
    message = f"{view.who} takes {names.describe('thinking_toggle')} as {form}."
    return replace(verdict, outcome=Outcome.RENAMED, message=message, remedies=(step,))


def _sentence(view: View, rule: Rule, outcome: Outcome, value: Any, why: str) -> str:
    who, what = view.who, rule.label
    if outcome is Outcome.ACCEPTED:
        return f"{who} accepts {what}."
    said = names.shown(rule.parameter, value)
    if said and rule.label == rule.parameter:
        what = f"{what} {said}"
    tail = f": {why}" if why else (f": {rule.detail}" if rule.detail else "")
    if outcome is Outcome.REFUSED:
        return f"{who} refuses {what}{tail}."
    if outcome is Outcome.CHANGED:
        return f"{who} treats {what} differently{tail}."
    if outcome is Outcome.IGNORED:
        return f"{who} accepts {what} without effect{tail}."
    if outcome is Outcome.RENAMED:
        return f"{who} takes {what} as {rule.rename_to or rule.form or 'something else'}{tail}."
    if why:
        return f"{who} and {what}: {why}."
    if rule.undocumented:
        return f"{who} does not document {what}{tail}."
    return f"It is not established what {who} does with {what}{tail}."


def _merged(view: View, rules: Sequence[Rule], verdicts: Sequence[Verdict]) -> Verdict:
    """One verdict for rules of which it is not known which one holds."""
    first = verdicts[0]
    if all(v.outcome is first.outcome and v.remedies == first.remedies for v in verdicts):
        return first
    outcome = first.outcome if all(v.outcome is first.outcome for v in verdicts) else Outcome.UNKNOWN
    cases = "; ".join(f"{v.outcome.value} for {rule.condition}" for rule, v in zip(rules, verdicts, strict=True))
    unclear = "the model" if view.known is None and any(r.models for r in rules) else "the thinking mode"
    message = f"{view.who} and {rules[0].label}: it depends on {unclear} ({cases})."
    return Verdict(first.parameter, first.path, outcome, first.value, message, verdicts[-1].evidence)


def _unlisted(view: View, parameter: str, value: Any, place: Place) -> Verdict:
    evidence = Evidence(f"{view.dialect.id}.dialect.{parameter}", "", (), "unknown")
    message = f"Nothing is known about {names.describe(parameter)} at {view.who}."
    return Verdict(parameter, place, Outcome.UNKNOWN, value, message, evidence)
