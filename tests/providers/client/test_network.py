"""Timeouts, retries and connections that break, over real sockets."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import openai
import pytest

import providers

HI: list[Any] = [{"role": "user", "content": "hi"}]
SOON = {"retry-after-ms": "1"}


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503])
def test_what_may_pass_is_tried_again(status: int, loopback, said, answer) -> None:
    server = loopback(said(status=status, body={}, headers=SOON), said(body=answer()))
    with providers.connect("deepseek", api_key="k", base_url=server.url) as client:
        client.chat.completions.create(model="deepseek-chat", messages=HI)
    assert [g.headers["x-stainless-retry-count"] for g in server.got] == ["0", "1"]


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 422])
def test_what_will_not_pass_is_tried_once(status: int, loopback, said) -> None:
    server = loopback(said(status=status, body={"error": {"message": "no"}}, headers=SOON))
    with (
        providers.connect("deepseek", api_key="k", base_url=server.url) as client,
        pytest.raises(openai.APIStatusError),
    ):
        client.chat.completions.create(model="deepseek-chat", messages=HI)
    assert len(server.got) == 1


@pytest.mark.parametrize("stream", [False, True])
def test_arrears_are_not_tried_again_though_the_status_is_429(stream: bool, loopback, said) -> None:
    server = loopback(said(status=429, body={"error": {"code": "1113", "message": "余额不足"}}, headers=SOON))
    with (
        providers.connect("zhipu", api_key="k", base_url=server.url) as client,
        pytest.raises(openai.RateLimitError, match="top it up"),
    ):
        client.chat.completions.create(model="glm-4.6", messages=HI, stream=stream)
    assert len(server.got) == 1


def test_the_async_client_retries_and_gives_up_alike(loopback, said, answer) -> None:
    limited = said(status=429, body={"error": {"code": "1302", "message": "busy"}}, headers=SOON)
    arrears = said(status=429, body={"error": {"code": "1113", "message": "empty"}}, headers=SOON)
    server = loopback(limited, said(body=answer()), arrears)

    async def go() -> None:
        async with providers.connect_async("zhipu", api_key="k", base_url=server.url) as client:
            await client.chat.completions.create(model="glm-4.6", messages=HI)
            with pytest.raises(openai.RateLimitError):
                await client.chat.completions.create(model="glm-4.6", messages=HI)

    asyncio.run(go())
    assert len(server.got) == 3


def test_a_timeout_is_openais_and_retried_as_often_as_asked(loopback, said) -> None:
    server = loopback(said(wait=0.6, body={}))
    started = time.perf_counter()
    with (
        providers.connect("zhipu", api_key="k", base_url=server.url, timeout=0.1, max_retries=0) as client,
        pytest.raises(openai.APITimeoutError),
    ):
        client.chat.completions.create(model="glm-4.6", messages=HI)
    assert time.perf_counter() - started < 0.55
    assert len(server.got) == 1


def test_a_timeout_of_one_call_does_not_change_the_client(loopback, said, answer) -> None:
    server = loopback(said(wait=0.5, body={}), said(body=answer()))
    with providers.connect("zhipu", api_key="k", base_url=server.url, max_retries=0) as client:
        with pytest.raises(openai.APITimeoutError):
            client.chat.completions.create(model="glm-4.6", messages=HI, timeout=0.1)
        assert client.chat.completions.create(model="glm-4.6", messages=HI).choices[0].message.content == "ok"


def test_a_closed_port_is_a_connection_error(loopback, said) -> None:
    server = loopback(said(body={}))
    server.close()
    with (
        providers.connect("zhipu", api_key="sk-live-01", base_url=server.url, max_retries=0) as client,
        pytest.raises(openai.APIConnectionError) as caught,
    ):
        client.chat.completions.create(model="glm-4.6", messages=HI)
    assert "sk-live-01" not in str(caught.value)
    server.close = lambda: None
