"""Reasoning text that has to be sent back.

What: loops that rebuild the conversation from `content` and `tool_calls` and leave `reasoning_content`
out, and messages that carry it to a vendor which does not want it.

Why: some models refuse the next request of a tool loop, or lose their train of thought, when an assistant
message comes back without its reasoning text.

Edit: none that is mechanical. Append the message object as it came (`messages.append(choice.message)`),
or copy `reasoning_content` next to `content` and `tool_calls`.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.model import Applicability, Severity, Site, SiteKind
from migrate.rules.base import Context, Draft, proof
from migrate.rules.parameters import speaks_for

_stated = speaks_for("reasoning-replay")


def check(site: Site, ctx: Context) -> Iterator[Draft]:
    """A message history that would lose the reasoning text."""
    yield from _stated(site, ctx)
    if site.kind is not SiteKind.HISTORY or not ctx.code.stance(site).moves:
        return
    from providers import behaviour, dialect

    wants = behaviour.load(ctx.target.id).replay
    model = _model(ctx)
    verdict = dialect.judge(ctx.target, model, "reasoning_replay", "missing")
    refused = verdict.outcome == "refused"
    if wants is None and not refused and verdict.outcome in ("accepted", "unknown", "ignored"):
        return
    yield Draft(
        Severity.BLOCKER if refused else Severity.WARNING,
        Applicability.MANUAL,
        f"This rebuilds an assistant message without its reasoning text. {verdict.message}",
        (),
        (proof(verdict.evidence),),
        "Append the assistant message as it came, or copy reasoning_content next to content and tool_calls.",
        "reasoning_content",
    )


def _model(ctx: Context) -> str | None:
    """The target's model, when all chat calls of the codebase end up at one."""
    needs = ctx.code.needs((), "chat")
    found = {ctx.code.choose(name, needs).target for name in ctx.code.chat_models}
    return found.pop() if len(found) == 1 else None
