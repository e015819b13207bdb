"""`openai.OpenAI` and `openai.AsyncOpenAI` for one vendor each: real subclasses with five hooks.

Where the request and the answer are touched, and why there:

- `_build_request` changes the body. Everything that ends in an HTTP request goes through it, sync and
  async, `create`, `parse`, `stream` and the raw variants, after `extra_body` was collected and before
  anything is serialised; it is told the number of the try, so a change is reported once. A transport
  below would have to parse and serialise every body again, which costs more than the adaptation itself
  (`benchmarks/client.py` measures both), and could not tell a retry from another call; wrappers above
  would have to follow every method of the package.
- `_send_request` follows redirects itself and turns a failure inside HTTP 200 into the status it stands
  for, so that openai's own retry loop and exception classes apply.
- `_should_retry` and `_make_status_error` read the vendor's code.
- `_process_response_data` repairs a whole answer after it was parsed; `with_raw_response` therefore still
  shows the vendor's own bytes, and `.parse()` on it the repaired answer.
- `_process_response` puts `VendorStream` in place of `Stream[ChatCompletionChunk]`, because a stream may
  need a chunk more or less, which no hook on a single chunk can do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import httpx2
import openai
from openai import AsyncStream, Stream
from openai.types import CreateEmbeddingResponse
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from providers.client import completion, keys, redirects
from providers.client.errors import Translator, body_of
from providers.client.link import CHAT, EMBEDDINGS, Call, Link, asked
from providers.client.stream import AsyncVendorStream, Repair, VendorStream

_CALL = "migrate.call"
_SYNC, _VENDOR_SYNC = Stream[ChatCompletionChunk], VendorStream[ChatCompletionChunk]
_ASYNC, _VENDOR_ASYNC = AsyncStream[ChatCompletionChunk], AsyncVendorStream[ChatCompletionChunk]
_NOTHING = Call()


class _Vendor:
    """What both clients share. The methods are openai's hooks; see the module docstring."""

    _link: Link
    _translator: Translator
    _checked: str

    if TYPE_CHECKING:
        api_key: str
        base_url: httpx2.URL
        _client: Any

    def _connect(self, link: Link, arguments: Mapping[str, Any]) -> None:
        self._link = link
        self._translator = Translator(link.provider, link.behaviour, str(self.base_url))
        self._checked = self.api_key
        if link.provider.id == "openai":
            return
        # OpenAI's own variables are about OpenAI; nothing of them may reach another vendor.
        for name in ("organization", "project", "admin_api_key", "webhook_secret"):
            setattr(self, name, arguments.get(name))
        setattr(self, "_custom_headers", dict(arguments.get("default_headers") or {}))  # noqa: B010
        setattr(self, "_ambient_authorizations", frozenset())  # noqa: B010 - declared by openai's classes

    def _build_request(self, options: Any, *, retries_taken: int = 0) -> httpx2.Request:
        if self.api_key is not self._checked:
            self._checked = keys.check(self.api_key) if self.api_key else self.api_key
        path, body, call = options.url, options.json_data, None
        if path in (CHAT, EMBEDDINGS) and isinstance(body, Mapping):
            if options.extra_json:
                body = {**body, **options.extra_json}
            call = asked(path, body)
            options.json_data = self._link.outgoing(path, body, report=retries_taken == 0)
            options.extra_json = None
        request: httpx2.Request = super()._build_request(  # type: ignore[misc]
            options, retries_taken=retries_taken
        )
        if "://" in path or path.startswith("//"):
            redirects.guard(request, self.base_url, self._link.provider.id)
        if call is not None:
            request.extensions = {**request.extensions, _CALL: call}
        return request

    def _should_retry(self, response: httpx2.Response) -> bool:
        return self._translator.retryable(response) and super()._should_retry(response)  # type: ignore[misc]

    def _make_status_error(
        self,
        err_msg: str,  # noqa: ARG002 - openai's hook has it
        *,
        body: object,
        response: httpx2.Response,
    ) -> openai.APIStatusError:
        return self._translator.exception(response, body, secret=self.api_key)

    def _process_response_data(self, *, data: object, cast_to: Any, response: httpx2.Response) -> Any:
        if isinstance(data, dict):
            if cast_to is ChatCompletion:
                error = self._failure(data, response)
                if error is not None:
                    raise error
                data = completion.chat(data, self._link.behaviour, self._link.remembers)
            elif cast_to is CreateEmbeddingResponse:
                error = self._failure(data, response)
                if error is not None:
                    raise error
                call = response.request.extensions.get(_CALL, _NOTHING)
                data = completion.embeddings(data, call.encoding)
        return super()._process_response_data(  # type: ignore[misc]
            data=data, cast_to=cast_to, response=response
        )

    def _failure(self, data: object, response: httpx2.Response) -> openai.APIStatusError | None:
        """The exception for a failure that came with HTTP 200, whole or as an event of a stream."""
        found = self._translator.in_success(data)
        if found is None:
            return None
        return self._translator.exception(_with_status(response, found[0]), data, secret=self.api_key)

    def _stream_repair(self, response: httpx2.Response, options: Any) -> tuple[Repair, Any]:  # noqa: ARG002
        call = response.request.extensions.get(_CALL, _NOTHING)
        link = self._link
        repair = Repair(link.behaviour, include_usage=call.include_usage, memory=link.remembers)
        return repair, lambda data: self._failure(data, response)

    def _hides_failure(self, response: httpx2.Response, stream: bool) -> bool:
        """Whether an HTTP 200 has to be looked into before openai takes it for an answer."""
        if response.status_code != 200 or response.request.method != "POST":
            return False
        if stream:
            return "json" in response.headers.get("content-type", "")
        return self._link.behaviour.envelope == "base_resp"

    def _uncovered(self, response: httpx2.Response) -> httpx2.Response:
        found = self._translator.in_success(body_of(response))
        return response if found is None else _with_status(response, found[0])

    def _next(self, response: httpx2.Response, count: int) -> httpx2.Request | None:
        return redirects.following(response, count, secret=self.api_key, vendor=self._link.provider.id)


def _with_status(response: httpx2.Response, status: int) -> httpx2.Response:
    headers = [
        (n, v)
        for n, v in response.headers.multi_items()
        if n.lower() not in ("content-encoding", "content-length", "transfer-encoding")
    ]
    content = response.content if response.is_closed and hasattr(response, "_content") else b""
    return httpx2.Response(status, headers=headers, content=content, request=response.request)


class VendorOpenAI(_Vendor, openai.OpenAI):
    """An `openai.OpenAI` for one vendor; made by `providers.connect`."""

    def __init__(self, *, _link: Link, **arguments: Any) -> None:
        if isinstance(arguments.get("api_key"), str):
            arguments["api_key"] = keys.check(arguments["api_key"])
        super().__init__(**arguments)
        self._connect(_link, arguments)

    def _refresh_api_key(self) -> str:
        return keys.check(super()._refresh_api_key(), "the key that was provided")

    def _send_request(self, request: httpx2.Request, *, stream: bool, **kwargs: Any) -> httpx2.Response:
        follow = kwargs.pop("follow_redirects", None)
        follow = self._client.follow_redirects if follow is None else follow
        count = 0
        while True:
            response = super()._send_request(request, stream=stream, follow_redirects=False, **kwargs)
            following = self._next(response, count) if follow else None
            if following is None:
                break
            response.close()
            request, count = following, count + 1
        if response.status_code >= 400:
            response.read()
        elif self._hides_failure(response, stream):
            response.read()
            return self._uncovered(response)
        return response

    if not TYPE_CHECKING:  # the signatures stay openai's own

        def copy(self, *, _extra_kwargs=None, **changes):
            """A client of the same vendor with some options changed, as of `openai.OpenAI`."""
            return super().copy(_extra_kwargs={"_link": self._link, **(_extra_kwargs or {})}, **changes)

        with_options = copy

        def _process_response(self, *, stream_cls, **kwargs):
            chosen = _VENDOR_SYNC if stream_cls is not None and stream_cls == _SYNC else stream_cls
            return super()._process_response(stream_cls=chosen, **kwargs)


class AsyncVendorOpenAI(_Vendor, openai.AsyncOpenAI):
    """An `openai.AsyncOpenAI` for one vendor; made by `providers.connect_async`."""

    def __init__(self, *, _link: Link, **arguments: Any) -> None:
        if isinstance(arguments.get("api_key"), str):
            arguments["api_key"] = keys.check(arguments["api_key"])
        super().__init__(**arguments)
        self._connect(_link, arguments)

    async def _refresh_api_key(self) -> str:
        return keys.check(await super()._refresh_api_key(), "the key that was provided")

    async def _send_request(self, request: httpx2.Request, *, stream: bool, **kwargs: Any) -> httpx2.Response:
        follow = kwargs.pop("follow_redirects", None)
        follow = self._client.follow_redirects if follow is None else follow
        count = 0
        while True:
            response = await super()._send_request(request, stream=stream, follow_redirects=False, **kwargs)
            following = self._next(response, count) if follow else None
            if following is None:
                break
            await response.aclose()
            request, count = following, count + 1
        if response.status_code >= 400:
            await response.aread()
        elif self._hides_failure(response, stream):
            await response.aread()
            return self._uncovered(response)
        return response

    if not TYPE_CHECKING:  # the signatures stay openai's own

        def copy(self, *, _extra_kwargs=None, **changes):
            """A client of the same vendor with some options changed, as of `openai.OpenAI`."""
            return super().copy(_extra_kwargs={"_link": self._link, **(_extra_kwargs or {})}, **changes)

        with_options = copy

        async def _process_response(self, *, stream_cls, **kwargs):
            chosen = _VENDOR_ASYNC if stream_cls is not None and stream_cls == _ASYNC else stream_cls
            return await super()._process_response(stream_cls=chosen, **kwargs)
