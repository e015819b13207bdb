"""What a disk holds when the machine dies: only what was synced, or more by chance. For the crash runs."""

from __future__ import annotations

import itertools
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

Listing = dict[str, int]  # names in a folder -> number of the file or folder
State = dict[str, "File | None"]  # paths below the root; None for a folder


@dataclass(frozen=True)
class File:
    """A file's bytes, mode and modification time; two names with the same number are one file."""

    number: int
    data: bytes
    mode: int
    mtime: int


class Disk:
    """Follows which contents and which names below `root` are on the disk. All that is there at first is.

    Inodes are used again by the file system, so files are numbered as they are made.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._numbers: dict[int, int] = {}
        self._next = itertools.count()
        self._files: dict[int, File] = {}
        self._names: dict[int, Listing] = {}
        self.sync_all()

    def made(self, handle: int | str) -> None:
        """A file or folder is new."""
        self._numbers[os.stat(handle).st_ino] = next(self._next)

    def sync(self, handle: int) -> None:
        """A file's content, or the names in a folder, are on the disk."""
        info = os.fstat(handle)
        place = os.readlink(f"/proc/self/fd/{handle}")
        if stat.S_ISDIR(info.st_mode):
            self._names[self._number(info)] = self._listing(place)
        else:
            self._files[self._number(info)] = self._file(place)

    def sync_all(self) -> None:
        """Everything is on the disk."""
        for folder, _, names in os.walk(self._root):
            self._names[self._number(os.stat(folder))] = self._listing(folder)
            for name in names:
                file = self._file(os.path.join(folder, name))
                self._files[file.number] = file

    def states(self) -> Iterator[tuple[str, State]]:
        """What may be found after a death now: of the process, and of the machine with more or less luck."""
        now = dict(self._now())
        yield "kill", now
        yield "power", {path: file and self._durable(file) for path, file in now.items()}
        current = {file.number: file for file in now.values() if file is not None}
        top = self._number(os.stat(self._root))
        names_now = {self._number(os.stat(f)): self._listing(f) for f, _, _ in os.walk(self._root)}
        yield "names lost", dict(self._tree("", top, self._names, current))
        for parity in (0, 1):
            mixed = {}
            for number in names_now.keys() | self._names.keys():
                old, new = self._names.get(number, {}), names_now.get(number, {})
                changed = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
                chosen = set(changed[parity::2])
                pairs = ((name, (new if name in chosen else old).get(name)) for name in old.keys() | new.keys())
                mixed[number] = {name: found for name, found in pairs if found is not None}
            yield f"every second name lost, {parity}", dict(self._tree("", top, mixed, current))

    def _tree(
        self, path: str, number: int, names: Mapping[int, Listing], current: Mapping[int, File]
    ) -> Iterator[tuple[str, File | None]]:
        for name, found in names.get(number, {}).items():
            place = f"{path}{name}"
            if found in current or found in self._files:
                yield place, self._durable(current.get(found) or self._files[found])
            else:
                yield place, None
                yield from self._tree(f"{place}/", found, names, current)

    def _durable(self, file: File) -> File:
        return self._files.get(file.number, File(file.number, b"", file.mode, file.mtime))

    def _now(self) -> Iterator[tuple[str, File | None]]:
        for folder, folders, names in os.walk(self._root):
            for name in folders + names:
                path = os.path.join(folder, name)
                yield os.path.relpath(path, self._root), None if name in folders else self._file(path)

    def _listing(self, folder: str) -> Listing:
        return {entry.name: self._number(entry.stat(follow_symlinks=False)) for entry in os.scandir(folder)}

    def _file(self, path: str) -> File:
        info = os.lstat(path)
        return File(self._number(info), Path(path).read_bytes(), stat.S_IMODE(info.st_mode), info.st_mtime_ns)

    def _number(self, info: os.stat_result) -> int:
        if info.st_ino not in self._numbers:
            self._numbers[info.st_ino] = next(self._next)
        return self._numbers[info.st_ino]


def lay_out(state: State, root: Path) -> None:
    """Make the tree `root` what `state` says, in place of what is there."""
    clear(root)
    first: dict[int, Path] = {}
    for path, file in sorted(state.items()):
        place = root / path
        if file is None:
            place.mkdir(exist_ok=True)
        elif file.number in first:
            os.link(first[file.number], place)
        else:
            first[file.number] = place
            place.write_bytes(file.data)
            place.chmod(file.mode)
            os.utime(place, ns=(file.mtime, file.mtime))


def clear(root: Path) -> None:
    """Remove everything below `root`, which is made when it is not there."""
    root.mkdir(exist_ok=True)
    for folder, folders, names in os.walk(root, topdown=False):
        for name in names:
            os.unlink(os.path.join(folder, name))
        for name in folders:
            os.rmdir(os.path.join(folder, name))
