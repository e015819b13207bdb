"""Which paths a plan may name: a file below the root, reached through no symbolic link."""

from __future__ import annotations

import os
import stat
from pathlib import Path

_OURS = frozenset({".git", ".migrate"})


def fault(path: str) -> str | None:
    """Why `path`, relative with `/`, may not be edited, as the end of a sentence; None when it may.

    Only the text is looked at. Refused are absolute paths, drives, `..`, `.`, empty parts, NUL, and
    anything inside a `.git` or `.migrate` folder in whatever case.
    """
    if not path or "\0" in path:
        return "is not a path"
    if path.startswith("/") or os.path.isabs(path) or os.path.splitdrive(path)[0]:
        return "is absolute, and an edit must stay below the root"
    if os.sep == "\\" and ("\\" in path or ":" in path):
        return "is not written with `/`, and an edit must stay below the root"
    parts = path.split("/")
    if ".." in parts:
        return "leads out of the root"
    if "" in parts or "." in parts:
        return "is not in its plain form"
    if any(part.lower().rstrip(". ") in _OURS for part in parts):
        return "is inside a folder that is never edited"
    return None


def symlink_in(root: Path, path: str) -> str | None:
    """The first part of `path` below `root` that is a symbolic link; None when there is none.

    OSError when a part is missing or cannot be looked at.
    """
    parts = path.split("/")
    for i in range(1, len(parts) + 1):
        part = "/".join(parts[:i])
        if stat.S_ISLNK(os.lstat(root / part).st_mode):
            return part
    return None
