"""What a run is about to do, on disk before it does it: enough to undo or to complete it.

A run is a folder ROOT/.migrate/runs/<id>/ of three files, written in this order:

    journal.json   the files: where their originals are, digests before and after, mode, times
    originals      the bytes of every file before the run, one after the other
    state          one word, replaced as a whole at each step (see `State`)

A folder without `journal.json` is a run that was killed before it touched anything; one without `state` replaced
nothing, and needs its originals for nothing. When each is on the disk: see `write`.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from migrate.apply import files, lock, sync
from migrate.errors import RefusedError
from migrate.model import Plan, digest
from migrate.plan import paths
from migrate.redact import printable

_FORMAT = 1
_ID = re.compile(r"(\d{4,})-\d{8}T\d{6}Z\Z", re.IGNORECASE)  # some file systems tell names in lower case
_TEXTS = ("created", "plan_id", "source", "target")
_CREATED = "created"  # only written where it is true
_TYPES = {"int": int, "bool": bool}
_JOURNAL, _STATE, _ORIGINALS = "journal.json", "state", "originals"


class State(StrEnum):
    """How far a run has come."""

    PREPARING = "preparing"  # temporary files may lie beside the files; these are as before
    APPLYING = "applying"  # some files may be replaced
    APPLIED = "applied"
    ROLLING_BACK = "rolling_back"  # some files may be restored
    ROLLED_BACK = "rolled_back"
    UNDONE = "undone"  # it was interrupted, and everything was put back


PENDING = frozenset({State.PREPARING, State.APPLYING, State.ROLLING_BACK})


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a run. `before` and `after` are digests, `offset` and `size` place its original.

    `edits_sha256` tells a later apply whether it asks for the same edits. `temporary` is the name,
    beside the file, under which its next content is staged. A file that is `created` was not there before:
    its original is empty, and its mode, owner and time mean nothing.
    """

    path: str
    before: str
    after: str
    offset: int
    size: int
    mode: int
    uid: int
    gid: int
    mtime_ns: int
    edits: int
    edits_sha256: str
    temporary: str
    created: bool = False

    @property
    def meta(self) -> files.Meta:
        """Mode, owner and modification time before the run."""
        return files.Meta(self.mode, self.uid, self.gid, self.mtime_ns)

    @property
    def staged(self) -> str:
        """Where the new content waits for its turn, relative to the root. Gone once it had it."""
        folder, slash, _ = self.path.rpartition("/")
        return f"{folder}{slash}{self.temporary}"

    @property
    def staged_back(self) -> str:
        """Where the original waits to be put back, relative to the root."""
        return f"{self.staged}.back"


@dataclass(frozen=True, slots=True)
class Journal:
    """A recorded run; `folder` is where."""

    folder: str
    id: str
    created: str
    plan_id: str
    source: str
    target: str
    entries: tuple[Entry, ...]

    @property
    def kept(self) -> str:
        """Where the originals are."""
        return os.path.join(self.folder, _ORIGINALS)

    def state(self) -> State:
        """How far the run has come, as the disk says now."""
        try:
            with open(os.path.join(self.folder, _STATE), encoding="ascii") as file:
                return State(file.read().strip())
        except FileNotFoundError:
            return State.PREPARING
        except (OSError, ValueError):
            raise RefusedError(_damaged(self.folder)) from None

    def enter(self, state: State) -> None:
        """Record the next step; it is on the disk on return."""
        path = os.path.join(self.folder, _STATE)
        files.replace(path, f"{state}\n".encode(), path + ".new")

    @contextmanager
    def originals(self) -> Iterator[Any]:
        """A function from an entry to its bytes before the run; checked against their digest."""
        try:
            file = open(self.kept, "rb")  # noqa: SIM115  # closed below
        except OSError as error:
            raise RefusedError(f"{_damaged(self.folder)}: {files.reason(error)}") from None

        def original(entry: Entry) -> bytes:
            file.seek(entry.offset)
            data = file.read(entry.size)
            if digest(data) != entry.before:
                raise RefusedError(f"{_damaged(self.folder)} ({printable(entry.path)}: original lost)")
            return data

        with file:
            yield original

    def forget_originals(self) -> None:
        """Delete the originals of a run that needs them no more; they may hold secrets."""
        files.remove(self.kept)

    def discard(self) -> None:
        """Delete the record of a run that changed nothing. Cut anywhere, it changed nothing still."""
        _discard(self.folder)


def create(root: Path, plan: Plan, originals: Iterable[bytes], entries: Sequence[Entry]) -> Journal:
    """Record a run that is about to begin. On return the record is on the disk, its originals are written."""
    now = datetime.now(UTC)
    folder = os.path.join(root, lock.FOLDER, "runs")
    made = False
    with suppress(FileExistsError):
        os.mkdir(folder, 0o700)
        made = True
    run = f"{_next_number(folder):04d}-{now:%Y%m%dT%H%M%SZ}"
    place = os.path.join(folder, run)
    journal = Journal(
        place, run, f"{now:%Y-%m-%dT%H:%M:%SZ}", plan.id, plan.source, plan.target, tuple(entries)
    )
    os.mkdir(place, 0o700)
    try:
        record = os.path.join(place, _JOURNAL)
        files.replace(record, _text(journal).encode("ascii"), record + ".new")
        for parent in (folder, *((os.path.dirname(folder), str(root)) if made else ())):
            sync.folder(parent)
        files.write_new(journal.kept, b"".join(originals), synced=False)
    except BaseException:
        with suppress(OSError):
            _discard(place)
        raise
    return journal


def every(root: Path) -> tuple[Journal, ...]:
    """All recorded runs, the oldest first. Raises RefusedError when a record cannot be read."""
    lock.check_folder(root)
    folder = os.path.join(root, lock.FOLDER, "runs")
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise RefusedError(f"{printable(folder)}: {files.reason(error)}") from None
    found = []
    for name in sorted((n for n in names if _ID.match(n)), key=lambda n: (int(n.split("-")[0]), n)):
        place = os.path.join(folder, name)
        if os.path.islink(place):
            raise RefusedError(f"{printable(place)}: is a symbolic link; remove it, then run this again")
        if os.path.exists(os.path.join(place, _JOURNAL)):
            found.append(_read(place, name))
    return tuple(found)


def discard_unborn(root: Path) -> None:
    """Delete folders of runs that were killed before they were recorded, and so changed nothing."""
    folder = os.path.join(root, lock.FOLDER, "runs")
    with suppress(FileNotFoundError):
        for name in os.listdir(folder):
            place = os.path.join(folder, name)
            recorded = os.path.islink(place) or os.path.exists(os.path.join(place, _JOURNAL))
            if _ID.match(name) and not recorded:
                _discard(place)


def _discard(place: str) -> None:
    for name in (_JOURNAL, f"{_JOURNAL}.new", _STATE, f"{_STATE}.new", _ORIGINALS):
        files.remove(os.path.join(place, name))
    os.rmdir(place)


def _next_number(folder: str) -> int:
    numbers = [int(match[1]) for name in os.listdir(folder) if (match := _ID.match(name))]
    return max(numbers, default=0) + 1


def _text(journal: Journal) -> str:
    """The record as JSON, a line for each file."""
    names = [field.name for field in fields(Entry)]
    shapes = ({name: getattr(entry, name) for name in names if name != _CREATED or entry.created}
              for entry in journal.entries)  # fmt: skip
    rows = [json.dumps(shape) for shape in shapes]
    head = {"format": _FORMAT} | {name: getattr(journal, name) for name in ("id", *_TEXTS)}
    listed = ",\n".join(rows)
    return f'{json.dumps(head)[:-1]}, "entries": [\n{listed}\n]}}\n'


def _read(place: str, run: str) -> Journal:
    """The record of a run. It is checked like a plan: the folder may come with a stranger's code."""
    try:
        with open(os.path.join(place, _JOURNAL), encoding="ascii") as file:
            record = json.load(file)
        name = record.pop("id")
        if record.pop("format") != _FORMAT or name.lower() != run.lower():
            raise ValueError
        rows = record.pop("entries")
        if set(record) != set(_TEXTS) or not all(isinstance(text, str) for text in record.values()):
            raise ValueError
        return Journal(folder=place, id=name, entries=tuple(_entry(row) for row in rows), **record)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise RefusedError(_damaged(place)) from None


def _entry(row: dict[str, Any]) -> Entry:
    entry = Entry(**row)
    for field in fields(Entry):
        if type(getattr(entry, field.name)) is not _TYPES.get(str(field.type), str):
            raise ValueError
    if paths.fault(entry.path) is not None or "/" in entry.temporary or paths.fault(entry.staged) is not None:
        raise ValueError
    if not entry.temporary.startswith(".migrate-") or min(entry.offset, entry.size, entry.mode) < 0:
        raise ValueError
    return entry


def _damaged(place: str) -> str:
    return (
        f"{printable(place)}: the record of this run is damaged; if the files are as you want them, "
        "delete this folder"
    )
