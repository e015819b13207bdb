"""Message roles the target does not know.

What: messages with the role `developer` (or another role) at a target that only documents `system`.

Why: the request is refused or the instructions are read as an ordinary message.

Edit: `developer` becomes `system` where the message is written, which keeps the meaning. Messages built
elsewhere are found as far as they can be followed; the rest is manual.
"""

from __future__ import annotations

from migrate.rules.parameters import speaks_for

check = speaks_for("developer-role")
