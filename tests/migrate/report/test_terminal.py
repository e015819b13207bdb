"""The report for a terminal. `golden.txt` is what `migrate show plan.json` prints at 100 columns."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from migrate import report
from migrate.model import Applicability, Finding, Proof, Severity, Skipped
from migrate.plan import store
from migrate.report.layout import cells

HERE = Path(__file__).parent
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
A, S = Applicability, Severity


def test_golden():
    plan = store.load(HERE / "plan.json")
    assert report.text(plan, width=100, saved=Path("plan.json")) == (HERE / "golden.txt").read_text()


def test_a_plan_from_a_file_prints_without_the_catalogue_and_the_code():
    program = (
        "import sys; from pathlib import Path; from migrate import report; from migrate.plan import store\n"
        "plan = store.load(Path(sys.argv[1])); print(len(report.text(plan) + report.markdown(plan)))\n"
        "print([m for m in sys.modules if m.startswith(('providers', 'openai', 'jinja2', 'rich', 'tree_sitter'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(HERE / "plan.json")], capture_output=True, text=True, check=True
    )
    length, modules = done.stdout.splitlines()
    assert int(length) > 5000
    assert modules == "[]"


@pytest.mark.parametrize("width", [60, 80, 100, 120])
@pytest.mark.parametrize("verbose", [False, True])
def test_no_line_is_wider_than_the_page(make_plan, width, verbose):
    text = report.text(make_plan(deadline=date(2026, 12, 1)), width=width, verbose=verbose)
    commands = [line for line in text.splitlines() if line.startswith("  migrate ")]
    assert [line for line in text.splitlines() if cells(line) > width and line not in commands] == []


def test_colour_changes_nothing_but_colour(make_plan):
    plan = make_plan()
    plain, colored = report.text(plan), report.text(plan, color=True)
    assert "\x1b" not in plain
    assert colored != plain
    assert ESCAPE.sub("", colored) == plain


def test_the_same_message_in_many_places_is_one_entry(make_plan, made):
    many = tuple(
        Finding("seed", made.site(path=f"f{n}.py", line=n + 1), S.INFO, A.MANUAL, "zhipu documents no seed")
        for n in range(9)
    )
    text = report.text(make_plan(many))
    assert text.count("zhipu documents no seed") == 1
    assert "Notes (9)" in text
    assert "f0.py:1, f1.py:2, f2.py:3, f3.py:4, f4.py:5, f5.py:6 and 3 more" in text
    assert "f8.py:9" in report.text(make_plan(many), verbose=True)


def test_blockers_come_first_and_what_is_done_by_the_tool_before_what_is_not(make_plan, made):
    text = report.text(make_plan(tuple(reversed(made.findings()))))
    order = ["Blockers (3)", "model-mapping  safe edit", "endpoint-missing  by hand", "Warnings (1)", "Notes (1)"]
    places = [text.index(words) for words in order]
    assert places == sorted(places)


def test_evidence_with_its_source_and_date_is_always_there_and_all_of_it_on_request(make_plan, made):
    text = report.text(make_plan())
    assert "evidence: zhipu.dialect.temperature (zai-sdk:zai/_client.py; 2026-08-14)" in text
    assert "and 1 more fact (--verbose)" in text
    conflict = Proof("k", "d", ("s:1",), "2026", None, ("the older page says 2",))
    found = (replace(made.findings()[0], evidence=(conflict,)),)
    assert "another source says: the older page says 2" in report.text(make_plan(found), verbose=True)


def test_what_was_not_covered_is_said_with_the_rarest_reasons_first(make_plan, made):
    skipped = tuple(Skipped(f"lib{n:02}", "installed") for n in range(20))
    skipped += (Skipped("big.json", "too_large", "4.1 MB"),)
    call = made.site(line=77, open_args=True)
    plan = make_plan(skipped=skipped, sites=(call,))
    plan.sections["scan"]["parse_error_files"] = ["app/broken.py"]
    text = report.text(plan)
    assert "skipped (20 installed, 1 too_large): 21" in text
    assert "big.json: too_large (4.1 MB)" in text
    assert "and 9 more (--verbose)" in text
    assert "app/broken.py" in text
    assert "app/chat.py:77: chat.completions.create takes arguments that only the running program knows" in text


def test_suppressions_are_shown_and_unused_ones_too(make_plan):
    entry = {
        "finding": {"rule": "seed", "message": "no seed there"},
        "suppression": {"rule": "seed", "path": "a.py", "line": 9, "at": 8, "reason": "fixed elsewhere"},
    }
    plan = make_plan(suppressed=(entry,))
    plan.sections["unused_suppressions"] = [{"rule": "tools", "path": "b.py", "line": 3, "at": 3}]
    text = report.text(plan)
    assert "seed a.py:8: fixed elsewhere [no seed there]" in text
    assert "tools b.py:3" in text


def test_nothing_found_is_said_plainly(make_plan):
    text = report.text(make_plan((), mapping={}, applyable=False, files=()))
    assert "Nothing was found that would have to change." in text
    assert "not estimated: no model name of the current vendor was found" in text
    assert "not estimated: nothing was found that would have to change" in text
    assert "migrate apply" not in text


def test_every_amount_that_is_not_known_says_why(make_plan):
    text = report.text(make_plan(mapping={"gpt-4": "glm-5.3", "gpt-4o": "glm-4.7"}))
    assert "not estimated: no price of gpt-4 on openai (global) at 2026-11-23" in text
    assert "openai (global): 27.50 USD a month, without 1 that could not be priced" in text
    assert "give a rate to compare the currencies" in text


def test_a_cache_price_nobody_knows_is_said(make_plan):
    plan = make_plan(mapping={"gpt-4o": "glm-4-0520"}, profile="medium")
    assert "no cache price known: cached tokens at the input price" in " ".join(report.text(plan).split())


def test_next_commands_name_the_plan_file_as_a_shell_needs_it(make_plan):
    assert "migrate apply 'my plan.json' --diff" in report.text(make_plan(), saved=Path("my plan.json"))
    unsaved = report.text(make_plan(root="a; rm -rf x"))
    assert "migrate plan 'a; rm -rf x' --to zhipu -o plan.json" in unsaved


def test_diffs_are_printed_as_given(make_plan):
    diffs = {"a.py": "--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-old\n+new\n"}
    assert "\n-old\n+new\n" in report.text(make_plan(), diff=diffs)
    assert "\n-old\n+new\n" in report.text(make_plan(), diff=lambda: diffs)
    assert "No edits." in report.text(make_plan(), diff={})


def test_models_may_be_a_table_by_source(make_plan):
    plan = make_plan()
    plan.sections["models"] = {
        "gpt-4o": {"target": "glm-4.7", "reasons": ["same tier"], "why_not": None},
        "dall-e-3": {"target": None, "reasons": [], "why_not": "zhipu has no such model"},
    }
    text = report.text(plan)
    assert re.search(r"gpt-4o +glm-4.7 +same tier", text)
    assert re.search(r"dall-e-3 +none +zhipu has no such model", text)


# --- hostile and broken content ------------------------------------------------------------------

EVIL = "x\x1b]0;pwned\x07\x1b[2J\u202egnp\u2066\r\nSummary\x9b31m | `<b>` sk-Zq3fT8vLr2Wn9KxUe5YbH7Dm"


def hostile_plan(make_plan, evil, made):
    where = made.site(path=evil, api=evil, open_args=True)
    proof = Proof(evil, evil, (evil,), evil, None, (evil,))
    found = tuple(
        Finding(evil, where, severity, applicability, evil, (made.edit(path=evil),), (proof,), evil, evil, evil)
        for severity in Severity
        for applicability in Applicability
    )
    plan = make_plan(
        found, mapping={evil: evil}, skipped=(Skipped(evil, evil, evil),), root=evil, source=evil, target=evil,
        catalog={"a": evil}, options={"platform": evil}, created=evil, tool_version=evil, id=evil, sites=(where,),
        suppressed=({"finding": {"message": evil}, "suppression": {"rule": evil, "path": evil, "reason": evil}},),
    )  # fmt: skip
    plan.sections["unused_suppressions"] = [{"rule": evil, "path": evil}]
    plan.sections["models"] = [{"source": evil, "target": evil, "reasons": [evil]}]
    plan.sections["scan"]["parse_error_files"] = [evil]
    return plan


@pytest.mark.parametrize("verbose", [False, True])
def test_nothing_in_a_plan_can_move_the_cursor_or_turn_the_text(make_plan, verbose, made):
    text = report.text(hostile_plan(make_plan, EVIL, made), verbose=verbose, saved=Path(EVIL))
    assert all(line.isprintable() for line in text.split("\n"))
    assert "Zq3fT8vLr2Wn9KxUe5YbH7Dm" not in text
    assert [line for line in text.split("\n") if line == "Summary"] == ["Summary"]


def test_a_section_that_makes_no_sense_costs_only_itself(make_plan):
    plan = make_plan()
    for name in ("cost", "offer", "effort", "schedule", "region"):
        for broken in ({}, {"models": 5}, [], "text", {"offers": [{}], "standing": []}):
            text = report.text(replace(plan, sections={**plan.sections, name: broken}))
            assert f"{name.capitalize()}\n  this section of the plan file cannot be read" in text
            assert "Blockers (3)" in text
            assert "Next" in text
            page = report.markdown(replace(plan, sections={**plan.sections, name: broken}))
            assert f"{name} section cannot be read" in page


def test_models_and_scan_of_another_shape_do_not_stop_the_report(make_plan):
    plan = make_plan()
    for broken in (5, "text", [5], {"gpt-4o": 5}, [{"reasons": 5}], {"files": "many"}):
        changed = replace(plan, sections={**plan.sections, "models": broken, "scan": broken})
        assert "Blockers (3)" in report.text(changed)
        assert "Blockers (3)" in report.markdown(changed)


def test_json_is_the_plan_file(make_plan):
    plan = store.load(HERE / "plan.json")
    assert json.loads(report.json(plan)) == json.loads((HERE / "plan.json").read_text())
