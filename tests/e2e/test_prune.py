"""`apply --prune`: the old key variable goes when nothing reads it, and comes back with rollback."""

import json

import pytest

APP = """\
import os
from openai import OpenAI

client = OpenAI(api_key=os.environ["OPENAI_API_KEY"])
client.chat.completions.create(model="gpt-4o", messages=[])
"""
ENV = """\
A=1
# Models are asked for here.
# Get an OpenAI key at the console.
export OPENAI_API_KEY='put-your-key-here' # mine
B=2
"""
COMPOSE = """\
services:
  web:
    environment:
      OPENAI_API_KEY: ${OPENAI_API_KEY}
      B: "2"
  worker:
    environment:
      - OPENAI_API_KEY
      - B=2
"""


@pytest.fixture
def moved(migrate, tmp_path):
    """Makes an application that has been moved: `moved({"app.py": ...})`."""

    def make(files):
        app = tmp_path / "app"
        for path, text in files.items():
            place = app / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text.encode())
        assert migrate("plan", "app", "--to", "zhipu", "-o", "plan.json").code == 0
        assert migrate("apply", "plan.json").code == 0
        return app

    return make


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_entries_go_with_their_comments_and_come_back(moved, migrate, snapshot, end):
    app = moved({"app.py": APP, ".env": ENV.replace("\n", end), "compose.yaml": COMPOSE.replace("\n", end),
                 "README.md": "Set OPENAI_API_KEY.\n"})  # fmt: skip
    before = snapshot(app)
    shown = migrate("apply", "plan.json", "--prune", "--diff")
    assert shown.code == 0
    assert "-export OPENAI_API_KEY=***" in shown.out.replace("'", "")
    assert "put-your-key-here" not in shown.out
    assert snapshot(app) == before
    assert migrate("apply", "plan.json", "--prune").code == 0
    assert (app / ".env").read_bytes().decode() == end.join(
        ["A=1", "# Models are asked for here.", "# address of Zhipu GLM",
         "export LLM_BASE_URL='https://open.bigmodel.cn/api/paas/v4'", "# key for Zhipu GLM",
         "export LLM_API_KEY=''", "B=2", ""]
    )  # fmt: skip
    compose = (app / "compose.yaml").read_bytes().decode()
    assert "OPENAI_API_KEY" not in compose
    assert f"# key for Zhipu GLM{end}      LLM_API_KEY: ${{LLM_API_KEY}}{end}" in compose
    again = migrate("apply", "plan.json", "--prune")
    assert again.code == 0
    assert "Nothing to do" in again.out
    assert migrate("rollback").code == 0
    assert snapshot(app) == before


@pytest.mark.parametrize(
    ("path", "text", "place"),
    [
        ("run.sh", "#!/bin/sh\ncurl -H \"Authorization: Bearer $OPENAI_API_KEY\" x\n", "run.sh:2"),
        ("other.yaml", "job:\n  key: ${OPENAI_API_KEY}\n", "other.yaml:2"),
        ("lib/main.rb", "key = ENV['OPENAI_API_KEY']\n", "lib/main.rb:1"),
    ],
)
def test_nothing_goes_while_something_reads_it(moved, migrate, snapshot, path, text, place):
    app = moved({"app.py": APP, ".env": ENV})
    (app / path).parent.mkdir(exist_ok=True)
    (app / path).write_text(text)
    before = snapshot(app)
    ran = migrate("apply", "plan.json", "--prune")
    assert ran.code == 1
    assert f"OPENAI_API_KEY is still read: {place}" in ran.err
    assert snapshot(app) == before


def test_a_client_without_a_key_reads_it_by_itself(moved, migrate):
    app = moved({"app.py": APP, ".env": ENV})
    (app / "second.py").write_text("from openai import OpenAI\nclient = OpenAI()\n")
    ran = migrate("apply", "plan.json", "--prune")
    assert ran.code == 1
    assert "second.py:2 (by the library)" in ran.err


def test_what_shares_its_lines_or_leaves_nothing_is_left_to_a_person(moved, migrate, snapshot):
    alone = "web:\n  environment:\n    OPENAI_API_KEY: x\n"
    app = moved({"app.py": APP, "flow.yaml": "environment: {A: 1, OPENAI_API_KEY: x}\n", "alone.yaml": alone,
                 "settings.json": '{"OPENAI_API_KEY": "x"}\n', ".env": "OPENAI_API_KEY=\n"})  # fmt: skip
    (app / "alone.yaml").write_text(alone)
    before = snapshot(app)
    ran = migrate("apply", "plan.json", "--prune")
    assert ran.code == 0, ran.err
    now = snapshot(app)
    assert {path for path in now if now[path] != before[path]} == {".env"}
    assert "to settle by hand" in ran.out


def test_a_plan_that_was_not_applied_prunes_nothing(migrate, tmp_path):
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "app.py").write_text(APP)
    assert migrate("plan", "app", "--to", "zhipu", "-o", "plan.json").code == 0
    ran = migrate("apply", "plan.json", "--prune")
    assert ran.code == 1
    assert "not applied here" in ran.err
    assert json.loads((tmp_path / "plan.json").read_text())["applyable"]
