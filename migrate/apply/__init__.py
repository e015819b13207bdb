"""Plan -> files, atomically, with a journal; and back to identical bytes.

`apply_plan`, `rollback`, `runs` and `recover` are the whole of it. A process killed at any instant
leaves each file whole, as before or as after; the next `apply_plan` or `rollback` (or `recover`)
brings all of them to one of the two.
"""

from __future__ import annotations

from migrate.apply.recover import recover
from migrate.apply.results import (
    ApplyResult,
    Dropped,
    FileResult,
    Outcome,
    Recovery,
    RollbackResult,
    Run,
)
from migrate.apply.rollback import rollback, runs
from migrate.apply.run import apply_plan

__all__ = [
    "ApplyResult",
    "Dropped",
    "FileResult",
    "Outcome",
    "Recovery",
    "RollbackResult",
    "Run",
    "apply_plan",
    "recover",
    "rollback",
    "runs",
]
