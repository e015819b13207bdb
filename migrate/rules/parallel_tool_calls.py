"""parallel_tool_calls.

What: `parallel_tool_calls` where the target does not document it.

Why: with `False` the program expects one call at a time; a target that ignores it may return several.

Edit: the argument is removed (safe when it only repeats the default). Review: check that the loop handles
several tool calls in one answer.
"""

from __future__ import annotations

from migrate.rules.parameters import speaks_for

check = speaks_for("parallel-tool-calls")
