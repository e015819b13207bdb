"""Clients of Azure OpenAI.

What: `AzureOpenAI` and `AsyncAzureOpenAI`, and LangChain's `AzureChatOpenAI` and `AzureOpenAIEmbeddings`, with
endpoint, API version and deployment, in Python and TypeScript.

Why: they build Azure's paths and headers, which no other vendor understands. Every other target is
reached with the plain client.

Edit: the class becomes `OpenAI` (or `AsyncOpenAI`), Azure's arguments go, the target's address and key
come in, and the import follows, under whatever name the class has here. A token provider goes: other vendors take
a key. LangChain's deployment becomes its model where it names none. For review:
deployment names stand where models are expected, and a key or a token provider may come from somewhere else.

Manual: other frameworks' Azure classes, each with the class and the arguments that take its place, and
constructions whose arguments are not all seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.edit import make
from migrate.model import Applicability, Severity, Site, SiteKind, Span, Unknown
from migrate.rules import addresses, request, settings_fields
from migrate.rules.api_key_variable import reference
from migrate.rules.base import Add, Change, Context, Draft, Drop, Import, Ready, Rename, SetCode, SetValue
from migrate.rules.base_url import code, passed
from migrate.rules.parameters import written_here
from migrate.rules.stance import Stance

_AZURE = frozenset(
    {
        "azure_endpoint", "azure_deployment", "api_version", "organization", "project", "deployment_name",
        "openai_api_version", "openai_api_type", "openai_organization", "validate_base_url", "model_version",
        "endpoint", "deployment", "apiVersion", "azureOpenAIApiInstanceName", "azureOpenAIApiDeploymentName",
        "azureOpenAIApiVersion", "azureOpenAIEndpoint", "azureOpenAIBasePath", "openAIApiVersion",
        "azureOpenAIApiEmbeddingsDeploymentName", "azureOpenAIApiCompletionsDeploymentName",
    }
)  # fmt: skip
_DEPLOYMENTS = frozenset(
    {
        "azure_deployment", "deployment_name", "azureOpenAIApiDeploymentName",
        "azureOpenAIApiEmbeddingsDeploymentName",
    }
)  # fmt: skip
_KEYS = frozenset({"api_key", "openai_api_key", "apiKey", "openAIApiKey", "azureOpenAIApiKey"})
_TOKENS = frozenset(
    {
        "azure_ad_token", "azure_ad_token_provider", "azureADTokenProvider", "azure_ad_async_token_provider",
        "azureOpenAIApiKeyProvider",
    }
)  # fmt: skip
# The class as it is written -> the plain one. LangChain's are only taken where their own package is imported.
_PLAIN = {
    "AzureOpenAI": "OpenAI",
    "AsyncAzureOpenAI": "AsyncOpenAI",
    "AzureChatOpenAI": "ChatOpenAI",
    "AzureOpenAIEmbeddings": "OpenAIEmbeddings",
}
# Other frameworks' classes -> how the plain one is constructed; the model's name takes the deployment's place.
_BY_HAND = {
    ("llama-index", "AzureOpenAI"): "OpenAILike (llama_index.llms.openai_like; its package is "
    "llama-index-llms-openai-like) with model, api_base={url}, api_key from {key} and is_chat_model=True, "
    "and without engine, azure_endpoint and api_version",
    ("llama-index", "AzureOpenAIEmbedding"): "OpenAILikeEmbedding (llama_index.embeddings.openai_like; its package "
    "is llama-index-embeddings-openai-like) with model_name, api_base={url} and api_key from {key}, and without "
    "deployment_name, azure_endpoint and api_version",
    ("haystack", "AzureOpenAIGenerator"): "OpenAIGenerator {haystack}",
    ("haystack", "AzureOpenAIChatGenerator"): "OpenAIChatGenerator {haystack}",
    ("haystack", "AzureOpenAITextEmbedder"): "OpenAITextEmbedder {haystack}",
    ("haystack", "AzureOpenAIDocumentEmbedder"): "OpenAIDocumentEmbedder {haystack}",
    ("semantic-kernel", "AzureChatCompletion"): "OpenAIChatCompletion {kernel}",
    ("semantic-kernel", "AzureTextEmbedding"): "OpenAITextEmbedding {kernel}",
    ("autogen", "AzureOpenAIChatCompletionClient"): "OpenAIChatCompletionClient with model, base_url={url}, "
    "api_key from {key} and model_info, and without azure_endpoint, azure_deployment and api_version",
    ("pydantic-ai", "AzureProvider"): "OpenAIProvider(base_url={url}, api_key=...) with the key from {key}, and "
    "without azure_endpoint and api_version",
    ("ai-sdk", "createAzure"): "createOpenAI({{ baseURL: {url}, apiKey }}) with the key from {key}, and take its "
    ".chat(...) models; resourceName and apiVersion go",
}
_HAYSTACK = (
    "with model, api_base_url={url} and api_key=Secret.from_env_var({key}), and without azure_endpoint, "
    "azure_deployment and api_version"
)
_KERNEL = (
    "with ai_model_id and async_client=openai.AsyncOpenAI(base_url={url}, api_key=...) with the key from {key}, and "
    "without deployment_name, endpoint, base_url and api_version"
)
_NAME = re.compile(r"[A-Za-z_$][\w$]*$")
_FROM = {
    ("python", SiteKind.CLIENT): r"from\s+openai\s+import\s+",
    ("python", SiteKind.FRAMEWORK): r"from\s+langchain_openai\s+import\s+",
    ("typescript", SiteKind.CLIENT): r"""["']openai["']""",
    ("typescript", SiteKind.FRAMEWORK): r"""["']@langchain/openai["']""",
}


def check(site: Site, ctx: Context) -> Iterator[Draft]:
    """The construction of an Azure client."""
    if site.kind not in (SiteKind.CLIENT, SiteKind.FRAMEWORK) or ctx.code.stance(site) is not Stance.AZURE:
        return
    if ctx.target.id == "azure-openai" or ctx.code.stays(site):
        return
    changes = _changes(site, ctx) if site.sdk in ("azure-openai", "langchain") else ()
    todo = "Check the key, and that every model named in calls through this client is a model and not a deployment."
    if not changes:
        url, key = addresses.target_url(ctx), addresses.key_variable(ctx)
        source = ctx.read(site.path)
        head = re.search(r"\bAzure\w+|\bcreateAzure\b", source.text(site.span)[:200] if source is not None else "")
        plain = _BY_HAND.get((site.sdk or "", head[0] if head is not None else ""))
        todo = f"Construct the plain client instead, with base_url {url} and the key from {key}, "
        todo += "and without endpoint, version and deployment."
        if plain is not None:
            plain = plain.replace("{haystack}", _HAYSTACK).replace("{kernel}", _KERNEL).format(url=url, key=key)
            todo = f"Construct {plain}."
    if {arg.name for arg in site.args} & _TOKENS:
        todo += f" The token provider goes too: {addresses.receiver(ctx)} takes a key only."
        todo += " Remove what made it (azure.identity) where nothing else uses it."
    yield Draft(
        Severity.BLOCKER,
        Applicability.REVIEW if changes else Applicability.MANUAL,
        f"This client speaks Azure's dialect of addresses and headers; {ctx.target.name} needs the plain one.",
        changes,
        addresses.base_proof(ctx) + addresses.key_proof(ctx),
        todo,
        "client",
    )


def _changes(site: Site, ctx: Context) -> tuple[Change, ...]:
    source, named = ctx.read(site.path), _named(site, ctx)
    if source is None or named is None:
        return ()
    span, written, cls, through = named
    plain = _PLAIN[cls]
    changes: list[Change] = [SetCode(span, plain)]
    if not through:
        clients = [n for s in ctx.code.in_file[site.path] if (n := _named(s, ctx)) and n[1] == written]
        imported = _import(source.data, (cls, written), plain, site, len(clients))
        if imported is None:
            return ()
        if imported[1]:
            changes.append(Ready(make(source, *imported)))
    elif site.kind is SiteKind.FRAMEWORK:
        return ()
    return (*changes, *_arguments(site, ctx))


def _named(site: Site, ctx: Context) -> tuple[Span, str, str, bool] | None:
    """A construction that can be moved: where its class stands, as what, which it is, and whether in a module."""
    source = ctx.read(site.path)
    if source is None or site.args_span is None or site.language not in ("python", "typescript") or site.open_args:
        return None
    if site.kind not in (SiteKind.CLIENT, SiteKind.FRAMEWORK) or ctx.code.stance(site) is not Stance.AZURE:
        return None
    if site.language == "typescript" and site.arg("configuration") is not None:
        return None
    head = source.data[site.span.start : site.args_span.start].decode("utf-8", "replace").rstrip("({ \t\r\n")
    found, cls = _NAME.search(head), site.api.rpartition(".")[2]
    if found is None or cls not in _PLAIN:
        return None
    start = site.span.start + len(head[: found.start()].encode())
    return Span(start, start + len(found[0].encode())), found[0], cls, "." in head[: found.start()]


def _arguments(site: Site, ctx: Context) -> list[Change]:
    """Azure's arguments go, the target's come; a framework's deployment becomes its model when it names none."""
    url, new = addresses.target_url(ctx), reference(site, addresses.key_variable(ctx))
    framework, script = site.kind is SiteKind.FRAMEWORK, site.language == "typescript"
    key = next((a for a in reversed(site.args) if a.name in _KEYS), None)
    base, model = request.find(site, "base_url"), site.arg("model") or site.arg("model_name") or site.arg("modelName")
    changes: list[Change] = []
    for arg in site.args:
        if framework and arg.name in _DEPLOYMENTS and model is None and arg.name_span is not None:
            model = arg
            changes.append(Rename(arg, "model"))
        elif (arg.name in _AZURE and arg is not base) or arg.name in _TOKENS:
            changes.append(Drop(arg))
    named = "base_url"
    if script:
        named = "configuration" if framework else "baseURL"
    if base is not None and not (script and framework):
        changes.append(SetValue(base.value_span, url))
    elif written_here(site) or script:
        if base is not None:
            changes.append(Drop(base))
        changes.append(Add(named, passed(site, named, code(site, url))))
    if key is not None and settings_fields.moved(key, ctx):
        return changes  # the field it comes from reads the new variable
    if key is None:
        changes.append(Add("apiKey" if script else "api_key", new))
    elif not isinstance(key.value, Unknown):  # a key the program picks itself (`next(self.keys)`) is its own affair
        changes.append(SetCode(key.value_span, new))
        if key.name.startswith("azure") and key.name_span is not None:
            changes.append(Rename(key, "apiKey"))
    if not script and (key is None or not isinstance(key.value, Unknown)):
        changes.append(Import("os"))
    return changes


def _import(data: bytes, old: tuple[str, str], new: str, site: Site, moved: int) -> tuple[Span, str] | None:
    """The edit of the statement that brings the class in; an empty text when the plain one is there already.

    `old` is the class and the name it has here; it goes when all its uses are the `moved` constructions.
    """
    text = data.decode("utf-8", "surrogateescape")
    where, (cls, name) = _FROM[site.language, site.kind], old
    if site.language == "typescript":
        inside = r"[^{};]{0,1000}"
        entry = rf"\b{cls}\b(?!\s*(?:as\b|:))" if name == cls else rf"\b{cls}\s*(?:\bas\b|:)\s*{name}\b"
        statement = re.search(rf"\{{({inside}?{entry}{inside})\}}[^;\n]{{0,40}}{where}", text)
        at = re.compile(entry).search(text, statement.start(1)) if statement is not None else None
        there = re.search(rf"(?:import\s+{new}\b|[{{,]\s*{new}\s*[,}}])[^;\n]{{0,1000}}{where}", text)
    else:
        entry = rf"(?P<old>\b{cls}\b)(?!\s+as\b)" if name == cls else rf"(?P<old>\b{cls}\s+as\s+{name}\b)"
        at = re.search(rf"{where}[^\n(]*?{entry}", text) or re.search(rf"{where}\([^)]*?{entry}", text)
        there = re.search(rf"{where}(?:\([^)]*|[^\n]*)\b{new}\b", text)
    if at is None or (there is None and re.search(rf"\bclass\s+{new}\b|\b{new}\s*=[^=]|import\b.*\b{new}\b", text)):
        return None  # the plain name is something else here
    start, end = at.span("old") if "old" in at.groupdict() else at.span()
    span = Span(*(len(text[:n].encode("utf-8", "surrogateescape")) for n in (start, end)))
    if there is not None:
        return span, ""
    mentioned = len(re.findall(rf"\b{name}\b", text))
    return span, (new if mentioned == moved + 1 else f"{text[start:end]}, {new}")
