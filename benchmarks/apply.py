"""How long an apply takes beside a plain read and write of the same files, in one run.

    python benchmarks/apply.py [--files 1700] [--edits 20000] [--rounds 3] [--folder DIR]

Both sides write the same new bytes to copies of the same generated project, turn by turn. The plain
side reads each file and writes it anew, in place, and that is all; once as programs usually do, and
once with each file synced, as nobody who wants to keep their files leaves out. The apply checks
digests, parses what it is about to write, keeps the originals, stages, syncs and renames, and can be
rolled back. Reported are medians and their ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from migrate import apply, edit, gate
from migrate.model import Applicability, Finding, Plan, PlannedFile, Severity, Site, SiteKind, Span
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
    """Write the project, and wait until it is on the disk."""
    shutil.rmtree(root, ignore_errors=True)
    for path, content in data.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    os.sync()


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def plain(root: Path, after: dict[str, bytes], *, sync: bool) -> None:
    """Read every file and write its new content in place."""
    for path, content in after.items():
        place = root / path
        place.read_bytes()
        with open(place, "wb") as file:
            file.write(content)
            if sync:
                file.flush()
                os.fsync(file.fileno())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Apply beside a plain read and write of the same files.")
    parser.add_argument("--files", type=int, default=1700)
    parser.add_argument("--edits", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=None, help="where to work [default: a temporary folder]")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    plan, data = generate(options.files, options.edits)
    by_path: dict[str, list[edit.Edit]] = {}
    for finding in plan.findings:
        for made in finding.edits:
            by_path.setdefault(made.path, []).append(made)
    after = {path: edit.apply_edits(content, by_path.get(path, ()), "utf-8") for path, content in data.items()}
    times: dict[str, list[float]] = {
        name: [] for name in ("plain", "plain, synced", "apply", "apply, no parsing", "rollback", "parsing alone")
    }
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        root = Path(folder) / "app"

        def check(expected: dict[str, bytes]) -> None:
            assert all((root / path).read_bytes() == content for path, content in expected.items())

        for _ in range(options.rounds):
            for name, sync in (("plain", False), ("plain, synced", True)):
                lay_out(root, data)
                times[name].append(timed(lambda sync=sync: plain(root, after, sync=sync)))
            lay_out(root, data)
            times["apply"].append(timed(lambda: apply.apply_plan(plan, root)))
            check(after)
            times["rollback"].append(timed(lambda: apply.rollback(root)))
            check(data)
            lay_out(root, data)
            with mock.patch.object(gate.Pending, "__init__", return_value=None), mock.patch.object(
                gate.Pending, "faults", return_value={}
            ):
                times["apply, no parsing"].append(timed(lambda: apply.apply_plan(plan, root)))
            check(after)
            times["parsing alone"].append(
                timed(lambda: gate.worse_all(root, {path: (data[path], after[path]) for path in after}))
            )
    medians = {name: statistics.median(values) for name, values in times.items()}
    size = sum(map(len, data.values()))
    if options.json:
        print(json.dumps({"files": len(data), "edits": options.edits, "bytes": size, "seconds": medians}))
        return
    print(f"{len(data)} files, {options.edits} edits, {size / 1e6:.1f} MB, median of {options.rounds} rounds")
    for name, value in medians.items():
        ratio, synced = value / medians["plain"], value / medians["plain, synced"]
        print(f"  {name:18} {value:7.3f} s   {ratio:5.2f} x plain   {synced:5.2f} x plain, synced")


if __name__ == "__main__":
    main()
