"""The two moves that change files: carry a recorded run out, and put its originals back.

Both stage every new content beside its file, bring all of them to the disk, and only then rename. Renames are
atomic, so at any instant each file is whole: as before the run, or as after it. What is promised when the process
or the machine dies at any instant: no original is lost, and the next apply, rollback or recovery brings all files
to one of the two. It follows from the order in which things are on the disk, each before the next begins:

    1. the record of the run (`journal.json`, and the names of its folders); from here on what is staged is known
       and can be cleared away
    2. the originals' bytes and all staged contents; no file has been touched until then
    3. the state `applying`; without it nothing was replaced, and the run is forgotten
    4. the renames, in any order: a name leads to a whole file before and after, and which of the two is told by
       its digest
    5. the state `applied`; without it the run is undone from the originals, which 2 put on the disk

Within 2 and 4 nothing depends on an order, so there many files are synced together (see `sync`). A rollback is the
same with the originals: staged and on the disk, then renamed and on the disk, then `rolled_back`; only after that
are the originals deleted.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from migrate.apply import created, files, parallel, sync
from migrate.apply.files import Tree, Unfit
from migrate.apply.journal import Entry, Journal, State
from migrate.apply.results import FileResult, Outcome
from migrate.errors import RefusedError
from migrate.model import digest
from migrate.redact import printable

Present = tuple[Entry, os.stat_result]  # a file of a run, as it is now


class Gated(Exception):
    """Files that would parse worse: nothing was changed. `faults` is path -> why."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Survey:
    """How the files of a run stand now: `todo` are as the run left them, with their status."""

    todo: tuple[Present, ...]
    results: tuple[FileResult, ...]

    @property
    def refused(self) -> tuple[FileResult, ...]:
        """Files that are neither as before nor as after the run."""
        return tuple(result for result in self.results if result.outcome is Outcome.REFUSED)


def carry_out(
    tree: Tree,
    journal: Journal,
    contents: Mapping[str, bytes],
    seen: Mapping[str, os.stat_result | None],
    faults: Callable[[], Mapping[str, str]] = dict,
) -> None:
    """Write the new contents of a recorded run. All files are written, or none is.

    `faults` is asked when all is staged; when it names a file nothing is changed and Gated is raised.

    `seen` is each file's status when its content was computed, None for a file that is to be created.
    Whatever goes wrong, an interruption included, everything is put back before the error leaves; RefusedError
    when it is the disk's or a file's fault.
    """
    try:
        staged = [_stage(tree, e, e.staged, contents[e.path], _now(e)) for e in journal.entries]
        sync.files([journal.kept, *staged])
        found = faults()
        if found:
            raise Gated(found)
        journal.enter(State.APPLYING)
        _swap(tree, [(entry, entry.staged, seen[entry.path]) for entry in journal.entries])
        journal.enter(State.APPLIED)
    except BaseException as error:
        _put_right(tree, journal, error)
        if isinstance(error, OSError):
            raise RefusedError(f"{_place(tree, error)}{files.reason(error)}; nothing was changed") from None
        if isinstance(error, Unfit):
            raise RefusedError(f"{error}; nothing was changed") from None
        raise


def survey(tree: Tree, journal: Journal) -> Survey:
    """Look at every file of a run; changes nothing.

    A file whose new content still waits beside it was never replaced, whatever it holds now.
    """
    todo: list[Present] = []
    results: list[FileResult] = []
    for entry in journal.entries:
        if entry.created:
            present, result = created.survey(tree, entry, journal.id)
            todo += [(entry, present)] if present is not None else []
            results.append(result)
            continue
        outcome, reason = Outcome.UNTOUCHED, ""
        try:
            data, info = tree.read(entry.path, writable=False)
            now = digest(data)
            if now == entry.after:
                todo.append((entry, info))
                outcome = Outcome.RESTORED
            elif now != entry.before and not os.path.lexists(tree.at(entry.staged)):
                outcome, reason = Outcome.REFUSED, f"has changed since run {journal.id}"
        except Unfit as unfit:
            if not os.path.lexists(tree.at(entry.staged)):
                outcome, reason = Outcome.REFUSED, str(unfit)
        edits = entry.edits if outcome is Outcome.RESTORED else 0
        results.append(FileResult(entry.path, outcome, edits, reason))
    return Survey(tuple(todo), tuple(results))


def put_back(tree: Tree, journal: Journal, todo: Sequence[Present]) -> None:
    """Restore files to what they were before the run: bytes, mode and modification time, or not there.

    Raises OSError or Unfit; the run is then still pending and can be put back again.
    """
    old = [(entry, info) for entry, info in todo if not entry.created]
    for entry, _ in old:
        files.remove(tree.at(entry.staged_back))  # of an attempt that was interrupted
    if old:  # where nothing was replaced yet, the name of the originals may not have come to the disk
        with journal.originals() as original:
            sync.files([_stage(tree, e, e.staged_back, original(e), e.meta) for e, _ in old])
    _swap(tree, [(entry, entry.staged_back, info) for entry, info in old])
    created.take_away(tree, [(entry, info) for entry, info in todo if entry.created])
    clear(tree, journal)


def undo(tree: Tree, journal: Journal) -> tuple[str, ...]:
    """End a run that was interrupted while it was applied, as if it had never begun.

    Returns the files that had to be put back. Raises RefusedError, with nothing changed, when one of
    them is neither as before nor as after; OSError or Unfit when one cannot be written.
    """
    if journal.state() is State.PREPARING:
        clear(tree, journal)
        journal.discard()
        return ()
    seen = survey_interrupted(tree, journal)
    put_back(tree, journal, seen.todo)
    journal.enter(State.UNDONE)
    journal.forget_originals()
    return tuple(entry.path for entry, _ in seen.todo)


def survey_interrupted(tree: Tree, journal: Journal) -> Survey:
    """`survey` for a run that was cut while it renamed files.

    Raises RefusedError when it cannot be ended without overwriting somebody's work.
    """
    _part(tree, journal)
    seen = survey(tree, journal)
    if seen.refused:
        named = "; ".join(f"{printable(file.path)} {file.reason}" for file in seen.refused[:5])
        more = f"; and {len(seen.refused) - 5} more" if len(seen.refused) > 5 else ""
        raise RefusedError(
            f"{printable(str(tree.root))}: run {journal.id} was interrupted and cannot be undone: "
            f"{named}{more}; put these files as they were, or delete {printable(journal.folder)} to keep "
            "all files as they are"
        )
    return seen


def clear(tree: Tree, journal: Journal) -> None:
    """Delete the temporary files a run may have left, for good: nothing will know their names any more."""
    emptied = set()
    for entry in journal.entries:
        try:
            tree.enter(entry.path)
        except (Unfit, OSError):
            continue  # its folder is gone, and they with it
        if files.remove(tree.at(entry.staged)) | files.remove(tree.at(entry.staged_back)):
            emptied.add(tree.at(entry.path.rpartition("/")[0]))
    sync.folders(sorted(emptied))


def _part(tree: Tree, journal: Journal) -> None:
    """Take away second names of replaced files.

    Where the file system keeps no journal, a rename may come to the disk as the new name without the end of the
    old one. The file then is as after the rename, and would be taken for one that still waits for it.
    """
    for entry in journal.entries:
        for name in (entry.staged, entry.staged_back):
            try:
                tree.enter(entry.path)
                if os.path.samestat(os.lstat(tree.at(name)), os.lstat(tree.at(entry.path))):
                    os.unlink(tree.at(name))
            except (Unfit, OSError):
                continue  # one of the two is not there


def _stage(tree: Tree, entry: Entry, name: str, data: bytes, meta: files.Meta) -> str:
    """Write `data` beside its file under `name`; returns the path to sync."""
    path = tree.at(name)
    try:
        if entry.created:
            files.stage_new(path, data)
        else:
            files.stage(tree.at(entry.path), path, data, meta)
    except OSError as error:
        error.filename = tree.at(entry.path)  # the name a reader knows
        raise
    return path


def _now(entry: Entry) -> files.Meta:
    """Mode and owner of the file, and the time of writing."""
    return replace(entry.meta, mtime_ns=None)


def _swap(tree: Tree, entries: Sequence[tuple[Entry, str, os.stat_result | None]]) -> None:
    """Rename staged files onto their files, each only if nobody wrote to it since it was looked at."""
    fresh = Tree(tree.root)

    def swap(item: tuple[Entry, str, os.stat_result | None]) -> None:
        entry, staged, seen = item
        if seen is None:
            created.place(fresh, entry)
            return
        try:
            info = fresh.look(entry.path, writable=False)
        except Unfit as unfit:
            raise Unfit(f"{printable(entry.path)} {unfit}") from None
        if not files.same(info, seen):
            raise Unfit(f"{printable(entry.path)} was changed by someone else just now")
        os.replace(tree.at(staged), tree.at(entry.path))

    parallel.each(swap, entries)
    sync.folders(sorted({tree.at(entry.path.rpartition("/")[0]) for entry, _, _ in entries}))


def _put_right(tree: Tree, journal: Journal, error: BaseException) -> None:
    """Undo after a failure; when even that fails, say that the journal still knows what to do."""
    try:
        undo(Tree(tree.root), journal)
    except (OSError, Unfit, RefusedError) as second:
        cause = files.reason(error) if isinstance(error, Exception) else "interrupted"
        why = files.reason(second)
        raise RefusedError(
            f"run {journal.id} failed ({cause}) and could not be undone yet ({why}); nothing is lost: "
            "settle that, then run `migrate rollback`"
        ) from None


def _place(tree: Tree, error: OSError) -> str:
    """The file an error is about, relative to the root, and a colon; empty when it is none of ours."""
    if not isinstance(error.filename, str):
        return ""
    return f"{printable(os.path.relpath(error.filename, tree.root))}: "
