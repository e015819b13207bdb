"""A plan from where upper and lower case differ, applied where they do not.

Such a file system cannot be had everywhere, so the calls that take a name find a file under any spelling of it here.
Run with `--basetemp` on a real one the same tests hold; `lowntfs-3g -o ignore_case`, which tells every name in lower
case, fails the one about a file that is spelled otherwise.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from apply_project import Project, contents, tree, usual

from migrate import apply
from migrate.apply.results import Outcome
from migrate.errors import RefusedError
from migrate.model import Finding, Plan
from migrate.plan.seal import seal

ONE_NAME = ("open", "lstat", "stat", "access", "unlink", "mkdir", "listxattr", "scandir")
TWO_NAMES = ("link", "replace", "rename")


@pytest.fixture(autouse=True)
def caseless(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Below the project a name leads to the file that is there under another spelling."""
    listdir, root = os.listdir, str(project.root)

    def found(path: Any) -> Any:
        text = os.fspath(path) if isinstance(path, str | os.PathLike) else None
        if not isinstance(text, str) or not text.startswith(root + os.sep):
            return path
        at = root
        for part in text[len(root) + 1 :].split(os.sep):
            names = listdir(at) if os.path.exists(at) else []
            at = os.path.join(at, next((name for name in names if name.lower() == part.lower()), part))
        return at

    def spelled(real: Callable[..., Any], count: int) -> Callable[..., Any]:
        return lambda *args, **named: real(*map(found, args[:count]), *args[count:], **named)

    for names, count in ((ONE_NAME, 1), (TWO_NAMES, 2)):
        for name in names:
            monkeypatch.setattr(os, name, spelled(getattr(os, name), count))


def twice(project: Project, path: str, other: str) -> Plan:
    """The project's plan, in which `other` is a second file with the content and the edits of `path`."""
    plan = project.plan()

    def moved(finding: Finding) -> Finding:
        edits = tuple(replace(edit, path=other) for edit in finding.edits if edit.path == path)
        return replace(finding, site=replace(finding.site, path=other), edits=edits)

    file = next(file for file in plan.files if file.path == path)
    findings = tuple(moved(finding) for finding in plan.findings if any(e.path == path for e in finding.edits))
    files = tuple(sorted((*plan.files, replace(file, path=other)), key=lambda file: file.path))
    sites = (*plan.sites, *(finding.site for finding in findings))
    return seal(replace(plan, id="", files=files, sites=sites, findings=(*plan.findings, *findings)))


@pytest.mark.parametrize(("path", "other"), [("settings.toml", "Settings.toml"), ("run/.env", "RUN/.env")])
def test_two_planned_files_that_are_one_are_left_alone(project: Project, path: str, other: str) -> None:
    usual(project)
    plan, before = twice(project, path, other), tree(project.root)
    result = apply.apply_plan(plan, project.root)
    said = {file.path: file.reason for file in result.refused}
    assert said == {
        path: f"is the same file as {other} on this file system; make a new plan",
        other: f"is the same file as {path} on this file system; make a new plan",
    }
    assert tree(project.root) == before
    assert not (project.root / ".migrate").exists()


def test_the_other_files_are_written_when_that_is_asked_for(project: Project) -> None:
    usual(project)
    plan, before = twice(project, "run/.env", "run/.ENV"), tree(project.root)
    result = apply.apply_plan(plan, project.root, partial=True)
    outcomes = {file.path: file.outcome for file in result.files}
    assert outcomes.pop("settings.toml") is outcomes.pop("run/config.json") is Outcome.WRITTEN
    assert set(outcomes.values()) == {Outcome.REFUSED}
    assert tree(project.root)["run/.env"] == before["run/.env"]
    assert not apply.rollback(project.root).failed
    assert tree(project.root) == before


def test_a_file_that_is_spelled_otherwise_now_is_edited_once_and_rolled_back(project: Project) -> None:
    usual(project)
    plan = project.plan()
    os.rename(project.root / "settings.toml", project.root / "away")
    os.rename(project.root / "away", project.root / "SETTINGS.toml")
    before = contents(project.root)
    assert not apply.apply_plan(plan, project.root).failed
    assert (project.root / "SETTINGS.toml").read_bytes() == b'model = "glm-4.7"\ntemperature = 0.01\n'
    assert apply.apply_plan(plan, project.root).no_op
    assert not apply.rollback(project.root).failed
    assert {path.lower(): found for path, found in contents(project.root).items()} == {
        path.lower(): found for path, found in before.items()
    }


def test_nothing_is_created_over_a_file_of_another_spelling(project: Project) -> None:
    usual(project)
    project.create("RUN/Other.txt", "mine\n")
    before = tree(project.root)
    result = apply.apply_plan(project.plan(), project.root)
    [refused] = result.refused
    assert refused.reason == "is to be created and is there already, with other content; move it away first"
    assert tree(project.root) == before


def test_of_two_files_to_be_created_under_one_name_none_is(project: Project) -> None:
    usual(project)
    project.create("run/gateway.yaml", "a: 1\n")
    project.create("run/Gateway.yaml", "a: 2\n")
    before = tree(project.root)
    with pytest.raises(RefusedError, match=r"run/gateway\.yaml was created by someone else just now; nothing"):
        apply.apply_plan(project.plan(), project.root)
    assert tree(project.root) == before
