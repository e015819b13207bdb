"""logit_bias.

What: `logit_bias` at a target with another tokenizer.

Why: token numbers are those of the old tokenizer; at best the field is ignored, at worst it favours
unrelated tokens.

Edit: the argument is removed (review). What it was meant to do belongs into the prompt or a check of the
answer.
"""

from __future__ import annotations

from migrate.rules.parameters import speaks_for

check = speaks_for("logit-bias")
