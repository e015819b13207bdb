from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import openai
import pytest

import providers
from migrate.verify.sandbox import Sandbox
from providers import behaviour, catalog, dialect
from providers.client.probe import cheapest
from providers.types import Lifecycle

HI: list[Any] = [{"role": "user", "content": "hi"}]
TOOL: Any = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}, "unit": {"enum": ["c", "f"]}},
            "required": ["city"],
        },
    },
}
EVERY = [v for v in catalog.ids() if cheapest(catalog.load(v))]


def model(vendor: str) -> str:
    name = cheapest(catalog.load(vendor))
    assert name is not None
    return name


def post(
    sandbox: Sandbox, path: str, body: Any, key: str | None = "test-key", method: str = "POST"
) -> tuple[int, Any]:
    link = http.client.HTTPConnection(urlsplit(sandbox.url).netloc, timeout=5)
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
    link.request(method, path, None if body is None else json.dumps(body), headers)
    response = link.getresponse()
    raw = response.read()
    link.close()
    return response.status, json.loads(raw) if raw[:1] in (b"{", b"[", b'"') else raw


@pytest.fixture(scope="module")
def zhipu() -> Iterator[Sandbox]:
    with Sandbox("zhipu") as sandbox:
        yield sandbox


def test_it_listens_on_the_loopback_interface_and_stops() -> None:
    with Sandbox("zhipu") as sandbox:
        assert sandbox.url.startswith("http://127.0.0.1:")
        url = urlsplit(sandbox.url)
    with pytest.raises(ConnectionRefusedError):
        http.client.HTTPConnection(url.netloc, timeout=2).request("GET", "/")


@pytest.mark.parametrize("vendor", EVERY)
def test_every_base_path_of_the_vendor_is_served(vendor: str) -> None:
    with Sandbox(vendor) as sandbox:
        for entry in catalog.load(vendor).base_urls:
            path = urlsplit(entry.url).path.rstrip("/").replace("{deployment}", "d")
            status, said = post(sandbox, f"{path}/chat/completions", {"model": model(vendor), "messages": HI})
            assert (status, said["choices"][0]["message"]["content"][-2:]) == (200, "hi"), path


@pytest.mark.parametrize("vendor", EVERY)
def test_a_plain_openai_client_gets_an_answer(vendor: str) -> None:
    with (
        Sandbox(vendor) as sandbox,
        openai.OpenAI(base_url=sandbox.base_url, api_key="test-key", max_retries=0) as client,
    ):
        made = client.chat.completions.create(model=model(vendor), messages=HI)
        assert made.choices[0].message.content is not None
        assert made.usage is not None
        assert made.usage.total_tokens == made.usage.prompt_tokens + made.usage.completion_tokens
        assert made.model == model(vendor)


@pytest.mark.parametrize("vendor", EVERY)
def test_it_refuses_exactly_what_the_dialect_refuses_and_takes_what_the_client_makes_of_it(
    vendor: str,
) -> None:
    provider = catalog.load(vendor)
    asked: Any = {
        "model": model(vendor), "messages": HI, "temperature": 2, "n": 9, "stop": ["a", "b", "c", "d", "e"],
        "tools": [TOOL], "tool_choice": "required", "logprobs": True, "seed": 7, "top_p": 0,
        "response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "object"}}},
    }  # fmt: skip
    with Sandbox(vendor) as sandbox:
        for name in asked.keys() - {"model", "messages"}:
            body = {"model": asked["model"], "messages": HI, name: asked[name]}
            if name == "tool_choice":
                body["tools"] = [TOOL]
            verdicts = dialect.judge_request(provider, body)
            refused = [v for v in verdicts if v.outcome is dialect.Outcome.REFUSED]
            post(sandbox, f"{urlsplit(sandbox.base_url).path}/chat/completions", body)
            seen = sandbox.requests[-1]
            assert bool(refused) == (seen.refused is not None), (name, seen.refused)
            adapted = dict(dialect.adapt(provider, body).body)
            left = [
                v for v in dialect.judge_request(provider, adapted) if v.outcome is dialect.Outcome.REFUSED
            ]
            if not left:
                post(sandbox, f"{urlsplit(sandbox.base_url).path}/chat/completions", adapted)
                assert sandbox.requests[-1].refused is None


def test_a_refusal_is_said_as_the_vendor_says_it(zhipu: Sandbox) -> None:
    path = "/api/paas/v4/chat/completions"
    status, said = post(
        zhipu, path, {"model": "glm-4.6", "messages": HI, "tools": [TOOL], "tool_choice": "required"}
    )
    assert status == 400
    assert said["error"]["code"] == "1210"
    assert set(said["error"]) == {"code", "message"}
    assert "required" in said["error"]["message"]


@pytest.mark.parametrize(
    ("vendor", "status", "shape"),
    [
        ("openai", 401, {"error": {"message": str, "type": str, "code": "invalid_api_key", "param": None}}),
        ("zhipu", 401, {"error": {"code": "1002", "message": str}}),
        ("moonshot", 401, {"error": {"type": "invalid_authentication_error", "message": str}}),
        ("minimax", 200, {"base_resp": {"status_code": 2049, "status_msg": str}}),
        ("siliconflow", 401, str),
        (
            "bytedance",
            401,
            {"error": {"code": "AuthenticationError", "message": str, "type": str, "param": None}},
        ),
        ("alibaba", 401, {"error": {"code": "invalid_api_key", "message": str, "type": str, "param": None}}),
    ],
)
def test_a_missing_or_wrong_key_is_refused_in_the_vendors_shape(vendor: str, status: int, shape: Any) -> None:
    with Sandbox(vendor) as sandbox:
        for key in (None, "wrong"):
            got = post(sandbox, f"{urlsplit(sandbox.base_url).path}/chat/completions", {"model": "m"}, key)
            assert got[0] == status
            assert _like(got[1], shape), got[1]


def _like(value: Any, shape: Any) -> bool:
    if isinstance(shape, dict):
        return (
            isinstance(value, dict)
            and value.keys() == shape.keys()
            and all(_like(value[k], s) for k, s in shape.items())
        )
    return isinstance(value, shape) if isinstance(shape, type) else bool(value == shape)


def test_which_key_is_accepted_can_be_chosen() -> None:
    body = {"model": "glm-4.6", "messages": HI}
    path = "/api/paas/v4/chat/completions"
    with Sandbox("zhipu", key="mine") as sandbox:
        assert post(sandbox, path, body, "mine")[0] == 200
        assert post(sandbox, path, body, "test-key")[0] == 401
    with Sandbox("zhipu", key=None) as sandbox:
        assert post(sandbox, path, body, "anything")[0] == 200
        assert post(sandbox, path, body, None)[0] == 401


def test_a_model_the_vendor_does_not_have_is_refused_unless_it_is_named(zhipu: Sandbox) -> None:
    path = "/api/paas/v4/chat/completions"
    status, said = post(zhipu, path, {"model": "gpt-4o", "messages": HI})
    assert (status, said["error"]["code"]) == (400, "1211")
    with Sandbox("zhipu", models=["gpt-4o"]) as sandbox:
        assert post(sandbox, path, {"model": "gpt-4o", "messages": HI})[0] == 200


def test_a_retired_model_is_refused_from_its_day_on() -> None:
    dated = [
        (v, m) for v in EVERY for m in catalog.load(v).models.values()
        if m.retires and m.kind == "chat" and m.status is not Lifecycle.RETIRED and v != "azure-openai"
    ]  # fmt: skip
    vendor, retiring = dated[0]
    day: date = retiring.retires  # type: ignore[assignment]
    for today, fine in ((day - timedelta(days=1), True), (day, False)):
        with Sandbox(vendor, today=today) as sandbox:
            body = {"model": retiring.id, "messages": HI}
            post(sandbox, f"{urlsplit(sandbox.base_url).path}/chat/completions", body)
            assert (sandbox.requests[0].refused is None) is fine


def test_endpoints_the_vendor_does_not_offer_are_not_found(zhipu: Sandbox) -> None:
    for path in (
        "/api/paas/v4/completions",
        "/v1/chat/completions",
        "/api/paas/v4/threads",
        "/",
        "/api/paas/v4",
    ):
        assert post(zhipu, path, {"model": "glm-4.6", "messages": HI})[0] == 404, path
    with Sandbox("deepseek") as sandbox:
        assert post(sandbox, "/embeddings", {"model": "x", "input": "y"})[0] == 404


def test_an_endpoint_that_is_not_acted_out_says_so(zhipu: Sandbox) -> None:
    status, said = post(zhipu, "/api/paas/v4/images/generations", {"model": "x", "prompt": "y"})
    assert status == 501
    assert "does not act out images_generations" in said["error"]["message"]


@pytest.mark.parametrize(
    "body", [None, [], "text", {}, {"model": "glm-4.6"}, {"model": "glm-4.6", "messages": []}]
)
def test_a_body_that_is_no_request_is_refused(body: Any, zhipu: Sandbox) -> None:
    assert post(zhipu, "/api/paas/v4/chat/completions", body)[0] == 400


def test_models_are_listed(zhipu: Sandbox) -> None:
    status, said = post(zhipu, "/api/paas/v4/models", None, method="GET")
    assert status == 200
    assert {"id": "glm-4.6", "object": "model", "owned_by": "zhipu"}.items() <= next(
        m for m in said["data"] if m["id"] == "glm-4.6"
    ).items()


def test_requests_are_kept_with_the_key_masked() -> None:
    with Sandbox("zhipu") as sandbox:
        post(sandbox, "/api/paas/v4/chat/completions?x=1", {"model": "glm-4.6", "messages": HI})
        post(sandbox, "/nowhere", {"a": 1}, "wrong-key")
    good, bad = sandbox.requests
    assert (good.method, good.path, good.status, good.refused) == (
        "POST",
        "/api/paas/v4/chat/completions",
        200,
        None,
    )
    assert good.body == {"model": "glm-4.6", "messages": HI}
    assert good.headers["Authorization"] == bad.headers["Authorization"] == "***"
    assert bad.status == 401
    assert "key" in (bad.refused or "")


# --- what it answers -------------------------------------------------------------------------------


def ask(sandbox: Sandbox, **more: Any) -> Any:
    body = {"model": "glm-4.6", "messages": HI, **more}
    return post(sandbox, "/api/paas/v4/chat/completions", body)[1]


def test_the_same_request_gets_the_same_answer(zhipu: Sandbox) -> None:
    assert ask(zhipu) == ask(zhipu)
    assert ask(zhipu)["id"] != ask(zhipu, temperature=0.5)["id"]
    assert ask(zhipu)["choices"][0]["message"]["content"] == "Sandbox answer to: hi"


def test_what_the_vendor_does_not_send_is_not_there(zhipu: Sandbox) -> None:
    assert ask(zhipu).keys() == {"id", "created", "model", "choices", "usage"}


def test_tools_are_called_until_their_result_is_there(zhipu: Sandbox) -> None:
    made = ask(zhipu, tools=[TOOL])["choices"][0]
    assert made["finish_reason"] == "tool_calls"
    [call] = made["message"]["tool_calls"]
    assert call["function"]["name"] == "get_weather"
    jsonschema.validate(json.loads(call["function"]["arguments"]), TOOL["function"]["parameters"])
    done = [*HI, made["message"], {"role": "tool", "tool_call_id": call["id"], "content": "21"}]
    after = ask(zhipu, messages=done, tools=[TOOL])["choices"][0]
    assert after["finish_reason"] == "stop"
    assert after["message"]["content"] == "Sandbox answer to: 21"


def test_the_tool_that_the_user_names_is_taken() -> None:
    other: Any = {"type": "function", "function": {"name": "get_time"}}
    with Sandbox("openai") as sandbox:
        path = "/v1/chat/completions"
        body = {
            "model": "gpt-4o",
            "messages": [{"role": "user", "content": "use get_time"}],
            "tools": [TOOL, other],
        }
        assert _called(post(sandbox, path, body)[1]) == "get_time"
        named = {"type": "function", "function": {"name": "get_weather"}}
        assert _called(post(sandbox, path, {**body, "tool_choice": named})[1]) == "get_weather"
        assert (
            "tool_calls"
            not in post(sandbox, path, {**body, "tool_choice": "none"})[1]["choices"][0]["message"]
        )


def _called(said: Any) -> str:
    return str(said["choices"][0]["message"]["tool_calls"][0]["function"]["name"])


def test_json_is_json_and_follows_what_the_prompt_shows(zhipu: Sandbox) -> None:
    mode = {"type": "json_object"}
    plain = json.loads(ask(zhipu, response_format=mode)["choices"][0]["message"]["content"])
    assert plain == {"answer": "hi"}
    shown: Any = [{"role": "system", "content": 'Answer like {"sentiment": "good", "score": 1}.'}, *HI]
    assert json.loads(ask(zhipu, messages=shown, response_format=mode)["choices"][0]["message"]["content"]) == {
        "sentiment": "good", "score": 1,
    }  # fmt: skip


SCHEMA = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "tags": {"type": "array", "items": {"type": "string"}}},
    "required": ["name", "tags"],
    "additionalProperties": False,
}


@pytest.mark.parametrize("vendor", ["openai", "zhipu", "baichuan"])
def test_a_json_schema_is_followed_also_where_it_became_part_of_the_prompt(vendor: str) -> None:
    wanted: Any = {"type": "json_schema", "json_schema": {"name": "x", "schema": SCHEMA, "strict": True}}
    with (
        Sandbox(vendor) as sandbox,
        providers.connect(vendor, api_key="test-key", base_url=sandbox.base_url) as client,
    ):
        made = client.chat.completions.create(model=model(vendor), messages=HI, response_format=wanted)
    jsonschema.validate(json.loads(made.choices[0].message.content or ""), SCHEMA)


def test_a_limit_cuts_the_answer_off(zhipu: Sandbox) -> None:
    made = ask(zhipu, max_tokens=2)
    assert made["choices"][0]["finish_reason"] == "length"
    assert made["usage"]["completion_tokens"] == 2
    assert made["choices"][0]["message"]["content"] == "Sandbox "


def test_several_choices_and_a_stop_text_where_the_vendor_takes_them() -> None:
    with Sandbox("openai") as sandbox:
        said = post(
            sandbox, "/v1/chat/completions", {"model": "gpt-4o", "messages": HI, "n": 2, "stop": " to"}
        )[1]
    assert [c["message"]["content"] for c in said["choices"]] == ["Sandbox answer"] * 2


@pytest.mark.parametrize("vendor", EVERY)
def test_thinking_is_told_where_the_vendor_tells_it(vendor: str) -> None:
    provider = catalog.load(vendor)
    field = behaviour.load(vendor).reasoning
    thinking = [
        m.id for m in provider.models.values()
        if m.kind == "chat" and m.status is Lifecycle.ACTIVE and m.capabilities.reasoning == "always"
    ]  # fmt: skip
    if field is None or not thinking:
        return
    with Sandbox(vendor) as sandbox:
        path = f"{urlsplit(sandbox.base_url).path}/chat/completions"
        message = post(sandbox, path, {"model": thinking[0], "messages": HI})[1]["choices"][0]["message"]
    told = message["content"] if field == "think_tags" else message[field]
    assert "sandbox has read" in told


@pytest.mark.parametrize("vendor", EVERY)
@pytest.mark.parametrize("wants_usage", [False, True])
def test_a_stream_says_the_same_as_a_whole_answer(vendor: str, wants_usage: bool) -> None:
    asked: Any = {"model": model(vendor), "messages": HI, "tools": [TOOL]}
    options: Any = {"stream_options": {"include_usage": True}} if wants_usage else {}
    with (
        Sandbox(vendor) as sandbox,
        providers.connect(vendor, api_key="test-key", base_url=sandbox.base_url) as client,
    ):
        whole = client.chat.completions.create(**asked).choices[0]
        chunks = list(client.chat.completions.create(**asked, **options, stream=True))
    parts = [p for c in chunks if c.choices for p in c.choices[0].delta.tool_calls or ()]
    assert {p.index for p in parts} == {0}
    assert parts[0].id
    assert [p.id for p in parts[1:]] == [None] * (len(parts) - 1)
    [call] = whole.message.tool_calls or []
    assert "".join(p.function.arguments or "" for p in parts if p.function) == call.function.arguments
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "tool_calls"
    given = [c for c in chunks if c.usage]
    assert all(not c.choices for c in given) if wants_usage else all(c.choices for c in chunks)


@pytest.mark.parametrize(
    ("vendor", "sign"),
    [
        ("zhipu", '"index": -1'),
        ("alibaba", '"index": null'),
        ("stepfun", '"role": ""'),
        ("deepseek", ": keep-alive"),
        ("moonshot", '"usage": {"prompt_tokens"'),
    ],
)
def test_a_raw_stream_has_the_vendors_habits(vendor: str, sign: str) -> None:
    with Sandbox(vendor) as sandbox:
        path = f"{urlsplit(sandbox.base_url).path}/chat/completions"
        body = {"model": model(vendor), "messages": HI, "tools": [TOOL], "stream": True}
        raw = post(sandbox, path, body)[1].decode()
    assert sign in raw
    assert raw.endswith("data: [DONE]\n\n")


def test_embeddings_have_the_models_own_length(zhipu: Sandbox) -> None:
    def dims(**more: Any) -> list[int]:
        said = post(zhipu, "/api/paas/v4/embeddings", {"model": "embedding-3", **more})[1]
        return [len(d["embedding"]) for d in said["data"]]

    known = catalog.load("zhipu").models["embedding-3"].capabilities.embedding_dims
    assert dims(input="a") == [known[0]]
    assert dims(input=["a", "b"], dimensions=256) == [256, 256]
    assert (
        post(zhipu, "/api/paas/v4/embeddings", {"model": "embedding-3", "input": "a", "dimensions": 99999})[0]
        == 400
    )
    assert post(zhipu, "/api/paas/v4/embeddings", {"model": "glm-4.6", "input": "a"})[0] == 400


def test_vectors_depend_on_the_text_alone_and_have_length_one(zhipu: Sandbox) -> None:
    said = post(zhipu, "/api/paas/v4/embeddings", {"model": "embedding-3", "input": ["a", "b", "a"]})[1]
    a, b, again = (d["embedding"] for d in said["data"])
    assert a == again != b
    assert abs(sum(x * x for x in a) - 1) < 1e-9


def test_many_at_once() -> None:
    from concurrent.futures import ThreadPoolExecutor

    with Sandbox("zhipu") as sandbox, ThreadPoolExecutor(8) as pool:
        got = list(
            pool.map(lambda i: ask(sandbox, messages=[{"role": "user", "content": str(i)}]), range(24))
        )
    assert [g["choices"][0]["message"]["content"] for g in got] == [
        f"Sandbox answer to: {i}" for i in range(24)
    ]
    assert len(sandbox.requests) == 24


def test_a_reader_that_leaves_early_does_no_harm(zhipu: Sandbox) -> None:
    with openai.OpenAI(base_url=zhipu.base_url, api_key="test-key") as client:
        stream = client.chat.completions.create(model="glm-4.6", messages=HI, stream=True)
        next(stream)
        stream.close()
    assert ask(zhipu)["choices"]


def test_it_runs_from_a_shell_and_prints_its_origin() -> None:
    command = [sys.executable, "-m", "migrate.verify.sandbox", "zhipu", "--model", "extra"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as ran:
        try:
            assert ran.stdout is not None
            origin = ran.stdout.readline().strip()
            link = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=5)
            body = json.dumps({"model": "extra", "messages": HI})
            link.request("POST", "/api/paas/v4/chat/completions", body, {"Authorization": "Bearer test-key"})
            assert link.getresponse().status == 200
            link.close()
        finally:
            ran.terminate()
            ran.wait(5)


@pytest.mark.parametrize(
    ("arguments", "said"), [(["zhipo"], "zhipu"), (["zhipu", "--region", "mars"], "known: cn")]
)
def test_a_wrong_name_is_one_line_and_exit_code_2(arguments: list[str], said: str) -> None:
    started = time.perf_counter()
    ran = subprocess.run(
        [sys.executable, "-m", "migrate.verify.sandbox", *arguments],
        capture_output=True,
        text=True,
        timeout=20,
    )
    assert ran.returncode == 2
    assert said in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1
    assert time.perf_counter() - started < 20
