"""Uncommitted work is not mixed with an apply, and asking git runs nothing of the repository's."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from apply_project import USUAL_AFTER, Project, usual

from migrate import apply
from migrate.apply import gitstate
from migrate.errors import RefusedError
from migrate.model import Plan

ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@example.org",
}


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, env=ENVIRONMENT, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture
def plan(project: Project) -> Plan:
    """The usual plan in a repository in which everything is committed."""
    made = usual(project)
    git(project.root, "init", "-q")
    git(project.root, "add", ".")
    git(project.root, "commit", "-qm", "start")
    return made


def test_a_clean_tree_is_applied_to_and_the_journal_stays_out_of_git(project: Project, plan: Plan) -> None:
    apply.apply_plan(plan, project.root)
    assert project.read("settings.toml") == USUAL_AFTER["settings.toml"]
    changed = git(project.root, "status", "--porcelain").split()
    assert changed == ["M", "run/.env", "M", "run/config.json", "M", "settings.toml"]
    assert apply.apply_plan(plan, project.root).no_op  # although the tree is dirty now
    apply.rollback(project.root)
    assert git(project.root, "status", "--porcelain") == ""


def test_uncommitted_changes_are_refused_unless_allowed(project: Project, plan: Plan) -> None:
    project.write("run/other.txt", b"half done\n")
    with pytest.raises(RefusedError, match=r"changes in run/other\.txt; commit or stash them, or use --allow-dirty"):
        apply.apply_plan(plan, project.root)
    assert not (project.root / ".migrate").exists()
    assert not apply.apply_plan(plan, project.root, allow_dirty=True).failed


@pytest.mark.parametrize("command", [("rm", "-q", "run/other.txt"), ("mv", "run/other.txt", "run/moved.txt")])
def test_staged_work_counts(project: Project, plan: Plan, command: tuple[str, ...]) -> None:
    git(project.root, *command)
    with pytest.raises(RefusedError, match="uncommitted changes in"):
        apply.apply_plan(plan, project.root)


def test_a_dry_run_does_not_ask(project: Project, plan: Plan) -> None:
    project.write("run/other.txt", b"half done\n")
    assert apply.apply_plan(plan, project.root, dry_run=True).would_change


def test_untracked_files_count_only_when_they_are_edited(project: Project, plan: Plan) -> None:
    project.write("notes.txt", b"mine\n")
    git(project.root, "rm", "-q", "--cached", "run/.env")
    git(project.root, "commit", "-qm", "no env")
    with pytest.raises(RefusedError, match=r"uncommitted changes in run/\.env; commit"):
        apply.apply_plan(plan, project.root)
    (project.root / ".gitignore").write_text(".env\n")
    git(project.root, "add", ".gitignore")
    git(project.root, "commit", "-qm", "ignore env")
    assert not apply.apply_plan(plan, project.root).failed  # git does not keep that file, the journal does


def test_the_plan_file_itself_does_not_count(project: Project, plan: Plan) -> None:
    file = project.root / "plan.json"
    file.write_text("{}")
    git(project.root, "add", "plan.json")
    with pytest.raises(RefusedError, match=r"uncommitted changes in plan\.json"):
        apply.apply_plan(plan, project.root)
    assert not apply.apply_plan(plan, project.root, ignore=(file,)).failed


def test_only_the_part_below_the_root_counts(project: Project, plan: Plan) -> None:
    project.write("settings.toml", project.read("settings.toml") + b"# half done\n")
    assert gitstate.changed(project.root) == (("settings.toml", False),)
    assert gitstate.changed(project.root / "run") == ()
    project.write("run/mine é\n.txt", b"")
    assert gitstate.changed(project.root / "run") == (("mine é\n.txt", True),)


def test_no_repository_is_no_hindrance(tmp_path: Path) -> None:
    assert gitstate.changed(tmp_path) is None


def test_no_git_is_no_hindrance(project: Project, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write("run/other.txt", b"half done\n")
    monkeypatch.setenv("PATH", str(project.root / "nowhere"))
    assert gitstate.changed(project.root) is None


def test_a_repository_git_cannot_read_is_said(project: Project, plan: Plan) -> None:
    (project.root / ".git/config").write_text("[core\n")
    with pytest.raises(RefusedError, match=r"git cannot say whether the tree is clean .*; use --allow-dirty"):
        apply.apply_plan(plan, project.root)


def test_variables_of_a_surrounding_git_do_not_mislead(
    project: Project, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(project.root / "run"))
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere")
    assert gitstate.changed(project.root) == ()


def test_nothing_the_repository_configures_is_run(project: Project, plan: Plan) -> None:
    trap = project.root.parent / "sprung"
    script = project.root / ".git/trap"
    script.write_text(f"#!/bin/sh\ntouch '{trap}'\ncat\n")
    script.chmod(0o755)
    git(project.root, "config", "core.fsmonitor", str(script))
    git(project.root, "config", "core.hooksPath", str(script.parent))
    for name in ("clean", "process"):
        git(project.root, "config", f"filter.tr=ap.{name}", str(script))
    git(project.root, "config", "filter.tr=ap.required", "true")
    (project.root / ".git/included").write_text(f'[filter "second"]\n\tclean = {script}\n')
    git(project.root, "config", "include.path", "included")
    (project.root / ".git/info/attributes").write_text("*.toml filter=tr=ap\n*.json filter=second\n")
    for path in ("settings.toml", "run/config.json"):
        os.utime(project.root / path)  # git has to look into the file
    assert gitstate.changed(project.root) == ()
    assert not trap.exists()
    subprocess.run(["git", "status"], cwd=project.root, env=ENVIRONMENT, capture_output=True, check=False)
    assert trap.exists()  # the trap is a real one
