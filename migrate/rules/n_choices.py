"""Several answers in one request.

What: `n` above what the target gives, often 1.

Why: the request is refused, or one answer arrives where the program indexes several.

Edit: `n=1` is removed safely where the name is unknown. A larger number is for review or manual: send
several requests and collect the first choice of each.
"""

from __future__ import annotations

from migrate.rules.parameters import speaks_for

check = speaks_for("n-choices")
