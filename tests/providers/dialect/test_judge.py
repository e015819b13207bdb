"""How verdicts are put: what is not known, which sentence, which evidence, and that they travel."""

from __future__ import annotations

import copy
import pickle
from dataclasses import replace

import pytest

from providers import catalog
from providers.dialect import UNKNOWN, Outcome, Unknown, adapt, judge, judge_request, thinking_of
from providers.errors import CatalogError


def test_unknown_is_one_object_through_pickle_and_copy() -> None:
    for twin in (pickle.loads(pickle.dumps(UNKNOWN)), copy.copy(UNKNOWN), copy.deepcopy([UNKNOWN])[0]):
        assert twin is UNKNOWN
    assert repr(UNKNOWN) == "UNKNOWN"
    assert isinstance(UNKNOWN, Unknown)


def test_verdicts_are_picklable() -> None:
    body = {"model": "glm-4.6", "messages": UNKNOWN, "temperature": 9, "user": "someone"}
    found = judge_request(catalog.load("zhipu"), body)
    assert pickle.loads(pickle.dumps(found)) == found


@pytest.mark.parametrize(
    ("vendor", "model", "parameter", "value", "sentence"),
    [
        ("zhipu", "glm-4.6", "temperature", 1.8,
         "Zhipu GLM (glm-4.6) refuses temperature 1.8: it takes 0 to 1."),
        ("zhipu", "glm-4.6", "temperature", UNKNOWN,
         "Zhipu GLM (glm-4.6) and temperature: it takes 0 to 1, and the value is not known."),
        ("moonshot", "kimi-k2.6", "temperature", 0.7, "Moonshot Kimi (kimi-k2.6) refuses temperature 0.7: it takes only 1."),
        ("baichuan", None, "max_tokens", 4096, "Baichuan refuses max_tokens 4096: it takes 1 to 2048."),
        ("baichuan", "Baichuan4", "top_p", 1, "Baichuan (Baichuan4) refuses top_p 1: it takes 0 to below 1."),
        ("openai", "gpt-4o", "temperature", 0.2, "OpenAI (gpt-4o) accepts temperature."),
        ("baichuan", "Baichuan4", "n", 2, "Baichuan (Baichuan4) does not document n 2: Not in the API reference."),
        ("baidu", "ernie-5.1", "temperature", 0.5,
         "It is not established what Baidu Qianfan v2 (ernie-5.1) does with temperature 0.5: "
         "Supported; range on v2 is per model and was not confirmed."),
    ],
)  # fmt: skip
def test_a_sentence_names_vendor_model_and_range(
    vendor: str, model: str | None, parameter: str, value: object, sentence: str
) -> None:
    assert judge(catalog.load(vendor), model, parameter, value).message == sentence


def test_private_values_stay_out_of_sentences() -> None:
    body = {
        "model": "glm-4.6",
        "messages": [{"role": "user", "name": "s3cret", "content": "s3cret"}],
        "user": "s3cret",
        "stop": ["s3cret", "s3cret"],
        "metadata": {"s3cret": "s3cret"},
        "safety_identifier": "s3cret",
        "prompt_cache_key": "s3cret",
        "functions": ["s3cret"],
    }
    for vendor in catalog.ids():
        for verdict in judge_request(catalog.load(vendor), body):
            assert "s3cret" not in verdict.message


def test_hostile_names_are_escaped_in_sentences() -> None:
    verdict = judge(catalog.load("zhipu"), "glm\x1b[31m\u202e", "verbosity", "\x1b[2J")
    assert verdict.message.isprintable()


def test_a_refusal_for_all_models_needs_no_model() -> None:
    assert judge(catalog.load("zhipu"), None, "tool_choice_required").outcome is Outcome.REFUSED


def test_what_depends_on_the_model_is_unknown_without_one() -> None:
    verdict = judge(catalog.load("moonshot"), None, "tool_choice_required")
    assert verdict.outcome is Outcome.UNKNOWN
    assert "it depends on the model" in verdict.message
    assert "accepted for kimi-k3*" in verdict.message


def test_what_depends_on_the_mode_is_unknown_without_one() -> None:
    verdict = judge(catalog.load("openai"), "gpt-5.4", "temperature", 0.5)
    assert verdict.outcome is Outcome.UNKNOWN
    assert "it depends on the thinking mode" in verdict.message


def test_conflicts_between_sources_travel_with_the_verdict() -> None:
    evidence = judge(catalog.load("baichuan"), "Baichuan4", "max_tokens", 4096).evidence
    assert [c.claim for c in evidence.conflicts] == ["1 to 32000 (third-party proxy docs)"]
    assert evidence.trust == 1


def test_the_case_of_a_model_id_does_not_matter() -> None:
    for model in ("baichuan-m3-plus", "BAICHUAN-M3-PLUS"):
        assert judge(catalog.load("baichuan"), model, "role_system", 0).outcome is Outcome.REFUSED


@pytest.mark.parametrize(
    ("vendor", "model", "body", "thinks"),
    [
        ("zhipu", "glm-5.3", {"thinking": {"type": "disabled"}}, True),
        ("zhipu", "glm-4.6", {}, True),
        ("zhipu", "glm-4.6", {"thinking": {"type": "disabled"}}, False),
        ("zhipu", "glm-4.6", {"enable_thinking": False}, False),
        ("zhipu", "glm-4.6", {"thinking": UNKNOWN}, None),
        ("zhipu", "glm-4.6", {"thinking": {"type": UNKNOWN}}, None),
        ("zhipu", "glm-4-plus", {"thinking": {"type": "enabled"}}, False),
        ("zhipu", None, {}, None),
        ("alibaba", "qwen-plus", {}, False),
        ("alibaba", "qwen-plus", {"enable_thinking": True}, True),
        ("alibaba", "qwen3-32b", {}, True),
        ("moonshot", "kimi-k2.6", {}, True),
        ("moonshot", "moonshot-v1-8k", {}, False),
        ("openai", "gpt-4o", {"reasoning_effort": "high"}, False),
        ("openai", "o3", {}, True),
        ("openai", "gpt-5.4", {}, None),
        ("openai", "gpt-5.4", {"reasoning_effort": "none"}, False),
        ("openai", "gpt-5.4", {"reasoning_effort": "low"}, True),
        ("openai", "gpt-5.4", {"reasoning_effort": UNKNOWN}, None),
        ("bytedance", "doubao-seed-1.6", {"thinking": {"type": "auto"}}, None),
        ("bytedance", "ep-20260101", {"thinking": {"type": "enabled"}}, True),
        ("minimax", "MiniMax-M2.7", {}, True),
    ],
)
def test_thinking_of(vendor: str, model: str | None, body: dict[str, object], thinks: bool | None) -> None:
    assert thinking_of(catalog.load(vendor), model, body) is thinks


def test_a_vendor_without_a_dialect_is_unknown_and_left_alone() -> None:
    bare = replace(catalog.load("zhipu"), dialect={})
    body = {"model": "m", "messages": [{"role": "developer", "content": "x"}], "temperature": 9, "thinking": {}}
    assert {v.outcome for v in judge_request(bare, body)} == {Outcome.UNKNOWN}
    assert adapt(bare, body).body is body
    assert thinking_of(bare, "m", {}) is None


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ({"parameters": {"n": {"status": "fine"}}}, "n: 'fine' is missing or not allowed"),
        ({"parameters": {"n": {}}}, "n: 'status' is missing"),
        ({"parameters": {"n": 5}}, "n: "),
        ({"parameters": {"n": {"status": "supported", "pattern": "("}}}, "n: "),
        ({"parameters": {"n": {"status": "renamed"}}}, "n: 'rename_to' is missing"),
        ({"combinations": [{"id": "x"}]}, "combinations: 'parameter' is missing"),
    ],
)
def test_a_broken_dialect_of_a_user_is_one_clear_line(section: dict[str, object], words: str) -> None:
    with pytest.raises(CatalogError, match="dialect of zhipu") as caught:
        judge(replace(catalog.load("zhipu"), dialect=section), "m", "n", 1)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
