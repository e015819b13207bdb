"""How much work the findings are, from weights anyone can read: points x unit minutes, as a range."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from migrate.model import Applicability, Finding, Severity, SiteKind
from providers import resources

_REQUESTS = {SiteKind.CALL, SiteKind.FRAMEWORK, SiteKind.HTTP}
_LETTER_MEANING = {
    "A": "safe edits only",
    "B": "some edits need a person's decision",
    "C": "some work is done by hand",
}


@dataclass(frozen=True, slots=True)
class Weight:
    """Points of one piece of work, the range around them and the reason."""

    points: Decimal
    low: Decimal
    high: Decimal
    why: str


@dataclass(frozen=True, slots=True)
class Work:
    """Work that comes with a move, whatever the findings: `per` once, file, call or embedding."""

    id: str
    step: str
    title: str
    per: str
    weight: Weight


@dataclass(frozen=True, slots=True)
class Weights:
    """The whole table of `seeds/effort.toml`."""

    as_of: str
    basis: str
    unit_minutes: int
    repeat: Decimal
    applicability: Mapping[str, Weight]
    severity: Mapping[str, Decimal]
    rules: Mapping[str, Mapping[str, object]]
    work: tuple[Work, ...]
    level_hours: tuple[int, ...]
    steps: Mapping[str, str]

    def of(self, rule: str, applicability: str) -> Weight:
        """The weight of a rule's fix: its own points if it has some, else those of the applicability."""
        base = self.applicability[applicability]
        own = self.rules.get(rule, {})
        if applicability not in own:
            return base
        points = Decimal(str(own[applicability]))
        return Weight(points, base.low, base.high, str(own.get("why", base.why)))


def weights() -> Weights:
    """Read the shipped weights."""
    text = resources.seeds("effort.toml").read_text(encoding="utf-8")
    raw = tomllib.loads(text, parse_float=Decimal)
    return Weights(
        as_of=raw["as_of"],
        basis=raw["basis"],
        unit_minutes=raw["unit_minutes"],
        repeat=raw["repeat"],
        applicability={name: _weight(row) for name, row in raw["applicability"].items()},
        severity=raw["severity"],
        rules=raw["rule"],
        work=tuple(
            Work(row["id"], row["step"], row["title"], row["per"], _weight({**row, "why": row["title"]}))
            for row in raw["work"]
        ),
        level_hours=tuple(raw["level"]["hours"]),
        steps=raw["steps"],
    )


def section(
    findings: Sequence[Finding],
    *,
    embeddings_change: bool,
    table: Weights | None = None,
    unit_minutes: int | None = None,
) -> dict[str, object]:
    """The plan's `effort` section: hours from low to high, a level, and every weight that made them.

    `embeddings_change` adds the re-index. Without findings there is nothing to estimate, and that is said.
    Deterministic: the same findings give the same hours, whatever their order.
    """
    table = table or weights()
    minutes = Decimal(unit_minutes or table.unit_minutes)
    if not findings:
        return {"not_estimated": "nothing was found that would have to change", "items": []}
    items = [*_fixes(findings, table, minutes), *_works(findings, embeddings_change, table, minutes)]
    low = sum((Decimal(str(item["low_hours"])) for item in items), Decimal(0))
    high = sum((Decimal(str(item["high_hours"])) for item in items), Decimal(0))
    letter = _letter(items)
    number = 1 + sum(high > limit for limit in table.level_hours)
    return {
        "low_hours": str(low),
        "high_hours": str(high),
        "level": f"{letter}-{number}",
        "level_meaning": f"{_LETTER_MEANING[letter]}; {_hours_meaning(number, table.level_hours)}",
        "unit_minutes": str(minutes),
        "repeat": str(table.repeat),
        "severity": {name: str(factor) for name, factor in table.severity.items()},
        "weights": {"source": "effort.toml", "as_of": table.as_of, "basis": table.basis},
        "steps": dict(table.steps),
        "items": items,
    }


def _fixes(findings: Iterable[Finding], table: Weights, minutes: Decimal) -> list[dict[str, object]]:
    """One item per rule, applicability and severity; the same message again is a repeat."""
    groups: dict[tuple[str, Applicability, Severity], dict[str, int]] = {}
    for finding in findings:
        key = (finding.rule, finding.applicability, finding.severity)
        messages = groups.setdefault(key, {})
        messages[finding.message] = messages.get(finding.message, 0) + 1
    items: list[dict[str, object]] = []
    for key in sorted(
        groups, key=lambda k: (list(Severity).index(k[2]), list(Applicability).index(k[1]), k[0])
    ):
        rule, applicability, severity = key
        weight = table.of(rule, applicability.value)
        first = len(groups[key])
        again = sum(groups[key].values()) - first
        factor = Decimal(table.severity[severity.value])
        points = weight.points * factor * (first + again * table.repeat)
        items.append(
            {
                "kind": "fix",
                "rule": rule,
                "applicability": applicability.value,
                "severity": severity.value,
                "step": _step(applicability, severity),
                "count": first + again,
                "different": first,
                "weight": str(weight.points),
                "why": weight.why,
                **_hours(points, weight, minutes),
            }
        )
    return items


def _works(
    findings: Sequence[Finding], embeddings_change: bool, table: Weights, minutes: Decimal
) -> list[dict[str, object]]:
    counts = {
        "once": 1,
        "file": len({edit.path for finding in findings for edit in finding.edits}),
        "call": len({(f.site.path, f.site.span) for f in findings if f.site.kind in _REQUESTS}),
        "embedding": int(embeddings_change),
    }
    items: list[dict[str, object]] = []
    for work in table.work:
        count = counts[work.per]
        if count:
            items.append(
                {
                    "kind": "work",
                    "work": work.id,
                    "step": work.step,
                    "count": count,
                    "per": work.per,
                    "weight": str(work.weight.points),
                    "why": work.title,
                    **_hours(work.weight.points * count, work.weight, minutes),
                }
            )
    return items


def _hours(points: Decimal, weight: Weight, minutes: Decimal) -> dict[str, str]:
    hours = points * minutes / 60
    return {
        "points": str(points.normalize() if points else Decimal(0)),
        "low_hours": str(_cents(hours * weight.low)),
        "high_hours": str(_cents(hours * weight.high)),
    }


def _cents(hours: Decimal) -> Decimal:
    return hours.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _step(applicability: Applicability, severity: Severity) -> str:
    if applicability is Applicability.SAFE:
        return "apply"
    return "blockers" if severity is Severity.BLOCKER else "review"


def _letter(items: Iterable[Mapping[str, object]]) -> str:
    """By the fixes that are work; what is only worth knowing does not raise it."""
    kinds = {
        item.get("applicability")
        for item in items
        if Decimal(str(item["points"])) and item.get("severity") != "info"
    }
    if "manual" in kinds:
        return "C"
    return "B" if "review" in kinds else "A"


def _hours_meaning(number: int, limits: Sequence[int]) -> str:
    return f"up to {limits[number - 1]} hours" if number <= len(limits) else f"more than {limits[-1]} hours"


def _weight(row: Mapping[str, object]) -> Weight:
    points, low, high = (Decimal(str(row[name])) for name in ("points", "low", "high"))
    return Weight(points, low, high, str(row["why"]))
