from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.cost import schedule
from migrate.errors import UsageError

MONDAY = date(2026, 11, 23)


def effort(**steps):
    return {
        "items": [
            {"step": step.replace("_", "-"), "low_hours": str(low), "high_hours": str(high)}
            for step, (low, high) in steps.items()
        ]
    }


WORK = effort(account=(1, 3), apply=(1, 2), blockers=(4, 13), verify=(2, 6), cut_over=(2, 6))  # 10 to 30 hours


def test_steps_come_in_order_and_follow_each_other():
    section = schedule.section(WORK, start=MONDAY)
    titles = [step["title"] for step in section["steps"]]
    assert titles == [
        "Key and account", "Base URL, key, models and other safe edits", "Blockers", "Verification", "Cut-over",
    ]  # fmt: skip
    # 6 hours a day: 3 h Monday; 5 h Monday; 18 h Wednesday; 24 h Thursday; 30 h Friday
    assert [step["to"][-2:] for step in section["steps"]] == ["23", "23", "25", "26", "27"]
    assert [step["from"][-2:] for step in section["steps"]] == ["23", "23", "23", "26", "27"]
    assert section["verdict"] is None
    assert section["text"] == "ready between 2026-11-24 and 2026-11-27"


def test_a_deadline_that_holds_the_work_fits():
    section = schedule.section(WORK, start=MONDAY, deadline=date(2026, 11, 30))
    assert section["verdict"] == "fits"
    assert section["text"] == "fits: ready by 2026-11-27 at the latest, 1 working days to spare"


def test_a_deadline_on_the_last_day_still_fits():
    assert schedule.section(WORK, start=MONDAY, deadline=date(2026, 11, 27))["verdict"] == "fits"


def test_between_the_ends_of_the_range_it_fits_only_at_the_low_end():
    section = schedule.section(WORK, start=MONDAY, deadline=date(2026, 11, 25))
    assert section["verdict"] == "fits_low"
    # 3 days x 6 = 18 hours of the 30
    assert "2 working days or 12 hours too late" in section["text"]


def test_what_does_not_fit_says_by_how_much_and_what_would_help():
    section = schedule.section(WORK, start=MONDAY, deadline=MONDAY)
    assert section["verdict"] == "does_not_fit"
    assert "1 working days hold 6 hours, the work needs 10 to 30" in section["text"]
    assert "1 to 4 working days too late" in section["text"]
    assert section["people_needed"] == 5
    assert schedule.section(
        WORK, start=MONDAY, deadline=MONDAY, team=schedule.Team(people=section["people_needed"])
    )["verdict"] == "fits"  # fmt: skip


def test_a_deadline_before_the_start_does_not_fit():
    section = schedule.section(WORK, start=MONDAY, deadline=date(2026, 11, 20))
    assert section["verdict"] == "does_not_fit"
    assert "before the start" in section["text"]


def test_a_weekend_between_start_and_deadline_holds_no_work():
    saturday, sunday = date(2026, 11, 28), date(2026, 11, 29)
    section = schedule.section(WORK, start=saturday, deadline=sunday)
    assert section["verdict"] == "does_not_fit"
    assert section["available_workdays"] == 0
    assert section["people_needed"] is None


def test_work_never_falls_on_a_weekend():
    section = schedule.section(WORK, start=date(2026, 11, 28))
    assert section["steps"][0]["from"] == "2026-11-30"
    friday = schedule.section(WORK, start=date(2026, 11, 27))
    assert [step["to"] for step in friday["steps"]][2:] == ["2026-12-01", "2026-12-02", "2026-12-03"]


def test_more_people_are_done_sooner():
    pair = schedule.section(WORK, start=MONDAY, team=schedule.Team(people=2, hours_per_day=Decimal("7.5")))
    assert pair["ends_high"] == "2026-11-24"  # 30 hours at 15 a day


def test_what_is_not_considered_is_said():
    text = " ".join(schedule.section(WORK, start=MONDAY)["assumptions"])
    assert "holidays" in text
    assert "weekends are skipped" in text


def test_without_an_estimate_there_is_no_plan():
    section = schedule.section({"not_estimated": "nothing found"}, start=MONDAY, deadline=MONDAY)
    assert section["not_estimated"] == "nothing found"
    assert section["steps"] == []
    assert section["verdict"] is None


@pytest.mark.parametrize(
    ("people", "hours"), [(0, 6), (1001, 6), (1, 0), (1, 25), (1, -1)]
)  # fmt: skip
def test_impossible_teams_are_refused(people, hours):
    with pytest.raises(UsageError):
        schedule.Team(people, Decimal(hours))


def test_work_beyond_the_calendar_is_refused():
    with pytest.raises(UsageError, match="too far"):
        schedule.section(WORK, start=date(9999, 12, 30))
    with pytest.raises(UsageError, match="working days"):
        schedule.section(effort(apply=(1, 10**6)), start=MONDAY)


@settings(max_examples=100, deadline=None)
@given(
    st.dates(date(2024, 1, 1), date(2030, 1, 1)),
    st.lists(st.integers(1, 400), min_size=6, max_size=6),
    st.integers(1, 5),
    st.integers(0, 200),
)
def test_dates_never_run_backwards_and_the_verdict_matches_them(start, sizes, people, days):
    names = ("account", "apply", "blockers", "review", "verify", "cut_over")
    work = effort(**{name: (Decimal(n) / 20, Decimal(n) / 10) for name, n in zip(names, sizes, strict=True)})
    deadline = start + timedelta(days=days)
    section = schedule.section(work, start=start, deadline=deadline, team=schedule.Team(people))
    dates = [date.fromisoformat(d) for step in section["steps"] for d in (step["from"], step["to"])]
    assert dates == sorted(dates)
    assert all(day.weekday() < 5 for day in dates)
    assert dates[0] >= start
    assert section["steps"][-1]["to"] == section["ends_high"]
    expected = (
        "fits" if date.fromisoformat(section["ends_high"]) <= deadline
        else "fits_low" if date.fromisoformat(section["ends_low"]) <= deadline
        else "does_not_fit"
    )  # fmt: skip
    assert section["verdict"] == expected
