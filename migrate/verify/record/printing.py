"""A proof as text and as JSON. No key stands in either."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from migrate.model import Finding
from migrate.redact import mask, printable
from migrate.report.layout import Page, clean, count, cut
from migrate.verify.record.compare import ABSENT
from migrate.verify.record.explain import Why
from migrate.verify.record.prove import Proof, Side, left_over
from migrate.verify.record.server import Request

_SHOWN = 60


def text(proof: Proof, *, width: int, color: bool, verbose: bool = False) -> str:
    """The proof for a terminal: what differs and why, what was not planned, and the verdict."""
    page = Page(max(width, 60), color, [])
    plan = proof.plan
    page.title(f"{clean(plan.root)}: {plan.source} -> {plan.target}, requests before and after")
    for name, side in (("before", proof.before), ("after", proof.after)):
        page.say(f"{count(len(side.requests), 'request')}; {_ending(side)}", mark=f"{name:6}  ")
    _failures(page, proof)
    if proof.unplanned:
        page.title(f"UNPLANNED ({len(proof.unplanned)})")
        for pair, why in proof.unplanned[:_SHOWN]:
            page.say(f"{_line(pair.before)}: {_change(why)}", "red", mark="- ")
        _more(page, len(proof.unplanned))
    for title, found in (("Missing after", proof.compared.missing), ("Added after", proof.compared.added)):
        if found:
            page.title(f"{title} ({len(found)})")
            for request in found[:_SHOWN]:
                page.say(_line(request), "red", mark="- ")
            _more(page, len(found))
    _turned_down(page, proof)
    moved = [pair for pair in proof.compared.pairs if pair.moved]
    if moved:
        page.title(f"In another order ({len(moved)})")
        for pair in moved[:_SHOWN]:
            page.say(f"{_line(pair.before)} came as number {pair.after.number}", mark="- ")
        _more(page, len(moved))
    _planned(page, proof, verbose)
    if proof.not_seen:
        page.title(f"Carried out, and seen in no request ({len(proof.not_seen)})")
        for finding in proof.not_seen if verbose else proof.not_seen[:10]:
            page.say(_finding(finding), "dim", mark="- ")
        if not verbose and len(proof.not_seen) > 10:
            page.say(f"and {len(proof.not_seen) - 10} more (--verbose)", "dim")
    for note in proof.notes:
        page.say(note, mark="note: ", indent=0)
    page.raw()
    page.say(_verdict(proof), "green" if proof.proved else "red", indent=0)
    return page.text()


def as_json(proof: Proof) -> str:
    """The same as a JSON document."""
    pairs = []
    for pair, whys in zip(proof.compared.pairs, proof.whys, strict=True):
        pairs.append(
            {
                "before": _request(pair.before),
                "after": _request(pair.after),
                "reordered": pair.moved,
                "differences": [
                    {
                        "field": why.difference.name,
                        "before": _json(why.difference.before),
                        "after": _json(why.difference.after),
                        "planned": why.planned,
                        "because": _because(why),
                    }
                    for why in whys
                ],
            }
        )
    document = {
        "schema": 1,
        "plan": proof.plan.id,
        "source": proof.plan.source,
        "target": proof.plan.target,
        "proved": proof.proved,
        "verdict": _verdict(proof),
        "runs": {"before": _run(proof.before), "after": _run(proof.after)},
        "pairs": pairs,
        "missing": [_request(r) for r in proof.compared.missing],
        "added": [_request(r) for r in proof.compared.added],
        "refused_by_target": [p.after.number for p in proof.turned_down],
        "unplanned": len(proof.unplanned),
        "not_seen": [_place(f) for f in proof.not_seen],
        "notes": list(proof.notes),
    }
    return json.dumps(_masked(document), indent=2, ensure_ascii=False) + "\n"


# --- parts of the text ---------------------------------------------------------------------------


def _ending(side: Side) -> str:
    if side.ran.code is None:
        return "the command was stopped: it took too long"
    return "the command passed" if side.ran.ok else f"the command failed with {side.ran.code}"


def _failures(page: Page, proof: Proof) -> None:
    for name, side in (("before", proof.before), ("after", proof.after)):
        for host in side.ran.refused:
            page.say(f"{name}: a connection to {host} was refused: it does not go through a known library", "red")
        lacking = sorted({f"{r.method} {r.path}" for r in side.requests if not r.acted})
        if lacking:
            page.say(f"{name}: the stand-in does not act out {', '.join(lacking)}", "yellow")
        if not side.ran.ok:
            page.title(f"Last output of the command, {name}")
            for line in side.ran.tail:
                page.raw("  " + cut(line, page.width - 2))


def _planned(page: Page, proof: Proof, verbose: bool) -> None:
    counted: Counter[tuple[str, str]] = Counter()
    for whys in proof.whys:
        counted.update({(_change(why), _because(why) or "") for why in whys if why.planned})
    if not counted:
        return
    page.title(f"As planned ({count(sum(counted.values()), 'difference')})")
    rows = [(change, f"{times}x", because) for (change, because), times in sorted(counted.items())]
    limit = None if verbose else 40
    for change, times, because in rows[:limit]:
        page.say(change, mark="- ")
        page.say(f"{times}  {because}", "dim", indent=4)
    if limit is not None and len(rows) > limit:
        page.say(f"and {len(rows) - limit} more (--verbose)")


def _turned_down(page: Page, proof: Proof) -> None:
    if not proof.turned_down:
        return
    page.title(f"Refused by {proof.plan.target} ({len(proof.turned_down)})")
    for pair in proof.turned_down[:_SHOWN]:
        page.say(f"{_line(pair.before)}: {pair.after.status} {pair.after.refused}", "red", mark="- ")
        for finding in left_over(proof.plan):
            if any(w.startswith(f"{finding.site.path}:{finding.site.line}") for w in pair.before.where):
                page.say(f"left to do: {finding.todo or finding.message}", indent=6)
                break


def _more(page: Page, total: int) -> None:
    if total > _SHOWN:
        page.say(f"and {total - _SHOWN} more; -o FILE holds all of them")


def _line(request: Request) -> str:
    where = f" from {request.where[0]}" if request.where else ""
    return f"#{request.number} {request.method} {request.path}{where}"


def _change(why: Why) -> str:
    one, two = why.difference.before, why.difference.after
    if one is ABSENT:
        return f"{why.difference.name}: {_value(two)} added"
    if two is ABSENT:
        return f"{why.difference.name}: {_value(one)} gone"
    return f"{why.difference.name}: {_value(one)} -> {_value(two)}"


def _value(value: Any) -> str:
    return cut(printable(mask(json.dumps(value, ensure_ascii=False))), 70)


def _because(why: Why) -> str | None:
    return _finding(why.finding) if why.finding is not None else why.other


def _finding(finding: Finding) -> str:
    parameter = f" ({finding.parameter})" if finding.parameter else ""
    return f"{finding.rule}{parameter} at {finding.site.path}:{finding.site.line}"


def _verdict(proof: Proof) -> str:
    pairs = len(proof.compared.pairs)
    if proof.proved:
        return f"PROVED: {count(pairs, 'request')}, every difference is one the plan says."
    reasons = []
    if not proof.before.ran.ok:
        reasons.append("the command fails before the migration")
    elif not proof.after.ran.ok:
        reasons.append("the command fails after the migration")
    if not proof.before.requests and not proof.after.requests:
        reasons.append("no request was recorded")
    for number, noun, rest in (
        (len(proof.unplanned), "unplanned difference", ""),
        (len(proof.compared.missing), "missing request", ""),
        (len(proof.compared.added), "added request", ""),
        (len(proof.turned_down), "request", " refused by the target"),
        (len(proof.before.ran.refused) + len(proof.after.ran.refused), "connection", " that was not recorded"),
    ):
        if number:
            reasons.append(count(number, noun) + rest)
    return "NOT PROVED: " + "; ".join(reasons) + "."


# --- parts of the JSON ---------------------------------------------------------------------------


def _json(value: Any) -> Any:
    return {"absent": True} if value is ABSENT else value


def _request(request: Request) -> dict[str, Any]:
    return {
        "number": request.number,
        "method": request.method,
        "origin": request.origin,
        "path": request.path,
        "query": dict(request.query),
        "headers": dict(request.headers),
        "body": request.body,
        "from": list(request.where),
        "answered_as": request.vendor,
        "status": request.status,
        "refused": request.refused,
    }


def _run(side: Side) -> dict[str, Any]:
    return {
        "exit_code": side.ran.code,
        "requests": len(side.requests),
        "refused_connections": list(side.ran.refused),
        "given": dict(side.assumed),
        "tail": [] if side.ran.ok else list(side.ran.tail),
    }


def _place(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "path": finding.site.path,
        "line": finding.site.line,
        "parameter": finding.parameter,
    }


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, list):
        return [_masked(item) for item in value]
    if isinstance(value, dict):
        return {mask(str(key)): _masked(item) for key, item in value.items()}
    return value

