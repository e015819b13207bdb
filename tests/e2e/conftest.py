"""Real sub-processes on real copies of real applications."""

import json
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


@pytest.fixture(scope="session")
def commands():
    """The process that forks for every command line."""
    server = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("serve_commands.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
    )
    with server:
        yield server


@pytest.fixture
def migrate(tmp_path, tmp_path_factory, commands):
    """Run the command line in `tmp_path` as a user would; returns code, stdout and stderr."""
    outputs = tmp_path_factory.mktemp("outputs")

    def run(*arguments, cwd=None, env=None) -> Ran:
        order = {
            "argv": [str(a) for a in arguments],
            "cwd": str(cwd or tmp_path),
            "env": {**os.environ, "PYTHONPATH": str(CHECKOUT), "COLUMNS": "100",
                    "XDG_STATE_HOME": str(tmp_path / ".state"), **(env or {})},
            "out": str(outputs / "out"),
            "err": str(outputs / "err"),
        }
        commands.stdin.write(json.dumps(order) + "\n")
        commands.stdin.flush()
        code = int(commands.stdout.readline())
        out, err = (Path(order[name]).read_bytes().decode() for name in ("out", "err"))
        assert "Traceback" not in err + out, err
        return Ran(code, out, err)

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
