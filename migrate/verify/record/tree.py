"""A copy of a code tree to run in: what git tracks and what it does not ignore; the original is only read."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from migrate import walk
from migrate.errors import UsageError
from migrate.redact import printable


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied: `left` are links that lead out and files that cannot be read; `linked` were asked for."""

    root: Path
    files: int
    left: tuple[str, ...]
    linked: tuple[str, ...]


def listing(root: Path) -> tuple[str, ...]:
    """Names below `root` with `/`: tracked and unignored files, links among them, and `.env` files beside them."""
    command, environment = walk.git_command(
        root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"
    )
    try:
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False,
            timeout=walk.GIT_TIMEOUT_SECONDS,
        )  # fmt: skip
        tracked = {os.fsdecode(name) for name in done.stdout.split(b"\0") if name} if not done.returncode else set()
    except (OSError, subprocess.TimeoutExpired):
        tracked = set()
    looked_at = walk.walk(root)
    names = tracked | set(looked_at.files) if tracked else set(_everything(root))
    return tuple(sorted(n for n in names if not walk.NEVER & set(PurePosixPath(n).parts)))


def _everything(root: Path) -> Iterable[str]:
    """Without git: every file but those of tools and of installed packages."""
    apart = walk.NEVER | walk.CACHES | walk.INSTALLED
    for folder, folders, files in os.walk(root):
        links = [f for f in folders if os.path.islink(os.path.join(folder, f))]
        folders[:] = [
            f for f in folders
            if f not in apart and f not in links and not os.path.lexists(os.path.join(folder, f, "pyvenv.cfg"))
        ]  # fmt: skip
        base = os.path.relpath(folder, root).replace(os.sep, "/")
        for name in (*files, *links):
            yield name if base == "." else f"{base}/{name}"


def copy(root: Path, to: Path, link: Iterable[str] = ()) -> Copied:
    """Copy the tree below `root` to the new folder `to`. Links that stay inside are made again, others left.

    `link` names folders that are not copied (`node_modules`, `.venv`) and are to be reached through a link.
    UsageError when one of them is not there or leads out.
    """
    to.mkdir(parents=True)
    base = os.path.realpath(root)
    left, files = [], 0
    for name in listing(root):
        source, goal = root / name, to / name
        try:
            info = os.lstat(source)
        except FileNotFoundError:
            continue  # tracked and deleted
        if stat.S_ISLNK(info.st_mode):
            real = os.path.realpath(source)
            if not real.startswith(base + os.sep):
                left.append(name)
                continue
            goal.parent.mkdir(parents=True, exist_ok=True)
            place = os.path.realpath(source.parent)
            goal.symlink_to(os.path.relpath(real, place))
            continue
        if not stat.S_ISREG(info.st_mode) or not os.path.realpath(source.parent).startswith(base):
            continue  # a submodule's folder, a pipe
        goal.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(source, goal)
            os.chmod(goal, stat.S_IMODE(info.st_mode) | stat.S_IWUSR)
        except OSError:
            left.append(name)
            continue
        files += 1
    return Copied(to, files, tuple(left), tuple(_linked(root, to, link)))


def _linked(root: Path, to: Path, link: Iterable[str]) -> Iterable[str]:
    for name in link:
        parts = PurePosixPath(name).parts
        source, goal = root / name, to / name
        if os.path.isabs(name) or ".." in parts or not source.is_dir():
            raise UsageError(f"--link {printable(name)}: no such folder below {printable(str(root))}")
        if not os.path.lexists(goal):
            goal.parent.mkdir(parents=True, exist_ok=True)
            goal.symlink_to(source.resolve(), target_is_directory=True)
            yield name
