"""Clients of frameworks.

What: LangChain's `ChatOpenAI`, `OpenAIEmbeddings` and `init_chat_model`, and other frameworks' classes
over the same API.

Why: they take the address, the key and the model like the SDK's client, which the rules for those settle.
What is left is what only the framework does: `OpenAIEmbeddings` sends token numbers instead of text,
which other vendors refuse; a router such as LiteLLM picks the vendor from the model's prefix.

Edit: `check_embedding_ctx_length=False`, so that texts are sent as texts; a model of the AI SDK's provider becomes
`provider.chat(...)`, because the plain call speaks the Responses API (both safe).

LlamaIndex's classes become those for other servers (OpenAILike), Semantic Kernel's take a client of the openai
package, both for review; Haystack takes its key as a secret, and AutoGen is told what the model can do.

Manual: routers and vendor names in strings (`init_chat_model(model_provider="openai")` stays, because the
protocol does).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.edit import make
from migrate.model import Applicability, Literal, Severity, Site, SiteKind, Span
from migrate.rules import addresses, constructors, request
from migrate.rules.base import Add, Context, Draft, Ready, fact_proof, proof
from migrate.rules.parameters import written_here
from migrate.rules.stance import Stance


def _named(site: Site) -> object:
    """The text a setting has, in lower case."""
    value = site.value.value if isinstance(site.value, Literal) else None
    return value.lower() if isinstance(value, str) else None


# Constructors that take the address and the key: (sdk, class) -> names of the two arguments.
TAKES = {
    ("langchain", "ChatOpenAI"): ("base_url", "api_key"),
    ("langchain", "OpenAI"): ("base_url", "api_key"),
    ("langchain", "OpenAIEmbeddings"): ("base_url", "api_key"),
    ("langchain", "init_chat_model"): ("base_url", "api_key"),
    ("langchain", "init_embeddings"): ("base_url", "api_key"),
    ("llama-index", "OpenAILike"): ("api_base", "api_key"),
    ("litellm", "completion"): ("api_base", "api_key"),
    ("litellm", "acompletion"): ("api_base", "api_key"),
    ("litellm", "embedding"): ("api_base", "api_key"),
    ("dspy", "LM"): ("api_base", "api_key"),
    ("crewai", "LLM"): ("base_url", "api_key"),
    ("pydantic-ai", "OpenAIProvider"): ("base_url", "api_key"),
    ("chromadb", "OpenAIEmbeddingFunction"): ("api_base", "api_key"),
    ("ai-sdk", "createOpenAI"): ("base_url", "api_key"),
    ("haystack", "OpenAIGenerator"): ("api_base_url", "api_key"),
    ("haystack", "OpenAIChatGenerator"): ("api_base_url", "api_key"),
    ("haystack", "OpenAITextEmbedder"): ("api_base_url", "api_key"),
    ("autogen", "OpenAIChatCompletionClient"): ("base_url", "api_key"),
}
_HOW = {
    "llama-index": "Use OpenAILike (OpenAILikeEmbedding for vectors) with api_base, api_key and is_chat_model=True: "
    "the OpenAI class only knows OpenAI's own models.",
    "litellm": "Give the litellm_params of each entry api_base and api_key, and its model the prefix openai/.",
    "instructor": "Make the client with instructor.from_openai(OpenAI(base_url=..., api_key=...)) instead.",
    "openai-agents": "Call set_default_openai_client with an AsyncOpenAI for the target, and "
    'set_default_openai_api("chat_completions").',
    "pydantic-ai": "Pass OpenAIProvider(base_url=..., api_key=...) to the model.",
    "haystack": "Pass api_base_url and api_key=Secret.from_env_var(...).",
    "autogen": "Pass base_url, api_key and model_info to the client; entries of config_list take "
    "base_url and api_key.",
    "ai-sdk": "Make the provider with createOpenAI({ baseURL, apiKey }) and take its .chat(...) models: "
    "the plain call speaks the Responses API.",
    "semantic-kernel": "Pass async_client=AsyncOpenAI(...) for the target.",
    "semantic-kernel-dotnet": "Pass endpoint: new Uri(...) and apiKey where the model is added.",
    "azure-search": "Azure AI Search asks nobody but Azure for vectors: make the vectors in the program and "
    "give them to the index, or keep this deployment.",
    "langchain4j": "Call .baseUrl(...) and .apiKey(...) on the builder.",
    "spring-ai": "Set spring.ai.openai.base-url and spring.ai.openai.api-key.",
    "langchaingo": "Pass openai.WithBaseURL(...) and openai.WithToken(...).",
    "langchainrb": "Pass api_key and llm_options: { uri_base: ... }.",
    "ruby_llm": "Set openai_api_base and openai_api_key in RubyLLM.configure.",
    "llphant": "Set url and apiKey of the OpenAIConfig.",
    "rig": "Construct the client with its base_url.",
}
_COUNTS = ("OpenAIEmbeddings", "AzureOpenAIEmbeddings")
_PLAIN = re.compile(r"([A-Za-z_$][\w$]*)\(")
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
    yield from _connection(site, ctx)
    yield from _model_info(site, ctx)
    yield from _chat(site, ctx)
    name = site.api.rsplit(".", 1)[-1]
    counts = name in _COUNTS and site.language == "python"  # LangChain.js sends texts
    if counts and request.literal(site.arg("check_embedding_ctx_length")) is not False:
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


def _chat(site: Site, ctx: Context) -> Iterator[Draft]:
    """A model of the AI SDK's provider: called plainly, it speaks the Responses API since version 5."""
    made_by = ctx.code.clients.get(site.client or "")
    source = ctx.read(site.path)
    if site.sdk != "ai-sdk" or made_by is None or made_by.api != "createOpenAI" or source is None:
        return
    plain = _PLAIN.match(source.text(site.span))
    if plain is None or site is made_by:
        return
    at = site.span.start + len(plain[1].encode(source.encoding))
    yield Draft(
        Severity.WARNING,
        Applicability.SAFE,
        "Called like this, the provider speaks the Responses API since version 5 of the AI SDK; "
        f"{ctx.target.name} is asked for chat completions.",
        (Ready(make(source, Span(at, at), ".chat")),),
        addresses.base_proof(ctx),
        parameter="chat",
    )


def _connection(site: Site, ctx: Context) -> Iterator[Draft]:
    """A framework whose constructor has no arguments for address and key: said once for each framework."""
    if (site.sdk, site.api) in TAKES or ctx.code.stance(site) not in (Stance.OURS, Stance.DOUBT):
        return
    if ctx.code.clients.get(site.client or "", site) is not site:
        return  # the construction it goes through speaks for it
    made = constructors.built(site, ctx)
    if made is not None:
        yield Draft(
            Severity.BLOCKER,
            Applicability.REVIEW,
            f"{site.sdk} is told address and key in its own way.",
            made.changes,
            addresses.base_proof(ctx) + addresses.key_proof(ctx),
            made.todo,
            "connection",
        )
        return
    addressed = request.find(site, "base_url") is not None
    if not _checks_names(site) and (addressed or site is not _first(site.sdk, ctx)):
        return
    how = _HOW.get(site.sdk or "", "See its documentation for OpenAI-compatible servers.")
    yield Draft(
        Severity.BLOCKER,
        Applicability.MANUAL,
        f"{site.sdk} is told address and key in its own way.",
        (),
        addresses.base_proof(ctx) + addresses.key_proof(ctx),
        f"{how} The address is {addresses.target_url(ctx)}, the key comes from {addresses.key_variable(ctx)}.",
        "connection",
    )


def _model_info(site: Site, ctx: Context) -> Iterator[Draft]:
    """AutoGen refuses a model whose name it does not know, unless it is told what the model can do."""
    if (site.sdk, site.api) != ("autogen", "OpenAIChatCompletionClient") or site.arg("model_info") is not None:
        return
    named = request.text(request.find(site, "model")) is not None
    change = constructors.model_info(site, ctx) if written_here(site) and named else None
    target = constructors.chosen(site, ctx) if named else None
    yield Draft(
        Severity.BLOCKER,
        Applicability.SAFE if change is not None else Applicability.MANUAL,
        "AutoGen refuses models whose names it does not know unless model_info says what they can do.",
        (change,) if change is not None else (),
        (proof(target.evidence),) if target is not None else (),
        "See that model_info has vision, function_calling, json_output, structured_output and family of the model; "
        "what the catalogue does not know is written as False.",
        "model_info",
        together="client",
    )


def _checks_names(site: Site) -> bool:
    """LlamaIndex looks the model up in a table of OpenAI's own, whatever the address."""
    return site.sdk == "llama-index" and site.language == "python" and request.find(site, "base_url") is not None


def _first(sdk: str | None, ctx: Context) -> Site | None:
    sites = (s for s in ctx.sites if s.kind is SiteKind.FRAMEWORK and s.sdk == sdk and (s.sdk, s.api) not in TAKES)
    moving = (s for s in sites if ctx.code.stance(s).moves)  # one that is certain before one that may be anybody's
    return min(moving, key=lambda s: (ctx.code.stance(s) is Stance.DOUBT, s.path, s.span), default=None)
