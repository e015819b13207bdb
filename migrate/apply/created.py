"""Files that a run creates: never over one that is there, and taken away again only as they were made."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence

from migrate.apply import files, sync
from migrate.apply.files import Tree, Unfit
from migrate.apply.journal import Entry
from migrate.apply.results import FileResult, Outcome
from migrate.model import digest
from migrate.redact import printable


def content(tree: Tree, path: str) -> bytes | None:
    """What stands where a file is to be created; None when nothing does and it can be created.

    Raises Unfit for anything but a regular file, and when its folder is not there, cannot be written to or is
    reached through a symbolic link.
    """
    try:
        tree.enter(path)
        folder = tree.at(path.rpartition("/")[0])
        if not stat.S_ISDIR(os.lstat(folder).st_mode) and folder != str(tree.root):
            raise Unfit("cannot be created: its folder is none")
    except (FileNotFoundError, NotADirectoryError):
        raise Unfit("cannot be created: its folder is not there") from None
    except (OSError, ValueError) as error:
        raise Unfit(f"cannot be created: {files.reason(error)}") from None
    if os.path.lexists(tree.at(path)):
        return tree.read(path, writable=False)[0]
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Unfit("cannot be created: its folder cannot be written to")
    return None


def place(tree: Tree, entry: Entry) -> None:
    """Give the staged content its name, unless that name is taken by now; raises Unfit then."""
    name, staged = tree.at(entry.path), tree.at(entry.staged)
    try:
        tree.enter(entry.path)
        try:
            os.link(staged, name, follow_symlinks=False)  # fails where the name is taken, in one step
        except FileExistsError:
            raise
        except (OSError, NotImplementedError):  # a file system without links
            if os.path.lexists(name):
                raise FileExistsError(name) from None
            os.replace(staged, name)
        else:
            os.unlink(staged)
    except FileExistsError:
        raise Unfit(f"{printable(entry.path)} was created by someone else just now") from None
    except Unfit as unfit:
        raise Unfit(f"{printable(entry.path)} {unfit}") from None


def survey(tree: Tree, entry: Entry, run: str) -> tuple[os.stat_result | None, FileResult]:
    """The status of a created file that a rollback has to take away, else None; and what to say of it."""

    def result(outcome: Outcome, reason: str = "") -> FileResult:
        return FileResult(entry.path, outcome, entry.edits if outcome is Outcome.RESTORED else 0, reason, new=True)

    try:
        tree.enter(entry.path)
        info = os.lstat(tree.at(entry.path))
    except (FileNotFoundError, NotADirectoryError):
        return None, result(Outcome.UNTOUCHED)
    except (OSError, Unfit) as error:
        return None, result(Outcome.KEPT, files.reason(error))
    waiting = _status(tree.at(entry.staged))
    if waiting is not None and not os.path.samestat(waiting, info):
        return None, result(Outcome.UNTOUCHED)  # the run never came to it: it is somebody else's
    if not stat.S_ISREG(info.st_mode) or _digest(tree.at(entry.path)) != entry.after:
        return None, result(Outcome.KEPT, f"was created by run {run} and has changed since; delete it by hand")
    return info, result(Outcome.RESTORED)


def take_away(tree: Tree, entries: Sequence[tuple[Entry, os.stat_result]]) -> None:
    """Remove created files, each only if nobody wrote to it since it was looked at."""
    fresh = Tree(tree.root)
    for entry, seen in entries:
        fresh.enter(entry.path)
        info = _status(tree.at(entry.path))
        if info is None:
            continue
        if not files.same(info, seen):
            raise Unfit(f"{printable(entry.path)} was changed by someone else just now")
        os.unlink(tree.at(entry.path))
    sync.folders(sorted({tree.at(entry.path.rpartition("/")[0]) for entry, _ in entries}))


def _status(path: str) -> os.stat_result | None:
    try:
        return os.lstat(path)
    except FileNotFoundError:
        return None


def _digest(path: str) -> str:
    """The digest of a file's bytes; empty when it cannot be read."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
        with open(handle, "rb") as file:
            return digest(file.read())
    except OSError:
        return ""
