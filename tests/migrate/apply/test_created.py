"""Files a plan creates: whole or not at all, never over another, and gone again with a rollback."""

from __future__ import annotations

from pathlib import Path

import pytest
from apply_project import Project, contents, tree, usual

from migrate import apply, edit, report
from migrate.apply.results import FileResult, Outcome
from migrate.errors import UsageError
from migrate.plan import diffs, store

PATH, CONTENT = "run/gateway.yaml", "model_list: []\n"


@pytest.fixture
def made(project: Project) -> Project:
    """The usual project, with a file to be created."""
    usual(project)
    project.create(PATH, CONTENT)
    return project


def of(files: tuple[FileResult, ...]) -> FileResult:
    return next(file for file in files if file.path == PATH)


def test_it_is_created_with_a_plain_mode_and_removed_again(made: Project) -> None:
    before, plan = tree(made.root), made.plan()
    result = apply.apply_plan(plan, made.root)
    assert of(result.files).outcome is Outcome.WRITTEN
    assert contents(made.root)[PATH] == (CONTENT.encode(), 0o100644)
    assert "created: run/gateway.yaml" in report.applied(result, width=80, color=False, diff=False)
    assert apply.apply_plan(plan, made.root).no_op
    back = apply.rollback(made.root)
    assert of(back.files).outcome is Outcome.RESTORED
    assert "removed: run/gateway.yaml" in report.rolled_back(back, width=80, color=False)
    assert tree(made.root) == before
    assert apply.rollback(made.root).already


def test_nothing_is_created_by_a_dry_run_and_the_diff_shows_a_new_file(made: Project) -> None:
    before, plan = tree(made.root), made.plan()
    result = apply.apply_plan(plan, made.root, dry_run=True)
    assert result.would_change
    assert of(result.files).diff().startswith(f"--- /dev/null\n+++ b/{PATH}\n@@ -0,0 +1 @@\n+model_list: []\n")
    assert "would create: run/gateway.yaml" in report.applied(result, width=80, color=False, diff=True)
    assert diffs.of(plan, made.root)[PATH] == of(result.files).diff()
    assert tree(made.root) == before


def test_another_file_of_that_name_is_left_alone_and_nothing_else_is_written(made: Project) -> None:
    plan = made.plan()
    made.write(PATH, b"mine\n")
    before = tree(made.root)
    result = apply.apply_plan(plan, made.root)
    assert of(result.files).outcome is Outcome.REFUSED
    assert "move it away" in of(result.files).reason
    assert {file.outcome for file in result.files} == {Outcome.REFUSED, Outcome.HELD}
    assert tree(made.root) == before
    assert store.stale(plan, made.root) == (PATH,)


def test_the_same_file_is_no_work_and_rollback_leaves_it(made: Project) -> None:
    plan = made.plan()
    made.write(PATH, CONTENT.encode())
    before = tree(made.root)
    assert store.stale(plan, made.root) == ()
    assert of(apply.apply_plan(plan, made.root).files).outcome is Outcome.ALREADY
    assert not apply.rollback(made.root).failed
    assert tree(made.root) == before


def test_rollback_keeps_a_created_file_that_was_changed_and_restores_the_others(made: Project) -> None:
    before = tree(made.root)
    apply.apply_plan(made.plan(), made.root)
    (made.root / PATH).write_bytes(b"mine now\n")
    back = apply.rollback(made.root)
    assert of(back.files).outcome is Outcome.KEPT
    assert "kept: run/gateway.yaml: was created by run" in report.rolled_back(back, width=200, color=False)
    assert made.read(PATH) == b"mine now\n"
    assert {path: found for path, found in tree(made.root).items() if path != PATH} == before


def test_rollback_does_not_mind_a_created_file_that_is_gone(made: Project) -> None:
    before = tree(made.root)
    apply.apply_plan(made.plan(), made.root)
    (made.root / PATH).unlink()
    assert of(apply.rollback(made.root).files).outcome is Outcome.UNTOUCHED
    assert tree(made.root) == before


@pytest.mark.parametrize("what", ["file", "folder", "dangling"])
def test_no_link_is_followed(what: str, made: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    plan, outside = made.plan(), tmp_path_factory.mktemp("outside")
    if what == "folder":
        made.findings = [f for f in made.findings if f.rule == "gateway"]
        plan = made.plan()
        for path in (made.root / "run").iterdir():
            path.unlink()
        (made.root / "run").rmdir()
        (made.root / "run").symlink_to(outside)
    else:
        target = outside / "target.yaml"
        if what == "file":
            target.write_text(CONTENT)
        (made.root / PATH).symlink_to(target)
    result = apply.apply_plan(plan, made.root)
    assert "link" in of(result.files).reason
    assert of(result.files).outcome is Outcome.REFUSED
    assert sorted(path.name for path in outside.iterdir()) == (["target.yaml"] if what == "file" else [])


def test_a_folder_that_is_not_there_is_not_made(project: Project) -> None:
    project.create("deploy/gateway.yaml", CONTENT)
    result = apply.apply_plan(project.plan(), project.root)
    assert "folder is not there" in result.files[0].reason
    assert tree(project.root) == {}


def test_a_file_that_does_not_parse_is_not_created(project: Project) -> None:
    project.create("gateway.json", "{")
    result = apply.apply_plan(project.plan(), project.root)
    assert result.files[0].outcome is Outcome.REFUSED
    assert tree(project.root) == {}


def test_one_that_appears_between_look_and_write_is_not_overwritten(
    made: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from migrate.apply import sync

    before, synced = tree(made.root), sync.files

    def meanwhile(paths: list[str]) -> None:
        synced(paths)
        (made.root / PATH).write_bytes(b"mine\n")

    monkeypatch.setattr(sync, "files", meanwhile)
    with pytest.raises(Exception, match="created by someone else"):
        apply.apply_plan(made.plan(), made.root)
    assert {path: found for path, found in tree(made.root).items() if path != PATH} == before
    assert made.read(PATH) == b"mine\n"


def test_a_plan_file_cannot_create_twice_or_over_a_content(project: Project, tmp_path: Path) -> None:
    first = project.create("a.yaml", "a: 1\n")
    project.findings.append(first)
    assert store.problem(project.plan()) == "a.yaml: is created 2 times; make it again with `migrate plan`"
    project.findings = [first]
    saved = tmp_path / "plan.json"
    store.save(project.plan(), saved)
    text = saved.read_text()
    assert store.load(saved).files[0].new
    saved.write_text(text.replace('"size": 0', '"size": 3'))
    with pytest.raises(UsageError, match="yet has a content"):
        store.load(saved)


def test_a_diff_of_an_old_file_names_it_twice() -> None:
    assert edit.unified("a", b"1\n", b"2\n").startswith("--- a/a\n+++ b/a\n")
