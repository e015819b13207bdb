"""Seeds and reproducibility.

What: `seed` where the target does not document it.

Why: the argument may be ignored, so that runs that were meant to repeat do not.

Edit: the argument is removed or kept as the dialect says. Review: nothing replaces a seed; loosen tests
that compare whole answers.
"""

from __future__ import annotations

from migrate.rules.parameters import speaks_for

check = speaks_for("seed")
