"""A plan, or the outcome of a command, for a reader: one function each.

Everything is rendered from the values alone: a plan read from its file prints without the catalogue and
without the code it is about. What is printed is masked and free of control characters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migrate.apply.results import ApplyResult, RollbackResult, Run
    from migrate.model import Plan

__all__ = ["applied", "json", "markdown", "rolled_back", "runs", "stale_banner", "swapped", "text"]

Diff = Mapping[str, str] | Callable[[], Mapping[str, str]]


def text(
    plan: Plan,
    *,
    width: int = 100,
    color: bool = False,
    diff: Diff | None = None,
    verbose: bool = False,
    saved: Path | None = None,
) -> str:
    """A plan for a terminal of `width` columns. `saved` is where its file is, for the commands at the end."""
    from migrate.report import terminal

    return terminal.render(plan, width=width, color=color, diff=diff, verbose=verbose, saved=saved)


def markdown(plan: Plan, *, diff: Diff | None = None, limit: int | None = None) -> str:
    """A plan for a pull request comment of at most `limit` characters (60,000), with a hidden marker in it."""
    from migrate.report import md

    return md.render(plan, diff=diff, limit=md.LIMIT if limit is None else limit)


def json(plan: Plan) -> str:
    """A plan as it is saved."""
    from migrate.plan import store

    return store.dump(plan)


def applied(result: ApplyResult, *, width: int = 100, color: bool = False, diff: bool = False) -> str:
    """What `migrate apply` did; with `diff`, the diffs of a dry run."""
    from migrate.report import results

    return results.applied(result, width=width, color=color, diff=diff)


def swapped(
    plan: Plan, result: ApplyResult, *, width: int = 100, color: bool = False, diff: bool = False
) -> str:
    """What `migrate swap` did, and what is left to do."""
    from migrate.report import results

    return results.swapped(plan, result, width=width, color=color, diff=diff)


def rolled_back(result: RollbackResult, *, width: int = 100, color: bool = False) -> str:
    """What `migrate rollback` did."""
    from migrate.report import results

    return results.rolled_back(result, width=width, color=color)


def runs(found: Iterable[Run], *, width: int = 100) -> str:
    """The recorded runs of a tree."""
    from migrate.report import results

    return results.runs(found, width=width)


def stale_banner(changed: Sequence[str], planned: int) -> str:
    """One line for a plan whose files changed since; empty when none did."""
    from migrate.report import results

    return results.stale_banner(changed, planned)
