"""Which folder `migrate rollback` means when it is not told.

A journal lives below the root of the code it changed. `apply` is often run from elsewhere
(`migrate apply plan.json` beside the code), so a pointer is left in the folder it was run from.
"""

from __future__ import annotations

from pathlib import Path

from migrate.errors import UsageError

_POINTER = "last-root"


def remember(root: Path, cwd: Path) -> None:
    """Leave a pointer to `root` in `cwd`, unless rollback finds the journal from there anyway.

    A folder that cannot be written to is no reason to fail: `rollback --root` works without a pointer.
    """
    root, cwd = root.resolve(), cwd.resolve()
    if cwd == root or root in cwd.parents:
        return
    folder = cwd / ".migrate"
    if folder.is_symlink():
        return
    try:
        folder.mkdir(exist_ok=True)
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
        (folder / _POINTER).write_text(f"{root}\n", encoding="utf-8")
    except OSError:
        return


def find(cwd: Path) -> Path:
    """The root whose journal rollback should read: `cwd`, a folder above it, or where a pointer leads.

    Raises UsageError when there is none.
    """
    cwd = cwd.resolve()
    pointer = cwd / ".migrate" / _POINTER
    if pointer.is_file() and not pointer.is_symlink():
        root = Path(pointer.read_text(encoding="utf-8").strip())
        if (root / ".migrate" / "runs").is_dir():
            return root
    for folder in (cwd, *cwd.parents):
        if (folder / ".migrate" / "runs").is_dir():
            return folder
    raise UsageError(
        f"{cwd}: no `migrate apply` was run here; name the code's folder, e.g. `migrate rollback --root ./app`"
    )
