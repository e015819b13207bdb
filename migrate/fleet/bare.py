"""Bare clones: the files of their commit that a scan looks at, in a private folder for as long as it takes.

Nothing of the repository is run: no hook, filter, fsmonitor or transport; git is asked for names and bytes only.
A blob too large to be read stands there as an empty file of its size, so that the scan itself says so.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from migrate.errors import MigrateError
from migrate.fleet import owners
from migrate.walk import GIT_TIMEOUT_SECONDS, git_command

_PREFIX = "migrate-bare-"
_REGULAR = ("100644", "100755")
_NOT_WRITTEN = frozenset({".gitignore", ".gitmodules", ".gitattributes"})  # what is tracked is not ignored


@dataclass(frozen=True, slots=True)
class Bare:
    """The folder that stands for a bare clone, and the commit it shows."""

    folder: Path
    commit: str


def is_bare(path: Path) -> bool:
    """Whether a folder is a git repository without a work tree."""
    inside = (path / "HEAD").is_file() and (path / "objects").is_dir() and (path / "refs").is_dir()
    return inside and not (path / ".git").exists()


@contextmanager
def opened(path: Path) -> Iterator[Bare]:
    """The files of the clone's HEAD, gone afterwards.

    MigrateError when it has no commit, is damaged, or is a partial clone without the files.
    """
    commit = _ask(path, "rev-parse", "--verify", "--quiet", "HEAD^{commit}").decode("ascii", "replace").strip()
    if not commit:
        raise MigrateError(f"{path}: a bare clone without a commit: there is nothing to read")
    with tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-") as name:
        folder = Path(name)
        _fill(path, commit, folder)
        yield Bare(folder, commit)


def left_by(process: int) -> list[Path]:
    """The folders of a process that was killed."""
    return sorted(Path(tempfile.gettempdir()).glob(f"{_PREFIX}{process}-*"))


def _fill(path: Path, commit: str, folder: Path) -> None:
    from migrate.languages import language_of
    from migrate.scan import config
    from migrate.source import limit

    listed = _ask(path, "ls-tree", "-r", "-z", "--long", commit)
    wanted: list[tuple[str, bytes]] = []
    for row in filter(None, listed.split(b"\0")):
        head, _, raw = row.partition(b"\t")
        mode, _, blob, size = head.decode("ascii").split()
        name = os.fsdecode(raw)
        parts = name.split("/")
        if mode not in _REGULAR or "" in parts or ".." in parts or ".git" in parts or parts[-1] in _NOT_WRITTEN:
            continue
        if language_of(name) is None and not config.wants(name) and name not in owners.FILES:
            continue
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if size.isdigit() and int(size) > limit(name):
            file.touch()
            os.truncate(file, int(size))
        else:
            wanted.append((blob, os.fsencode(file)))
    _write(path, wanted)


def _write(path: Path, wanted: list[tuple[str, bytes]]) -> None:
    command, environment = git_command(path, "cat-file", "--batch")
    with tempfile.TemporaryFile() as names:
        names.write("".join(f"{blob}\n" for blob, _ in wanted).encode("ascii"))
        names.seek(0)
        with subprocess.Popen(
            [*command[:1], "-c", f"safe.directory={path}", *command[1:]],
            env=environment, stdin=names, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        ) as git:  # fmt: skip
            if git.stdout is not None:
                _copy(path, git.stdout, wanted)


def _copy(path: Path, answers: IO[bytes], wanted: list[tuple[str, bytes]]) -> None:
    missing = 0
    for _, file in wanted:
        head = answers.readline().split()
        if len(head) != 3:
            missing += 1
            continue
        data = answers.read(int(head[2]) + 1)[:-1]
        with open(file, "wb") as out:
            out.write(data)
    if missing:
        raise MigrateError(
            f"{path}: {missing:,} of {len(wanted):,} files are not in this clone (partial or damaged); "
            "fetch them first"
        )


def _ask(path: Path, *arguments: str) -> bytes:
    """What git answers; empty when it has no answer."""
    command, environment = git_command(path, *arguments)
    try:
        done = subprocess.run(
            [*command[:1], "-c", f"safe.directory={path}", *command[1:]],
            env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=GIT_TIMEOUT_SECONDS, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise MigrateError(f"{path}: git cannot be asked: {error}") from None
    return done.stdout if done.returncode == 0 else b""
