"""A fleet over an executor: the same lines and plans wherever it is read."""

from datetime import date

import pytest

from migrate import executor
from migrate.errors import UsageError
from migrate.executor import ExecutorError
from migrate.fleet import elsewhere, listing, run
from migrate.plan import store

CALL = """from openai import OpenAI

client = OpenAI()
answer = client.chat.completions.create(model="{model}", messages=[])
"""
SAID = {"to": "zhipu", "on": date(2026, 11, 23)}


@pytest.fixture
def repositories(tmp_path):
    """Two that can be planned, one whose configuration lays a model over the catalogue, and one that is not there."""
    for name, model in (("shop", "gpt-4o"), ("chat", "gpt-4o-mini"), ("own", "gpt-4o")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "app.py").write_text(CALL.format(model=model))
    (tmp_path / "own" / "migrate.toml").write_text('models = { "gpt-4o" = "glm-4.7" }\n')
    return listing.repositories([tmp_path / name for name in ("shop", "own", "gone", "chat")], None)


def plans(folder):
    return {path.name: store.load(path).id for path in folder.iterdir()}


@pytest.mark.parametrize("place", ["serial", "dask"])
def test_lines_and_plans_are_those_of_processes_here(repositories, tmp_path, request, place):
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    spec = request.getfixturevalue("dask_cluster") if place == "dask" else place
    said = []
    wanted = run.run(repositories, SAID, here)
    found = elsewhere.run(spec, repositories, SAID, there, progress=lambda *what: said.append(what[:2]))
    assert found == wanted
    assert [row["status"] for row in found.rows] == ["planned", "planned", "failed", "planned"]
    assert "no such file" in found.rows[2]["error"]
    assert plans(there) == plans(here)
    assert said == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_nothing_is_written_when_nothing_is_to_be_saved(repositories, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    assert elsewhere.run("serial", repositories[:1], SAID, None).rows[0]["status"] == "planned"
    assert sorted(tmp_path.rglob("*")) == before


def test_files_that_are_named_are_those_of_this_folder(repositories, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=r"none\.yaml: no such file"):
        elsewhere.run("serial", repositories, {**SAID, "catalog_file": tmp_path / "none.yaml"}, None)
    (tmp_path / "usage.yaml").write_text("requests: not a list\n")
    (row, *_) = elsewhere.run("serial", repositories, {**SAID, "usage": "usage.yaml"}, None).rows
    assert str(tmp_path / "usage.yaml") in row["error"]


def test_an_interruption_keeps_what_had_arrived(repositories, tmp_path):
    def stop(done, of, row):
        if done == 2:
            raise KeyboardInterrupt

    (tmp_path / "out").mkdir()
    found = elsewhere.run("serial", repositories, SAID, tmp_path / "out", progress=stop)
    assert found.interrupted
    statuses = [row["status"] for row in found.rows]
    assert len([s for s in statuses if s != "not_run"]) == 2
    assert len(plans(tmp_path / "out")) == statuses.count("planned")


def test_a_place_that_is_not_there_is_one_line(repositories, monkeypatch):
    monkeypatch.setattr(executor, "_CONNECT_SECONDS", 1)  # how long is tried again
    with pytest.raises(UsageError, match="unknown; one of process"):
        elsewhere.run("threads", repositories, SAID, None)
    with pytest.raises(ExecutorError, match="no Dask scheduler answers there"):
        elsewhere.run("dask://127.0.0.1:9", repositories, SAID, None)
