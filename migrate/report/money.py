"""The bill and the offers of a plan, as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from migrate.model import Estimate
from migrate.report import figures
from migrate.report.layout import Page, cells, clean, pad


def cost(
    page: Page,
    section: Mapping[str, Any],
    estimates: Sequence[Estimate],
    verbose: bool,
    tokens: object = None,
) -> None:
    """The bill, both vendors side by side; stacked when the page is too narrow for that.

    `tokens` is the plan's section of that name: how the prompts in the code count.
    """
    page.title(f"Cost per month, list prices of {section['at']}, usage {section['usage']['name']}")
    found = figures.bills(section, estimates)
    if not found:
        page.say("not estimated: no model name of the current vendor was found in the code")
        return
    rows = _rows(found, section)
    widths = [max(cells(row[n]) for row in rows if len(row) > 1) for n in range(6)]
    if 2 + sum(widths) + 2 * 5 <= page.width:
        _side_by_side(page, rows, widths)
    else:
        _stacked(page, found, section)
    left, right = section["source"], section["target"]
    page.say(f"{figures.side_name(left)}: {figures.totals(section, 'source')}", "bold")
    page.say(f"{figures.side_name(right)}: {figures.totals(section, 'target')}", "bold")
    for line in figures.difference(section):
        page.say(line)
    page.say(f"Token counts: {section['token_counts']}.")
    for line in figures.recounted(tokens):
        page.say(line, indent=4, hang=2)
    for note in section["notes"]:
        page.say(note, mark="- ")
    page.say("Prices:")
    for line in dict.fromkeys(
        line for bill in found for line in figures.price_lines(bill.row, section, verbose)
    ):
        page.say(line, "dim", indent=4, hang=2)


def _rows(found: Sequence[figures.Bill], section: Mapping[str, Any]) -> list[list[str]]:
    """Table rows of six cells; a row of one cell is a line across the table."""
    units = [f"{section[name]['currency'] or '?'}/1M" for name in ("source", "target")]
    names = [clean(figures.side_name(section[name])) for name in ("source", "target")]
    rows = [
        ["", "tokens", "", names[0], "", names[1]],
        ["", "a month", units[0], "amount", units[1], "amount"],
    ]
    for bill in found:
        rows.append([f"{clean(bill.row['label'])}: {clean(figures.requests_line(bill.row))}"])
        rows += [
            [
                f"  {figures.COMPONENTS[pair.component]}",
                figures.tokens(pair),
                figures.price_cell(pair.source),
                figures.amount_cell(pair.source),
                figures.price_cell(pair.target),
                figures.amount_cell(pair.target),
            ]
            for pair in bill.pairs
        ]
        totals = [clean(figures.total_cell(bill.row[f"{name}_total"])) for name in ("source", "target")]
        rows.append(["  total", "", "", totals[0], "", totals[1]])
        rows += [[f"  not estimated: {clean(reason)}"] for reason in figures.reasons(bill.pairs)]
    return rows


def _side_by_side(page: Page, rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    for number, row in enumerate(rows):
        if len(row) == 1:
            text = row[0].lstrip()
            page.say(text, indent=2 + len(row[0]) - len(text), hang=2)
            continue
        line = "  " + "  ".join(pad(cell, widths[n], right=n > 0) for n, cell in enumerate(row))
        page.raw(page.paint(line.rstrip(), "dim") if number < 2 else line)


def _stacked(page: Page, found: Sequence[figures.Bill], section: Mapping[str, Any]) -> None:
    for bill in found:
        page.say(f"{bill.row['label']}: {figures.requests_line(bill.row)}")
        for name in ("source", "target"):
            page.say(f"{figures.side_name(section[name])}:", indent=4)
            for pair in bill.pairs:
                line = pair.source if name == "source" else pair.target
                if line is not None:
                    page.say(_sentence(line), indent=6, hang=2)
            page.say(f"total {figures.total_cell(bill.row[f'{name}_total'])}", indent=6)


def _sentence(line: Estimate) -> str:
    label = figures.COMPONENTS.get(line.component, line.component)
    if line.amount is None or line.quantity is None or line.unit_price is None:
        return f"{label}: not estimated: {line.not_estimated}"
    price = f"{figures.rate(line.unit_price)} {line.currency} per 1M"
    return f"{label}: {int(line.quantity):,} x {price} = {figures.money(line.amount)} {line.currency}"


def offer(page: Page, section: Mapping[str, Any], verbose: bool) -> None:
    """Free tokens for those who move, and what a new account gets."""
    if not section["offers"] and not section["standing"]:
        return
    page.title(f"Free tokens at {section['provider']}")
    for entry in section["offers"]:
        page.say(entry["name"], "bold")
        for line in figures.offer_lines(entry, section, brief=not verbose):
            page.say(line, indent=4, hang=2 if line.startswith("- ") else 0)
        page.say(figures.offer_source(entry, verbose), "dim", indent=4)
    for quota in section["standing"]:
        page.say(
            f"For every new account: {quota['what']} ({quota['source']}; confidence {quota['confidence']})"
        )
