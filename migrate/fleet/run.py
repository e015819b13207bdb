"""One process per repository, as many at a time as there are processors.

A process of its own keeps a repository's failure, its memory and its settings (a catalogue named by its
configuration) away from the others. The processes form groups of their own, so that an interruption
reaches only this one, which then ends them whole, with the workers they may have started.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from migrate.errors import MigrateError
from migrate.fleet import bare, owners, summary
from migrate.fleet.listing import Repository
from providers.errors import ProviderError

Progress = Callable[[int, int, Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line per repository, in their order, and whether the run was interrupted."""

    rows: tuple[dict[str, Any], ...]
    interrupted: bool = False


@dataclass(frozen=True, slots=True)
class _Running:
    at: int
    process: BaseProcess


def run(
    repositories: Sequence[Repository],
    arguments: Mapping[str, Any],
    out: Path | None,
    *,
    jobs: int = 0,
    progress: Progress | None = None,
) -> Outcome:
    """Plan every repository with the same `arguments` (of `build.settings`); plans go to `out`, if given.

    `jobs` 0 means one per processor. Never raises for what happens in a repository. A Ctrl-C ends what is
    running; the lines and the plan files of the repositories that were done are kept.
    """
    cores = jobs or _processors()
    _load()
    rows: list[dict[str, Any] | None] = [None] * len(repositories)
    waiting = deque(range(len(repositories)))
    running: dict[Connection, _Running] = {}
    interrupted = False
    try:
        while waiting or running:
            while waiting and len(running) < cores:
                # Few repositories: the processors left over read files of the same one.
                workers = max(1, cores // (len(running) + len(waiting)))
                at = waiting.popleft()
                _start(running, at, repositories[at], dict(arguments), workers, out)
            finished = set(wait(list(running)))
            for ready in [receiver for receiver in running if receiver in finished]:
                rows[running[ready].at] = row = _receive(ready, running[ready], repositories)
                running.pop(ready).process.join()
                ready.close()
                if progress is not None:
                    progress(sum(entry is not None for entry in rows), len(rows), row)
    except KeyboardInterrupt:
        interrupted = True
    finally:
        for entry in running.values():
            _end(entry.process, out)
    return Outcome(
        tuple(
            row if row is not None else summary.failed(repository, "interrupted", summary.NOT_RUN)
            for row, repository in zip(rows, repositories, strict=True)
        ),
        interrupted,
    )


def _processors() -> int:
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _load() -> None:
    """Import once what every process needs: those that are forked then have it."""
    from migrate import assess, cost, rules, scan  # noqa: F401
    from migrate.plan import build, store  # noqa: F401


def _start(
    running: dict[Connection, _Running],
    at: int,
    repository: Repository,
    arguments: dict[str, Any],
    workers: int,
    out: Path | None,
) -> None:
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else None)
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(sender, repository, arguments, workers, out))
    # Blocked until the process is known here and in a group of its own, where Ctrl-C does not reach it.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process.start()
        running[receiver] = _Running(at, process)
        if process.pid is not None:
            with suppress(OSError):
                os.setpgid(process.pid, process.pid)
        sender.close()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _receive(ready: Connection, entry: _Running, repositories: Sequence[Repository]) -> dict[str, Any]:
    try:
        row: dict[str, Any] = ready.recv()
        return row
    except (EOFError, OSError):
        entry.process.join()
        code = entry.process.exitcode or 0
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return summary.failed(repositories[entry.at], f"the process that read it died ({how}); out of memory?")


def _end(process: BaseProcess, out: Path | None) -> None:
    """End a process and its workers now, and leave no half-written file of it."""
    if process.pid is None:
        return
    with suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)
    with suppress(OSError):
        process.kill()
    process.join()
    for folder in bare.left_by(process.pid):
        shutil.rmtree(folder, ignore_errors=True)
    if out is not None:
        with suppress(OSError):
            (out / f".migrate-plan-{process.pid}.tmp").unlink()


# --- in the process of a repository --------------------------------------------------------------


def _work(
    sender: Connection, repository: Repository, arguments: dict[str, Any], workers: int, out: Path | None
) -> None:
    with suppress(OSError):
        os.setpgid(0, 0)
    row = plan_one(repository, arguments, workers, out)
    with suppress(OSError):  # nobody is left to read it
        sender.send(row)
    sender.close()


def plan_one(
    repository: Repository, arguments: Mapping[str, Any], workers: int, out: Path | None
) -> dict[str, Any]:
    """Plan one repository in this process, save the plan, and say what the inventory keeps of it."""
    try:
        fault = _fault(repository.path)
        if fault is not None:
            return summary.failed(repository, fault)
        if not bare.is_bare(repository.path):
            return _planned(repository, repository.path, None, arguments, workers, out)
        with bare.opened(repository.path) as clone:
            return _planned(repository, clone.folder, clone.commit, arguments, workers, out)
    except (MigrateError, ProviderError) as error:
        return summary.failed(repository, str(error))
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return summary.failed(repository, f"{where}{error.strerror or error}")
    except Exception as error:
        return summary.failed(repository, f"internal error: {type(error).__name__}: {error}"[:500])


def _planned(
    repository: Repository, folder: Path, commit: str | None, arguments: Mapping[str, Any], workers: int,
    out: Path | None,
) -> dict[str, Any]:  # fmt: skip
    """Plan the files in `folder`; those of a bare clone are of `commit`, and apply in a work tree of it."""
    from migrate.plan import build, store

    settings = build.settings(folder, **{**arguments, **_own(repository)})
    plan = build.build(replace(settings, workers=workers))
    if commit is not None:
        plan = replace(plan, root=str(repository.path), git={"head": commit, "dirty": False})
    if repository.team is None:
        repository = replace(repository, team=owners.team_of(folder))
    file = None
    if out is not None:
        file = f"{repository.name}.json"
        store.save(plan, out / file)
    return summary.planned(repository, plan, reached=build.reached(plan, settings.fail_on), file=file)


def _own(repository: Repository) -> dict[str, str]:
    return {"to": repository.to} if repository.to else {}


def _fault(path: Path) -> str | None:
    """Why a folder cannot be planned although it is there."""
    if path.is_dir() and not os.access(path, os.R_OK | os.X_OK):
        return f"{path}: cannot be read; check its permissions"
    return None
