"""Undo an applied run: every file back to its bytes, mode and modification time, or none."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from migrate.apply import journal, lock, write
from migrate.apply.files import Tree
from migrate.apply.journal import Journal, State
from migrate.apply.recover import recover_locked, restore
from migrate.apply.results import FileResult, Outcome, Recovery, RollbackResult, Run
from migrate.errors import UsageError
from migrate.redact import printable


def rollback(root: Path, run: str | None = None) -> RollbackResult:
    """Put the files of a run back to what they were before it; by default of the last run.

    `run` is a run's id or its number. An interrupted run is ended first, and by default that is all.
    When a file changed since the run nothing is written and the result names it. Rolling back twice
    does nothing the second time. Raises UsageError when there is no such run, RefusedError when
    another migrate is at work or a file cannot be written.
    """
    root = root.resolve()
    nothing = UsageError(f"{printable(str(root))}: no run of `migrate apply` is recorded here")
    if not os.path.lexists(root / lock.FOLDER):
        raise nothing
    with lock.hold(root):
        before = {entry.id: entry for entry in journal.every(root)}
        recovered = recover_locked(root)
        recorded = journal.every(root)
        if run is None and recovered:
            return _and_others(_recovered(recovered, before), recorded)
        if not recorded:
            raise nothing
        chosen = recorded[-1] if run is None else _find(root, recorded, run)
        if chosen.state() is not State.APPLIED:
            return _and_others(RollbackResult(chosen.id, True, (), recovered), recorded)
        return _and_others(_roll_back(Tree(root), chosen, recorded, recovered), recorded)


def runs(root: Path) -> tuple[Run, ...]:
    """Every recorded run, the oldest first; nothing is changed."""
    return tuple(
        Run(
            run.id,
            run.created,
            str(run.state()),
            run.plan_id,
            run.source,
            run.target,
            tuple(entry.path for entry in run.entries),
            sum(entry.edits for entry in run.entries),
        )
        for run in journal.every(root.resolve())
    )


def _roll_back(
    tree: Tree, run: Journal, recorded: tuple[Journal, ...], recovered: tuple[Recovery, ...]
) -> RollbackResult:
    seen = write.survey(tree, run)
    if seen.refused:
        held = tuple(_held(file, run, recorded) for file in seen.results)
        return RollbackResult(run.id, False, held, recovered)
    run.enter(State.ROLLING_BACK)
    restore(tree, run, seen)
    return RollbackResult(run.id, False, seen.results, recovered)


def _and_others(result: RollbackResult, recorded: tuple[Journal, ...]) -> RollbackResult:
    """The result with the runs that are still applied beside the one that was asked for."""
    standing = tuple(r.id for r in recorded if r.id != result.run and r.state() is State.APPLIED)
    return replace(result, standing=standing)


def _held(file: FileResult, run: Journal, recorded: tuple[Journal, ...]) -> FileResult:
    """A file of a rollback that is not done, with the later run to blame when there is one."""
    if file.outcome is Outcome.RESTORED:
        return FileResult(file.path, Outcome.HELD, file.edits)
    for later in recorded[recorded.index(run) + 1 :]:
        if later.state() is State.APPLIED and any(entry.path == file.path for entry in later.entries):
            reason = f"was changed again by run {later.id}; roll that back first"
            return FileResult(file.path, Outcome.REFUSED, reason=reason)
    return file


def _recovered(recovered: tuple[Recovery, ...], before: dict[str, Journal]) -> RollbackResult:
    """The result when ending the interrupted run was the rollback that was asked for."""
    last = recovered[-1]
    files = []
    for entry in before[last.run].entries:
        outcome = Outcome.RESTORED if entry.path in last.files else Outcome.UNTOUCHED
        files.append(FileResult(entry.path, outcome, entry.edits))
    return RollbackResult(last.run, False, tuple(files), recovered)


def _find(root: Path, recorded: tuple[Journal, ...], name: str) -> Journal:
    """The run of that id or number."""
    for run in recorded:
        number = run.id.partition("-")[0]
        if name == run.id or (name.isdecimal() and int(name) == int(number)):
            return run
    known = ", ".join(run.id for run in recorded[-5:])
    raise UsageError(f"{printable(str(root))}: no run {printable(name)!r}; the last ones are {known}")
