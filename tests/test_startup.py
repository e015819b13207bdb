"""Start-up is a feature: what a command does not need, it does not import."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "openai", "httpx", "httpx2", "pydantic", "rich", "pygments", "jinja2", "tiktoken", "jsonschema",
    "tree_sitter", "yaml", "dotenv", "pathspec", "asyncio", "concurrent.futures.process", "duckdb", "sqlglot", "fsspec",
}  # fmt: skip
CODE = {"tree_sitter", "yaml", "dotenv", "pathspec", "concurrent.futures.process"}


def imported(tmp_path: Path, *arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "from migrate.__main__ import main; main()", *arguments],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "COLUMNS": "100", "PYTHONPATH": str(Path(__file__).parent.parent)},
        check=False,
    )
    names = re.findall(r"^import time:.*\|\s+(\S+)$", done.stderr, re.MULTILINE)
    assert "typer" in names, done.stderr[-2000:]
    return set(names)


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--version"], ["plan", "--help"], ["cost", "--help"], ["tokens", "count", "--help"], ["providers"], ["providers", "show", "zhipu"], ["explain"]],
    ids=" ".join,
)
def test_light_commands_import_nothing_heavy(tmp_path, arguments):
    assert not imported(tmp_path, *arguments) & HEAVY


def test_a_plan_of_nothing_never_imports_a_client_or_a_validator(tmp_path):
    (tmp_path / "notes.txt").write_text("nothing here\n")
    assert not imported(tmp_path, "plan", ".", "--to", "zhipu") & (HEAVY - CODE)
