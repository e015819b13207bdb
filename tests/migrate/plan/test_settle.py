"""Which finding wins when two want the same bytes."""

from __future__ import annotations

from itertools import permutations

from migrate.model import Applicability, Edit, Finding, Severity, Site, SiteKind, Span, digest
from migrate.plan.settle import settle

SAFE, REVIEW, MANUAL = Applicability.SAFE, Applicability.REVIEW, Applicability.MANUAL


def finding(
    rule: str,
    *edits: tuple[int, int, str],
    applicability: Applicability = SAFE,
    severity: Severity = Severity.WARNING,
    line: int = 1,
    path: str = "a.py",
) -> Finding:
    site = Site(SiteKind.CALL, "chat.completions.create", path, Span(line, line + 1), line, 1, "python")
    made = tuple(Edit(path, Span(a, b), "", digest(b"x" * (b - a)), after) for a, b, after in edits)
    return Finding(rule, site, severity, applicability, "m", made)


def winners(*findings: Finding) -> list[str]:
    return [f.rule for f in settle(findings) if f.applicability is not MANUAL]


def test_without_conflict_nothing_changes() -> None:
    both = (finding("a", (0, 2, "x")), finding("b", (2, 4, "y")), finding("c", (0, 2, "x")))
    assert settle(both) == both


def test_safe_goes_before_review_before_severity_before_place_before_name() -> None:
    one = finding("a", (0, 4, "x"), applicability=REVIEW, severity=Severity.BLOCKER)
    two = finding("b", (0, 4, "y"), severity=Severity.INFO)
    assert winners(one, two) == ["b"]
    assert winners(finding("a", (0, 4, "x")), finding("b", (0, 4, "y"), severity=Severity.BLOCKER)) == ["b"]
    assert winners(finding("a", (0, 4, "x"), line=2), finding("b", (0, 4, "y"), line=1)) == ["b"]
    assert winners(finding("b", (0, 4, "y")), finding("a", (0, 4, "x"))) == ["a"]


def test_the_loser_is_manual_shown_and_told_to_whom_it_lost() -> None:
    lost = finding("b", (1, 2, "y"), (9, 9, "z"))
    settled = settle((finding("a", (0, 4, "x"), line=7, severity=Severity.BLOCKER), lost))[1]
    assert settled.applicability is MANUAL
    assert settled.edits == lost.edits
    assert settled.demoted == "wants the same bytes as a at line 7, which goes first"


def test_a_loser_frees_the_bytes_of_all_its_edits() -> None:
    first = finding("a", (0, 4, "x"), line=1)
    second = finding("b", (1, 2, "y"), (8, 9, "y"), line=2)
    third = finding("c", (8, 9, "z"), line=3)
    assert winners(first, second, third) == ["a", "c"]


def test_a_manual_finding_keeps_nothing_from_others() -> None:
    assert winners(finding("a", (0, 4, "x"), applicability=MANUAL), finding("b", (0, 4, "y"))) == ["b"]


def test_a_finding_in_conflict_with_itself_is_manual() -> None:
    [settled] = settle([finding("a", (0, 4, "x"), (1, 2, "y"))])
    assert settled.applicability is MANUAL
    assert settled.demoted == "its own edits conflict: they overlap"


def test_the_winner_does_not_depend_on_the_order() -> None:
    three = (
        finding("a", (0, 4, "x"), line=3),
        finding("b", (3, 6, "y"), line=2),
        finding("c", (5, 8, "z"), line=1, path="a.py"),
    )
    outcomes = {tuple(sorted(winners(*order))) for order in permutations(three)}
    assert outcomes == {("a", "c")}
