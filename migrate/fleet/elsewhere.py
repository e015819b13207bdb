"""The same fleet over an executor: on a cluster that reads the same folders, or in a pool of processes.

What leaves a worker is the line of a repository and the text of its plan; the plan's file is written here, so a
worker needs to read the repositories and nothing else of this machine.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, as_completed
from pathlib import Path
from typing import Any

from migrate.errors import UsageError
from migrate.executor import open_executor
from migrate.fleet import summary
from migrate.fleet.listing import Repository
from migrate.fleet.run import Outcome, Progress, plan_one
from migrate.plan import store

_FILES = ("catalog_file", "baseline")  # arguments that name files of this folder
_ONE = threading.Lock()


def run(
    spec: str,
    repositories: Sequence[Repository],
    arguments: Mapping[str, Any],
    out: Path | None,
    *,
    progress: Progress | None = None,
) -> Outcome:
    """Plan every repository where `spec` says (`migrate.executor.SPECS`); plans go to `out`, if given.

    What fails in a repository is its line. ExecutorError, one line, when the place itself fails: the plans
    that had arrived are kept. A Ctrl-C gives up what has not arrived.
    """
    said = {**arguments, **{name: _here(arguments.get(name)) for name in _FILES}}
    usage = arguments.get("usage")
    if usage is not None and Path(usage).is_file():
        said["usage"] = os.path.abspath(usage)
    rows: list[dict[str, Any] | None] = [None] * len(repositories)
    interrupted = False
    try:
        with open_executor(spec) as executor:
            under_way: dict[Future[tuple[dict[str, Any], str | None]], int] = {
                executor.submit(planned, repository, said, out is not None): at
                for at, repository in enumerate(repositories)
            }
            for done in as_completed(under_way):
                at = under_way[done]
                row, text = done.result()
                if out is not None and text is not None:
                    store.write(text, out / row["plan"])
                rows[at] = row
                if progress is not None:
                    progress(sum(entry is not None for entry in rows), len(rows), row)
    except KeyboardInterrupt:
        interrupted = True
    lines = (
        row if row is not None else summary.failed(repository, "interrupted", summary.NOT_RUN)
        for row, repository in zip(rows, repositories, strict=True)
    )
    return Outcome(tuple(lines), interrupted)


def planned(
    repository: Repository, arguments: Mapping[str, Any], wanted: bool
) -> tuple[dict[str, Any], str | None]:
    """In a worker: the repository's line, and its plan as text if `wanted`.

    One at a time in a process: a worker may have threads, and a repository's configuration may lay a catalogue
    of its own over the shipped one.
    """
    with _ONE, tempfile.TemporaryDirectory(prefix="migrate-plan-") as folder:
        row = plan_one(repository, arguments, 1, Path(folder) if wanted else None)
        text = None
        if row["status"] == summary.PLANNED and wanted:
            try:
                text = Path(folder, row["plan"]).read_text(encoding="utf-8")
            except OSError as error:
                return summary.failed(repository, f"the plan cannot be read back: {error.strerror}"), None
        return row, text


def _here(path: Path | None) -> Path | None:
    """A file of this folder by its full path: a worker stands elsewhere."""
    if path is None:
        return None
    found = Path(os.path.abspath(path))
    if not found.is_file():
        raise UsageError(f"{path}: no such file")
    return found
