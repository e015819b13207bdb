"""tool_choice values the target does not take.

What: `tool_choice` set to `none`, `required` or a named function where the target takes fewer values.

Why: the request is refused, or the model is free to answer without calling the tool.

Edit: for `none`, tools are left out of the request where that can be written; for `required` and a named
function, the value becomes `auto`.

Review: always when the model becomes freer than before: check the answer for the tool call and ask again.
Manual: the value is only known at run time.
"""

from __future__ import annotations

from migrate.rules.parameters import speaks_for

check = speaks_for("tool-choice")
