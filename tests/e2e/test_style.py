"""`--style env`: after one move in the code, the next one is a matter of variables; run for real."""

import json
import os
import subprocess
import sys

from migrate.verify.sandbox import Sandbox
from providers import catalog

APP = """\
from openai import OpenAI

client = OpenAI()
answer = client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "Which tea?"}])
print(answer.model)
"""


def run(app, **variables):
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("OPENAI", "HTTP", "http", "LLM", "PYTEST"))}
    return subprocess.run(
        [sys.executable, "app.py"], cwd=app, env=environment | variables, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip


def test_the_next_move_needs_no_edit(migrate, tmp_path, snapshot):
    app = tmp_path / "app"
    app.mkdir()
    (app / "app.py").write_text(APP)
    (app / ".env").write_text("OPENAI_API_KEY=\n")
    before = snapshot(app)
    assert migrate("plan", "app", "--to", "zhipu", "--style", "env", "-o", "plan.json").code == 0
    assert json.loads((tmp_path / "plan.json").read_text())["options"]["style"] == "env"
    assert migrate("apply", "plan.json").code == 0
    assert "LLM_BASE_URL=https://open.bigmodel.cn/api/paas/v4\n" in (app / ".env").read_text()
    for vendor, model in (("zhipu", None), ("moonshot", "kimi-k2.6")):
        with Sandbox(vendor) as server:
            path = catalog.load(vendor).base_urls[0].url.partition("://")[2].partition("/")[2]
            chosen = {"LLM_MODEL": model} if model else {}
            done = run(app, LLM_BASE_URL=f"{server.url}/{path}", LLM_API_KEY="test-key", **chosen)
            assert done.returncode == 0, done.stderr
            assert [request.body["model"] for request in server.requests] == [model or "glm-5.3"]
    assert migrate("rollback").code == 0
    assert snapshot(app) == before


def test_the_style_of_the_configuration_file_counts_and_a_wrong_one_is_one_line(migrate, tmp_path):
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "migrate.toml").write_text('to = "zhipu"\nstyle = "env"\n')
    assert "LLM_BASE_URL" in migrate("plan", ".", "--diff").out
    assert "LLM_BASE_URL" not in migrate("plan", ".", "--diff", "--style", "inline").out
    (tmp_path / "migrate.toml").write_text('to = "zhipu"\nstyle = "both"\n')
    ran = migrate("plan", ".")
    assert ran.code == 2
    assert "`style` must be one of env, inline, gateway" in ran.err
