"""The same work gives the same answers wherever it runs, and a place that cannot be used is one clear line."""

import builtins
import os
import socket
from concurrent.futures import BrokenExecutor, Executor
from hashlib import sha256

import pytest

import migrate
from migrate import executor as room
from migrate.errors import UsageError
from migrate.executor import ExecutorError, SerialExecutor, open_executor, ordered

WORDS = [f"word {n}" for n in range(60)]


def digest(executor):
    joined = b"".join(ordered(executor, _bytes, WORDS, ahead=7))
    return sha256(joined + b"".join(executor.map(_bytes, WORDS))).hexdigest()


_bytes = str.encode


def test_processes_and_this_process_answer_alike_in_order():
    with open_executor("serial") as serial, open_executor("process:2") as processes:
        assert digest(serial) == digest(processes)


def test_a_cluster_of_two_workers_answers_like_processes(dask_cluster):
    with open_executor("serial") as serial, open_executor(dask_cluster) as cluster:
        assert isinstance(cluster, Executor)
        assert digest(cluster) == digest(serial)
        assert len(set(cluster.map(_process, range(40)))) == 2
        with pytest.raises(ValueError, match="invalid literal"):
            cluster.submit(int, "x").result()


def _process(_):
    return os.getpid()


def test_a_worker_of_another_version_is_named_before_any_work(dask_cluster, monkeypatch):
    monkeypatch.setattr(migrate, "__version__", "9.9.9")
    with (
        pytest.raises(ExecutorError, match=r"worker tcp://127.* has llm-migrate \S+, here it is 9\.9\.9; install"),
        open_executor(dask_cluster),
    ):
        raise AssertionError


class Cluster:
    """What a client says of its workers."""

    def __init__(self, workers, answers=None):
        self.workers, self.answers = workers, answers or {}

    def get_versions(self):
        return {"client": about("3.11.7.final.0", "2026.8.0"), "workers": self.workers}

    def run(self, task, on_error):
        return self.answers


def about(python, dask):
    return {"host": {"python": python}, "packages": {"dask": dask, "distributed": "2026.8.0"}}


@pytest.mark.parametrize(
    ("cluster", "message"),
    [
        (Cluster({}), "no workers"),
        (Cluster({"tcp://b:1": about("3.12.1.final.0", "2026.8.0")}), "runs Python 3.12, this is Python 3.11"),
        (Cluster({"tcp://b:1": about("3.11.2.final.0", "2026.1.0")}), "has dask 2026.1.0, here it is 2026.8.0"),
        (
            Cluster(
                {"tcp://b:1": about("3.11.2.final.0", "2026.8.0")},
                {"tcp://b:1": ModuleNotFoundError("No module named 'migrate'")},
            ),
            "cannot import migrate",
        ),
    ],
    ids=["none", "python", "dask", "migrate"],
)
def test_what_a_cluster_lacks_is_said(cluster, message):
    with pytest.raises(ExecutorError, match=message):
        room._same_everywhere(cluster, "dask://b:8786")


def test_an_unreachable_scheduler_is_one_line(monkeypatch):
    monkeypatch.setattr(room, "_CONNECT_SECONDS", 0.5)
    with socket.socket() as taken:  # bound and not listening: refuses
        taken.bind(("127.0.0.1", 0))
        spec = f"dask://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ExecutorError) as error, open_executor(spec):
            raise AssertionError
    assert str(error.value).startswith(f"--executor {spec}: no Dask scheduler answers there")
    assert "\n" not in str(error.value)


def test_without_the_package_the_extra_is_named(monkeypatch):
    real = builtins.__import__

    def missing(name, *args, **kwargs):
        if name == "distributed":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(ExecutorError, match=r"pip install 'llm-migrate\[dask\]'"), open_executor("dask://host:8786"):
        raise AssertionError


@pytest.mark.parametrize("spec", ["processes", "process:0", "process:x", "process:-1", "serial:2", "ray://a:1", "thread"])
def test_unknown_places_are_refused(spec):
    with pytest.raises(UsageError, match="--executor"), open_executor(spec):
        raise AssertionError


@pytest.mark.parametrize("spec", ["dask", "dask://", "dask://:8786", "dask://a:x", "dask://a:1/path", "dask://u@a:1"])
def test_a_dask_address_must_be_one(spec):
    with pytest.raises(UsageError, match="dask://HOST:PORT"), open_executor(spec):
        raise AssertionError


def test_a_worker_that_dies_is_one_line():
    with pytest.raises(ExecutorError, match="worker process died"), open_executor("process:1") as pool:
        pool.submit(os._exit, 3).result()


def test_a_broken_pool_of_the_caller_is_not_swallowed():
    with pytest.raises(BrokenExecutor), open_executor("serial"):
        raise BrokenExecutor


def test_items_are_read_no_further_than_the_window():
    with open_executor("process:1") as pool:
        read = []
        items = (read.append(n) or n for n in range(1000))
        answers = ordered(pool, abs, items, ahead=5)
        assert next(answers) == 0
        assert len(read) == 5


def test_in_this_process_an_error_is_the_answer_and_not_raised_early():
    future = SerialExecutor().submit(int, "x")
    with pytest.raises(ValueError, match="invalid literal"):
        future.result()
