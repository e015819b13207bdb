"""A plan as Markdown, fit for a pull request comment: escaped, collapsible, and of limited size."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from migrate.model import Plan, Severity
from migrate.report import figures, teach, work
from migrate.report.groups import APPLICABILITY, NOUNS, SEVERITIES, SHORT, Group, counts, groups
from migrate.report.layout import clean, count
from migrate.report.terminal import commands, known, made, model_rows, moves, not_covered, nothing, suppressions

MARKER = "<!-- llm-migrate:plan -->"
LIMIT = 60_000  # characters; a GitHub comment holds 65,536
PLACES = 10
_SPECIAL = re.compile(r"[\\`*_{}\[\]!~|<>&$@#]|(?<=www)\.|:(?=//)")
_ENTITY = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "|": "&#124;", "$": "&#36;", ":": "&#58;", ".": "&#46;"}
# A mention or an issue reference is found in the rendered text, so only an invisible break stops it.
_BROKEN = {"@": "@&#8203;", "#": "#&#8203;"}

Diff = Mapping[str, str] | Callable[[], Mapping[str, str]]


def escape(text: object) -> str:
    """Text of a plan as literal Markdown: no markup, HTML, table cell, mention, link or control character."""
    plain = _SPECIAL.sub(lambda match: _char(match[0], in_code=False), clean(text))
    if plain[:1] in "-+=" and plain:
        return f"\\{plain}"
    return re.sub(r"^(\d+)([.)])(?=\s|$)", r"\1\\\2", plain)


def code(text: object) -> str:
    """Text of a plan as inline code, in a form that holds in a table cell too."""
    return f"<code>{_SPECIAL.sub(lambda match: _char(match[0], in_code=True), clean(text))}</code>"


def _char(character: str, *, in_code: bool) -> str:
    if character in _BROKEN:
        return character if in_code else _BROKEN[character]
    return _ENTITY.get(character) or f"\\{character}"


def render(plan: Plan, *, diff: Diff | None = None, limit: int = LIMIT) -> str:
    """The report, at most `limit` characters; what is left out is counted at its end."""
    head = "\n".join([MARKER, *_head(plan)])
    blocks = [
        *_section(_models, plan, "models"),
        *_findings(plan),
        *_suppressed(plan),
        *_not_covered(plan),
        *_section(_cost, plan, "cost"),
        *_section(_offer, plan, "offer"),
        *_section(_effort, plan, "effort"),
        *_section(_schedule, plan, "schedule"),
        *_section(_region, plan, "region"),
        *_section(_wrappers, plan, "wrappers"),
        *_next(plan),
        *_diff(diff() if callable(diff) else diff),
    ]
    return fit(head, blocks, limit)


def fit(head: str, blocks: Sequence[str], limit: int) -> str:
    """`head` and as many whole blocks as fit, in order; a line counts those that did not."""
    note = "\n\n_{} sections or entries left out to stay under the size limit; the plan file has them all._\n"
    room = limit - len(head) - len(note) - 8
    shown = []
    left_out = 0
    for block in blocks:
        if len(block) + 2 <= room:
            shown.append(block)
            room -= len(block) + 2
        else:
            left_out += 1
    text = "\n\n".join([head, *shown]) + "\n"
    if left_out:
        text = text.rstrip("\n") + note.format(left_out)
    return text


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> str:
    align = set(right)
    marks = ["---:" if n in align else "---" for n in range(len(head))]
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, marks, *rows))


def _details(summary: str, body: str) -> str:
    return f"<details><summary>{summary}</summary>\n\n{body}\n\n</details>"


def _head(plan: Plan) -> list[str]:
    found = counts(plan.findings)
    catalogue = ", ".join(f"{name} {value}" for name, value in plan.catalog.items() if len(str(value)) < 40)
    lines = [
        f"## Migration plan: {escape(moves(plan))}",
        "",
        f"Plan {code(plan.id[:12])}, made {escape(made(plan))} by migrate {escape(plan.tool_version)}; "
        f"catalogue: {escape(catalogue)}.",
        "",
    ]
    if not plan.findings:
        lines.append(nothing(plan))
    else:
        severities = ", ".join(count(found.severity[s], noun) for s, noun in NOUNS.items())
        kinds = ", ".join(f"{found.applicability[a]} {name}" for a, name in SHORT.items())
        lines.append(f"**{severities}** in {count(found.files, 'file')} ({kinds}).")
        if known(plan):
            lines.append(f"Not shown: {count(known(plan), 'finding')} of the baseline.")
    if not plan.complete:
        lines += ["", "**Not complete**: see *Not covered*."]
    return lines


def _models(section: object, _plan: Plan) -> list[str]:
    rows = model_rows(section)
    if not rows:
        return []
    table = _table(
        ("today", "at the target", "why"),
        (
            (
                code(row.get("source", "?")),
                code(row["target"]) if row.get("target") else "none",
                escape("; ".join(str(r) for r in row["reasons"]) or row.get("why_not") or ""),
            )
            for row in rows
        ),
    )
    return [f"### Models\n\n{table}"]


def _findings(plan: Plan) -> list[str]:
    blocks = []
    found = groups(plan.findings)
    for severity, title in SEVERITIES.items():
        same = [group for group in found if group.severity is severity]
        if same:
            blocks.append(f"### {title} ({sum(group.count for group in same)})")
            blocks += [_group(group) for group in same]
    return blocks


def _group(group: Group) -> str:
    shown = ", ".join(code(place) for place in group.places[:PLACES])
    if len(group.places) > PLACES:
        shown += f" and {len(group.places) - PLACES} more"
    mark = {Severity.BLOCKER: "**blocker** ", Severity.WARNING: "", Severity.INFO: ""}[group.severity]
    lines = [f"- {mark}{code(group.rule)} ({APPLICABILITY[group.applicability]}): {escape(group.message)}"]
    lines.append(f"  - {shown}")
    if group.todo:
        lines.append(f"  - To do: {escape(group.todo)}")
    if group.demoted:
        lines.append(f"  - Not applied by default: {escape(group.demoted)}")
    for proof in group.evidence[:1]:
        sources = ", ".join(proof.sources) or "no source"
        more = f" and {count(len(group.evidence) - 1, 'more fact')}" if len(group.evidence) > 1 else ""
        lines.append(f"  - Evidence: {code(proof.key)} ({escape(sources)}; {escape(proof.as_of)}){more}")
    return "\n".join(lines)


def _suppressed(plan: Plan) -> list[str]:
    blocks = []
    for title, lines in suppressions(plan):
        body = "\n".join(f"- {escape(line)}" for line in lines[:50])
        more = f"\n- and {len(lines) - 50} more" if len(lines) > 50 else ""
        blocks.append(_details(f"{title} ({len(lines)})", body + more))
    return blocks


def _not_covered(plan: Plan) -> list[str]:
    blocks = []
    for title, places in not_covered(plan):
        body = "\n".join(f"- {escape(place)}" for place in places[:50])
        if len(places) > 50:
            body += f"\n- and {len(places) - 50} more"
        blocks.append(_details(f"Not covered: {escape(title)} ({len(places)})", body))
    return blocks


def _section(make: Callable[[Any, Plan], list[str]], plan: Plan, name: str) -> list[str]:
    section = plan.sections.get(name)
    if section is None:
        return []
    try:
        return make(section, plan)
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError):
        return [f"The plan file's {name} section cannot be read."]


def _cost(section: Mapping[str, Any], plan: Plan) -> list[str]:
    found = figures.bills(section, plan.estimates)
    title = f"### Cost per month (list prices of {escape(section['at'])}, usage {escape(section['usage']['name'])})"
    if not found:
        return [f"{title}\n\nNot estimated: no model name of the current vendor was found in the code."]
    names = [escape(figures.side_name(section[side])) for side in ("source", "target")]
    units = [escape(section[side]["currency"] or "?") for side in ("source", "target")]
    head = ("", "tokens", f"{names[0]} {units[0]}/1M", "amount", f"{names[1]} {units[1]}/1M", "amount")
    rows: list[Sequence[str]] = []
    for bill in found:
        rows.append((f"**{escape(bill.row['label'])}**", "", "", "", "", ""))
        for pair in bill.pairs:
            cells = (
                figures.COMPONENTS[pair.component], figures.tokens(pair), figures.price_cell(pair.source),
                figures.amount_cell(pair.source), figures.price_cell(pair.target), figures.amount_cell(pair.target),
            )  # fmt: skip
            rows.append([escape(cell) for cell in cells])
        together = [escape(figures.total_cell(bill.row[f"{side}_total"])) for side in ("source", "target")]
        rows.append(("total", "", "", together[0], "", together[1]))
    sums = [
        f"- {name}: **{escape(figures.totals(section, side))}**"
        for name, side in zip(names, ("source", "target"), strict=True)
    ]
    notes = [f"- {escape(line)}" for line in figures.difference(section)]
    why = dict.fromkeys(reason for bill in found for reason in figures.reasons(bill.pairs))
    notes += [f"- Not estimated: {escape(reason)}" for reason in why]
    small = [f"- {escape(figures.requests_line(bill.row))}" for bill in found]
    small.append(f"- Token counts: {escape(section['token_counts'])}.")
    small += [f"- {escape(line)}" for line in figures.recounted(plan.sections.get("tokens"))]
    small += [f"- {escape(note)}" for note in section["notes"]]
    prices = dict.fromkeys(line for bill in found for line in figures.price_lines(bill.row, section, False))
    small += [f"- {escape(line)}" for line in prices]
    return [
        "\n\n".join([title, _table(head, rows, right=(1, 2, 3, 4, 5)), "\n".join([*sums, *notes])]),
        _details("Quantities, assumptions and price sources", "\n".join(small)),
    ]


def _offer(section: Mapping[str, Any], _plan: Plan) -> list[str]:
    if not section["offers"] and not section["standing"]:
        return []
    parts = []
    for entry in section["offers"]:
        lines = [f"**{escape(entry['name'])}**", ""]
        lines += [f"- {escape(line.removeprefix('- '))}" for line in figures.offer_lines(entry, section)]
        lines.append(f"- Source: {escape(figures.offer_source(entry, False))}")
        parts.append("\n".join(lines))
    parts += [
        f"- For every new account: {escape(q['what'])} ({escape(q['source'])})" for q in section["standing"]
    ]
    return [f"### Free tokens at {escape(section['provider'])}\n\n" + "\n\n".join(parts)]


def _effort(section: Mapping[str, Any], _plan: Plan) -> list[str]:
    if "not_estimated" in section:
        return [f"### Effort\n\nNot estimated: {escape(section['not_estimated'])}."]
    low, high = work.hours(section["low_hours"]), work.hours(section["high_hours"])
    rows = [
        (
            escape(work.effort_name(item)), escape(item["count"]), escape(item["weight"]), escape(item["points"]),
            f"{work.hours(item['low_hours'])} to {work.hours(item['high_hours'])}", _why(item),
        )
        for item in section["items"]
    ]  # fmt: skip
    table = _table(("work", "count", "points each", "points", "hours", "why"), rows, right=(1, 2, 3, 4))
    head = f"### Effort: {low} to {high} hours, level {escape(section['level'])}"
    return [
        f"{head}\n\n{escape(section['level_meaning'])}.",
        _details("Weights", f"{table}\n\n{escape(work.effort_footer(section))}"),
    ]


def _why(item: Mapping[str, Any]) -> str:
    return escape(item["why"]) if item["kind"] == "fix" else ""


def _schedule(section: Mapping[str, Any], _plan: Plan) -> list[str]:
    until = f" by {escape(section['deadline'])}" if section.get("deadline") else ""
    head = f"### Schedule from {escape(section['start'])}{until}"
    if "not_estimated" in section:
        return [f"{head}\n\nNot planned: {escape(section['not_estimated'])}."]
    rows = [
        (
            str(number), escape(step["title"]),
            f"{work.hours(step['low_hours'])} to {work.hours(step['high_hours'])} h", escape(step["from"]),
            escape(step["to"]),
        )
        for number, step in enumerate(section["steps"], 1)
    ]  # fmt: skip
    table = _table(("", "step", "work", "from", "to (at the latest)"), rows)
    return [f"{head}\n\n**{escape(section['text'])}.**\n\n{table}\n\n{escape(work.schedule_footer(section))}"]


def _region(section: Mapping[str, Any], _plan: Plan) -> list[str]:
    rows = [
        (
            label, escape(side["provider"]), escape(work.AVAILABLE[side["available"]]),
            escape(work.region_detail(side)), escape(work.region_source(side)),
        )
        for label, side in (("today", section["source"]), ("target", section["target"]))
    ]  # fmt: skip
    table = _table(("", "vendor", "there", "what is known", "source"), rows)
    return [f"### Region {escape(section['region'])}\n\n{table}\n\n{escape(section['advice'])}"]


def _wrappers(section: Sequence[Mapping[str, Any]], _plan: Plan) -> list[str]:
    if not section:
        return []
    rows = ((code(name), code(place), escape(calls)) for name, place, calls in teach.places(section))
    lines = "\n".join("    " + clean(n) for w in section[: teach.SHOWN] for n in str(w["config"]).splitlines())
    table = _table(("function", "place", "called from"), rows)
    return [f"### {teach.TITLE}\n\n{escape(teach.WHY)}\n\n{table}\n\n{lines}"]


def _next(plan: Plan) -> list[str]:
    lines = [f"- {code(command)}: {escape(why)}" for command, why in commands(plan, None)]
    return ["### Next\n\n" + "\n".join(lines)]


def _diff(diffs: Mapping[str, str] | None) -> list[str]:
    if not diffs:
        return []
    blocks = []
    for path, text in diffs.items():
        longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
        fence = "`" * max(3, longest + 1)
        body = f"{fence}diff\n{text.rstrip()}\n{fence}"
        blocks.append(_details(f"Diff of {escape(path)}", body))
    return blocks
