"""One function over many files: in this process when there is little to do, else in several."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from migrate.model import Skipped

PARALLEL_BYTES = 3_000_000  # below this, starting processes costs more than it saves
_BATCH_BYTES = 400_000
_BATCH_FILES = 200
# Syntax trees and scopes live long, and are freed without it: looking through all of them for garbage took a fifth of
# a scan.
GARBAGE = (100_000, 50, 50)

T = TypeVar("T")
S = TypeVar("S")
Task = Callable[[Path, str, S], T]


@contextmanager
def patient() -> Iterator[None]:
    """Look for garbage less often, for as long as this lasts."""
    before = gc.get_threshold()
    gc.set_threshold(*GARBAGE)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def run(
    task: Task[S, T], root: Path, paths: Sequence[str], state: S, lost: Callable[[Skipped], T], workers: int = 0
) -> list[T]:
    """`task(root, path, state)` for every path, in the order of the paths.

    `lost` makes the result for a file that killed its worker. `workers` 0 means one per processor.
    """
    sizes = [_size(root / p) for p in paths]
    count = workers or os.cpu_count() or 1
    if count == 1 or sum(sizes) < PARALLEL_BYTES:
        with patient():
            return [task(root, path, state) for path in paths]
    from migrate.scan import pool  # 20 ms that a small scan does not need

    return pool.run(task, root, _batches(paths, sizes), state, lost, count)


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def _batches(paths: Sequence[str], sizes: Sequence[int]) -> list[list[str]]:
    """Batches of about equal work, small enough that processors finish together."""
    batches: list[list[str]] = []
    total = 0
    for path, size in zip(paths, sizes, strict=True):
        if not batches or total + size > _BATCH_BYTES or len(batches[-1]) >= _BATCH_FILES:
            batches.append([])
            total = 0
        batches[-1].append(path)
        total += size
    return batches
