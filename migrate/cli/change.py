"""`migrate apply`, `migrate rollback` and `migrate swap`: the commands that write."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from migrate.cli import options as opt
from migrate.errors import EXIT_FINDINGS, UsageError

if TYPE_CHECKING:
    from migrate.apply import ApplyResult
    from migrate.model import Plan

AllowDirty = Annotated[
    bool, typer.Option("--allow-dirty", help="Apply although the git tree has uncommitted changes.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done; write nothing.")]


def apply(
    file: Annotated[Path, typer.Argument(metavar="PLAN", help="A plan written by `migrate plan -o`.")],
    dry_run: DryRun = False,
    diff: Annotated[bool, typer.Option("--diff", help="Print the edits as a diff; write nothing.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Exit 1 when something would change; write nothing.")
    ] = False,
    unsafe: opt.Unsafe = False,
    partial: Annotated[
        bool, typer.Option("--partial", help="Apply to the files that are as planned, skip the others.")
    ] = False,
    allow_dirty: AllowDirty = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="After the move: remove the old key variable where nothing reads it.")
    ] = False,
    interactive: Annotated[
        bool, typer.Option("--interactive", "-i", help="Ask about each finding with edits; kept when interrupted.")
    ] = False,
    commit: Annotated[
        bool, typer.Option("--commit", help="On a new git branch, one commit for each step; needs a clean tree.")
    ] = False,
    only: opt.Only = None,
    skip: opt.Skip = None,
    root: opt.Root = None,
) -> None:
    """Carry a plan out, byte-exactly, with a journal for `migrate rollback`."""
    from migrate import apply as room
    from migrate import report
    from migrate.apply import where
    from migrate.plan import store

    if commit and (dry_run or diff or check or partial or allow_dirty):
        raise UsageError("--commit writes all of a plan to a clean tree: no --dry-run, --diff, --check, --partial or "
                         "--allow-dirty with it")
    if interactive:
        from migrate.cli.interactive import require_terminal

        require_terminal()
        if dry_run or diff or check:
            raise UsageError("--interactive shows the edits itself; leave --dry-run, --diff and --check out")
    plan = store.load(file)
    place = root or Path(plan.root)
    if prune:
        from migrate.plan import prune as pruning

        plan = pruning.plan(plan, place, ignore=(file,))
    picked = None
    if interactive and not store.stale(plan, place):
        from migrate.apply.prepare import choose
        from migrate.cli.interactive import pick

        unsafe = True
        made = pick(plan, place, choose(plan, unsafe=True, only=tuple(only or ()), skip=tuple(skip or ())))
        if made is None:
            return
        plan, picked = made
    choice: dict[str, Any] = {
        "unsafe": unsafe, "only": tuple(only or ()), "skip": tuple(skip or ()), "ignore": (file,), "picked": picked,
    }  # fmt: skip
    if commit:
        result = _committed(plan, place, choice)
    else:
        result = room.apply_plan(
            plan, place, partial=partial, allow_dirty=allow_dirty, check=check, dry_run=dry_run or diff, **choice
        )
    if interactive and result.run is not None:
        from migrate.apply import choices

        choices.forget(place.resolve(), plan)
    if result.run is not None:
        where.remember(place, Path.cwd())
    opt.out(report.applied(result, width=opt.width(), color=opt.color(), diff=diff))
    if result.failed or (check and result.would_change):
        raise typer.Exit(EXIT_FINDINGS)


def _committed(plan: Plan, place: Path, choice: dict[str, Any]) -> ApplyResult:
    """Apply, and tell it as commits on a branch of their own; nothing is written when either cannot be done."""
    from migrate import apply as room
    from migrate.apply import commit

    dry = room.apply_plan(plan, place, dry_run=True, **choice)
    if dry.failed or not dry.would_change:
        return dry
    series = commit.store(plan, place, dry, choice["ignore"])
    result = room.apply_plan(plan, place, **choice)
    if result.run is None:
        return result
    try:
        series.publish()
    except BaseException:
        room.rollback(place, result.run)
        raise
    lines = [f"  {made.id[:10]}  {made.subject}" for made in series.commits]
    opt.out("\n".join([f"On the new branch {series.branch}:", *lines]))
    if series.left_out:
        opt.note(f"edited but not committed, as git does not track them: {', '.join(series.left_out)}")
    return result


def rollback(
    run: Annotated[
        str | None, typer.Argument(metavar="[RUN]", help="A run's id.  [default: the last one]")
    ] = None,
    root: opt.Root = None,
    list_runs: Annotated[bool, typer.Option("--list", help="List the runs; change nothing.")] = False,
) -> None:
    """Undo an apply, to the byte."""
    from migrate import apply as room
    from migrate import report
    from migrate.apply import where

    place = root or where.find(Path.cwd())
    if list_runs:
        opt.out(report.runs(room.runs(place), width=opt.width()))
        return
    result = room.rollback(place, run)
    opt.out(report.rolled_back(result, width=opt.width(), color=opt.color()))
    if result.failed:
        raise typer.Exit(EXIT_FINDINGS)


def swap(
    file: Annotated[Path, typer.Argument(help="One config file: .env, YAML, TOML or JSON.")],
    to: opt.To = None,
    source: opt.From = None,
    region: opt.Region = None,
    platform: opt.Platform = None,
    model: opt.Models = None,
    dry_run: DryRun = False,
    diff: Annotated[bool, typer.Option("--diff", help="Print the edits as a diff; write nothing.")] = False,
    unsafe: opt.Unsafe = False,
    allow_dirty: AllowDirty = False,
    catalog: opt.Catalog = None,
) -> None:
    """Switch one config file to another vendor in place; `migrate rollback` undoes it."""
    from migrate import apply as room
    from migrate import report
    from migrate.apply import where
    from migrate.plan import build
    from migrate.scan import config

    if file.is_dir() or (file.exists() and not config.wants(file.name)):
        raise UsageError(f"{file}: swap is for one configuration file; `migrate plan` takes code and folders")
    settings = build.settings(
        file,
        to=to,
        source=source,
        region=region,
        platform=platform,
        models=opt.pairs(model, "--model"),
        catalog_file=catalog,
        on=opt.day(None, "--at"),
        only_config=True,
        style="inline",  # no code is edited that could read another variable
    )
    plan = build.build(settings)
    if plan.skipped and not plan.findings:
        raise UsageError(f"{file}: {plan.skipped[0].detail or plan.skipped[0].reason}")
    result = room.apply_plan(
        plan, settings.root, unsafe=unsafe, allow_dirty=allow_dirty, dry_run=dry_run or diff
    )
    if result.run is not None:
        where.remember(settings.root, Path.cwd())
    opt.out(report.swapped(plan, result, width=opt.width(), color=opt.color(), diff=diff))
    if result.failed:
        raise typer.Exit(EXIT_FINDINGS)
