"""Every vendor's request and response shape, against canned answers at the vendor's real address."""

from __future__ import annotations

import json
from typing import Any

import openai
import pytest
import respx

import providers
from providers import behaviour, catalog
from providers.behaviour import Kind
from providers.client import explain
from providers.client.clients import AsyncVendorOpenAI, VendorOpenAI

KEY = "sk-live-0123456789abcdef"
HI: list[Any] = [{"role": "user", "content": "hi"}]

# vendor -> (a model, the address it is asked at by default)
VENDORS: dict[str, tuple[str, str]] = {
    vendor: (model, catalog.load(vendor).base_url().url.replace("{resource}", "mine"))
    for vendor, model in {
        "openai": "gpt-4o",
        "azure-openai": "my-deployment",
        "zhipu": "glm-4.6",
        "moonshot": "kimi-k2.6",
        "baichuan": "Baichuan4-Air",
        "minimax": "MiniMax-M2",
        "baidu": "ernie-4.5-turbo-32k",
        "bytedance": "doubao-seed-1.6",
        "alibaba": "qwen-plus",
        "deepseek": "deepseek-chat",
        "tencent": "hunyuan-turbos-latest",
        "stepfun": "step-3.5-flash",
        "01ai": "yi-lightning",
        "siliconflow": "Qwen/Qwen3-8B",
    }.items()
}

# What the vendor sends and OpenAI does not, and what an application then sees.
ANSWERS: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    # vendor, fields of the choice, fields of the message, what is expected
    ("openai", {"finish_reason": "stop"}, {}, {"finish_reason": "stop"}),
    ("azure-openai", {"finish_reason": "content_filter"}, {}, {"finish_reason": "content_filter"}),
    ("zhipu", {"finish_reason": "sensitive"}, {}, {"finish_reason": "content_filter", "vendor": "sensitive"}),
    ("zhipu", {"finish_reason": "network_error"}, {}, {"finish_reason": "length", "vendor": "network_error"}),
    ("zhipu", {"finish_reason": "stop"}, {"reasoning_content": "why"}, {"reasoning": "why"}),
    ("moonshot", {"finish_reason": "stop"}, {"reasoning_content": "why"}, {"reasoning": "why"}),
    ("baichuan", {"finish_reason": "refuse_answer"}, {}, {"finish_reason": "content_filter"}),
    ("minimax", {"finish_reason": "stop"}, {"content": "<think>\nwhy\n</think>\n\nok"}, {"reasoning": "why"}),
    ("baidu", {"finish_reason": "normal", "flag": 0}, {}, {"finish_reason": "stop", "vendor": "normal"}),
    (
        "bytedance",
        {"finish_reason": "stop", "moderation_hit_type": "violence"},
        {},
        {"finish_reason": "stop"},
    ),
    ("alibaba", {"finish_reason": "stop"}, {"reasoning_content": "why"}, {"reasoning": "why"}),
    ("deepseek", {"finish_reason": "insufficient_system_resource"}, {}, {"finish_reason": "length"}),
    (
        "tencent",
        {"finish_reason": "sensitive"},
        {},
        {"finish_reason": "content_filter", "vendor": "sensitive"},
    ),
    ("stepfun", {"finish_reason": "stop"}, {"reasoning": "why"}, {"reasoning": "why"}),
    ("01ai", {"finish_reason": "content_filter_output"}, {}, {"finish_reason": "content_filter"}),
    ("siliconflow", {"finish_reason": "eos"}, {}, {"finish_reason": "stop", "vendor": "eos"}),
]

# vendor, HTTP status, body -> exception, code, kind
ERRORS: list[tuple[str, int, Any, type[openai.APIStatusError], str | None, Kind]] = [
    ("openai", 401, {"error": {"message": "no", "type": "t", "code": "invalid_api_key", "param": None}},
     openai.AuthenticationError, "invalid_api_key", Kind.AUTH),
    ("openai", 403, {"error": {"message": "no", "code": "unsupported_country_region_territory"}},
     openai.PermissionDeniedError, "unsupported_country_region_territory", Kind.REGION),
    ("openai", 429, {"error": {"message": "no", "code": "insufficient_quota", "type": "insufficient_quota"}},
     openai.RateLimitError, "insufficient_quota", Kind.BALANCE),
    ("azure-openai", 400, {"error": {"message": "no", "code": "content_filter", "innererror": {"code": "R"}}},
     openai.BadRequestError, "content_filter", Kind.CONTENT_FILTER),
    ("azure-openai", 404, {"error": {"message": "no", "code": "DeploymentNotFound"}},
     openai.NotFoundError, "DeploymentNotFound", Kind.MODEL),
    ("zhipu", 429, {"error": {"code": "1113", "message": "no"}}, openai.RateLimitError, "1113", Kind.BALANCE),
    ("zhipu", 429, {"error": {"code": "1302", "message": "no"}}, openai.RateLimitError, "1302", Kind.RATE_LIMIT),
    ("zhipu", 400, {"error": {"code": "1211", "message": "no"}}, openai.NotFoundError, "1211", Kind.MODEL),
    ("zhipu", 400, {"error": {"code": "1301", "message": "no"}}, openai.BadRequestError, "1301", Kind.CONTENT_FILTER),
    ("zhipu", 401, {"error": {"code": "1002", "message": "no"}}, openai.AuthenticationError, "1002", Kind.AUTH),
    ("zhipu", 434, {"error": {"code": "1220", "message": "no"}}, openai.PermissionDeniedError, "1220", Kind.PERMISSION),
    ("moonshot", 400, {"error": {"type": "content_filter", "message": "no"}},
     openai.BadRequestError, "content_filter", Kind.CONTENT_FILTER),
    ("moonshot", 403, {"error": {"type": "", "message": "no"}}, openai.RateLimitError, None, Kind.BALANCE),
    ("moonshot", 429, {"error": {"type": "engine_overloaded_error", "message": "no"}},
     openai.InternalServerError, "engine_overloaded_error", Kind.OVERLOADED),
    ("baichuan", 429, {"error": {"message": "insufficient account balance"}}, openai.RateLimitError, None, Kind.BALANCE),
    ("baichuan", 429, {"error": {"message": "slow down"}}, openai.RateLimitError, None, Kind.RATE_LIMIT),
    ("minimax", 200, {"base_resp": {"status_code": 1008, "status_msg": "insufficient balance"}},
     openai.RateLimitError, "1008", Kind.BALANCE),
    ("minimax", 200, {"choices": None, "base_resp": {"status_code": 1026, "status_msg": "sensitive"}},
     openai.BadRequestError, "1026", Kind.CONTENT_FILTER),
    ("minimax", 200, {"base_resp": {"status_code": 2049, "status_msg": "invalid api key"}},
     openai.AuthenticationError, "2049", Kind.AUTH),
    ("minimax", 422, {"error": {"message": "input new_sensitive (1026)"}},
     openai.BadRequestError, "1026", Kind.CONTENT_FILTER),
    ("baidu", 403, {"error": {"code": "system_unsafe", "message": "no", "type": "t"}, "id": "as-1"},
     openai.BadRequestError, "system_unsafe", Kind.CONTENT_FILTER),
    ("baidu", 401, {"error": {"code": "invalid_model", "message": "no"}}, openai.NotFoundError, "invalid_model", Kind.MODEL),
    ("bytedance", 403, {"error": {"code": "AccountOverdueError", "message": "no", "type": "Forbidden"}},
     openai.RateLimitError, "AccountOverdueError", Kind.BALANCE),
    ("bytedance", 400, {"error": {"code": "InputTextSensitiveContentDetected", "message": "no"}},
     openai.BadRequestError, "InputTextSensitiveContentDetected", Kind.CONTENT_FILTER),
    ("bytedance", 404, {"error": {"code": "InvalidEndpointOrModel.NotFound", "message": "no"}},
     openai.NotFoundError, "InvalidEndpointOrModel.NotFound", Kind.MODEL),
    ("alibaba", 400, {"error": {"code": "Arrearage", "message": "no", "type": "Arrearage"}},
     openai.RateLimitError, "Arrearage", Kind.BALANCE),
    ("alibaba", 400, {"code": "data_inspection_failed", "message": "no", "request_id": "r"},
     openai.BadRequestError, "data_inspection_failed", Kind.CONTENT_FILTER),
    ("alibaba", 429, {"error": {"code": "Throttling.AllocationQuota", "message": "no"}},
     openai.RateLimitError, "Throttling.AllocationQuota", Kind.QUOTA),
    ("deepseek", 402, {"error": {"message": "Insufficient Balance", "type": "unknown_error", "code": "x"}},
     openai.RateLimitError, "x", Kind.BALANCE),
    ("deepseek", 422, {"error": {"message": "no", "type": "t"}}, openai.UnprocessableEntityError, "t", Kind.BAD_REQUEST),
    ("tencent", 400, {"Response": {"Error": {"Code": "OperationDenied.TextIllegalDetected", "Message": "no"}}},
     openai.BadRequestError, "OperationDenied.TextIllegalDetected", Kind.CONTENT_FILTER),
    ("tencent", 403, {"error": {"type": "t", "code": "c", "message": "no", "source": "s", "request_id": "r"}},
     openai.PermissionDeniedError, "c", Kind.PERMISSION),
    ("stepfun", 451, {"error": {"message": "no", "type": "t"}}, openai.BadRequestError, "t", Kind.CONTENT_FILTER),
    ("stepfun", 402, {"error": {"message": "no", "type": "t"}}, openai.RateLimitError, "t", Kind.BALANCE),
    ("01ai", 529, {"error": {"message": "no"}}, openai.InternalServerError, None, Kind.OVERLOADED),
    ("siliconflow", 401, "Invalid token", openai.AuthenticationError, None, Kind.AUTH),
    ("siliconflow", 404, "404 page not found", openai.NotFoundError, None, Kind.MODEL),
    ("siliconflow", 400, {"code": 20012, "message": "no", "data": None}, openai.BadRequestError, "20012", Kind.BAD_REQUEST),
    ("siliconflow", 403, {"code": 30001, "message": "no", "data": None}, openai.RateLimitError, "30001", Kind.BALANCE),
    ("siliconflow", 429, {"message": "no", "data": None}, openai.RateLimitError, None, Kind.RATE_LIMIT),
]  # fmt: skip


def connected(vendor: str, **kwargs: Any) -> openai.OpenAI:
    base = VENDORS[vendor][1] if vendor == "azure-openai" else None
    return providers.connect(vendor, api_key=KEY, base_url=base, **kwargs)


def answered(choice: dict[str, Any], message: dict[str, Any]) -> dict[str, Any]:
    told = {"index": 0, "message": {"role": "assistant", "content": "ok", **message}, **choice}
    return {
        "id": "c",
        "created": 1,
        "model": "m",
        "choices": [told],
        "usage": {"prompt_tokens": 1, "total_tokens": 2},
    }


def test_every_vendor_of_the_catalogue_is_here() -> None:
    assert sorted(VENDORS) == sorted(catalog.ids())
    assert {a[0] for a in ANSWERS} == set(VENDORS)
    assert {e[0] for e in ERRORS} == set(VENDORS)


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_request_goes_to_the_vendors_address_with_its_key_and_a_body_it_takes(
    vendor: str, httpx2_mock: respx.Router
) -> None:
    model, base = VENDORS[vendor]
    route = httpx2_mock.post(f"{base}/chat/completions").respond(
        200, json=answered({"finish_reason": "stop"}, {})
    )
    with connected(vendor) as client:
        client.chat.completions.create(
            model=model,
            messages=HI,
            temperature=1.9,
            n=1,
            seed=1,
            max_completion_tokens=9,
            parallel_tool_calls=False,
        )
    request = route.calls.last.request
    assert request.headers["Authorization"] == f"Bearer {KEY}"
    from providers import dialect

    sent = json.loads(request.content)
    refused = [
        v for v in dialect.judge_request(catalog.load(vendor), sent) if v.outcome is dialect.Outcome.REFUSED
    ]
    assert [v for v in refused if any(r.automatic for r in v.remedies)] == []
    assert sent["messages"] == HI


@pytest.mark.parametrize(("vendor", "choice", "message", "expected"), ANSWERS)
def test_the_answer_looks_like_openais_and_keeps_what_the_vendor_said(
    vendor: str,
    choice: dict[str, Any],
    message: dict[str, Any],
    expected: dict[str, Any],
    httpx2_mock: respx.Router,
) -> None:
    model, base = VENDORS[vendor]
    httpx2_mock.post(f"{base}/chat/completions").respond(200, json=answered(choice, message))
    with connected(vendor) as client:
        made = client.chat.completions.create(model=model, messages=HI)
    got = made.choices[0]
    assert made.object == "chat.completion"
    assert got.message.content == "ok"
    assert got.finish_reason in {"stop", "length", "tool_calls", "content_filter", "function_call"}
    if "finish_reason" in expected:
        assert got.finish_reason == expected["finish_reason"]
    if "vendor" in expected:
        assert got.vendor_finish_reason == expected["vendor"]  # type: ignore[attr-defined]
    if "reasoning" in expected:
        assert got.message.reasoning_content == expected["reasoning"]  # type: ignore[attr-defined]
        assert got.message.model_dump()["reasoning_content"] == expected["reasoning"]
    for name in choice.keys() - {"finish_reason"}:
        assert getattr(got, name) == choice[name]


@pytest.mark.parametrize(("vendor", "status", "body", "expected", "code", "kind"), ERRORS)
def test_an_error_is_openais_class_with_the_vendors_code_and_a_hint(
    vendor: str,
    status: int,
    body: Any,
    expected: type[openai.APIStatusError],
    code: str | None,
    kind: Kind,
    httpx2_mock: respx.Router,
) -> None:
    model, base = VENDORS[vendor]
    httpx2_mock.post(f"{base}/chat/completions").respond(status, json=body)
    with connected(vendor, max_retries=0) as client, pytest.raises(openai.APIStatusError) as caught:
        client.chat.completions.create(model=model, messages=HI)
    error = caught.value
    assert type(error) is expected
    assert error.code == code
    told = explain(error)
    assert told is not None
    assert (told.provider, told.kind, told.code) == (vendor, kind, code)
    assert told.hint
    assert told.hint in str(error)
    assert vendor in str(error)
    if status != 200:
        assert error.status_code == status


@pytest.mark.parametrize(
    ("vendor", "status", "body"),
    [
        (v, s, b)
        for v, s, b, _, _, kind in ERRORS
        if kind not in behaviour.RETRYABLE and s in (200, 429, 401, 403, 529)
    ],
)
def test_what_a_second_try_cannot_cure_is_not_retried(
    vendor: str, status: int, body: Any, httpx2_mock: respx.Router
) -> None:
    model, base = VENDORS[vendor]
    route = httpx2_mock.post(f"{base}/chat/completions").respond(
        status, json=body, headers={"x-should-retry": "true"}
    )
    with connected(vendor, max_retries=3) as client, pytest.raises(openai.APIStatusError):
        client.chat.completions.create(model=model, messages=HI)
    assert route.call_count == 1


def test_a_rate_limit_inside_http_200_is_retried(httpx2_mock: respx.Router) -> None:
    model, base = VENDORS["minimax"]
    limited = {"base_resp": {"status_code": 1002, "status_msg": "rate limit"}}
    good = answered({"finish_reason": "stop"}, {}) | {"base_resp": {"status_code": 0, "status_msg": ""}}
    route = httpx2_mock.post(f"{base}/chat/completions")
    route.side_effect = [
        respx.models.httpx.Response(200, json=limited, headers={"retry-after-ms": "1"}),
        respx.models.httpx.Response(200, json=good),
    ]
    with connected("minimax") as client:
        assert client.chat.completions.create(model=model, messages=HI).choices[0].message.content == "ok"
    assert route.call_count == 2


def test_a_stream_that_is_answered_with_an_error_in_json_raises(httpx2_mock: respx.Router) -> None:
    model, base = VENDORS["minimax"]
    httpx2_mock.post(f"{base}/chat/completions").respond(
        200, json={"base_resp": {"status_code": 1004, "status_msg": "not authorized"}}
    )
    with connected("minimax") as client, pytest.raises(openai.AuthenticationError):
        client.chat.completions.create(model=model, messages=HI, stream=True)


@pytest.mark.parametrize(
    "body",
    [
        {"code": "Throttling", "message": "x", "request_id": "r"},
        {"error": {"code": "Throttling", "message": "x"}},
    ],
)
def test_a_failure_inside_http_200_is_never_an_answer(body: Any, httpx2_mock: respx.Router) -> None:
    model, base = VENDORS["alibaba"]
    httpx2_mock.post(f"{base}/chat/completions").respond(200, json=body)
    with connected("alibaba") as client, pytest.raises(openai.RateLimitError) as caught:
        client.chat.completions.create(model=model, messages=HI)
    assert (caught.value.status_code, caught.value.code) == (429, "Throttling")


@pytest.mark.parametrize(
    "body", [{"code": 0, "message": "ok"}, {"code": "200", "message": "ok"}, {"message": "hello"}]
)
def test_a_body_that_reports_no_failure_is_not_taken_for_one(body: Any, httpx2_mock: respx.Router) -> None:
    model, base = VENDORS["alibaba"]
    httpx2_mock.post(f"{base}/chat/completions").respond(200, json=body)
    with connected("alibaba") as client:
        assert client.chat.completions.create(model=model, messages=HI).choices == []


def test_a_key_the_vendor_repeats_is_masked(httpx2_mock: respx.Router) -> None:
    _, base = VENDORS["siliconflow"]
    httpx2_mock.post(f"{base}/chat/completions").respond(
        400, json={"code": f"no-{KEY}", "message": f"bad key {KEY}", "data": {"seen": [KEY]}}
    )
    with connected("siliconflow") as client, pytest.raises(openai.BadRequestError) as caught:
        client.chat.completions.create(model="m", messages=HI)
    shown = [str(caught.value), repr(caught.value), str(caught.value.body), str(caught.value.code)]
    assert KEY not in " ".join(shown) + repr(explain(caught.value))
    assert "bad key ***" in str(caught.value)


def test_a_refused_key_names_the_vendors_other_sites(httpx2_mock: respx.Router) -> None:
    _, base = VENDORS["moonshot"]
    httpx2_mock.post(f"{base}/chat/completions").respond(
        401, json={"error": {"message": "Invalid Authentication"}}
    )
    with connected("moonshot") as client, pytest.raises(openai.AuthenticationError) as caught:
        client.chat.completions.create(model="m", messages=HI)
    assert "intl (api.moonshot.ai)" in str(caught.value)
    assert "only on the site that made it" in str(caught.value)


def test_an_error_page_that_is_not_json_is_an_error_like_any_other(httpx2_mock: respx.Router) -> None:
    _, base = VENDORS["deepseek"]
    httpx2_mock.post(f"{base}/chat/completions").respond(502, html="<html>bad gateway</html>")
    with (
        connected("deepseek", max_retries=0) as client,
        pytest.raises(openai.InternalServerError, match="bad gateway"),
    ):
        client.chat.completions.create(model="m", messages=HI)


def test_usage_and_calls_are_where_openai_puts_them(httpx2_mock: respx.Router) -> None:
    _, base = VENDORS["moonshot"]
    call = {"type": "function", "function": {"name": "f", "arguments": {"a": 1}}}
    choice = {
        "finish_reason": "tool_calls",
        "message": {"content": None, "tool_calls": [call]},
        "usage": {"prompt_tokens": 8, "completion_tokens": 1, "total_tokens": 9, "cached_tokens": 5},
    }
    httpx2_mock.post(f"{base}/chat/completions").respond(
        200, json={"id": "c", "created": 1, "choices": [choice]}
    )
    with connected("moonshot") as client:
        made = client.chat.completions.create(model="kimi-k2.6", messages=HI)
    assert made.usage is not None
    assert made.usage.total_tokens == 9
    assert made.usage.prompt_tokens_details is not None
    assert made.usage.prompt_tokens_details.cached_tokens == 5
    [got] = made.choices[0].message.tool_calls or []
    assert got.id.startswith("call_")
    assert got.type == "function"
    assert json.loads(got.function.arguments) == {"a": 1}
    assert made.choices[0].message.role == "assistant"


@pytest.mark.parametrize("base", [openai.OpenAI, openai.AsyncOpenAI])
def test_every_hook_is_one_that_openai_calls(base: type[Any]) -> None:
    ours = VendorOpenAI if base is openai.OpenAI else AsyncVendorOpenAI
    hooks = {n for cls in (ours, *ours.__bases__[:1]) for n in vars(cls) if n.startswith("_") and n[1] != "_"}
    own = {"_connect", "_failure", "_hides_failure", "_next", "_stream_repair", "_uncovered"}
    missing = {n for n in hooks - own if not hasattr(base, n) and callable(getattr(ours, n, None))}
    assert missing == set()
    assert {"_build_request", "_send_request", "_should_retry", "_process_response_data"} <= hooks
    assert hasattr(openai.Stream, "_iter_events")
    assert hasattr(openai.AsyncStream, "_iter_events")
