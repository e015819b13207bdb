"""Killed at any instant, an apply, a rollback and a recovery can be set right completely; so can a dead machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from providers import resources

LUCK = {"kill", "torn", "power", "names lost", "every second name lost, 0", "every second name lost, 1"}
MEMORY = Path("/dev/shm")  # nothing here has to outlive the test


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that need not be on a disk: what that would hold is played."""
    with tempfile.TemporaryDirectory(dir=MEMORY if os.access(MEMORY, os.W_OK) else None) as made:
        yield Path(made)


@pytest.mark.parametrize("size", ["few", "many"])
@pytest.mark.parametrize(
    ("scenario", "least", "written"),
    [  # `least`: so many writing calls are there to die at; `written`: files as after, found at the deaths
        ("apply", 40, [0, 1, 2, 3]),
        ("rollback", 30, [0, 1, 2, 3]),
        ("recover", 15, [0, 1]),
    ],
)
def test_death_at_every_writing_call(scenario: str, least: int, written: list[int], size: str, folder: Path) -> None:
    script = Path(__file__).with_name("crash.py")
    done = subprocess.run(
        [sys.executable, script, scenario, size, folder],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(resources.root()), "PATH": "/usr/bin:/bin"},
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["steps"] >= least
    assert set(said["written"]) == LUCK
    assert said["written"]["kill"] == said["written"]["power"] == written
