"""The lines of all repositories as one document: `fleet.json`, described by `fleet.schema.json`.

Sums are made of decimal text per currency, never converted. What is not estimated in a repository is
counted, not added as 0. The same plans give the same document, but for `created`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from migrate import __version__
from migrate.fleet.summary import FAILED, NOT_RUN, PLANNED
from migrate.model import Applicability, Severity

SCHEMA = 1


def inventory(rows: Sequence[dict[str, Any]], *, interrupted: bool = False) -> dict[str, Any]:
    """The document about these repositories, in their order."""
    done = [row for row in rows if row["status"] == PLANNED]
    teams = sorted({row["team"] for row in rows}, key=lambda team: (team is None, team))
    return {
        "schema": SCHEMA,
        "tool_version": __version__,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "interrupted": interrupted,
        "totals": totals(rows),
        "teams": [
            {"team": team, **totals([row for row in rows if row["team"] == team])} for team in teams
        ],
        "vendors": _vendors(done),
        "models": _models(done),
        "blockers": _blockers(done),
        "repositories": list(rows),
    }


def totals(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Counts and sums of some repositories: those of a team, or all."""
    done = [row for row in rows if row["status"] == PLANNED]
    states = Counter(row["status"] for row in rows)
    return {
        "repositories": len(rows),
        "planned": states[PLANNED],
        "failed": states[FAILED],
        "not_run": states[NOT_RUN],
        "incomplete": sum(not row["complete"] for row in done),
        "with_findings": sum(any(row["findings"]["severity"].values()) for row in done),
        "scan": {name: sum(row["scan"][name] for row in done) for name in ("files", "bytes", "sites")},
        "kinds": _sum(row["kinds"] for row in done),
        "severity": {s.value: sum(row["findings"]["severity"][s.value] for row in done) for s in Severity},
        "applicability": {
            a.value: sum(row["findings"]["applicability"][a.value] for row in done) for a in Applicability
        },
        "edits": {
            name: sum(row["findings"]["edits"][name] for row in done)
            for name in (Applicability.SAFE.value, Applicability.REVIEW.value)
        },
        "effort": _effort(done),
        "cost": {name: _bill([row["cost"][name] for row in done]) for name in ("source", "target")},
    }


def _sum(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for entry in counts:
        total.update(entry)
    return dict(sorted(total.items()))


def _effort(done: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    known = [row["effort"] for row in done if "low_hours" in row["effort"]]
    hours: dict[str, Any] = {
        name: str(sum((Decimal(effort[name]) for effort in known), Decimal(0))) if known else None
        for name in ("low_hours", "high_hours")
    }
    return {**hours, "not_estimated": len(done) - len(known)}


def _bill(sides: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    amounts: dict[str, Decimal] = {}
    for side in sides:
        for currency, amount in side["amounts"].items():
            amounts[currency] = amounts.get(currency, Decimal(0)) + Decimal(amount)
    return {
        "amounts": {currency: f"{amount:f}" for currency, amount in sorted(amounts.items())},
        "not_priced": sum(side["not_priced"] for side in sides),
        "without_bill": sum(not side["amounts"] for side in sides),
    }


def _vendors(done: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Whom the code of all repositories talks to, most repositories first."""
    found: dict[tuple[str, str | None], dict[str, Any]] = {}
    for row in done:
        for entry in row["vendors"]:
            key = entry["kind"], entry["name"]
            same = found.setdefault(key, {"kind": key[0], "name": key[1], "sites": 0, "repositories": []})
            same["sites"] += entry["sites"]
            same["repositories"].append(row["name"])
    return sorted(
        found.values(), key=lambda e: (-len(e["repositories"]), -e["sites"], e["kind"], e["name"] or "")
    )


def _models(done: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Models in use; two repositories may send the same model to different targets."""
    found: dict[str, dict[str, Any]] = {}
    for row in done:
        for entry in row["models"]:
            name = entry["model"]
            same = found.setdefault(name, {"model": name, "targets": [], "places": 0, "repositories": []})
            target = {"provider": row["target"], "model": entry["target"]}
            if target not in same["targets"]:
                same["targets"].append(target)
            same["places"] += entry["places"]
            same["repositories"].append(row["name"])
    return sorted(found.values(), key=lambda e: (-len(e["repositories"]), -e["places"], e["model"]))


def _blockers(done: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What stops the move, by rule, most repositories first."""
    found: dict[str, dict[str, Any]] = {}
    for row in done:
        for entry in row["blockers"]:
            rule = entry["rule"]
            same = found.setdefault(rule, {"rule": rule, "count": 0, "by_hand": 0, "repositories": []})
            same["count"] += entry["count"]
            same["by_hand"] += entry["by_hand"]
            if row["name"] not in same["repositories"]:
                same["repositories"].append(row["name"])
    return sorted(found.values(), key=lambda e: (-len(e["repositories"]), -e["count"], e["rule"]))
