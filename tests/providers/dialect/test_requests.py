"""Whole requests as data: what is said of them and what `adapt` makes of them (`cases/requests.yaml`)."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from providers import catalog
from providers.dialect import UNKNOWN, Outcome, adapt, judge_request
from tests import yaml_file

CASES: list[dict[str, Any]] = yaml_file.load(Path(__file__).with_name("cases") / "requests.yaml")


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_request(case: dict[str, Any]) -> None:
    provider, body = catalog.load(case["vendor"]), case["body"]
    found = [v for v in judge_request(provider, body) if v.outcome is not Outcome.ACCEPTED]
    assert {v.parameter: v.outcome.value for v in found} == case["says"]

    before = copy.deepcopy(body)
    adapted = adapt(provider, body)
    assert body == before
    merged = {k: v for k, v in body.items() if k != "extra_body"} | body.get("extra_body", {})
    assert adapted.body == case.get("adapted", merged)
    assert bool(adapted.changes) == ("adapted" in case)
    left = [v.parameter for v in judge_request(provider, adapted.body) for r in v.remedies if r.action == "manual"]
    assert left == case.get("manual", [])


def test_a_change_says_what_where_and_why() -> None:
    body = {"model": "glm-4.6", "messages": [{"role": "user", "content": "hi"}], "temperature": 1.8}
    (change,) = adapt(catalog.load("zhipu"), body).changes
    assert (change.parameter, change.path, change.before, change.after) == ("temperature", ("temperature",), 1.8, 1)
    assert (change.action, change.meaning_kept) == ("clamp", False)
    assert change.evidence.key == "zhipu.dialect.temperature"
    assert change.message == "Zhipu GLM (glm-4.6) refuses temperature 1.8: it takes 0 to 1."


def test_unchanged_parts_are_shared_and_not_copied() -> None:
    messages = [{"role": "user", "content": "hi"}]
    adapted = adapt(catalog.load("zhipu"), {"model": "glm-4.6", "messages": messages, "temperature": 2})
    assert adapted.body["messages"] is messages


def test_a_request_that_fits_is_returned_as_it_is() -> None:
    body = {"model": "glm-4.6", "messages": [{"role": "user", "content": "hi"}]}
    assert adapt(catalog.load("zhipu"), body).body is body


def test_accepted_parameters_are_reported_once_each() -> None:
    body = {
        "model": "gpt-4o",
        "messages": [{"role": "system", "content": "a"}, {"role": "user", "content": "b"}] * 2,
        "temperature": 0.5,
        "max_tokens": 5,
    }
    found = judge_request(catalog.load("openai"), body)
    assert [v.parameter for v in found] == ["role_system", "temperature", "max_tokens"]
    assert {v.outcome for v in found} == {Outcome.ACCEPTED}


def test_values_that_are_not_known_are_said_to_be_so() -> None:
    body = {
        "model": "glm-4.6",
        "messages": UNKNOWN,
        "temperature": UNKNOWN,
        "tool_choice": UNKNOWN,
        "response_format": {"type": UNKNOWN},
        "stop": [UNKNOWN],
        "stream_options": {"include_usage": UNKNOWN},
    }
    outcomes = {v.path[0]: v.outcome for v in judge_request(catalog.load("zhipu"), body)}
    assert outcomes == {
        "temperature": Outcome.UNKNOWN,
        "tool_choice": Outcome.UNKNOWN,
        "response_format": Outcome.UNKNOWN,
        "stop": Outcome.ACCEPTED,
        "stream_options": Outcome.UNKNOWN,
        "messages": Outcome.UNKNOWN,  # system and assistant messages only, perhaps
    }


def test_an_unknown_prompt_may_lack_the_word_json() -> None:
    body = {"model": "qwen-plus", "messages": UNKNOWN, "response_format": {"type": "json_object"}}
    found = {v.parameter: v.outcome for v in judge_request(catalog.load("alibaba"), body)}
    assert found["response_format_json_object"] is Outcome.UNKNOWN


def test_an_unknown_number_of_answers_near_temperature_zero() -> None:
    body = {"model": "moonshot-v1-8k", "messages": [], "temperature": 0, "n": UNKNOWN}
    verdicts = [v for v in judge_request(catalog.load("moonshot"), body) if v.parameter == "n"]
    assert {v.outcome for v in verdicts} == {Outcome.UNKNOWN}
    assert any(v.evidence.key == "moonshot.dialect.combinations.n-with-temperature-near-zero" for v in verdicts)


def test_the_model_can_be_given_beside_the_body() -> None:
    body = {"model": "gpt-4o", "messages": [{"role": "user", "content": "hi"}], "temperature": 0.2}
    found = judge_request(catalog.load("moonshot"), body, model="kimi-k3")
    assert [v.outcome for v in found] == [Outcome.REFUSED]


def test_a_thinking_mode_given_beside_the_body_wins() -> None:
    body = {"model": "deepseek-v4-pro", "messages": [], "temperature": 0.2}
    deepseek = catalog.load("deepseek")
    assert judge_request(deepseek, body)[0].outcome is Outcome.IGNORED
    assert judge_request(deepseek, body, thinking=False)[0].outcome is Outcome.ACCEPTED
    assert adapt(deepseek, body | {"temperature": 9}, thinking=False).body["temperature"] == 2


def test_markers_of_the_openai_client_are_not_judged() -> None:
    from openai import NOT_GIVEN, omit

    body = {"model": "Baichuan4", "messages": [], "n": omit, "seed": NOT_GIVEN, "user": None}
    assert judge_request(catalog.load("baichuan"), body) == ()


def test_changing_an_adapted_request_does_not_change_the_next() -> None:
    schema = {"type": "json_schema", "json_schema": {"name": "x", "schema": {}}}
    body = {"model": "glm-4.6", "messages": [{"role": "user", "content": "hi"}], "response_format": schema}
    adapt(catalog.load("zhipu"), body).body["response_format"]["type"] = "spoiled"
    assert adapt(catalog.load("zhipu"), body).body["response_format"] == {"type": "json_object"}


def test_deep_nesting_is_no_trouble() -> None:
    deep: list[Any] = []
    for _ in range(50_000):
        deep = [deep]
    body = {
        "model": "deepseek-v4-pro",
        "messages": [{"role": "user", "content": deep}],
        "response_format": {"type": "json_object", "x": deep},
        "stop": deep,
        "tools": [deep],
        "metadata": deep,
        "thinking": {"type": deep},
    }
    for vendor in catalog.ids():
        judge_request(catalog.load(vendor), body)
        adapt(catalog.load(vendor), body)


def test_parts_with_an_unknown_text_may_mention_json() -> None:
    body = {"model": "qwen-plus", "response_format": {"type": "json_object"}}
    parts = [{"type": "text", "text": UNKNOWN}, {"type": "image_url", "image_url": {"url": "https://example.com/json"}}]
    for content, outcome in ((parts, "unknown"), (["JSON"], "accepted"), (parts[1:], "refused")):
        found = judge_request(catalog.load("alibaba"), body | {"messages": [{"role": "user", "content": content}]})
        worst = [v.outcome.value for v in found if v.parameter == "response_format_json_object"][-1]
        assert worst == outcome


def test_half_a_remedy_is_not_carried_out() -> None:
    body = {"model": "glm-4.6", "messages": [{"role": "user", "content": "hi"}], "response_format": dict}
    (verdict,) = [v for v in judge_request(catalog.load("zhipu"), body) if v.remedies]
    assert verdict.parameter == "response_format_json_schema"
    assert not verdict.automatic  # the schema of a class cannot be put into the prompt here
    assert adapt(catalog.load("zhipu"), body).changes == ()
