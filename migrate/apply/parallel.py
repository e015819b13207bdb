"""Many small jobs of the disk, several at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

_THREADS = 8
WORTH = 16  # below this, threads cost more than they save

T = TypeVar("T")


def each(work: Callable[[T], object], items: Sequence[T]) -> None:
    """`work(item)` for every item; neighbours are done one after the other, by the same thread.

    A disk that answers slowly is asked several things at once: freeing the space of a replaced file, for one, is
    waited for on some file systems. After an error or an interruption nothing new is begun, and what was begun
    has ended when it is raised.
    """
    if len(items) < WORTH:
        for item in items:
            work(item)
        return
    from concurrent.futures import ThreadPoolExecutor
    from threading import Event

    stop = Event()

    def some(part: Sequence[T]) -> None:
        try:
            for item in part:
                if stop.is_set():
                    return
                work(item)
        except BaseException:
            stop.set()
            raise

    size = -(-len(items) // _THREADS)
    with ThreadPoolExecutor(_THREADS) as pool:
        try:
            begun = [pool.submit(some, items[at : at + size]) for at in range(0, len(items), size)]
            for one in begun:
                one.result()
        finally:
            stop.set()
