"""Killed at any instant, an apply, a rollback and a recovery can be set right completely."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from providers import resources


@pytest.mark.parametrize(
    ("scenario", "mode", "least", "written"),
    [  # `least`: so many writing calls are there to die at; `written`: files as after, found at the deaths
        ("apply", "kill", 40, {"0", "1", "2", "3"}),
        ("apply", "torn", 40, {"0", "1", "2", "3"}),
        ("apply", "power", 40, {"0", "1", "2", "3"}),
        ("rollback", "kill", 30, {"0", "1", "2", "3"}),
        ("rollback", "power", 30, {"0", "1", "2", "3"}),
        ("recover", "kill", 15, {"0", "1"}),
    ],
)
def test_death_at_every_writing_call(
    scenario: str, mode: str, least: int, written: set[str], tmp_path: Path
) -> None:
    script = Path(__file__).with_name("crash.py")
    done = subprocess.run(
        [sys.executable, script, scenario, mode, tmp_path],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(resources.root()), "PATH": "/usr/bin:/bin"},
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["steps"] >= least
    assert set(said["files written at death"]) == written
