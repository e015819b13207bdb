"""Clients of Azure OpenAI.

What: `AzureOpenAI` and `AsyncAzureOpenAI`, with endpoint, API version and deployment.

Why: they build Azure's paths and headers, which no other vendor understands. Every other target is
reached with the plain client.

Edit: the class becomes `OpenAI` (or `AsyncOpenAI`), Azure's arguments go, the target's address and key
come in, and the import follows. For review: deployment names stand where models are expected, and a key
or a token provider may come from somewhere else.

Manual: frameworks' Azure classes, clients made from a token provider, and constructions whose arguments
are not all seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.model import Applicability, Severity, Site, SiteKind, Span, Unknown
from migrate.rules import addresses
from migrate.rules.api_key_variable import reference
from migrate.rules.base import Add, Change, Context, Draft, Drop, Import, SetCode, SetValue
from migrate.rules.base_url import code
from migrate.rules.parameters import written_here
from migrate.rules.stance import Stance

_AZURE = (
    "azure_endpoint", "azure_deployment", "api_version", "azure_ad_token", "azure_ad_token_provider", "base_url",
    "organization", "project",
)  # fmt: skip
_CLASS = re.compile(r"\b(Async)?AzureOpenAI$")


def check(site: Site, ctx: Context) -> Iterator[Draft]:
    """The construction of an Azure client."""
    if site.kind not in (SiteKind.CLIENT, SiteKind.FRAMEWORK) or ctx.code.stance(site) is not Stance.AZURE:
        return
    if ctx.target.id == "azure-openai":
        return
    changes = _changes(site, ctx) if site.kind is SiteKind.CLIENT and site.sdk != "openai<1" else ()
    todo = "Check the key, and that every model named in calls through this client is a model and not a deployment."
    if not changes:
        todo = (
            f"Construct the plain client instead, with base_url {addresses.target_url(ctx)} and the key from "
            f"{addresses.key_variable(ctx)}, and without endpoint, version and deployment."
        )
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
    if source is None or site.args_span is None or site.language != "python" or site.open_args:
        return ()
    if any(site.arg(name) is not None for name in ("azure_ad_token_provider", "azure_ad_token")):
        return ()
    head = source.data[site.span.start : site.args_span.start].decode("utf-8", "replace").rstrip("( \t\r\n")
    found = _CLASS.search(head)
    if found is None:
        return ()
    plain = f"{found[1] or ''}OpenAI"
    start = site.span.start + len(head[: found.start()].encode())
    changes: list[Change] = [SetCode(Span(start, start + len(found[0].encode())), plain)]
    if "." not in head[: found.start()]:
        imported = _import(source.data, found[0], plain)
        if imported is None:
            return ()
        if imported[1]:
            changes.append(SetCode(*imported))
    changes += [Drop(a) for a in site.args if a.name in _AZURE and a.name != "base_url"]
    key, base = site.arg("api_key"), site.arg("base_url")
    if base is not None:
        changes.append(SetValue(base.value_span, addresses.target_url(ctx)))
    elif written_here(site):
        changes.append(Add("base_url", code(site, addresses.target_url(ctx))))
    new = reference(site, addresses.key_variable(ctx))
    if key is None:
        changes.append(Add("api_key", new))
    elif isinstance(key.value, Unknown):  # a key the program picks itself (`next(self.keys)`): its own affair
        return tuple(changes)
    else:
        changes.append(SetCode(key.value_span, new))
    return (*changes, Import("os"))


def _import(data: bytes, old: str, new: str) -> tuple[Span, str] | None:
    """The edit of `from openai import AzureOpenAI`; an empty text when the plain class is there already."""
    text = data.decode("utf-8", "surrogateescape")
    statement = re.search(rf"from\s+openai\s+import\s+[^\n]*?\b{old}\b(?!\s+as\b)", text)
    if statement is None:
        statement = re.search(rf"from\s+openai\s+import\s*\([^)]*?\b{old}\b(?!\s+as\b)", text)
    if statement is None:
        return None
    end = len(text[: statement.end()].encode("utf-8", "surrogateescape"))
    span = Span(end - len(old), end)
    if re.search(rf"from\s+openai\s+import\s+(?:\([^)]*|[^\n]*)\b{new}\b", text):
        return span, ""
    constructed = len(re.findall(rf"\b{old}\(", text))
    mentioned = len(re.findall(rf"\b{old}\b", text))
    return span, (new if mentioned == constructed + 1 else f"{old}, {new}")
