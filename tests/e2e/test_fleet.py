"""Several repositories in one command: real folders, real processes, real failures."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest

from migrate.plan import store

CHECKOUT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((CHECKOUT / "seeds" / "schema" / "fleet.schema.json").read_text(encoding="utf-8"))
CALL = """from openai import OpenAI

client = OpenAI()
answer = client.chat.completions.create(model="{model}", messages=[])
"""


def make(folder: Path, model: str = "gpt-4o") -> Path:
    folder.mkdir(parents=True)
    (folder / "app.py").write_text(CALL.format(model=model))
    return folder


@pytest.fixture
def fleet(migrate, tmp_path):
    """Plan several repositories into `out`; what was run and the inventory, checked against its schema."""

    def run(*arguments, **options):
        ran = migrate("plan", *arguments, "-o", "out", **options)
        found = json.loads((tmp_path / "out" / "fleet.json").read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator(SCHEMA).validate(found)
        return ran, found

    return run


def test_each_repository_gets_the_plan_it_gets_alone(fleet, migrate, tmp_path):
    make(tmp_path / "shop")
    make(tmp_path / "chat", "gpt-4o-mini")
    ran, found = fleet("shop", "chat", "--to", "zhipu")
    assert ran.code == 0, ran.err
    assert ran.err == ""  # no progress when stderr is not a terminal
    assert [row["name"] for row in found["repositories"]] == ["shop", "chat"]
    for name in ("shop", "chat"):
        assert migrate("plan", name, "--to", "zhipu", "-o", "alone.json").code == 0
        together, alone = store.load(tmp_path / "out" / f"{name}.json"), store.load(tmp_path / "alone.json")
        assert together.id == alone.id


def test_a_plan_of_a_fleet_applies_and_rolls_back(fleet, migrate, tmp_path, snapshot):
    make(tmp_path / "shop")
    make(tmp_path / "chat")
    fleet("shop", "chat", "--to", "zhipu")
    before = {name: snapshot(tmp_path / name) for name in ("shop", "chat")}
    assert migrate("apply", "out/shop.json", "--unsafe").code == 0
    assert snapshot(tmp_path / "shop") != before["shop"]
    assert snapshot(tmp_path / "chat") == before["chat"]
    assert migrate("rollback", "--root", "shop").code == 0
    assert snapshot(tmp_path / "shop") == before["shop"]


def test_sums_are_those_of_the_repositories(fleet, tmp_path, teashop):
    make(tmp_path / "shop")
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "a.py").write_text("print(1)\n")
    (tmp_path / "repos.yaml").write_text(
        "- {path: teashop, team: tea}\n- {path: shop, team: tea, to: moonshot}\n- empty\n"
    )
    ran, found = fleet("--repos-from", "repos.yaml", "--to", "zhipu")
    assert ran.code == 0, ran.err
    rows, total = found["repositories"], found["totals"]
    assert [row["target"] for row in rows] == ["zhipu", "moonshot", "zhipu"]
    for severity, number in total["severity"].items():
        assert number == sum(row["findings"]["severity"][severity] for row in rows)
    assert total["severity"]["blocker"] > 0
    for side in ("source", "target"):
        amounts = [row["cost"][side]["amounts"] for row in rows]
        for currency, amount in total["cost"][side]["amounts"].items():
            assert Decimal(amount) == sum(Decimal(entry.get(currency, 0)) for entry in amounts)
    assert set(total["cost"]["target"]["amounts"]) == {"CNY"}
    assert total["cost"]["target"]["without_bill"] == 1
    assert total["effort"]["not_estimated"] == 1  # nothing to change is not 0 hours
    hours = [Decimal(row["effort"]["low_hours"]) for row in rows if "low_hours" in row["effort"]]
    assert Decimal(total["effort"]["low_hours"]) == sum(hours)
    assert [(team["team"], team["repositories"]) for team in found["teams"]] == [("tea", 2), (None, 1)]
    openai = next(entry for entry in found["vendors"] if entry["kind"] == "official")
    assert openai["name"] == "openai"
    assert openai["repositories"] == ["teashop", "shop"]
    models = {entry["model"]: entry for entry in found["models"]}
    assert models["gpt-4o"]["repositories"][-1] == "shop"


def test_one_failure_is_a_line_and_the_others_complete(fleet, tmp_path):
    make(tmp_path / "good")
    make(tmp_path / "typo")
    (tmp_path / "typo" / "migrate.toml").write_text("regoin = 'CN'\n")
    (tmp_path / "void").mkdir()
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "bare.git")], check=True)
    ran, found = fleet("gone", "typo", "void", "bare.git", "good", "--to", "zhipu")
    assert ran.code == 1
    assert [row["status"] for row in found["repositories"]] == ["failed"] * 4 + ["planned"]
    errors = {row["name"]: row["error"] for row in found["repositories"] if row["error"]}
    assert "no such file" in errors["gone"]
    assert "unknown key `regoin`" in errors["typo"]
    assert "nothing to read" in errors["void"]
    assert "without a commit" in errors["bare.git"]
    for name, error in errors.items():
        assert "\n" not in error
        assert name in ran.out
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["fleet.json", "good.json"]


@pytest.mark.parametrize("death", ["raise ValueError('odd')", "os.kill(os.getpid(), 9)", "raise MemoryError"])
def test_an_internal_error_or_a_dead_process_is_only_that_repository(tmp_path, death):
    """A rule that fails outright, or takes its process with it, in one of two repositories."""
    make(tmp_path / "good")
    make(tmp_path / "bad")
    program = f"""
import os
from migrate.plan import build
honest = build.build
def broken(settings):
    if settings.root.name == "bad":
        {death}
    return honest(settings)
build.build = broken
from migrate.__main__ import main
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", program, "plan", "bad", "good", "--to", "zhipu", "--format", "json"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert done.stderr == ""
    bad, good = json.loads(done.stdout)["repositories"]
    assert good["status"] == "planned"
    assert bad["status"] == "failed"
    assert "internal error" in bad["error"] or "died (signal 9)" in bad["error"]


def test_when_all_fail_the_code_is_2(migrate, tmp_path):
    ran = migrate("plan", "gone", "lost", "--to", "zhipu")
    assert ran.code == 2
    said = " ".join(ran.out.split())  # lines break where the path of the folder happens to end
    assert "gone: no such file" in said
    assert "lost: no such file" in said


def test_a_mistake_that_is_the_users_is_said_once(migrate, tmp_path):
    make(tmp_path / "shop")
    make(tmp_path / "chat")
    ran = migrate("plan", "shop", "chat", "--to", "zhpu")
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.count("zhpu") == 1
    assert "zhipu" in ran.err


def test_the_threshold_counts_for_every_repository(migrate, tmp_path):
    make(tmp_path / "shop")
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "a.py").write_text("print(1)\n")
    assert migrate("plan", "shop", "plain", "--to", "zhipu", "--fail-on", "blocker").code == 1
    assert migrate("plan", "shop", "plain", "--to", "zhipu").code == 0


def test_the_order_is_the_users_and_runs_agree(migrate, tmp_path):
    for number in range(6):
        make(tmp_path / f"r{number}", "gpt-4o" if number % 2 else "gpt-4o-mini")
    names = [f"r{number}" for number in (3, 0, 5, 1, 4, 2)]
    runs = []
    for _ in range(2):
        ran = migrate("plan", *names, "--to", "zhipu", "-o", "-", "--at", "2026-11-01")
        found = json.loads(ran.out)
        assert [row["name"] for row in found["repositories"]] == names
        found.pop("created")
        runs.append(found)
    assert runs[0] == runs[1]


def test_hostile_and_equal_names_stay_in_the_folder_and_off_the_terminal(fleet, tmp_path):
    odd = ["a/app", "b/app", "\x1b[31mred", "two\nlines", "fleet", "<script>|x|", "sk-proj-" + "a1B2" * 12]
    for name in odd:
        make(tmp_path / "in" / name)
    ran, found = fleet(*(tmp_path / "in" / name for name in odd), "--to", "zhipu")
    assert ran.code == 0, ran.err
    assert "\x1b" not in ran.out
    assert "a1B2a1B2a1B2" not in json.dumps(found) + ran.out + "".join(os.listdir(tmp_path / "out"))
    plans = [row["plan"] for row in found["repositories"]]
    assert len({name.casefold() for name in plans}) == len(odd)
    assert sorted(os.listdir(tmp_path / "out")) == sorted([*plans, "fleet.json"])
    for name in plans:
        store.load(tmp_path / "out" / name)


def test_markdown_is_inert(migrate, tmp_path):
    make(tmp_path / "<img src=x onerror=alert(1)>")
    make(tmp_path / "plain")
    ran = migrate("plan", "<img src=x onerror=alert(1)>", "plain", "gone|<b>", "--to", "zhipu", "--format", "markdown")
    assert ran.code == 1
    assert "<img" not in ran.out
    assert "<b>" not in ran.out
    assert ran.out.startswith("## Migration inventory of 3 repositories")


def test_what_is_about_one_codebase_is_refused_for_several(migrate, tmp_path):
    make(tmp_path / "a")
    make(tmp_path / "b")
    assert "--diff is about one codebase" in migrate("plan", "a", "b", "--to", "zhipu", "--diff").err
    assert "--baseline is about one" in migrate("plan", "a", "b", "--to", "zhipu", "--baseline", "x").err
    (tmp_path / "file").write_text("")
    ran = migrate("plan", "a", "b", "--to", "zhipu", "-o", "file")
    assert (ran.code, ran.out) == (2, "")
    assert "names a folder" in ran.err


def test_an_interruption_keeps_what_was_done_and_leaves_nothing_running(tmp_path):
    make(tmp_path / "quick")
    for name in ("slow", "never"):
        make(tmp_path / name)
    program = """
import pathlib, subprocess, time
from migrate.plan import build
honest = build.build
def slow(settings):
    if settings.root.name != "quick":
        pathlib.Path("started-" + settings.root.name).touch()
        subprocess.run(["sleep", "61.25"])
    return honest(settings)
build.build = slow
from migrate.__main__ import main
main()
"""
    running = subprocess.Popen(
        [sys.executable, "-c", program, "plan", "quick", "slow", "never", "--to", "zhipu", "-o", "out"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while not ((tmp_path / "out" / "quick.json").exists() and (tmp_path / "started-slow").exists()):
        assert running.poll() is None, running.stderr.read()
        assert time.monotonic() < deadline
        time.sleep(0.02)
    time.sleep(0.3)
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does
    out, err = running.communicate(timeout=30)
    assert running.returncode == 130
    assert out == ""
    assert err == "migrate: interrupted; 1 plans are in out\n"
    found = json.loads((tmp_path / "out" / "fleet.json").read_text())
    jsonschema.Draft202012Validator(SCHEMA).validate(found)
    assert found["interrupted"]
    assert [row["status"] for row in found["repositories"]] == ["planned", "not_run", "not_run"]
    assert sorted(os.listdir(tmp_path / "out")) == ["fleet.json", "quick.json"]
    if shutil.which("pgrep"):
        left = subprocess.run(["pgrep", "-f", "^sleep 61.25$"], capture_output=True, text=True, check=False)
        assert left.stdout == ""


def git(*arguments: str | Path, cwd: Path) -> None:
    """Git with an author of its own, so that it works where none is set up."""
    author = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *author, *map(str, arguments)], cwd=cwd, check=True, capture_output=True)


def bare(folder: Path) -> Path:
    """A bare clone of a repository that is made of what is in `folder`."""
    git("init", "-q", ".", cwd=folder)
    git("add", "-A", "-f", cwd=folder)
    git("commit", "-q", "-m", "all", cwd=folder)
    git("clone", "-q", "--bare", folder, f"{folder}.git", cwd=folder.parent)
    return folder.with_name(f"{folder.name}.git")


def test_a_bare_clone_is_planned_as_its_work_tree_is(fleet, tmp_path, snapshot):
    folder = make(tmp_path / "shop")
    (folder / ".gitignore").write_text("kept.py\n")
    (folder / "kept.py").write_text('import openai\nopenai.api_base = "http://localhost:1/v1"\n')
    (folder / "large.py").write_text("# openai\n" * 200_000)
    (folder / "link.py").symlink_to("app.py")
    (folder / "CODEOWNERS").write_text("*.md @acme/docs\n* @acme/chat @someone\n")
    clone = bare(folder)
    (clone / "hooks" / "post-checkout").write_text("#!/bin/sh\ntouch hooked\n")
    before = snapshot(clone)
    ran, found = fleet("shop", "shop.git", "--to", "zhipu")
    assert ran.code == 0, ran.err
    tree, cloned = (store.load(tmp_path / "out" / f"{name}.json") for name in ("shop", "shop.git"))
    assert cloned.sites == tree.sites
    assert [f.rule for f in cloned.findings] == [f.rule for f in tree.findings]
    assert cloned.files == tree.files
    assert ("large.py", "too_large") in [(s.path, s.reason) for s in cloned.skipped]
    assert cloned.root == str(clone)
    assert cloned.git["head"] == tree.git["head"]
    assert [row["team"] for row in found["repositories"]] == ["acme/chat", "acme/chat"]
    assert snapshot(clone) == before
    assert "migrate-bare" not in (tmp_path / "out" / "shop.git.json").read_text(encoding="utf-8")


def test_a_clone_without_its_files_is_said_and_not_half_planned(fleet, tmp_path):
    folder = make(tmp_path / "shop")
    clone = bare(folder)
    blob = subprocess.run(
        ["git", "rev-parse", "HEAD:app.py"], cwd=clone, capture_output=True, text=True, check=True
    ).stdout.strip()
    (clone / "objects" / blob[:2] / blob[2:]).unlink()
    ran, found = fleet("shop.git", "shop", "--to", "zhipu")
    assert ran.code == 1
    assert found["repositories"][0]["status"] == "failed"
    assert "1 of 1 files are not in this clone" in found["repositories"][0]["error"]
    assert found["repositories"][1]["team"] is None


def test_one_bare_clone_alone_and_an_executor_for_one(migrate, tmp_path):
    work = make(tmp_path / "shop")
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-C", str(work)]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
        subprocess.run([*git, *command], check=True)
    subprocess.run(["git", "clone", "-q", "--bare", str(work), str(tmp_path / "shop.git")], check=True)
    ran = migrate("plan", "shop.git", "--to", "zhipu", "-o", "bare.json", "--diff")
    assert ran.code == 0, ran.err
    assert "+++ b/app.py" in ran.out
    assert migrate("plan", "shop", "--to", "zhipu", "-o", "work.json").code == 0
    bare, tree = store.load(tmp_path / "bare.json"), store.load(tmp_path / "work.json")
    assert [f.edits for f in bare.findings] == [f.edits for f in tree.findings]
    assert bare.git == tree.git
    refused = migrate("plan", "shop", "--to", "zhipu", "--executor", "serial")
    assert refused.code == 2
    assert "several codebases" in refused.err
