"""Clients of Azure OpenAI.

What: `AzureOpenAI` and `AsyncAzureOpenAI`, and LangChain's `AzureChatOpenAI` and `AzureOpenAIEmbeddings`, with
endpoint, API version and deployment, in Python and TypeScript.

Why: they build Azure's paths and headers, which no other vendor understands. Every other target is
reached with the plain client.

Edit: the class becomes `OpenAI` (or `AsyncOpenAI`), Azure's arguments go, the target's address and key
come in, and the import follows. LangChain's deployment becomes its model where it names none. For review:
deployment names stand where models are expected, and a key or a token provider may come from somewhere else.

Manual: other frameworks' Azure classes, clients made from a token provider, and constructions whose arguments
are not all seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.edit import make
from migrate.model import Applicability, Severity, Site, SiteKind, Span, Unknown
from migrate.rules import addresses, request
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
_CLASS = re.compile(r"\b(?:AsyncAzureOpenAI|AzureOpenAIEmbeddings|AzureOpenAI|AzureChatOpenAI)$")
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
    if ctx.target.id == "azure-openai":
        return
    changes = _changes(site, ctx) if site.sdk in ("azure-openai", "langchain") else ()
    todo = "Check the key, and that every model named in calls through this client is a model and not a deployment."
    if not changes:
        todo = (
            f"Construct the plain client instead, with base_url {addresses.target_url(ctx)} and the key from "
            f"{addresses.key_variable(ctx)}, and without endpoint, version and deployment."
        )
        if {arg.name for arg in site.args} & _TOKENS:
            todo += f" The token provider goes too: {addresses.receiver(ctx)} takes a key only."
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
    source = ctx.read(site.path)
    if source is None or site.args_span is None or site.language not in ("python", "typescript") or site.open_args:
        return ()
    names = {arg.name for arg in site.args}
    if names & _TOKENS or (site.language == "typescript" and site.arg("configuration") is not None):
        return ()
    head = source.data[site.span.start : site.args_span.start].decode("utf-8", "replace").rstrip("({ \t\r\n")
    found = _CLASS.search(head)
    if found is None:
        return ()
    plain = _PLAIN[found[0]]
    start = site.span.start + len(head[: found.start()].encode())
    changes: list[Change] = [SetCode(Span(start, start + len(found[0].encode())), plain)]
    if "." not in head[: found.start()]:
        imported = _import(source.data, found[0], plain, site)
        if imported is None:
            return ()
        if imported[1]:
            changes.append(Ready(make(source, *imported)))
    elif site.kind is SiteKind.FRAMEWORK:
        return ()
    return (*changes, *_arguments(site, ctx))


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
        elif arg.name in _AZURE and arg is not base:
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
    if key is None:
        changes.append(Add("apiKey" if script else "api_key", new))
    elif not isinstance(key.value, Unknown):  # a key the program picks itself (`next(self.keys)`) is its own affair
        changes.append(SetCode(key.value_span, new))
        if key.name.startswith("azure") and key.name_span is not None:
            changes.append(Rename(key, "apiKey"))
    if not script and (key is None or not isinstance(key.value, Unknown)):
        changes.append(Import("os"))
    return changes


def _import(data: bytes, old: str, new: str, site: Site) -> tuple[Span, str] | None:
    """The edit of the statement that brings the class in; an empty text when the plain one is there already."""
    text = data.decode("utf-8", "surrogateescape")
    where = _FROM[site.language, site.kind]
    if site.language == "typescript":
        inside = r"[^{};]{0,1000}"
        named = rf"\{{({inside}?\b{old}\b(?!\s*(?:as\b|:)){inside})\}}[^;\n]{{0,40}}{where}"
        statement = re.search(named, text)
        at = re.compile(rf"\b{old}\b").search(text, statement.start(1)) if statement is not None else None
        there = re.search(rf"(?:import\s+{new}\b|[{{,]\s*{new}\s*[,}}])[^;\n]{{0,1000}}{where}", text)
    else:
        at = re.search(rf"{where}[^\n(]*?\b(?P<old>{old})\b(?!\s+as\b)", text)
        at = at or re.search(rf"{where}\([^)]*?\b(?P<old>{old})\b(?!\s+as\b)", text)
        there = re.search(rf"{where}(?:\([^)]*|[^\n]*)\b{new}\b", text)
    if at is None:
        return None
    end = len(text[: at.end()].encode("utf-8", "surrogateescape"))
    span = Span(end - len(old), end)
    if there is not None:
        return span, ""
    constructed = len(re.findall(rf"\b{old}\(", text))
    mentioned = len(re.findall(rf"\b{old}\b", text))
    return span, (new if mentioned == constructed + 1 else f"{old}, {new}")
