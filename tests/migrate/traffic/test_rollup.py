"""Locations of every kind, many files, interruptions and progress."""

import gzip
import io
import json
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import duckdb
import pytest

from migrate.errors import UsageError
from migrate.traffic import duck, files
from migrate.traffic.model import Cuts, merge
from migrate.traffic.rollup import Step, bar, rollup

CUTS = Cuts((100, 1000), (10,), 1440)
ROOT = Path(__file__).parents[3]


def record(number, model="m"):
    return {
        "model": model, "timestamp": 1_793_491_200 + number * 3600, "app": f"a{number % 3}",
        "usage": {"prompt_tokens": number * 37 % 1500, "completion_tokens": number % 20},
    }  # fmt: skip


@pytest.fixture(scope="module")
def shards(tmp_path_factory):
    """The same 120 records as one file and as a folder of five in three formats."""
    root = tmp_path_factory.mktemp("shards")
    records = [record(n) for n in range(120)]
    whole = root / "whole.jsonl"
    whole.write_text("".join(json.dumps(r) + "\n" for r in records))
    folder = root / "many"
    (folder / "deep").mkdir(parents=True)
    parts = [records[n::5] for n in range(5)]
    for number in (0, 1):
        (folder / f"{number}.jsonl").write_text("".join(json.dumps(r) + "\n" for r in parts[number]))
    (folder / "deep" / "2.jsonl.gz").write_bytes(gzip.compress("".join(json.dumps(r) + "\n" for r in parts[2]).encode()))
    lines = [f"{r['model']},{r['timestamp']},{r['app']},{r['usage']['prompt_tokens']},{r['usage']['completion_tokens']}" for r in parts[3]]
    (folder / "3.csv").write_text("\n".join(["model,timestamp,app,prompt_tokens,completion_tokens", *lines]) + "\n")
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE t (model VARCHAR, app VARCHAR, timestamp TIMESTAMPTZ, usage STRUCT(prompt_tokens INT, completion_tokens INT))"
        )
        for r in parts[4]:
            connection.execute(
                "INSERT INTO t VALUES (?, ?, to_timestamp(?), ?)", [r["model"], r["app"], r["timestamp"], r["usage"]]
            )
        connection.execute(f"COPY t TO '{folder}/4.parquet'")
    (folder / "README.txt").write_text("not a log")
    (folder / ".hidden.jsonl").write_text("{broken")
    (folder / "outside.jsonl").symlink_to(whole)
    return whole, folder


@pytest.fixture(scope="module")
def expected(shards):
    done = rollup(str(shards[0]), CUTS, dims=("app",))
    assert (done.requests, done.damaged) == (120, ())
    return done.groups


def test_a_folder_of_formats_gives_what_one_file_gives(shards, expected):
    done = rollup(str(shards[1]), CUTS, dims=("app",))
    assert done.groups == expected
    assert done.rows == 120
    assert "2 other files there were not read" in done.notes  # the text, and the link out of the folder


def test_a_glob_takes_what_it_matches_and_merging_is_exact(shards, expected):
    parts = [rollup(f"{shards[1]}/{name}", CUTS, dims=("app",)) for name in ("?.jsonl", "**/*.gz", "[3-4].*")]
    assert [p.rows for p in parts] == [48, 24, 48]
    assert merge(parts).groups == expected


@pytest.mark.parametrize("pool", [ThreadPoolExecutor, partial(ProcessPoolExecutor, mp_context=get_context("spawn"))])
def test_an_executor_gives_the_same(shards, expected, pool):
    with pool(1) as executor:
        assert rollup(str(shards[1]), CUTS, dims=("app",), executor=executor).groups == expected


def test_fsspec_urls(shards, expected):
    import fsspec

    memory = fsspec.filesystem("memory")
    for path in (shards[1] / "0.jsonl", shards[1] / "1.jsonl"):
        memory.pipe(f"/bucket/logs/{path.name}", path.read_bytes())
    done = rollup("memory://bucket/logs", CUTS, dims=("app",))
    assert done.groups == merge([rollup(str(shards[1] / n), CUTS, dims=("app",)) for n in ("0.jsonl", "1.jsonl")]).groups
    assert rollup("memory://bucket/logs/*.jsonl", CUTS, dims=("app",)).rows == 48
    with pytest.raises(UsageError, match=r"no \.jsonl"):
        rollup("memory://bucket/none", CUTS)
    with pytest.raises(UsageError, match="nosuch"):
        rollup("nosuch://bucket/none", CUTS)


def test_without_fsspec_a_remote_path_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(UsageError, match=r"llm-migrate\[remote\]"):
        rollup("s3://bucket/logs", CUTS)


@pytest.mark.parametrize(("name", "message"), [("none.jsonl", "no such file"), ("empty", r"no \.jsonl"), ("*.csv", "no such file")])
def test_nothing_to_read_is_said(tmp_path, name, message):
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match=message):
        rollup(str(tmp_path / name), CUTS)


def test_empty_files_among_others_are_counted_and_alone_refused(tmp_path):
    (tmp_path / "0.jsonl").touch()
    with pytest.raises(UsageError, match=r"0\.jsonl: the file is empty"):
        rollup(str(tmp_path), CUTS)
    (tmp_path / "1.jsonl").write_text(json.dumps(record(1)) + "\n")
    done = rollup(str(tmp_path), CUTS)
    assert (done.rows, done.partial) == (1, False)
    assert "1 empty files there" in done.notes


def test_a_table_is_for_databases(shards):
    with pytest.raises(UsageError, match="--table"):
        rollup(str(shards[0]), CUTS, table="logs")


def test_names_that_look_like_patterns_or_sql_are_names(tmp_path):
    for name in ("[ab]*?.jsonl", "it's.jsonl"):
        (tmp_path / name).write_text(json.dumps(record(1)) + "\n")
    (tmp_path / "a1.jsonl").write_text(json.dumps(record(1)) + "\n")
    assert rollup(str(tmp_path / "[ab]*?.jsonl"), CUTS).rows == 1
    assert rollup(str(tmp_path / "it's.jsonl"), CUTS).rows == 1


def test_files_that_cannot_be_read_together_are_read_apart(tmp_path):
    (tmp_path / "1.jsonl").write_text(json.dumps(record(1)) + "\n")
    (tmp_path / "2.jsonl").write_text(json.dumps({"response": record(2)}) + "\n")
    (tmp_path / "3.jsonl").write_text(json.dumps(record(3)) + "\n{broken\n")
    found = files.locate(str(tmp_path)).shards
    assert [len(batch.shards) for batch in duck.batches(found, duck.Question(CUTS))] == [1, 1, 1]
    (tmp_path / "2.jsonl").write_text(json.dumps(record(2)) + "\n")
    assert [len(batch.shards) for batch in duck.batches(found, duck.Question(CUTS))] == [3]
    done = rollup(str(tmp_path), CUTS)
    assert (done.requests, done.damaged[0].example) == (3, f"{tmp_path}/3.jsonl:2")


def test_duckdb_is_locked_down(shards):
    batch = duck.look(files.Shard(str(shards[0]), "json"), duck.Question(CUTS))
    with duck._connected(batch.shards, 1) as connection:
        for statement in ("INSTALL httpfs", "LOAD spatial", "SET memory_limit = '10GB'", "SET autoload_known_extensions = true"):
            with pytest.raises(duckdb.Error):
                connection.execute(statement)


def test_progress_is_for_a_terminal_only(shards):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    assert bar(io.StringIO()) is None
    out = Terminal()
    show = bar(out)
    rollup(str(shards[1]), CUTS, progress=show)
    show(Step(5, 5, 0.0, ""))
    assert "reading   0%" in out.getvalue()
    assert out.getvalue().endswith("\r\x1b[K")


def test_ctrl_c_keeps_the_files_that_are_done(shards, monkeypatch):
    real, calls = duck.roll, []

    def roll(batch, question, tick=None):
        calls.append(batch)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(batch, question, tick)

    monkeypatch.setattr(duck, "roll", roll)
    done = rollup(str(shards[1]), CUTS)
    assert done.partial
    assert done.rows == 48
    assert "interrupted: 2 of 5 files were read" in done.notes


def test_ctrl_c_in_the_middle_of_a_query_ends_it(tmp_path):
    path = tmp_path / "big.jsonl"
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT 'm' AS model, 1793491200 AS created, {'prompt_tokens': i, 'completion_tokens': 1} AS usage "
            f"FROM range(600000) r(i)) TO '{path}' (FORMAT json)"
        )

    def impatient(step):
        if step.part or time.monotonic() - started > 0.05:
            raise KeyboardInterrupt

    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        rollup(str(path), CUTS, progress=impatient)
    assert time.monotonic() - started < 30


def test_the_model_alone_imports_no_engine():
    code = "import sys, migrate.traffic; print([n for n in ('duckdb', 'sqlglot', 'fsspec', 'sqlite3') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"
