"""Many files are synced at once only where that promises as much; many jobs stop at the first error."""

from __future__ import annotations

import errno
import os
import threading
import time
from pathlib import Path

import pytest

from migrate.apply import parallel, sync

MANY = parallel.WORTH + 4


@pytest.fixture
def paths(tmp_path: Path) -> list[str]:
    """Files in two folders."""
    made = []
    for number in range(MANY):
        path = tmp_path / f"f{number % 2}" / str(number)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
        made.append(str(path))
    return made


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What `fsync` is called for."""
    called: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda handle: called.append(os.readlink(f"/proc/self/fd/{handle}")))
    return called


def test_few_files_are_synced_one_by_one(paths: list[str], synced: list[str]) -> None:
    sync.files(paths[:3])
    assert synced == paths[:3]


def test_many_files_are_synced_by_one_call_for_each_file_system(
    paths: list[str], synced: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole: list[str] = []
    monkeypatch.setattr(sync, "_whole", lambda path: not whole.append(path))
    monkeypatch.setattr(sync, "_reports_errors", lambda: True)
    sync.files(paths)
    sync.folders([os.path.dirname(path) for path in paths])
    assert (whole, synced) == ([os.path.dirname(paths[0])] * 2, [])
    real = os.stat

    class Elsewhere:
        st_dev = 77

    monkeypatch.setattr(os, "stat", lambda path: Elsewhere if str(path).endswith("f1") else real(path))
    whole.clear()
    sync.files(paths)
    assert whole == [os.path.dirname(paths[0]), os.path.dirname(paths[1])]


@pytest.mark.parametrize("what", ["kernel", "file system", "call"])
def test_where_that_promises_less_each_is_synced(
    what: str, paths: list[str], synced: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if what == "kernel":
        monkeypatch.setattr(sync, "_FIRST", (99, 0))
    elif what == "file system":
        monkeypatch.setattr(sync, "_TYPES", {})
    else:
        monkeypatch.setattr(sync, "_libc", lambda: object())
    sync.files(paths)
    assert sorted(synced) == sorted(paths)
    synced.clear()
    folders = [os.path.dirname(path) for path in paths]
    sync.folders(folders)
    assert sorted(synced) == sorted(folders)


def test_the_real_call_works_or_says_that_it_is_not_to_be_used(tmp_path: Path) -> None:
    assert sync._whole(str(tmp_path)) in (True, False)
    with pytest.raises(FileNotFoundError):
        sync._whole(str(tmp_path / "none"))


@pytest.mark.parametrize(("number", "raised"), [(errno.EIO, True), (errno.ENOSPC, True), (errno.ENOSYS, False)])
def test_a_failing_call_is_an_error_and_a_missing_one_is_not(
    number: int, raised: bool, paths: list[str], synced: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import ctypes

    class Libc:
        def fstatfs(self, _: int, status: ctypes.Array[ctypes.c_long]) -> int:
            status[0] = 0xEF53
            return 0

        def syncfs(self, _: int) -> int:
            ctypes.set_errno(number)
            return -1

    monkeypatch.setattr(sync, "_libc", Libc)
    monkeypatch.setattr(sync, "_reports_errors", lambda: True)
    if raised:
        with pytest.raises(OSError, match=os.strerror(number)):
            sync.files(paths)
        assert synced == []
    else:
        sync.files(paths)
        assert sorted(synced) == sorted(paths)


@pytest.mark.parametrize(("release", "good"), [("5.8.0-1", True), ("6.1", True), ("5.7.19", False), ("4.4.0", False)])
def test_kernels_that_hide_errors_are_told_apart(release: str, good: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    class Kernel:
        pass

    kernel = Kernel()
    kernel.release = release  # type: ignore[attr-defined]
    monkeypatch.setattr(os, "uname", lambda: kernel)
    monkeypatch.setattr("sys.platform", "linux")
    assert sync._reports_errors() is good
    monkeypatch.setattr("sys.platform", "darwin")
    assert not sync._reports_errors()


# --- parallel ------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, MANY, 1000])
def test_everything_is_done_once(count: int) -> None:
    done: list[int] = []
    parallel.each(done.append, range(count))
    assert sorted(done) == list(range(count))


@pytest.mark.parametrize("count", [5, 1000])
def test_the_first_error_stops_the_rest_and_nothing_runs_on(count: int) -> None:
    done: list[int] = []

    def work(item: int) -> None:
        if item == 2:
            raise ValueError(item)
        time.sleep(0.001)
        done.append(item)

    with pytest.raises(ValueError, match="2"):
        parallel.each(work, range(count))
    before = len(done)
    assert before < max(3, count // 2)
    time.sleep(0.01)
    assert len(done) == before
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ThreadPoolExecutor")]
