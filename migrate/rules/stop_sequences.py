"""Stop sequences.

What: `stop` with more sequences, longer ones, or in another shape than the target takes.

Why: the request is refused or the surplus is ignored and answers run on.

Edit: a single string becomes a list of one where the target wants a list (safe); surplus sequences are cut
(review).
"""

from __future__ import annotations

from migrate.rules.parameters import speaks_for

check = speaks_for("stop-sequences")
