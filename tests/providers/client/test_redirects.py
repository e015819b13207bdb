"""The key stays with its host: real servers, real redirects."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import httpx2
import openai
import pytest

import providers
from providers.client import redirects

KEY = "sk-live-0123456789abcdef"
HI: list[Any] = [{"role": "user", "content": "secret plans"}]


def ask(client: openai.OpenAI, **more: Any) -> Any:
    return client.chat.completions.create(model="glm-4.6", messages=HI, **more)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("stream", [False, True])
def test_a_call_is_never_sent_on_to_another_host(status: int, stream: bool, loopback, said, answer) -> None:
    other = loopback(said(body=answer()))
    first = loopback(said(status=status, headers={"Location": f"{other.url}/chat/completions"}))
    with (
        providers.connect("zhipu", api_key=KEY, base_url=first.url) as client,
        pytest.raises(openai.APIConnectionError, match="it was not sent there") as caught,
    ):
        ask(client, stream=stream)
    assert other.got == []
    assert len(first.got) == 1
    assert KEY not in str(caught.value)


def test_nor_by_the_async_client(loopback, said, answer) -> None:
    other = loopback(said(body=answer()))
    first = loopback(said(status=307, headers={"Location": f"{other.url}/chat/completions"}))

    async def go() -> None:
        async with providers.connect_async("zhipu", api_key=KEY, base_url=first.url) as client:
            await client.chat.completions.create(model="glm-4.6", messages=HI)

    with pytest.raises(openai.APIConnectionError, match="it was not sent there"):
        asyncio.run(go())
    assert other.got == []


def test_nor_when_the_caller_brings_a_client_of_its_own(loopback, said, answer) -> None:
    other = loopback(said(body=answer()))
    first = loopback(said(status=308, headers={"Location": f"{other.url}/x"}))
    with (
        httpx2.Client(follow_redirects=True) as own,
        providers.connect("zhipu", api_key=KEY, base_url=first.url, http_client=own) as client,
        pytest.raises(openai.APIConnectionError),
    ):
        ask(client)
    assert other.got == []


def test_a_client_of_the_older_http_package_works_alike(loopback, said, answer) -> None:
    other = loopback(said(body=answer()))
    first = loopback(
        said(body=answer(finish="sensitive")),
        said(status=401, body={"error": {"code": "1002", "message": f"bad {KEY}"}}),
        said(status=307, headers={"Location": f"{other.url}/x"}),
    )
    own: Any = httpx.Client(follow_redirects=True)
    with own, providers.connect("zhipu", api_key=KEY, base_url=first.url, http_client=own) as client:
        assert ask(client).choices[0].finish_reason == "content_filter"
        with pytest.raises(openai.AuthenticationError, match=r"bad \*\*\*"):
            ask(client)
        with pytest.raises(openai.APIConnectionError, match="it was not sent there"):
            ask(client)
    assert other.got == []


def test_a_download_elsewhere_is_followed_without_the_key_in_any_header(loopback, said) -> None:
    other = loopback(said(body=b"content"))
    first = loopback(said(status=302, headers={"Location": f"{other.url}/blob?signature=1"}))
    headers = {"X-Own-Key": KEY, "api-key": KEY, "X-Trace": "kept"}
    with providers.connect("zhipu", api_key=KEY, base_url=first.url, default_headers=headers) as client:
        assert client.files.content("f1").read() == b"content"
    assert first.got[0].headers["authorization"] == f"Bearer {KEY}"
    assert KEY not in str(other.got[0].headers)
    assert other.got[0].headers["x-trace"] == "kept"


@pytest.mark.parametrize("stream", [False, True])
def test_on_the_same_host_a_redirect_is_followed_with_body_and_key(
    stream: bool, loopback, said, answer
) -> None:
    def script(got: Any) -> Any:
        if got.path == "/chat/completions":
            return said(status=307, headers={"Location": "/v2/chat/completions"})
        return said(events=["data: [DONE]"]) if stream else said(body=answer())

    server = loopback(script)
    with providers.connect("zhipu", api_key=KEY, base_url=server.url) as client:
        made = ask(client, stream=stream)
        assert list(made) == [] if stream else made.choices[0].message.content == "ok"
    assert [g.path for g in server.got] == ["/chat/completions", "/v2/chat/completions"]
    assert server.got[1].headers["authorization"] == f"Bearer {KEY}"
    assert server.got[1].body["messages"] == HI


def test_a_circle_of_redirects_ends(loopback, said) -> None:
    server = loopback(said(status=307, headers={"Location": "/chat/completions"}))
    with (
        providers.connect("zhipu", api_key=KEY, base_url=server.url) as client,
        pytest.raises(openai.APIConnectionError, match="circle"),
    ):
        ask(client)
    assert len(server.got) == redirects.MAX_REDIRECTS + 1


def test_a_redirect_that_may_not_be_followed_is_an_error_with_its_status(loopback, said) -> None:
    server = loopback(said(status=307, headers={"Location": "/elsewhere"}))
    with (
        httpx2.Client(follow_redirects=False) as own,
        providers.connect("zhipu", api_key=KEY, base_url=server.url, http_client=own) as client,
        pytest.raises(openai.APIStatusError) as caught,
    ):
        ask(client)
    assert caught.value.status_code == 307
    assert len(server.got) == 1


def test_an_absolute_url_to_another_host_is_refused(loopback, said, answer) -> None:
    other = loopback(said(body=answer()))
    with (
        providers.connect("zhipu", api_key=KEY) as client,
        pytest.raises(openai.OpenAIError, match=r"refusing to send the zhipu key to 127\.0\.0\.1"),
    ):
        client.post(f"{other.url}/chat/completions", cast_to=object, body={"model": "m", "messages": HI})
    assert other.got == []


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("http://a.example/x", "https://a.example/x", True),
        ("https://a.example/x", "http://a.example/x", False),
        ("http://a.example/x", "https://b.example/x", False),
        ("http://a.example:8080/x", "https://a.example/x", False),
    ],
)
def test_only_the_same_host_over_tls_counts_as_an_upgrade(before: str, after: str, same: bool) -> None:
    assert redirects.upgraded(httpx2.URL(before), httpx2.URL(after)) is same
