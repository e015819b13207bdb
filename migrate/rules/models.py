"""Which model takes a model's place, with reasons; and what a model id found in code is.

The user's own mapping wins. Otherwise the catalogue's ranking decides, which never proposes a model that
is retired, deprecated or only announced.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from migrate.model import Site, SiteKind

if TYPE_CHECKING:
    from migrate.rules.base import Context
    from providers.mapping import Needs
    from providers.types import Model

CHAT_ENDPOINTS = frozenset({"chat_completions", "responses", "completions"})

# `openai/gpt-4o`; of LiteLLM also `openai/responses/gpt-4o`, of promptfoo `openai:chat:gpt-4o`.
_PREFIX = re.compile(
    r"^(?P<vendor>[a-z0-9_-]+)(?P<mark>[/:](?:(?:chat|responses|completion|embeddings?)[/:])?)(?P<name>.+)$"
)
_SNAPSHOT = re.compile(r"-(?:\d{4}-\d{2}-\d{2}|\d{4}|\d{8})$")
_TUNED = re.compile(r"^ft:(?P<base>[^:]+):")
_EMBEDDERS = ("OpenAIEmbeddings", "AzureOpenAIEmbeddings", "OpenAIEmbedding", "OpenAIEmbeddingFunction")


_OPENAI = frozenset({"openai", "azure", "azure_openai", "openai-chat", "text-completion-openai"})


def is_routed(prefix: str) -> bool:
    """True for what routers call a vendor other than OpenAI: the `moonshot/` of `moonshot/kimi-k2.6`."""
    return prefix.rstrip("/:") in _routed()


@cache
def _routed() -> frozenset[str]:
    from migrate.languages.tables import written

    return frozenset(name for names in written("python.toml")["models"]["routed"].values() for name in names)


@dataclass(frozen=True, slots=True)
class Name:
    """A model id as written: `openai/gpt-4o` is vendor prefix `openai/` and id `gpt-4o`."""

    prefix: str
    id: str
    tuned: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """What takes the place of a model: `target` is None when nothing can, and `why_not` says why."""

    source: str
    target: str | None
    reasons: tuple[str, ...] = ()
    overridden: bool = False
    why_not: str | None = None
    runners_up: tuple[str, ...] = ()


def parse(written: str) -> Name:
    """Split a vendor prefix off, and find the base of a fine-tuned model."""
    tuned = _TUNED.match(written)
    if tuned:
        return Name("", tuned["base"], tuned=True)
    prefixed = _PREFIX.match(written)
    if prefixed and (prefixed["vendor"] in _OPENAI or is_routed(prefixed["vendor"])):
        return Name(prefixed["vendor"] + prefixed["mark"], prefixed["name"])
    return Name("", written)


def known(written: str, ctx: Context) -> Model | None:
    """The catalogue's entry for a model of the vendor that is left; a dated snapshot is its model."""
    name = parse(written)
    providers = [ctx.source]
    if ctx.source.id in ("openai", "azure-openai"):
        from providers import catalog

        other = "azure-openai" if ctx.source.id == "openai" else "openai"
        providers.append(catalog.load(other))
    for provider in providers:
        found = provider.model(name.id) or provider.model(_SNAPSHOT.sub("", name.id))
        if found is not None:
            return found
    return None


def kind_of(written: str, ctx: Context) -> str | None:
    """`chat`, `embedding` or `rerank`, when the model belongs to either vendor of the migration."""
    found = known(written, ctx) or ctx.target.model(written)
    return found.kind if found is not None else None


def is_target(written: str, ctx: Context) -> bool:
    """True when the id is one of the target's and not also one of the vendor's that is left."""
    return ctx.target.model(written) is not None and known(written, ctx) is None


def choose(written: str, needs: Needs, ctx: Context) -> Choice:
    """The target's model for a model id found in code."""
    name = parse(written)
    for key in (written, name.id):
        chosen = ctx.model_overrides.get(key)
        if chosen:
            said = "chosen by you" if key == written else f"chosen by you for {key}"
            if ctx.target.model(chosen) is None:
                said += f"; not in the catalogue of {ctx.target.id}"
            return Choice(written, chosen, (said,), overridden=True)
    if is_target(written, ctx):
        return Choice(written, written, ("already a model of the target",))
    found = known(written, ctx)
    if found is None:
        return Choice(written, None, why_not=f"{written} is not in the catalogue of {ctx.source.id}")
    from providers import mapping

    ranked = mapping.candidates(ctx.target, found.id, needs, platform=ctx.platform, on=ctx.on)
    accepted = [c for c in ranked if c.rejected is None]
    if not accepted and (needs.json_schema or needs.dims):  # other rules say what to do about these
        softer = replace(needs, json_schema=None, dims=None)
        ranked = mapping.candidates(ctx.target, found.id, softer, platform=ctx.platform, on=ctx.on)
        accepted = [c for c in ranked if c.rejected is None]
    if not accepted:
        why = "; ".join(f"{c.model.id}: {c.rejected}" for c in ranked[:3])
        return Choice(written, None, why_not=why or f"{ctx.target.id} has no {needs.kind} model to put in its place")
    return Choice(
        written, accepted[0].model.id, tuple(accepted[0].reasons), runners_up=tuple(c.model.id for c in accepted[1:4])
    )


# Constructors and calls of frameworks whose arguments are fields of the request: (sdk, name).
_REQUESTS = frozenset(
    {
        ("langchain", "ChatOpenAI"),
        ("langchain", "AzureChatOpenAI"),
        ("langchain", "init_chat_model"),
        ("litellm", "completion"),
        ("litellm", "acompletion"),
        ("crewai", "LLM"),
        ("dspy", "LM"),
        ("llama-index", "OpenAI"),
        ("llama-index", "OpenAILike"),
        ("haystack", "OpenAIGenerator"),
        ("haystack", "OpenAIChatGenerator"),
    }
)


def is_chat_request(site: Site) -> bool:
    """True when the site's arguments are fields of a chat request."""
    if site.kind is SiteKind.FRAMEWORK and (site.sdk, site.api) not in _REQUESTS:
        return False
    return endpoint_of(site) == "chat_completions"


def endpoint_of(site: Site) -> str | None:
    """The catalogue's name of the endpoint a site uses; None when it is not a request."""
    if site.kind is SiteKind.FRAMEWORK:
        return "embeddings" if site.api.rsplit(".", 1)[-1] in _EMBEDDERS else "chat_completions"
    if site.kind not in (SiteKind.CALL, SiteKind.HTTP):
        return None
    from providers import dialect

    return dialect.endpoint_of(site.api)
