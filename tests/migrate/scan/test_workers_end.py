"""Workers end with the process that started them, however it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PROGRAM = """
import os, pathlib, sys, time
from migrate.scan.workers import run
def task(root, path, state):
    pathlib.Path(str(root), f"pid-{os.getpid()}").touch()
    time.sleep(120)
run(task, pathlib.Path(sys.argv[1]), ["a", "b"], None, None, 2)
"""


def gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"


def test_a_killed_scan_leaves_no_worker(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(b"x" * 2_000_000)
    (tmp_path / "program.py").write_text(PROGRAM)
    running = subprocess.Popen(
        [sys.executable, "program.py", str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    )
    deadline = time.monotonic() + 60
    while len(pids := [int(p.name[4:]) for p in tmp_path.glob("pid-*")]) < 2:
        assert running.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    running.send_signal(signal.SIGKILL)
    running.wait()
    while not all(gone(pid) for pid in pids):
        assert time.monotonic() < deadline
        time.sleep(0.05)
