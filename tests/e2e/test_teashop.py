"""The sample application, moved for real: planned, applied, run against the vendor's rules, rolled back."""

import json
import os
import subprocess
import sys

import pytest

from migrate.verify.sandbox import Sandbox


def run_its_tests(app, origin):
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "OPENAI", "HTTP"))}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-c", os.devnull,
         "--rootdir", str(app), str(app / "tests")],
        capture_output=True,
        text=True,
        cwd=app,
        env={**environment, "TEASHOP_TEST_ORIGIN": origin, "PYTHONDONTWRITEBYTECODE": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        timeout=120,
        check=False,
    )  # fmt: skip


def test_before_it_moves_it_runs_at_openai_and_not_at_zhipu(teashop):
    with Sandbox("openai") as server:
        done = run_its_tests(teashop, server.url)
        assert done.returncode == 0, done.stdout
    with Sandbox("zhipu") as server:
        assert run_its_tests(teashop, server.url).returncode == 1


@pytest.mark.parametrize("vendor", ["zhipu", "moonshot", "baichuan"])
def test_plan_apply_rollback_leaves_every_byte_as_it_was(vendor, migrate, teashop, snapshot):
    before = snapshot(teashop)
    planned = migrate("plan", "teashop", "--to", vendor, "-o", "plan.json")
    assert planned.code == 0, planned.err
    assert snapshot(teashop) == before, "plan never writes to the codebase"
    applied = migrate("apply", "plan.json")
    assert applied.code == 0, applied.out + applied.err
    assert snapshot(teashop) != before
    again = migrate("apply", "plan.json")
    assert again.code == 0
    assert "already applied" in again.out + again.err
    rolled = migrate("rollback")
    assert rolled.code == 0, rolled.out + rolled.err
    assert snapshot(teashop) == before


def test_after_apply_its_own_tests_pass_against_the_vendor(migrate, teashop):
    assert migrate("plan", "teashop", "--to", "zhipu", "-o", "plan.json").code == 0
    assert migrate("apply", "plan.json").code == 0
    with Sandbox("zhipu") as server:
        done = run_its_tests(teashop, server.url)
        assert done.returncode == 0, done.stdout
        assert {request.path for request in server.requests} == {
            "/api/paas/v4/chat/completions",
            "/api/paas/v4/embeddings",
        }


def test_nothing_is_left_to_apply_afterwards(migrate, teashop):
    assert migrate("plan", "teashop", "--to", "zhipu", "-o", "plan.json").code == 0
    assert migrate("apply", "plan.json", "--unsafe").code == 0
    assert migrate("plan", "teashop", "--to", "zhipu", "-o", "after.json").code == 0
    plan = json.loads((teashop.parent / "after.json").read_text())
    assert [f["rule"] for f in plan["findings"] if f.get("edits") and f["applicability"] != "manual"] == []


def test_no_secret_of_the_application_is_ever_shown_or_stored(migrate, teashop):
    secret = "sk-Zq3fT8vLr2Wn9KxUe5YbH7Dm"
    env = teashop / ".env"
    env.write_text(env.read_text().replace("put-your-key-here", secret))
    shown = []
    for arguments in (
        ["plan", "teashop", "--to", "zhipu", "-o", "plan.json", "--diff", "-v"],
        ["plan", "teashop", "--to", "zhipu", "--format", "json"],
        ["plan", "teashop", "--to", "zhipu", "--format", "markdown", "--diff"],
        ["apply", "plan.json", "--diff"],
        ["apply", "plan.json"],
        ["rollback"],
    ):
        done = migrate(*arguments)
        assert done.code == 0, done.err
        shown.append(done.out + done.err)
    shown.append((teashop.parent / "plan.json").read_text())
    assert not [text for text in shown if secret in text]
    assert secret in env.read_text()
