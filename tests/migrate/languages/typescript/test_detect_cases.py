"""Cases as data: a comment `//: kind api | kind api` on a line says what is found there, and nothing else is."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from migrate.languages import language_of
from migrate.model import SiteKind
from migrate.scan import scan

CASES = Path(__file__).parents[3] / "cases" / "detect" / "typescript"
MARK = re.compile(r"//:(.*?)(?:\*/\}|-->)?$")


def expected(folder: Path) -> set[tuple[str, int, str, str]]:
    found = set()
    for file in sorted(p for p in folder.rglob("*") if p.is_file() and language_of(p.name) == "typescript"):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            mark = MARK.search(line)
            for entry in mark.group(1).split("|") if mark else ():
                kind, _, api = entry.strip().partition(" ")
                found.add((file.relative_to(folder).as_posix(), number, kind, api.strip()))
    return found


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda p: p.name)
def test_finds_exactly_what_the_case_says(case: Path, tmp_path: Path) -> None:
    if case.is_dir():
        shutil.copytree(case, tmp_path, dirs_exist_ok=True)
    else:
        shutil.copy(case, tmp_path)
    result = scan(tmp_path)
    quiet = {SiteKind.PROMPT} if not case.name.startswith("prompts") else set()
    found = {
        (s.path, s.line, s.kind.value, s.api)
        for s in result.sites
        if s.language == "typescript" and s.kind not in quiet
    }
    assert found == expected(tmp_path)
    assert not result.skipped
    assert not result.parse_error_files
