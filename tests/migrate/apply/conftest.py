"""A project on disk, a plan for it, and how its files stand."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from apply_project import Project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """An empty project; folders a test made read-only are opened again."""
    root = tmp_path / "app"
    root.mkdir()
    yield Project(root)
    for folder, _, _ in os.walk(root):
        os.chmod(folder, 0o755)
