"""Which of two findings wins when both want the same bytes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from migrate.edit import conflicts
from migrate.model import Applicability, Edit, Finding, Severity, Span
from migrate.plan.seal import applied

_APPLICABILITY = tuple(Applicability)
_SEVERITY = tuple(Severity)


# By path: each edit once, and the finding it won with. Hundreds of findings may want the same import.
Winners = defaultdict[str, dict[tuple[Span, str, str], tuple[Edit, Finding]]]


def settle(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, in their order, with no two that `apply` would carry out wanting the same bytes.

    A finding's edits are all or none. Safe goes before review, then a blocker before a warning before
    an info, then the one that stands first in the code, then the rule's name. The loser becomes manual
    and says to whom it lost; its edits stay to be shown. Findings whose edits are the same both win.
    """
    ordered = tuple(findings)
    winners: Winners = defaultdict(dict)
    settled: dict[int, Finding] = {}
    for index in sorted((i for i, f in enumerate(ordered) if applied(f)), key=lambda i: _rank(ordered[i])):
        finding = ordered[index]
        rival = _rival(finding, winners)
        if rival is None:
            for edit in finding.edits:
                winners[edit.path].setdefault((edit.span, edit.before_sha256, edit.after), (edit, finding))
        else:
            settled[index] = replace(finding, applicability=Applicability.MANUAL, demoted=rival)
    return tuple(settled.get(i, finding) for i, finding in enumerate(ordered))


def _rank(finding: Finding) -> tuple[object, ...]:
    site = finding.site
    texts = tuple((e.path, e.span, e.after) for e in finding.edits)
    return (
        _APPLICABILITY.index(finding.applicability),
        _SEVERITY.index(finding.severity),
        site.path,
        site.span,
        finding.rule,
        finding.parameter or "",
        texts,
    )


def _rival(finding: Finding, winners: Winners) -> str | None:
    """Why the finding cannot be carried out together with the winners so far; None when it can."""
    clash = conflicts(finding.edits)
    if clash:
        return f"its own edits conflict: {clash[0].reason}"
    for edit in finding.edits:
        for other, owner in winners[edit.path].values() if edit.path in winners else ():
            near = other.span.start <= edit.span.end and edit.span.start <= other.span.end
            if near and conflicts((edit, other)):
                return f"wants the same bytes as {owner.rule} at line {owner.site.line}, which goes first"
    return None
