"""The parse gate: after an edit a file must parse no worse than before."""

from __future__ import annotations

from migrate.errors import MigrateError


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
        return f"it could not be parsed after the edits: {error}"
    if now <= was:
        return None
    return f"the edits would add {now - was} syntax error{'s' if now - was > 1 else ''} ({was} before)"
