"""One function over many files: in this process when there is little to do, else in several.

A file that kills its worker (out of memory, a crash in native code) is found by trying the files of
its batch one at a time; the others keep their results.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

from migrate.model import Skipped

_PARALLEL_BYTES = 3_000_000  # below this, starting processes costs more than it saves
_BATCH_BYTES = 400_000
_BATCH_FILES = 200

# Syntax trees and scopes live long: looking through all of them for garbage so often took a fifth of a scan.
_GARBAGE = (10_000, 5, 5)
_ORPHAN_SECONDS = 1.0

T = TypeVar("T")
S = TypeVar("S")
Task = Callable[[Path, str, S], T]

_state: object = None


def _receive(state: object) -> None:
    """Runs once in each worker: what every task needs is sent once, not with every batch."""
    global _state
    _state = state
    gc.set_threshold(*_GARBAGE)
    _end_with(os.getppid())


def _end_with(parent: int) -> None:
    """End this worker when `parent` is gone: killed, it cannot tell its workers, and they would wait forever."""
    import threading
    import time

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_ORPHAN_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _patient() -> Iterator[None]:
    """Look for garbage less often, for as long as this lasts."""
    before = gc.get_threshold()
    gc.set_threshold(*_GARBAGE)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _work(task: Task[object, T], root: Path, paths: Sequence[str]) -> list[T]:
    return [task(root, path, _state) for path in paths]


def run(
    task: Task[S, T], root: Path, paths: Sequence[str], state: S, lost: Callable[[Skipped], T], workers: int = 0
) -> list[T]:
    """`task(root, path, state)` for every path, in the order of the paths.

    `lost` makes the result for a file that killed its worker. `workers` 0 means one per processor.
    """
    sizes = [_size(root / p) for p in paths]
    count = workers or os.cpu_count() or 1
    if count == 1 or sum(sizes) < _PARALLEL_BYTES:
        with _patient():
            return [task(root, path, state) for path in paths]
    batches = _batches(paths, sizes)
    results: list[list[T]] = []
    with ProcessPoolExecutor(count, initializer=_receive, initargs=(state,)) as pool:
        # The task's own state type is erased on the way through the worker's global.
        work = partial(_work, task, root)  # type: ignore[arg-type]
        futures = [_submit(pool, work, batch) for batch in batches]
        for batch, future in zip(batches, futures, strict=True):
            try:
                results.append(future.result() if future is not None else [])
            except BrokenProcessPool:
                results.append([])
            if len(results[-1]) != len(batch):
                results[-1] = [_alone(task, root, path, state, lost) for path in batch]
    return [result for batch_results in results for result in batch_results]


def _submit(
    pool: ProcessPoolExecutor, work: Callable[[Sequence[str]], list[T]], batch: Sequence[str]
) -> Future[list[T]] | None:
    try:
        return pool.submit(work, batch)
    except BrokenProcessPool:
        return None


def _alone(task: Task[S, T], root: Path, path: str, state: S, lost: Callable[[Skipped], T]) -> T:
    """One file in a process of its own, so that its end is only its own."""
    with ProcessPoolExecutor(1, initializer=_receive, initargs=(state,)) as pool:
        try:
            return pool.submit(_work, task, root, [path]).result()[0]  # type: ignore[arg-type]
        except BrokenProcessPool:
            return lost(Skipped(path, "internal_error", "the worker process died on this file"))


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
