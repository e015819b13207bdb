"""functions and function_call.

What: the arguments `functions` and `function_call`, which came before `tools`.

Why: most vendors only know `tools`; the old fields are ignored, so no function is ever called.

Edit: none that is mechanical, because the answers change shape too: wrap each function as
`{"type": "function", "function": ...}` in `tools`, turn `function_call` into `tool_choice`, read
`message.tool_calls`, and answer with messages of the role `tool`.
"""

from __future__ import annotations

from migrate.rules.parameters import speaks_for

check = speaks_for("legacy-functions")
