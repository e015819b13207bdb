"""Dependencies: mostly, nothing has to change.

What: the SDK or framework in the dependency files.

Why: the target speaks the same protocol, so the same library reaches it. It is listed so that nobody
looks for a change that is not needed.

Edit: none.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.model import Applicability, Severity, Site, SiteKind
from migrate.rules.base import Context, Draft, fact_proof

_KEEPS = ("openai", "langchain-openai", "langchain_openai", "llama-index", "litellm", "instructor", "langchain")


def check(site: Site, ctx: Context) -> Iterator[Draft]:
    """An SDK in a dependency file."""
    if site.kind is not SiteKind.DEPENDENCY:
        return
    name = site.api.lower()
    moves = ctx.code.rewrites
    moved = moves.python_upgrade if "python" in site.features else moves.node_upgrade
    if name == "openai" and moved is not None and not isinstance(moved, str):
        return  # the rule sdk-legacy moves it together with the code
    if not any(name == kept or name.startswith(kept + "-") for kept in _KEEPS):
        return
    yield Draft(
        Severity.INFO,
        Applicability.MANUAL,
        f"{site.api} stays: {ctx.target.name} is reached with the same library.",
        (),
        fact_proof(ctx.target, "operations", "python_sdk_dropin"),
    )
