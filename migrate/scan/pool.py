"""Batches of files over worker processes. Imported only when there is enough work for them.

A file that kills its worker (out of memory, a crash in native code) is found by trying the files of
its batch one at a time; the others keep their results.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path

from migrate.model import Skipped
from migrate.scan.workers import GARBAGE, S, T, Task

_ORPHAN_SECONDS = 1.0

_state: object = None


def _receive(state: object) -> None:
    """Runs once in each worker: what every task needs is sent once, not with every batch."""
    global _state
    _state = state
    gc.set_threshold(*GARBAGE)
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


def _work(task: Task[object, T], root: Path, paths: Sequence[str]) -> list[T]:
    return [task(root, path, _state) for path in paths]


def executor(count: int, state: object) -> ProcessPoolExecutor:
    """Processes that end with this one; each has `state`."""
    return ProcessPoolExecutor(count, initializer=_receive, initargs=(state,))


def run(
    task: Task[S, T],
    root: Path,
    batches: Sequence[Sequence[str]],
    state: S,
    lost: Callable[[Skipped], T],
    count: int,
) -> list[T]:
    """`task(root, path, state)` for every path of every batch, in their order, on `count` processes."""
    pool = executor(count, state)
    # The task's own state type is erased on the way through the worker's global.
    work = partial(_work, task, root)  # type: ignore[arg-type]
    try:
        futures = [_submit(pool, work, batch) for batch in batches]
    except BaseException:
        pool.shutdown(cancel_futures=True)
        raise

    results: list[list[T]] = []
    with pool:
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
    with executor(1, state) as pool:
        try:
            return pool.submit(_work, task, root, [path]).result()[0]  # type: ignore[arg-type]
        except BrokenProcessPool:
            return lost(Skipped(path, "internal_error", "the worker process died on this file"))
