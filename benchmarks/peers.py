"""Tokens, prices, rows per second and start-up beside litellm, genai-prices, tokencost and tiktoken, in one run.

    python -m venv peers && peers/bin/pip install litellm genai-prices tokencost
    python -m benchmarks.peers FOLDER --peers peers/bin/python

FOLDER holds the texts that are counted. What each part measures, and how, is said by the part: `benchmarks.tokens`,
`benchmarks.prices`, `benchmarks.traffic`, `benchmarks.startup`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="texts to count")
    parser.add_argument("--peers", type=Path, required=True, help="a Python that has the peers")
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the log that is rolled up")
    said = parser.parse_args()
    where = [str(said.peers), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = subprocess.run(where, check=True, capture_output=True, text=True).stdout.strip()
    beside = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), packages]))}
    parts = {
        "tokens": ([str(said.folder), "--peers", str(said.peers)], os.environ),
        "prices": (["--peers-python", str(said.peers)], os.environ),
        "traffic": (["--rows", str(said.rows)], beside),
        "startup": ([], os.environ),
    }
    for name, (arguments, environment) in parts.items():
        print(f"== {name}", flush=True)
        subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *arguments], check=True, env=dict(environment))


if __name__ == "__main__":
    main()
