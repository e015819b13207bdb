"""A log whose texts are recounted: the vendors' own tokens choose the brackets and make the bill."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from migrate.cost import logs
from migrate.cost.compare import Assumptions, compare
from migrate.errors import UsageError
from providers import catalog, tokens
from providers.mapping import Needs

SAID = Assumptions(on=date(2026, 11, 23), today=date(2026, 11, 23), models={"gpt-4o": "glm-5.1"})


def vendor(name):
    provider = catalog.load(name)
    return provider, provider.platforms[0]


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    """40 requests; by today's count some are just above 32,000 tokens, by the target's just below."""
    path = tmp_path_factory.mktemp("log") / "log.jsonl"
    word = "退货政策说明:请在七天之内联系客服。"
    rows = []
    for n in range(40):
        messages = [{"role": "user", "content": word * (5 + n)}]
        charged = 2 * tokens.count_messages(messages, catalog.load("zhipu"), "glm-5.1").value
        rows.append({"model": "gpt-4o", "messages": messages, "created_at": "2026-10-12T03:00:00Z",
                     "usage": {"prompt_tokens": charged, "completion_tokens": 100}})  # fmt: skip
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n", encoding="utf-8")
    return str(path), rows


def row_of(read, which):
    answer = compare(read.asks, [vendor("zhipu")], SAID, today=vendor("openai"))
    return next(row for row in answer.rows if which in row.how)


def test_every_text_recounted(log):
    location, rows = log
    read = logs.read(
        logs.Reading(location, "log", recount="sample"), [vendor("zhipu")], vendor("openai"), SAID, Needs()
    )
    chosen = row_of(read, "chosen")
    prompts = sum(row["usage"]["prompt_tokens"] for row in rows)
    # half the recorded tokens: prompts / 2 x 6 + 40 x 50 x 24 per million
    assert chosen.total == (Decimal(prompts) / 2 * 6 + 40 * 50 * 24) / 1_000_000
    assert "0.5000 x the recorded tokens: 40 of 40 requests recounted" in chosen.choices[0].counted
    assert any("a sample of 1,000 requests" in note for note in read.notes)
    today = row_of(read, "today")  # what was charged stays as it was charged
    assert today.total == (Decimal(prompts) * Decimal("2.5") + 40 * 100 * 10) / 1_000_000
    assert "not recounted" in today.choices[0].counted


def test_without_recounting_the_recorded_tokens_stand(log):
    location, rows = log
    read = logs.read(logs.Reading(location, "log"), [vendor("zhipu")], vendor("openai"), SAID, Needs())
    prompts = sum(row["usage"]["prompt_tokens"] for row in rows)
    assert row_of(read, "chosen").total == (Decimal(prompts) * 6 + 40 * 100 * 24) / 1_000_000


def test_a_ratio_moves_the_edge_of_a_bracket(tmp_path, log):
    _, rows = log
    text = {**rows[0], "usage": {"prompt_tokens": rows[0]["usage"]["prompt_tokens"], "completion_tokens": 10}}
    bare = {"model": "gpt-4o", "created_at": "2026-10-12T03:00:00Z"}
    sizes = (63_999, 64_000)  # half of them is 31,999.5 and 32,000
    path = tmp_path / "edge.jsonl"
    lines = [text, *({**bare, "usage": {"prompt_tokens": size, "completion_tokens": 10}} for size in sizes)]
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n", encoding="utf-8")
    read = logs.read(
        logs.Reading(str(path), "log", recount="sample"), [vendor("zhipu")], vendor("openai"), SAID, Needs()
    )
    (choice,) = row_of(read, "chosen").choices
    assert choice.bill.missing == ()
    assert choice.bill.total is not None  # never a range: the cut stands at 64,000 logged tokens
    small = Decimal(text["usage"]["prompt_tokens"] + 63_999) / 2
    assert choice.bill.total == (small * 6 + 10 * 24 + Decimal(32_000) * 8 + 5 * 28) / 1_000_000


def test_a_log_without_texts_cannot_be_recounted(tmp_path):
    path = tmp_path / "numbers.jsonl"
    path.write_text(json.dumps({"model": "gpt-4o", "usage": {"prompt_tokens": 5, "completion_tokens": 5}}) + "\n")
    with pytest.raises(UsageError, match="leave out --recount"):
        logs.read(
            logs.Reading(str(path), "log", recount="sample"), [vendor("zhipu")], vendor("openai"), SAID, Needs()
        )
