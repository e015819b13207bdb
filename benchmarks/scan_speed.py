"""Speed, memory and recall of a scan beside peers: `python -m benchmarks.scan_speed TREE [--peers BIN] [...]`.

    python -m venv /tmp/peers && /tmp/peers/bin/pip install trainlab-optimize tokentoll ast-grep-cli semgrep
    python -m benchmarks.scan_speed TREE --peers /tmp/peers/bin [--trees DIR --labels DIR]

Every tool reads the same tree in turn (A B C, A B C, ...), as a user would call it, and the median counts. On a
machine that does other work too, processor seconds say more than the clock.
`--trees` and `--labels` (as of `benchmarks.detection`) also score what each tool finds: by place, whatever it
calls it, and only calls, which is what the peers look for. A peer that is not installed is said, not fatal.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
CALLS = frozenset({"api_call", "framework_client", "raw_http"})
# What a user would ask of a tool that matches patterns and resolves no name.
PATTERNS = ("$X.chat.completions.create($$$A)", "$X.embeddings.create($$$A)", "$X.responses.create($$$A)")
SEMGREP = """rules:
- {id: call, languages: [python], severity: INFO, message: call, pattern-either: [
    {pattern: $X.chat.completions.create(...)}, {pattern: $X.embeddings.create(...)},
    {pattern: $X.responses.create(...)}]}
- {id: call-ts, languages: [typescript], severity: INFO, message: call, pattern-either: [
    {pattern: $X.chat.completions.create(...)}, {pattern: $X.embeddings.create(...)},
    {pattern: $X.responses.create(...)}]}
"""
Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Tool:
    """A scanner: how to call it, and where its output says calls are."""

    name: str
    program: str
    resolves: bool  # follows names to what they are bound to
    command: Callable[[Path, Path], list[str]]  # tree, work folder
    places: Callable[[Path, Path, str], Iterable[Place]]  # tree, work folder, stdout


@dataclass(frozen=True, slots=True)
class Run:
    """One call of a tool: wall and processor seconds, and the memory of all its processes at its peak, in MB.

    Memory that processes share counts once (PSS), as far as a sample every fifth of a second sees it.
    """

    seconds: float
    cpu: float
    memory: float
    code: int
    out: str


def _ours(_tree: Path, work: Path, _out: str) -> Iterable[Place]:
    plan = json.loads((work / "plan.json").read_text(encoding="utf-8"))
    return [(s["path"], s["line"]) for s in plan["sites"] if s["kind"] in CALLS]


def _trainlab(_tree: Path, work: Path, _out: str) -> Iterable[Place]:
    found = json.loads((work / "trainlab" / "scan.json").read_text(encoding="utf-8"))
    return [(s["path"], s["line"]) for s in found["call_sites"]]


def _tokentoll(tree: Path, _work: Path, out: str) -> Iterable[Place]:
    found = json.loads(out[out.index("{") :])
    rows = next(value for value in found.values() if isinstance(value, list) and value and "file_path" in value[0])
    return [(os.path.relpath(row["file_path"], tree), row["line_number"]) for row in rows]


def _ast_grep(tree: Path, _work: Path, out: str) -> Iterable[Place]:
    rows = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    lines = ((r["file"], r["range"]["start"]["line"] + 1 + _lines_before(r["text"])) for r in rows)
    return [(os.path.relpath(file, tree), line) for file, line in lines]


def _lines_before(text: str) -> int:
    """Lines of a match before the method's name, which is where a call is labelled."""
    return text[: max(text.find(".create"), 0)].count("\n")


def _semgrep(tree: Path, _work: Path, out: str) -> Iterable[Place]:
    rows = json.loads(out)["results"]
    return [(os.path.relpath(r["path"], tree), r["start"]["line"]) for r in rows]


def _ast_grep_rule(work: Path) -> str:
    either = ", ".join(json.dumps({"pattern": pattern}) for pattern in PATTERNS)
    rule = work / "rule.yml"
    rule.write_text(
        "\n---\n".join(
            f"id: call-{language}\nlanguage: {language}\nrule: {{any: [{either}]}}\n"
            for language in ("python", "typescript", "tsx", "javascript")
        )
    )
    return str(rule)


def _semgrep_rule(work: Path) -> str:
    (work / "semgrep.yml").write_text(SEMGREP)
    return str(work / "semgrep.yml")


PEERS = (
    Tool("trainlab-optimize", "trainlab", True,
         lambda tree, work: ["--workspace", str(work / "trainlab"), "scan", "--include-tests", str(tree)], _trainlab),
    Tool("tokentoll", "tokentoll", True, lambda tree, _work: ["scan", str(tree), "--format", "json"], _tokentoll),
    Tool("ast-grep", "ast-grep", False,
         lambda tree, work: ["scan", "--rule", _ast_grep_rule(work), "--json=stream", str(tree)], _ast_grep),
    Tool("semgrep", "semgrep", False,
         lambda tree, work: ["scan", "--metrics=off", "--disable-version-check", "--json", "-j", "2", "--quiet",
                             "--config", _semgrep_rule(work), str(tree)], _semgrep),
)  # fmt: skip


def ours() -> Tool:
    """`migrate plan`, with everything a plan is: the scan, the rules, the bill."""
    return Tool(
        "migrate plan", sys.executable, True,
        lambda tree, work: ["-c", "from migrate.__main__ import main; main()", "plan", str(tree), "--to", "zhipu",
                            "-o", str(work / "plan.json")], _ours,
    )  # fmt: skip


def timed(tool: Tool, program: str, tree: Path, work: Path, limit: float) -> Run | None:
    """One run; None when it took longer than `limit` seconds."""
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "SEMGREP_ENABLE_VERSION_CHECK": "0", "NO_COLOR": "1"}
    measured = [sys.executable, "-c", MEASURE, str(work / "usage"), program]
    start = time.perf_counter()
    running = subprocess.Popen(
        [*measured, *tool.command(tree, work)], cwd=work, env=environment, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        out, _ = running.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)  # the tool itself and its workers too
        running.communicate()
        return None
    seconds = time.perf_counter() - start
    cpu, memory = (float(value) for value in (work / "usage").read_text().split())
    return Run(seconds, cpu, memory, running.returncode, out)


# Run around a tool: its own end and that of its workers is waited for, so their processor time is known.
MEASURE = """
import os, resource, subprocess, sys, threading

def tree(pid):
    yield pid
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children") as file:
                for child in file.read().split():
                    yield from tree(int(child))
    except OSError:
        pass

def memory(pid):
    total = 0
    for one in tree(pid):
        try:
            with open(f"/proc/{one}/smaps_rollup") as file:
                total += sum(int(line.split()[1]) for line in file if line.startswith("Pss:"))
        except OSError:
            pass
    return total

running, peak = subprocess.Popen(sys.argv[2:]), 0
while True:
    try:
        code = running.wait(0.2)
        break
    except subprocess.TimeoutExpired:
        peak = max(peak, memory(running.pid))
used = resource.getrusage(resource.RUSAGE_CHILDREN)
if not peak:
    peak = used.ru_maxrss
open(sys.argv[1], "w").write(f"{used.ru_utime + used.ru_stime} {peak / 1024}")
sys.exit(code)
"""


def files_in(tree: Path) -> tuple[int, int]:
    """Regular files below a tree and their bytes."""
    sizes = [p.stat().st_size for p in tree.rglob("*") if p.is_file() and not p.is_symlink()]
    return len(sizes), sum(sizes)


def recall(tool: Tool, program: str, trees: Path, labels: Path, work: Path, limit: float) -> str:
    """Labelled calls that the tool found a place of, within two lines, in all labelled trees."""
    wanted = hit = 0
    for file in sorted(labels.glob("*.jsonl")):
        tree = trees / file.stem
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        kept = [r for r in rows if r.get("kind") in CALLS and not r.get("optional") and not r.get("trap")]
        if not tree.is_dir() or not kept:
            continue
        done = timed(tool, program, tree, work, limit)
        found: dict[str, list[int]] = {}
        try:
            for path, line in tool.places(tree, work, done.out) if done is not None else ():
                found.setdefault(path, []).append(line)
        except (ValueError, LookupError, StopIteration, OSError):
            found = {}  # no output to read: nothing found
        wanted += len(kept)
        hit += sum(any(abs(n - r["line"]) <= 2 for n in found.get(r["path"], ())) for r in kept)
    return f"{hit}/{wanted} = {hit / wanted:.0%}" if wanted else "no labelled tree is there"


def main() -> int:
    """Run every tool that is there on the tree, print the table, then recall."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tree", type=Path)
    parser.add_argument("--peers", type=Path, help="folder with the peers' programs (bin of their environment)")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--limit", type=float, default=900, help="seconds after which a tool is given up")
    parser.add_argument("--trees", type=Path, help="labelled trees, for recall")
    parser.add_argument("--labels", type=Path)
    args = parser.parse_args()
    tree = args.tree.resolve()
    tools = [(ours(), sys.executable)]
    for peer in PEERS:
        program = args.peers / peer.program if args.peers is not None else Path(peer.program)
        if args.peers is not None and program.exists():
            tools.append((peer, str(program.resolve())))
        else:
            print(f"{peer.name}: not installed, left out", file=sys.stderr)
    count, size = files_in(tree)
    print(f"{count:,} files, {size / 1e6:,.0f} MB, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    runs: dict[str, list[Run]] = {}
    given_up: set[str] = set()
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(args.runs):
            for tool, program in tools:
                if tool.name in given_up:
                    continue
                work = Path(folder, tool.name.replace(" ", "-"))
                work.mkdir(exist_ok=True)
                done = timed(tool, program, tree, work, args.limit)
                if done is None or done.code not in (0, 1):
                    given_up.add(tool.name)
                    why = f"longer than {args.limit:.0f} s" if done is None else f"exit code {done.code}"
                    print(f"{tool.name}: {why}, left out", file=sys.stderr)
                else:
                    runs.setdefault(tool.name, []).append(done)
        mine = runs.get("migrate plan")
        head = f"{'tool':<20}{'seconds':>9}{'x ours':>9}{'CPU s':>9}{'x ours':>9}{'files/s':>10}{'peak MB':>9}"
        print(f"{head}  resolves names  recall of calls")
        for tool, program in tools:
            own = runs.get(tool.name)
            if not own:
                continue
            seconds, cpu = statistics.median(r.seconds for r in own), statistics.median(r.cpu for r in own)
            pairs = list(zip(own, mine or [], strict=False))
            ratio = statistics.median([a.seconds / b.seconds for a, b in pairs] or [float("nan")])
            work_ratio = statistics.median([a.cpu / b.cpu for a, b in pairs] or [float("nan")])
            memory = max(run.memory for run in own)
            found = "-"
            if args.trees and args.labels:
                work = Path(folder, tool.name.replace(" ", "-"))
                found = recall(tool, program, args.trees.resolve(), args.labels, work, args.limit)
            print(
                f"{tool.name:<20}{seconds:>9.1f}{ratio:>9.2f}{cpu:>9.1f}{work_ratio:>9.2f}"
                f"{count / seconds:>10,.0f}{memory:>9.0f}  "
                f"{'yes' if tool.resolves else 'no':<14}  {found}"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
