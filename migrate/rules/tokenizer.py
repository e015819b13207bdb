"""Token counts made with the old vendor's tokenizer.

What: `tiktoken` and other tokenizers of the vendor that is left.

Why: the target cuts text into other tokens. For Chinese text the difference is large, so limits,
truncation and cost estimates that rest on these counts are wrong.

Edit: `tiktoken.encoding_for_model(MODEL)` asks for the encoding by name where the name of the model changes, because
it raises an error for models it does not know; the counts stay what they are.

Manual: count with the target's tokenizer or its counting endpoint where it has one, or keep the count as an estimate
with room to spare.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrate.edit import make
from migrate.model import Applicability, EnvRef, Literal, Severity, Site, SiteKind, Span
from migrate.rules import models
from migrate.rules.base import Context, Draft, Ready, proof

if TYPE_CHECKING:
    from migrate.source import SourceFile

_CALL = re.compile(r"\A\w+\.(encoding_for_model)\(\Z")
_ENCODINGS = frozenset({"o200k_base", "cl100k_base", "p50k_base", "r50k_base"})


def check(site: Site, ctx: Context) -> Iterator[Draft]:
    """A use of the old tokenizer."""
    if site.kind is not SiteKind.TOKENIZER or ctx.target.id in ("openai", "azure-openai"):
        return
    counting = ctx.target.endpoints.get("token_count")
    offers = counting is not None and counting.status == "supported"
    todo = "Leave a margin, or count with the target's tokenizer."
    if offers and counting is not None:
        todo = f"Count with {counting.path} of {ctx.target.name} where it must be exact; elsewhere leave a margin."
    named = _named(site, ctx)
    if named is not None:
        source, span, encoding = named
        yield Draft(
            Severity.BLOCKER,
            Applicability.SAFE,
            f"tiktoken knows no encoding for the models of {ctx.target.name} and raises an error; "
            f"{encoding} is the one that counts today.",
            (Ready(make(source, span, f'get_encoding("{encoding}"')),),
            (proof(counting.evidence),) if counting is not None else (),
            parameter="encoding",
        )
    yield Draft(
        Severity.WARNING,
        Applicability.MANUAL,
        f"{ctx.target.name} has another tokenizer: what is counted here is not what is billed or limited.",
        (),
        (proof(counting.evidence),) if counting is not None else (),
        todo,
        "tokens",
    )


def _named(site: Site, ctx: Context) -> tuple[SourceFile, Span, str] | None:
    """A call that asks for the encoding of a model whose name changes: what to replace, and by which encoding."""
    source, arg = ctx.read(site.path), site.arg("model") or site.arg("model_name")
    if source is None or arg is None or site.args_span is None or len(site.args) != 1 or site.open_args:
        return None
    name = arg.value.default if isinstance(arg.value, EnvRef) else None
    if isinstance(arg.value, Literal) and arg.value.origin is not None:
        name = str(arg.value.value)
    found = models.known(name, ctx) if name is not None else None
    called = _CALL.search(source.text(Span(site.span.start, site.args_span.start)))
    if found is None or called is None or found.tokenizer not in _ENCODINGS:
        return None
    start = site.span.start + called.start(1)
    return source, Span(start, site.args_span.end), found.tokenizer
