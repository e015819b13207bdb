"""How long an apply takes beside a plain read and write of the same files, in one run.

    python benchmarks/apply.py [--files 1700] [--edits 20000] [--rounds 5] [--folder DIR] [--json]

Both sides write the same new bytes to copies of the same generated project, turn by turn. The plain side reads each
file and writes it anew, in place, and that is all; once as programs usually do, and once with each file synced, as
nobody who wants to keep their files leaves out. The apply checks digests, parses what it is about to write, keeps
the originals, stages, syncs and renames, and can be rolled back. It is also measured with the parse gate left open,
which no option of the program does, and beside it the gate alone, by the statements that edits touch and in full.

Every copy is a new folder, and nothing is deleted before the end but what an apply replaces. ext4 is slow to make
files, for minutes, in a part of the disk where many were deleted: 1,700 take 0.06 s, or 2 s. Only the apply makes
any, and those that earlier rounds replaced would be held against it, so each copy asks for a part of its own
(`chattr +T`, where there is one). Reported are, for wall time and for
processor time (of this process and those it starts), the best and the median round with their ratios; then what the
best apply did with its time. Parts that work side by side each count in full.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from migrate import apply, edit, gate
from migrate.apply import gitstate, journal, parallel, prepare, run, sync, write
from migrate.model import Applicability, Finding, Plan, PlannedFile, Severity, Site, SiteKind, Span
from migrate.plan import store
from migrate.plan.seal import seal
from migrate.source import SourceFile

CALL = '''

def answer_{n}(client, question):
    """Ask the model number {n} and return what it says."""
    # one of many calls; the text around it is what code looks like between two of them
    messages = [{{"role": "system", "content": "Be brief."}}, {{"role": "user", "content": question}}]
    response = client.chat.completions.create(model="gpt-4o", messages=messages, temperature=0)
    if not response.choices:
        raise ValueError("no answer to question {n}")
    return response.choices[0].message.content.strip()
'''


def generate(files: int, edits: int) -> tuple[Plan, dict[str, bytes]]:
    """A project of Python modules, and a plan with so many edits spread evenly over it."""
    data: dict[str, bytes] = {}
    findings: list[Finding] = []
    planned: list[PlannedFile] = []
    made = 0
    for number in range(files):
        path = f"package_{number % 40:02d}/module_{number:04d}.py"
        wanted = edits * (number + 1) // files - made
        made += wanted
        calls = max(1, (wanted + 1) // 2) + 4  # two edits to a call, and calls that are left alone
        data[path] = ("import os\n" + "".join(CALL.format(n=n) for n in range(calls))).encode()
        source = SourceFile(path, data[path])
        at = 0
        for n in range(wanted):
            old, new = ((b'"gpt-4o"', '"glm-4.7"'), (b"temperature=0", "temperature=0.01"))[n % 2]
            at = data[path].index(old, at)
            span = Span(at, at + len(old))
            site = Site(SiteKind.CALL, "chat.completions.create", path, span, n, 1, "python")
            made_edit = edit.make(source, span, new)
            rule = ("model-mapping", "temperature-range")[n % 2]
            findings.append(Finding(rule, site, Severity.WARNING, Applicability.SAFE, "m", (made_edit,)))
            at += len(old)
        planned.append(PlannedFile(path, source.sha256, len(data[path]), "utf-8", wanted))
    plan = Plan(
        schema=1,
        id="",
        tool_version="",
        created="",
        root="",
        source="openai",
        target="zhipu",
        region=None,
        catalog={},
        options={},
        git=None,
        sites=(),
        findings=tuple(findings),
        suppressed=(),
        files=tuple(planned),
        skipped=(),
        estimates=(),
        applyable=True,
    )
    return seal(plan), data


def lay_out(root: Path, data: dict[str, bytes]) -> None:
    """Write the project to a new folder, and wait until it is on the disk."""
    for path, content in data.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    os.sync()


def spread(folder: Path) -> None:
    """Let what is made in this folder lie in parts of the disk that are far from each other, on ext4."""
    if shutil.which("chattr"):
        subprocess.run(["chattr", "+T", str(folder)], stderr=subprocess.DEVNULL, check=False)


def plain(root: Path, after: dict[str, bytes], *, synced: bool) -> None:
    """Read every file and write its new content in place."""
    for path, content in after.items():
        place = root / path
        place.read_bytes()
        with open(place, "wb") as file:
            file.write(content)
            if synced:
                file.flush()
                os.fsync(file.fileno())


def parsed(root: Path, data: dict[str, bytes], after: dict[str, bytes], edits: dict[str, list[edit.Edit]]) -> None:
    """What the parse gate has to do, and nothing beside it; without `edits` it parses every file in full."""
    with gate.Gate(root, {path: len(content) for path, content in data.items()}) as judge:
        for path, content in after.items():
            judge.add(path, data[path], content, edit.swaps(data[path], edits.get(path, ()), "utf-8"))
        assert judge.faults() == {}


PARTS: tuple[tuple[str, object, str], ...] = (
    ("starting the processes of the parse gate", gate.Gate, "__init__"),
    ("checking the plan", store, "problem"),
    ("reading, checking, editing", prepare.Drafting, "__init__"),
    ("asking git", gitstate, "refuse_dirty"),
    ("recording and keeping the originals", journal, "create"),
    ("staging", write, "_stage"),
    ("syncing contents", sync, "files"),
    ("waiting for the parse gate", gate.Gate, "faults"),
    ("renaming", parallel, "each"),
    ("syncing names", sync, "folders"),
    ("recording the steps", journal.Journal, "enter"),
    ("ending the processes", gate.Gate, "__exit__"),
)


class Parts:
    """Seconds spent in each of the parts of an apply, as seen by the process that writes."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys((name for name, _, _ in PARTS), 0.0)

    def __enter__(self) -> Parts:
        self._patches = ExitStack()
        for name, owner, function in PARTS:
            self._patches.enter_context(
                mock.patch.object(owner, function, self._timed(name, getattr(owner, function)))
            )
        return self

    def __exit__(self, *_: object) -> None:
        self._patches.close()

    def _timed(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            began = time.perf_counter()
            try:
                return real(*arguments, **named)
            finally:
                self.seconds[name] += time.perf_counter() - began

        return call


def processor() -> float:
    """Processor seconds of this process and of those it has waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


class Clock:
    """Wall and processor seconds of things that are done several times."""

    def __init__(self) -> None:
        self.wall: defaultdict[str, list[float]] = defaultdict(list)
        self.processor: defaultdict[str, list[float]] = defaultdict(list)

    def time(self, name: str, work: Callable[[], object]) -> None:
        """Do it once."""
        used, began = processor(), time.perf_counter()
        work()
        self.wall[name].append(time.perf_counter() - began)
        self.processor[name].append(processor() - used)


def measure(
    plan: Plan,
    data: dict[str, bytes],
    after: dict[str, bytes],
    edits: dict[str, list[edit.Edit]],
    rounds: int,
    folder: Path,
) -> tuple[Clock, Parts]:
    """Do everything `rounds` times, turn by turn; the times, and the parts of the fastest apply."""
    clock, best = Clock(), Parts()
    spread(folder)

    def fresh() -> Path:
        root = Path(tempfile.mkdtemp(dir=folder)) / "app"  # the part of the disk goes by the name
        lay_out(root, data)
        return root

    def check(root: Path, expected: dict[str, bytes]) -> None:
        assert all((root / path).read_bytes() == content for path, content in expected.items())

    for _ in range(rounds):
        for name, synced in (("plain", False), ("plain, synced", True)):
            root = fresh()
            clock.time(name, lambda root=root, synced=synced: plain(root, after, synced=synced))
        root = fresh()
        with Parts() as parts:
            clock.time("apply", lambda root=root: apply.apply_plan(plan, root))
        if clock.wall["apply"][-1] == min(clock.wall["apply"]):
            best = parts
        check(root, after)
        clock.time("rollback", lambda root=root: apply.rollback(root))
        check(root, data)
        root = fresh()
        with mock.patch.object(run, "Gate") as open_gate:
            open_gate.return_value.__enter__.return_value.faults.return_value = {}
            clock.time("apply, no parsing", lambda root=root: apply.apply_plan(plan, root))
        check(root, after)
        clock.time("parse gate alone", lambda root=root: parsed(root, data, after, edits))
        clock.time("parsing in full", lambda root=root: parsed(root, data, after, {}))
    return clock, best


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Apply beside a plain read and write of the same files.")
    parser.add_argument("--files", type=int, default=1700)
    parser.add_argument("--edits", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=None, help="where to work [default: a temporary folder]")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    plan, data = generate(options.files, options.edits)
    by_path: dict[str, list[edit.Edit]] = {}
    for finding in plan.findings:
        for made in finding.edits:
            by_path.setdefault(made.path, []).append(made)
    after = {path: edit.apply_edits(content, by_path.get(path, ()), "utf-8") for path, content in data.items()}
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        clock, parts = measure(plan, data, after, by_path, options.rounds, Path(folder))
    size = sum(map(len, data.values()))
    if options.json:
        shape = {"files": len(data), "edits": options.edits, "bytes": size, "wall": clock.wall}
        print(json.dumps({**shape, "processor": clock.processor, "parts": parts.seconds}))
        return
    print(f"{len(data)} files, {options.edits} edits, {size / 1e6:.1f} MB; {options.rounds} rounds")
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    for title, times in (("wall", clock.wall), ("processor", clock.processor)):
        print(f"{title:21} best  x plain  x synced    median  x plain  x synced")
        for name, values in times.items():
            columns = []
            for of in (min, statistics.median):
                value, usual, synced = of(values), of(times["plain"]), of(times["plain, synced"])
                columns.append(f"{value:6.3f} s {value / usual:7.2f} {value / synced:9.2f}")
            print(f"  {name:17} {'  '.join(columns)}")
    print("where the time of the best apply went")
    for name, value in parts.seconds.items():
        print(f"  {name:42} {value:6.3f} s")
    rest = min(clock.wall["apply"]) - sum(parts.seconds.values())
    print(f"  {'the rest':42} {rest:6.3f} s")


if __name__ == "__main__":
    main()
