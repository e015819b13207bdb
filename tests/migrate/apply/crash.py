"""Kill an apply, a rollback or a recovery at each of its writing system calls, and set it right again.

Run as a script: `python crash.py SCENARIO SIZE FOLDER`. A child process does the work and is killed by SIGKILL at
its Nth writing call, for N = 1, 2, ... until it lives to the end. After each death every state the disk may be in
(see `disk`) must hold whole files only, and both ways back (`rollback`, and `apply` again) must lead to exactly the
tree before, or exactly the tree after. SIZE is

    few     each file is synced and renamed after the other
    many    whole file systems are synced at once, and files renamed by several threads
"""

from __future__ import annotations

import json
import os
import pickle
import secrets
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import disk
from apply_project import USUAL_AFTER, Project, contents, tree, usual

from migrate import apply
from migrate.apply import parallel, sync
from migrate.apply.results import Outcome
from migrate.model import Plan

CALLS = (
    "open", "write", "fsync", "replace", "unlink", "mkdir", "rmdir", "utime", "fchmod", "fchown", "ftruncate",
    "setxattr", "link",
)  # fmt: skip
CREATED, CONTENT = "run/.aliases.yaml", "model: glm-4.7\n"  # the first of the run, by its name
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Killer:
    """Wraps the writing system calls of this process and dies at the Nth, or at the end."""

    def __init__(self, step: int, root: Path, said: Path, *, torn: bool) -> None:
        self.step, self.said, self.torn = step, said, torn
        self.disk = disk.Disk(root)
        self.real = {name: getattr(os, name) for name in CALLS}
        self.lock = threading.RLock()

    def install(self) -> None:
        for name in CALLS:
            setattr(os, name, self.wrapped(name))
        whole = self.counted("syncfs", lambda _: True)
        sync._whole = lambda path: whole(path) and not self.disk.sync_all()  # type: ignore[func-returns-value]

    def counted(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            if name != "open" or args[1] & WRITING:
                self.step -= 1
                if self.step == 0:
                    self.die(name, args)
            return real(*args, **kwargs)

        return call

    def wrapped(self, name: str) -> Callable[..., Any]:
        call = self.counted(name, self.real[name])

        def following(*args: Any, **kwargs: Any) -> Any:
            with self.lock:
                result = call(*args, **kwargs)
                if name == "open" and args[1] & os.O_EXCL:
                    self.disk.made(result)
                elif name == "mkdir":
                    self.disk.made(args[0])
                elif name == "fsync":
                    self.disk.sync(args[0])
                return result

        return following

    def die(self, name: str, args: tuple[Any, ...] = ()) -> None:
        if self.torn and name == "write":
            self.real["write"](args[0], bytes(args[1])[: len(args[1]) // 2])
        states = dict(self.disk.states())
        self.said.write_bytes(pickle.dumps((name, {"torn": states["kill"]} if self.torn else states)))
        os.kill(os.getpid(), signal.SIGKILL)


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
        self.first = dict(disk.Disk(self.root).states())["kill"]
        self.before = tree(self.root)
        self.after = {path: (data, self.before[path][1]) for path, data in USUAL_AFTER.items()}
        self.after[CREATED] = (CONTENT.encode(), 0o100644)
        self.checked: set[frozenset[object]] = set()
        self.seen: dict[str, set[int]] = {}

    def reset(self) -> None:
        """The tree as it was at first, without a journal."""
        disk.lay_out(self.first, self.root)

    def killed(self, step: int, work: Callable[[], object], *, torn: bool = False) -> tuple[str, dict[str, disk.State]]:
        """Do `work` in a child that dies at the Nth writing call, or at the end; that call, and what it leaves."""
        said = self.folder / "said"
        child = os.fork()
        if child == 0:
            try:
                killer = Killer(step, self.root, said, torn=torn)
                killer.install()
                work()
                killer.die("")
            except BaseException as error:
                print(f"step {step}: {type(error).__name__}: {error}", file=sys.stderr)
            os._exit(9)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status), f"the child failed at step {step}"
        assert os.WTERMSIG(status) == signal.SIGKILL
        found: tuple[str, dict[str, disk.State]] = pickle.loads(said.read_bytes())
        return found

    def check(self, luck: str, state: disk.State) -> None:
        """Whole files only, and both ways back; once for each state that differs in more than its times."""
        self.check_whole(luck, state)
        key = frozenset(self.told(state))
        if key not in self.checked:
            self.checked.add(key)
            self.check_rollback(state)
            self.check_apply(state)

    def told(self, state: disk.State) -> list[object]:
        """What tells two states apart."""
        return [
            (path, file and (file.mode, "" if path == ".migrate/lock" else file.data)) for path, file in state.items()
        ]

    def check_whole(self, luck: str, state: disk.State) -> None:
        """Each file is as before or as after, whole; how many are as after is noted."""
        now = {
            path: (file.data, file.mode | 0o100000, file.mtime)
            for path, file in state.items()
            if file is not None and not path.startswith(".migrate/")
        }
        written = 0
        for path, (data, mode, mtime) in self.before.items():
            assert now[path][:2] in ((data, mode), self.after[path]), (luck, path)
            written += now[path][0] != data
            assert now[path][0] != data or now[path][2] == mtime, (luck, path)
        if CREATED in now:
            assert now[CREATED][:2] == self.after[CREATED], luck
        for path in set(now) - set(self.before) - {CREATED}:
            assert Path(path).name.startswith(".migrate-"), (luck, path)
        self.seen.setdefault(luck, set()).add(written)

    def check_rollback(self, state: disk.State) -> None:
        """`rollback` leads to the tree before; doing it twice changes nothing."""
        root = self.folder / "rolled-back"
        disk.lay_out(state, root)
        for _ in range(2):
            if (root / ".migrate").exists() and apply.runs(root):
                assert not apply.rollback(root).failed
            assert tree(root) == self.before

    def check_apply(self, state: disk.State) -> None:
        """`apply` leads to the tree after, and from there `rollback` to the one before."""
        root = self.folder / "applied"
        disk.lay_out(state, root)
        result = apply.apply_plan(self.plan, root, allow_dirty=True)
        assert not result.failed
        assert {file.outcome for file in result.files} <= {Outcome.WRITTEN, Outcome.ALREADY}
        assert contents(root) == self.after
        assert apply.apply_plan(self.plan, root, allow_dirty=True).no_op
        assert not apply.rollback(root).failed
        assert tree(root) == self.before

    def die_everywhere(self, begin: Callable[[], object], work: Callable[[], object]) -> tuple[int, disk.State]:
        """Die at each writing call of `work`; how many there are, and what is on the disk when it has ended."""
        step = 0
        while True:
            step += 1
            begin()
            name, states = self.killed(step, work)
            for luck, state in states.items():
                self.check(luck, state)
            if not name:
                return step - 1, states["names lost"]
            if name == "write":
                begin()
                self.check("torn", self.killed(step, work, torn=True)[1]["torn"])


def whole(state: disk.State) -> dict[str, bytes]:
    """The files of a state, and nothing beside them, journal and temporary files included."""
    return {path: file.data for path, file in state.items() if file and not path.startswith(".migrate/")}


def scenario_apply(case: Case) -> int:
    steps, last = case.die_everywhere(case.reset, lambda: apply.apply_plan(case.plan, case.root, allow_dirty=True))
    assert whole(last) == {path: data for path, (data, _) in case.after.items()}
    return steps


def scenario_rollback(case: Case) -> int:
    case.reset()
    apply.apply_plan(case.plan, case.root, allow_dirty=True)
    applied = dict(disk.Disk(case.root).states())["kill"]
    steps, last = case.die_everywhere(lambda: disk.lay_out(applied, case.root), lambda: apply.rollback(case.root))
    assert whole(last) == {path: data for path, (data, _, _) in case.before.items()}
    return steps


def scenario_recover(case: Case) -> int:
    """Die in the middle of the renames of an apply, then at each step of setting that right."""
    half: disk.State = {}
    worth, parallel.WORTH = parallel.WORTH, 16  # one after the other: threads could pass over the death that is meant
    renames = 30  # by then everything is staged
    while sum(whole(half).get(path) == data for path, data in USUAL_AFTER.items()) != 2:  # a bystander, and one more
        renames += 1
        case.reset()
        half = case.killed(renames, lambda: apply.apply_plan(case.plan, case.root, allow_dirty=True))[1]["kill"]
    parallel.WORTH = worth
    steps, last = case.die_everywhere(lambda: disk.lay_out(half, case.root), lambda: apply.recover(case.root))
    assert whole(last) == {path: data for path, (data, _, _) in case.before.items()}
    return steps


def main() -> None:
    # What is not synced dies with the machine, not with a process; `disk` plays that itself. Real syncs would only
    # make this slow.
    os.fsync = lambda handle: None
    secrets.token_hex = lambda size: "0" * 2 * size  # so that two deaths that leave the same are the same
    scenario, size, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    if size == "many":
        parallel.WORTH = 1
        sync._whole = lambda path: True
    case = Case(folder)
    steps = globals()[f"scenario_{scenario}"](case)
    seen = {luck: sorted(written) for luck, written in case.seen.items()}
    print(json.dumps({"steps": steps, "states": len(case.checked), "written": seen}))


if __name__ == "__main__":
    main()
