"""`migrate apply --interactive`: one finding after the other, its edits in view, and one question.

Lines in, lines out: no cursor movement, so that it works on any terminal.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from migrate.cli import options as opt
from migrate.errors import UsageError

if TYPE_CHECKING:
    from migrate.model import Edit, Finding, Plan

_KEYS = (
    "y accept, n skip, c change the edit in your editor, a accept the rest, s skip the rest, e explain the rule, "
    "d details, q quit"
)


def require_terminal() -> None:
    """Raise UsageError when there is nobody to ask."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("--interactive asks on a terminal, and this is none; use --only, --skip or --unsafe")


def pick(plan: Plan, root: Path, among: Sequence[Finding]) -> tuple[Plan, tuple[Finding, ...]] | None:
    """The findings to carry out, after one confirmation; None when the person quits or declines.

    They are findings of the plan that is returned with them: the same, with the person's own edits in it. Every
    answer is kept at once, so that a later call goes on where this one ended.
    """
    from migrate.apply import choices

    root = root.resolve()
    if not among:
        return plan, ()
    index = {id(finding): number for number, finding in enumerate(plan.findings)}
    numbers = [index[id(finding)] for finding in among]
    session = _Session(plan, root, numbers)
    session.resume()
    for place, number in enumerate(numbers):
        if number in session.known:
            continue
        finding = session.finding(number)
        if session.settled(number):
            continue
        mine = ", as you edited it" if number in session.own else ""
        _show(plan, finding, root, f"{place + 1}/{len(numbers)}{mine}")
        answer = session.answer(number)
        if answer == "q":
            opt.out(_quit(session.known))
            return None
        rest = [n for n in numbers[place:] if n not in session.known] if answer in ("a", "s") else [number]
        session.choose(rest, choices.ACCEPT if answer in ("y", "a") else choices.SKIP)
    picked = tuple(session.finding(n) for n in numbers if session.known.get(n) == choices.ACCEPT)
    if not picked:
        opt.out("Nothing is accepted, so nothing was written. The choices are kept.")
        return None
    edits = {(e.path, e.span, e.after) for finding in picked for e in finding.edits}
    paths = {path for path, _, _ in edits}
    question = f"Write {len(edits)} edits of {len(picked)} findings to {len(paths)} files?"
    if _line(f"{question} [y/N] ") not in ("y", "yes"):
        opt.out(_quit(session.known))
        return None
    return session.planned(), picked


class _Session:
    """What is known so far: choices, and edits of the person's own in place of the plan's."""

    def __init__(self, plan: Plan, root: Path, numbers: Sequence[int]) -> None:
        self.plan, self.root, self.numbers = plan, root, numbers
        self.known: dict[int, str] = {}
        self.own: dict[int, tuple[Edit, ...]] = {}
        self._findings: dict[int, Finding] = {}

    def resume(self) -> None:
        """Take up an earlier session, if there is one and it is wanted. Edited findings are asked about again."""
        from migrate.apply import choices

        known, own = choices.load(self.root, self.plan)
        known = {n: choice for n, choice in known.items() if n in set(self.numbers)}
        if not known and not own:
            return
        accepted = sum(choice == choices.ACCEPT for choice in known.values())
        opt.out(
            f"An earlier session accepted {accepted} and skipped {len(known) - accepted} of {len(self.numbers)} "
            f"findings{f', {len(own)} of them edited' if own else ''}."
        )
        if _line("Go on from there? [Y/n] ") not in ("n", "no"):
            self.known = {n: choice for n, choice in known.items() if n not in own}
            self.own = {n: edits for n, edits in own.items() if self._fits(n, edits)}

    def _fits(self, number: int, edits: tuple[Edit, ...]) -> bool:
        """False for edits that were not made for these files."""
        from migrate.plan import store

        changed = replace(self.plan, findings=(replace(self.plan.findings[number], edits=edits),))
        return store.problem(changed) is None

    def finding(self, number: int) -> Finding:
        """The plan's finding, or as the person edited it; always the same object."""
        original = self.plan.findings[number]
        edits = self.own.get(number)
        if edits is None:
            return original
        made = self._findings.get(number)
        if made is None or made.edits != edits:
            made = self._findings[number] = replace(original, edits=edits)
        return made

    def planned(self) -> Plan:
        """The plan with the person's own edits, and without those of others that want the same bytes."""
        from migrate.apply import choices

        findings = []
        for number in range(len(self.plan.findings)):
            finding = self.finding(number)
            lost = self.known.get(number) != choices.ACCEPT and self._clash(number)
            findings.append(replace(finding, edits=()) if lost else finding)
        return replace(self.plan, findings=tuple(findings))

    def choose(self, numbers: Sequence[int], choice: str) -> None:
        """Keep an answer."""
        from migrate.apply import choices

        for number in numbers:
            clash = choice == choices.ACCEPT and self._clash(number)
            if clash:
                site = self.plan.findings[number].site
                opt.out(f"{site.path}:{site.line}: an edit of your own changes the same bytes; it is skipped.")
            self.known[number] = choices.SKIP if clash else choice
        choices.save(self.root, self.plan, self.known, self.own)

    def accepted(self, but: int) -> list[Edit]:
        """The edits of everything that was accepted."""
        from migrate.apply import choices

        taken = (n for n, choice in self.known.items() if choice == choices.ACCEPT and n != but)
        return [edit for n in taken for edit in self.finding(n).edits]

    def _clash(self, number: int) -> bool:
        """True when a finding wants the same bytes as an edit of the person's own that was accepted."""
        from migrate.edit import conflicts

        return bool(self.own) and bool(conflicts([*self.accepted(number), *self.finding(number).edits]))

    def settled(self, number: int) -> bool:
        """True for a finding that shares its edits with one the person wrote edits of their own for."""
        from migrate.apply import choices

        same = self.plan.findings[number].edits
        if number in self.own or not any(self.plan.findings[n].edits == same for n in self.own):
            return False
        self.choose([number], choices.SKIP)
        return True

    def answer(self, number: int) -> str:
        """One of y, n, a, s, q; a finding that is edited is accepted so."""
        while True:
            answer = _ask(self.finding(number))
            if answer != "c":
                return answer
            from migrate.cli.editing import edited

            made = edited(self.finding(number), self.plan, self.root, self.accepted(number))
            if made is not None and not made.edits:
                return "n"  # everything is as it was before
            if made is not None:
                self.own[number] = made.edits
                return "y"


def _quit(known: dict[int, str]) -> str:
    return f"Nothing was written. {len(known)} choices are kept: the same command goes on from here."


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
    """One of y, n, c, a, s, q; explanations and details are given until then."""
    while True:
        answer = _line("Accept? [y,n,c,a,s,e,d,q,?] ")
        if answer in ("y", "n", "c", "a", "s", "q"):
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
