import re

from migrate import report
from migrate.apply.results import ApplyResult, Dropped, FileResult, Outcome, Recovery, RollbackResult, Run
from migrate.report.layout import cells


def result(*files, **changes):
    values = {
        "plan_id": "a" * 64, "run": None, "dry": False, "files": files, "carried_out": (), "dropped": (),
        "review_left": 0, "manual_left": 0,
    }  # fmt: skip
    return ApplyResult(**{**values, **changes})


def test_what_was_written_and_how_to_undo_it():
    files = (FileResult("a.py", Outcome.WRITTEN, 2), FileResult(".env", Outcome.WRITTEN, 1))
    text = report.applied(result(*files, run="20261123-1", review_left=1, manual_left=3))
    assert "written: a.py (2 edits)" in text
    assert "written: .env (1 edit)" in text
    assert "3 edits in 2 files written." in text
    assert "1 finding with edits to review: --unsafe applies them." in text
    assert "3 findings to settle by hand" in text
    assert "Run 20261123-1: `migrate rollback` undoes it" in text


def test_a_second_apply_says_already_applied():
    text = report.applied(result(FileResult("a.py", Outcome.ALREADY)))
    assert "Nothing to do: this plan is already applied." in text


def test_nothing_to_apply_is_said():
    assert "the plan has no edits to apply" in report.applied(result())


def test_a_dry_run_shows_its_diff_and_says_that_nothing_was_written():
    before, after = b'model = "gpt-4o"\n', b'model = "glm-4.7"\n'
    file = FileResult("a.py", Outcome.PLANNED, 1, before=before, after=after)
    text = report.applied(result(file, dry=True), diff=True)
    assert '-model = "gpt-4o"\n+model = "glm-4.7"\n' in text
    assert "1 edit in 1 file would be written; nothing was." in text
    assert "gpt-4o" not in report.applied(result(file, dry=True))


def test_refusals_say_why_and_that_nothing_was_written():
    files = (
        FileResult("a.py", Outcome.REFUSED, 2, "changed since the plan was made"),
        FileResult("b.py", Outcome.HELD, 1),
    )
    text = report.applied(result(*files))
    assert "refused: a.py (2 edits): changed since the plan was made" in text
    assert "not written: b.py (1 edit)" in text
    assert "1 file and 0 findings refused; nothing was written." in text


def test_a_refused_file_is_said_once_however_many_findings_it_had(made):
    files = (FileResult("app/chat.py", Outcome.REFUSED, 2, "changed since the plan was made"),)
    dropped = tuple(Dropped(finding, "app/chat.py changed since the plan was made") for finding in made.findings()[:2])
    text = report.applied(result(*files, dropped=dropped))
    assert text.count("changed since the plan was made") == 1
    assert "1 file and 2 findings refused; nothing was written." in text


def test_a_partial_apply_says_both(made):
    files = (FileResult("a.py", Outcome.REFUSED, 2, "stale"), FileResult("b.py", Outcome.WRITTEN, 1))
    dropped = (Dropped(made.findings()[1], "it overlaps another edit"),)
    text = report.applied(result(*files, run="r1", dropped=dropped))
    assert "not carried out: model-mapping at app/chat.py:12: it overlaps another edit" in text
    assert "1 file and 1 finding refused; 1 edit in 1 file written." in text


def test_a_refused_file_is_named_however_many_others_there_are():
    files = tuple(FileResult(f"f{n}.py", Outcome.WRITTEN, 1) for n in range(30))
    text = report.applied(result(*files, FileResult("last.py", Outcome.REFUSED, 1, "stale")))
    assert "refused: last.py (1 edit): stale" in text
    assert "and 10 more files" in text
    refused = tuple(FileResult(f"f{n}.py", Outcome.REFUSED, 1, "stale") for n in range(30))
    assert "more file" not in report.applied(result(*refused))


def test_a_recovery_is_told_first():
    recovery = (Recovery("r0", "undone", ("a.py",)),)
    text = report.applied(result(FileResult("a.py", Outcome.WRITTEN, 1), run="r1", recovered=recovery))
    assert text.startswith("An interrupted run was undone first: r0 (1 file).")


def test_a_rollback_counts_what_it_restored():
    files = (FileResult("a.py", Outcome.RESTORED), FileResult("b.py", Outcome.UNTOUCHED))
    text = report.rolled_back(RollbackResult("r1", False, files))
    assert "restored: a.py" in text
    assert "as before: b.py" in text
    assert "Run r1 rolled back: 1 file restored to the byte." in text


def test_a_rollback_that_was_done_before_or_cannot_be_done_says_so():
    assert "was rolled back before" in report.rolled_back(RollbackResult("r1", True, ()))
    refused = RollbackResult("r1", False, (FileResult("a.py", Outcome.REFUSED, 0, "changed since"),))
    text = report.rolled_back(refused)
    assert "refused: a.py: changed since" in text
    assert "nothing was written" in text


def test_a_rollback_names_the_runs_that_still_stand():
    text = report.rolled_back(RollbackResult("r3", True, (), standing=("r1", "r2")))
    assert "Still applied: run r2 and 1 more (--list); `migrate rollback r2` undoes it." in text


def test_runs_are_listed_in_columns():
    runs = [Run("r1", "2026-11-23T10:00:00Z", "applied", "p", "openai", "zhipu", ("a", "b"), 5)]
    text = report.runs(runs)
    assert re.search(r"^run +made +state +move +files +edits$", text, re.MULTILINE)
    assert re.search(r"^r1 .*applied +openai -> zhipu +2 +5$", text, re.MULTILINE)
    assert "nothing was applied yet" in report.runs([])


def test_a_swap_names_what_is_left(make_plan, made):
    found = made.findings()
    done = result(FileResult(".env", Outcome.WRITTEN, 1), run="r1", carried_out=found[1:3])
    text = report.swapped(make_plan(), done)
    assert "shop: openai -> zhipu (cn)" in text
    left = text.partition("Left to do")[2]
    assert "app/chat.py:40: zhipu has no moderations endpoint" in left
    assert "call another moderation service" in left
    assert "takes its place" not in left


def test_the_banner_of_a_stale_plan_names_the_files():
    assert report.stale_banner((), 3) == ""
    line = report.stale_banner(("a.py", "b.py", "c\x1b.py", "d.py"), 9)
    assert line.startswith("warning: 4 of 9 files changed since this plan was made (a.py, b.py, c\\x1b.py and 1")


def test_hostile_names_and_narrow_pages():
    evil = "x\x1b[31m\u202e\n" * 20 + "茶店" * 40
    files = tuple(FileResult(evil, outcome, 1, evil) for outcome in Outcome)
    for text in (
        report.applied(result(*files), width=60),
        report.rolled_back(RollbackResult(evil, False, files), width=60),
        report.runs([Run(evil, evil, evil, evil, evil, evil, (evil,), 1)], width=60),
    ):
        assert all(line.isprintable() for line in text.split("\n"))
        assert max(cells(line) for line in text.split("\n")) <= 60
