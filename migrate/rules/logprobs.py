"""Log probabilities.

What: `logprobs` and `top_logprobs` where the target does not return them.

Why: `choice.logprobs` is None and the code that reads it fails.

Edit: the arguments are removed (review). Manual for the code that reads the probabilities: it needs another
signal, for example a score asked for in the answer.
"""

from __future__ import annotations

from migrate.rules.parameters import speaks_for

check = speaks_for("logprobs")
