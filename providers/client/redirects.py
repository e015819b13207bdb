"""Redirects without leaking: a key goes to the host it was given for and to no other.

The HTTP library strips `Authorization` when a redirect leaves the origin, but not other headers that hold
the key, and it sends the prompt along. So a redirect to another host is followed only for a download
(GET or HEAD), without any header that holds the key; a call with a body is never sent elsewhere.
"""

from __future__ import annotations

import httpx2
import openai

from providers.client import keys

MAX_REDIRECTS = 20


def origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    """Scheme, host and port, the port filled in."""
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme)


def upgraded(before: httpx2.URL, after: httpx2.URL) -> bool:
    """The same host, now over TLS on the default ports."""
    return origin(before) == ("http", after.host, 80) and origin(after) == ("https", before.host, 443)


def following(
    response: httpx2.Response, count: int, *, secret: str | None, vendor: str
) -> httpx2.Request | None:
    """The request that follows a redirect, or None when `response` is not one.

    openai.APIConnectionError when it would leave the host with a body, or after too many.
    """
    if not response.has_redirect_location or response.next_request is None:
        return None
    before, request = response.request, response.next_request
    if count >= MAX_REDIRECTS:
        raise openai.APIConnectionError(message=f"{vendor} redirects in a circle", request=before)
    if origin(before.url) == origin(request.url) or upgraded(before.url, request.url):
        return request
    if request.method not in ("GET", "HEAD") or before.method != request.method:
        target = keys.mask(f"{request.url.scheme}://{request.url.netloc.decode('ascii', 'replace')}", secret)
        raise openai.APIConnectionError(
            message=f"{vendor} redirects this call to {target}; it was not sent there, the key stays here",
            request=before,
        )
    for name in [n for n, v in request.headers.items() if n.lower() in _AUTH or (secret and secret in v)]:
        del request.headers[name]
    return request


_AUTH = frozenset(
    {"authorization", "api-key", "x-api-key", "openai-organization", "openai-project", "cookie"}
)


def guard(request: httpx2.Request, base_url: httpx2.URL, vendor: str) -> None:
    """Refuse to build an authenticated request for another host (an absolute URL given to `post`)."""
    if origin(request.url) != origin(base_url) and any(n in request.headers for n in _AUTH):
        raise openai.OpenAIError(
            f"refusing to send the {vendor} key to {request.url.host}: the client is for {base_url.host}"
        )
