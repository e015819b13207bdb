"""Counts by the vendors' own endpoints, for who asks for them: the only part of counting that uses a network.

A key goes to its own vendor's host and nowhere else: redirects are not followed, and the address comes from the
catalogue.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from providers.client import address, keys
from providers.errors import MissingKeyError, ProviderError
from providers.tokens import requests
from providers.tokens.count import Count, table
from providers.types import Provider

_LARGEST = 100_000_000  # bytes of an answer; Ark sends the tokens with the count
_SAID = 200  # characters of an error that are shown


class OnlineError(ProviderError):
    """The endpoint could not be asked or did not answer with a count; one line, without the key."""


def endpoint_of(provider: Provider) -> Mapping[str, Any] | None:
    """What is known of the vendor's count endpoint; None when it has none."""
    return next((row for row in table()["online"] if row["provider"] == provider.id), None)


def count(
    messages: Sequence[requests.Message],
    provider: Provider,
    model: str,
    *,
    tools: requests.Tools = None,
    region: str | None = None,
    base_url: str | None = None,
    environ: Mapping[str, str] | None = None,
    timeout: float = 20.0,
) -> Count:
    """Prompt tokens as the vendor's endpoint counts them: label `api`.

    The key is the vendor's own variable's. `base_url` is for a gateway of your own; `timeout` is in seconds.
    OnlineError when there is no endpoint, no key, no answer or no count in it.
    """
    row = endpoint_of(provider)
    if row is None:
        raise OnlineError(f"{provider.id} has no count endpoint that is known")
    environ = os.environ if environ is None else environ
    body = _body(row, messages, tools, model)
    try:
        if "token" in row:
            url, headers, secrets = _baidu(row, provider, base_url, environ, timeout)
        else:
            key, _ = keys.find(provider, environ)
            url = _at_host(
                address.base_url(provider, region, base_url, environ), provider.endpoints["token_count"].path
            )
            headers, secrets = {"Authorization": f"Bearer {key}"}, (key,)
    except MissingKeyError as error:
        raise OnlineError(str(error)) from None
    answer = _post(url, body, headers, secrets, provider, timeout)
    value = _value(answer, row["answer"].split("."))
    if value is None:
        said = keys.mask(json.dumps(answer, ensure_ascii=False)[:_SAID], *secrets)
        raise OnlineError(f"{provider.id} answered without a count at {row['answer']}: {said}")
    left = () if row["sends"] in ("messages", "input") else ("the chat template: the endpoint counts texts",)
    if tools and not row.get("tools"):
        left = (*left, "tools: the endpoint does not take them")
    return Count(value, "api", 0.0, None, f"counted by {provider.name} ({row['source']})", left_out=left)


def _body(
    row: Mapping[str, Any], messages: Sequence[requests.Message], tools: requests.Tools, model: str
) -> dict[str, Any]:
    if row["sends"] == "messages":
        body: dict[str, Any] = {"model": model, "messages": list(messages)}
        if tools and row.get("tools"):
            body["tools"] = list(tools)
        return body
    if row["sends"] == "input":
        return {"model": model, "input": {"messages": list(messages)}}
    texts = requests.texts_of(messages)
    if row["sends"] == "text":
        return {"model": model, "text": texts}
    prompt = "\n".join(texts)
    if len(prompt) > row["longest"]:
        raise OnlineError(
            f"{row['provider']} counts at most {row['longest']:,} characters, this is {len(prompt):,}"
        )
    return {"model": model, "prompt": prompt}


def _at_host(base: str, path: str) -> str:
    parts = urlsplit(base)
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def _baidu(
    row: Mapping[str, Any],
    provider: Provider,
    base_url: str | None,
    environ: Mapping[str, str],
    timeout: float,
) -> tuple[str, dict[str, str], tuple[str, ...]]:
    """Baidu's old endpoint takes an access token that its own host gives for the account's two keys."""
    names = ("QIANFAN_AK", "QIANFAN_SK")
    found = [environ.get(name, "").strip() for name in names]
    if not all(found):
        raise OnlineError(f"no keys for {provider.name}'s count endpoint: set {' and '.join(names)}")
    access, secret = (
        keys.check(value, f"the value of {name}") for value, name in zip(found, names, strict=True)
    )
    token_url, url = row["token"], row["url"]
    if base_url is not None:
        token_url, url = (_at_host(base_url, urlsplit(one).path) for one in (token_url, url))
    form = urlencode({"grant_type": "client_credentials", "client_id": access, "client_secret": secret})
    answer = _post(f"{token_url}?{form}", {}, {}, (access, secret), provider, timeout)
    token = answer.get("access_token") if isinstance(answer, Mapping) else None
    if not isinstance(token, str) or not token:
        raise OnlineError(f"{provider.id} gave no access token for QIANFAN_AK and QIANFAN_SK")
    return f"{url}?{urlencode({'access_token': token})}", {}, (access, secret, token)


def _post(
    url: str,
    body: Mapping[str, Any],
    headers: Mapping[str, str],
    secrets: Sequence[str],
    provider: Provider,
    timeout: float,
) -> object:
    import urllib.error
    import urllib.request

    class Stay(urllib.request.HTTPRedirectHandler):
        """A redirect would take the key to another host."""

        def redirect_request(self, *_: Any) -> None:
            return None

    data = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    asked = urllib.request.Request(  # noqa: S310 - http or https: checked by address.base_url
        url,
        data,
        {"Content-Type": "application/json", "Accept": "application/json", **headers},
        method="POST",
    )
    try:
        with urllib.request.build_opener(Stay).open(asked, timeout=timeout) as response:
            text = response.read(_LARGEST)
    except urllib.error.HTTPError as error:
        said = keys.mask(_first(error.read(4_000)), *secrets)
        what = "redirects, which is not followed" if 300 <= error.code < 400 else f"answered {error.code}"
        raise OnlineError(f"{provider.id} {what}{': ' + said if said else ''}") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        host = urlsplit(url).netloc
        raise OnlineError(
            f"{provider.id} cannot be reached at {host}: {keys.mask(str(reason), *secrets)}"
        ) from None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise OnlineError(f"{provider.id} answered with something that is not JSON: {_first(text)}") from None


def _first(data: bytes) -> str:
    return " ".join(data.decode("utf-8", "replace").split())[:_SAID]


def _value(answer: object, path: Sequence[str]) -> int | None:
    if not path:
        return answer if isinstance(answer, int) and not isinstance(answer, bool) and answer >= 0 else None
    if path[0] == "*":
        found = [_value(item, path[1:]) for item in answer] if isinstance(answer, list) else []
        whole = [n for n in found if n is not None]
        return sum(whole) if found and len(whole) == len(found) else None
    return _value(answer.get(path[0]), path[1:]) if isinstance(answer, Mapping) else None
