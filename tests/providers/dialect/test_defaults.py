"""Parameters an app leaves out whose default differs at the target."""

from __future__ import annotations

from typing import Any

import pytest

from providers import catalog
from providers.dialect import Outcome, Remedy, judge_omitted

OPENAI = catalog.load("openai")
BODY: dict[str, Any] = {"model": "gpt-4o", "messages": [{"role": "user", "content": "hi"}]}


def omitted(vendor: str, model: str, **extra: Any) -> dict[str, tuple[Remedy, ...]]:
    found = judge_omitted(catalog.load(vendor), OPENAI, BODY | extra, model=model)
    assert {v.outcome for v in found} <= {Outcome.CHANGED}
    return {v.parameter: v.remedies for v in found}


def test_baichuan_is_colder_than_openai() -> None:
    found = judge_omitted(catalog.load("baichuan"), OPENAI, BODY, model="Baichuan4")
    temperature = next(v for v in found if v.parameter == "temperature")
    assert temperature.message == (
        "Baichuan (Baichuan4) uses temperature 0.3 when it is left out; OpenAI uses 1."
    )
    assert temperature.path == ("temperature",)
    assert temperature.evidence.key == "baichuan.dialect.temperature"
    (step,) = temperature.remedies
    assert (step.action, step.value, step.meaning_kept) == ("replace", 1, True)


def test_an_old_default_that_cannot_be_stated_is_kept_and_told() -> None:
    (step,) = omitted("baichuan", "Baichuan4")["top_p"]
    assert step.action == "keep"
    assert "1 cannot be set" in step.note


def test_what_is_written_has_no_default() -> None:
    assert omitted("baichuan", "Baichuan4", temperature=1, top_p=0.5) == {}
    assert set(omitted("baichuan", "Baichuan4", temperature=None)) == {"temperature", "top_p"}


@pytest.mark.parametrize(
    ("vendor", "model", "parameters"),
    [
        ("01ai", "yi-lightning", {"temperature", "top_p"}),
        ("stepfun", "step-1-8k", {"temperature", "top_p"}),
        ("bytedance", "doubao-1.5-pro-32k", {"top_p"}),
        ("moonshot", "moonshot-v1-8k", {"temperature"}),
        ("moonshot", "kimi-k2-0905-preview", {"temperature"}),
        ("moonshot", "kimi-k2.6", {"thinking_toggle"}),
        ("tencent", "hunyuan-lite", {"max_tokens"}),
        ("zhipu", "glm-4.6", {"thinking_toggle"}),
        ("zhipu", "glm-4-plus", set()),
        ("azure-openai", "gpt-4o", set()),
        ("openai", "gpt-4.1", set()),
    ],
)
def test_which_defaults_differ(vendor: str, model: str, parameters: set[str]) -> None:
    assert set(omitted(vendor, model)) == parameters


def test_a_default_limit_cuts_answers_that_had_none() -> None:
    (step,) = omitted("tencent", "hunyuan-lite")["max_tokens"]
    assert step.action == "manual"
    assert omitted("tencent", "hunyuan-lite", max_completion_tokens=9) == {}


def test_thinking_by_default_can_be_switched_off_as_it_was() -> None:
    (step,) = omitted("zhipu", "glm-4.6")["thinking_toggle"]
    assert (step.action, step.name, step.value, step.location) == (
        "move", "thinking", {"type": "disabled"}, "extra_body",
    )  # fmt: skip
    assert step.meaning_kept


def test_thinking_that_cannot_be_switched_off_is_told() -> None:
    (step,) = omitted("zhipu", "glm-5.3")["thinking_toggle"]
    assert step.action == "keep"


def test_an_app_that_switches_thinking_itself_is_not_told() -> None:
    assert omitted("zhipu", "glm-4.6", thinking={"type": "enabled"}) == {}
    assert omitted("zhipu", "glm-4.6", extra_body={"thinking": {"type": "disabled"}}) == {}


def test_a_model_that_thinks_today_may_go_on_thinking() -> None:
    assert judge_omitted(catalog.load("zhipu"), OPENAI, BODY | {"model": "o3"}, model="glm-4.6") == ()


def test_strict_by_default_at_moonshot() -> None:
    found = judge_omitted(
        catalog.load("moonshot"),
        OPENAI,
        BODY
        | {
            "tools": [
                {"type": "function", "function": {"name": "f", "strict": True}},
                {"type": "function", "function": {"name": "g"}},
            ],
            "response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": {}}},
        },
        model="moonshot-v1-8k",
    )
    strict = {v.path: v.remedies[0].value for v in found if "strict" in v.path}
    assert strict == {
        ("tools", 1, "function", "strict"): False,
        ("response_format", "json_schema", "strict"): False,
    }


def test_without_a_model_only_what_holds_for_all_is_said() -> None:
    found = judge_omitted(catalog.load("baichuan"), OPENAI, BODY)
    assert {v.parameter for v in found} == {"temperature", "top_p"}
    assert judge_omitted(catalog.load("moonshot"), OPENAI, BODY) == ()
