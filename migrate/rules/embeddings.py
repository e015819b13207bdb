"""Embeddings: another model is another space.

What: embedding calls and model ids, the `dimensions` argument, and vector widths (1536, 3072) in code,
schemas and configuration.

Why: vectors of two models cannot be compared. Mixing them does not fail; search just returns the wrong
things. A column or an index of the old width refuses the new vectors.

Edit: the model id is replaced. That is safe only when nothing in the codebase suggests that vectors are
stored: no vector database among its imports and dependencies, no vector column, no width written down.
Otherwise it is for review, together with a new index. Widths are for review too.

Manual: the target has no embeddings at all; keep them with today's vendor behind a client of its own, or
take another model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from migrate.model import Applicability, Literal, Severity, Site, SiteKind, Span
from migrate.rules import models, request
from migrate.rules.base import Context, Draft, SetValue, proof
from migrate.rules.model_mapping import choice_proof, mapped

if TYPE_CHECKING:
    from migrate.source import SourceFile

_STORES = re.compile(
    rb"\b(chromadb|langchain_chroma|pinecone|faiss|qdrant|weaviate|milvus|pymilvus|pgvector|lancedb|opensearch|"
    rb"elasticsearch|redisvl|vespa|marqo|turbopuffer|supabase|annoy|hnswlib|usearch|sqlite_vec|vectordb|vectorstores?)\b"
    rb"|\bvector\(\s*\d+\s*\)",
    re.IGNORECASE,
)
_MANIFESTS = ("requirements.txt", "pyproject.toml", "setup.py", "Pipfile", "package.json")
_PLACES = 3
NOT_INTERCHANGEABLE = (
    "Vectors of the two models cannot be compared: embed everything again into a new index before switching."
)


def check(site: Site, ctx: Context) -> Iterator[Draft]:
    """Embedding models, calls and widths."""
    width = _written_width(site)
    if width is not None:
        yield from _width(*width, site, ctx)
        return
    for draft in mapped(site, ctx, "embedding"):
        yield _cautious(draft, ctx.code.once(signs_of_stored_vectors), ctx)
    asks = (
        site.kind in (SiteKind.CALL, SiteKind.HTTP, SiteKind.FRAMEWORK) and models.endpoint_of(site) == "embeddings"
    )
    if asks and ctx.code.stance(site).moves:
        yield from _call(site, ctx)


def _cautious(draft: Draft, stored: str | None, ctx: Context) -> Draft:
    message = f"{draft.message} {NOT_INTERCHANGEABLE}"
    widths = ctx.code.once(_stored)
    if widths:
        message += f" Widths of stored vectors are written in {widths}."
    if stored is None or draft.applicability is not Applicability.SAFE:
        return replace(draft, message=message)
    return replace(
        draft,
        message=message,
        applicability=Applicability.REVIEW,
        todo=f"Vectors seem to be stored ({stored}): make a new index with the new width, embed everything again, "
        "then switch.",
        demoted="stored vectors would not fit the new model",
    )


def _call(site: Site, ctx: Context) -> Iterator[Draft]:
    from providers import dialect

    verdict = dialect.judge_endpoint(ctx.target, "embeddings")
    if verdict.status == "unsupported":
        yield Draft(
            Severity.BLOCKER,
            Applicability.MANUAL,
            verdict.message,
            (),
            (proof(verdict.evidence),),
            f"Give embeddings a client of its own: with {ctx.source.name}, or with a vendor that has them. "
            f"{NOT_INTERCHANGEABLE}",
            "embeddings",
        )
        return
    width = request.literal(site.arg("dimensions"))
    offered = _offered(site, ctx)
    if isinstance(width, int) and offered and width not in offered:
        yield Draft(
            Severity.BLOCKER,
            Applicability.MANUAL,
            f"{ctx.target.name} does not make vectors of {width} dimensions; it offers {_list(offered)}.",
            (),
            (proof(verdict.evidence),),
            f"Choose one of {_list(offered)} and make a new index of that width.",
            "dimensions",
        )


def _offered(site: Site, ctx: Context) -> tuple[int, ...]:
    """Widths of the models a call may reach at the target."""
    names = ctx.code.target_models(site)
    found = [ctx.target.model(name) for name in names]
    return tuple(sorted({d for m in found if m is not None for d in m.capabilities.embedding_dims}))


def _written_width(site: Site) -> tuple[int, Span] | None:
    """A number in the configuration that is a usual width of vectors, and where it stands."""
    value = site.value.value if isinstance(site.value, Literal) else None
    if site.kind is SiteKind.WIDTH and isinstance(site.value, Literal) and site.value.origin is not None:
        return None  # a constant: reported where it stands
    if "embedding_width" not in site.features or site.value_span is None or isinstance(value, bool):
        return None
    if isinstance(value, str) and value.isdigit():
        value = int(value)
    return (value, site.value_span) if isinstance(value, int) else None


def _width(old: int, span: Span, site: Site, ctx: Context) -> Iterator[Draft]:
    written = ctx.code.embedding_models
    if not written:
        return
    needs = ctx.code.needs((), "embedding")
    choice = ctx.code.choose(written[0], needs)
    chosen = ctx.target.model(choice.target) if choice.target else None
    dims = chosen.capabilities.embedding_dims if chosen is not None else ()
    if old in dims or not dims or chosen is None:
        return
    new = min(dims, key=lambda d: (abs(d - old), -d))
    filled = _fillers(site, ctx)
    by = f" It is filled by {filled}." if filled else ""
    yield Draft(
        Severity.BLOCKER,
        Applicability.REVIEW,
        f"A vector width of {old} is that of the old embedding model; {chosen.id} makes {_list(dims)}.{by} "
        f"{NOT_INTERCHANGEABLE}",
        (SetValue(span, new),),
        (choice_proof(choice, ctx),),
        f"Make a new index or column of width {new}; do not change the one that holds today's vectors.",
        "dimensions",
    )


def _fillers(width: Site, ctx: Context) -> str:
    """Where vectors are made today, the nearest first: `text-embedding-3-small in app/index.py:12`."""
    made = ctx.code.once(_made)
    nearest = [text for _, text in sorted((_apart(path, width.path), text) for path, text in made)]
    return ", ".join(nearest[:_PLACES]) + (f" and {len(nearest) - _PLACES} more" if len(nearest) > _PLACES else "")


def _made(ctx: Context) -> list[tuple[str, str]]:
    """The files in which vectors are made today, each with what makes them and where: one of every line."""
    found: dict[str, tuple[str, str]] = {}
    for site in ctx.sites:
        name = site.value.value if site.kind is SiteKind.MODEL and isinstance(site.value, Literal) else None
        asked = models.kind_of(name, ctx) == "embedding" if isinstance(name, str) else None
        calls = site.kind in (SiteKind.CALL, SiteKind.HTTP, SiteKind.FRAMEWORK)
        if not asked and not (calls and models.endpoint_of(site) == "embeddings"):
            continue
        if ctx.code.stance(site).moves:
            what = name if isinstance(name, str) else site.api
            place = f"{site.path}:{site.line}"
            if place not in found or asked:
                found[place] = (site.path, f"{what} in {place}")
    return list(found.values())


def _apart(a: str, b: str) -> int:
    """How many folders lie between two files."""
    one, two = a.split("/")[:-1], b.split("/")[:-1]
    common = next((i for i, (x, y) in enumerate(zip(one, two, strict=False)) if x != y), min(len(one), len(two)))
    return len(one) + len(two) - 2 * common


def _stored(ctx: Context) -> str:
    """Where widths of stored vectors are written, for a call that fills them."""
    places = [f"{s.path}:{s.line} ({width[0]})" for s in ctx.sites if (width := _written_width(s))]
    more = f" and {len(places) - _PLACES} more" if len(places) > _PLACES else ""
    return ", ".join(places[:_PLACES]) + more


def _list(dims: tuple[int, ...]) -> str:
    return ", ".join(str(d) for d in dims)


def signs_of_stored_vectors(ctx: Context) -> str | None:
    """What suggests that vectors are kept between runs, or None."""
    for site in ctx.sites:
        if _written_width(site):
            return f"a width in {site.path}:{site.line}"
    for path in (*_MANIFESTS, *sorted(ctx.code.in_file)):
        source = ctx.read(path)
        found = _store_in(source) if source is not None else None
        if found:
            return f"{found} in {path}"
    return None


@lru_cache(maxsize=512)
def _searched(data: bytes) -> str | None:
    found = _STORES.search(data)
    return found[0].decode("ascii", "replace") if found else None


def _store_in(source: SourceFile) -> str | None:
    return _searched(source.data)
