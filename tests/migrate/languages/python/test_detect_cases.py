"""Cases as data: a comment `#: kind api | kind api` on a line says what is found there, and nothing else is.

After `--` stand its arguments, features, target and confidence (`tests.migrate.detected`).
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from migrate.model import SiteKind
from migrate.scan import scan
from tests.migrate.detected import Wanted, check, misplaced, wanted

CASES = Path(__file__).parents[3] / "cases" / "detect" / "python"
MARK = re.compile(r"#:(.*)$")


def expected(folder: Path) -> list[tuple[str, int, Wanted]]:
    found = []
    for file in sorted(folder.rglob("*.py")):
        path = file.relative_to(folder).as_posix()
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if mark := MARK.search(line):
                found += [(path, number, entry) for entry in wanted(mark.group(1))]
    return found


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda p: p.name)
def test_finds_exactly_what_the_case_says(case: Path, tmp_path: Path) -> None:
    if case.is_dir():
        shutil.copytree(case, tmp_path, dirs_exist_ok=True)
    else:
        shutil.copy(case, tmp_path)
    result = scan(tmp_path)
    prompts = case.name.startswith("prompts")
    found = {
        (s.path, s.line, s.kind.value, s.api)
        for s in result.sites
        if s.language == "python" and (prompts or s.kind is not SiteKind.PROMPT)
    }
    cases = expected(tmp_path)
    assert found == {(path, line, case.kind, case.api) for path, line, case in cases}
    check(result.sites, cases)
    assert misplaced(tmp_path, result.sites) == []
    assert not result.skipped
