"""What a person accepted and skipped so far, kept below `.migrate` until the plan is written."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from migrate.apply import files, lock
from migrate.errors import RefusedError
from migrate.model import Plan
from migrate.redact import printable

ACCEPT, SKIP = "accept", "skip"
_LIMIT = 5_000_000  # bytes


def load(root: Path, plan: Plan) -> dict[int, str]:
    """Index of a finding in the plan -> ACCEPT or SKIP; empty when nothing was chosen, or it cannot be read."""
    lock.check_folder(root)
    path = _path(root, plan)
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as file:
            known = json.loads(file.read(_LIMIT))
        return {
            int(key): value
            for key, value in known["choices"].items()
            if value in (ACCEPT, SKIP) and 0 <= int(key) < len(plan.findings) and known["plan"] == plan.id
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def save(root: Path, plan: Plan, choices: Mapping[int, str]) -> None:
    """Keep the choices, durably. Raises RefusedError when `.migrate` cannot be written to."""
    path = _path(root, plan)
    text = json.dumps({"plan": plan.id, "choices": {str(key): choices[key] for key in sorted(choices)}})
    with lock.hold(root):
        try:
            files.replace(path, text.encode("ascii"), path + ".new")
        except OSError as error:
            raise RefusedError(f"{printable(path)}: {files.reason(error)}") from None


def forget(root: Path, plan: Plan) -> None:
    """Delete the choices of a plan."""
    if os.path.lexists(_path(root, plan)):
        with lock.hold(root):
            files.remove(_path(root, plan))


def _path(root: Path, plan: Plan) -> str:
    return os.path.join(root, lock.FOLDER, f"choices-{plan.id[:32]}.json")
