"""What a person accepted, skipped and edited so far, kept below `.migrate` until the plan is written."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from migrate.apply import files, lock
from migrate.errors import RefusedError
from migrate.model import Edit, Plan
from migrate.plan import codec
from migrate.redact import printable

ACCEPT, SKIP = "accept", "skip"
_LIMIT = 5_000_000  # bytes


def load(root: Path, plan: Plan) -> tuple[dict[int, str], dict[int, tuple[Edit, ...]]]:
    """Index of a finding in the plan -> ACCEPT or SKIP, and -> the person's own edits in place of the plan's.

    Both are empty when nothing was chosen, or it cannot be read. The folder may come with a stranger's code, so
    edits are to be shown before they are taken.
    """
    lock.check_folder(root)
    path = _path(root, plan)
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as file:
            known = json.loads(file.read(_LIMIT))
        if known["plan"] != plan.id:
            return {}, {}
        numbers = range(len(plan.findings))
        chosen = {int(key): value for key, value in known["choices"].items() if value in (ACCEPT, SKIP)}
        edited = {int(key): codec.decode(value, tuple[Edit, ...]) for key, value in known.get("edits", {}).items()}
        return (
            {number: choice for number, choice in chosen.items() if number in numbers},
            {number: edits for number, edits in edited.items() if number in numbers},
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError, codec.Mismatch):
        return {}, {}


def save(
    root: Path, plan: Plan, choices: Mapping[int, str], edits: Mapping[int, tuple[Edit, ...]] | None = None
) -> None:
    """Keep the choices, durably. Raises RefusedError when `.migrate` cannot be written to."""
    path = _path(root, plan)
    shape: dict[str, object] = {"plan": plan.id, "choices": {str(key): choices[key] for key in sorted(choices)}}
    if edits:
        shape["edits"] = {str(key): [codec.members(edit) for edit in edits[key]] for key in sorted(edits)}
    text = json.dumps(shape)
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
