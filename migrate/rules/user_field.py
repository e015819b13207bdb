"""The end user's identifier.

What: `user` and `safety_identifier`, which vendors name and limit differently.

Why: abuse reports and per-user limits no longer point to the end user; a value that is too short or too
long can be refused.

Edit: the vendor's own field is used through `extra_body` where there is one (safe); otherwise the
argument is removed (review).
"""

from __future__ import annotations

from migrate.rules.parameters import speaks_for

check = speaks_for("user-field")
