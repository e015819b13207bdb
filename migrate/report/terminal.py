"""A plan for a terminal: what a stranger needs, in the order they need it."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from migrate.model import Applicability, Plan, Severity
from migrate.report import money, teach, work
from migrate.report.groups import APPLICABILITY, NOUNS, SEVERITIES, SHORT, Group, counts, groups
from migrate.report.layout import Page, cells, clean, count, pad

PLACES = 6  # places of one entry that are listed before "and n more"
SKIPPED = 12
_COLOR = {Severity.BLOCKER: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}

Diff = Mapping[str, str] | Callable[[], Mapping[str, str]]


def render(
    plan: Plan,
    *,
    width: int,
    color: bool,
    diff: Diff | None = None,
    verbose: bool = False,
    saved: Path | None = None,
) -> str:
    """The whole report. `diff` is path -> unified diff; `saved` is where the plan file is, for the commands."""
    page = Page(max(width, 60), color, [])
    _header(page, plan)
    _summary(page, plan)
    _section(page, plan, "models", lambda found: _models(page, found))
    _findings(page, plan, verbose)
    _suppressed(page, plan, verbose)
    _not_covered(page, plan, verbose)
    tokens = plan.sections.get("tokens")
    _section(page, plan, "cost", lambda found: money.cost(page, found, plan.estimates, verbose, tokens))
    _section(page, plan, "offer", lambda found: money.offer(page, found, verbose))
    _section(page, plan, "effort", lambda found: work.effort(page, found, verbose))
    _section(page, plan, "schedule", lambda found: work.schedule(page, found))
    _section(page, plan, "region", lambda found: work.region(page, found))
    _section(page, plan, "wrappers", lambda found: teach.wrappers(page, found))
    if diff is not None:
        _diff(page, diff() if callable(diff) else diff)
    _next(page, plan, saved)
    return page.text()


def moves(plan: Plan) -> str:
    """`openai -> zhipu (cn)`."""
    platform = plan.options.get("platform")
    return f"{plan.source} -> {plan.target}" + (f" ({platform})" if platform else "")


def made(plan: Plan) -> str:
    """When the plan was made, to the minute."""
    return plan.created[:16].replace("T", " ")


def _section(page: Page, plan: Plan, name: str, show: Callable[[Any], None]) -> None:
    """A section of the plan file; one that was edited until it makes no sense costs only itself."""
    found = plan.sections.get(name)
    if found is None:
        return
    kept = len(page.lines)
    try:
        show(found)
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError):
        del page.lines[kept:]
        page.title(name.capitalize())
        page.say("this section of the plan file cannot be read; make the plan again", "yellow")


def _header(page: Page, plan: Plan) -> None:
    page.title(f"Plan to move {clean(plan.root)}: {moves(plan)}")
    catalogue = ", ".join(f"{name} {value}" for name, value in plan.catalog.items() if name != "sha256")
    page.say(
        f"made {made(plan)} by migrate {plan.tool_version}, plan {plan.id[:12]}; catalogue: {catalogue}",
        "dim",
    )


def _summary(page: Page, plan: Plan) -> None:
    found = counts(plan.findings)
    page.title("Summary")
    if not plan.findings:
        page.say(nothing(plan))
    else:
        rows = []
        for severity, noun in NOUNS.items():
            kinds = found.kinds[severity]
            how = ", ".join(f"{kinds[kind]} {name}" for kind, name in SHORT.items() if kinds[kind])
            rows.append([count(found.severity[severity], noun), _MEANING[severity], how])
        page.table(rows)
        edits = ", ".join(
            f"{found.edits[kind]:,} {name}"
            for kind, name in SHORT.items()
            if kind is not Applicability.MANUAL
        )
        page.say(
            f"Edits: {edits}, in {count(len(plan.files), 'file')}. Findings in {count(found.files, 'file')}."
        )
        if known(plan):
            page.say(f"Not shown: {count(known(plan), 'finding')} of the baseline.")
    read = _scan_line(plan.sections.get("scan"))
    if read:
        page.say(read)
    if not plan.complete:
        page.say("Not complete: see 'Not covered' below.", "yellow")


_MEANING = {
    Severity.BLOCKER: "the target refuses it or does not offer it",
    Severity.WARNING: "works, but differently",
    Severity.INFO: "worth knowing",
}


def known(plan: Plan) -> int:
    """How many findings are left out because the baseline had them."""
    number = plan.options.get("known")
    return number if isinstance(number, int) else 0


def nothing(plan: Plan) -> str:
    """What to say instead of findings."""
    if known(plan):
        return f"Nothing new: {count(known(plan), 'finding')} of the baseline remain and are not shown."
    return "Nothing was found that would have to change."


def _scan_line(scan: object) -> str | None:
    if not isinstance(scan, Mapping) or not isinstance(scan.get("files"), int):
        return None
    text = f"Read: {count(scan['files'], 'file')}"
    if isinstance(scan.get("bytes"), int):
        text += f", {scan['bytes'] / 1000:,.0f} kB"
    if scan.get("sites") is not None:
        text += f"; {scan['sites']} uses of an LLM API or of its settings"
    return text + "."


def model_rows(section: object) -> list[dict[str, Any]]:
    """The `models` section as rows with source, target, reasons and why_not, whichever shape it has."""
    rows: list[dict[str, Any]] = []
    if isinstance(section, Mapping):
        for source, entry in section.items():
            row = dict(entry) if isinstance(entry, Mapping) else {"target": entry}
            rows.append({**row, "source": source})
    elif isinstance(section, list | tuple):
        rows = [dict(entry) for entry in section if isinstance(entry, Mapping)]
    for row in rows:
        reasons = row.get("reasons") or ()
        row["reasons"] = [reasons] if isinstance(reasons, str) else list(reasons)
    return rows


def _models(page: Page, section: object) -> None:
    rows = model_rows(section)
    if not rows:
        return
    page.title("Models")
    table = []
    for row in rows:
        why = "; ".join(str(reason) for reason in row["reasons"]) or str(row.get("why_not") or "")
        table.append([row.get("source", "?"), row.get("target") or "none", why])
    page.table(table, head=("today", "at the target", "why"))


def _findings(page: Page, plan: Plan, verbose: bool) -> None:
    found = groups(plan.findings)
    for severity, title in SEVERITIES.items():
        same = [group for group in found if group.severity is severity]
        if not same:
            continue
        page.title(f"{title} ({sum(group.count for group in same)})")
        for group in same:
            _group(page, group, verbose)


def _group(page: Page, group: Group, verbose: bool) -> None:
    kind = APPLICABILITY[group.applicability] if group.todo or group.applicability is not Applicability.MANUAL else ""
    page.raw("  " + page.paint(clean(group.rule), "bold", _COLOR[group.severity]) + f"  {kind}")
    page.say(group.message, indent=4)
    shown = group.places if verbose else group.places[:PLACES]
    more = len(group.places) - len(shown)
    text = ", ".join(shown) + (f" and {more} more" if more else "")
    page.say(text, "cyan", indent=4)
    if group.todo:
        page.say(group.todo, indent=4, mark="to do: ")
    if group.demoted:
        page.say(f"not applied by default: {group.demoted}", indent=4)
    proofs = group.evidence if verbose else group.evidence[:1]
    for proof in proofs:
        named = proof.sources if verbose else proof.sources[:1]
        others = f" and {len(proof.sources) - len(named)} more" if len(named) < len(proof.sources) else ""
        line = f"{proof.key} ({', '.join(named) or 'no source'}{others}; {proof.as_of})"
        if verbose:
            line += f": {proof.detail}"
        page.say(line, "dim", indent=4, mark="evidence: ")
        if verbose:
            for conflict in proof.conflicts:
                page.say(f"another source says: {conflict}", "dim", indent=6)
    if len(proofs) < len(group.evidence):
        page.say(f"and {count(len(group.evidence) - len(proofs), 'more fact')} (--verbose)", "dim", indent=4)


def _suppressed(page: Page, plan: Plan, verbose: bool) -> None:
    for title, lines in suppressions(plan):
        page.title(f"{title} ({len(lines)})")
        for line in lines if verbose else lines[:PLACES]:
            page.say(line, hang=2)
        if not verbose and len(lines) > PLACES:
            page.say(f"and {len(lines) - PLACES} more (--verbose)", "dim")


def suppressions(plan: Plan) -> list[tuple[str, list[str]]]:
    """Findings that comments in the code suppress, and comments that suppress nothing, as lines."""
    rows = []
    if plan.suppressed:
        lines = []
        for entry in plan.suppressed:
            found, why = _part(entry, "finding"), _part(entry, "suppression")
            said = f"{why.get('rule', '?')} {_place(why)}: {why.get('reason') or 'no reason given'}"
            lines.append(said + (f" [{found['message']}]" if found.get("message") else ""))
        rows.append(("Suppressed", lines))
    unused = plan.sections.get("unused_suppressions")
    if isinstance(unused, list | tuple) and unused:
        lines = [
            f"{entry.get('rule', '?')} {_place(entry)}" for entry in unused if isinstance(entry, Mapping)
        ]
        rows.append(("Suppressions that suppress nothing", lines))
    return rows


def _part(entry: Mapping[str, object], name: str) -> Mapping[str, object]:
    part = entry.get(name)
    return part if isinstance(part, Mapping) else {}


def _place(suppression: Mapping[str, object]) -> str:
    return f"{suppression.get('path', '?')}:{suppression.get('at', suppression.get('line', '?'))}"


def _not_covered(page: Page, plan: Plan, verbose: bool) -> None:
    rows = not_covered(plan)
    if not rows:
        return
    page.title("Not covered")
    for title, places in rows:
        page.say(f"{title}: {len(places)}")
        for place in places if verbose else places[:SKIPPED]:
            page.say(place, indent=4)
        if not verbose and len(places) > SKIPPED:
            page.say(f"and {len(places) - SKIPPED} more (--verbose)", "dim", indent=4)


def not_covered(plan: Plan) -> list[tuple[str, list[str]]]:
    """What the plan says nothing about: skipped files, files that do not parse, calls that could not be read."""
    rows = []
    if plan.skipped:
        kinds = Counter(entry.reason for entry in plan.skipped)
        rare = sorted(plan.skipped, key=lambda entry: (kinds[entry.reason], entry.reason, entry.path))
        places = [f"{s.path}: {s.reason}" + (f" ({s.detail})" if s.detail else "") for s in rare]
        summary = ", ".join(f"{number} {reason}" for reason, number in sorted(kinds.items()))
        rows.append((f"skipped ({summary})", places))
    scan = plan.sections.get("scan")
    broken = scan.get("parse_error_files") if isinstance(scan, Mapping) else None
    if isinstance(broken, list | tuple) and broken:
        rows.append(
            ("read with syntax errors (edits there are at most 'to review')", [str(p) for p in broken])
        )
    unclear = [
        f"{site.path}:{site.line}: {site.api} takes arguments that only the running program knows"
        for site in plan.sites
        if site.open_args
    ]
    if unclear:
        rows.append(("calls that could not be read whole", unclear))
    return rows


def _diff(page: Page, diffs: Mapping[str, str]) -> None:
    page.title("Diff")
    if not diffs:
        page.say("No edits.")
    for text in diffs.values():
        for line in text.rstrip("\n").split("\n"):
            page.raw(paint_diff(page, line))


def paint_diff(page: Page, line: str) -> str:
    """One line of a unified diff, which is already masked and printable, in its colour."""
    if line.startswith(("+++", "---", "#")):
        return page.paint(line, "bold")
    style = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])
    return page.paint(line, style) if style else line


def _next(page: Page, plan: Plan, saved: Path | None) -> None:
    page.title("Next")
    rows = commands(plan, saved)
    longest = max(cells(command) for command, _ in rows)
    for command, why in rows:
        if 4 + longest + cells(why) <= page.width:
            page.raw(f"  {page.paint(pad(command, longest), 'bold')}  {page.paint(why, 'dim')}")
        else:  # a command is never broken: it is there to be copied
            page.raw("  " + page.paint(command, "bold"))
            page.say(why, "dim", indent=4)


def commands(plan: Plan, saved: Path | None) -> list[tuple[str, str]]:
    """Commands to run next, and what each does."""
    found = counts(plan.findings)
    rows = []
    name = _word(saved) if saved is not None and str(saved) != "-" else None
    if plan.applyable:
        if name is None:
            rows.append(
                (f"migrate plan {_word(plan.root)} --to {_word(plan.target)} -o plan.json", "save this plan")
            )
        file = name or "plan.json"
        rows.append((f"migrate apply {file} --diff", "read the edits; writes nothing"))
        rows.append((f"migrate apply {file}", "apply the safe edits"))
        if found.edits[Applicability.REVIEW]:
            rows.append(
                (f"migrate apply {file} --unsafe", "apply the edits to review as well, after reading them")
            )
        rows.append(("migrate rollback", "undo, to the byte"))
    rules = [group.rule for group in groups(plan.findings)]
    if rules:
        rows.append((f"migrate explain {_word(rules[0])}", "what a rule means and why"))
    rows.append((f"migrate providers show {_word(plan.target)}", "what is known about the target"))
    return rows


def _word(text: object) -> str:
    """Something of a plan as one word of a shell command that is safe to copy."""
    return shlex.quote(clean(text))
