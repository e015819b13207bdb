"""The same statement on SQLite and on files; the other engines are in `engines/`."""

import csv
import json
import sqlite3
import sys

import pytest

from migrate.errors import UsageError
from migrate.traffic.dialects import DIALECTS
from migrate.traffic.duck import Question
from migrate.traffic.formats import formats, recognise_columns
from migrate.traffic.model import Cuts
from migrate.traffic.push import UNTESTED, statement, transpiled
from migrate.traffic.rollup import models, rollup
from migrate.traffic.statement import Shape, body
from migrate.traffic.table_source import Field
from tests.migrate.traffic import golden

GOLDEN = "b4a7c3e305aa5ac7"


def test_sqlite_gives_the_golden_result(logs_db):
    done = rollup(str(logs_db), golden.CUTS, dims=("app",))
    assert golden.shape(done) == golden.expected()
    assert golden.digest(done) == GOLDEN
    assert done.rows == len(golden.rows())
    assert (done.format, done.currency) == ("new-api", "USD")
    assert {d.reason: d.example.rpartition(" ")[2] for d in done.damaged}["no model"] == "314"


def test_a_csv_of_the_same_table_gives_the_same(tmp_path):
    path = tmp_path / "logs.csv"
    with path.open("w", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(golden.COLUMNS)
        writer.writerows(golden.rows())
    done = rollup(str(path), golden.CUTS, dims=("app",))
    assert golden.digest(done) == GOLDEN


def test_jsonl_of_the_same_table_with_other_as_an_object_or_as_text(tmp_path):
    path = tmp_path / "logs.jsonl"
    path.write_text("".join(json.dumps(dict(zip(golden.COLUMNS, row, strict=True))) + "\n" for row in golden.rows()))
    done = rollup(str(path), golden.CUTS, dims=("app",))
    assert golden.digest(done) == GOLDEN


def test_the_url_of_a_database_works_too_and_it_stays_as_it_was(logs_db):
    before = logs_db.read_bytes()
    assert golden.digest(rollup(f"sqlite:///{logs_db}", golden.CUTS, dims=("app",), table="logs")) == GOLDEN
    assert logs_db.read_bytes() == before
    assert list(logs_db.parent.iterdir()) == [logs_db]


def test_the_models_of_a_log(logs_db):
    assert set(models(str(logs_db))) == {"gpt-4o", "GPT-4o", "gpt-4o ", "claude-sonnet-4-5", "glm-4.7", "it's \\ \"so\""}


def test_a_table_of_ones_own_with_a_mapping(tmp_path):
    path = tmp_path / "own.db"
    connection = sqlite3.connect(path)
    connection.execute('CREATE TABLE "my ""calls" (engine, tin, tout, meta, happened TEXT)')
    connection.execute(
        """INSERT INTO "my ""calls" VALUES ('glm', 5, 6, '{"unit": {"a.b": "x"}}', '2026-11-01T23:30:00+08:00')"""
    )
    connection.commit()
    connection.close()
    mapping = {"model": "engine", "prompt": "tin", "completion": "tout", "unit": 'meta.unit."a.b"', "time": "happened"}
    done = rollup(str(path), Cuts((), (), 60), dims=("unit",), mapping=mapping, table='my "calls')
    (group,) = done.groups
    assert (group.model, group.dims, group.prompt, group.completion) == ("glm", ("x",), 5, 6)
    assert group.start.isoformat() == "2026-11-01T15:00:00+00:00"
    with pytest.raises(UsageError, match=r"say which table: --table NAME \(there are: my \"calls\)"):
        rollup(str(path), Cuts())
    with pytest.raises(UsageError, match="no table nothing"):
        rollup(str(path), Cuts(), table="nothing")
    with pytest.raises(UsageError, match="--map model=PATH"):
        rollup(str(path), Cuts(), table='my "calls')


@pytest.mark.parametrize("url", ["sqlite:///no/such.db", "postgres://u:hunter2hunter2@127.0.0.1:1/db", "mysql://u:hunter2hunter2@127.0.0.1:1/db"])
def test_what_cannot_be_reached_is_one_line_without_the_password(url):
    with pytest.raises(UsageError) as caught:
        rollup(url, Cuts())
    text = str(caught.value)
    assert "\n" not in text
    assert "hunter2" not in text
    assert text.startswith(url.split("://", 1)[0])


def test_a_driver_that_is_not_installed_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(UsageError, match=r"llm-migrate\[postgres\]"):
        rollup("postgres://h/db", Cuts())


@pytest.mark.parametrize("dialect", UNTESTED)
def test_what_we_cannot_run_is_at_least_written_without_loss(dialect):
    sql = transpiled(body(Shape(Cuts((32_000,), (), 60), 2, timed=True)), dialect)
    assert "32000" in sql
    assert sql.count("SUM(") == 8


@pytest.mark.parametrize("name", sorted(DIALECTS))
def test_identifiers_are_quoted_in_every_dialect(name):
    say = DIALECTS[name]
    fields = {c: Field("text") for c in golden.COLUMNS}
    known = recognise_columns(list(fields)).format
    sql = statement(say, ("log`s\"",), fields, known, ("app",), Question(Cuts()), "x")
    assert say.name_of('log`s"') in sql
    assert say.name_of("prompt_tokens") in sql


def test_every_format_names_its_sources():
    assert len(formats()) >= 10
    for known in formats():
        assert known.columns.get("model") or known.refuse
        assert known.recognise
