"""The recount of a log, as a page."""

from __future__ import annotations

from migrate.traffic.recount import Recounted
from migrate.vendors.page import Page, Table, cell


def page(found: Recounted, said: str) -> Page:
    """Ratios per logged model and target, with their errors, and what was left out."""
    rows = [
        (
            cell(one.model or "(none logged)"),
            cell(f"{one.target.provider}:{one.target.model}"),
            cell(f"{one.ratio}"),
            cell(
                "exact"
                if one.error == 0
                else f"±{one.error * 100:.2f} %"
                if one.error is not None
                else "unknown"
            ),
            cell(f"{one.counted:,} of {one.of:,}"),
            cell(one.label if one.method != "estimated" else f"estimated ±{one.bound * 100:.0f} %"),
        )
        for one in found.ratios
    ]
    columns = ("logged model", "target", "ratio", "sampling", "requests", "counts")
    notes = [f"{found.said}; {found.rows:,} rows, {found.usable:,} with text and charged tokens"]
    asides = [
        (found.damaged, "damaged", "damaged"),
        (found.without_text, "without text", "without text"),
        (found.uncharged, "without charged tokens", "without charged tokens"),
    ]
    notes += [f"{number:,} rows {what}, e.g. {found.examples[key]}" for number, what, key in asides if number]
    if found.images:
        notes.append(f"{found.images:,} requests with images left out of the ratio")
    if found.engines:
        notes.append(f"counted by {', '.join(found.engines)}")
    notes.append(f"digest {found.digest[:16]}")
    table = Table("target tokens per charged token", columns, tuple(rows), right=(2, 3, 4))
    return Page(said, (table,), tuple(notes))
