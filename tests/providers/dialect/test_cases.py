"""The table of cases: vendor, model, mode, parameter, value -> outcome, remedies and the evidence's key.

One file per vendor in `cases/`, columns separated by `|`. `value` is JSON, `?` for a value that is not
known; `mode` is on, off or `-` for the model's default. The rows are written from the vendors' documents,
never from what the code says.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from providers import catalog
from providers.dialect import UNKNOWN, Remedy, judge

CASES = Path(__file__).with_name("cases")
MODES = {"on": True, "off": False, "-": None}


def rows() -> list[tuple[str, dict[str, str]]]:
    found = []
    for path in sorted(CASES.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            table = csv.DictReader(lines, delimiter="|", quoting=csv.QUOTE_NONE)
            found.extend((path.stem, row) for row in table)
    return found


ROWS = rows()


def said(remedy: Remedy) -> str:
    """A remedy as the table writes it."""
    if remedy.action in ("drop", "rename"):
        return f"{remedy.action} {remedy.name}" if remedy.name else remedy.action
    if remedy.action == "move":
        value = "" if remedy.name == "messages" else f"={json.dumps(remedy.value)}"
        return f"move {remedy.name}{value}"
    if remedy.action in ("clamp", "replace"):
        name = f"{remedy.name}=" if remedy.name else ""
        return f"{remedy.action} {name}{json.dumps(remedy.value, ensure_ascii=False)}"
    return remedy.action


@pytest.mark.parametrize(
    ("vendor", "row"), ROWS, ids=[f"{v}-{r['model']}-{r['mode']}-{r['parameter']}-{r['value']}"[:90] for v, r in ROWS]
)
def test_row(vendor: str, row: dict[str, str]) -> None:
    value = UNKNOWN if row["value"] == "?" else json.loads(row["value"])
    verdict = judge(
        catalog.load(vendor), row["model"] or None, row["parameter"], value, thinking=MODES[row["mode"]]
    )
    remedies = " + ".join(map(said, verdict.remedies)) or "-"
    assert (verdict.outcome.value, remedies, verdict.evidence.key) == (row["outcome"], row["remedy"], row["evidence"])


def test_the_table_is_broad() -> None:
    assert len(ROWS) >= 400
    assert len({vendor for vendor, _ in ROWS}) == 14
    assert {row["outcome"] for _, row in ROWS} == {
        "accepted", "changed", "ignored", "renamed", "refused", "unknown",
    }  # fmt: skip


@pytest.mark.parametrize(("vendor", "row"), [r for r in ROWS if r[1]["outcome"] != "unknown"][::3])
def test_every_verdict_that_decides_names_a_source(vendor: str, row: dict[str, str]) -> None:
    value = UNKNOWN if row["value"] == "?" else json.loads(row["value"])
    verdict = judge(
        catalog.load(vendor), row["model"] or None, row["parameter"], value, thinking=MODES[row["mode"]]
    )
    assert verdict.evidence.sources
    assert {s.split(":")[0] for s in verdict.evidence.sources} <= set(catalog.load(vendor).sources)
    assert catalog.load(vendor).name in verdict.message


@pytest.mark.parametrize(
    ("vendor", "model", "parameter", "value", "outcome"),
    [
        ("zhipu", "glm-4.6", "temperature", 1.8, "refused"),  # passed through
        ("zhipu", "glm-4.6", "response_format_json_schema", UNKNOWN, "unknown"),  # passed through
        ("bytedance", "doubao-seed-1.6", "response_format_json_object", UNKNOWN, "accepted"),  # refused
        ("moonshot", "kimi-k2.6", "temperature", 0, "refused"),  # dropped without a word
        ("moonshot", "kimi-k3", "n", 3, "unknown"),  # passed through
        ("moonshot", "kimi-k3", "tool_choice_required", UNKNOWN, "accepted"),  # replaced by a sentence in the prompt
    ],
)
def test_where_litellm_differs(vendor: str, model: str, parameter: str, value: object, outcome: str) -> None:
    assert judge(catalog.load(vendor), model, parameter, value).outcome.value == outcome
