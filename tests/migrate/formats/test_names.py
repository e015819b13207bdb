"""Which path is read as which format, without importing a parser."""

from __future__ import annotations

import subprocess
import sys

import pytest

from migrate.formats import FORMATS, format_of


@pytest.mark.parametrize(
    ("name", "paths"),
    [
        ("dotenv", ".env .env.local a/.env.example prod.env env.example .env.production.local local.env.dist .flaskenv"),
        ("yaml", "a.yml docker-compose.yaml values.yaml.example .github/workflows/ci.yml"),
        ("toml", "pyproject.toml Pipfile a.toml.example"),
        ("json", "a.json tsconfig.jsonc batch.jsonl vercel.json a/OAI_CONFIG_LIST"),
        ("ini", "setup.cfg a.ini app.service"),
        ("properties", "src/main/resources/application.properties"),
        ("dockerfile", "Dockerfile Dockerfile.dev api.Dockerfile Containerfile web.dockerfile"),
        ("shell", "run.sh .bashrc .envrc a.zsh"),
        ("requirements", "requirements.txt requirements-dev.txt dev-requirements.in requirements/base.txt constraints.txt"),
    ],
)  # fmt: skip
def test_format_by_path(name, paths):
    for path in paths.split():
        assert format_of(path) == name, path
        assert FORMATS[name].matches(path)


@pytest.mark.parametrize(
    "path",
    ["env.py", "src/env.ts", "env.d.ts", "environment.rb", "README.md", "a.txt", "notes.env.md", "yaml", "dockerfile.py",
     "package-json.js", "poetry.lock", "jsonl", "a.env.py", "", "Dockerfile.md"],
)  # fmt: skip
def test_other_files_have_no_format(path):
    assert format_of(path) is None


def test_asking_for_a_format_imports_no_parser():
    code = (
        "import sys; from migrate.formats import format_of; from migrate.scan.config import wants; "
        "assert format_of('a.yaml') == 'yaml' and wants('a.toml') and not wants('a.lock'); "
        "loaded = {'yaml', 'tree_sitter', 'pathspec', 'dotenv', 'openai', 'pydantic'} & set(sys.modules); "
        "assert not loaded, loaded"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
