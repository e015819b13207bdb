"""End runs that were killed half-way: an apply is undone, a rollback is completed."""

from __future__ import annotations

import os
from pathlib import Path

from migrate.apply import files, journal, lock, write
from migrate.apply.files import Tree, Unfit
from migrate.apply.journal import Journal, State
from migrate.apply.results import Recovery
from migrate.errors import RefusedError
from migrate.redact import printable


def recover(root: Path) -> tuple[Recovery, ...]:
    """End every interrupted run below `root` and say which; nothing is done when there is none.

    Raises RefusedError when a file was changed since by somebody else, or cannot be written.
    """
    if not os.path.lexists(root / lock.FOLDER):
        return ()
    with lock.hold(root):
        return recover_locked(root)


def recover_locked(root: Path) -> tuple[Recovery, ...]:
    """`recover`, for a caller that holds the lock."""
    found = tuple(_end(Tree(root), run) for run in pending(root))
    journal.discard_unborn(root)
    return found


def pending(root: Path) -> tuple[Journal, ...]:
    """Runs that were interrupted, the oldest first."""
    return tuple(run for run in journal.every(root) if run.state() in journal.PENDING)


def restore(tree: Tree, run: Journal, seen: write.Survey) -> None:
    """Roll the surveyed files of a run back and record that; raises RefusedError and stays pending."""
    try:
        write.put_back(tree, run, seen.todo)
        run.enter(State.ROLLED_BACK)
        run.forget_originals()
    except (OSError, Unfit) as error:
        raise _later(tree, run, error) from None


def _end(tree: Tree, run: Journal) -> Recovery:
    if run.state() is State.ROLLING_BACK:
        seen = write.survey_interrupted(tree, run)
        restore(tree, run, seen)
        return Recovery(run.id, "completed", tuple(entry.path for entry, _ in seen.todo))
    try:
        return Recovery(run.id, "undone", write.undo(tree, run))
    except (OSError, Unfit) as error:
        raise _later(tree, run, error) from None


def _later(tree: Tree, run: Journal, error: Exception) -> RefusedError:
    return RefusedError(
        f"{printable(str(tree.root))}: run {run.id} cannot be undone yet: {files.reason(error)}; "
        "nothing is lost: settle that, then run `migrate rollback`"
    )
