"""Each export is recognised by what it has, and its figures are taken from where its own documents say they stand."""

import gzip
import json
import shutil
import subprocess
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from migrate.errors import UsageError
from migrate.traffic import files
from migrate.traffic.duck import recognise
from migrate.traffic.formats import parse_path
from migrate.traffic.model import Cuts
from migrate.traffic.rollup import rollup

START = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
EPOCH = int(START.timestamp())
HOURS = Cuts((100,), (), 60)
USAGE = {
    "prompt_tokens": 120, "completion_tokens": 30, "total_tokens": 150,
    "prompt_tokens_details": {"cached_tokens": 40}, "completion_tokens_details": {"reasoning_tokens": 20},
}  # fmt: skip
RESPONSES = {
    "input_tokens": 120, "output_tokens": 30, "total_tokens": 150,
    "input_tokens_details": {"cached_tokens": 40}, "output_tokens_details": {"reasoning_tokens": 20},
}  # fmt: skip


def attribute(key, value):
    return {"key": key, "value": {"intValue": str(value)} if isinstance(value, int) else {"stringValue": value}}


SPAN = {
    "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o", "gen_ai.usage.input_tokens": 120,
    "gen_ai.usage.output_tokens": 30, "gen_ai.usage.cache_read.input_tokens": 40,
}  # fmt: skip
LISTED = [attribute(key, value) for key, value in SPAN.items()]

# name -> (format, one record, dims asked for, expected dims, reasoning, tier)
RECORDS = {
    "flat": ("openai-requests", {"model": "gpt-4o", "timestamp": EPOCH, "app": "shop", "prompt_tokens": 120,
             "completion_tokens": 30, "cached_tokens": 40}, ("app",), ("shop",), None, None),
    "flat usage": ("openai-requests", {"ts": "2026-11-01T17:00:00+08:00", "model": "gpt-4o", "usage": USAGE,
                   "metadata": {"app": "shop"}, "service_tier": "flex"}, ("app",), ("shop",), True, "flex"),
    "request and response": ("openai-requests", {"request": {"model": "alias", "user": "ann", "messages": [{"role": "user"}]},
                             "response": {"model": "gpt-4o", "created": EPOCH, "usage": USAGE, "service_tier": "default"}},
                             ("user",), ("ann",), True, "default"),
    "responses api": ("openai-requests", {"response": {"model": "gpt-4o", "created_at": EPOCH + 0.5, "usage": RESPONSES}},
                      (), (), True, None),
    "response body as text": ("openai-requests", {"time": EPOCH * 1000, "response": json.dumps({"model": "gpt-4o", "usage": USAGE})},
                              (), (), True, None),
    "deepseek": ("openai-requests", {"created": EPOCH, "model": "gpt-4o", "usage": {"prompt_tokens": 120, "completion_tokens": 30,
                 "prompt_cache_hit_tokens": 40, "prompt_cache_miss_tokens": 80}}, (), (), None, None),
    "anthropic": ("openai-requests", {"created": EPOCH, "model": "gpt-4o", "usage": {"input_tokens": 80, "output_tokens": 30,
                  "cache_read_input_tokens": 40, "cache_creation_input_tokens": 0}}, (), (), None, None),
    "batch": ("openai-batch", {"id": "b", "custom_id": "c", "error": None, "response": {"status_code": 200, "request_id": "r",
              "body": {"model": "gpt-4o", "created": EPOCH, "usage": USAGE}}}, (), (), True, "batch"),
    "litellm": ("litellm", {"request_id": "r", "call_type": "acompletion", "api_key": "k", "spend": 0.25, "total_tokens": 150,
                "prompt_tokens": 120, "completion_tokens": 30, "startTime": "2026-11-01T09:00:00.123Z", "model": "gpt-4o",
                "metadata": {"additional_usage_values": {"prompt_tokens_details": {"cached_tokens": 40},
                "completion_tokens_details": {"reasoning_tokens": 20}}}, "cache_hit": "None", "team_id": "shop",
                "end_user": "", "user": "ann", "status": "success"}, ("team", "user"), ("shop", "ann"), True, None),
    "litellm with metadata as text": ("litellm", {"request_id": "r", "call_type": "completion", "prompt_tokens": 120,
                "completion_tokens": 30, "startTime": "2026-11-01 09:00:00", "model": "gpt-4o", "metadata":
                json.dumps({"additional_usage_values": {"cache_read_input_tokens": 40}})}, (), (), None, None),
    "langfuse": ("langfuse", {"id": "o", "traceId": "t", "type": "GENERATION", "startTime": "2026-11-01T09:00:00.000Z",
                 "name": "answer", "model": "gpt-4o", "inputUsage": 120, "outputUsage": 30, "totalUsage": 150, "userId": "ann",
                 "usageDetails": {"input": 80, "input_cached_tokens": 40, "output": 10, "output_reasoning_tokens": 20},
                 "totalCost": 0.25}, ("feature", "user"), ("answer", "ann"), True, None),
    "helicone": ("helicone", {"response_id": "r", "response_status": 200, "request_created_at": "2026-11-01T09:00:00Z",
                 "request_model": "gpt-4o", "prompt_tokens": 120, "completion_tokens": 30, "cost": 0.25,
                 "request_properties": {"App": "shop"}, "request_user_id": "ann"}, ("app", "user"), ("shop", "ann"), None, None),
    "apim": ("azure-apim", {"TimeGenerated": "2026-11-01T09:00:00Z", "CorrelationId": "c", "ModelName": "gpt-4o",
             "DeploymentName": "prod", "PromptTokens": 120, "CompletionTokens": 30, "TotalTokens": 150, "SequenceNumber": 0},
             ("deployment",), ("prod",), None, None),
    "azure gateway": ("azure-gateway", {"category": "GatewayLogs", "time": "2026-11-01T09:00:00.4465902Z", "properties": {
                      "apiId": "llm", "operationId": "ChatCompletions_Create", "responseCode": 200,
                      "backendResponseBody": json.dumps({"model": "gpt-4o", "created": EPOCH, "usage": USAGE}) + "\n"}},
                      ("api",), ("llm",), True, None),
    "azure gateway in log analytics": ("azure-gateway", {"TimeGenerated": "2026-11-01T09:00:00Z", "ResponseCode": 200, "ApiId": "llm",
                      "BackendResponseBody": json.dumps({"model": "gpt-4o", "usage": RESPONSES})}, ("app",), ("llm",), True, None),
    "otlp": ("otel", {"resourceSpans": [{"resource": {"attributes": [attribute("service.name", "shop")]}, "scopeSpans": [
             {"spans": [{"name": "chat gpt-4o", "startTimeUnixNano": f"{EPOCH}000000001", "attributes": LISTED}]}]}]},
             ("app",), ("shop",), None, None),
    "spans with listed attributes": ("otel", {"startTimeUnixNano": str(EPOCH * 10**9), "attributes": LISTED}, (), (), None, None),
    "spans with attributes as an object": ("otel", {"start_time": "2026-11-01T09:00:00.5Z", "attributes": SPAN,
             "resource": {"attributes": {"service.name": "shop"}}}, ("service",), ("shop",), None, None),
    "flattened spans": ("otel", {**SPAN, "start_time": "2026-11-01T09:00:00Z", "service.name": "shop"}, ("app",), ("shop",), None, None),
    "new-api": ("new-api", {"id": 1, "created_at": EPOCH, "type": 2, "model_name": "gpt-4o", "token_name": "shop", "quota": 125000,
                "prompt_tokens": 120, "completion_tokens": 30, "other": json.dumps({"cache_tokens": 40})},
                ("app",), ("shop",), None, None),
}  # fmt: skip
UNCACHED = {"helicone", "apim"}


def write(tmp_path, *records, name="log.jsonl"):
    path = tmp_path / name
    path.write_text("".join(r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) + "\n" for r in records))
    return str(path)


@pytest.mark.parametrize("name", RECORDS)
def test_every_shape_gives_the_same_figures(tmp_path, name):
    known, record, dims, values, thinking, tier = RECORDS[name]
    done = rollup(write(tmp_path, record), HOURS, dims=dims)
    assert (done.format, done.rows, done.damaged, done.excluded) == (known, 1, (), ())
    (group,) = done.groups
    assert (group.model, group.dims, group.start) == ("gpt-4o", values, START)
    assert (group.requests, group.prompt, group.completion) == (1, 120, 30)
    assert group.cached == (0 if name in UNCACHED else 40)
    assert (group.thinking, group.tier, group.reasoning) == (thinking, tier, 20 if thinking else 0)
    assert (group.prompt_min, group.prompt_max, group.completion_min, group.completion_max) == (120, 120, 30, 30)
    assert group.spend in (None, Decimal("0.25"))
    assert done.first.replace(microsecond=0) == done.last.replace(microsecond=0) == START


PAGE = {"object": "page", "has_more": False, "next_page": None, "data": [
    {"object": "bucket", "start_time": EPOCH, "end_time": EPOCH + 3600, "results": [
        {"object": "organization.usage.completions.result", "input_tokens": 1000, "output_tokens": 500,
         "input_cached_tokens": 800, "num_model_requests": 5, "project_id": "p", "model": "gpt-4o", "batch": True},
        {"object": "organization.usage.completions.result", "input_tokens": 10, "output_tokens": 5,
         "input_cached_tokens": 0, "num_model_requests": 1, "project_id": None, "model": None, "batch": None}]},
    {"object": "bucket", "start_time": EPOCH + 3600, "end_time": EPOCH + 7200, "results": []}]}  # fmt: skip


@pytest.mark.parametrize("layout", ["pretty", "lines", "array", "buckets"])
def test_openai_usage_pages_are_sums_and_say_so(tmp_path, layout):
    text = {
        "pretty": json.dumps(PAGE, indent=2),
        "lines": json.dumps(PAGE) + "\n",
        "array": json.dumps([PAGE]),
        "buckets": "".join(json.dumps(bucket) + "\n" for bucket in PAGE["data"]),
    }[layout]
    path = tmp_path / "usage.json"
    path.write_text(text)
    done = rollup(str(path), HOURS, dims=("project",))
    assert (done.format, done.aggregated, done.rows) == ("openai-usage", True, 2)
    assert [(g.model, g.tier, g.dims, g.requests, g.prompt, g.cached, g.completion) for g in done.groups] == [
        (None, None, (None,), 1, 10, 0, 5), ("gpt-4o", "batch", ("p",), 5, 1000, 800, 500),
    ]  # fmt: skip
    assert {(g.prompt_min, g.prompt_max, g.completion_max) for g in done.groups} == {(None, None, None)}


def test_openai_costs_are_amounts_without_tokens(tmp_path):
    results = [
        {"object": "organization.costs.result", "amount": {"value": value, "currency": currency}, "line_item": "gpt-4o, input",
         "project_id": None}
        for value, currency in [(0.06, "usd"), (0.1, "usd"), (5, "eur")]
    ]  # fmt: skip
    page = {"object": "page", "data": [{"object": "bucket", "start_time": EPOCH, "end_time": EPOCH + 86400, "results": results}]}
    done = rollup(write(tmp_path, page), Cuts())
    (group,) = done.groups
    assert (group.spend, group.requests, group.prompt, done.currency) == (Decimal("0.16"), 0, 0, "USD")
    assert done.excluded[0].rows == 1


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({**RECORDS["batch"][1], "response": {"status_code": 400, "body": {}}}, "failed request of the batch"),
        ({**RECORDS["litellm"][1], "status": "failure"}, "failed request"),
        ({**RECORDS["litellm"][1], "cache_hit": "True"}, "answered from the proxy's own cache"),
        ({**RECORDS["langfuse"][1], "type": "SPAN", "model": None}, "observation that is no model call"),
        ({**RECORDS["helicone"][1], "response_status": 429}, "failed request"),
        ({**RECORDS["apim"][1], "PromptTokens": 0, "CompletionTokens": 0}, "further part of a split entry (no token counts)"),
        ({**RECORDS["azure gateway"][1], "properties": {"responseCode": 400, "backendResponseBody": '{"error": {}}'}}, "failed request"),
        ({"start_time": "2026-11-01", "attributes": {"http.method": "GET"}}, "span that is no model call"),
        ({"start_time": "2026-11-01", "attributes": {**SPAN, "gen_ai.operation.name": "invoke_agent"}}, "span of an agent"),
    ],
)  # fmt: skip
def test_what_is_no_answered_request_is_excluded_and_counted(tmp_path, record, reason):
    good = next(r[1] for r in RECORDS.values() if r[0] == rollup_format(tmp_path, record))
    done = rollup(write(tmp_path, good if "attributes" not in record else RECORDS["spans with attributes as an object"][1], record), HOURS)
    assert sum(g.requests for g in done.groups) == 1
    ((only),) = done.excluded
    assert only.reason.startswith(reason)
    assert (only.rows, done.damaged) == (1, ())


def rollup_format(tmp_path, record):
    if "attributes" in record:
        return "otel"
    return recognise(files.Shard(write(tmp_path, record, name="probe.jsonl"), "json")).format.name


def test_embeddings_have_no_completion_and_are_no_damage(tmp_path):
    plain = {"model": "text-embedding-3-small", "created": EPOCH, "usage": {"prompt_tokens": 9, "total_tokens": 9}}
    done = rollup(write(tmp_path, plain), HOURS)
    assert (done.damaged, done.groups[0].completion) == ((), 0)
    span = {key: value for key, value in SPAN.items() if "output" not in key} | {"gen_ai.operation.name": "embeddings"}
    done = rollup(write(tmp_path, {"start_time": "2026-11-01T00:00:00Z", "attributes": span}), HOURS)
    assert (done.damaged, done.groups[0].completion) == ((), 0)


# --- damage --------------------------------------------------------------------------------------

GOOD = {"model": "m", "created": EPOCH, "usage": {"prompt_tokens": 9, "completion_tokens": 1}}


def usage(**changes):
    return {**GOOD, "usage": {**GOOD["usage"], **changes}}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"model": "m", "usa\n', "broken line"),
        ("[1, 2]\n", "broken line"),
        ("{}\n", "broken line"),
        ({**GOOD, "model": None}, "no model"),
        ({**GOOD, "model": ""}, "no model"),
        (usage(prompt_tokens=None), "no prompt tokens"),
        ({**GOOD, "usage": None}, "no prompt tokens"),
        (usage(completion_tokens=None), "no completion tokens"),
        (usage(prompt_tokens=-1), "negative"),
        (usage(prompt_tokens=2.5), "not a whole number"),
        (usage(prompt_tokens="nine"), "not a whole number"),
        (usage(prompt_tokens=True), "not a whole number"),
        (usage(prompt_tokens=10**12), "implausibly large"),
        (usage(prompt_tokens=10**30), "not a whole number"),
        (usage(prompt_tokens_details={"cached_tokens": 10}), "more cached tokens than prompt"),
        (usage(completion_tokens_details={"reasoning_tokens": 2}), "more reasoning tokens"),
        ({**GOOD, "created": "yesterday"}, "time cannot be read"),
        ({**GOOD, "created": 5}, "time cannot be read"),
        ({**GOOD, "created": None}, "no time"),
    ],
)
def test_a_damaged_record_is_counted_with_its_reason_and_its_line(tmp_path, line, reason):
    path = write(tmp_path, GOOD, "\n", GOOD, line, GOOD)
    done = rollup(path, HOURS)
    assert (done.rows, done.requests) == (4, 3)
    (damage,) = done.damaged
    assert reason in damage.reason
    assert (damage.rows, damage.example) == (1, f"{path}:4")


@pytest.mark.parametrize("value", [9, "9", 9.0, "9.0", " 9 "])
def test_a_whole_number_is_one_however_it_is_written(tmp_path, value):
    done = rollup(write(tmp_path, usage(prompt_tokens=value)), HOURS)
    assert (done.damaged, done.groups[0].prompt) == ((), 9)


def test_a_record_of_another_spelling_after_the_sample_is_not_lost(tmp_path):
    nested = {"response": {"model": "m", "created": EPOCH, "usage": RESPONSES}}
    done = rollup(write(tmp_path, *[GOOD] * 300, nested), HOURS)
    assert (done.requests, done.damaged) == (301, ())
    assert sum(g.cached for g in done.groups) == 40


def test_csv_lines_that_do_not_fit_are_counted(tmp_path):
    path = write(tmp_path, "model,prompt_tokens,completion_tokens,created\n", f"m,5,6,{EPOCH}\n", "m,5\n", f'"m",7,8,{EPOCH}\n', name="l.csv")
    done = rollup(path, HOURS)
    assert (done.rows, done.requests, sum(g.prompt for g in done.groups)) == (3, 2, 12)
    assert (done.damaged[0].rows, done.damaged[0].example) == (1, f"{path}:3")


def test_hostile_text_is_shown_escaped(tmp_path):
    done = rollup(write(tmp_path, "{\n", GOOD, name="evil\x1b[31m[a].jsonl"), HOURS)
    assert done.damaged[0].example == f"{tmp_path}/evil\\x1b[31m[a].jsonl:1"
    with pytest.raises(UsageError) as caught:
        rollup(write(tmp_path, {"\x1b[2J": 1}), HOURS)
    assert "\x1b" not in str(caught.value)


# --- times ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "naive"),
    [
        (EPOCH, False), (EPOCH * 1000, False), (EPOCH * 10**6, False), (EPOCH * 10**9 + 1, False), (str(EPOCH), False),
        (EPOCH + 0.75, False), ("2026-11-01T09:00:00Z", False), ("2026-11-01T17:00:00+08:00", False),
        ("2026-11-01 04:00:00-05:00", False), ("2026-11-01T09:59:59.999999Z", False), ("2026-11-01T09:00:00+0000", False),
        ("2026-11-01 09:00:00 UTC", False), ("2026-11-01T09:00:00", True), ("2026-11-01 09:00:00.123", True),
    ],
)  # fmt: skip
def test_times_are_put_into_their_utc_slot(tmp_path, written, naive):
    done = rollup(write(tmp_path, {**GOOD, "created": written}), HOURS)
    assert [(g.start, done.damaged) for g in done.groups] == [(START, ())]
    assert ("times without a zone are taken as UTC" in done.notes) is naive


def test_without_need_for_time_a_missing_one_is_no_damage(tmp_path):
    done = rollup(write(tmp_path, {**GOOD, "created": None}, GOOD), Cuts((), (), None))
    assert (done.requests, done.damaged, done.groups[0].start) == (2, (), None)


# --- packing, mapping, messages ------------------------------------------------------------------


def test_packed_logs_are_read(tmp_path):
    path = write(tmp_path, GOOD, "{broken\n")
    with gzip.open(f"{path}.gz", "wb") as handle, open(path, "rb") as plain:
        shutil.copyfileobj(plain, handle)
    done = rollup(f"{path}.gz", HOURS)
    assert (done.requests, done.damaged[0].example) == (1, f"{path}.gz:2")
    if shutil.which("zstd"):
        subprocess.run(["zstd", "-q", path], check=True)
        done = rollup(f"{path}.zst", HOURS)
        assert (done.requests, done.damaged[0].example) == (1, f"{path}.zst, record 2")


def test_the_reason_for_the_format_is_said(tmp_path):
    found = recognise(files.Shard(write(tmp_path, RECORDS["litellm"][1]), "json"))
    assert found.why == "1 of the first 1 records have request_id, call_type, prompt_tokens, completion_tokens, startTime"


def test_a_mapping_reads_what_no_table_knows(tmp_path):
    record = {"eng": {"id": "m"}, "in.tok": 5, "cost": {"out": "6"}, "who": "ann", "at": EPOCH}
    mapping = {"model": "eng.id", "prompt": '"in.tok"', "completion": "cost.out", "time": "at", "who": "who"}
    (group,) = rollup(write(tmp_path, record), HOURS, dims=("who", "day", "model"), mapping=mapping).groups
    assert (group.model, group.prompt, group.completion, group.dims) == ("m", 5, 6, ("ann", "2026-11-01", "m"))


def test_a_mapping_over_a_known_format_changes_only_what_it_names(tmp_path):
    record = {**RECORDS["helicone"][1], "prompt_cache_read_tokens": 40}
    done = rollup(write(tmp_path, record), HOURS, mapping={"cached": "prompt_cache_read_tokens"})
    assert (done.format, done.groups[0].cached, done.groups[0].prompt) == ("helicone", 40, 120)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"hello": 1, "world": 2}\n', "it has hello, world.*--map model=PATH"),
        ("", "the file is empty"),
        ("\x00\x01", "nothing at its beginning"),
    ],
)
def test_an_unknown_log_says_what_it_has_and_what_to_do(tmp_path, text, message):
    with pytest.raises(UsageError, match=message):
        rollup(write(tmp_path, text), HOURS)


@pytest.mark.parametrize("properties", [{"requestLength": 2, "responseLength": 113}, '{"requestLength":2,"responseLength":113}'])
def test_azures_request_log_has_no_tokens_and_says_so(tmp_path, properties):
    record = {"category": "RequestResponse", "time": "2026-11-01T09:00:00Z", "properties": properties}
    with pytest.raises(UsageError, match="no token counts; log tokens with API Management"):
        rollup(write(tmp_path, record), HOURS)
    exported = write(tmp_path, "Category,ResourceProvider,properties_s\nRequestResponse,X,{}\n", name="export.csv")
    with pytest.raises(UsageError, match="no token counts"):
        rollup(exported, HOURS)


def test_a_streamed_body_in_the_gateways_log_is_damage_not_nothing(tmp_path):
    good = RECORDS["azure gateway"][1]
    streamed = {**good, "properties": {**good["properties"], "backendResponseBody": 'data: {"usage": null}'}}
    done = rollup(write(tmp_path, good, streamed), HOURS)
    assert (done.rows, sum(d.rows for d in done.damaged), done.requests) == (2, 1, 1)


def test_what_cannot_be_grouped_by_is_named_with_what_can(tmp_path):
    with pytest.raises(UsageError, match="did you mean app"):
        rollup(write(tmp_path, GOOD), HOURS, dims=("ap",))
    with pytest.raises(UsageError, match="--map tenant=PATH"):
        rollup(write(tmp_path, GOOD), HOURS, dims=("tenant",))


@pytest.mark.parametrize("text", ["", "a..b", "a[", '"a', "a[b].c"])
def test_a_path_that_cannot_be_read_is_refused(text):
    with pytest.raises(UsageError):
        parse_path(text)


@pytest.mark.parametrize("text", ["a", "a.b", 'a."b.c"', "a[b.c]", '"a.b"'])
def test_a_path_is_written_as_it_was_read(text):
    assert str(parse_path(text)) == text
