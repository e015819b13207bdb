"""name on messages.

What: `name` on messages, to tell speakers apart.

Why: where it is not documented it is ignored or refused, and the model no longer knows who said what.

Edit: the entry is removed (review): put the speaker's name into the content instead.
"""

from __future__ import annotations

from migrate.rules.parameters import speaks_for

check = speaks_for("message-name")
