"""The golden table inside real engines. Each runs where its variable says that the engine is there (`.ci/engines`)."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from migrate.errors import UsageError
from migrate.traffic.model import Cuts
from migrate.traffic.rollup import rollup
from tests.migrate.traffic import golden

GOLDEN = "b4a7c3e305aa5ac7"  # as in test_push.py, for SQLite and DuckDB
ROOT = Path(__file__).parents[4]
HOLES = ",".join(["%s"] * len(golden.COLUMNS))


def present(name):
    value = os.environ.get(f"TRAFFIC_{name}")
    if not value and os.environ.get("TRAFFIC_ENGINES") == "required":
        pytest.fail(f"TRAFFIC_{name} is not set, and the engines are required")
    return value


@pytest.fixture(scope="module")
def postgres():
    import psycopg

    url = present("POSTGRES")
    with psycopg.connect(url, autocommit=True) as connection:
        for table, other in (("logs", "TEXT"), ("logs_jsonb", "JSONB")):
            connection.execute(f"DROP TABLE IF EXISTS {table}")
            connection.execute(
                f"CREATE TABLE {table} (id BIGINT, created_at BIGINT, type INT, model_name TEXT, token_name TEXT, "
                f"username TEXT, quota INT, prompt_tokens BIGINT, completion_tokens BIGINT, other {other})"
            )
        for row in golden.rows():
            connection.execute(f"INSERT INTO logs VALUES ({HOLES})", row)
            if row[-1] not in ("", "{broken"):
                connection.execute(f"INSERT INTO logs_jsonb VALUES ({HOLES})", row)
        connection.execute('DROP TABLE IF EXISTS "LiteLLM_SpendLogs"')
        connection.execute(
            'CREATE TABLE "LiteLLM_SpendLogs" (request_id TEXT, call_type TEXT, api_key TEXT, spend DOUBLE PRECISION, '
            'total_tokens INT, prompt_tokens INT, completion_tokens INT, "startTime" TIMESTAMP(3), model TEXT, '
            'metadata JSONB, cache_hit TEXT, team_id TEXT, status TEXT, end_user TEXT, "user" TEXT)'
        )
        details = '{"additional_usage_values": {"prompt_tokens_details": {"cached_tokens": 60}}}'
        for n, (status, hit) in enumerate([("success", "None"), ("failure", "None"), ("success", "True"), (None, "")]):
            connection.execute(
                f'INSERT INTO "LiteLLM_SpendLogs" VALUES ({",".join(["%s"] * 15)})',
                (f"r{n}", "acompletion", "k", 0.125, 150, 100, 50, "2026-11-01 23:59:59.900", "gpt-4o", details, hit, "t", status, "", "u"),
            )  # fmt: skip
    return url


@pytest.fixture(scope="module")
def mysql():
    import pymysql

    url = present("MYSQL")
    parts = urlsplit(url)
    connection = pymysql.connect(
        host=parts.hostname, port=parts.port, user=parts.username, password=parts.password, charset="utf8mb4"
    )
    with connection, connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE IF NOT EXISTS oneapi CHARACTER SET utf8mb4")
        cursor.execute("USE oneapi")
        cursor.execute("DROP TABLE IF EXISTS logs")
        cursor.execute(
            "CREATE TABLE logs (id BIGINT, created_at BIGINT, type INT, model_name VARCHAR(191), token_name VARCHAR(191), "
            "username VARCHAR(191), quota INT, prompt_tokens BIGINT, completion_tokens BIGINT, other LONGTEXT)"
        )
        cursor.executemany(f"INSERT INTO logs VALUES ({HOLES})", golden.rows())
        connection.commit()
    return f"{url.rstrip('/')}/oneapi"


@pytest.fixture(scope="module")
def chdb(tmp_path_factory):
    present("CHDB")
    from chdb import session

    folder = tmp_path_factory.mktemp("chdb")
    held = session.Session(str(folder))
    held.query(
        "CREATE TABLE logs (id Int64, created_at Int64, type Int32, model_name LowCardinality(String), token_name String, "
        "username Nullable(String), quota Int32, prompt_tokens Int64, completion_tokens Int64, other String) "
        "ENGINE = MergeTree ORDER BY id"
    )

    def literal(value):
        return str(value) if isinstance(value, int) else "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"

    values = ", ".join(f"({', '.join(map(literal, row))})" for row in golden.rows())
    held.query(f"INSERT INTO logs VALUES {values}")
    held.close()
    return f"chdb://{folder}"


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    present("SPARK")
    assert shutil.which("java")
    import duckdb

    folder = tmp_path_factory.mktemp("spark")
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE logs (id BIGINT, created_at BIGINT, type INT, model_name VARCHAR, token_name VARCHAR, "
            "username VARCHAR, quota INT, prompt_tokens BIGINT, completion_tokens BIGINT, other VARCHAR)"
        )
        connection.executemany(f"INSERT INTO logs VALUES ({HOLES.replace('%s', '?')})", golden.rows())
        connection.execute(f"COPY logs TO '{folder}/logs.parquet'")
    return f"spark://local{folder}/logs.parquet"


@pytest.mark.parametrize("engine", ["postgres", "mysql", "chdb", "spark"])
def test_the_golden_table_gives_the_golden_result(engine, request):
    if not present(engine.upper()):
        return
    done = rollup(request.getfixturevalue(engine), golden.CUTS, dims=("app",), table="logs")
    (groups, damage), (wanted, reasons) = golden.shape(done), golden.expected()
    assert damage == reasons
    assert {k: v for k, v in groups.items() if wanted.get(k) != v} == {}
    assert groups.keys() == wanted.keys()
    assert golden.digest(done) == GOLDEN
    assert done.rows == len(golden.rows())
    assert {d.reason: d.example.rpartition(" ")[2] for d in done.damaged}["no model"] == "314"
    assert "secret-of-the-test" not in repr(done)


def test_jsonb_needs_no_guard(postgres_or_none):
    if postgres_or_none is None:
        return
    done = rollup(postgres_or_none, golden.CUTS, dims=("app",), table="public.logs_jsonb")
    assert sum(g.cached for g in done.groups) == sum(sums[2] for sums in golden.expected()[0].values())


def test_litellm_in_postgres_with_times_of_the_engines_own(postgres_or_none):
    if postgres_or_none is None:
        return
    done = rollup(postgres_or_none, Cuts((100,), (), 30), dims=("team", "user"), table="LiteLLM_SpendLogs")
    (group,) = done.groups
    assert (group.requests, group.prompt, group.cached, group.completion) == (2, 200, 120, 100)
    assert (group.dims, str(group.spend), group.start.isoformat()) == (("t", "u"), "0.25", "2026-11-01T23:30:00+00:00")
    assert {d.reason: d.rows for d in done.excluded} == {"failed request": 1, "answered from the proxy's own cache": 1}
    assert "times without a zone are taken as UTC" in done.notes


def test_text_that_only_looks_like_json_is_damage_and_before_postgresql_16_one_line(postgres_or_none):
    if postgres_or_none is None:
        return
    import psycopg

    with psycopg.connect(postgres_or_none, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS torn")
        connection.execute("CREATE TABLE torn AS SELECT * FROM logs WHERE type = 2 AND model_name = 'gpt-4o' LIMIT 3")
        connection.execute("UPDATE torn SET prompt_tokens = 9, completion_tokens = 1, created_at = 1793491200, other = '{}'")
        connection.execute("UPDATE torn SET other = '{torn}' WHERE id = (SELECT MIN(id) FROM torn)")
        version = connection.info.server_version
    if version >= 160_000:
        done = rollup(postgres_or_none, Cuts(), table="torn")
        assert ([(d.reason, d.rows) for d in done.damaged], done.requests) == ([("the JSON inside a column cannot be read", 1)], 2)
    else:
        with pytest.raises(UsageError, match="json") as caught:
            rollup(postgres_or_none, Cuts(), table="torn")
        assert "secret-of-the-test" not in str(caught.value)


@pytest.fixture(scope="module")
def billed(tmp_path_factory):
    """What `migrate cost` says of the golden rows as JSON lines."""
    path = tmp_path_factory.mktemp("lines") / "logs.jsonl"
    path.write_text("".join(json.dumps(dict(zip(golden.COLUMNS, row, strict=True))) + "\n" for row in golden.rows()))
    return bills(path)


def bills(location, *more):
    """The rows of `migrate cost` in a process of its own, and its notes without those that name places."""
    command = [sys.executable, "-m", "migrate", "cost", "--traffic", str(location), *more, "-p", "zhipu,alibaba", "--at", "2026-11-23"]
    done = subprocess.run([*command, "--format", "json"], capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, "secret-of-the-test" in done.stdout + done.stderr) == (0, False), done.stderr
    said = json.loads(done.stdout)
    return said["rows"], said["fallen"], sorted(note.partition(", e.g.")[0] for note in said["notes"] if "rows" in note)


@pytest.mark.parametrize("engine", ["postgres", "mysql", "chdb", "spark"])
def test_the_command_bills_a_database_as_it_bills_the_same_lines(engine, request, billed):
    if not present(engine.upper()):
        return
    url = request.getfixturevalue(engine)
    assert billed[0][0]["total"] not in (None, "0")
    assert bills(url, "--table", "logs") == billed


@pytest.fixture
def postgres_or_none(request):
    return request.getfixturevalue("postgres") if present("POSTGRES") else None
