"""What the documents say is what the project does."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands():
    return re.findall(r"^(python3 -m venv .*)$", README, re.MULTILINE)


def test_ci_runs_the_readmes_test_command_word_for_word():
    (_, tests) = commands()
    assert tests in (ROOT / ".ci" / "run").read_text()


def test_the_first_command_plans_the_sample_application():
    (plan, _) = commands()
    assert plan.endswith("migrate plan tests/apps/teashop --to zhipu")
    assert (ROOT / "tests" / "apps" / "teashop").is_dir()


def test_the_sample_plan_is_what_is_printed():
    from migrate import report
    from migrate.plan import build

    (sample,) = re.findall(r"^```text\nPlan to move.*?^```", README, re.MULTILINE | re.DOTALL)
    settings = build.settings(ROOT / "tests" / "apps" / "teashop", to="zhipu", on=date(2026, 11, 23))
    printed = report.text(build.build(settings), width=100, color=False).splitlines()
    shown = sample.splitlines()[3:-1]  # its first lines name a folder, a time and an id
    assert len(shown) > 60
    assert [line for line in shown if line not in printed and line.strip() != "[...]"] == []


def test_every_command_the_readme_names_exists():
    done = subprocess.run(
        [sys.executable, "-c", "from migrate.__main__ import main; main()", "--help"],
        capture_output=True, text=True, cwd=ROOT, check=True,
    )  # fmt: skip
    named = re.findall(r"^\| `(\w+)", README, re.MULTILINE)
    assert {"plan", "show", "apply", "rollback", "swap", "providers", "explain", "init"} <= set(named)
    for name in named:
        if not name.isdigit():
            assert re.search(rf"^  {name}\b", done.stdout, re.MULTILINE), name


def test_every_option_the_readme_names_exists():
    (line,) = re.findall(r"^\| `plan PATH.*$", README, re.MULTILINE)
    for command, names in {"plan": line, "apply": re.findall(r"^\| `apply PLAN.*$", README, re.MULTILINE)[0]}.items():
        shown = subprocess.run(
            [sys.executable, "-c", "from migrate.__main__ import main; main()", command, "--help"],
            capture_output=True, text=True, cwd=ROOT, check=True,
        ).stdout  # fmt: skip
        for option in re.findall(r"`(--[a-z-]+)", names):
            assert option in shown, f"{command} {option}"


def test_counts_in_the_readme_are_the_catalogues():
    from providers import catalog

    vendors = catalog.summaries()
    models = sum(v.model_count for v in vendors)
    entries = sum(v.price_entries for v in vendors)
    assert f"{len(vendors)} vendors, {models} models, {entries} price entries" in README


def test_no_module_is_larger_than_a_room_should_be():
    for folder in ("migrate", "providers"):
        for path in (ROOT / folder).rglob("*.py"):
            assert len(path.read_text(encoding="utf-8").splitlines()) <= 430, path
