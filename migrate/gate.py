"""The parse gate: after an edit a file must parse no worse than before."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

from migrate.errors import MigrateError
from migrate.model import Skipped

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

Pairs = Mapping[str, tuple[bytes, bytes]]
Swap = tuple[int, int, bytes]  # where new text stands, first byte and end, and what stood there before
_BATCH_BYTES = 100_000
_CLOSER = 20  # files of a batch that is looked at again


def parse_errors(path: str, data: bytes) -> int | None:
    """Number of syntax errors in `data`, read as what `path` names; None when it is nothing we parse."""
    from migrate.formats import FORMATS, format_of
    from migrate.languages import LANGUAGES, language_of

    language = language_of(path)
    if language is not None:
        return LANGUAGES[language].parse_errors(data)
    name = format_of(path)
    return None if name is None else FORMATS[name].parse_errors(data)


def worse(path: str, before: bytes, after: bytes) -> str | None:
    """Why `after` parses worse than `before`, in a few words; None when it does not.

    A file that had errors may keep as many. `before` is only parsed when `after` has errors.
    """
    try:
        now = parse_errors(path, after)
        if not now:
            return None
        was = parse_errors(path, before) or 0
    except MigrateError as error:
        return f"the edits could not be verified, so it is left as it was: {error}"
    if now <= was:
        return None
    return f"the edits would add {now - was} syntax error{'s' if now - was > 1 else ''} ({was} before)"


def sound(path: str, after: bytes, swaps: Sequence[Swap]) -> bool:
    """Whether what was edited shows by itself that `after` parses no worse than before; False when it does not.

    That takes a third of the time of parsing the file, or less. `swaps` are all that tells `after` from the file
    before.
    """
    if not swaps or not narrows(path):
        return False
    from migrate.languages import LANGUAGES
    from migrate.languages.python.touched import touched

    program = touched(after, swaps)
    try:
        return program is not None and LANGUAGES["python"].parse_errors(program) == 0
    except MigrateError:
        return False


def narrows(path: str) -> bool:
    """Whether edits of such a file can be judged by what they touch."""
    from migrate.languages import language_of

    return language_of(path) == "python"


class Gate:
    """`worse` for many files, which are parsed in other processes while this one does something else.

    `sizes` are the files that may come, and their bytes: where they are much, processes are started at once, with
    what they need imported. A file whose parsing kills its process is worse. To be closed, as by `with`.
    """

    def __init__(self, root: Path, sizes: Mapping[str, int]) -> None:
        from migrate.scan import workers

        self._root = root
        self._pairs: dict[str, tuple[bytes, bytes]] = {}
        self._swaps: dict[str, Sequence[Swap]] = {}
        self._waiting: list[str] = []
        self._bytes = 0  # that are waiting
        self._given: list[tuple[list[str], Future[list[bool]] | None]] = []
        self._faults: dict[str, str] = {}
        self._count = os.cpu_count() or 1
        much = self._count > 1 and sum(sizes.values()) >= workers.PARALLEL_BYTES
        self._pool = _started(self._count, sizes) if much else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def add(self, path: str, before: bytes, after: bytes, swaps: Sequence[Swap] = ()) -> None:
        """Begin to judge a file, anew where another content of it was added before.

        `swaps` are the edits that made `after` of `before`, in order, where they are known.
        """
        self._pairs[path] = before, after
        self._swaps[path] = swaps
        self._faults.pop(path, None)
        self._waiting.append(path)
        self._bytes += len(after)
        if self._pool is not None and self._bytes >= _BATCH_BYTES:
            self._give(self._pool)

    def faults(self) -> dict[str, str]:
        """The files that would parse worse, of all that were added, and why; waits until that is known."""
        from migrate.scan import workers

        if self._pool is None:
            added = dict.fromkeys(self._waiting)
            paths = [path for path in added if not sound(path, self._pairs[path][1], self._swaps[path])]
            self._waiting, self._bytes = [], 0
            return self._note(paths, workers.run(_judge, self._root, paths, self._pairs, _lost, workers=1))
        from concurrent.futures.process import BrokenProcessPool

        from migrate.scan import pool

        self._give(self._pool)
        suspect: list[str] = []
        for paths, future in self._given:
            try:
                fine = future.result() if future is not None else [False] * len(paths)
            except BrokenProcessPool:
                fine = [False] * len(paths)
            suspect += [path for path, good in zip(paths, fine, strict=True) if not good]
        self._given.clear()
        paths = list(dict.fromkeys(suspect))
        if not paths:
            return dict(self._faults)
        batches = [paths[at : at + _CLOSER] for at in range(0, len(paths), _CLOSER)]
        pairs = {path: self._pairs[path] for path in paths}
        return self._note(paths, pool.run(_judge, self._root, batches, pairs, _lost, self._count))

    def _give(self, pool: ProcessPoolExecutor) -> None:
        """Hand what waits to the processes: only what it is to be, as few files have errors at all."""
        from concurrent.futures.process import BrokenProcessPool

        if not self._waiting:
            return
        paths, self._waiting, self._bytes = self._waiting, [], 0
        try:
            future = pool.submit(_clean, [(path, self._pairs[path][1], self._swaps[path]) for path in paths])
        except BrokenProcessPool:
            self._given.append((paths, None))
        else:
            self._given.append((paths, future))

    def _note(self, paths: Sequence[str], judged: Sequence[str | None]) -> dict[str, str]:
        self._faults |= {path: fault for path, fault in zip(paths, judged, strict=True) if fault is not None}
        return dict(self._faults)


def _started(count: int, paths: Iterable[str]) -> ProcessPoolExecutor | None:
    """Processes that can parse these files; None where there can be none."""
    from migrate.languages import LANGUAGES, language_of
    from migrate.scan import pool

    for name in {language_of(path) for path in paths} - {None}:
        LANGUAGES[str(name)]  # imported once, not in each process
    try:
        made = pool.executor(count, None)
        made.submit(int)  # the first task starts them
    except (ImportError, NotImplementedError, OSError):  # no semaphores, no more processes
        return None
    return made


def _clean(files: Sequence[tuple[str, bytes, Sequence[Swap]]]) -> list[bool]:
    """Whether each file, of which only the new content and the edits are known, is no worse for certain."""
    return [sound(path, after, swaps) or worse(path, b"", after) is None for path, after, swaps in files]


def _judge(_: Path, path: str, pairs: Pairs) -> str | None:
    return worse(path, *pairs[path])


def _lost(skipped: Skipped) -> str | None:
    return f"the edits could not be verified, so it is left as it was: {skipped.detail}"
