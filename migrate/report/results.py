"""What apply, rollback and swap did, file by file, and the runs that can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from migrate.report.layout import Page, clean, count
from migrate.report.terminal import moves, paint_diff

if TYPE_CHECKING:
    from migrate.apply.results import ApplyResult, FileResult, Recovery, RollbackResult, Run
    from migrate.model import Plan

_STYLE = {
    "written": "green", "planned": "cyan", "already_applied": "dim", "refused": "red", "held": "yellow",
    "restored": "green", "untouched": "dim", "kept": "yellow",
}  # fmt: skip
_WORD = {
    "written": "written", "planned": "would write", "already_applied": "already applied", "refused": "refused",
    "held": "not written", "restored": "restored", "untouched": "as before", "kept": "kept",
}  # fmt: skip
_NEW = {"written": "created", "planned": "would create", "held": "not created", "restored": "removed"}
_PLACES = 20


def applied(result: ApplyResult, *, width: int, color: bool, diff: bool) -> str:
    """The outcome of `migrate apply`; with `diff`, the diffs of a dry run first."""
    page = Page(max(width, 60), color, [])
    _applied(page, result, diff)
    return page.text()


def swapped(plan: Plan, result: ApplyResult, *, width: int, color: bool, diff: bool) -> str:
    """The outcome of `migrate swap`: what was switched, and what a person has to look at."""
    page = Page(max(width, 60), color, [])
    page.title(f"{clean(plan.root)}: {moves(plan)}")
    if not plan.findings:
        page.say("Nothing was found that would have to change.")
    _applied(page, result, diff)
    carried = {id(finding) for finding in result.carried_out}
    left = [f for f in plan.findings if id(f) not in carried and f not in result.carried_out]
    if left:
        page.title("Left to do")
        for finding in left:
            page.say(f"{finding.site.path}:{finding.site.line}: {finding.message}", mark="- ")
            if finding.todo:
                page.say(finding.todo, indent=4)
    return page.text()


def rolled_back(result: RollbackResult, *, width: int, color: bool) -> str:
    """The outcome of `migrate rollback`."""
    page = Page(max(width, 60), color, [])
    _recovered(page, result.recovered)
    _files(page, result.files)
    restored = sum(file.outcome == "restored" and not file.new for file in result.files)
    removed = sum(file.outcome == "restored" and file.new for file in result.files)
    gone = f", {count(removed, 'created file')} removed" if removed else ""
    if result.failed:
        page.say(
            f"Run {result.run} was not rolled back, and nothing was written: {len(result.refused)} of its files "
            "changed since. Put them back as the run left them, or undo the run by hand.",
            "red",
            indent=0,
        )
    elif result.already:
        page.say(f"Run {result.run} was rolled back before; nothing to do.", indent=0)
    else:
        page.say(
            f"Run {result.run} rolled back: {count(restored, 'file')} restored to the byte{gone}.",
            "green",
            indent=0,
        )
    if result.standing and not result.failed:
        last = result.standing[-1]
        others = f" and {len(result.standing) - 1} more (--list)" if len(result.standing) > 1 else ""
        page.say(f"Still applied: run {last}{others}; `migrate rollback {last}` undoes it.", indent=0)
    return page.text()


def runs(found: Iterable[Run], *, width: int) -> str:
    """The recorded runs, the last one first or last as given."""
    page = Page(max(width, 60), False, [])
    rows = [
        [run.id, run.created, run.state, f"{run.source} -> {run.target}", len(run.files), run.edits]
        for run in found
    ]
    if not rows:
        page.say("No runs here: nothing was applied yet.", indent=0)
        return page.text()
    page.table(rows, head=("run", "made", "state", "move", "files", "edits"), indent=0, right=[4, 5])
    return page.text()


def stale_banner(changed: Sequence[str], planned: int) -> str:
    """One line for a plan whose files changed since; empty when none did."""
    if not changed:
        return ""
    names = ", ".join(clean(path) for path in changed[:3])
    more = f" and {len(changed) - 3} more" if len(changed) > 3 else ""
    return (
        f"warning: {len(changed)} of {count(planned, 'file')} changed since this plan was made "
        f"({names}{more}); make a new plan before applying"
    )


def _applied(page: Page, result: ApplyResult, diff: bool) -> None:
    _recovered(page, result.recovered)
    if diff:
        for file in result.files:
            text = file.diff()
            for line in text.rstrip("\n").split("\n") if text else ():
                page.raw(paint_diff(page, line))
    _files(page, result.files)
    told = {(file.path, f"{file.path} {file.reason}") for file in result.refused}
    for entry in result.dropped:
        if (entry.finding.site.path, entry.reason) in told:
            continue  # the file's own line says it
        place = f"{entry.finding.site.path}:{entry.finding.site.line}"
        page.say(f"{entry.finding.rule} at {place}: {entry.reason}", "yellow", mark="not carried out: ")
    page.say(_outcome(result), *(["red"] if result.failed else ["green"]), indent=0)
    if result.review_left:
        page.say(
            f"{count(result.review_left, 'finding')} with edits to review: --unsafe applies them.", indent=0
        )
    if result.manual_left:
        page.say(
            f"{count(result.manual_left, 'finding')} to settle by hand: `migrate show` lists them.", indent=0
        )
    if result.run is not None:
        page.say(f"Run {result.run}: `migrate rollback` undoes it, to the byte.", indent=0)


def _outcome(result: ApplyResult) -> str:
    done = [file for file in result.files if file.outcome in ("written", "planned")]
    edits = sum(file.edits for file in done)
    if result.failed:
        text = f"{count(len(result.refused), 'file')} and {count(len(result.dropped), 'finding')} refused; "
        if not done:
            return text + "nothing was written."
        verb = "would be written" if result.dry else "written"
        return text + f"{count(edits, 'edit')} in {count(len(done), 'file')} {verb}."
    if done:
        verb = "would be written; nothing was" if result.dry else "written"
        return f"{count(edits, 'edit')} in {count(len(done), 'file')} {verb}."
    if result.files:
        return "Nothing to do: this plan is already applied."
    return "Nothing to do: the plan has no edits to apply."


def _files(page: Page, files: Sequence[FileResult]) -> None:
    for file in files[:_PLACES]:
        page.say(_file_line(file), _STYLE[file.outcome], mark=f"{_word(file)}: ", hang=0)
    if len(files) > _PLACES:
        loud = [file for file in files[_PLACES:] if file.new or file.outcome in ("refused", "held", "kept")]
        for file in loud:
            page.say(_file_line(file), _STYLE[file.outcome], mark=f"{_word(file)}: ")
        more = len(files) - _PLACES - len(loud)
        if more:
            page.say(f"and {more} more file{'s' if more > 1 else ''}")


def _word(file: FileResult) -> str:
    return _NEW.get(file.outcome, _WORD[file.outcome]) if file.new else _WORD[file.outcome]


def _file_line(file: FileResult) -> str:
    text = file.path
    if file.edits and not file.new:
        text += f" ({count(file.edits, 'edit')})"
    return f"{text}: {file.reason}" if file.reason else text


def _recovered(page: Page, recovered: Iterable[Recovery]) -> None:
    for entry in recovered:
        page.say(
            f"An interrupted run was {entry.action} first: {entry.run} ({count(len(entry.files), 'file')}).",
            "yellow",
            indent=0,
        )
