"""What holds for every vendor, model and value, however odd."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from providers import catalog
from providers.dialect import PARAMETERS, UNKNOWN, Outcome, adapt, judge, judge_request, thinking_of

VENDORS = catalog.ids()
SETTINGS = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 300_000),
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from(["", "auto", "none", "required", "low", "medium", "xhigh", "END", "json", "x" * 40, "\u202e\x1b["]),
    st.text(max_size=6),
    st.just(UNKNOWN),
)
jsonish = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=8,
)

parts = st.one_of(
    st.builds(lambda t: {"type": "text", "text": t}, st.text(max_size=5)),
    st.sampled_from(
        [
            {"type": "image_url", "image_url": {"url": "https://example.com/a.png", "detail": "auto"}},
            {"type": "image_url", "image_url": {"url": "data:image/png;base64,aGk="}},
            {"type": "input_audio", "input_audio": {"data": "aGk=", "format": "wav"}},
            {"type": "file", "file": {"file_id": "f"}},
            {"type": "video_url", "video_url": {"url": "https://example.com/a.mp4"}},
        ]
    ),
)
calls = [{"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}}]
messages = st.lists(
    st.fixed_dictionaries(
        {
            "role": st.sampled_from(["system", "developer", "user", "assistant", "tool"]),
            "content": st.one_of(st.none(), st.text(max_size=8), st.lists(parts, max_size=3)),
        },
        optional={
            "name": st.just("ann"),
            "tool_calls": st.just(calls),
            "reasoning_content": st.just("so"),
            "partial": st.booleans(),
            "prefix": st.booleans(),
        },
    ),
    max_size=4,
)
number = st.one_of(st.integers(-3, 200_000), st.floats(-3, 3))
tools = st.lists(
    st.sampled_from(
        [
            {"type": "function", "function": {"name": "f", "strict": True}},
            {"type": "function", "function": {"name": "g"}},
            {"type": "web_search"},
        ]
    ),
    min_size=1,
    max_size=3,
)
schema = {"name": "x", "strict": True, "schema": {"type": "object"}}
bodies = st.fixed_dictionaries(
    {"messages": messages},
    optional={
        "temperature": st.one_of(st.just(0), number),
        "top_p": number,
        "n": st.integers(0, 9),
        "stop": st.one_of(st.text(max_size=50), st.lists(st.text(max_size=30), max_size=20)),
        "presence_penalty": number,
        "frequency_penalty": number,
        "logit_bias": st.just({"1": 5}),
        "logprobs": st.booleans(),
        "top_logprobs": st.integers(-1, 30),
        "seed": st.integers(-1, 20_000),
        "user": st.text(max_size=8),
        "max_tokens": st.integers(-1, 500_000),
        "max_completion_tokens": st.integers(-1, 500_000),
        "response_format": st.sampled_from(
            [{"type": "text"}, {"type": "json_object"}, {"type": "json_schema", "json_schema": schema}]
        ),
        "tools": tools,
        "tool_choice": st.sampled_from(["none", "auto", "required", {"type": "function", "function": {"name": "f"}}]),
        "parallel_tool_calls": st.booleans(),
        "functions": st.just([{"name": "f"}]),
        "function_call": st.just("auto"),
        "stream": st.booleans(),
        "stream_options": st.just({"include_usage": True}),
        "reasoning_effort": st.sampled_from(["none", "minimal", "low", "medium", "high", "xhigh", "max"]),
        "thinking": st.sampled_from([{"type": t} for t in ("enabled", "disabled", "adaptive", "auto")]),
        "enable_thinking": st.booleans(),
        "thinking_budget": st.integers(0, 50_000),
        "web_search_options": st.just({}),
        "metadata": st.just({"a": "b"}),
        "service_tier": st.sampled_from(["auto", "default", "flex", "priority"]),
        "safety_identifier": st.text(max_size=5),
        "verbosity": st.just("low"),
    },
)


def chat_models(vendor: str) -> list[str]:
    return [m.id for m in catalog.load(vendor).models.values() if m.kind == "chat"] + ["something-else"]


@pytest.mark.parametrize("vendor", VENDORS)
@SETTINGS
@given(data=st.data(), value=jsonish)
def test_judging_never_raises_and_always_gives_a_sentence(vendor: str, data: st.DataObject, value: Any) -> None:
    parameter = data.draw(st.sampled_from([*PARAMETERS, "do_sample", "user_id", "nonsense", "response_format"]))
    model = data.draw(st.sampled_from([None, *chat_models(vendor)]))
    verdict = judge(catalog.load(vendor), model, parameter, value, thinking=data.draw(st.sampled_from([None, True])))
    assert verdict.message.endswith(".")
    assert verdict.message.isprintable()
    assert verdict.outcome is not Outcome.ACCEPTED or not verdict.remedies


@pytest.mark.parametrize("vendor", VENDORS)
@SETTINGS
@given(body=st.dictionaries(st.sampled_from(["messages", "tools", "stop", "thinking", "stream_options", "x"]), jsonish))
def test_judging_and_adapting_any_body_never_raises(vendor: str, body: dict[str, Any]) -> None:
    provider = catalog.load(vendor)
    judge_request(provider, body)
    adapt(provider, body)


@pytest.mark.parametrize("vendor", VENDORS)
@SETTINGS
@given(data=st.data(), body=bodies)
def test_adapting_is_idempotent_deterministic_and_leaves_no_automatic_refusal(
    vendor: str, data: st.DataObject, body: dict[str, Any]
) -> None:
    provider = catalog.load(vendor)
    body = {"model": data.draw(st.sampled_from(chat_models(vendor))), **body}
    before = copy.deepcopy(body)
    adapted = adapt(provider, body)
    assert body == before
    assert adapted == adapt(provider, body)
    assert adapt(provider, adapted.body).changes == ()
    for verdict in judge_request(provider, adapted.body):
        assert not verdict.automatic, verdict
    json.dumps(adapted.body)


@pytest.mark.parametrize("vendor", VENDORS)
def test_an_unknown_value_is_refused_only_if_every_value_is(vendor: str) -> None:
    provider = catalog.load(vendor)
    tried = (0, 0.5, 0.7, 0.96, 1, 100, "low", "high", "enabled", "adaptive", "auto", "default", "sent", "user-1",
             True, False, [], ["a"], {}, [{"type": "function"}], "user", "safe_id", ["a", "b"], "text")  # fmt: skip
    for model in [None, *chat_models(vendor)]:
        for parameter in PARAMETERS:
            for mode in (True, False):
                if judge(provider, model, parameter, UNKNOWN, thinking=mode).outcome is not Outcome.REFUSED:
                    continue
                outcomes = {judge(provider, model, parameter, v, thinking=mode).outcome for v in tried}
                if parameter == "temperature_zero":
                    outcomes = {judge(provider, model, parameter, 0, thinking=mode).outcome}
                assert outcomes <= {Outcome.REFUSED}, (model, parameter, outcomes)


@pytest.mark.parametrize("vendor", VENDORS)
def test_thinking_of_agrees_with_the_catalogue(vendor: str) -> None:
    provider = catalog.load(vendor)
    for model in provider.models.values():
        if model.kind != "chat":
            continue
        told = thinking_of(provider, model.id, {})
        if model.capabilities.reasoning == "always":
            assert told is True, model.id
        if model.capabilities.reasoning == "none":
            assert told is False, model.id
