"""What was written is brought to the disk: file by file, or a whole file system at once where that is as good.

Syncing 1,700 files one by one makes the disk commit many times; `syncfs` makes it commit once. It is used only where
it promises at least what a sync of each file and folder does: on Linux from 5.8 on, which reports failed writes
(syncfs(2), "Errors"), and on file systems that store data and names themselves. Elsewhere, and for a few files,
each is synced by itself.
"""

from __future__ import annotations

import errno
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from migrate.apply import parallel

_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_FIRST = (5, 8)
# statfs(2): their syncfs writes data, then names, then flushes the disk's cache. Network file systems and FUSE, whose
# server may not be told to, and overlays, which hid errors for long, are not among them.
_TYPES = {0xEF53: "ext", 0x58465342: "xfs", 0x9123683E: "btrfs", 0xF2F52010: "f2fs", 0x01021994: "tmpfs"}
_UNKNOWN_CALL = {errno.ENOSYS, errno.EINVAL, errno.EPERM}
_POSIX = os.name == "posix"


def files(paths: Sequence[str]) -> None:
    """Put files on the disk, all after the last was written."""
    if _POSIX:  # elsewhere it was done while writing: there a file can only be synced by who wrote it
        _all(paths, os.path.dirname, _file)


def folders(paths: Sequence[str]) -> None:
    """Put the names in folders on the disk, where the system has that notion."""
    if _POSIX:
        _all(paths, str, folder)


def folder(path: str) -> None:
    """Put the names in one folder on the disk."""
    if not _POSIX:
        return
    handle = os.open(path or ".", os.O_RDONLY | os.O_DIRECTORY | getattr(os, "O_CLOEXEC", 0))
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network file systems have no such call
            raise
    finally:
        os.close(handle)


def _all(paths: Sequence[str], place: Callable[[str], str], one: Callable[[str], None]) -> None:
    """`one` for each path, or one call for all that are on the same file system."""
    if len(paths) < parallel.WORTH or not _reports_errors():
        parallel.each(one, paths)
        return
    devices: defaultdict[int, list[str]] = defaultdict(list)
    known: dict[str, int] = {}
    for path in paths:
        at = place(path) or "."
        if at not in known:
            known[at] = os.stat(at).st_dev
        devices[known[at]].append(path)
    for there in devices.values():
        if not _whole(place(there[0]) or "."):
            parallel.each(one, there)


def _file(path: str) -> None:
    handle = os.open(path, _FLAGS)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _reports_errors() -> bool:
    """True where `syncfs` says when something could not be written."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        major, minor = os.uname().release.split(".")[:2]
        return (int(major), int(minor)) >= _FIRST
    except ValueError:
        return False


def _libc() -> Any:
    """The C library this process runs with."""
    import ctypes

    return ctypes.CDLL(None, use_errno=True)


def _whole(path: str) -> bool:
    """Sync the file system that the folder `path` is on; False, with nothing done, where that is not enough."""
    import ctypes

    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        libc = _libc()
        status = (ctypes.c_long * 64)()  # the kernel fills up to 120 bytes; the type comes first
        if libc.fstatfs(handle, status) != 0 or status[0] & 0xFFFFFFFF not in _TYPES:
            return False
        if libc.syncfs(handle) == 0:
            return True
        number = ctypes.get_errno()
        if number in _UNKNOWN_CALL:
            return False
        raise OSError(number, os.strerror(number), path)
    except AttributeError:  # a C library without it
        return False
    finally:
        os.close(handle)
