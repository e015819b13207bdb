"""Every case of tests/cases/rules: before and after as data, through scan, assess, apply and rollback.

A case names the findings it expects (`line severity level parameter`, with the path when it is not the
case's own file) and the text after the edits. Without `after`, nothing may change. Each case also runs with
CRLF line ends and with a BOM; what was carried out is not found again, and is rolled back to the byte.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from migrate.apply import apply_plan, rollback
from migrate.edit import apply_edits
from migrate.languages import LANGUAGES, language_of
from migrate.model import Applicability, Plan, PlannedFile, digest
from migrate.rules import RULES
from providers import catalog
from tests import yaml_file

CASES = Path(__file__).parents[2] / "cases" / "rules"


def load() -> list:
    found = []
    for path in sorted(CASES.rglob("*.yaml")):
        rule = path.parent.name
        for case in yaml_file.load(path):
            case["rules"] = case.get("rules", [rule] if rule in RULES else [])
            found.append(pytest.param(case, id=f"{rule}/{path.stem}/{case['name']}".replace(" ", "-")))
    return found


ALL = load()


def files_of(case: dict, key: str) -> dict[str, str]:
    name = case.get("file", "app.py")
    found = dict(case.get("files" if key == "before" else "files_after", {}))
    if key in case:
        found[name] = case[key]
    return found


def line_of(finding, name: str) -> str:
    where = "" if finding.site.path == name else f"{finding.site.path}:"
    tail = f" {finding.parameter}" if finding.parameter else ""
    return f"{where}{finding.site.line} {finding.severity} {finding.applicability}{tail}"


def encode(text: str, variant: str, path: str) -> bytes:
    if variant == "crlf":
        return text.replace("\n", "\r\n").encode()
    bom = variant == "bom" and not path.endswith((".txt", "Dockerfile"))
    return ("\ufeff" + text if bom else text).encode()


@pytest.fixture
def case_world(world):
    def make(case: dict, variant: str = "lf"):
        files = {p: encode(t, variant, p) for p, t in files_of(case, "before").items()}
        options = {k: case[k] for k in ("to", "source", "platform", "region", "models", "style", "upgrade_sdk") if k in case}
        return world(files, **options)

    return make


CHANGING = [c for c in ALL if "after" in c.values[0] or "files_after" in c.values[0]]


def after(case: dict, before: dict[str, bytes], variant: str) -> dict[str, bytes]:
    made = files_of(case, "after")  # a file that is created has no line ends or mark to keep
    return before | {p: encode(t, variant if p in before else "lf", p) for p, t in made.items()}


@pytest.mark.parametrize("case", ALL)
def test_case(case, case_world):
    """Found as expected, carried out as expected, nothing left that was carried out, and undone to the byte."""
    made = case_world(case)
    before = made.bytes()
    unsafe = case.get("apply", "review") == "review"
    found = made.assess(case["rules"]).findings
    if "findings" in case:
        assert [line_of(f, case.get("file", "app.py")) for f in found] == case["findings"]
    for words in case.get("says", []):
        assert any(words in f"{f.message} {f.todo} {f.demoted}" for f in found), [f.message for f in found]
    wanted = after(case, before, "lf")
    if wanted == before:
        made.migrate(found, unsafe=unsafe)
        assert made.bytes() == before
        return
    apply_plan(plan_of(made, found), made.root, unsafe=unsafe)
    assert made.bytes() == wanted
    levels = {Applicability.SAFE, Applicability.REVIEW} if unsafe else {Applicability.SAFE}
    again = made.assess(case["rules"]).findings
    done = {(f.rule, f.site.path, f.parameter) for f in found if f.edits and f.applicability in levels}
    left = {(f.rule, f.site.path, f.parameter) for f in again if f.edits and f.applicability in levels}
    assert not done & left
    rollback(made.root)
    assert made.bytes() == before


@pytest.mark.parametrize("variant", ["crlf", "bom"])
@pytest.mark.parametrize("case", CHANGING)
def test_case_in_another_dress(case, variant, case_world):
    """Line ends and a byte order mark change nothing but themselves."""
    made = case_world(case, variant)
    wanted = after(case, made.bytes(), variant)
    made.migrate(made.assess(case["rules"]).findings, unsafe=case.get("apply", "review") == "review")
    assert made.bytes() == wanted


@pytest.mark.parametrize("case", [c for c in CHANGING if c.id.startswith(("_together", "azure", "framework"))])
def test_any_subset_of_findings_parses(case, case_world):
    """Findings can be accepted one by one: no choice of them breaks the file."""
    made = case_world(case)
    before = made.bytes()
    found = [f for f in made.assess().findings if f.edits and f.applicability is not Applicability.MANUAL]
    chance = random.Random(case["name"])
    for _ in range(8):
        some = [f for f in found if chance.random() < 0.5]
        edits: dict = {}
        for finding in some:
            for edit in finding.edits:
                edits.setdefault(edit.path, []).append(edit)
        for path, chosen in edits.items():
            name = language_of(path)
            after = apply_edits(before[path], chosen, "utf-8")
            if name is not None:
                broken = LANGUAGES[name].parse_errors
                assert broken(after) <= broken(before[path]), after.decode()


def test_a_third_of_the_cases_change_nothing():
    assert (len(ALL) - len(CHANGING)) * 3 >= len(ALL)


def test_every_rule_has_cases():
    missing = {name for name in RULES if not (CASES / name).is_dir()}
    assert not missing


def plan_of(made, findings) -> Plan:
    paths = sorted({e.path for f in findings for e in f.edits})
    planned = []
    for path in paths:
        new = not (made.root / path).exists()
        data = b"" if new else (made.root / path).read_bytes()
        count = len({e for f in findings for e in f.edits if e.path == path})
        planned.append(PlannedFile(path, digest(data), len(data), "utf-8", count, new))
    return Plan(
        schema=1, id="case", tool_version="0", created="2026-11-23T00:00:00Z", root=str(made.root), source=made.source,
        target=made.to, region=None, catalog={"as_of": catalog.load(made.to).as_of}, options={}, git=None,
        sites=(), findings=tuple(findings), suppressed=(), files=tuple(planned), skipped=(), estimates=(), applyable=True,
    )  # fmt: skip
