"""Thinking: on or off, how much, and what it costs.

What: `reasoning_effort`, thinking switches in any vendor's spelling, and models of the target that think
although the code never asked for it.

Why: a model that thinks answers later, is paid for the thinking as output, spends `max_tokens` on it (a
tight budget can leave no room for the answer), and often fixes the sampling parameters.

Edit: an effort or a switch is rewritten the way the target spells it. Where thinking is on by default and
can be switched off, the switch is added to `extra_body`, so that calls behave as today; this is for
review, because answers with thinking may be what you want from the new model.

Manual: thinking cannot be switched off. Raise `max_tokens` and expect reasoning text in the answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from migrate.model import Applicability, Severity, Site
from migrate.rules import request
from migrate.rules.base import Add, Change, Context, Draft, Extra, proof
from migrate.rules.parameters import literal, speaks_for, written_here

_stated = speaks_for("reasoning")
_TIGHT = 1024  # tokens: below this, thinking alone can use the budget up


def check(site: Site, ctx: Context) -> Iterator[Draft]:
    """What the request says about thinking, and what it leaves to the model."""
    yield from _stated(site, ctx)
    for verdict in ctx.code.omitted(site):
        if verdict.parameter != "thinking_toggle":
            continue
        moves = [(remedy, remedy.name) for remedy in verdict.remedies if remedy.action == "move" and remedy.name]
        switches = [(remedy, name) for remedy, name in moves if _taken(site, ctx, remedy.value)]
        changes: tuple[Change, ...] = ()
        for remedy, name in switches if written_here(site) else ():
            code = literal(remedy.value, site)
            changes += (Extra(name, code=code),) if remedy.location == "extra_body" else (Add(name, code),)
        level = Applicability.REVIEW if changes else Applicability.MANUAL
        fields = " and ".join(f"{name} {json.dumps(remedy.value)}" for remedy, name in switches)
        yield Draft(
            Severity.WARNING,
            level,
            verdict.message + _budget(site, ctx),
            changes,
            (proof(verdict.evidence),),
            _advice(site, fields, written=bool(changes)),
            "thinking",
        )


def _advice(site: Site, switch: str, *, written: bool) -> str:
    """What to do; `switch` are the fields of a body that switch thinking off, if there are such."""
    if written:
        return "Decide whether this call should think; with thinking, give it more max_tokens and time."
    if switch:
        return (
            f"Decide whether this request should think: {switch} in its body switches it off; with thinking, give it "
            "more max_tokens and time."
        )
    if request.text(request.find(site, "model")) is None:
        return (
            "It is not switched off here, where the model that is asked for cannot be read or may think always: "
            "give the call more max_tokens and time."
        )
    return "It cannot be switched off: give the call more max_tokens and time."


def _taken(site: Site, ctx: Context, switch: object) -> bool:
    """True when every model that the call may ask for takes the switch; unknown models may refuse it."""
    from providers import dialect
    from providers.dialect import Outcome

    models = ctx.code.target_models(site)
    if request.text(request.find(site, "model")) is None or not models:
        return False
    verdicts = [dialect.judge(ctx.target, model, "thinking_toggle", switch) for model in models]
    return all(v.outcome is not Outcome.REFUSED for v in verdicts)


def _budget(site: Site, ctx: Context) -> str:
    """A sentence about a budget that thinking can use up."""
    fields = ctx.code.request(site).fields
    for name in ("max_tokens", "max_completion_tokens"):
        given = request.literal(fields.get(name))
        if isinstance(given, int) and not isinstance(given, bool) and given < _TIGHT:
            return f" The budget of {given} tokens includes the thinking and may leave no room for the answer."
    return ""
