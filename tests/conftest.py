"""Parts that tests of several rooms share."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# The commands that tests start as processes of their own would compile every module again, each time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def _dask(*arguments, cwd):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__ADMIN__LOW_LEVEL_LOG_LENGTH": "10"}
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *arguments],
        cwd=cwd,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture(scope="session")
def dask_cluster(tmp_path_factory):
    """`dask://127.0.0.1:PORT` of a real cluster: a scheduler and two workers as processes of their own."""
    folder = tmp_path_factory.mktemp("dask")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    started = [_dask("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard", cwd=folder)]
    worker = ("worker", f"tcp://127.0.0.1:{port}", "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")
    started += [_dask(*worker, "--death-timeout", "60", cwd=folder) for _ in range(2)]
    try:
        _wait_for_workers(port)
        yield f"dask://127.0.0.1:{port}"
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for_workers(port):
    import distributed

    deadline = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            assert time.monotonic() < deadline, "the scheduler did not start"
            time.sleep(0.1)
    with distributed.Client(f"tcp://127.0.0.1:{port}", timeout=60, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
