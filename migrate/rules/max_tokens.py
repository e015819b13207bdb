"""Names and limits of the output budget.

What: `max_completion_tokens` where the target only knows `max_tokens` (or the other way round), and budgets
above what the target's model can write.

Why: an unknown name is ignored, so answers become as long as the model likes; a budget above the limit is
refused. On models that think, the budget includes the thinking text: see the rule `reasoning`.

Edit: the argument is renamed (safe), or the number lowered to the limit (review).

Manual: the budget is only known at run time and the target has a lower limit.
"""

from __future__ import annotations

from migrate.rules.parameters import speaks_for

check = speaks_for("max-tokens")
