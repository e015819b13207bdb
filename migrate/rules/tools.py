"""Tool definitions the target reads differently.

What: `strict` on function tools, the number of tools, and built-in tools such as web search.

Why: without `strict` the arguments may not fit the schema; built-in tools have other names and settings.

Edit: a `strict` the target does not know is taken away (review: validate the arguments). Built-in tools are
manual, with the vendor's own spelling in the instruction.
"""

from __future__ import annotations

from migrate.rules.parameters import speaks_for

check = speaks_for("tools")
