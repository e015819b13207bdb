"""`migrate cost` on real files and a real database, against prices looked up request by request."""

import json
import sqlite3
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from migrate.cost.bill import Demand, Tariff, bill
from providers import catalog

DAY = date(2026, 11, 23)


def requests():
    """300 requests over four weeks with a holiday in them: sizes at the edges of brackets, hours around the clock."""
    start = datetime(2026, 9, 28, tzinfo=UTC)
    sizes = (800, 31_999, 32_000, 100_000, 3_000)
    answers = (199, 200, 900)
    for n in range(300):
        size, answer = sizes[n % 5], answers[n % 3]
        yield start + timedelta(minutes=n * 131), size, answer, size // 2 if n % 2 else 0, ("shop", "desk")[n % 2]


@pytest.fixture
def jsonl(tmp_path):
    path = tmp_path / "requests.jsonl"
    rows = [
        {"created_at": when.isoformat(), "app": app, "model": "gpt-4o",
         "usage": {"prompt_tokens": size, "completion_tokens": answer,
                   "prompt_tokens_details": {"cached_tokens": cached}}}
        for when, size, answer, cached, app in requests()
    ]  # fmt: skip
    path.write_text("\n".join(map(json.dumps, rows)) + "\n{broken\n")
    return path


@pytest.fixture
def one_api(tmp_path):
    path = tmp_path / "one-api.db"
    with sqlite3.connect(path) as db:
        db.execute(
            "create table logs (id integer primary key, user_id integer, created_at bigint, type integer, content text,"
            " username text, token_name text, model_name text, quota integer, prompt_tokens integer,"
            " completion_tokens integer, use_time integer, is_stream integer, channel_id integer, other text)"
        )
        db.executemany(
            "insert into logs values (?, 1, ?, 2, '', 'u', ?, 'gpt-4o', 1, ?, ?, 1, 0, 1, ?)",
            [(n, int(when.timestamp()), app, size, answer, json.dumps({"cache_tokens": cached}))
             for n, (when, size, answer, cached, app) in enumerate(requests())],
        )  # fmt: skip
    db.close()
    return path


def one_by_one(vendor, name, platform, on):
    """The same bill without any roll-up."""
    tariff = Tariff(vendor, platform, catalog.load(vendor).model(name))
    return sum(
        (bill(tariff, [Demand(1, size, answer, cached, start=when)], on=on).total
         for when, size, answer, cached, _ in requests()),
        Decimal(0),
    )  # fmt: skip


def rows_of(out):
    return {(row["provider"], which): row for row in json.loads(out)["rows"] for which in row["which"]}


@pytest.mark.parametrize("at", [DAY.isoformat(), "logged"])
def test_a_log_and_a_database_cost_what_their_requests_cost(migrate, jsonl, one_api, at):
    flags = ["-p", "zhipu,deepseek", "--at", at, "--model", "gpt-4o=glm-4.7", "--format", "json"]
    log = migrate("cost", jsonl, *flags)
    base = migrate("cost", "--traffic", f"sqlite:///{one_api}", *flags)
    assert (log.code, base.code) == (0, 0), log.err + base.err
    on = DAY if at != "logged" else None
    for found in (rows_of(log.out), rows_of(base.out)):
        assert Decimal(found["openai", "today"]["total"]) == one_by_one("openai", "gpt-4o", "global", on)
        assert Decimal(found["zhipu", "chosen"]["total"]) == one_by_one("zhipu", "glm-4.7", "cn", on)
        cheap = found["deepseek", "cheapest"]
        assert Decimal(cheap["total"]) == one_by_one("deepseek", cheap["models"][0]["model"], "cn", on)
    assert any("1 rows not priced" in note for note in json.loads(log.out)["notes"])
    assert not any("of the log's rows" in note for note in json.loads(log.out)["notes"])


def test_groups_of_a_log_add_up(migrate, jsonl):
    done = migrate("cost", jsonl, "-p", "zhipu", "--group-by", "app,day", "--format", "json")
    said = json.loads(done.out)
    assert {group["key"]["app"] for group in said["groups"]} == {"shop", "desk"}
    assert len({group["key"]["day"] for group in said["groups"]}) == 28
    for number, row in enumerate(said["rows"]):
        assert sum(Decimal(g["amounts"][number]["high"]) for g in said["groups"]) == Decimal(row["total"])


def test_a_month_in_the_proportions_of_the_log(migrate, jsonl):
    done = migrate("cost", jsonl, "-p", "zhipu", "--monthly", "3000")
    assert "3,000 requests a month, in the proportions of the 300 read" in " ".join(done.out.split())
    total = one_by_one("openai", "gpt-4o", "global", DAY) * 10
    assert f"{total:,.2f} USD" in done.out


def test_a_text_is_counted_by_each_vendor_and_priced_line_by_line(migrate):
    done = migrate("cost", "你好,请介绍一下你自己。", "-p", "zhipu,moonshot", "--output-tokens", "200")
    assert done.code == 0
    for word in ("zhipu (cn)", "moonshot (cn)", "CNY", "template-derived", "read 2026"):
        assert word in done.out
    assert done.err == ""


def test_what_comes_back_is_not_guessed(migrate):
    done = migrate("cost", "hello there", "-p", "moonshot")
    assert done.code == 0
    assert "not estimated (known:" in done.out
    assert "--output-tokens" in done.out


def test_a_request_body_is_compared_with_its_own_model(migrate, tmp_path):
    body = {"model": "gpt-4o", "messages": [{"role": "user", "content": "Where is my parcel?"}],
            "tools": [{"type": "function", "function": {"name": "track"}}], "max_tokens": 100}  # fmt: skip
    (tmp_path / "body.json").write_text(json.dumps(body))
    done = migrate("cost", "body.json", "-p", "zhipu", "--region", "CN", "--format", "json")
    found = rows_of(done.out)
    assert found["openai", "today"]["high"] > found["openai", "today"]["low"]  # an answer of 0 to 100 tokens
    assert ("zhipu", "suggested") in found
    assert any(f["why"] == "tools: no" for f in json.loads(done.out)["fallen"])


def test_a_codebase_says_what_is_assumed(migrate, teashop):
    done = migrate("cost", "teashop", "-p", "zhipu,alibaba", "--usage", "small", "--format", "markdown")
    assert done.code == 0
    assert "how much is asked is assumed: usage small" in done.out
    assert "| openai (global) |" in done.out


def test_output_goes_to_a_file_and_a_stated_rate_is_printed(migrate, tmp_path):
    done = migrate("cost", "hi", "-p", "zhipu,openai", "--output-tokens", "5", "--fx", "USDCNY=7.1@2026-11-20", "-o", "x.txt")
    assert (done.code, done.out) == (0, "")
    assert "1 USD = 7.1 CNY of 2026-11-20 (--fx)" in (tmp_path / "x.txt").read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "say what to price"),
        (["hi", "--traffic", "x.jsonl"], "only one of them"),
        (["no/such.jsonl"], "no such file"),
        (["hi", "-p", "zhippu"], "zhipu"),
        (["hi", "-p", "zhipu:xx"], "cn, intl"),
        (["hi", "-p", ","], "names no vendor"),
        (["hi", "--at", "2026-13-01"], "not a date"),
        (["hi", "--at", "logged"], "--at logged"),
        (["hi", "--group-by", "app"], "--group-by"),
        (["hi", "--usage", "small"], "--usage"),
        (["hi", "--output-ratio", "-1"], "--output-ratio"),
        (["hi", "--needs", "magic"], "--needs magic"),
        (["hi", "--model", "gpt-4o=glm-99"], "glm-99"),
        (["hi", "--fx", "USD=7"], "--fx"),
        (["hi", "--region", "China"], "--region"),
        (["."], "no model of openai"),
    ],
    ids=str,
)
def test_bad_input_gets_one_line_and_exit_code_2(migrate, arguments, said):
    done = migrate("cost", *arguments)
    assert done.code == 2
    assert done.out == ""
    assert len(done.err.strip().splitlines()) == 1
    assert said in done.err


def test_much_damage_is_said_first_and_what_the_log_leaves_open_is_named(migrate, tmp_path):
    usage = {"input_tokens": 80, "output_tokens": 30, "cache_read_input_tokens": 0, "cache_creation_input_tokens": 40}
    row = {"created": 1_793_491_200, "model": "gpt-4o", "service_tier": "batch", "usage": usage}
    (tmp_path / "log.jsonl").write_text((json.dumps(row) + "\n") * 3 + "{broken\n" * 2)
    data = json.loads(migrate("cost", "log.jsonl", "-p", "zhipu", "--format", "json").out)["notes"]
    text = " ".join(migrate("cost", "log.jsonl", "-p", "zhipu").out.split())
    said = [
        "40% of the log's rows are not in these bills (2 of 5); why, is below",
        "cache writes at the list's ordinary rate: the log does not say how long they are kept",
        "3 requests are logged as batch and priced so where the list has it",
    ]
    assert data[:3] == said
    assert all(note in text for note in said)


def test_a_password_in_an_address_is_not_printed(migrate):
    done = migrate("cost", "--traffic", "postgres://me:hunter2@127.0.0.1:1/db", "-p", "zhipu")
    assert done.code == 2
    assert "hunter2" not in done.out + done.err


def test_no_vendor_that_can_be_priced_is_exit_code_1(migrate):
    done = migrate("cost", "hi", "-p", "moonshot", "--at", "2020-01-01", "--output-tokens", "5")
    assert done.code == 1
    assert "no price" in done.out
