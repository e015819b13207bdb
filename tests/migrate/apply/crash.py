"""Kill an apply, a rollback or a recovery at each of its writing system calls, and set it right again.

Run as a script: `python crash.py SCENARIO MODE FOLDER`. A child process does the work and is killed by
SIGKILL at its Nth writing call, for N = 1, 2, ... until it lives to the end. After each death the tree
must hold whole files only, and both ways back (`rollback`, and `apply` again) must lead to exactly the
tree before, or exactly the tree after. MODE is

    kill     the process dies; what it wrote is there
    torn     as kill, but of a write that is cut only the first half is there
    power    the machine dies: what was written and not synced is lost (files are left empty)
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from apply_project import USUAL_AFTER, Project, contents, tree, usual

from migrate import apply
from migrate.apply.results import Outcome
from migrate.model import Plan

CALLS = (
    "open", "write", "fsync", "replace", "unlink", "mkdir", "rmdir", "utime", "fchmod", "fchown", "ftruncate",
    "setxattr", "link",
)  # fmt: skip
CREATED, CONTENT = "run/.aliases.yaml", "model: glm-4.7\n"  # the first of the run, by its name
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Killer:
    """Wraps the writing system calls of this process and dies at the Nth."""

    def __init__(self, step: int, mode: str, root: Path) -> None:
        self.step, self.mode, self.root = step, mode, root
        self.unsynced: set[int] = set()  # inodes
        self.real = {name: getattr(os, name) for name in CALLS}

    def install(self) -> None:
        for name in CALLS:
            setattr(os, name, self.wrapped(name))

    def wrapped(self, name: str) -> Callable[..., Any]:
        real = self.real[name]

        def call(*args: Any, **kwargs: Any) -> Any:
            if name != "open" or args[1] & WRITING:
                self.step -= 1
                if self.step == 0:
                    self.die(name, args)
            result = real(*args, **kwargs)
            if name == "write":
                self.unsynced.add(os.fstat(args[0]).st_ino)
            elif name == "fsync":
                self.unsynced.discard(os.fstat(args[0]).st_ino)
            return result

        return call

    def die(self, name: str, args: tuple[Any, ...]) -> None:
        if self.mode == "torn" and name == "write":
            self.real["write"](args[0], bytes(args[1])[: len(args[1]) // 2])
        if self.mode == "power":
            for folder, _, names in os.walk(self.root):
                for entry in names:
                    path = os.path.join(folder, entry)
                    if os.lstat(path).st_ino in self.unsynced:
                        os.truncate(path, 0)
        os.kill(os.getpid(), signal.SIGKILL)


def killed(root: Path, step: int, mode: str, work: Callable[[], object]) -> bool:
    """Do `work` in a child that dies at the Nth writing call; False when it lived to the end."""
    child = os.fork()
    if child == 0:
        try:
            Killer(step, mode, root).install()
            work()
        except BaseException as error:
            print(f"step {step}: {type(error).__name__}: {error}", file=sys.stderr)
            os._exit(9)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0, f"the child failed at step {step}"
    return False


def recorded(root: Path) -> bool:
    """Whether there is a run to roll back; it may have died before it recorded any."""
    return (root / ".migrate").exists() and bool(apply.runs(root))


def copied(root: Path, place: Path) -> None:
    """A copy of a tree, with times, in which two names of one file stay that."""
    shutil.copytree(root, place, symlinks=True)
    first: dict[int, Path] = {}
    for path in sorted(root.rglob("*")):
        info = path.lstat()
        if path.is_file() and info.st_nlink > 1:
            other = first.setdefault(info.st_ino, path)
            if other != path:
                (place / path.relative_to(root)).unlink()
                os.link(place / other.relative_to(root), place / path.relative_to(root))


class Case:
    """A project whose tree before is known, and the checks after a death."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = folder / "app"
        self.root.mkdir()
        project = Project(self.root)
        usual(project)
        project.create(CREATED, CONTENT)
        self.plan: Plan = project.plan()
        self.before = tree(self.root)
        self.after = {path: (data, self.before[path][1]) for path, data in USUAL_AFTER.items()}
        self.after[CREATED] = (CONTENT.encode(), 0o100644)
        self.seen: dict[str, int] = {}

    def copy(self, name: str) -> Path:
        """The tree as it is now, with times, beside it."""
        place = self.folder / name
        shutil.rmtree(place, ignore_errors=True)
        copied(self.root, place)
        return place

    def reset(self) -> None:
        """The tree as it was at first, without a journal."""
        for path in sorted(self.root.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
        for path, (data, mode, mtime) in self.before.items():
            place = self.root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
            place.chmod(mode)
            os.utime(place, ns=(mtime, mtime))

    def check_whole(self) -> None:
        """Each file is as before or as after, whole; which mixture is counted."""
        now = tree(self.root)
        written = 0
        for path, (data, mode, mtime) in self.before.items():
            assert now[path][:2] in ((data, mode), self.after[path]), path
            written += now[path][0] != data
            assert now[path][0] != data or now[path][2] == mtime, path
        if CREATED in now:
            assert now[CREATED][:2] == self.after[CREATED]
        for path in set(now) - set(self.before) - {CREATED}:
            assert Path(path).name.startswith(".migrate-"), path
        self.seen[str(written)] = self.seen.get(str(written), 0) + 1

    def check_rollback(self) -> None:
        """`rollback` leads to the tree before; doing it twice changes nothing."""
        root = self.copy("rolled-back")
        for _ in range(2):
            if recorded(root):
                assert not apply.rollback(root).failed
            assert tree(root) == self.before

    def check_apply(self) -> None:
        """`apply` leads to the tree after, and from there `rollback` to the one before."""
        root = self.copy("applied")
        result = apply.apply_plan(self.plan, root)
        assert not result.failed
        assert {file.outcome for file in result.files} <= {Outcome.WRITTEN, Outcome.ALREADY}
        assert contents(root) == self.after
        assert apply.apply_plan(self.plan, root).no_op
        assert not apply.rollback(root).failed
        assert tree(root) == self.before

    def check(self) -> None:
        self.check_whole()
        self.check_rollback()
        self.check_apply()


def scenario_apply(case: Case, mode: str) -> int:
    step = 1
    while killed(case.root, step, mode, lambda: apply.apply_plan(case.plan, case.root)):
        case.check()
        case.reset()
        step += 1
    assert contents(case.root) == case.after
    return step - 1


def scenario_rollback(case: Case, mode: str) -> int:
    step = 1
    while True:
        case.reset()
        apply.apply_plan(case.plan, case.root)
        if not killed(case.root, step, mode, lambda: apply.rollback(case.root)):
            break
        case.check()
        step += 1
    assert tree(case.root) == case.before
    return step - 1


def scenario_recover(case: Case, mode: str) -> int:
    """Die in the middle of the renames of an apply, then at each step of setting that right."""
    renames = 0
    while True:  # the death that leaves one of three files written
        renames += 1
        case.reset()
        assert killed(case.root, renames, "kill", lambda: apply.apply_plan(case.plan, case.root))
        now = tree(case.root)
        if sum(now[path][0] != case.before[path][0] for path in case.before) == 1:
            break
    half = case.copy("half")
    step = 1
    while True:
        shutil.rmtree(case.root)
        copied(half, case.root)
        if not killed(case.root, step, mode, lambda: apply.recover(case.root)):
            break
        case.check()
        step += 1
    assert tree(case.root) == case.before
    return step - 1


def main() -> None:
    # What is not synced dies with the machine, not with a process; "power" plays that itself. Real
    # syncs would only make this slow.
    os.fsync = lambda handle: None
    scenario, mode, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    case = Case(folder)
    steps = globals()[f"scenario_{scenario}"](case, mode)
    print(json.dumps({"steps": steps, "files written at death": case.seen}))


if __name__ == "__main__":
    main()
