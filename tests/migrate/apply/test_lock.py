"""One migrate at a time, and a `.migrate` folder that is what it says."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from apply_project import USUAL_AFTER, Project, tree, usual

from migrate import apply
from migrate.apply import lock
from migrate.errors import RefusedError
from migrate.plan import store
from providers import resources

HOLD = (
    "import sys, time; from pathlib import Path; from migrate.apply import lock\n"
    "with lock.hold(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)\n"
)


@contextmanager
def held_elsewhere(root: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, root], stdout=subprocess.PIPE, text=True, cwd=resources.root()
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        try:
            yield other
        finally:
            other.kill()


def test_a_second_migrate_is_refused_and_told_who_works(project: Project) -> None:
    plan = usual(project)
    apply.apply_plan(plan, project.root)
    before = tree(project.root)
    with held_elsewhere(project.root) as other:
        words = f"another migrate .process {other.pid}. is at work here; wait until it has ended"
        for work in (
            lambda: apply.apply_plan(plan, project.root),
            lambda: apply.rollback(project.root),
            lambda: apply.recover(project.root),
        ):
            with pytest.raises(RefusedError, match=words):
                work()
    assert tree(project.root) == before


def test_the_lock_of_a_dead_process_does_not_matter(project: Project) -> None:
    plan = usual(project)
    with held_elsewhere(project.root) as other:
        other.send_signal(signal.SIGKILL)
        other.wait()
        assert (project.root / ".migrate/lock").exists()
        assert not apply.apply_plan(plan, project.root).failed


def test_applies_at_the_same_time_end_in_one(project: Project) -> None:
    """Some are refused, the others find it done; whatever the order, it is applied once."""
    plan = usual(project)
    before = tree(project.root)
    file = project.root.parent / "plan.json"
    store.save(plan, file)
    script = (
        "import sys; from pathlib import Path; from migrate import apply; from migrate.plan import store\n"
        "from migrate.errors import RefusedError\n"
        "try: result = apply.apply_plan(store.load(Path(sys.argv[1])), Path(sys.argv[2]))\n"
        "except RefusedError as error: print(error)\n"
        "else: print('no-op' if result.no_op else 'written' if not result.failed else 'failed')\n"
    )
    command = [sys.executable, "-c", script, file, project.root]

    def run(_: int) -> str:
        return subprocess.run(command, capture_output=True, text=True, cwd=resources.root(), check=True).stdout

    with ThreadPoolExecutor(5) as pool:
        said = list(pool.map(run, range(5)))
    assert said.count("written\n") == 1
    assert all(text in ("written\n", "no-op\n") or "is at work here" in text for text in said), said
    assert {path: data for path, (data, _, _) in tree(project.root).items()} == USUAL_AFTER
    apply.rollback(project.root)
    assert tree(project.root) == before


def test_a_lock_that_held_nothing_leaves_nothing(tmp_path: Path) -> None:
    with lock.hold(tmp_path):
        assert (tmp_path / ".migrate/lock").exists()
    assert os.listdir(tmp_path) == []


def test_the_lock_survives_being_tidied_away_by_its_last_holder(tmp_path: Path) -> None:
    """Two processes taking turns never hold it both, though each removes the file when it leaves."""
    script = (
        "import os, sys, time; from pathlib import Path; from migrate.apply import lock\n"
        "from migrate.errors import RefusedError\n"
        "root = Path(sys.argv[1]); mark = root.parent / 'inside'; end = time.monotonic() + 1\n"
        "while time.monotonic() < end:\n"
        "    try:\n"
        "        with lock.hold(root):\n"
        "            os.close(os.open(mark, os.O_CREAT | os.O_EXCL)); os.unlink(mark)\n"
        "            assert (root / '.migrate/.gitignore').exists()\n"
        "    except RefusedError as error: assert 'at work' in str(error), error\n"
    )
    root = tmp_path / "app"
    root.mkdir()
    racers = [subprocess.Popen([sys.executable, "-c", script, root], cwd=resources.root()) for _ in range(2)]
    assert [racer.wait(timeout=30) for racer in racers] == [0, 0]


@pytest.mark.parametrize("name", [".migrate", ".migrate/runs", ".migrate/lock", ".migrate/.gitignore"])
def test_links_in_place_of_the_journal_are_refused(project: Project, name: str) -> None:
    plan = usual(project)
    outside = project.root.parent / "outside"
    outside.mkdir()
    (project.root / name).parent.mkdir(exist_ok=True)
    (project.root / name).symlink_to(outside)
    for work in (
        lambda: apply.apply_plan(plan, project.root),
        lambda: apply.rollback(project.root),
        lambda: apply.runs(project.root),
        lambda: apply.apply_plan(plan, project.root, dry_run=True),
    ):
        with pytest.raises(RefusedError, match=f"{name}: is a symbolic link; remove it"):
            work()
    assert os.listdir(outside) == []


def test_a_file_in_place_of_the_journal_is_refused(project: Project) -> None:
    plan = usual(project)
    (project.root / ".migrate").write_text("mine")
    with pytest.raises(RefusedError, match="is not what migrate keeps there"):
        apply.apply_plan(plan, project.root)


def test_waiting_is_not_needed_after_the_holder_ended(project: Project) -> None:
    plan = usual(project)
    with held_elsewhere(project.root):
        pass
    started = time.monotonic()
    assert not apply.apply_plan(plan, project.root).failed
    assert time.monotonic() - started < 10
