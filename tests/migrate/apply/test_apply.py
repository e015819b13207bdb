"""Plan -> files: what is chosen, what is refused and why, and that nothing else changes."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from apply_project import USUAL_AFTER, Project, contents, tree, usual

from migrate import apply
from migrate.apply import Outcome
from migrate.apply.prepare import collisions
from migrate.errors import RefusedError, UsageError
from migrate.model import Applicability, Plan, Span
from providers import resources


def outcomes(result: apply.ApplyResult) -> dict[str, str]:
    return {file.path: str(file.outcome) for file in result.files}


def reason(result: apply.ApplyResult, path: str) -> str:
    [file] = [file for file in result.files if file.path == path]
    assert file.outcome is Outcome.REFUSED
    return file.reason


# --- what is written -----------------------------------------------------------------------------


def test_edits_are_written_and_nothing_else(project: Project) -> None:
    plan = usual(project)
    before = tree(project.root)
    result = apply.apply_plan(plan, project.root)
    assert not result.failed
    assert outcomes(result) == dict.fromkeys(("run/.env", "run/config.json", "settings.toml"), "written")
    after = tree(project.root)
    assert {path: data for path, (data, _, _) in after.items()} == USUAL_AFTER
    assert {path: mode for path, (_, mode, _) in after.items()} == {p: m for p, (_, m, _) in before.items()}
    assert after["run/other.txt"] == before["run/other.txt"]
    assert after["settings.toml"][2] > before["settings.toml"][2]  # build tools must see the change


def test_applying_again_is_a_clean_no_op(project: Project) -> None:
    plan = usual(project)
    apply.apply_plan(plan, project.root)
    before = tree(project.root)
    again = apply.apply_plan(plan, project.root)
    assert again.no_op
    assert again.run is None
    assert set(outcomes(again).values()) == {"already_applied"}
    assert tree(project.root) == before
    assert len(apply.runs(project.root)) == 1


def test_review_is_applied_only_when_asked_and_manual_never(project: Project) -> None:
    project.write("a.toml", b"a = 1\nb = 2\nc = 3\n")
    project.find("r-safe", ("a.toml", "1", "10"))
    project.find("r-review", ("a.toml", "2", "20"), applicability=Applicability.REVIEW)
    project.find("r-manual", ("a.toml", "3", "30"), applicability=Applicability.MANUAL)
    plan = project.plan()
    shown = apply.apply_plan(plan, project.root, unsafe=True, dry_run=True)
    assert (shown.review_left, shown.manual_left) == (0, 1)
    result = apply.apply_plan(plan, project.root)
    assert project.read("a.toml") == b"a = 10\nb = 2\nc = 3\n"
    assert (result.review_left, result.manual_left) == (1, 1)
    apply.rollback(project.root)
    apply.apply_plan(plan, project.root, unsafe=True)
    assert project.read("a.toml") == b"a = 10\nb = 20\nc = 3\n"


def test_only_and_skip_choose_rules(project: Project) -> None:
    plan = usual(project)
    apply.apply_plan(plan, project.root, only=("temperature-zero",))
    assert project.read("settings.toml") == b'model = "gpt-4o"\ntemperature = 0.01\n'
    apply.rollback(project.root)
    apply.apply_plan(plan, project.root, skip=("temperature-zero",))
    assert project.read("settings.toml") == b'model = "glm-4.7"\ntemperature = 0\n'
    with pytest.raises(UsageError, match="rule 'temprature'; it has model-mapping, temperature-zero"):
        apply.apply_plan(plan, project.root, only=("temprature",))


def test_other_edits_of_an_applied_plan_need_a_new_plan(project: Project) -> None:
    plan = usual(project)
    apply.apply_plan(plan, project.root, only=("temperature-zero",))
    result = apply.apply_plan(plan, project.root)
    assert "already changed by run 0001-" in reason(result, "settings.toml")
    assert project.read("run/.env") == "# 提示\nOPENAI_MODEL=gpt-4o".encode()


@pytest.mark.parametrize("flag", ["dry_run", "check"])
def test_a_dry_run_writes_nothing_and_shows_the_diff(project: Project, flag: str) -> None:
    plan = usual(project)
    before = tree(project.root)
    result = apply.apply_plan(plan, project.root, **{flag: True})
    assert result.would_change
    assert not result.failed
    assert tree(project.root) == before
    assert not (project.root / ".migrate").exists()
    diffs = {file.path: file.diff() for file in result.files}
    assert '-temperature = 0\n+model = "glm-4.7"\n+temperature = 0.01\n' in diffs["settings.toml"]
    apply.apply_plan(plan, project.root)
    assert not apply.apply_plan(plan, project.root, **{flag: True}).would_change


def test_a_diff_of_a_secret_file_shows_no_secret(project: Project) -> None:
    project.write("env/.env", b"OPENAI_API_KEY=sk-abcdefghijklmnop123456\nMODEL=gpt-4o\n")
    project.find("m", ("env/.env", "gpt-4o", "glm-4.7"))
    [file] = apply.apply_plan(project.plan(), project.root, dry_run=True).files
    assert "+MODEL=glm-4.7" in file.diff()
    assert "abcdefghijkl" not in file.diff()


def test_a_plan_without_edits_leaves_no_trace(project: Project) -> None:
    project.write("a.toml", b"a = 1\n")
    result = apply.apply_plan(project.plan(), project.root)
    assert result.no_op
    assert os.listdir(project.root) == ["a.toml"]


def test_the_journal_ignores_itself_and_is_private(project: Project) -> None:
    apply.apply_plan(usual(project), project.root)
    folder = project.root / ".migrate"
    assert (folder / ".gitignore").read_text() == "*\n"
    assert (folder / "runs").stat().st_mode & 0o077 == 0


def test_extended_attributes_are_kept(project: Project) -> None:
    plan = usual(project)
    path = project.root / "settings.toml"
    os.setxattr(path, "user.note", b"keep me")
    apply.apply_plan(plan, project.root)
    assert os.getxattr(path, "user.note") == b"keep me"
    apply.rollback(project.root)
    assert os.getxattr(path, "user.note") == b"keep me"


def test_an_unsealed_plan_is_sealed_first(project: Project) -> None:
    result = apply.apply_plan(replace(usual(project), id=""), project.root)
    assert result.plan_id
    assert project.read("settings.toml") == USUAL_AFTER["settings.toml"]


# --- files that are not as planned ---------------------------------------------------------------


def test_a_changed_file_is_refused_and_holds_the_others(project: Project) -> None:
    plan = usual(project)
    project.write("run/.env", b"OPENAI_MODEL=gpt-4o-mini\n")
    before = tree(project.root)
    result = apply.apply_plan(plan, project.root)
    assert result.failed
    assert outcomes(result) == {"run/.env": "refused", "run/config.json": "held", "settings.toml": "held"}
    assert reason(result, "run/.env") == "has changed since the plan was made; make a new plan"
    assert result.carried_out == ()
    assert tree(project.root) == before
    assert not (project.root / ".migrate").exists()


def test_partial_applies_the_rest(project: Project) -> None:
    plan = usual(project)
    project.write("run/.env", b"OPENAI_MODEL=gpt-4o-mini\n")
    result = apply.apply_plan(plan, project.root, partial=True)
    assert result.failed
    assert project.read("run/.env") == b"OPENAI_MODEL=gpt-4o-mini\n"
    assert project.read("settings.toml") == USUAL_AFTER["settings.toml"]
    assert project.read("run/config.json") == USUAL_AFTER["run/config.json"]


def test_a_findings_edits_are_all_or_none(project: Project) -> None:
    """settings.toml and config.json share a finding: neither model name changes, the temperature does."""
    plan = usual(project)
    project.write("run/config.json", b"{}")
    result = apply.apply_plan(plan, project.root, partial=True)
    assert project.read("settings.toml") == b'model = "gpt-4o"\ntemperature = 0.01\n'
    [dropped] = result.dropped
    assert dropped.finding.rule == "model-mapping"
    assert dropped.reason == "run/config.json has changed since the plan was made; make a new plan"


def _vanish(path: Path) -> None:
    path.unlink()


def _link(path: Path) -> None:
    path.rename(path.with_suffix(".real"))
    path.symlink_to(path.with_suffix(".real").name)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _hard(path: Path) -> None:
    os.link(path, path.with_suffix(".twin"))


def _read_only(path: Path) -> None:
    path.chmod(0o444)


def _linked_folder(path: Path) -> None:
    path.parent.rename(path.parent.parent / "moved")
    path.parent.symlink_to("moved")


def _no_folder(path: Path) -> None:
    path.unlink()
    for other in path.parent.iterdir():
        other.unlink()
    path.parent.rmdir()
    path.parent.write_bytes(b"")


@pytest.mark.parametrize(
    ("happen", "words"),
    [
        (_vanish, "no longer exists"),
        (_no_folder, "no longer exists"),
        (_link, "is a symbolic link now, and links are not followed"),
        (_linked_folder, "is reached through the symbolic link 'run', and links are not followed"),
        (_folder, "is a folder now"),
        (_pipe, "is not a regular file"),
        (_hard, "has 2 hard links, and replacing it would part them; copy it first"),
        (_read_only, "is read-only"),
    ],
)
def test_a_file_that_must_not_be_replaced(project: Project, happen: object, words: str) -> None:
    project.write("run/a.toml", b"a = 1\n")
    project.write("b.toml", b"b = 1\n")
    project.find("r", ("run/a.toml", "1", "2"))
    project.find("r", ("b.toml", "1", "2"))
    plan = project.plan()
    happen(project.root / "run/a.toml")  # type: ignore[operator]
    before = contents(project.root) if happen is not _pipe else None
    result = apply.apply_plan(plan, project.root)
    assert reason(result, "run/a.toml") == words
    assert project.read("b.toml") == b"b = 1\n"
    if before is not None:
        assert contents(project.root) == before
    assert not apply.apply_plan(plan, project.root, partial=True).no_op
    assert project.read("b.toml") == b"b = 2\n"


def test_names_that_are_one_file_where_case_does_not_count(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).write_bytes(b"")
    one, two = (tmp_path / "one").lstat(), (tmp_path / "two").lstat()
    assert collisions({"a.py": one, "A.py": one, "b.py": two}) == (("A.py", "a.py"), ("a.py", "A.py"))
    assert collisions({"a.py": one, "b.py": two}) == ()


def test_a_plan_that_leads_out_of_the_root_is_refused(project: Project) -> None:
    """Such a plan cannot be loaded; made in memory it is refused all the same."""
    plan = usual(project)
    (project.root.parent / "outside.toml").write_bytes(b"a = 1\n")
    moved = replace(plan.findings[0].edits[0], path="../outside.toml", span=Span(0, 0))
    file = replace(plan.files[0], path="../outside.toml")
    hostile = replace(plan, files=(file,), findings=(replace(plan.findings[0], edits=(moved,)),))
    with pytest.raises(RefusedError, match="leads out of the root"):
        apply.apply_plan(hostile, project.root)


def test_conflicting_edits_are_refused(project: Project) -> None:
    project.write("a.toml", b"a = 1\n")
    project.find("r", ("a.toml", "1", "2"))
    project.find("s", ("a.toml", "1", "3"))
    with pytest.raises(RefusedError, match=r"conflicting edits: a\.toml: bytes 4-5 and 4-5"):
        apply.apply_plan(project.plan(), project.root)
    assert project.read("a.toml") == b"a = 1\n"


def test_a_missing_root(tmp_path: Path, project: Project) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        apply.apply_plan(usual(project), tmp_path / "none")


# --- the parse gate ------------------------------------------------------------------------------


def test_a_file_that_would_parse_worse_stays_and_the_others_are_written(project: Project) -> None:
    plan = usual(project)
    project.write("broken.toml", b"[a]\nb = 1\n")
    project.find("r", ("broken.toml", "[a]", "[a"))
    plan = project.plan()
    result = apply.apply_plan(plan, project.root)
    assert result.failed
    assert "syntax error" in reason(result, "broken.toml")
    assert project.read("broken.toml") == b"[a]\nb = 1\n"
    assert project.read("settings.toml") == USUAL_AFTER["settings.toml"]
    again = apply.apply_plan(plan, project.root)
    assert outcomes(again)["settings.toml"] == "already_applied"
    assert outcomes(again)["broken.toml"] == "refused"


def test_a_gated_file_takes_the_finding_out_of_the_other_files_too(project: Project) -> None:
    project.write("a.toml", b"a = 1\nb = 2\n")
    project.write("z.toml", b"[z]\n")
    project.find("both", ("a.toml", "1", "10"), ("z.toml", "[z]", "[z"))
    project.find("alone", ("a.toml", "2", "20"))
    plan = project.plan()
    apply.apply_plan(plan, project.root)
    assert project.read("a.toml") == b"a = 1\nb = 20\n"
    assert outcomes(apply.apply_plan(plan, project.root))["a.toml"] == "already_applied"


# --- the disk ------------------------------------------------------------------------------------


def limited(project: Project, plan: Plan, limit: int) -> str:
    """What an apply says in a process that may not write files larger than `limit` bytes."""
    from migrate.plan import store

    file = project.root.parent / "plan.json"
    store.save(plan, file)
    script = (
        "import resource, signal, sys; from pathlib import Path; from migrate import apply\n"
        "from migrate.errors import RefusedError; from migrate.plan import store\n"
        "plan = store.load(Path(sys.argv[1]))\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2)\n"
        "try: apply.apply_plan(plan, Path(sys.argv[2]))\n"
        "except RefusedError as error: print(error)\n"
    )
    command = [sys.executable, "-c", script, file, project.root, str(limit)]
    return subprocess.run(command, capture_output=True, text=True, cwd=resources.root(), check=True).stdout


@pytest.mark.parametrize(("limit", "place"), [(10, ".migrate"), (60_000, "big.toml")])
def test_a_full_disk_changes_nothing(project: Project, limit: int, place: str) -> None:
    """Full while the originals are kept, and full while the new contents are staged."""
    usual(project)
    project.write("big.toml", b"# " + b"x" * 40_000 + b"\na = 1\n")
    project.find("r", ("big.toml", "a = 1", "a = '" + "1" * 30_000 + "'"))
    plan = project.plan()
    before = tree(project.root)
    said = limited(project, plan, limit)
    assert "no space is left (disk, quota or file size limit); nothing was changed" in said
    assert place in said.partition(": ")[0]
    assert said.count("\n") == 1
    assert tree(project.root) == before
    assert not list(project.root.rglob(".migrate-*"))
    assert not apply.apply_plan(plan, project.root).failed


def test_an_error_in_the_middle_of_the_renames_puts_everything_back(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = usual(project)
    before = tree(project.root)
    real, renamed = os.replace, []

    def failing(source: str, target: str) -> None:
        if target.endswith(".toml") and not renamed.count(target):
            renamed.append(target)
            raise PermissionError(1, "Operation not permitted", target)
        real(source, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(RefusedError, match=r"settings\.toml: Operation not permitted; nothing was changed"):
        apply.apply_plan(plan, project.root)
    assert renamed
    assert tree(project.root) == before
    assert [run.state for run in apply.runs(project.root)] == ["undone"]


def test_an_interruption_puts_everything_back(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = usual(project)
    before = tree(project.root)
    real, calls = os.replace, []

    def interrupting(source: str, target: str) -> None:
        real(source, target)
        if target.endswith("config.json") and not calls:
            calls.append(target)
            raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupting)
    with pytest.raises(KeyboardInterrupt):
        apply.apply_plan(plan, project.root)
    assert calls
    assert tree(project.root) == before


def test_a_file_somebody_writes_to_just_now_is_never_overwritten(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Changed after it was read and before its rename: their work stays, everything else is put back."""
    plan = usual(project)
    before = contents(project.root)
    real = os.replace

    def meanwhile(source: str, target: str) -> None:
        real(source, target)
        if target.endswith("config.json"):
            (project.root / "settings.toml").write_bytes(b"mine = true\n")

    monkeypatch.setattr(os, "replace", meanwhile)
    with pytest.raises(RefusedError, match=r"settings\.toml was changed by someone else just now"):
        apply.apply_plan(plan, project.root)
    now = contents(project.root)
    assert now.pop("settings.toml")[0] == b"mine = true\n"
    before.pop("settings.toml")
    assert now == before
    assert [run.state for run in apply.runs(project.root)] == ["undone"]
