"""Widths of stored vectors and the calls that fill them name each other."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from migrate.apply import apply_plan, rollback
from migrate.model import Applicability, Finding
from migrate.plan import build

APP = "from openai import OpenAI\n\nv = OpenAI().embeddings.create(model='text-embedding-3-small', input='a')\n"
STORE = "from pgvector.sqlalchemy import Vector\n\nDIMENSIONS = 1536\ncolumn = Vector(DIMENSIONS)\nother = Vector(1536)\n"


def findings(root: Path, **files: str) -> list[Finding]:
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    plan = build.build(build.settings(root, to="zhipu", on=date(2026, 11, 20)))
    return [f for f in plan.findings if f.rule == "embeddings"]


def test_a_width_names_the_call_and_the_new_widths(tmp_path: Path) -> None:
    found = findings(tmp_path, app__index_dot_py=APP, app__db_dot_py=STORE, schema_dot_sql="CREATE TABLE d (e vector(1536));\n")
    widths = {(f.site.path, f.site.line): f for f in found if f.parameter == "dimensions"}
    assert sorted(widths) == [("app/db.py", 3), ("app/db.py", 5), ("schema.sql", 1)]
    for finding in widths.values():
        assert "text-embedding-3-small in app/index.py:3" in finding.message
        assert "256, 512, 1024, 2048" in finding.message
    assert widths["app/db.py", 3].applicability is Applicability.REVIEW


def test_the_call_names_the_widths(tmp_path: Path) -> None:
    found = findings(tmp_path, app__index_dot_py=APP, app__db_dot_py=STORE)
    model = next(f for f in found if f.site.kind.value == "model_literal")
    assert "app/db.py:3 (1536), app/db.py:5 (1536)" in model.message


def test_without_stored_widths_nothing_is_named(tmp_path: Path) -> None:
    found = findings(tmp_path, app__index_dot_py=APP)
    assert found
    assert not any("written in" in f.message for f in found)


def test_without_embeddings_a_number_is_a_number(tmp_path: Path) -> None:
    assert findings(tmp_path, db_dot_py=STORE, a_dot_py="from openai import OpenAI\nOpenAI()\n") == []


def test_applied_and_rolled_back(tmp_path: Path) -> None:
    findings(tmp_path, app__index_dot_py=APP, app__db_dot_py=STORE)
    file = tmp_path / "app" / "db.py"
    before = file.read_bytes()
    apply_plan(build.build(build.settings(tmp_path, to="zhipu", on=date(2026, 11, 20))), tmp_path, unsafe=True,
               allow_dirty=True)  # fmt: skip
    assert file.read_text() == STORE.replace("1536", "2048")
    rollback(tmp_path)
    assert file.read_bytes() == before
