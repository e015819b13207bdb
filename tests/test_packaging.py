"""The wheel, the sdist and a bare checkout all find their data and run."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A wheel that was built from the sdist, which was built from the checkout."""
    place = tmp_path_factory.mktemp("dist")
    source = tmp_path_factory.mktemp("source") / "llm-migrate"
    keep = shutil.ignore_patterns(
        ".git", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".migrate"
    )
    shutil.copytree(CHECKOUT, source, ignore=keep)
    done = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", place, source],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return place


def run(path: Path, cwd: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", "from migrate.__main__ import main; main()", *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(path)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_runs_on_its_own(built, tmp_path):
    (wheel,) = built.glob("*.whl")
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(site)
    assert "providers/_data/seeds/compiled/zhipu.json" in names
    assert any(name.startswith("providers/_data/prompts/") for name in names)
    assert not any(name.startswith(("tests/", "benchmarks/")) for name in names)
    where = subprocess.run(
        [sys.executable, "-c", "import migrate, providers.resources as r; print(migrate.__file__, r.root())"],
        capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(site)}, cwd=tmp_path, check=True,
    ).stdout  # fmt: skip
    assert where.count(str(site)) == 2
    assert "zhipu" in run(site, tmp_path, "providers")
    app = tmp_path / "app"
    app.mkdir()
    (app / "a.py").write_text("from openai import OpenAI\n\nclient = OpenAI()\n")
    assert "a.py" in run(site, tmp_path, "plan", "app", "--to", "zhipu")


def test_the_entry_points_are_both_names(built):
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [n for n in archive.namelist() if n.endswith("entry_points.txt")]
        text = archive.read(name).decode()
        licences = [n for n in archive.namelist() if n.endswith(("LICENSE", "NOTICE"))]
    assert "migrate = migrate.__main__:main" in text
    assert "llm-migrate = migrate.__main__:main" in text
    assert len(licences) == 2


def test_an_uninstalled_checkout_runs_under_pytest(tmp_path):
    copy = tmp_path / "checkout"
    copy.mkdir()
    for name in ("migrate", "providers", "seeds", "prompts"):
        shutil.copytree(CHECKOUT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "tests").mkdir()
    shutil.copy(CHECKOUT / "pyproject.toml", copy)
    (copy / "tests" / "test_it.py").write_text(
        "import migrate, providers.resources as r, providers.catalog as c\n"
        "from pathlib import Path\n"
        "def test_it():\n"
        f"    assert r.root() == Path({str(copy)!r})\n"
        "    assert c.load('zhipu').id == 'zhipu'\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        capture_output=True,
        text=True,
        cwd=copy,
        env={k: v for k, v in os.environ.items() if not k.startswith("PYTEST")} | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_scanned_folder_is_never_importable(tmp_path):
    """A repository with its own `providers`, `json` and `multiprocessing` is data, also in workers."""
    trap = "open('was_imported', 'w').close()\nraise SystemExit(9)\n"
    for name in ("json", "multiprocessing", "concurrent", "typer", "tree_sitter", "yaml"):
        (tmp_path / f"{name}.py").write_text(trap)
    for package in ("providers", "migrate"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text(trap)
    for number in range(300):  # enough for worker processes
        (tmp_path / f"app{number}.py").write_text(
            '"""' + "padding " * 1500 + '"""\nfrom openai import OpenAI\nclient = OpenAI()\n'
        )
    script = Path(sys.executable).with_name("migrate")
    command = [str(script)] if script.exists() else [sys.executable, "-P", "-m", "migrate"]
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    if not script.exists():
        environment["PYTHONPATH"] = str(CHECKOUT)
    done = subprocess.run(
        [*command, "plan", ".", "--to", "zhipu"],
        capture_output=True, text=True, cwd=tmp_path, env=environment, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "was_imported").exists()
