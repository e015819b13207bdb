"""The work in order, on working days, against a deadline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from migrate.cost.effort import Weights, weights
from migrate.errors import UsageError

HOURS_PER_DAY = Decimal(6)  # of a working day, what is left for one piece of work
_SATURDAY = 5
_LAST_YEAR = 9000  # leaves room to count on before the calendar ends
_LONGEST = 10_000  # working days; about 38 years: a plan beyond it is a typing error
ASSUMPTIONS = (
    "weekends are skipped; public holidays and make-up working days are not considered",
    "waiting for the vendor to approve an account or a quota is not counted",
    "work is assumed to divide evenly between people",
)


@dataclass(frozen=True, slots=True)
class Team:
    """Who works: `people`, each `hours_per_day` hours on a working day."""

    people: int = 1
    hours_per_day: Decimal = HOURS_PER_DAY

    def __post_init__(self) -> None:
        if not 1 <= self.people <= 1000:
            raise UsageError(f"people {self.people}: must be 1 to 1000")
        if not 0 < self.hours_per_day <= 24:
            raise UsageError(f"hours per day {self.hours_per_day}: must be above 0 and at most 24")

    @property
    def capacity(self) -> Decimal:
        """Hours of work a working day holds."""
        return self.people * self.hours_per_day


def section(
    effort: Mapping[str, object],
    *,
    start: date,
    deadline: date | None = None,
    team: Team | None = None,
    table: Weights | None = None,
) -> dict[str, object]:
    """The plan's `schedule` section, from its `effort` section.

    `verdict` is fits, fits_low (only at the low end of the range), does_not_fit, or None without a deadline.
    The dates of the steps are those of the high end: what fits then fits.
    """
    if start.year > _LAST_YEAR:
        raise UsageError(f"start {start}: too far in the future to plan")
    team = team or Team()
    result: dict[str, object] = {
        "start": start.isoformat(),
        "deadline": deadline.isoformat() if deadline else None,
        "people": team.people,
        "hours_per_day": str(team.hours_per_day),
        "assumptions": list(ASSUMPTIONS),
    }
    if "not_estimated" in effort:
        return {**result, "steps": [], "verdict": None, "not_estimated": str(effort["not_estimated"])}
    first = _workday(start)
    steps = _steps(effort, table or weights())
    low = sum((hours for _, hours, _ in steps), Decimal(0))
    high = sum((hours for _, _, hours in steps), Decimal(0))
    done = Decimal(0)
    rows: list[dict[str, object]] = []
    for title, low_hours, high_hours in steps:
        begin = _day(first, int((done / team.capacity).to_integral_value(ROUND_FLOOR)))
        done += high_hours
        rows.append(
            {
                "title": title,
                "low_hours": str(low_hours),
                "high_hours": str(high_hours),
                "from": begin.isoformat(),
                "to": _end(first, done, team).isoformat(),
            }
        )
    result["steps"] = rows
    result["ends_low"] = _end(first, low, team).isoformat()
    result["ends_high"] = _end(first, high, team).isoformat()
    return {**result, **_verdict(first, start, deadline, low, high, team)}


def _verdict(
    first: date, start: date, deadline: date | None, low: Decimal, high: Decimal, team: Team
) -> dict[str, object]:
    if deadline is None:
        return {
            "verdict": None,
            "text": f"ready between {_end(first, low, team)} and {_end(first, high, team)}",
        }
    days = _workdays_between(first, deadline)
    available = days * team.capacity
    low_end, high_end = _end(first, low, team), _end(first, high, team)
    base = {"available_hours": str(available), "available_workdays": days}
    if deadline < start:
        text = f"does not fit: the deadline {deadline} is before the start {start}"
        return {**base, "verdict": "does_not_fit", "text": text}
    if high_end <= deadline:
        spare = _workdays_between(high_end + timedelta(days=1), deadline)
        text = f"fits: ready by {high_end} at the latest, {spare} working days to spare"
        return {**base, "verdict": "fits", "text": text}
    late = _workdays_between(deadline + timedelta(days=1), high_end)
    short = high - available
    if low_end <= deadline:
        text = (
            f"fits only at the low end of the range (ready by {low_end}); at the high end it ends {high_end}, "
            f"{late} working days or {short} hours too late"
        )
        return {**base, "verdict": "fits_low", "text": text}
    least = _workdays_between(deadline + timedelta(days=1), low_end)
    text = (
        f"does not fit: {days} working days hold {available} hours, the work needs {low} to {high}. "
        f"It ends {low_end} to {high_end}, {least} to {late} working days too late"
    )
    need = int((high / (team.hours_per_day * days)).to_integral_value(ROUND_CEILING)) if days else None
    if need is not None:
        text += f"; {need} people would make it"
    return {**base, "verdict": "does_not_fit", "people_needed": need, "text": text}


def _steps(effort: Mapping[str, object], table: Weights) -> list[tuple[str, Decimal, Decimal]]:
    """Title, low and high hours of every step that has work, in order."""
    sums = {step: [Decimal(0), Decimal(0)] for step in table.steps}
    items = effort["items"]
    if not isinstance(items, list):
        raise TypeError("effort section without items")
    for item in items:
        sums[item["step"]][0] += Decimal(item["low_hours"])
        sums[item["step"]][1] += Decimal(item["high_hours"])
    return [(title, sums[step][0], sums[step][1]) for step, title in table.steps.items() if sums[step][1]]


def _end(first: date, hours: Decimal, team: Team) -> date:
    """The working day on which so many hours are done."""
    days = int((hours / team.capacity).to_integral_value(ROUND_CEILING))
    return _day(first, max(days - 1, 0))


def _workday(day: date) -> date:
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return day


def _day(first: date, number: int) -> date:
    """The working day `number` working days after `first`, which is one."""
    if number > _LONGEST:
        raise UsageError(f"the work takes more than {_LONGEST} working days; check people and hours per day")
    weeks, rest = divmod(number, 5)
    day = first + timedelta(weeks=weeks)
    for _ in range(rest):
        day = _workday(day + timedelta(days=1))
    return day


def _workdays_between(first: date, last: date) -> int:
    """Working days from `first` to `last`, both included; 0 when `last` is earlier."""
    if last < first:
        return 0
    weeks, rest = divmod((last - first).days + 1, 7)
    return weeks * 5 + sum((first + timedelta(days=n)).weekday() < _SATURDAY for n in range(rest))
