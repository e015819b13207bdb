from __future__ import annotations

import asyncio
from typing import Any

import openai
import pytest
from pydantic import BaseModel

import providers
from providers.dialect.types import Change
from providers.errors import AdaptationError

HI: list[Any] = [{"role": "user", "content": "hi"}]
CHUNKS = [
    {"id": "c", "created": 1, "model": "m", "choices": [{"index": 0, "delta": {"role": "assistant", "content": "o"}}]},
    {"id": "c", "created": 1, "model": "m", "choices": [{"index": 0, "delta": {"content": "k"}, "finish_reason": "stop"}]},
    "data: [DONE]",
]  # fmt: skip


class City(BaseModel):
    name: str


def test_a_change_is_reported_with_what_was_and_what_is(loopback, said, answer) -> None:
    server = loopback(said(body=answer()))
    seen: list[Change] = []
    with providers.connect("zhipu", api_key="k", base_url=server.url, on_adapt=seen.append) as client:
        client.chat.completions.create(model="glm-4.6", messages=HI, temperature=1.8)
    assert [(c.parameter, c.before, c.after) for c in seen] == [
        ("temperature", 1.8, server.got[0].body["temperature"])
    ]
    assert seen[0].evidence.sources


def test_a_request_that_fits_is_sent_as_it_was_written(loopback, said, answer) -> None:
    server = loopback(said(body=answer()))
    seen: list[Change] = []
    with providers.connect(
        "zhipu", api_key="k", base_url=server.url, on_adapt=seen.append, strict=True
    ) as client:
        client.chat.completions.create(
            model="glm-4.6", messages=HI, temperature=0.5, extra_body={"thinking": {"type": "enabled"}}
        )
    assert seen == []
    assert server.got[0].body == {
        "model": "glm-4.6", "messages": HI, "temperature": 0.5, "thinking": {"type": "enabled"},
    }  # fmt: skip


def test_strict_raises_before_anything_is_sent(loopback, said, answer) -> None:
    server = loopback(said(body=answer()))
    with (
        providers.connect("zhipu", api_key="k", base_url=server.url, strict=True) as client,
        pytest.raises(AdaptationError, match="temperature"),
    ):
        client.chat.completions.create(model="glm-4.6", messages=HI, temperature=1.8)
    assert server.got == []


def test_a_retry_sends_the_same_body_and_reports_once(loopback, said, answer) -> None:
    server = loopback(said(status=500, body={}), said(body=answer()))
    seen: list[Change] = []
    with providers.connect("zhipu", api_key="k", base_url=server.url, on_adapt=seen.append) as client:
        client.chat.completions.create(model="glm-4.6", messages=HI, temperature=1.8)
    assert server.got[0].body == server.got[1].body
    assert len(seen) == 1


def test_the_callers_objects_are_left_alone(loopback, said, answer) -> None:
    server = loopback(said(body=answer()))
    extra = {"temperature": 1.9, "own_field": {"a": 1}}
    messages = [{"role": "user", "content": "hi", "name": "bob"}]
    with providers.connect("zhipu", api_key="k", base_url=server.url) as client:
        client.chat.completions.create(model="glm-4.6", messages=messages, extra_body=extra)  # type: ignore[arg-type]
    assert extra == {"temperature": 1.9, "own_field": {"a": 1}}
    assert messages == [{"role": "user", "content": "hi", "name": "bob"}]
    assert server.got[0].body["temperature"] <= 1


@pytest.mark.parametrize("way", ["create", "stream", "helper", "parse", "raw", "streaming_response"])
def test_every_way_of_asking_is_adapted_and_answered(way: str, loopback, said, answer) -> None:
    streamed = way in ("stream", "helper")
    server = loopback(
        said(events=CHUNKS) if streamed else said(body=answer('{"name": "ok"}', finish="sensitive"))
    )
    with providers.connect("zhipu", api_key="k", base_url=server.url) as client:
        chat = client.chat.completions
        asked: Any = {"model": "glm-4.6", "messages": HI, "temperature": 1.8}
        if way == "create":
            assert chat.create(**asked).choices[0].finish_reason == "content_filter"
        elif way == "stream":
            assert (
                "".join(c.choices[0].delta.content or "" for c in chat.create(**asked, stream=True)) == "ok"
            )
        elif way == "helper":
            with chat.stream(**asked) as stream:
                assert stream.get_final_completion().choices[0].message.content == "ok"
        elif way == "parse":
            with pytest.raises(openai.ContentFilterFinishReasonError):
                chat.parse(**asked, response_format=City)
        elif way == "raw":
            raw = chat.with_raw_response.create(**asked)
            assert '"sensitive"' in raw.text
            assert raw.parse().choices[0].finish_reason == "content_filter"
        else:
            with chat.with_streaming_response.create(**asked) as response:
                assert response.parse().choices[0].finish_reason == "content_filter"
    assert server.got[0].body["temperature"] <= 1


def test_the_async_client_does_the_same(loopback, said, answer) -> None:
    server = loopback(said(body=answer(finish="sensitive")), said(events=CHUNKS))
    seen: list[str] = []

    async def run() -> list[str]:
        async with providers.connect_async(
            "zhipu", api_key="k", base_url=server.url, on_adapt=lambda c: seen.append(c.parameter)
        ) as client:
            made = await client.chat.completions.create(model="glm-4.6", messages=HI, temperature=1.8)
            stream = await client.chat.completions.create(
                model="glm-4.6", messages=HI, temperature=1.8, stream=True
            )
            return [str(made.choices[0].finish_reason)] + [
                c.choices[0].delta.content or "" async for c in stream
            ]

    assert asyncio.run(run()) == ["content_filter", "o", "k"]
    assert seen == ["temperature", "temperature"]
    assert all(g.body["temperature"] <= 1 for g in server.got)


def test_a_parsed_answer_is_an_object_of_the_given_class(loopback, said, answer) -> None:
    server = loopback(said(body=answer('{"name": "Paris"}')))
    with providers.connect("openai", api_key="k", base_url=server.url) as client:
        made = client.chat.completions.parse(model="gpt-4o", messages=HI, response_format=City)
    assert made.choices[0].message.parsed == City(name="Paris")


def test_another_vendors_model_is_replaced_only_when_a_model_was_given(loopback, said, answer) -> None:
    server = loopback(said(body=answer()))
    seen: list[Change] = []
    with providers.connect(
        "zhipu", api_key="k", base_url=server.url, model="glm-4.6", on_adapt=seen.append
    ) as client:
        for name in ("gpt-4o", "glm-4.5", "my-finetune-7"):
            client.chat.completions.create(model=name, messages=HI)
    assert [g.body["model"] for g in server.got] == ["glm-4.6", "glm-4.5", "my-finetune-7"]
    assert [(c.parameter, c.before, c.after) for c in seen] == [("model", "gpt-4o", "glm-4.6")]


@pytest.mark.parametrize("wanted", [None, "float", "base64"])
def test_embeddings_come_in_the_encoding_that_was_asked_for(wanted: str | None, loopback, said) -> None:
    vectors = [{"object": "embedding", "index": 0, "embedding": [0.5, -0.25]}]
    server = loopback(said(body={"object": "list", "data": vectors, "model": "e", "usage": {}}))
    asked: Any = {"model": "embedding-3", "input": "x"} | ({"encoding_format": wanted} if wanted else {})
    with providers.connect("zhipu", api_key="k", base_url=server.url) as client:
        got = client.embeddings.create(**asked).data[0].embedding
    assert got == ("AAAAPwAAgL4=" if wanted == "base64" else [0.5, -0.25])
    assert "encoding_format" not in server.got[0].body


def test_openais_own_embeddings_stay_as_they_are(loopback, said) -> None:
    vectors = [{"object": "embedding", "index": 0, "embedding": "AAAAPwAAgL4="}]
    server = loopback(said(body={"object": "list", "data": vectors, "model": "e", "usage": {}}))
    with providers.connect("openai", api_key="k", base_url=server.url) as client:
        got = client.embeddings.create(model="text-embedding-3-small", input="x")
    assert got.data[0].embedding == [0.5, -0.25]
    assert server.got[0].body["encoding_format"] == "base64"


def test_other_endpoints_pass_through(loopback, said) -> None:
    server = loopback(said(body={"object": "list", "data": [{"id": "m", "object": "model"}]}))
    with providers.connect("zhipu", api_key="k", base_url=server.url) as client:
        assert [m.id for m in client.models.list()] == ["m"]
    assert server.got[0].path == "/models"
