"""functions and function_call.

What: the arguments `functions` and `function_call`, which came before `tools`.

Why: most vendors only know `tools`; the old fields are ignored, so no function is ever called.

Edit: for review, and for a file of Python or TypeScript as a whole: each function is wrapped into a tool,
`function_call` becomes `tool_choice`, `message.function_call` the first of `message.tool_calls`, a message of the
role `function` one of the role `tool` with the number of the call, and `finish_reason` is compared with
`tool_calls`. Where the target knows `parallel_tool_calls`, requests ask for one call at a time, as before.

Manual: a file where one mention of `function_call` is not understood, several calls may be mixed in a stream, or the
answer is handed to callers that are not all seen: wrap each function as `{"type": "function", "function": ...}` in
`tools`, turn `function_call` into `tool_choice`, read `message.tool_calls`, and answer with messages of the role
`tool`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from migrate.model import Applicability, Site
from migrate.rules.base import Context, Draft, Ready
from migrate.rules.parameters import draft, verdicts

_NAMES = ("functions", "function_call")


def check(site: Site, ctx: Context) -> Iterator[Draft]:
    """What the dialect says of the two fields, with the edit of the whole file where it can be made."""
    for verdict in verdicts(site, ctx, "legacy-functions"):
        found = draft(verdict, site, ctx)
        if verdict.parameter not in _NAMES:
            yield found
            continue
        rewrite = ctx.code.rewrites.functions(site.path)
        if isinstance(rewrite, str):
            yield replace(found, todo=f"{_TODO} It is not done by an edit: {rewrite}.")
        else:
            yield replace(
                found,
                applicability=Applicability.REVIEW,
                changes=tuple(Ready(edit) for edit in rewrite.edits),
                todo=" ".join(rewrite.remarks),
            )


_TODO = (
    'Wrap each function as {"type": "function", "function": ...} in tools, turn function_call into tool_choice, read '
    "message.tool_calls[0].function, and answer with messages of the role tool that name its id as tool_call_id."
)
