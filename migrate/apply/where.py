"""Which folder `migrate rollback` means when it is not told.

A journal lives below the root of the code it changed. `apply` is often run from elsewhere
(`migrate apply plan.json` beside the code), so the user's state folder remembers, per working folder, which
root was last changed from there. Nothing in a working folder can point rollback anywhere: it may be
somebody else's repository.
"""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from migrate.errors import UsageError

_KEPT = 200  # working folders remembered


def state_file() -> Path:
    """Where the memory is kept: `$XDG_STATE_HOME`, `%LOCALAPPDATA%` or `~/.local/state`, below `migrate/`."""
    base = os.environ.get("XDG_STATE_HOME") or os.environ.get("LOCALAPPDATA")
    folder = Path(base) if base else Path.home() / ".local" / "state"
    return folder / "migrate" / "last-roots.json"


def remember(root: Path, cwd: Path) -> None:
    """Remember that `root` was changed from `cwd`, unless rollback finds the journal from there anyway.

    A memory that cannot be written is no reason to fail: `rollback --root` works without it.
    """
    root, cwd = root.resolve(), cwd.resolve()
    if cwd == root or root in cwd.parents:
        return
    with suppress(OSError, RuntimeError):  # RuntimeError: no home folder
        path = state_file()
        known = _read(path)
        known.pop(str(cwd), None)
        known[str(cwd)] = str(root)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(dict(list(known.items())[-_KEPT:]), file, indent=1)
        os.replace(temporary, path)


def find(cwd: Path) -> Path:
    """The root whose journal rollback should read: remembered for `cwd`, or `cwd` or a folder above it.

    Raises UsageError when there is none.
    """
    cwd = cwd.resolve()
    with suppress(OSError, RuntimeError):
        remembered = _read(state_file()).get(str(cwd))
        if remembered is not None and (Path(remembered) / ".migrate" / "runs").is_dir():
            return Path(remembered)
    for folder in (cwd, *cwd.parents):
        if (folder / ".migrate" / "runs").is_dir():
            return folder
    raise UsageError(
        f"{cwd}: no `migrate apply` was run here; name the code's folder, e.g. `migrate rollback --root ./app`"
    )


def _read(path: Path) -> dict[str, str]:
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    if not isinstance(known, dict):
        return {}
    return {str(key): value for key, value in known.items() if isinstance(value, str)}
