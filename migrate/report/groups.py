"""Findings in the order a reader needs them; the same message in many places is one entry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from migrate.model import Applicability, Finding, Proof, Severity

SEVERITIES = {Severity.BLOCKER: "Blockers", Severity.WARNING: "Warnings", Severity.INFO: "Notes"}
NOUNS = {Severity.BLOCKER: "blocker", Severity.WARNING: "warning", Severity.INFO: "note"}
APPLICABILITY = {
    Applicability.SAFE: "safe edit",
    Applicability.REVIEW: "edit to review",
    Applicability.MANUAL: "by hand",
}

SHORT = {Applicability.SAFE: "safe", Applicability.REVIEW: "to review", Applicability.MANUAL: "by hand"}


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one rule that say the same; `places` are `path:line`, in order and without repeats."""

    rule: str
    severity: Severity
    applicability: Applicability
    message: str
    todo: str | None
    demoted: str | None
    evidence: tuple[Proof, ...]
    places: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What the summary counts: findings by severity and by who carries them out, files with findings."""

    severity: dict[Severity, int]
    applicability: dict[Applicability, int]
    kinds: dict[Severity, dict[Applicability, int]]
    edits: dict[Applicability, int]
    files: int


def groups(findings: Iterable[Finding]) -> tuple[Group, ...]:
    """Sorted by severity, applicability, rule, then by where they first appear."""
    merged: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        key = (
            finding.severity, finding.applicability, finding.rule, finding.message, finding.todo, finding.demoted
        )  # fmt: skip
        merged.setdefault(key, []).append(finding)
    found = [_group(same) for same in merged.values()]
    severities, applicabilities = list(Severity), list(Applicability)
    found.sort(key=lambda g: (severities.index(g.severity), applicabilities.index(g.applicability), g.rule))
    return tuple(found)


def counts(findings: Iterable[Finding]) -> Counts:
    """Count once per finding, whatever the grouping."""
    result = Counts(
        dict.fromkeys(Severity, 0),
        dict.fromkeys(Applicability, 0),
        {severity: dict.fromkeys(Applicability, 0) for severity in Severity},
        dict.fromkeys(Applicability, 0),
        0,
    )
    files = set()
    for finding in findings:
        result.severity[finding.severity] += 1
        result.applicability[finding.applicability] += 1
        result.kinds[finding.severity][finding.applicability] += 1
        result.edits[finding.applicability] += len(finding.edits)
        files.add(finding.site.path)
    return Counts(result.severity, result.applicability, result.kinds, result.edits, len(files))


def _group(same: list[Finding]) -> Group:
    first = same[0]
    evidence: dict[str, Proof] = {}
    for finding in same:
        for proof in finding.evidence:
            evidence.setdefault(proof.key, proof)
    places = dict.fromkeys(f"{finding.site.path}:{finding.site.line}" for finding in same)
    return Group(
        rule=first.rule,
        severity=first.severity,
        applicability=first.applicability,
        message=first.message,
        todo=first.todo,
        demoted=first.demoted,
        evidence=tuple(evidence.values()),
        places=tuple(places),
        count=len(same),
    )
