"""Constructors of frameworks that take address and key in a way of their own, and how each is written.

Semantic Kernel takes a client of the openai package, LlamaIndex has a class of its own for servers that speak
OpenAI's protocol, AutoGen wants to know what a model can do whose name it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrate.edit import make
from migrate.model import Arg, Site, SiteKind, Span, Unknown
from migrate.rules import addresses, manifests, request
from migrate.rules.api_key_variable import reference
from migrate.rules.base import Add, Change, Context, Drop, Import, Ready, Rename, SetCode
from migrate.rules.base_url import address, code
from migrate.rules.parameters import written_here

if TYPE_CHECKING:
    from migrate.source import SourceFile
    from providers.types import Model

_LLAMA = {  # class -> its module, the class for other servers, and that one's module and package
    "OpenAI": (
        "llama_index.llms.openai", "OpenAILike", "llama_index.llms.openai_like", "llama-index-llms-openai-like",
    ),
    "OpenAIEmbedding": (
        "llama_index.embeddings.openai", "OpenAILikeEmbedding", "llama_index.embeddings.openai_like",
        "llama-index-embeddings-openai-like",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Built:
    """The changes that construct it for the target, and what is left to do."""

    changes: tuple[Change, ...]
    todo: str


def built(site: Site, ctx: Context) -> Built | None:
    """How a construction is written for the target; None where no edit is certain."""
    if site.language != "python" or site.open_args or not written_here(site):
        return None
    if site.sdk == "semantic-kernel" and site.api in ("OpenAIChatCompletion", "OpenAITextEmbedding"):
        return _semantic_kernel(site, ctx)
    if site.sdk == "llama-index" and site.api in _LLAMA:
        return _llama_index(site, ctx)
    return None


def _semantic_kernel(site: Site, ctx: Context) -> Built | None:
    """`async_client`: a client of the openai package with the target's address and key."""
    source, key = ctx.read(site.path), site.arg("api_key")
    if source is None or site.arg("async_client") is not None or any(arg.name_span is None for arg in site.args):
        return None
    head = f"openai.AsyncOpenAI(base_url={address(site, addresses.target_url(ctx), ctx)}, api_key="
    changes: list[Change] = [Import("openai")]
    if ctx.code.neutral or key is None:
        changes.append(Import("os"))
    if key is None:
        changes.append(Add("async_client", f"{head}{reference(site, addresses.key_variable(ctx))})"))
    else:
        start, end = key.value_span.start, key.value_span.end
        changes += [
            Rename(key, "async_client"),
            Ready(make(source, Span(start, start), head)),
            Ready(make(source, Span(end, end), ")")),
        ]
    changes += [Drop(arg) for arg in site.args if arg.name in ("org_id", "default_headers")]
    return Built(tuple(changes), "The client is one of the openai package, which Semantic Kernel brings along.")


def _llama_index(site: Site, ctx: Context) -> Built | None:
    """`OpenAILike`, which asks for models by any name; its package is a separate one."""
    source = ctx.read(site.path)
    module, cls, _, package = _LLAMA[site.api]
    if source is None or site.args_span is None or any(arg.name_span is None for arg in site.args):
        return None
    head = source.text(Span(site.span.start, site.args_span.start))
    written = re.search(r"([A-Za-z_]\w*)\s*\(?\s*$", head)
    text = source.data.decode(source.encoding, "replace")
    if written is None or "." in head or written[1] != site.api or f"from {module} import" not in text:
        return None
    at = site.span.start + len(head[: written.start()].encode(source.encoding))
    model, embeds = request.find(site, "model"), site.api == "OpenAIEmbedding"
    if embeds and (site.arg("mode") is not None or model is None):
        return None
    changes: list[Change] = [SetCode(Span(at, at + len(site.api)), cls), *_imports(source, site, ctx)]
    if request.find(site, "base_url") is None:
        changes.append(Add("api_base", address(site, addresses.target_url(ctx), ctx)))
        if ctx.code.neutral:
            changes.append(Import("os"))
    if request.find(site, "api_key") is None:
        changes += [Add("api_key", reference(site, addresses.key_variable(ctx))), Import("os")]
    if embeds and model is not None and model.name == "model" and model.name_span is not None:
        changes.append(Rename(model, "model_name"))
    if not embeds:
        target = chosen(site, ctx)
        changes.append(Add("is_chat_model", "True"))
        tools = target.capabilities.tools if target is not None else None
        if tools is not None:
            changes.append(Add("is_function_calling_model", str(tools)))
        if target is not None and target.context_window:
            changes.append(Add("context_window", str(target.context_window)))
    own = package.removesuffix("-like")
    lines = manifests.needs(package, own, ctx) or manifests.needs(package, "llama-index", ctx)
    if lines:
        return Built((*changes, *map(Ready, lines)), f"Install {package}.")
    return Built(tuple(changes), f"Install {package}, and see that the requirements name it.")


def _imports(source: SourceFile, site: Site, ctx: Context) -> Iterator[Change]:
    """The import of the new class: in the old one's place where nothing else uses that."""
    module, cls, like, _ = _LLAMA[site.api]
    text = source.data.decode(source.encoding, "replace")
    statement = rf"from[ \t]+{re.escape(module)}[ \t]+import[ \t]+{site.api}"
    alone = re.search(rf"(?m)(?:^|(?<=\ufeff)){statement}(?=[ \t]*(?:#.*)?\r?$)", text)
    same = [s for s in ctx.code.in_file[site.path] if (s.sdk, s.api) == (site.sdk, site.api)]
    moves = [s for s in same if s.kind is SiteKind.FRAMEWORK and not s.open_args and s.args_span is not None]
    if alone is None or len(re.findall(rf"\b{site.api}\b", text)) != len(moves) + 1:
        yield Import(f"{like}:{cls}")
        return
    start, end = (len(text[:n].encode(source.encoding)) for n in alone.span())
    yield Ready(make(source, Span(start, end), f"from {like} import {cls}"))


# --- AutoGen ---


def model_info(site: Site, ctx: Context) -> Change | None:
    """What AutoGen must be told of a model whose name it does not know; None where the catalogue does not say."""
    found = chosen(site, ctx)
    if found is None or site.arg("model_info") is not None or site.arg("model_capabilities") is not None:
        return None
    known = found.capabilities
    facts = {
        "vision": known.vision, "function_calling": known.tools, "json_output": known.json_mode,
        "structured_output": known.json_schema,
    }  # fmt: skip
    if facts["function_calling"] is None or facts["vision"] is None:
        return None
    pairs = [f"{code(site, name)}: {bool(value)}" for name, value in facts.items()]
    return Add("model_info", "{" + ", ".join([*pairs, '"family": "unknown"']) + "}")


def chosen(site: Site, ctx: Context) -> Model | None:
    """The one model of the target that takes the place of the construction's; None where it is not one."""
    names = ctx.code.target_models(site)
    return ctx.target.models.get(names[0]) if len(names) == 1 else None


# --- Haystack ---

_SECRET = re.compile(r"""(?:\w+\.)*Secret\.from_env_var\(\s*["']\w+["']\s*(?:,\s*strict\s*=\s*\w+\s*)?\)""")


def secret(site: Site, name: str) -> tuple[str, tuple[Change, ...]] | None:
    """Haystack's form of a key from the environment, with its import; None for other frameworks."""
    if site.sdk != "haystack":
        return None
    return f"Secret.from_env_var({code(site, name)})", (Import("haystack.utils:Secret"),)


def names_its_key(site: Site, arg: Arg, source: SourceFile) -> bool:
    """True for a key that is the name of a variable, which is a site of its own."""
    held = isinstance(arg.value, Unknown) and site.sdk == "haystack"
    return held and _SECRET.fullmatch(source.text(arg.value_span)) is not None

