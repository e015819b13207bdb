"""Files of a project in which names stand, and what the names mean there: few files in memory at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from migrate.languages.indexes import Indexes
from migrate.model import Skipped
from migrate.source import SourceFile, read

_CALLED = re.compile(rb"([A-Za-z_$][\w$]*)\s*\(")


def mentioning(root: Path, paths: Iterable[str], wanted: re.Pattern[bytes], most: int) -> list[str]:
    """Those of `paths` in which the pattern stands, in order; `most` bytes are read at the most."""
    hits: list[str] = []
    left = most
    for path in sorted(paths):
        source = read(root, path)
        if isinstance(source, Skipped):
            continue
        left -= len(source.data)
        if left < 0:
            break
        if wanted.search(source.data):
            hits.append(path)
    return hits


def indexes(root: Path, project: str, paths: Sequence[str], files: frozenset[str]) -> Indexes:
    """Indexes of `paths` and of what they import, made when they are asked for."""
    calls = {path: _called(root, path) for path in paths}
    return Indexes(root, project, paths, files, calls)


def _called(root: Path, path: str) -> frozenset[str]:
    source = read(root, path)
    if not isinstance(source, SourceFile):
        return frozenset()
    return frozenset(name.decode() for name in _CALLED.findall(source.data))
