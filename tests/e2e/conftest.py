"""Real sub-processes on real copies of real applications."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
APPS = CHECKOUT / "tests" / "apps"


@dataclass
class Ran:
    code: int
    out: str
    err: str


@pytest.fixture
def migrate(tmp_path):
    """Run the command line in `tmp_path` as a user would; returns code, stdout and stderr."""

    def run(*arguments, cwd=None, env=None) -> Ran:
        done = subprocess.run(
            [sys.executable, "-c", "from migrate.__main__ import main; main()", *map(str, arguments)],
            capture_output=True,
            text=True,
            cwd=cwd or tmp_path,
            env={**os.environ, "PYTHONPATH": str(CHECKOUT), "COLUMNS": "100",
                 "XDG_STATE_HOME": str(tmp_path / ".state"), **(env or {})},
            timeout=120,
            check=False,
        )
        assert "Traceback" not in done.stderr + done.stdout, done.stderr
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def teashop(tmp_path):
    """A fresh copy of the sample application."""
    keep = shutil.ignore_patterns("__pycache__", ".migrate", ".pytest_cache")
    return Path(shutil.copytree(APPS / "teashop", tmp_path / "teashop", ignore=keep))


@pytest.fixture
def snapshot():
    """Content and mode of every file below a folder, the tool's own `.migrate` left out."""

    def take(root: Path) -> dict[str, tuple[str, int]]:
        return {
            str(path.relative_to(root)): (sha256(path.read_bytes()).hexdigest(), path.stat().st_mode)
            for path in sorted(root.rglob("*"))
            if path.is_file() and not {".migrate", "__pycache__", ".pytest_cache"} & set(path.parts)
        }

    return take
