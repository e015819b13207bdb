"""Parameters that are left out, where the target's default is another.

What: calls that do not say `temperature`, `top_p` or a token limit, at a target whose default differs
from the one they have relied on.

Why: nothing fails, but answers become livelier, duller or shorter.

Edit: the old default is stated in the call (review), where the target takes it. Manual: a limit that only
the target has; set it where answers may be longer.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.model import Applicability, Severity, Site
from migrate.rules.base import Add, Change, Context, Draft, proof
from migrate.rules.parameters import literal, written_here


def check(site: Site, ctx: Context) -> Iterator[Draft]:
    """Defaults of a chat request that change without anybody writing it."""
    for verdict in ctx.code.omitted(site):
        if verdict.parameter == "thinking_toggle":
            continue
        changes: tuple[Change, ...] = ()
        if len(verdict.path) == 1 and written_here(site):
            changes = tuple(
                Add(str(verdict.path[0]), literal(r.value, site)) for r in verdict.remedies if r.action == "replace"
            )
        notes = "; ".join(r.note for r in verdict.remedies if r.note)
        todo = f"If the old behaviour matters here: {notes}." if notes else None
        yield Draft(
            Severity.INFO,
            Applicability.REVIEW if changes else Applicability.MANUAL,
            verdict.message,
            changes,
            (proof(verdict.evidence),),
            todo,
            verdict.parameter,
        )
