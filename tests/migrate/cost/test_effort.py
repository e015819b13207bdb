from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest

from migrate.cost import effort
from migrate.model import Applicability, Confidence, Edit, Finding, Severity, Site, SiteKind, Span
from migrate.rules import RULES

A, S = Applicability, Severity


def finding(rule="seed", line=1, *, severity=S.WARNING, applicability=A.REVIEW, message="m", path="a.py", edits=1):
    site = Site(
        SiteKind.CALL, "chat.completions.create", path, Span(line, line + 1), line, 1, "python",
        confidence=Confidence.HIGH,
    )  # fmt: skip
    change = Edit(path, Span(line, line + 1), "x", "0" * 64, "y")
    return Finding(rule, site, severity, applicability, message, (change,) * edits)


@pytest.fixture
def table():
    return effort.weights()


def fixes(section):
    return [item for item in section["items"] if item["kind"] == "fix"]


def test_every_hour_can_be_worked_out_from_what_is_shown(table):
    found = [
        finding("model-mapping", 1, severity=S.BLOCKER, applicability=A.SAFE),
        finding("model-mapping", 2, severity=S.BLOCKER, applicability=A.SAFE),
        finding("seed", 3, applicability=A.MANUAL, edits=0),
    ]
    section = effort.section(found, embeddings_change=False)
    minutes = Decimal(section["unit_minutes"])
    for item in fixes(section):
        weight = table.of(item["rule"], item["applicability"])
        again = item["count"] - item["different"]
        points = weight.points * Decimal(section["severity"][item["severity"]])
        points *= item["different"] + again * Decimal(section["repeat"])
        assert Decimal(item["points"]) == points
        assert abs(Decimal(item["low_hours"]) - points * minutes / 60 * weight.low) <= Decimal("0.005")
        assert abs(Decimal(item["high_hours"]) - points * minutes / 60 * weight.high) <= Decimal("0.005")
    for end in ("low_hours", "high_hours"):
        assert sum(Decimal(item[end]) for item in section["items"]) == Decimal(section[end])


def test_totals_do_not_move_silently():
    """When this fails because weights were changed on purpose, say so in the changelog."""
    found = [
        finding("base-url", 1, severity=S.BLOCKER, applicability=A.SAFE),
        finding("model-mapping", 2, severity=S.BLOCKER, applicability=A.SAFE),
        finding("model-mapping", 3, severity=S.BLOCKER, applicability=A.SAFE),
        finding("temperature-range", 4, applicability=A.REVIEW),
        finding("endpoint-missing", 5, severity=S.BLOCKER, applicability=A.MANUAL, edits=0),
        finding("seed", 6, severity=S.INFO, applicability=A.MANUAL, edits=0),
    ]
    section = effort.section(found, embeddings_change=True)
    points = {item.get("rule") or item["work"]: item["points"] for item in section["items"]}
    assert points == {
        "base-url": "0.3",  # 0.2 x 1.5
        "model-mapping": "0.39",  # 0.2 x 1.5 x (1 + 0.3)
        "endpoint-missing": "48",  # 32 x 1.5
        "temperature-range": "1",
        "seed": "1",  # 4 x 0.25
        "account": "6",
        "read-diff": "0.3",  # one file
        "reindex": "32",
        "verify-calls": "6",  # six requests
        "verify-suite": "4",
        "cut-over": "8",
    }
    assert (section["low_hours"], section["high_hours"]) == ("13.39", "68.63")
    assert section["level"] == "C-4"


def test_the_order_of_findings_does_not_matter():
    found = [finding("seed", 1), finding("seed", 2, message="n"), finding("top-p-range", 3, applicability=A.SAFE)]
    sections = [effort.section(order, embeddings_change=False) for order in permutations(found)]
    assert all(section == sections[0] for section in sections)


def test_a_repeat_is_cheaper_than_another_message():
    same = effort.section([finding(line=1), finding(line=2)], embeddings_change=False)
    other = effort.section([finding(line=1), finding(line=2, message="n")], embeddings_change=False)
    assert Decimal(fixes(same)[0]["points"]) == Decimal("1.3")
    assert Decimal(fixes(other)[0]["points"]) == 2


def test_more_findings_never_cost_less():
    found = [finding(line=n, message=f"m{n % 3}") for n in range(1, 12)]
    ends = [
        Decimal(effort.section(found[:n], embeddings_change=False)["high_hours"]) for n in range(1, len(found) + 1)
    ]
    assert ends == sorted(ends)


@pytest.mark.parametrize(
    ("applicabilities", "severity", "letter"),
    [([A.SAFE], S.BLOCKER, "A"), ([A.SAFE, A.REVIEW], S.WARNING, "B"), ([A.REVIEW, A.MANUAL], S.WARNING, "C"),
     ([A.MANUAL], S.INFO, "A")],
)  # fmt: skip
def test_the_letter_says_who_has_to_do_it(applicabilities, severity, letter):
    found = [finding(line=n, applicability=a, severity=severity) for n, a in enumerate(applicabilities)]
    assert effort.section(found, embeddings_change=False)["level"][0] == letter


def test_the_number_grows_with_the_hours(table):
    few = effort.section([finding()], embeddings_change=False)
    many = effort.section([finding(line=n, message=str(n)) for n in range(1000)], embeddings_change=False)
    assert few["level"] == "B-2"
    assert many["level"] == f"B-{len(table.level_hours) + 1}"
    assert "more than 160 hours" in many["level_meaning"]


def test_vectors_are_re_indexed_only_when_the_embedding_model_changes():
    with_index = effort.section([finding()], embeddings_change=True)
    without = effort.section([finding()], embeddings_change=False)
    assert "reindex" in {item["step"] for item in with_index["items"]}
    assert "reindex" not in {item["step"] for item in without["items"]}


def test_nothing_found_is_not_0_hours():
    section = effort.section([], embeddings_change=False)
    assert "not_estimated" in section
    assert "low_hours" not in section


def test_the_unit_can_be_changed():
    usual = effort.section([finding()], embeddings_change=False)
    double = effort.section([finding()], embeddings_change=False, unit_minutes=30)
    assert Decimal(double["high_hours"]) == 2 * Decimal(usual["high_hours"])


def test_a_decision_is_not_work():
    found = [finding("region-unsupported", severity=S.BLOCKER, applicability=A.MANUAL, edits=0)]
    section = effort.section(found, embeddings_change=False)
    assert fixes(section)[0]["high_hours"] == "0.00"
    assert section["level"][0] == "A"


def test_every_weighted_rule_exists(table):
    assert set(table.rules) <= set(RULES)
    for rule, row in table.rules.items():
        assert set(row) - {"why"} <= {a.value for a in A}, rule
        assert row["why"], rule


def test_weights_are_whole(table):
    assert set(table.applicability) == {a.value for a in A}
    assert set(table.severity) == {s.value for s in S}
    used = {work.step for work in table.work} | {"apply", "blockers", "review"}
    assert used == set(table.steps)
    assert table.level_hours == tuple(sorted(table.level_hours))
    assert "not measured" in table.basis
    for weight in [*table.applicability.values(), *(work.weight for work in table.work)]:
        assert weight.points > 0
        assert 0 < weight.low <= 1 <= weight.high
    changed = replace(table, rules={"x": {"manual": Decimal(9), "why": "because"}})
    assert changed.of("x", "manual").points == 9
    assert changed.of("x", "review") == table.applicability["review"]
