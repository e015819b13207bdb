"""A baseline knows findings by rule, file and code, whatever line they stand on."""

from __future__ import annotations

from dataclasses import replace

from migrate.baseline import identities, new
from migrate.model import Applicability, Finding, Severity, Site, SiteKind, Span

SITE = Site(
    SiteKind.CALL, "chat.completions.create", "a.py", Span(0, 9), 3, 1, "python", snippet="x = create(seed=1)"
)


def finding(rule: str = "seed", **site: object) -> Finding:
    return Finding(rule, replace(SITE, **site), Severity.INFO, Applicability.MANUAL, "m", parameter="seed")


def test_moving_a_line_changes_nothing():
    assert identities([finding(line=3)]) == identities([finding(line=90, span=Span(100, 120))])


def test_white_space_changes_nothing():
    assert identities([finding()]) == identities([finding(snippet="x  =  create(seed=1) ")])


def test_rule_path_and_code_are_told_apart():
    variants = [finding(), finding("stop"), finding(path="b.py"), finding(snippet="y = create(seed=1)")]
    assert len(set(identities(variants))) == 4


def test_the_same_code_twice_is_two_findings():
    once, twice = identities([finding(line=1)]), identities([finding(line=1), finding(line=5)])
    assert twice[0] == once[0]
    assert twice[1] != twice[0]


def test_only_what_came_is_new():
    earlier = [finding(line=1), finding("stop")]
    now = [finding(line=8), finding(line=9), finding("stop"), finding("user")]
    assert [(f.rule, f.site.line) for f in new(now, earlier)] == [("seed", 9), ("user", 3)]


def test_nothing_is_new_against_itself():
    assert new([finding(), finding()], [finding(), finding()]) == ()
