"""Token counts made with the old vendor's tokenizer.

What: `tiktoken` and other tokenizers of the vendor that is left.

Why: the target cuts text into other tokens. For Chinese text the difference is large, so limits,
truncation and cost estimates that rest on these counts are wrong.

Edit: none. Manual: count with the target's tokenizer or its counting endpoint where it has one, or keep
the count as an estimate with room to spare.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.model import Applicability, Severity, Site, SiteKind
from migrate.rules.base import Context, Draft, proof


def check(site: Site, ctx: Context) -> Iterator[Draft]:
    """A use of the old tokenizer."""
    if site.kind is not SiteKind.TOKENIZER or ctx.target.id in ("openai", "azure-openai"):
        return
    counting = ctx.target.endpoints.get("token_count")
    offers = counting is not None and counting.status == "supported"
    todo = "Leave a margin, or count with the target's tokenizer."
    if offers and counting is not None:
        todo = f"Count with {counting.path} of {ctx.target.name} where it must be exact; elsewhere leave a margin."
    yield Draft(
        Severity.WARNING,
        Applicability.MANUAL,
        f"{ctx.target.name} has another tokenizer: what is counted here is not what is billed or limited.",
        (),
        (proof(counting.evidence),) if counting is not None else (),
        todo,
        "tokens",
    )
