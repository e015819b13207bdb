"""Carry a plan out."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

from migrate.apply import files, gitstate, journal, lock, write
from migrate.apply.files import Tree
from migrate.apply.journal import Entry
from migrate.apply.prepare import Draft, Drafting, choose, draft
from migrate.apply.recover import pending, recover_locked
from migrate.apply.results import ApplyResult, FileResult, Outcome, Recovery
from migrate.errors import RefusedError, UsageError
from migrate.gate import Gate
from migrate.model import Applicability, Finding, Plan, digest
from migrate.plan import store
from migrate.plan.seal import seal
from migrate.redact import printable


def apply_plan(
    plan: Plan,
    root: Path,
    *,
    unsafe: bool = False,
    partial: bool = False,
    allow_dirty: bool = False,
    check: bool = False,
    dry_run: bool = False,
    only: Collection[str] = (),
    skip: Collection[str] = (),
    ignore: Iterable[Path] = (),
    picked: Collection[Finding] | None = None,
) -> ApplyResult:
    """Write the plan's edits to the files below `root`, and say what became of each file.

    Safe edits are carried out, with `unsafe` those for review too; `only` and `skip` name rules, `picked` are
    the very findings of the plan to choose among. A
    finding's edits are all or none. A file that is not as planned is refused and, without `partial`,
    keeps every other file from being written. A file that would parse worse is refused alone. Writing
    is all files or none, recorded for `rollback`; an interrupted run is undone first. Applying again
    is a clean no-op. Modes and owners are kept; modification times are those of the writing.

    `check` and `dry_run` write nothing and fill the results' `diff`. `ignore` are files (the plan
    itself) that may be uncommitted. Raises UsageError when `root` is no folder or a rule is unknown,
    RefusedError for a dirty git tree, an apply already at work, or an error of the disk.
    """
    if not root.is_dir():
        raise UsageError(f"{printable(str(root))}: no such folder")
    root = root.resolve()
    if not plan.id:
        plan = seal(plan)
    problem = store.problem(plan)
    if problem is not None:
        raise RefusedError(f"the plan is refused: {problem}")
    chosen = choose(plan, unsafe=unsafe, only=only, skip=skip)
    if picked is not None:
        wanted = {id(finding) for finding in picked}
        chosen = tuple(finding for finding in chosen if id(finding) in wanted)
    sizes = _sizes(plan, chosen)
    if check or dry_run:
        interrupted = pending(root)
        if interrupted:
            raise RefusedError(
                f"{printable(str(root))}: run {interrupted[0].id} was interrupted; "
                "`migrate rollback` or a real `migrate apply` sets that right first"
            )
        with Gate(root, sizes) as gate:
            drafted = draft(Tree(root), plan, chosen, journal.every(root), gate)
        return _result(plan, drafted, Outcome.PLANNED, partial=partial, unsafe=unsafe, run=None, dry=True)
    if not chosen and not os.path.lexists(root / lock.FOLDER):
        drafted = Draft((), (), {}, frozenset(), (), ())
        return _result(plan, drafted, Outcome.WRITTEN, partial=partial, unsafe=unsafe, run=None)
    # The gate's processes are started first: they are not to inherit, and so to hold, the lock.
    from migrate.scan.workers import patient  # the gate needs it too

    with Gate(root, sizes) as gate, patient(), lock.hold(root):
        recovered = recover_locked(root)
        tree = Tree(root)
        drafting = Drafting(tree, plan, chosen, journal.every(root), gate)
        run = None
        while run is None and drafting.drafted.changes and (partial or not _blocking(drafting.drafted)):
            if not allow_dirty:
                gitstate.refuse_dirty(root, [change.file.path for change in drafting.drafted.changes], ignore)
            try:
                run = _write(root, tree, plan, drafting.drafted, drafting.faults)
            except write.Gated as gated:
                drafting.refuse(gated.faults)
        if run is None and drafting.drafted.changes:  # held back, and yet to be told what parses worse
            drafting.refuse(drafting.faults())
        return _result(
            plan,
            drafting.drafted,
            Outcome.WRITTEN,
            partial=partial,
            unsafe=unsafe,
            run=run,
            recovered=recovered,
        )


def _sizes(plan: Plan, chosen: Iterable[Finding]) -> dict[str, int]:
    """The files that are to be edited, and their bytes when the plan was made."""
    wanted = {edit.path for finding in chosen for edit in finding.edits}
    return {file.path: file.size for file in plan.files if file.path in wanted}


def _blocking(drafted: Draft) -> bool:
    """True when a file is refused for another reason than the parse gate."""
    return any(path not in drafted.gated for path in drafted.refused)


def _write(root: Path, tree: Tree, plan: Plan, drafted: Draft, judged: Callable[[], Mapping[str, str]]) -> str:
    """Record the run and write its files; returns its id. Raises Gated when `judged` says so."""
    token = secrets.token_hex(4)
    entries = []
    offset = 0
    for number, change in enumerate(drafted.changes):
        info = change.info
        entries.append(
            Entry(
                path=change.file.path,
                before=change.file.sha256,
                after=digest(change.after),
                offset=offset,
                size=len(change.before),
                mode=info.st_mode if info else files.PLAIN,
                uid=info.st_uid if info else 0,
                gid=info.st_gid if info else 0,
                mtime_ns=info.st_mtime_ns if info else 0,
                edits=len(change.edits),
                edits_sha256=change.edits_sha256,
                temporary=f".migrate-{token}-{number}.tmp",
                created=info is None,
            )
        )
        offset += len(change.before)
    try:
        record = journal.create(root, plan, [change.before for change in drafted.changes], entries)
    except OSError as error:
        place = printable(os.path.join(root, lock.FOLDER))
        raise RefusedError(f"{place}: {files.reason(error)}; nothing was changed") from None
    write.carry_out(
        tree,
        record,
        {change.file.path: change.after for change in drafted.changes},
        {change.file.path: change.info for change in drafted.changes},
        judged,
    )
    return record.id


def _result(
    plan: Plan,
    drafted: Draft,
    outcome: Outcome,
    *,
    partial: bool,
    unsafe: bool,
    run: str | None,
    dry: bool = False,
    recovered: tuple[Recovery, ...] = (),
) -> ApplyResult:
    held = _blocking(drafted) and not partial
    if held:
        outcome = Outcome.HELD
    results = [FileResult(path, Outcome.REFUSED, reason=why) for path, why in drafted.refused.items()]
    results += [FileResult(path, Outcome.ALREADY, edits) for path, edits in drafted.already]
    for change in drafted.changes:
        before, after = (change.before, change.after) if dry else (b"", b"")
        edits, encoding = len(change.edits), change.file.encoding
        results.append(
            FileResult(change.file.path, outcome, edits, "", before, after, encoding, new=change.info is None)
        )
    return ApplyResult(
        plan_id=plan.id,
        run=run,
        dry=dry,
        files=tuple(sorted(results, key=lambda result: result.path)),
        carried_out=() if held else drafted.findings,
        dropped=drafted.dropped,
        review_left=0 if unsafe else _count(plan.findings, Applicability.REVIEW),
        manual_left=_count(plan.findings, Applicability.MANUAL),
        recovered=recovered,
    )


def _count(findings: Iterable[Finding], applicability: Applicability) -> int:
    return sum(finding.applicability is applicability for finding in findings)
