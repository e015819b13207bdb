"""The inventory of many repositories, for a terminal, as Markdown and as JSON: one function each."""

from __future__ import annotations

import json as codec
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from migrate.report.figures import NOT_ESTIMATED, money
from migrate.report.layout import Page, clean, count
from migrate.report.md import LIMIT, code, escape, fit

ROWS = 15  # lines of a table of models, vendors or blockers before "and n more"
_NAMES = 4  # repositories named in one cell
_NO_TEAM = "(no team)"
_STATUS = {"failed": "failed", "not_run": "not run"}

Table = tuple[str, Sequence[str], Sequence[Sequence[str]], Sequence[int]]
"""Title, head, rows, columns aligned to the right."""


def text(
    fleet: Mapping[str, Any],
    *,
    width: int = 100,
    color: bool = False,
    verbose: bool = False,
    saved: Path | None = None,
) -> str:
    """The inventory for a terminal of `width` columns. `saved` is the folder of the plan files."""
    page = Page(max(width, 60), color, [])
    page.title(f"Inventory of {_repositories(fleet['totals']['repositories'])}")
    for line in summary(fleet):
        page.say(line)
    for title, head, rows, right in tables(fleet):
        page.title(title)
        limited = rows if verbose or title == _ALL else rows[:ROWS]
        page.table(limited, head=head, right=right)
        if title == _ALL:
            page.say(_LEGEND, "dim")
        if len(limited) < len(rows):
            page.say(f"and {len(rows) - len(limited)} more (--verbose)", "dim")
    lines = not_covered(fleet)
    if lines:
        page.title("Failed, or not read whole")
        for line in lines:
            page.say(line, hang=2)
    page.title("Next")
    for line in _next(fleet, saved):
        page.say(line, hang=2)
    return page.text()


def markdown(fleet: Mapping[str, Any], *, limit: int = LIMIT) -> str:
    """The inventory for a pull request or a wiki, at most `limit` characters."""
    title = f"## Migration inventory of {_repositories(fleet['totals']['repositories'])}"
    head = "\n".join([title, "", *(f"- {escape(line)}" for line in summary(fleet))])
    blocks = []
    for name, columns, rows, right in tables(fleet):
        marks = ["---:" if n in right else "---" for n in range(len(columns))]
        body = [[escape(cell) for cell in row] for row in rows]
        lines = ["| " + " | ".join(row) + " |" for row in ([*columns], marks, *body)]
        legend = f"\n\n{escape(_LEGEND)}" if name == _ALL else ""
        blocks.append(f"### {escape(name)}\n\n" + "\n".join(lines) + legend)
    missing = not_covered(fleet)
    if missing:
        blocks.append("### Failed, or not read whole\n\n" + "\n".join(f"- {escape(line)}" for line in missing))
    files = [row["plan"] for row in fleet["repositories"] if row.get("plan")]
    if files:
        blocks.append("Plan files: " + ", ".join(code(name) for name in files))
    return fit(head, blocks, limit)


def json(fleet: Mapping[str, Any]) -> str:
    """The inventory as it is saved in `fleet.json`."""
    return codec.dumps(fleet, ensure_ascii=True, allow_nan=False, indent=1) + "\n"


# --- what is said, whatever the format -----------------------------------------------------------

_ALL = "Repositories"
_LEGEND = "Bills are per month. ? : not estimated. + : some models could not be priced."


def summary(fleet: Mapping[str, Any]) -> list[str]:
    """The sums in sentences."""
    total = fleet["totals"]
    states = [f"{total['planned']} planned"]
    states += [f"{total[name]} {word}" for name, word in _STATUS.items() if total[name]]
    lines = [f"{', '.join(states)}; {total['with_findings']} of them with something to change."]
    severity, who = total["severity"], total["applicability"]
    lines.append(
        f"Findings: {count(severity['blocker'], 'blocker')}, {count(severity['warning'], 'warning')}, "
        f"{severity['info']:,} to know; {who['safe']:,} safe, {who['review']:,} to review, "
        f"{who['manual']:,} by hand."
    )
    scan = total["scan"]
    lines.append(
        f"Read: {count(scan['files'], 'file')}, {scan['bytes'] / 1000:,.0f} kB; "
        f"{scan['sites']:,} uses of an LLM API or of its settings."
    )
    unknown = total["effort"]["not_estimated"]
    without = f"; not estimated for {_repositories(unknown)}" if unknown else ""
    lines.append(f"Effort: {_hours(total['effort'])}{without}. Work that comes once per repository is in each.")
    for name, word in (("source", "today"), ("target", "at the target")):
        bill = total["cost"][name]
        lines.append(f"Bill a month {word}: {_bill(bill) or NOT_ESTIMATED}{_gaps(bill)}.")
    lines.append("The usage behind the bill counts per repository; amounts are never converted here.")
    if fleet["interrupted"]:
        lines.append("Interrupted: what was not run is marked.")
    return lines


def tables(fleet: Mapping[str, Any]) -> list[Table]:
    """Repositories, teams, vendors, models and blockers; tables without a row are left out."""
    heads = ("blockers", "warnings", "hours", "bill today", "bill then")
    teams = [
        [row["team"] or _NO_TEAM, str(row["repositories"]), *_figures(row)]
        for row in fleet["teams"]
        if len(fleet["teams"]) > 1 or row["team"]
    ]
    found: list[Table] = [
        (_ALL, ("repository", "team", "to", *heads), _rows(fleet["repositories"]), (3, 4, 5, 6, 7)),
        ("Teams", ("team", "repositories", *heads), teams, (1, 2, 3, 4, 5, 6)),
        (
            "Talked to today",
            ("vendor", "places", "repositories"),
            [[_vendor(e), f"{e['sites']:,}", _named(e["repositories"])] for e in fleet["vendors"]],
            (1,),
        ),
        (
            "Models in use",
            ("model", "target", "places", "repositories"),
            [
                [e["model"], _targets(e["targets"]), f"{e['places']:,}", _named(e["repositories"])]
                for e in fleet["models"]
            ],
            (2,),
        ),
        (
            "Blockers",
            ("rule", "findings", "by hand", "repositories"),
            [
                [e["rule"], f"{e['count']:,}", f"{e['by_hand']:,}", _named(e["repositories"])]
                for e in fleet["blockers"]
            ],
            (1, 2),
        ),
    ]
    return [table for table in found if table[2]]


def not_covered(fleet: Mapping[str, Any]) -> list[str]:
    """Repositories that failed, and those of which something was not read, and why."""
    lines = []
    for row in fleet["repositories"]:
        if row["status"] != "planned":
            lines.append(f"{row['name']} ({row['path']}): {_STATUS[row['status']]}: {row['error']}")
            continue
        parts = [f"{number:,} {reason}" for reason, number in row["skipped"].items()]
        if row["parse_error_files"]:
            parts.append(f"{row['parse_error_files']:,} with syntax errors")
        if parts and not row["complete"]:
            lines.append(f"{row['name']}: {', '.join(parts)}")
    return lines


def _rows(repositories: Iterable[Mapping[str, Any]]) -> list[list[str]]:
    rows = []
    for row in repositories:
        first = [row["name"], row["team"] or ""]
        if row["status"] != "planned":
            rows.append([*first, _STATUS[row["status"]], "", "", "", "", ""])
            continue
        flat = {"severity": row["findings"]["severity"], "effort": row["effort"], "cost": row["cost"]}
        rows.append([*first, f"{row['target']} ({row['platform']})", *_figures(flat)])
    return rows


def _figures(row: Mapping[str, Any]) -> list[str]:
    """Blockers, warnings, hours and both bills of a repository or a team."""
    severity, bills = row["severity"], row["cost"]
    return [
        f"{severity['blocker']:,}",
        f"{severity['warning']:,}",
        _range(row["effort"]) or "?",
        _bill(bills["source"]) or "?",
        _bill(bills["target"]) or "?",
    ]


def _bill(side: Mapping[str, Any]) -> str:
    amounts = " + ".join(f"{money(amount)} {currency}" for currency, amount in side["amounts"].items())
    mark = "+" if amounts and side["not_priced"] else ""
    return f"{amounts}{mark}"


def _gaps(bill: Mapping[str, Any]) -> str:
    parts = []
    if bill["not_priced"]:
        parts.append(f"{bill['not_priced']:,} models could not be priced")
    if bill["without_bill"]:
        parts.append(f"{_repositories(bill['without_bill'])} without a bill")
    return f" ({'; '.join(parts)})" if parts else ""


def _range(effort: Mapping[str, Any]) -> str:
    if effort.get("low_hours") is None:
        return ""
    return f"{_round(effort['low_hours'])}-{_round(effort['high_hours'])}"


def _hours(effort: Mapping[str, Any]) -> str:
    known = _range(effort)
    return f"{known} hours" if known else NOT_ESTIMATED


def _round(hours: str) -> str:
    value = Decimal(hours)
    return f"{value:,.1f}" if value < 10 else f"{value:,.0f}"


def _repositories(number: int) -> str:
    return "1 repository" if number == 1 else f"{number:,} repositories"


def _vendor(entry: Mapping[str, Any]) -> str:
    kind = entry["kind"].replace("_", " ")
    if entry["name"] is None:
        return f"{kind} address" if entry["kind"] in ("unknown", "user_defined") else kind
    return entry["name"] if entry["kind"] == "official" else f"{entry['name']} ({kind})"


def _targets(targets: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(dict.fromkeys(str(target["model"] or "none") for target in targets))


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_NAMES])
    more = len(names) - _NAMES
    return f"{shown} and {more} more" if more > 0 else shown


def _next(fleet: Mapping[str, Any], saved: Path | None) -> list[str]:
    import shlex

    if saved is None:
        return ["Add `-o DIR` to save one plan per repository, for `migrate show` and `migrate apply`."]
    folder = shlex.quote(clean(saved))
    first = next((row["plan"] for row in fleet["repositories"] if row.get("plan")), None)
    lines = [f"{folder}/fleet.json holds this inventory; beside it is one plan per repository."]
    if first is not None:
        lines.append(f"migrate show {folder}/{first}")
        lines.append(f"migrate apply {folder}/{first} --diff")
    return lines
