"""The request a call site sends, as far as it can be read, and the way back from a field to its source.

`body` is what the openai client would put into the JSON body (`extra_body` merged, as the client does),
with `UNKNOWN` where only the running program knows. `locate` finds the argument a field of it comes from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from migrate.model import Arg, DictValue, EnvRef, ListValue, Literal, Site, SiteKind, Unknown, Value

# Arguments of the client's methods that never reach the body.
TRANSPORT = frozenset(
    [
        "extra_headers",
        "extra_query",
        "extra_body",
        "timeout",
        "request_timeout",
        "max_retries",
        "headers",
        "api_key",
        "api_base",
        "api_type",
        "api_version",
        "organization",
        "project",
        "base_url",
        "http_client",
        "http_async_client",
        "default_headers",
        "default_query",
        "deployment_id",
        "callbacks",
        "callback_manager",
        "verbose",
        "cache",
        "streaming",
        "stream_usage",
        "model_kwargs",
        "openai_api_key",
        "openai_api_base",
        "openai_organization",
        "openai_proxy",
        "model_provider",
        "configurable_fields",
        "tags",
        "rate_limiter",
        "tiktoken_model_name",
        "check_embedding_ctx_length",
        "chunk_size",
        "show_progress_bar",
        "allowed_special",
        "deployment",
        "azure_endpoint",
        "azure_deployment",
        "client",
        "async_client",
        "text_format",
        "use_responses_api",
        "output_version",
        "disable_streaming",
        "include_response_headers",
        "name",
        "disabled_params",
        "root_client",
        "defaultHeaders",
        "defaultQuery",
        "maxRetries",
        "dangerouslyAllowBrowser",
        "httpAgent",
        "configuration",
    ]
)

# Other spellings of a body field, by frameworks and older SDKs.
SPELLINGS = {
    "model_name": "model",
    "engine": "model",
    "deployment_name": "model",
    "stop_sequences": "stop",
    "openai_api_key": "api_key",
    "openai_api_base": "base_url",
    "api_base": "base_url",
    "apiKey": "api_key",
    "openAIApiKey": "api_key",
    "baseURL": "base_url",
    "defaultHeaders": "default_headers",
    "apiBaseUrl": "base_url",
    "basePath": "base_url",
    "modelName": "model",
    "maxTokens": "max_tokens",
    "maxOutputTokens": "max_tokens",
    "topP": "top_p",
}

# What the client's `parse` sends for a class given as response_format.
_PARSED = {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": {"type": "object"}}}
# Haystack's become arguments of the SDK's method as they are, so that they have names of its own.
_OWN = "generation_kwargs"
_MERGED = ("extra_body", "model_kwargs", _OWN)  # dicts whose entries are fields of the body


def canonical(name: str) -> str:
    """The openai client's own name of an argument that may be spelled otherwise."""
    return SPELLINGS.get(name, name)


def find(site: Site, name: str) -> Arg | None:
    """The argument with that meaning, whatever its spelling; the last one wins, as at run time."""
    return next((a for a in reversed(site.args) if canonical(a.name) == name), None)


def literal(arg: Arg | None) -> Any:
    """The scalar an argument is known to have, or None."""
    return arg.value.value if arg is not None and isinstance(arg.value, Literal) else None


def text(arg: Arg | None) -> str | None:
    """The text an argument is known to have, or None."""
    value = literal(arg)
    return value if isinstance(value, str) else None


@dataclass(frozen=True, slots=True)
class Request:
    """The body and, for each of its top-level fields, the argument or dict entry it was read from."""

    body: Mapping[str, Any]
    fields: Mapping[str, Arg]
    extra: frozenset[str]  # fields that stand in extra_body or model_kwargs
    complete: bool  # False when more fields may be sent than are seen


def request(site: Site) -> Request:
    """Read the request off a site's arguments."""
    from providers import dialect

    body: dict[str, Any] = {}
    fields: dict[str, Arg] = {}
    extra: set[str] = set()
    complete = not site.open_args
    for arg in site.args:
        name = canonical(arg.name)
        if arg.name in TRANSPORT or name in ("api_key", "base_url") or _absent(arg.value):
            continue
        if site.kind is SiteKind.FRAMEWORK and (name not in dialect.CLIENT_FIELDS or name == "metadata"):
            continue  # the framework's own affair
        if site.kind is SiteKind.HTTP and arg.name in ("url", "host"):
            continue
        body[name] = _sent(arg)
        fields[name] = arg
    if site.api.endswith("completions.parse") and _is_class(fields.get("response_format")):
        body["response_format"] = _PARSED
    for holder in _MERGED:
        for arg in site.args:
            if arg.name != holder:
                continue
            if not isinstance(arg.value, DictValue):
                complete = complete and _absent(arg.value)
                continue
            complete = complete and arg.value.complete
            for entry in arg.value.entries:
                body[entry.name] = plain(entry.value)
                fields[entry.name] = entry
                if holder != _OWN:
                    extra.add(entry.name)
    return Request(body, fields, frozenset(extra), complete)


def _is_class(arg: Arg | None) -> bool:
    """True for what `parse` makes a strict schema of: anything that is not a dict."""
    return arg is not None and not isinstance(arg.value, DictValue | Literal)


def _sent(arg: Arg) -> Any:
    """A value as far as it is known; a list that is written elsewhere may have grown since."""
    from providers.dialect import UNKNOWN

    value = plain(arg.value)
    if isinstance(arg.value, ListValue) and arg.value.items and arg.value.complete:
        first, here = arg.value.items[0].span, arg.value_span
        if not (here.start <= first.start and first.end <= here.end):
            return [*value, UNKNOWN]
    return value


def locate(read: Request, path: tuple[str | int, ...]) -> Arg | None:
    """The argument, entry or item that a field of the body was read from; None when it has no place."""
    if not path:
        return None
    arg = read.fields.get(str(path[0]))
    for step in path[1:]:
        if arg is None:
            return None
        value = arg.value
        if isinstance(value, DictValue):
            arg = value.get(str(step))
        elif isinstance(value, ListValue):
            arg = next((i for i in value.items if i.name == str(step)), None)
        else:
            return None
    return arg


def has_place(arg: Arg) -> bool:
    """False when the value comes in from another file: its span is then that of the name that brings it in."""
    named = arg.name_span is not None  # JavaScript's `{ temperature }` is its own value
    return named or arg.span != arg.value_span or arg.name.isdigit() or isinstance(arg.value, ListValue | DictValue)


def plain(value: Value) -> Any:
    """A value as the JSON body would hold it; `UNKNOWN` for what cannot be read."""
    from providers.dialect import UNKNOWN

    if isinstance(value, Literal):
        return value.value
    if isinstance(value, ListValue):
        items = [plain(item.value) for item in value.items]
        return items if value.complete else [*items, UNKNOWN]
    if isinstance(value, DictValue):
        return {entry.name: plain(entry.value) for entry in value.entries}
    return UNKNOWN


def omitted(value: Value) -> bool:
    """True for the SDK's own sentinels of an argument that is not sent."""
    return isinstance(value, Unknown) and value.reason in ("omitted", "NOT_GIVEN", "omit", "not given")


def _absent(value: Value) -> bool:
    return omitted(value) or (isinstance(value, Literal) and value.value is None and value.origin is None)


def unknowns(site: Site) -> tuple[Arg, ...]:
    """Arguments of a site whose value could not be read, nor be taken from a variable's default."""
    return tuple(
        a
        for a in site.args
        if (isinstance(a.value, Unknown) and not omitted(a.value))
        or (isinstance(a.value, EnvRef) and a.value.default is None)
    )
