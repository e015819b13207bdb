"""Back to identical bytes, modes and times; or, when somebody changed a file since, nothing at all."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from apply_project import Project, contents, tree, usual
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrate import apply
from migrate.apply import Outcome
from migrate.errors import RefusedError, UsageError


def run_folder(root: Path) -> Path:
    """The folder of the only run."""
    [folder] = (root / ".migrate/runs").iterdir()
    return folder


def test_content_mode_and_time_come_back(project: Project) -> None:
    plan = usual(project)
    before = tree(project.root)
    run = apply.apply_plan(plan, project.root).run
    result = apply.rollback(project.root)
    assert result.run == run
    assert not result.failed
    assert {str(file.outcome) for file in result.files} == {"restored"}
    assert tree(project.root) == before


def test_rolling_back_twice_does_nothing_the_second_time(project: Project) -> None:
    plan = usual(project)
    apply.apply_plan(plan, project.root)
    apply.rollback(project.root)
    before = tree(project.root)
    again = apply.rollback(project.root)
    assert again.already
    assert not again.failed
    assert tree(project.root) == before


def test_the_runs_that_are_still_applied_are_named(project: Project) -> None:
    project.write("a.env", b"MODEL=gpt-4o\n")
    project.write("b.env", b"MODEL=gpt-4o\n")
    for path in ("a.env", "b.env"):
        project.find(path, (path, "gpt-4o", "glm-4.7"))
    plan = project.plan()
    runs = [apply.apply_plan(plan, project.root, only=(rule,)).run for rule in ("a.env", "b.env")]
    for _ in range(2):
        result = apply.rollback(project.root)
        assert result.run == runs[1]
        assert result.standing == (runs[0],)
    assert apply.rollback(project.root, runs[0]).standing == ()


def test_originals_with_their_secrets_are_not_kept_longer_than_needed(project: Project) -> None:
    project.write("a.env", b"KEY=very-secret\nMODEL=gpt-4o\n")
    project.find("m", ("a.env", "gpt-4o", "glm-4.7"))
    apply.apply_plan(project.plan(), project.root)
    assert b"very-secret" in (run_folder(project.root) / "originals").read_bytes()
    apply.rollback(project.root)
    assert not any(b"very-secret" in p.read_bytes() for p in (project.root / ".migrate").rglob("*") if p.is_file())


def test_a_file_changed_since_keeps_everything_as_it_is(project: Project) -> None:
    apply.apply_plan(usual(project), project.root)
    project.write("settings.toml", b"mine = true\n")
    (project.root / "run/.env").unlink()
    before = tree(project.root)
    result = apply.rollback(project.root)
    assert result.failed
    assert {file.path: (str(file.outcome), file.reason) for file in result.files} == {
        "run/.env": ("refused", "no longer exists"),
        "run/config.json": ("held", ""),
        "settings.toml": ("refused", f"has changed since run {result.run}"),
    }
    assert tree(project.root) == before
    assert [run.state for run in apply.runs(project.root)] == ["applied"]


def test_a_file_that_is_as_before_already_is_fine(project: Project) -> None:
    plan = usual(project)
    before = tree(project.root)
    apply.apply_plan(plan, project.root)
    project.write("settings.toml", before["settings.toml"][0])
    result = apply.rollback(project.root)
    assert [file.path for file in result.files if file.outcome is Outcome.UNTOUCHED] == ["settings.toml"]
    assert tree(project.root) == before


def test_runs_are_listed_and_rolled_back_by_name_or_number(project: Project) -> None:
    plan = usual(project)
    start = tree(project.root)
    first = apply.apply_plan(plan, project.root, only=("temperature-zero",)).run
    project.findings.clear()
    project.find("again", ("settings.toml", "0.01", "0.02"))
    second = apply.apply_plan(project.plan(), project.root).run
    assert first is not None
    assert second is not None
    listed = apply.runs(project.root)
    assert [(run.id, run.state, run.files, run.edits) for run in listed] == [
        (first, "applied", ("settings.toml",), 1),
        (second, "applied", ("settings.toml",), 1),
    ]
    refused = apply.rollback(project.root, first)
    assert refused.failed
    assert refused.files[0].reason == f"was changed again by run {second}; roll that back first"
    assert not apply.rollback(project.root, "2").failed
    assert not apply.rollback(project.root, first).failed
    assert tree(project.root) == start
    with pytest.raises(UsageError, match=f"no run '9'; the last ones are {first}, {second}"):
        apply.rollback(project.root, "9")


def test_nothing_to_roll_back(project: Project) -> None:
    with pytest.raises(UsageError, match="no run of `migrate apply` is recorded here"):
        apply.rollback(project.root)
    assert apply.runs(project.root) == ()
    assert apply.recover(project.root) == ()
    assert os.listdir(project.root) == []


def test_apply_after_rollback_applies_again(project: Project) -> None:
    plan = usual(project)
    apply.apply_plan(plan, project.root)
    after = contents(project.root)
    apply.rollback(project.root)
    assert not apply.apply_plan(plan, project.root).no_op
    assert contents(project.root) == after


# --- interrupted runs (the deaths themselves are in test_crash.py) -------------------------------


def half_applied(project: Project) -> Path:
    """A project whose apply died after one of its renames, as test_crash produces it."""
    plan = usual(project)
    before = project.read("run/config.json")
    apply.apply_plan(plan, project.root)
    folder = run_folder(project.root)
    (folder / "state").write_text("applying\n")
    rows = {row["path"]: row for row in json.loads((folder / "journal.json").read_text())["entries"]}
    project.write("run/config.json", before, mode=0o755)
    (project.root / "run" / rows["run/config.json"]["temporary"]).write_bytes(b"staged")
    return folder


def test_a_dry_run_does_not_touch_an_interrupted_run(project: Project) -> None:
    half_applied(project)
    before = tree(project.root)
    with pytest.raises(RefusedError, match="was interrupted; `migrate rollback` or a real `migrate apply`"):
        apply.apply_plan(project.plan(), project.root, dry_run=True)
    assert tree(project.root) == before


def test_recover_says_what_it_did(project: Project) -> None:
    folder = half_applied(project)
    [recovery] = apply.recover(project.root)
    assert (recovery.run, recovery.action) == (folder.name, "undone")
    assert recovery.files == ("run/.env", "settings.toml")
    assert project.read("settings.toml") == b'model = "gpt-4o"\ntemperature = 0\n'
    assert not list(project.root.rglob(".migrate-*"))
    assert apply.recover(project.root) == ()


def test_work_done_since_the_interruption_is_never_overwritten(project: Project) -> None:
    folder = half_applied(project)
    project.write("settings.toml", b"mine = true\n")
    before = tree(project.root)
    with pytest.raises(RefusedError) as caught:
        apply.rollback(project.root)
    assert f"run {folder.name} was interrupted and cannot be undone: settings.toml has changed" in str(caught.value)
    assert f"or delete {folder} to keep all files as they are" in str(caught.value)
    assert tree(project.root) == before


def test_a_file_that_was_not_replaced_yet_may_have_changed(project: Project) -> None:
    half_applied(project)
    project.write("run/config.json", b"{}\n")
    apply.rollback(project.root)
    assert project.read("run/config.json") == b"{}\n"
    assert project.read("settings.toml") == b'model = "gpt-4o"\ntemperature = 0\n'


def test_a_second_name_left_by_a_rename_does_not_hide_that_the_file_was_replaced(project: Project) -> None:
    """A file system without a journal may keep a renamed file's old name when the machine dies."""
    folder = half_applied(project)
    rows = {row["path"]: row for row in json.loads((folder / "journal.json").read_text())["entries"]}
    os.link(project.root / "settings.toml", project.root / rows["settings.toml"]["temporary"])
    [recovery] = apply.recover(project.root)
    assert recovery.files == ("run/.env", "settings.toml")
    assert project.read("settings.toml") == b'model = "gpt-4o"\ntemperature = 0\n'
    assert not list(project.root.rglob(".migrate-*"))


def test_a_file_system_that_tells_names_in_lower_case_hides_no_run(project: Project) -> None:
    plan = usual(project)
    before = tree(project.root)
    run = apply.apply_plan(plan, project.root).run
    folder = run_folder(project.root)
    folder.rename(folder.with_name(folder.name.lower()))
    assert [made.id for made in apply.runs(project.root)] == [run]
    project.write("more.toml", b"a = 1\n")
    project.findings.clear()
    project.find("r", ("more.toml", "1", "2"))
    second = apply.apply_plan(project.plan(), project.root).run
    assert second is not None
    assert second.startswith("0002-")
    assert not apply.rollback(project.root).failed
    assert not apply.rollback(project.root, run).failed
    assert {path: found for path, found in tree(project.root).items() if path != "more.toml"} == before


# --- a journal that is not ours, or broken -------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("journal.json", b"{}"),
        ("journal.json", b"not json"),
        ("journal.json", b"[" * 50_000),
        ("state", b"dancing\n"),
    ],
)
def test_a_damaged_record_is_named(project: Project, name: str, data: bytes) -> None:
    apply.apply_plan(usual(project), project.root)
    (run_folder(project.root) / name).write_bytes(data)
    before = tree(project.root)
    with pytest.raises(RefusedError, match="the record of this run is damaged"):
        apply.rollback(project.root)
    assert tree(project.root) == before


def test_a_damaged_original_restores_nothing(project: Project) -> None:
    apply.apply_plan(usual(project), project.root)
    originals = run_folder(project.root) / "originals"
    originals.write_bytes(originals.read_bytes()[:-1])
    before = tree(project.root)
    with pytest.raises(RefusedError, match="original lost"):
        apply.rollback(project.root)
    assert tree(project.root).items() >= before.items()


@pytest.mark.parametrize("path", ["../outside", "/etc/hosts", ".git/config", "a/../../outside"])
def test_a_strangers_journal_cannot_reach_outside(project: Project, path: str) -> None:
    apply.apply_plan(usual(project), project.root)
    record = run_folder(project.root) / "journal.json"
    shape = json.loads(record.read_text())
    shape["entries"][0]["path"] = path
    record.write_text(json.dumps(shape))
    with pytest.raises(RefusedError, match="the record of this run is damaged"):
        apply.rollback(project.root)


@pytest.mark.parametrize("name", ["../x", "settings.toml", ".migrate-x/../../y"])
def test_a_strangers_journal_cannot_delete_other_files(project: Project, name: str) -> None:
    apply.apply_plan(usual(project), project.root)
    record = run_folder(project.root) / "journal.json"
    shape = json.loads(record.read_text())
    shape["entries"][0]["temporary"] = name
    record.write_text(json.dumps(shape))
    with pytest.raises(RefusedError, match="the record of this run is damaged"):
        apply.rollback(project.root)
    assert (project.root / "settings.toml").exists()


# --- property ------------------------------------------------------------------------------------

LINES = st.lists(st.sampled_from(["a = 1", "b = 2  # gpt-4o", "", "\tc = 3", 'd = "你好"']), min_size=1, max_size=8)


TEXTS = st.tuples(LINES, st.sampled_from(["\n", "\r\n"]), st.booleans(), st.booleans())


@given(texts=st.lists(TEXTS, min_size=1, max_size=3), data=st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_apply_then_rollback_is_the_identity(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[list[str], str, bool, bool]], data: st.DataObject
) -> None:
    project = Project(tmp_path_factory.mktemp("app"))
    for number, (lines, newline, final, bom) in enumerate(texts):
        text = newline.join(lines) + (newline if final else "")
        path = f"f{number}.txt"
        project.write(path, (b"\xef\xbb\xbf" if bom else b"") + text.encode())
        for word in sorted({word for word in ("1", "gpt-4o", "你好", "c") if word in text}):
            if data.draw(st.booleans()):
                project.find("r", (path, word, data.draw(st.sampled_from(["", "x", "一\n二"]))))
    plan = project.plan()
    before = tree(project.root)
    result = apply.apply_plan(plan, project.root)
    assert not result.failed
    assert apply.apply_plan(plan, project.root).no_op
    if result.run is not None:
        apply.rollback(project.root)
    assert tree(project.root) == before
