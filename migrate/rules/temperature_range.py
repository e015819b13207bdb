"""Temperature outside the target's range.

What: a `temperature` that the target's model does not take: OpenAI allows 0 to 2, most other vendors stop
at 1, and some reasoning models take one fixed value only.

Why: the request is refused, or the value is clamped without a word and answers are less varied than
intended.

Edit: the value is moved to the nearest one the target takes, or the argument is taken away where the
vendor fixes it. A constant is changed where it is written when nothing else uses it.

Review: sampling changes, so every such edit is for review. Manual: the value is only known at run time.
"""

from __future__ import annotations

from migrate.rules.parameters import speaks_for

check = speaks_for("temperature-range")
