"""`apply --commit`: a branch with one commit per step, in real repositories."""

import os
import subprocess

import pytest

APP = """\
from openai import OpenAI

client = OpenAI()
client.chat.completions.create(model="gpt-4o", messages=[], temperature=0)
"""


@pytest.fixture
def git(tmp_path):
    """Run git in the application's folder as a user with nothing in their own configuration."""

    def run(*arguments, check=True):
        environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        done = subprocess.run(
            ["git", *arguments], cwd=tmp_path / "shop", capture_output=True, text=True, check=False,
            env=environment | {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "GIT_CONFIG_NOSYSTEM": "1"},
        )  # fmt: skip
        assert done.returncode == 0 or not check, done.stderr
        return done.stdout

    return run


@pytest.fixture
def shop(migrate, tmp_path, git):
    """A repository whose application lies in a folder of it, and a plan for that folder."""
    app = tmp_path / "shop" / "app"
    app.mkdir(parents=True)
    (app / "app.py").write_text(APP)
    (app / "run.py").write_bytes(b"MODEL = 'gpt-4o'\r\n")
    (app / "run.py").chmod(0o755)
    (app / ".env").write_text("OPENAI_API_KEY=put-your-key-here\n")
    (tmp_path / "shop" / ".gitignore").write_text(".env\n")
    git("init", "-q", "-b", "main")
    git("config", "user.name", "Ada Example")
    git("config", "user.email", "ada@example.org")
    git("add", ".")
    git("commit", "-qm", "start")
    assert migrate("plan", "shop/app", "--to", "zhipu", "-o", "plan.json").code == 0
    return app


def test_one_commit_per_step_and_the_tree_of_a_plain_apply(shop, migrate, git, tmp_path, snapshot):
    before = snapshot(shop)
    assert migrate("apply", "plan.json").code == 0
    plain = snapshot(shop)
    assert migrate("rollback").code == 0
    ran = migrate("apply", "plan.json", "--commit")
    assert ran.code == 0, ran.err
    assert snapshot(shop) == plain
    branch = git("symbolic-ref", "--short", "HEAD").strip()
    assert branch.startswith("migrate/zhipu-")
    assert branch in ran.out
    assert ".env" in ran.err, "what git ignores is named"
    subjects = git("log", "--reverse", "--format=%s", "main..HEAD").splitlines()
    assert subjects == [f"Move from openai to zhipu: {step}" for step in ("address and key", "models", "parameters")]
    assert set(git("log", "--format=%an <%ae> %cn <%ce>", "main..HEAD").splitlines()) == {
        "Ada Example <ada@example.org> Ada Example <ada@example.org>"
    }
    body = git("log", "--format=%b", "main..HEAD")
    assert "app.py:4" in body
    assert "Evidence: zhipu.dialect.temperature" in body
    assert "put-your-key" not in body
    assert git("status", "--porcelain") == ""
    assert git("show", "HEAD:app/app.py") == (shop / "app.py").read_text()
    assert git("ls-tree", "HEAD", "app/run.py").startswith("100755")
    assert git("show", "HEAD~2:app/app.py").count("base_url") == 1
    assert 'model="gpt-4o"' in git("show", "HEAD~2:app/app.py")
    assert migrate("rollback").code == 0
    assert snapshot(shop) == before
    git("switch", "-q", "-f", "main")
    assert snapshot(shop) == before


def test_hooks_filters_and_signing_of_the_repository_do_not_run(shop, migrate, git, tmp_path):
    marker = tmp_path / "ran"
    hooks = tmp_path / "shop" / ".git" / "hooks"
    for name in ("pre-commit", "commit-msg", "post-commit", "post-checkout", "reference-transaction", "post-index-change"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {marker}\nexit 1\n")
        (hooks / name).chmod(0o755)
    git("config", "core.fsmonitor", f"touch {marker}")
    git("config", "commit.gpgsign", "true")
    git("config", "gpg.program", f"touch {marker}")
    (tmp_path / "shop" / ".git" / "info" / "attributes").write_text("*.py filter=evil\n")
    git("config", "filter.evil.clean", f"touch {marker}; cat")
    ran = migrate("apply", "plan.json", "--commit")
    assert ran.code == 0, ran.err
    assert not marker.exists()


def test_a_dirty_tree_is_refused_wherever_it_is_dirty(shop, migrate, git, tmp_path, snapshot):
    (tmp_path / "shop" / ".gitignore").write_text(".env\n*.log\n")
    before = snapshot(shop)
    ran = migrate("apply", "plan.json", "--commit")
    assert ran.code == 1
    assert "--commit needs a clean tree" in ran.err
    assert snapshot(shop) == before
    assert git("symbolic-ref", "--short", "HEAD") == "main\n"
    assert migrate("apply", "plan.json", "--commit", "--allow-dirty").code == 2


def test_without_an_author_it_is_one_clear_line(shop, migrate, git, tmp_path, snapshot):
    git("config", "--unset", "user.email")
    before = snapshot(shop)
    ran = migrate("apply", "plan.json", "--commit", env={"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "EMAIL": ""})
    assert ran.code == 1
    assert "git does not know who you are" in ran.err
    assert snapshot(shop) == before


def test_a_branch_that_is_there_a_repository_without_a_commit_and_none_at_all_are_refused(
    shop, migrate, git, tmp_path, snapshot
):
    assert migrate("apply", "plan.json", "--commit").code == 0
    again = migrate("apply", "plan.json", "--commit")
    assert again.code == 0
    assert "already applied" in again.out
    git("switch", "-q", "main")
    before = snapshot(shop)
    ran = migrate("apply", "plan.json", "--commit")
    assert ran.code == 1
    assert "exists already" in ran.err
    for name in ("fresh", "none"):
        app = tmp_path / name
        app.mkdir()
        (app / "app.py").write_text(APP)
        if name == "fresh":
            subprocess.run(["git", "init", "-q", str(app)], check=True)
        assert migrate("plan", name, "--to", "zhipu", "-o", f"{name}.json").code == 0
        ran = migrate("apply", f"{name}.json", "--commit")
        assert ran.code == 1
        assert ("has no commit yet" if name == "fresh" else "not in a git repository") in ran.err
        assert (app / "app.py").read_text() == APP
    assert snapshot(shop) == before


def test_when_the_branch_cannot_be_made_everything_is_as_before(shop, migrate, git, tmp_path, snapshot):
    before = snapshot(shop)
    (tmp_path / "shop" / ".git" / "refs" / "heads" / "migrate").write_text(git("rev-parse", "HEAD"))
    ran = migrate("apply", "plan.json", "--commit")
    assert ran.code == 1
    assert "git update-ref failed" in ran.err
    assert snapshot(shop) == before
    assert git("status", "--porcelain") == ""
    assert git("symbolic-ref", "--short", "HEAD") == "main\n"
