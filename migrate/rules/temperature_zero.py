"""Temperature zero, where zero is not zero.

What: `temperature=0` where the target has an open interval, its own switch for greedy decoding, or a fixed
temperature.

Why: the request is refused, or the determinism the code relies on is lost silently.

Edit: the vendor's own way to ask for greedy decoding (for example `do_sample: false` in `extra_body`).
It is safe where the vendor documents the same meaning.

Review: where the nearest value is not quite zero, or determinism cannot be had.
"""

from __future__ import annotations

from migrate.rules.parameters import speaks_for

check = speaks_for("temperature-zero")
