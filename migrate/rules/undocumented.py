"""Fields the target does not document.

What: fields such as `store`, `metadata`, `service_tier`, `prediction`, `modalities`, `prompt_cache_key`,
`verbosity`, `web_search_options`, and any other field the target's reference does not list.

Why: strict servers refuse unknown fields; the others ignore them, and what they were for does not happen.

Edit: a field that only repeats the default is removed safely; any other is removed for review.
So is a field that the vendor left has of its own; one that stands for a temperature of 0 (Zhipu's `do_sample=false`)
becomes that again where the target takes it.
"""

from __future__ import annotations

from migrate.rules.parameters import speaks_for

check = speaks_for("undocumented")
