"""presence_penalty and frequency_penalty.

What: penalties the target does not document or takes in another range.

Why: they are ignored or refused, and repetition is no longer discouraged.

Edit: a value of 0 is removed safely, a value out of range is lowered, anything else is removed for review.
"""

from __future__ import annotations

from migrate.rules.parameters import speaks_for

check = speaks_for("penalties")
