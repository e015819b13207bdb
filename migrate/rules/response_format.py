"""Structured answers the target cannot promise.

What: `response_format` with `json_schema`, `strict`, or `json_object` where the target takes less.

Why: the request is refused, or the answer is JSON of any shape and the program breaks far from here.

Edit: `json_schema` becomes `json_object`, and the schema goes into the system message as an instruction
where that message is written in the call. Always for review: validate the answer against the schema.

Manual: the format or the messages are built elsewhere.
"""

from __future__ import annotations

from migrate.rules.parameters import speaks_for

check = speaks_for("response-format")
