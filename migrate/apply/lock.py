"""One migrate at a time below a root."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from migrate.apply import files
from migrate.errors import RefusedError
from migrate.redact import printable

FOLDER = ".migrate"
_LOCK = "lock"
_IGNORE = ".gitignore"
_ATTEMPTS = 100


@contextmanager
def hold(root: Path) -> Iterator[None]:
    """Hold the lock of `root` while the block runs; the system lets go of it when the process dies.

    Makes ROOT/.migrate, which ignores itself in git, and removes it again when no run was recorded.
    Raises RefusedError when another process holds the lock, when `.migrate` or something in it is a
    symbolic link, or when it cannot be written to.
    """
    folder = os.path.join(root, FOLDER)
    try:
        handle = _acquire(root, folder)
    except OSError as error:
        raise RefusedError(f"{printable(folder)}: cannot be written to: {files.reason(error)}") from None
    try:
        yield
    finally:
        with suppress(OSError):
            _tidy(folder)
        os.close(handle)
        with suppress(OSError):  # where a deleted file keeps a name until it is closed
            os.rmdir(folder)


def check_folder(root: Path) -> None:
    """Raise RefusedError when `.migrate` is there and is not a plain folder of plain things."""
    for name in (FOLDER, f"{FOLDER}/runs", f"{FOLDER}/{_LOCK}", f"{FOLDER}/{_IGNORE}"):
        path = os.path.join(root, name)
        try:
            mode = os.lstat(path).st_mode
        except FileNotFoundError:
            continue
        except OSError as error:
            raise RefusedError(f"{printable(path)}: {files.reason(error)}") from None
        wanted = stat.S_ISDIR if name in (FOLDER, f"{FOLDER}/runs") else stat.S_ISREG
        if not wanted(mode):
            kind = "a symbolic link" if stat.S_ISLNK(mode) else "not what migrate keeps there"
            raise RefusedError(f"{printable(path)}: is {kind}; remove it, then run this again")


def _acquire(root: Path, folder: str) -> int:
    path = os.path.join(folder, _LOCK)
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    for _ in range(_ATTEMPTS):
        check_folder(root)
        with suppress(FileExistsError):
            os.mkdir(folder)
        try:
            handle = os.open(path, flags, 0o600)
        except FileNotFoundError:
            continue  # the holder before us has just tidied the folder away
        if not _try(handle):
            holder = _holder(handle)
            os.close(handle)
            raise RefusedError(
                f"{printable(str(root))}: another migrate{holder} is at work here; wait until it has ended"
            )
        if not _still_there(handle, path):
            os.close(handle)
            continue
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        with suppress(FileExistsError):
            files.write_new(os.path.join(folder, _IGNORE), b"*\n", synced=True, mode=0o644)
        return handle
    raise RefusedError(f"{printable(folder)}: keeps vanishing; is another migrate at work here?")


def _holder(handle: int) -> str:
    """Which process holds the lock, in words, as far as it says so."""
    try:
        text = os.read(handle, 32).decode("ascii", "replace").strip()
    except OSError:  # Windows lets nobody read what is locked
        return ""
    return f" (process {text})" if text.isdigit() else ""


def _try(handle: int) -> bool:
    """Take the lock without waiting; False when another process has it."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _still_there(handle: int, path: str) -> bool:
    """True unless the file was removed between being opened and being locked."""
    try:
        return os.path.samestat(os.fstat(handle), os.lstat(path))
    except OSError:
        return False


def _tidy(folder: str) -> None:
    """Remove `.migrate` again when it holds nothing but what `hold` put there."""
    if set(os.listdir(folder)) - {_LOCK, _IGNORE, "runs"}:
        return
    with suppress(FileNotFoundError):
        os.rmdir(os.path.join(folder, "runs"))  # fails, as it should, when a run is recorded
    for name in (_IGNORE, _LOCK):  # in this order: the next holder writes the first one anew
        files.remove(os.path.join(folder, name))
    os.rmdir(folder)
