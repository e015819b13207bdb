"""Files below a root: looked at without following links, replaced whole or not at all.

Every write of this package goes through here and through `journal`, one system call at a time and in
an order that can be cut anywhere.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from migrate.apply import sync

_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
PLAIN = 0o644  # mode of a file that is created
_POSIX = os.name == "posix"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG} if hasattr(errno, "EDQUOT") else {errno.ENOSPC, errno.EFBIG}


class Unfit(Exception):
    """A file must not be replaced; `str()` is why, as the end of a sentence about it."""


@dataclass(frozen=True, slots=True)
class Meta:
    """What is kept of a file besides its bytes. `mtime_ns` is None for the time of writing."""

    mode: int
    uid: int
    gid: int
    mtime_ns: int | None


class Tree:
    """The files below `root`. Folders on the way are checked once per instance, so keep it short-lived."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._base = os.path.join(root, "")
        self._checked: set[str] = {""}
        self._writable: set[str] = set()

    def at(self, path: str) -> str:
        """The path to hand to the operating system."""
        return self._base + path

    def look(self, path: str, *, writable: bool = True) -> os.stat_result:
        """The file's status; raises Unfit unless it is a regular file that may be replaced.

        With `writable` a file nobody may write to is unfit, for root too: its mode says to leave it.
        """
        try:
            self.enter(path)
            info = os.lstat(self.at(path))
        except (FileNotFoundError, NotADirectoryError):
            raise Unfit("no longer exists") from None
        except (OSError, ValueError) as error:
            raise Unfit(f"cannot be looked at: {reason(error)}") from None
        if stat.S_ISLNK(info.st_mode):
            raise Unfit("is a symbolic link now, and links are not followed")
        if stat.S_ISDIR(info.st_mode):
            raise Unfit("is a folder now")
        if not stat.S_ISREG(info.st_mode):
            raise Unfit("is not a regular file")
        if info.st_nlink > 1:
            raise Unfit(f"has {info.st_nlink} hard links, and replacing it would part them; copy it first")
        if writable and not (info.st_mode & 0o222 and os.access(self.at(path), os.W_OK)):
            raise Unfit("is read-only")
        if writable:
            self._check_writable(path.rpartition("/")[0])
        return info

    def enter(self, path: str) -> None:
        """Check the folders on the way to `path`: Unfit for a symbolic link, OSError for a missing one."""
        self._check_folder(path.rpartition("/")[0])

    def read(self, path: str, *, writable: bool = True) -> tuple[bytes, os.stat_result]:
        """The file's bytes and status; raises Unfit as `look` does."""
        seen = self.look(path, writable=writable)
        try:
            handle = os.open(self.at(path), os.O_RDONLY | _NO_FOLLOW | _BINARY)
            with open(handle, "rb", buffering=0) as file:
                info = os.fstat(handle)
                data = file.readall()
        except OSError as error:
            raise Unfit(f"cannot be read: {reason(error)}") from None
        if (info.st_dev, info.st_ino) != (seen.st_dev, seen.st_ino) or len(data) != info.st_size:
            raise Unfit("changes while it is read")
        return data, info

    def _check_writable(self, folder: str) -> None:
        """Raise Unfit when no name in a folder can be changed."""
        if folder in self._writable:
            return
        if not os.access(self.at(folder), os.W_OK | os.X_OK):
            raise Unfit("is in a folder that cannot be written to")
        self._writable.add(folder)

    def _check_folder(self, folder: str) -> None:
        """Raise Unfit when a folder on the way is a symbolic link."""
        if folder in self._checked:
            return
        self._check_folder(folder.rpartition("/")[0])
        if stat.S_ISLNK(os.lstat(self.at(folder)).st_mode):
            raise Unfit(f"is reached through the symbolic link {folder!r}, and links are not followed")
        self._checked.add(folder)


def same(one: os.stat_result, other: os.stat_result) -> bool:
    """True when a file's status says that nobody wrote to it in between."""
    return _stamp(one) == _stamp(other)


def _stamp(info: os.stat_result) -> tuple[int, ...]:
    return info.st_dev, info.st_ino, info.st_size, info.st_mtime_ns, info.st_mode, info.st_nlink


def write_new(path: str, data: bytes, *, synced: bool, mode: int = 0o600) -> None:
    """Create `path`, which must not exist, with `data`; with `synced` it is on the disk on return."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW | _BINARY, mode)
    try:
        _write(handle, data)
        if synced or not _POSIX:
            os.fsync(handle)
    finally:
        os.close(handle)


def replace(path: str, data: bytes, temporary: str) -> None:
    """Give `path` the content `data` durably: whole or not at all, by way of `temporary` beside it."""
    remove(temporary)
    write_new(temporary, data, synced=True)
    os.replace(temporary, path)
    sync.folder(os.path.dirname(path))


def stage(path: str, temporary: str, data: bytes, meta: Meta) -> None:
    """Create `temporary` with `data`, ready to be renamed onto `path`; not yet synced.

    Mode and owner are those of `meta` (the owner as far as we may), extended attributes those of `path`.
    """
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW | _BINARY, 0o600)
    try:
        _write(handle, data)
        if _POSIX:
            made = os.fstat(handle)
            if (made.st_uid, made.st_gid) != (meta.uid, meta.gid):
                with suppress(PermissionError):  # not ours to give away; it stays ours
                    os.fchown(handle, meta.uid, meta.gid)
            _copy_attributes(path, handle)
            os.fchmod(handle, stat.S_IMODE(meta.mode))
        if meta.mtime_ns is not None:
            os.utime(handle if _POSIX else temporary, ns=(meta.mtime_ns, meta.mtime_ns))
        if not _POSIX:
            os.fsync(handle)
    finally:
        os.close(handle)


def stage_new(temporary: str, data: bytes) -> None:
    """Create `temporary` with `data`, ready to become a file of its own with a plain mode; not yet synced."""
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW | _BINARY, 0o600)
    try:
        _write(handle, data)
        if _POSIX:
            os.fchmod(handle, PLAIN)
        else:
            os.fsync(handle)
    finally:
        os.close(handle)


def remove(path: str) -> bool:
    """Delete a file if it is there, and say whether it was."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        return False
    return True


def reason(error: Exception) -> str:
    """An operating system's error in one plain phrase."""
    if isinstance(error, OSError):
        if error.errno in _FULL:
            return "no space is left (disk, quota or file size limit)"
        return error.strerror or str(error)
    return str(error)


def _write(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def _copy_attributes(path: str, handle: int) -> None:
    """Copy extended attributes (labels, access lists) as far as the system lets us."""
    if not hasattr(os, "listxattr"):
        return
    try:
        names = os.listxattr(path, follow_symlinks=False)
    except OSError:
        return  # the file system has none
    for name in names:
        with suppress(OSError):
            os.setxattr(handle, name, os.getxattr(path, name, follow_symlinks=False))
