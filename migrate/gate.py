"""The parse gate: after an edit a file must parse no worse than before."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from migrate.errors import MigrateError
from migrate.model import Skipped

Pairs = Mapping[str, tuple[bytes, bytes]]


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


def worse_all(root: Path, pairs: Pairs) -> dict[str, str]:
    """`worse` for many files of `root` at once, path -> (before, after); only the worse ones are named.

    Much to parse is shared among the processors. A file whose parsing kills its process is worse.
    """
    from migrate.scan import workers

    faults = workers.run(_judge, root, tuple(pairs), pairs, _lost)
    return {path: fault for path, fault in zip(pairs, faults, strict=True) if fault is not None}


class Pending:
    """`worse_all` under way in worker processes, so that its answer costs little time once it is needed."""

    def __init__(self, root: Path, pairs: Pairs) -> None:
        from migrate.scan import workers

        self._pairs = pairs
        self._judged = workers.start(_judge, root, tuple(pairs), pairs, _lost)

    def faults(self) -> dict[str, str]:
        """The files that would parse worse, and why."""
        found = self._judged()
        return {path: fault for path, fault in zip(self._pairs, found, strict=True) if fault is not None}


def _judge(_: Path, path: str, pairs: Pairs) -> str | None:
    return worse(path, *pairs[path])


def _lost(skipped: Skipped) -> str | None:
    return f"the edits could not be verified, so it is left as it was: {skipped.detail}"
