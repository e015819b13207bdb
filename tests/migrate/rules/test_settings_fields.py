"""Fields of a settings class that are longer than any setting."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from migrate.model import Applicability
from migrate.plan import build

CODE = """from pydantic_settings import BaseSettings
from openai import OpenAI

class Settings(BaseSettings):
    openai_api_key: (str{blanks}) = ""

client = OpenAI(api_key=Settings().openai_api_key)
"""


@pytest.mark.parametrize(("blanks", "expected"), [(10, Applicability.SAFE), (60_000, Applicability.MANUAL)])
def test_a_field_is_not_taken_apart_for_minutes(tmp_path: Path, blanks: int, expected: Applicability) -> None:
    (tmp_path / "settings.py").write_text(CODE.format(blanks="\n" * blanks))
    plan = build.build(build.settings(tmp_path, to="zhipu", on=datetime.date(2026, 11, 23)))
    fields = [f for f in plan.findings if f.rule == "api-key-variable" and f.site.line == 5]
    assert [f.applicability for f in fields] == [expected]
