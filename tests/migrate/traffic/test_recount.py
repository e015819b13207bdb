"""Texts of a log are found where recorders put them, and recounted the same wherever the counting runs."""

import csv
import gzip
import json
import random
from decimal import Decimal

import pytest

from migrate.errors import UsageError
from migrate.executor import open_executor
from migrate.traffic import recount as room
from migrate.traffic import texts
from migrate.traffic.recount import Sums, Target, recount
from providers import catalog, tokens
from providers.errors import UnknownProviderError

TO = [Target("zhipu", "glm-5.3"), Target("baidu", "ernie-5.1")]
SAID = ["今天有什么茶？", "One pot of Longjing, please.", "请问明天送到吗？", "Thank you, and a cup.", '{"tea": "龙井"}']


def row(n, model="gpt-4o", charged=None):
    dice = random.Random(n)
    messages = [{"role": "system", "content": "You are a tea shop. 你是茶铺的店员。"}]
    turns = range(dice.randint(1, 3))
    messages += [{"role": "user", "content": " ".join(dice.choices(SAID, k=dice.randint(1, 9)))} for _ in turns]
    counted = tokens.count_messages(messages, catalog.load("openai"), "gpt-4o").value
    return {"model": model, "messages": messages, "usage": {"prompt_tokens": charged or counted, "completion_tokens": 9}}


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    path = tmp_path_factory.mktemp("log") / "requests.jsonl"
    rows = [row(n, "gpt-4o" if n % 3 else "gpt-4o-mini") for n in range(450)]
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
    return path


def write(path, rows):
    path.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    return str(path)


# --- texts ------------------------------------------------------------------------------------------------

MESSAGES = [{"role": "user", "content": "tea?"}]


@pytest.mark.parametrize(
    "logged",
    [
        {"model": "m", "messages": MESSAGES, "usage": {"prompt_tokens": 7}},
        {"request": {"model": "m", "messages": MESSAGES}, "response": {"usage": {"prompt_tokens": 7}}},
        {"request": {"body": {"model": "m", "messages": MESSAGES}}, "response": {"body": {"usage": {"prompt_tokens": 7}}}},
        {"request": json.dumps({"model": "m", "messages": MESSAGES}), "response": json.dumps({"usage": {"prompt_tokens": 7}})},
        {"model": "m", "messages": json.dumps(MESSAGES), "prompt_tokens": "7"},
        {"model": "m", "input": MESSAGES, "usage": {"input_tokens": 7}},
        {"model": "m", "input": "tea?", "usage": {"input": 7.0}},
        {"model": "m", "prompt": "tea?", "prompt_tokens": 7},
        {"body.model": "m", "body.messages": json.dumps(MESSAGES), "usage.prompt_tokens": 7},
    ],
)
def test_a_request_is_found_where_recorders_put_it(logged):
    found = texts.request_of(logged, "log:1")
    assert (found.messages, found.model, found.charged) == (tuple(MESSAGES), "m", 7)


@pytest.mark.parametrize(
    "logged",
    [{}, {"model": "m", "usage": {"prompt_tokens": 7}}, {"messages": []}, {"messages": "", "prompt": ""}, {"messages": [1, "x"]},
     {"input": [[1, 2]]}, {"prompt": 4}],
)  # fmt: skip
def test_a_row_without_a_text_is_no_request(logged):
    assert texts.request_of(logged) is None


@pytest.mark.parametrize("charged", [True, -1, 1.5, "x", None, [], "１２"])
def test_what_is_no_count_is_not_charged(charged):
    assert texts.request_of({"messages": MESSAGES, "prompt_tokens": charged}).charged is None


def test_every_kind_of_file_gives_the_same_requests(tmp_path):
    rows = [{"model": "m", "messages": [{"role": "user", "content": f"茶, {n}\n\"x\""}], "prompt_tokens": n + 5} for n in range(7)]
    flat = [{**r, "messages": json.dumps(r["messages"])} for r in rows]
    lines = "".join(json.dumps(r) + "\n" for r in rows)
    (tmp_path / "a.jsonl").write_text(lines)
    (tmp_path / "bom.jsonl").write_bytes(b"\xef\xbb\xbf" + lines.replace("\n", "\r\n\r\n").encode())
    (tmp_path / "a.json").write_text(json.dumps(rows, indent=1))
    with gzip.open(tmp_path / "a.jsonl.gz", "wt") as handle:
        handle.write(lines)
    for name, delimiter in [("a.csv", ","), ("b.csv", ";"), ("c.tsv", "\t")]:
        with open(tmp_path / name, "w", newline="", encoding="utf-8") as handle:
            writer = csv.DictWriter(handle, ["model", "messages", "prompt_tokens"], delimiter=delimiter)
            writer.writeheader()
            writer.writerows(flat)
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT * FROM read_json('{tmp_path}/a.jsonl')) TO '{tmp_path}/a.parquet'")
        connection.execute(f"COPY (SELECT * FROM read_csv('{tmp_path}/a.csv')) TO '{tmp_path}/flat.parquet'")
    expected = [(r["messages"], "m", r["prompt_tokens"]) for r in rows]
    for file in sorted(tmp_path.iterdir()):
        tally = texts.Tally()
        found = [([dict(m) for m in r.messages], r.model, r.charged) for r in texts.requests(str(file), tally)]
        assert found == expected, file
        assert (tally.rows, tally.damaged, tally.without_text) == (7, 0, 0)


def test_a_folder_is_read_in_order_and_links_out_of_it_are_not_followed(tmp_path):
    inside, outside = tmp_path / "logs", tmp_path / "other.jsonl"
    inside.mkdir()
    for name in ("b", "a"):
        write(inside / f"{name}.jsonl", [{"messages": [{"role": "user", "content": name}]}])
    write(outside, [{"messages": [{"role": "user", "content": "secret"}]}])
    (inside / "link.jsonl").symlink_to(outside)
    (inside / "notes.txt").write_text("x")
    found = [r.messages[0]["content"] for r in texts.requests(str(inside), texts.Tally())]
    assert found == ["a", "b"]


@pytest.mark.parametrize("name", ["none.jsonl", "*.jsonl"])
def test_nothing_to_read_is_one_line(tmp_path, name):
    with pytest.raises(UsageError, match="no such file or folder"):
        list(texts.requests(str(tmp_path / name), texts.Tally()))


def test_a_recognised_format_and_a_mapping_say_where_the_figures_stand(tmp_path):
    logged = {"request": {"model": "gpt-4o", "messages": MESSAGES}, "response": {"model": "gpt-4o-2024-08-06", "usage": {"prompt_tokens": 7, "completion_tokens": 1}}}
    found = list(texts.requests(write(tmp_path / "a.jsonl", [logged]), texts.Tally()))
    assert [(r.model, r.charged) for r in found] == [("gpt-4o-2024-08-06", 7)]  # as a roll-up names it
    own = {"call": {"sent": MESSAGES, "to": "m", "cost": {"in": 9}}}
    mapping = {"messages": "call.sent", "model": "call.to", "prompt": "call.cost.in"}
    path = write(tmp_path / "own.jsonl", [own])
    assert list(texts.requests(path, texts.Tally())) == []
    found = list(texts.requests(path, texts.Tally(), mapping))
    assert [(r.messages, r.model, r.charged) for r in found] == [(tuple(MESSAGES), "m", 9)]


def test_damaged_and_textless_rows_are_counted_with_an_example(tmp_path):
    path = tmp_path / "log.jsonl"
    path.write_text('{"messages": [{"role": "user", "content": "a"}]}\n{"messages": \n[1]\n{"model": "m"}\n')
    tally = texts.Tally()
    assert len(list(texts.requests(str(path), tally))) == 1
    assert (tally.rows, tally.damaged, tally.without_text) == (4, 2, 1)
    assert tally.examples == {"damaged": f"{path}:2", "without text": f"{path}:4"}


# --- ratios -----------------------------------------------------------------------------------------------


def test_the_ratio_is_target_tokens_per_charged_token(log):
    found = recount(str(log), TO[:1], sample=None)
    rows = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    vendor = catalog.load("zhipu")
    for one in found.ratios:
        own = [r for r in rows if r["model"] == one.model]
        counted = sum(tokens.count_messages(r["messages"], vendor, "glm-5.3").value for r in own)
        charged = sum(r["usage"]["prompt_tokens"] for r in own)
        assert (one.tokens, one.charged, one.counted, one.of) == (counted, charged, len(own), len(own))
        assert one.ratio == (Decimal(counted) / charged).quantize(Decimal("0.0001"))
        assert one.error == 0
        assert one.label == "template-derived"
    assert [r.model for r in found.ratios] == ["gpt-4o", "gpt-4o-mini"]
    assert found.said == "every request counted"


def test_the_answer_is_the_same_wherever_it_is_counted(log, dask_cluster):
    here = recount(str(log), TO[:1], sample=None)
    with open_executor("process:2") as pool:
        processes = recount(str(log), TO[:1], sample=None, executor=pool)
    with open_executor(dask_cluster) as pool:
        cluster = recount(str(log), TO[:1], sample=None, executor=pool)
    assert here.digest == processes.digest == cluster.digest
    assert here.ratios == processes.ratios == cluster.ratios


def test_a_sample_is_repeatable_stated_and_as_near_as_it_says(log):
    exact = recount(str(log), TO[:1], sample=None).ratios[0]
    inside = 0
    for seed in range(10):
        found = recount(str(log), TO[:1], sample=60, seed=seed)
        one = found.ratios[0]
        assert (one.counted, one.of) == (60, 300)
        inside += abs(one.ratio - exact.ratio) / exact.ratio <= one.error
    assert inside >= 8
    assert found.said == "a sample of 60 requests a model (seed 9)"
    assert recount(str(log), TO[:1], sample=60, seed=9).digest == found.digest
    assert recount(str(log), TO[:1], sample=60, seed=8).digest != found.digest


def test_a_sample_of_everything_has_no_error_of_drawing(log):
    assert {r.error for r in recount(str(log), TO[:1], sample=1000).ratios} == {Decimal(0)}


def test_the_error_is_the_textbooks():
    pairs = [(100, 90), (200, 190), (50, 47), (400, 350)]
    sums = Sums()
    for x, y in pairs:
        sums = sums.with_one(x, y, 0.0)
    r = sum(y for _, y in pairs) / sum(x for x, _ in pairs)
    s2 = sum((y - r * x) ** 2 for x, y in pairs) / 3
    expected = 1.96 * (s2 * 4 * (1 - 4 / 10)) ** 0.5 / sum(y for _, y in pairs)
    assert float(room._error(sums, 10)) == pytest.approx(expected, rel=1e-3)
    assert room._error(Sums().with_one(1, 1, 0.0), 10) is None


def test_an_estimate_keeps_its_bound_in_the_ratio(log):
    estimated = recount(str(log), TO[1:], sample=5).ratios[0]
    assert estimated.label.startswith("estimated ±")
    assert estimated.bound > 0.15


def test_requests_with_images_or_without_charge_are_left_out_and_counted(tmp_path):
    image = {"type": "image_url", "image_url": {"url": "https://x.example/a.png"}}
    rows = [row(1), {**row(2), "usage": {}}, {**row(3), "messages": [{"role": "user", "content": [image]}]}]
    found = recount(write(tmp_path / "log.jsonl", rows), TO[:1], sample=None)
    assert (found.rows, found.uncharged, found.images, found.ratios[0].counted) == (3, 1, 1, 1)
    assert found.examples["without charged tokens"].endswith("log.jsonl:2")


def test_ctrl_c_keeps_what_is_counted(log):
    calls = []

    def progress(rows):
        calls.append(rows)

    real = room._count

    def stop_after_one(task):
        if calls:
            raise KeyboardInterrupt
        calls.append(1)
        return real(task)

    room._count, before = stop_after_one, room._count
    try:
        found = recount(str(log), TO[:1], sample=None, progress=progress)
    finally:
        room._count = before
    assert found.partial
    assert sum(r.counted for r in found.ratios) == 200
    assert found.said == "every request counted; interrupted, up to there"


def test_ctrl_c_while_a_sample_is_drawn_counts_what_was_drawn(log, monkeypatch):
    real = texts.requests

    def some(location, tally, mapping):
        for number, request in enumerate(real(location, tally, mapping)):
            if number == 100:
                raise KeyboardInterrupt
            yield request

    monkeypatch.setattr(texts, "requests", some)
    found = recount(str(log), TO[:1], sample=30)
    assert found.partial
    assert sum(r.counted for r in found.ratios) == 60
    assert sum(r.of for r in found.ratios) == 100


def test_an_unknown_vendor_is_the_catalogues_error(log):
    with pytest.raises(UnknownProviderError):
        recount(str(log), [Target("zipu", "glm")], sample=5)


def test_models_merge_by_what_they_were_charged(log):
    found = recount(str(log), TO[:1], sample=None)
    whole = room.merged(found.ratios)
    assert whole.ratio == (Decimal(whole.tokens) / whole.charged).quantize(Decimal("0.0001"))
    assert whole.counted == 450
    assert room.merged([]) is None
