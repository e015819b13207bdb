"""Recall and precision on small repositories of our own, labelled like the corpus the detection is measured on."""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from pathlib import Path

import pytest

from benchmarks.detection import LABELLED
from migrate.scan import scan

FOLDER = Path(__file__).parents[2] / "cases" / "repos"
NAMES = sorted(p.stem for p in FOLDER.glob("*.jsonl"))
BAR = 0.97
Place = tuple[str, int, str]


def labels(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def found(name: str, tmp_path: Path) -> set[Place]:
    shutil.copytree(FOLDER / name, tmp_path / name)  # outside of this repository's own ignore rules
    return {(s.path, s.line, s.kind.value) for s in scan(tmp_path / name).sites if s.kind in LABELLED}


def score(name: str, tmp_path: Path) -> tuple[set[Place], set[Place], int]:
    """What was missed, what was reported wrongly, and how many labels there are; the line must be the label's."""
    wanted: dict[Place, bool] = {}
    traps = set()
    for row in labels(name):
        place = (str(row["path"]), int(str(row["line"])), str(row["kind"]))
        if row["kind"] == "trap":
            traps.add(place[:2])
        else:
            wanted[place] = not row.get("optional")
    reported = found(name, tmp_path)
    missed = {place for place, required in wanted.items() if required} - reported
    wrong = reported - wanted.keys()
    assert not {place[:2] for place in wrong} & traps, "a trap was taken for a use"
    return missed, wrong, sum(wanted.values())


@pytest.mark.parametrize("name", NAMES)
def test_no_label_is_outside_its_file(name: str) -> None:
    for row in labels(name):
        lines = (FOLDER / name / str(row["path"])).read_text(encoding="utf-8").splitlines()
        assert 0 < int(str(row["line"])) <= len(lines)
        assert lines[int(str(row["line"])) - 1].strip()


def test_recall_and_precision_stay_above_the_bar(tmp_path: Path) -> None:
    total: defaultdict[str, int] = defaultdict(int)
    told = []
    for name in NAMES:
        missed, wrong, required = score(name, tmp_path)
        total["required"] += required
        total["missed"] += len(missed)
        total["wrong"] += len(wrong)
        told += [f"{name}: missed {p}" for p in sorted(missed)] + [f"{name}: wrong {p}" for p in sorted(wrong)]
    right = total["required"] - total["missed"]
    assert right / total["required"] >= BAR, told
    assert right / (right + total["wrong"]) >= BAR, told
