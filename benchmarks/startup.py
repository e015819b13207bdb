"""Start-up against a bare Typer application with the same settings: `python -m benchmarks.startup`.

Prints the median of the ratios of runs made in turn (A B A B …), so that a drifting machine cancels out.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BARE = """
import typer
app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
@app.command()
def work() -> None:
    pass
@app.command()
def rest() -> None:
    pass
app(prog_name="bare")
"""
RUNS = 15


def seconds(command: list[str], cwd: str) -> float:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent)}
    start = time.perf_counter()
    subprocess.run(command, cwd=cwd, env=environment, capture_output=True, check=False)
    return time.perf_counter() - start


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder, "bare.py")
        bare.write_text(BARE)
        Path(folder, "empty").mkdir()
        Path(folder, "empty", "notes.txt").write_text("nothing\n")
        ours = [sys.executable, "-c", "from migrate.__main__ import main; main()"]
        rows = {
            "--help": ([*ours, "--help"], [sys.executable, str(bare), "--help"]),
            "providers": ([*ours, "providers"], [sys.executable, str(bare), "work"]),
            "plan of an empty folder": (
                [*ours, "plan", "empty", "--to", "zhipu"],
                [sys.executable, str(bare), "work"],
            ),
        }
        for name, (mine, theirs) in rows.items():
            seconds(mine, folder), seconds(theirs, folder)  # warm the file cache
            pairs = [(seconds(mine, folder), seconds(theirs, folder)) for _ in range(RUNS)]
            ratio = statistics.median(a / b for a, b in pairs)
            a, b = (statistics.median(column) for column in zip(*pairs, strict=True))
            print(f"{name:<26} {a * 1000:6.0f} ms   bare Typer {b * 1000:6.0f} ms   ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
