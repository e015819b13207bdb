"""What the inventory keeps of one plan: counts, sums and names, as JSON-shaped values without a secret."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from migrate.fleet.listing import Repository
from migrate.model import Applicability, Finding, Literal, Plan, Severity, Site, SiteKind, TargetKind
from migrate.redact import mask, printable

PLANNED, FAILED, NOT_RUN = "planned", "failed", "not_run"
PLACES = 5
"""Places that the inventory names for a blocker; the plan file has them all."""

TALKING = frozenset(
    {SiteKind.CLIENT, SiteKind.CALL, SiteKind.FRAMEWORK, SiteKind.HTTP, SiteKind.BASE_URL, SiteKind.PROXY}
)
"""The kinds of sites that say whom the code talks to."""

_NAMED = frozenset({TargetKind.OFFICIAL, TargetKind.RELAY, TargetKind.OTHER})


def failed(repository: Repository, why: str, status: str = FAILED) -> dict[str, Any]:
    """The line of a repository that has no plan, and why."""
    return {**_head(repository), "status": status, "error": _text(why)}


def planned(repository: Repository, plan: Plan, *, reached: bool, file: str | None) -> dict[str, Any]:
    """The line of a repository that has a plan. `file` is the plan's file below the output folder."""
    scan = plan.sections.get("scan")
    return {
        **_head(repository),
        "status": PLANNED,
        "error": None,
        "plan": file,
        "plan_id": plan.id,
        "source": plan.source,
        "target": plan.target,
        "platform": plan.options.get("platform"),
        "git": plan.git,
        "catalog": dict(plan.catalog),
        "complete": plan.complete,
        "applyable": plan.applyable,
        "threshold_reached": reached,
        "scan": {name: _part(scan).get(name, 0) for name in ("files", "bytes", "sites")},
        "kinds": dict(_part(_part(scan).get("kinds"))),
        "vendors": vendors(plan.sites, plan.source),
        "findings": findings(plan.findings),
        "files_to_edit": len(plan.files),
        "models": models(plan),
        "blockers": blockers(plan.findings),
        "effort": effort(plan.sections.get("effort")),
        "cost": cost(plan.sections.get("cost")),
        "skipped": dict(sorted(Counter(entry.reason for entry in plan.skipped).items())),
        "parse_error_files": len(_part(scan).get("parse_error_files") or ()),
    }


def _head(repository: Repository) -> dict[str, Any]:
    return {"name": repository.name, "path": _text(str(repository.path)), "team": repository.team}


def vendors(sites: Iterable[Site], source: str) -> list[dict[str, Any]]:
    """Whom the code talks to today, most sites first. The SDK's own address is the source vendor's."""
    found: Counter[tuple[str, str | None]] = Counter()
    for site in sites:
        if site.kind in TALKING:
            kind, name = site.target.kind, site.target.name
            if kind is TargetKind.OFFICIAL and name is None:
                name = source
            found[kind.value, _text(name) if name and kind in _NAMED else None] += 1
    return [
        {"kind": kind, "name": name, "sites": number}
        for (kind, name), number in sorted(found.items(), key=lambda row: (-row[1], row[0][0], row[0][1] or ""))
    ]


def findings(found: Iterable[Finding]) -> dict[str, Any]:
    """How many, by severity, by who carries them out, and by rule."""
    found = tuple(found)
    severity = Counter(f.severity.value for f in found)
    who = Counter(f.applicability.value for f in found)
    edits = Counter[str]()
    for finding in found:
        edits[finding.applicability.value] += len(finding.edits)
    return {
        "severity": {name.value: severity[name.value] for name in Severity},
        "applicability": {name.value: who[name.value] for name in Applicability},
        "edits": {name.value: edits[name.value] for name in (Applicability.SAFE, Applicability.REVIEW)},
        "rules": dict(sorted(Counter(f.rule for f in found).items())),
    }


def models(plan: Plan) -> list[dict[str, Any]]:
    """The models in use, where they go, and how many places name them."""
    written = Counter(
        site.value.value
        for site in plan.sites
        if site.kind is SiteKind.MODEL and isinstance(site.value, Literal) and isinstance(site.value.value, str)
    )
    return [
        {"model": name, "target": _part(entry).get("target"), "places": written[name]}
        for name, entry in sorted(_part(plan.sections.get("models")).items())
    ]


def blockers(found: Iterable[Finding]) -> list[dict[str, Any]]:
    """What the target refuses: findings that say the same together, with their first places."""
    same: dict[tuple[str, str], list[Finding]] = {}
    for finding in found:
        if finding.severity is Severity.BLOCKER:
            same.setdefault((finding.rule, finding.message), []).append(finding)
    rows = []
    for (rule, message), group in sorted(same.items()):
        places = dict.fromkeys(f"{f.site.path}:{f.site.line}" for f in group)
        by_hand = sum(f.applicability is Applicability.MANUAL for f in group)
        rows.append(
            {
                "rule": rule,
                "message": _text(message),
                "count": len(group),
                "by_hand": by_hand,
                "places": [_text(place) for place in list(places)[:PLACES]],
            }
        )
    return rows


def effort(section: object) -> dict[str, Any]:
    """Hours from low to high and the level; or why they are not estimated."""
    found = _part(section)
    if "low_hours" not in found:
        return {"not_estimated": str(found.get("not_estimated", "the plan says nothing about it"))}
    return {name: found[name] for name in ("low_hours", "high_hours", "level")}


def cost(section: object) -> dict[str, Any]:
    """A month's bill on both sides, in native currencies, with how much could not be priced."""
    found = _part(section)
    result: dict[str, Any] = {"usage": _part(found.get("usage")).get("name"), "at": found.get("at")}
    for name in ("source", "target"):
        side, total = _part(found.get(name)), _part(_part(found.get("totals")).get(name))
        result[name] = {
            "provider": side.get("provider"),
            "platform": side.get("platform"),
            "amounts": dict(_part(total.get("amounts"))),
            "not_priced": len(total.get("missing") or ()),
        }
    return result


def _part(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(text: str) -> str:
    return printable(mask(text))
