"""Parts that tests of several rooms share, and what keeps the whole suite short."""

import gc
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from xdist.scheduler import WorkStealingScheduling

_MEMORY = "/dev/shm"
ROOT = Path(__file__).parent.parent

# The commands that tests start as processes of their own would compile every module again, each time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """A process without work takes some from the other: dealt out in advance, one ended a minute before the other."""
    return WorkStealingScheduling(config, log)


def pytest_configure(config):
    """Keep what tests write in memory; give every client, also in processes of its own, one certificate to read.

    Nothing here speaks TLS to a real host, and the usual hundred certificates take 40 ms a client.
    """
    if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > 2**30:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", _MEMORY)  # thousands of syncs would wait for a disk
    known = [] if "SSL_CERT_FILE" in os.environ else ssl.create_default_context().get_ca_certs(binary_form=True)
    if known:
        handle, name = tempfile.mkstemp(suffix=".pem")
        os.write(handle, ssl.DER_cert_to_PEM_cert(known[0]).encode())
        os.close(handle)
        os.environ["SSL_CERT_FILE"] = name
        config.add_cleanup(lambda: os.unlink(name))


def pytest_collection_finish():
    """What was collected stays until the end; looking through it for garbage again and again finds none."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish():
    """Libraries that count what is left over at the end are told that it is garbage after all."""
    gc.unfreeze()


# A cluster that waits does next to nothing: no looking at itself 100 times a second, no ticks 50 times a second.
_CALM = {
    "DASK_DISTRIBUTED__ADMIN__LOW_LEVEL_LOG_LENGTH": "10",
    "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "1s",
    "DASK_DISTRIBUTED__ADMIN__SYSTEM_MONITOR__INTERVAL": "10s",
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
    "DASK_DISTRIBUTED__WORKER__MEMORY__MONITOR_INTERVAL": "10s",
    "DASK_DISTRIBUTED__SCHEDULER__WORK_STEALING": "False",
}


def _dask(*arguments, cwd):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **_CALM}
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
