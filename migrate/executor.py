"""Where many independent pieces of work run: processes of this machine, this process, or a Dask cluster.

One seam, `concurrent.futures.Executor`, so that the work itself is written once. What is sent must be
picklable, and small answers are worth more than large ones on a cluster.
"""

from __future__ import annotations

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import urlsplit

from migrate.errors import MigrateError, UsageError

SPECS = "process, process:N, serial or dask://HOST:PORT"
_CONNECT_SECONDS = 10
_DASK_PORT = 8786

T = TypeVar("T")
R = TypeVar("R")


class ExecutorError(MigrateError):
    """The place where the work was to run cannot be used, or went away; one line."""


class SerialExecutor(Executor):
    """Runs what is submitted at once, in this process."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """A future that is already done."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@contextmanager
def open_executor(spec: str | None = None) -> Iterator[Executor]:
    """An executor by its name; None is `process`, one process per processor.

    Leaving the block waits for what runs; leaving it by an error, Ctrl-C among them, cancels what has not
    started. UsageError for an unknown name; ExecutorError when the place cannot be reached or fails.
    """
    kind, _, rest = (spec or "process").partition(":")
    if kind == "serial" and not rest:
        yield SerialExecutor()
    elif kind == "process":
        with _processes(_number(rest, spec)) as pool:
            yield pool
    elif kind == "dask":
        with _dask(spec or "") as pool:
            yield pool
    else:
        raise UsageError(f"--executor {spec}: unknown; one of {SPECS}")


def ordered(executor: Executor, task: Callable[[T], R], items: Iterable[T], ahead: int = 0) -> Iterator[R]:
    """`task(item)` for every item, in the order of the items, with at most `ahead` of them under way.

    `Executor.map` would read all items before the first answer; a log may be larger than memory.
    `ahead` 0 means enough to keep the executor busy.
    """
    if isinstance(executor, SerialExecutor):
        yield from map(task, items)
        return
    window = ahead or 4 * (os.cpu_count() or 1) + 8
    under_way: deque[Future[R]] = deque()
    for item in items:
        under_way.append(executor.submit(task, item))
        if len(under_way) >= window:
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()


# --- processes ------------------------------------------------------------------------------------


def _number(text: str, spec: str | None) -> int:
    if not text:
        if sys.platform == "linux":
            return len(os.sched_getaffinity(0))
        return os.cpu_count() or 1
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 256:
        raise UsageError(f"--executor {spec}: write process:N with N from 1 to 256")
    return int(text)


@contextmanager
def _processes(count: int) -> Iterator[Executor]:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    pool = ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_worker)
    try:
        yield pool
    except BrokenExecutor:
        raise ExecutorError(
            "a worker process died (out of memory, or killed); try --executor process:1 or serial"
        ) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _worker() -> None:
    """Ctrl-C is for the process that was asked: it tells the workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


# --- Dask -----------------------------------------------------------------------------------------


@contextmanager
def _dask(spec: str) -> Iterator[Executor]:
    try:
        address = urlsplit(spec)
        port = address.port or _DASK_PORT
    except ValueError:
        address, port = urlsplit(""), 0
    if not address.hostname or address.path not in ("", "/") or address.username or address.query:
        raise UsageError(f"--executor {spec}: write dask://HOST:PORT, e.g. dask://10.0.0.5:8786")
    try:
        import distributed
        from distributed.comm.core import CommClosedError
    except ImportError:
        raise ExecutorError(
            f"--executor {spec}: needs the package distributed: pip install 'llm-migrate[dask]'"
        ) from None
    import logging
    import warnings

    host = f"[{address.hostname}]" if ":" in address.hostname else address.hostname
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is said in one line, here
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # versions are compared below
        try:
            client: Any = distributed.Client(  # type: ignore[no-untyped-call]
                f"tcp://{host}:{port}", timeout=_CONNECT_SECONDS, set_as_default=False
            )
        except (OSError, TimeoutError, ValueError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise ExecutorError(f"--executor {spec}: no Dask scheduler answers there ({reason})") from None
    try:
        _same_everywhere(client, spec)
        pool = client.get_executor(pure=False)
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False)  # the closing client gives up what it asked for
            raise
        pool.shutdown(wait=True)
    except (distributed.KilledWorker, distributed.CancelledError, CommClosedError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ExecutorError(f"--executor {spec}: the cluster failed: {reason}") from None
    finally:
        client.close(timeout=5)


def _same_everywhere(client: Any, spec: str) -> None:
    """ExecutorError unless every worker runs this Python, this Dask and this migrate."""
    found = client.get_versions()
    here, workers = found["client"], found["workers"]
    if not workers:
        raise ExecutorError(f"--executor {spec}: the cluster has no workers; start some with `dask worker`")
    for name, about in sorted(workers.items()):
        mine, theirs = _python(here), _python(about)
        if mine != theirs:
            raise ExecutorError(f"--executor {spec}: worker {name} runs Python {theirs}, this is Python {mine}")
        for package in ("dask", "distributed"):
            mine, theirs = here["packages"][package], about["packages"][package]
            if mine != theirs:
                raise ExecutorError(
                    f"--executor {spec}: worker {name} has {package} {theirs}, here it is {mine}; install the same"
                )
    answers = client.run(about_here, on_error="return")
    mine = about_here()
    for name, theirs in sorted(answers.items()):
        if isinstance(theirs, BaseException):
            raise ExecutorError(
                f"--executor {spec}: worker {name} cannot import migrate ({theirs}): install llm-migrate {mine} there"
            )
        if theirs != mine:
            raise ExecutorError(
                f"--executor {spec}: worker {name} has llm-migrate {theirs}, here it is {mine}; install the same"
            )


def _python(about: dict[str, Any]) -> str:
    return ".".join(str(about["host"]["python"]).split(".")[:2])


def about_here() -> str:
    """The version of migrate that this process would run."""
    from migrate import __version__

    return __version__
