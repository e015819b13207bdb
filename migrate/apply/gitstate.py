"""Whether the git tree is clean, asked without running anything the repository could configure."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from migrate.errors import RefusedError
from migrate.redact import printable

_TIMEOUT = 60.0  # seconds


def refuse_dirty(root: Path, planned: Collection[str], ignore: Iterable[Path]) -> None:
    """Raise RefusedError when the git tree below `root` has uncommitted work that an apply would mix with.

    That is any tracked file that is changed or staged, and an untracked one that is about to be edited.
    Files git ignores, `.migrate` and the paths in `ignore` (the plan file) do not count. Outside a git
    repository, and without git, there is nothing to check.
    """
    found = dirty(root, planned, ignore)
    if found:
        raise RefusedError(f"{uncommitted(root, found)}; commit or stash them, or use --allow-dirty")


def uncommitted(root: Path, found: Sequence[str]) -> str:
    """The beginning of a message about uncommitted changes: where, and in which files."""
    named = ", ".join(printable(path) for path in found[:3])
    more = f" and {len(found) - 3} more" if len(found) > 3 else ""
    return f"{printable(str(root))}: uncommitted changes in {named}{more}"


def dirty(root: Path, planned: Collection[str], ignore: Iterable[Path]) -> tuple[str, ...]:
    """The paths `refuse_dirty` is about, relative to `root`."""
    found = changed(root)
    if found is None:
        return ()
    spared = {_beneath(root, path) for path in ignore}
    return tuple(
        path
        for path, untracked in found
        if path not in spared
        and not (path == ".migrate" or path.startswith(".migrate/"))
        and (not untracked or path in planned)
    )


def changed(root: Path) -> tuple[tuple[str, bool], ...] | None:
    """Changed paths below `root`, relative to it, each with whether it is untracked; None without git.

    Raises RefusedError when git is there and cannot say.
    """
    prefix = _git(root, "rev-parse", "--show-prefix")
    if prefix is None:
        return None
    listed = _git(
        root,
        "status",
        "--porcelain=v1",
        "-z",
        "--untracked-files=all",
        "--ignore-submodules=all",
        "--no-renames",
        "--",
        ".",
        off=foreign_filters(root),
    )
    inside = prefix.rstrip("\n")
    records = [record for record in (listed or "").split("\0") if record]
    return tuple((record[3:].removeprefix(inside), record.startswith("??")) for record in records)


def foreign_filters(root: Path) -> dict[str, str]:
    """Settings that switch off the content filters the repository itself configures."""
    filters = _git(root, "config", "--show-scope", "--name-only", "--get-regexp", r"^filter\.", missing=True)
    return _of_the_repository(filters or "")


def _of_the_repository(filters: str) -> dict[str, str]:
    """Settings that switch off the content filters the repository itself configures.

    They are commands, perhaps a stranger's; the user's own (`git lfs`) stay on.
    """
    off: dict[str, str] = {}
    for line in filters.splitlines():
        scope, _, name = line.partition("\t")
        driver, _, key = name.rpartition(".")
        if scope not in ("system", "global") and key in ("clean", "process", "required"):
            off |= {f"{driver}.clean": "", f"{driver}.process": "", f"{driver}.required": "false"}
    return off


def _git(root: Path, *arguments: str, off: Mapping[str, str] | None = None, missing: bool = False) -> str | None:
    """What git prints; None when there is no git or no repository. `off` are settings to override.

    With `missing` a failing command (nothing found) is an empty answer.
    """
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    environment |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    settings = {"core.fsmonitor": "false", "core.hooksPath": os.devnull} | dict(off or {})
    environment["GIT_CONFIG_COUNT"] = str(len(settings))
    for i, (name, value) in enumerate(settings.items()):
        environment |= {f"GIT_CONFIG_KEY_{i}": name, f"GIT_CONFIG_VALUE_{i}": value}
    try:
        done = subprocess.run(
            ["git", "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", *arguments],
            cwd=root,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_TIMEOUT,
            check=False,
        )
    except FileNotFoundError:
        return None
    except subprocess.TimeoutExpired:
        raise RefusedError(f"git did not answer within {_TIMEOUT:.0f} s; use --allow-dirty") from None
    if done.returncode == 0:
        return os.fsdecode(done.stdout)
    if missing:
        return ""
    error = done.stderr.decode(errors="replace")
    if "not a git repository" in error:
        return None
    first = printable(error.strip().partition("\n")[0])
    raise RefusedError(f"git cannot say whether the tree is clean ({first}); use --allow-dirty")


def _beneath(root: Path, path: Path) -> str | None:
    """`path` relative to `root` with `/`; None when it is elsewhere."""
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return None
