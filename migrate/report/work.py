"""Effort, schedule and region of a plan, as text."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from migrate.model import Severity
from migrate.report.layout import Page

VERDICT = {"fits": "green", "fits_low": "yellow", "does_not_fit": "red"}
AVAILABLE = {True: "available", False: "NOT available", None: "unknown"}


def hours(text: object) -> str:
    """Hours to a tenth, for reading."""
    return str(Decimal(str(text)).quantize(Decimal("0.1")))


def effort(page: Page, section: Mapping[str, Any], verbose: bool) -> None:
    """The range and the level; with `verbose`, every weight."""
    if "not_estimated" in section:
        page.title("Effort")
        page.say(f"not estimated: {section['not_estimated']}")
        return
    page.title(
        f"Effort: {hours(section['low_hours'])} to {hours(section['high_hours'])} hours, level {section['level']}"
    )
    page.say(str(section["level_meaning"]))
    if not verbose:
        page.table(_steps(section), head=("step", "points", "hours"), right=[1, 2])
        page.say(f"{effort_footer(section)} --verbose lists each of them.", "dim")
        return
    head = ("work", "count", "points each", "points", "hours")
    page.table([_row(item) for item in section["items"]], head=head, right=[1, 2, 3, 4])
    for why in dict.fromkeys(f"{item['rule']}: {item['why']}" for item in section["items"] if "rule" in item):
        page.say(why, "dim", mark="- ")
    page.say(effort_footer(section), "dim")


def _steps(section: Mapping[str, Any]) -> list[list[str]]:
    """The items summed up by step, in the order of the work."""
    titles: Mapping[str, Any] = section.get("steps") or {}
    sums: dict[str, list[Decimal]] = {}
    for item in section["items"]:
        total = sums.setdefault(str(item["step"]), [Decimal(0)] * 3)
        for at, name in enumerate(("points", "low_hours", "high_hours")):
            total[at] += Decimal(str(item[name]))
    order = [*(step for step in titles if step in sums), *(step for step in sums if step not in titles)]
    return [
        [str(titles.get(step, step)), f"{points.normalize():f}", f"{hours(low)}-{hours(high)}"]
        for step in order
        for points, low, high in [sums[step]]
    ]


def effort_footer(section: Mapping[str, Any]) -> str:
    """How points became hours."""
    factors = ", ".join(f"{name.value} x{section['severity'][name.value]}" for name in Severity)
    return (
        f"1 point = {section['unit_minutes']} minutes; {factors}; the same fix again counts {section['repeat']}. "
        f"Weights: {section['weights']['source']} of {section['weights']['as_of']} ({section['weights']['basis']})."
    )


def effort_name(item: Mapping[str, Any]) -> str:
    """What an item of the effort is called."""
    if item["kind"] == "work":
        return str(item["why"])
    return f"{item['rule']} ({item['severity']}, {item['applicability']})"


def _row(item: Mapping[str, Any]) -> list[str]:
    count = str(item["count"])
    if item["kind"] == "fix" and item["different"] != item["count"]:
        count += f" ({item['different']} different)"
    span = f"{hours(item['low_hours'])}-{hours(item['high_hours'])}"
    return [effort_name(item), count, str(item["weight"]), str(item["points"]), span]


def schedule(page: Page, section: Mapping[str, Any]) -> None:
    """The steps with their dates, and whether they fit."""
    until = f" by {section['deadline']}" if section.get("deadline") else ""
    page.title(f"Schedule from {section['start']}{until}")
    if "not_estimated" in section:
        page.say(f"not planned: {section['not_estimated']}")
        return
    style = VERDICT.get(str(section.get("verdict")))
    page.say(str(section["text"]) + ".", *([style] if style else []))
    rows = [
        [
            str(number),
            step["title"],
            f"{hours(step['low_hours'])}-{hours(step['high_hours'])} h",
            step["from"],
            step["to"],
        ]
        for number, step in enumerate(section["steps"], 1)
    ]
    page.table(rows, head=("", "step", "work", "from", "to (at the latest)"), right=[0, 2])
    page.say(schedule_footer(section), "dim")


def schedule_footer(section: Mapping[str, Any]) -> str:
    """Who works, and what was assumed."""
    who = f"{section['people']} x {section['hours_per_day']} hours a working day"
    return f"{who}. Assumed: {'; '.join(section['assumptions'])}."


def region(page: Page, section: Mapping[str, Any]) -> None:
    """Whether both vendors serve the region."""
    page.title(f"Region {section['region']}")
    for name, label in (("source", "today"), ("target", "target")):
        side = section[name]
        color = {True: "green", False: "red", None: "yellow"}[side["available"]]
        page.say(f"{label}: {side['provider']}: {AVAILABLE[side['available']]}", color)
        page.say(region_detail(side), indent=4)
        page.say(region_source(side), "dim", indent=4)
    page.say(f"{section['advice']}", "dim")


def region_detail(side: Mapping[str, Any]) -> str:
    """What is known about a vendor's availability."""
    return str(side["detail"] or "nothing is known about this; check the vendor's own page")


def region_source(side: Mapping[str, Any]) -> str:
    """Where it is known from."""
    return f"{', '.join(side['sources']) or 'no source'}; {side['as_of']}; confidence {side['confidence']}"
