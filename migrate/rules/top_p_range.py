"""top_p outside the target's range.

What: a `top_p` the target's model does not take, such as 0, 1 in a half-open interval, or any value on
models with fixed sampling.

Why: the request is refused or the value is replaced by the vendor.

Edit: the nearest value the target takes, or the argument is removed where the vendor fixes it.

Review: always, because sampling changes. Manual: the value is only known at run time.
"""

from __future__ import annotations

from migrate.rules.parameters import speaks_for

check = speaks_for("top-p-range")
