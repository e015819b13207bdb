from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers import catalog, dialect
from providers.client.probe import cheapest
from providers.client.shortcut import Shortcut

message = st.one_of(
    st.fixed_dictionaries(
        {
            "role": st.sampled_from(["system", "developer", "user", "assistant"]),
            "content": st.sampled_from(["", "hi", "as json", "other"]),
        }
    ),
    st.fixed_dictionaries(
        {
            "role": st.just("assistant"),
            "content": st.none(),
            "tool_calls": st.just([{"id": "c", "type": "function"}]),
        },
        optional={"reasoning_content": st.sampled_from(["", "thought"]), "prefix": st.booleans()},
    ),
    st.just({"role": "tool", "tool_call_id": "c", "content": "42"}),
    st.just({"role": "user", "content": "hi", "name": "bob"}),
    st.just({"role": "user", "content": [{"type": "text", "text": "hi"}]}),
    st.just(
        {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://e.example/a.png"}}]}
    ),
)
body = st.fixed_dictionaries(
    {
        "model": st.sampled_from(["glm-4.6", "kimi-k2.6", "deepseek-chat", "qwen-plus", "unheard-of"]),
        "messages": st.lists(message, min_size=1, max_size=4),
    },
    optional={
        "temperature": st.sampled_from([0, 0.0, 0.5, 1, True, 1.8]),
        "n": st.sampled_from([1, 3]),
        "max_completion_tokens": st.just(10),
        "response_format": st.sampled_from([{"type": "json_object"}, {"type": "text"}]),
        "stop": st.sampled_from(["a", ["a", "b"], ["a"] * 6]),
        "tool_choice": st.sampled_from(["auto", "required", "none"]),
        "seed": st.just(3),
        "logit_bias": st.just({"50256": -100}),
        "user": st.sampled_from(["u", "u" * 80]),
    },
)


@pytest.mark.parametrize("vendor", ["zhipu", "moonshot", "deepseek", "alibaba", "minimax"])
@settings(max_examples=25, deadline=None)
@given(bodies=st.lists(body, min_size=2, max_size=6))
def test_the_answer_is_always_that_of_the_dialect(vendor: str, bodies: list[dict[str, Any]]) -> None:
    provider = catalog.load(vendor)
    shortcut = Shortcut(provider)
    for one in bodies * 2:
        plain, short = dialect.adapt(provider, one), shortcut.adapt(one)
        assert dict(short.body) == dict(plain.body)
        assert short.changes == plain.changes


CALLED = {"role": "assistant", "content": None, "tool_calls": [{"id": "c", "type": "function"}]}
SYSTEM, USER = {"role": "system", "content": "s"}, {"role": "user", "content": "u"}
MESSAGES: list[list[dict[str, Any]]] = [
    [USER],
    [SYSTEM, USER],
    [USER, SYSTEM],
    [SYSTEM, SYSTEM, USER],
    [SYSTEM],
    [{"role": "developer", "content": "s"}, USER],
    [{"role": "user", "content": "give me json"}],
    [{"role": "user", "content": ""}],
    [{"role": "user", "content": [{"type": "text", "text": "u"}]}],
    [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://e.example/a.png"}}]}],
    [{**USER, "name": "bob"}],
    [USER, {"role": "assistant", "content": "a"}],
    [USER, {"role": "assistant", "content": "a", "prefix": True}],
    [USER, {"role": "assistant", "content": "a", "partial": True}],
    [USER, {"role": "assistant", "content": "a", "prefix": False}],
    [USER, CALLED, {"role": "tool", "tool_call_id": "c", "content": "42"}],
    [USER, {**CALLED, "reasoning_content": "r"}, {"role": "tool", "tool_call_id": "c", "content": "42"}],
    [USER, {**CALLED, "reasoning_content": ""}],
]
PARAMETERS: list[dict[str, Any]] = [
    {},
    {"response_format": {"type": "json_object"}},
    {"temperature": 0, "n": 2},
    {"temperature": True},
    {"temperature": 1},
    {"temperature": 1.0, "top_p": 0},
    {"max_completion_tokens": 5, "stop": ["a"] * 9, "tool_choice": "required"},
]


@pytest.mark.parametrize("vendor", catalog.ids())
def test_requests_that_nearly_look_alike_are_told_apart(vendor: str) -> None:
    provider = catalog.load(vendor)
    model = cheapest(provider) or "m"
    thinking = [m.id for m in provider.models.values() if m.capabilities.reasoning == "always"][:1]
    for name in [model, *thinking]:
        bodies = [{"model": name, "messages": m, **p} for p in PARAMETERS for m in MESSAGES]
        for order in (bodies, bodies[::-1]):
            shortcut = Shortcut(provider)
            for one in order:
                plain, short = dialect.adapt(provider, one), shortcut.adapt(one)
                assert (dict(short.body), short.changes) == (dict(plain.body), plain.changes), one


def test_a_remembered_shape_is_not_judged_again(monkeypatch: pytest.MonkeyPatch) -> None:
    provider = catalog.load("zhipu")
    shortcut = Shortcut(provider)
    judged = []
    real = dialect.adapt
    monkeypatch.setattr(dialect, "adapt", lambda *a: judged.append(a) or real(*a))
    for text in ("one", "two", "three"):
        sent = shortcut.adapt(
            {"model": "glm-4.6", "temperature": 1.8, "messages": [{"role": "user", "content": text}]}
        )
        assert sent.body["messages"][0]["content"] == text
        assert sent.body["temperature"] <= 1
        assert sent.changes[0].parameter == "temperature"
    assert len(judged) == 1
    shortcut.adapt({"model": "glm-4.6", "temperature": 1.7, "messages": [{"role": "user", "content": "x"}]})
    assert len(judged) == 2


def test_memory_of_shapes_is_bounded() -> None:
    shortcut = Shortcut(catalog.load("zhipu"))
    for seed in range(600):
        shortcut.adapt(
            {"model": "glm-4.6", "max_tokens": seed + 1, "messages": [{"role": "user", "content": "x"}]}
        )
    assert len(shortcut._known) <= 256
