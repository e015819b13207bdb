"""Clients of frameworks.

What: LangChain's `ChatOpenAI`, `OpenAIEmbeddings` and `init_chat_model`, and other frameworks' classes
over the same API.

Why: they take the address, the key and the model like the SDK's client, which the rules for those settle.
What is left is what only the framework does: `OpenAIEmbeddings` sends token numbers instead of text,
which other vendors refuse; a router such as LiteLLM picks the vendor from the model's prefix.

Edit: `check_embedding_ctx_length=False`, so that texts are sent as texts (safe).

Manual: routers and vendor names in strings (`init_chat_model(model_provider="openai")` stays, because the
protocol does).
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.model import Applicability, Literal, Severity, Site, SiteKind
from migrate.rules import request
from migrate.rules.base import Add, Context, Draft, fact_proof
from migrate.rules.parameters import written_here


def _named(site: Site) -> object:
    """The text a setting has, in lower case."""
    value = site.value.value if isinstance(site.value, Literal) else None
    return value.lower() if isinstance(value, str) else None


_COUNTS = ("OpenAIEmbeddings", "AzureOpenAIEmbeddings")
_ROUTERS = ("litellm", "openrouter")


def check(site: Site, ctx: Context) -> Iterator[Draft]:
    """What a framework adds to the request, or a setting that tells it which vendor to talk to."""
    if site.kind is SiteKind.CONFIG and _named(site) in ("openai", "azure", "azure_openai"):
        yield Draft(
            Severity.INFO,
            Applicability.MANUAL,
            "This setting names the vendor whose protocol is spoken.",
            todo="Keep it where it means the protocol, which stays; change it where it picks the host.",
            parameter="provider",
        )
        return
    if site.kind is not SiteKind.FRAMEWORK or not ctx.code.stance(site).moves:
        return
    if ctx.target.id in ("openai", "azure-openai"):
        return
    name = site.api.rsplit(".", 1)[-1]
    if name in _COUNTS and request.literal(site.arg("check_embedding_ctx_length")) is not False:
        known = ctx.target.endpoints.get("embeddings")
        if known is None or known.status != "unsupported":
            yield Draft(
                Severity.BLOCKER,
                Applicability.SAFE,
                f"{name} sends token numbers of the old tokenizer; {ctx.target.name} takes text.",
                (Add("check_embedding_ctx_length", "False"),)
                if written_here(site) and site.arg("check_embedding_ctx_length") is None
                else (),
                fact_proof(ctx.target, "operations", "python_sdk_dropin"),
                "Pass check_embedding_ctx_length=False, and cut long texts yourself.",
                "check_embedding_ctx_length",
            )
    if site.sdk in _ROUTERS:
        yield Draft(
            Severity.WARNING,
            Applicability.MANUAL,
            "This router picks the vendor from the model's prefix or its own configuration.",
            (),
            (),
            f"Name the model with the router's prefix for {ctx.target.name}, and give it that vendor's key.",
            "model",
        )
