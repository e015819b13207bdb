"""`migrate apply --interactive`: one finding after the other, its edits in view, and one question.

Lines in, lines out: no cursor movement, so that it works on any terminal.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from migrate.cli import options as opt
from migrate.errors import UsageError

if TYPE_CHECKING:
    from migrate.model import Finding, Plan

_KEYS = "y accept, n skip, a accept the rest, s skip the rest, e explain the rule, d details, q quit"


def require_terminal() -> None:
    """Raise UsageError when there is nobody to ask."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("--interactive asks on a terminal, and this is none; use --only, --skip or --unsafe")


def pick(plan: Plan, root: Path, among: Sequence[Finding]) -> tuple[Finding, ...] | None:
    """The findings to carry out, after one confirmation; None when the person quits or declines.

    Every answer is kept at once, so that a later call goes on where this one ended.
    """
    from migrate.apply import choices

    root = root.resolve()
    if not among:
        return ()
    index = {id(finding): number for number, finding in enumerate(plan.findings)}
    numbers = [index[id(finding)] for finding in among]
    known = choices.load(root, plan)
    known = _resumed(known, numbers)
    for place, number in enumerate(numbers):
        if number in known:
            continue
        _show(plan, plan.findings[number], root, f"{place + 1}/{len(numbers)}")
        answer = _ask(plan.findings[number])
        if answer == "q":
            opt.out(_quit(known))
            return None
        rest = [n for n in numbers[place:] if n not in known] if answer in ("a", "s") else [number]
        known |= dict.fromkeys(rest, choices.ACCEPT if answer in ("y", "a") else choices.SKIP)
        choices.save(root, plan, known)
    picked = tuple(plan.findings[n] for n in numbers if known.get(n) == choices.ACCEPT)
    if not picked:
        opt.out("Nothing is accepted, so nothing was written. The choices are kept.")
        return None
    edits = {(e.path, e.span, e.after) for finding in picked for e in finding.edits}
    paths = {path for path, _, _ in edits}
    question = f"Write {len(edits)} edits of {len(picked)} findings to {len(paths)} files?"
    if _line(f"{question} [y/N] ") not in ("y", "yes"):
        opt.out(_quit(known))
        return None
    return picked


def _quit(known: dict[int, str]) -> str:
    return f"Nothing was written. {len(known)} choices are kept: the same command goes on from here."


def _resumed(known: dict[int, str], numbers: Sequence[int]) -> dict[int, str]:
    """The choices of an earlier session, if there are any and they are wanted."""
    from migrate.apply import choices

    known = {number: choice for number, choice in known.items() if number in set(numbers)}
    if not known:
        return {}
    accepted = sum(choice == choices.ACCEPT for choice in known.values())
    opt.out(f"An earlier session accepted {accepted} and skipped {len(known) - accepted} of {len(numbers)} findings.")
    return {} if _line("Go on from there? [Y/n] ") in ("n", "no") else known


def _show(plan: Plan, finding: Finding, root: Path, place: str) -> None:
    """A finding: where, what, why, and what its edits alone would do."""
    from migrate import source
    from migrate.edit import apply_edits, unified
    from migrate.model import Skipped
    from migrate.report.layout import Page
    from migrate.report.terminal import paint_diff

    page = Page(opt.width(), opt.color(), [])
    site = finding.site
    page.title(f"[{place}] {site.path}:{site.line}: {finding.rule} ({finding.severity}, {finding.applicability})")
    page.say(finding.message)
    if finding.demoted:
        page.say(finding.demoted, mark="for review because ")
    if finding.todo:
        page.say(finding.todo, mark="to do: ")
    for proof in finding.evidence:
        page.say(f"{proof.key} ({', '.join(proof.sources[:2])}; {proof.as_of})", "dim", mark="evidence: ")
    new = {file.path for file in plan.files if file.new}
    for path in sorted({edit.path for edit in finding.edits}):
        if path in new:
            content = apply_edits(b"", [edit for edit in finding.edits if edit.path == path], "utf-8")
            for line in unified(path, b"", content, created=True).rstrip("\n").split("\n"):
                page.raw(paint_diff(page, line))
            continue
        read = source.read(root, path)
        if isinstance(read, Skipped):
            continue
        after = apply_edits(read.data, [edit for edit in finding.edits if edit.path == path], read.encoding)
        for line in unified(path, read.data, after, read.encoding).rstrip("\n").split("\n"):
            page.raw(paint_diff(page, line))
    opt.out(page.text())


def _ask(finding: Finding) -> str:
    """One of y, n, a, s, q; explanations and details are given until then."""
    while True:
        answer = _line("Accept? [y,n,a,s,e,d,q,?] ")
        if answer in ("y", "n", "a", "s", "q"):
            return answer
        if answer == "e":
            from migrate.rules import RULES

            rule = RULES.get(finding.rule)
            opt.out(rule.doc.strip() if rule is not None else f"no rule {finding.rule!r} is known")
        elif answer == "d":
            _details(finding)
        else:
            opt.out(_KEYS)


def _details(finding: Finding) -> None:
    """Everything the plan knows of a finding."""
    from migrate.report.layout import Page

    page = Page(opt.width(), opt.color(), [])
    site = finding.site
    page.say(f"{site.kind} {site.api} in {site.path}, line {site.line}, column {site.column}")
    page.say(site.snippet or "-", mark="code: ")
    page.say(finding.parameter or "-", mark="parameter: ")
    for proof in finding.evidence:
        page.say(f"{proof.key}: {proof.detail}", mark="evidence: ")
        page.say(f"{', '.join(proof.sources) or 'no source named'}; as of {proof.as_of}", indent=4)
        for other in proof.conflicts:
            page.say(other, indent=4, mark="another source: ")
    for edit in finding.edits:
        page.say(f"{edit.path}, bytes {edit.span.start}-{edit.span.end}", mark="edit: ")
    opt.out(page.text())


def _line(question: str) -> str:
    """An answer, in lower case; the end of the input is `q`."""
    sys.stdout.write(question)
    sys.stdout.flush()
    line = sys.stdin.readline()
    if not line:
        sys.stdout.write("\n")
        return "q"
    return line.strip().lower()
