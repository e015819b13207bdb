"""The wrappers a plan recognised, and how to teach them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from migrate.report.layout import Page, clean, count

SHOWN = 6
TITLE = "Wrappers to teach"
WHY = (
    "These functions hand their parameters on to the API. With the lines below in the configuration file, the "
    "next plan judges what they are called with, too."
)


def places(section: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """Name, place, and from how many places it is called."""
    return [
        (str(w["name"]), f"{w['path']}:{int(w['line'])}", count(int(w["call_sites"]), "call"))
        for w in section[:SHOWN]
    ]


def wrappers(page: Page, section: Sequence[Mapping[str, Any]]) -> None:
    """The section for a terminal."""
    if not section:
        return
    page.title(TITLE)
    page.say(WHY)
    page.table([list(row) for row in places(section)])
    for wrapper in section[:SHOWN]:
        for line in str(wrapper["config"]).splitlines():
            page.raw("    " + clean(line))
    if len(section) > SHOWN:
        page.say(f"and {len(section) - SHOWN} more, in the plan file", "dim")
