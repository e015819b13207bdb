"""Tokens per second and whether they are right: litellm, tiktoken, ours, and ours with the accelerator, in one run.

    python -m benchmarks.tokens FOLDER [--peers PYTHON] [--megabytes 6] [--vocabularies o200k_base,glm,kimi]

FOLDER holds texts (.md, .py, .txt, .json, ...), the more like your own the better. `--peers` is an interpreter that
has litellm installed. Two workloads: `unseen`, where every text comes once, and `log`, the requests of conversations
of ten turns made of the same texts, where every request repeats the messages before it. The engines take turns, a
block of texts each, in one process (litellm, which imports for seconds, in another), so that a busy moment hits all
of them. CPU seconds; loading apart.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ENDINGS = {".md", ".txt", ".py", ".ts", ".tsx", ".js", ".go", ".java", ".json", ".yaml", ".html"}
TURNS = 10
BLOCK = 50
Counter = Callable[[str], int]


def corpus(folder: Path, size: int) -> list[str]:
    """Distinct pieces of 200 to 2,000 characters, in a repeatable random order."""
    dice = random.Random(1)
    files = [p for p in sorted(folder.rglob("*")) if p.suffix in ENDINGS and p.is_file()]
    dice.shuffle(files)
    pieces: dict[str, None] = {}
    held = 0
    for file in files:
        text = file.read_text(encoding="utf-8", errors="ignore")
        at = 0
        while at < len(text) and held < size:
            piece = text[at : at + dice.randint(200, 2000)]
            at += len(piece)
            if len(piece) >= 100 and piece not in pieces:
                pieces[piece] = None
                held += len(piece.encode())
        if held >= size:
            break
    found = list(pieces)
    dice.shuffle(found)
    return found


def requests(pieces: list[str]) -> list[list[str]]:
    """Conversations of ten turns: every request holds the system text and all messages before it."""
    dice = random.Random(2)
    systems, rest = pieces[:20], pieces[20:]
    log = []
    for at in range(0, len(rest) - 2 * TURNS, 2 * TURNS):
        history = [dice.choice(systems)]
        for turn in range(TURNS):
            history = [*history, rest[at + 2 * turn]]
            log.append(history)
            history = [*history, rest[at + 2 * turn + 1]]
    return log


def engines(names: list[str], vocabulary: str) -> dict[str, tuple[Counter, float]]:
    """Functions from text to tokens, and the CPU seconds each took to load."""
    found = {}
    for name in names:
        began = time.process_time()
        count = _engine(name, vocabulary)
        count("warm")
        found[name] = (count, time.process_time() - began)
    return found


def _engine(name: str, vocabulary: str) -> Counter:
    if name == "litellm":
        os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
        import litellm

        return lambda text: litellm.token_counter(model="gpt-4o", text=text)
    from providers.tokens import engine as room
    from providers.tokens import vocabularies

    if name == "tiktoken":
        encode = vocabularies.encoding(vocabulary).encode_ordinary
        return lambda text: len(encode(text))
    # Two states of one module: with and without the accelerator, each with a memory of its own.
    state: tuple[dict[Any, Any], dict[Any, Any]] = ({}, {})
    room._memo, room._fast = state
    if name == "ours+fast":
        print(f"{vocabulary}: {room.hurry(vocabulary)}", file=sys.stderr)

    def count(text: str) -> int:
        room._memo, room._fast = state
        return room.tokens(text, vocabulary)

    return count


def worker() -> None:
    """Count what standard input says, the engines in turn; print seconds and counts as JSON."""
    job = json.loads(sys.stdin.read())
    loaded = engines(job["engines"], job["vocabulary"])
    work = requests(job["pieces"]) if job["workload"] == "log" else [[piece] for piece in job["pieces"]]
    seconds = dict.fromkeys(loaded, 0.0)
    counts: dict[str, list[int]] = {name: [] for name in loaded}
    for at in range(0, len(work), BLOCK):
        block = work[at : at + BLOCK]
        for name, (count, _) in loaded.items():
            began = time.process_time()
            counts[name] += [sum(map(count, texts)) for texts in block]
            seconds[name] += time.process_time() - began
    answer = {n: {"loading": loaded[n][1], "seconds": seconds[n], "counts": counts[n]} for n in loaded}
    print(json.dumps(answer))


def run(python: str, names: list[str], vocabulary: str, workload: str, pieces: list[str]) -> dict[str, Any]:
    job = json.dumps({"engines": names, "vocabulary": vocabulary, "workload": workload, "pieces": pieces})
    command = [python, "-m", "benchmarks.tokens", "--worker"]
    done = subprocess.run(command, input=job, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{', '.join(names)}: {done.stderr.strip().splitlines()[-1]}")
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def main() -> None:
    if "--worker" in sys.argv:
        worker()
        return
    parser = argparse.ArgumentParser(description="Tokens per second, side by side.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--peers", help="an interpreter with litellm")
    parser.add_argument("--megabytes", type=float, default=6)
    parser.add_argument("--vocabularies", default="o200k_base,glm,kimi,qwen,deepseek,minimax")
    options = parser.parse_args()
    pieces = corpus(options.folder, int(options.megabytes * 1e6))
    size = {
        "unseen": sum(len(p.encode()) for p in pieces),
        "log": sum(len(p.encode()) for request in requests(pieces) for p in request),
    }
    han = sum("\u4e00" <= c <= "\u9fff" for p in pieces for c in p) / sum(map(len, pieces))
    unseen, log = (number / 1e6 for number in size.values())
    print(f"{len(pieces)} texts, {unseen:.1f} MB, {han:.0%} Chinese; as a log {log:.1f} MB")
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors; CPU seconds\n")
    print(f"{'vocabulary':<12}{'engine':<11}{'load s':>7}{'unseen MB/s':>13}{'x':>6}{'log MB/s':>10}{'x':>6}  counts")
    for vocabulary in options.vocabularies.split(","):
        found: dict[str, dict[str, Any]] = {}
        for workload in size:
            found[workload] = run(sys.executable, ["tiktoken", "ours", "ours+fast"], vocabulary, workload, pieces)
            if options.peers and vocabulary == "o200k_base":
                found[workload] |= run(options.peers, ["litellm"], vocabulary, workload, pieces)
        for name in sorted(found["unseen"], key=["litellm", "tiktoken", "ours", "ours+fast"].index):
            cells, off = "", 0
            for workload, width in (("unseen", 13), ("log", 10)):
                own, plain = found[workload][name], found[workload]["tiktoken"]
                speed, times = size[workload] / own["seconds"] / 1e6, plain["seconds"] / own["seconds"]
                cells += f"{speed:>{width}.1f}{times:>6.1f}"
                off += sum(a != b for a, b in zip(own["counts"], plain["counts"], strict=True))
            loading = found["unseen"][name]["loading"]
            verdict = f"{off} differ" if off else "equal"
            print(f"{vocabulary:<12}{name:<11}{loading:>7.2f}{cells}  {verdict}", flush=True)


if __name__ == "__main__":
    main()
