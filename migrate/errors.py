"""Errors that reach a user: one line, and the exit code that goes with it."""

from __future__ import annotations

EXIT_OK = 0
EXIT_FINDINGS = 1  # threshold reached, --check would change files, or something was refused
EXIT_USAGE = 2  # usage error, or nothing could be read
EXIT_INTERNAL = 3
EXIT_INTERRUPTED = 130


class MigrateError(Exception):
    """Base of every expected failure. `str(error)` is one line: the file, the place, what to do."""

    exit_code = EXIT_USAGE


class UsageError(MigrateError):
    """Bad arguments, configuration, plan file or nothing readable at the given path."""

    exit_code = EXIT_USAGE


class RefusedError(MigrateError):
    """The work was understood and refused (stale file, dirty tree, conflict); nothing was written."""

    exit_code = EXIT_FINDINGS
