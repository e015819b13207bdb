"""The parse gate: no file may parse worse after an edit than before."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from migrate import gate
from migrate.scan import workers


@pytest.mark.parametrize(
    ("path", "good", "bad"),
    [
        ("app.py", b"f(a=1)\n", b"f(a=1\n"),
        ("pyproject.toml", b"[a]\nb = 1\n", b"[a\nb = 1\n"),
        ("package.json", b'{"a": 1}', b'{"a": 1,,}'),
        ("docker-compose.yml", b"a:\n  b: 1\n", b"a:\n  b: [1\n"),
    ],
)
def test_a_new_syntax_error_is_worse(path: str, good: bytes, bad: bytes) -> None:
    assert gate.worse(path, good, good) is None
    said = gate.worse(path, good, bad)
    assert said is not None
    assert "syntax error" in said


def test_a_broken_file_may_stay_as_broken() -> None:
    assert gate.worse("app.py", b"def f(:\n    pass\n", b"def g(:\n    pass\n") is None


def test_a_mended_file_is_fine() -> None:
    assert gate.worse("app.py", b"f(a=1\n", b"f(a=1)\n") is None


def test_files_that_nothing_parses_pass() -> None:
    assert gate.parse_errors("notes.txt", b"((((") is None
    assert gate.worse("notes.txt", b"x", b"((((") is None


GOOD, BAD = b"f(a=1)\n", b"f(a=1)\nf(\n"


@pytest.fixture(params=["here", "processes", "no processes to be had"])
def gated(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[gate.Gate]:
    """A gate that works in this process, or in others."""
    monkeypatch.setattr(workers, "PARALLEL_BYTES", 10**9 if request.param == "here" else 0)
    monkeypatch.setattr(gate, "_BATCH_BYTES", 20)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    if request.param == "no processes to be had":
        monkeypatch.setattr("migrate.scan.pool.executor", _none)
    with gate.Gate(tmp_path, {"m0.py": len(GOOD)}) as made:
        yield made


def _none(*_: object) -> None:
    raise OSError(38, "Function not implemented")


def test_many_files_are_judged_as_one_by_one(gated: gate.Gate) -> None:
    pairs = {f"m{n}.py": (GOOD, GOOD if n % 2 else BAD) for n in range(8)}
    for path, (before, after) in pairs.items():
        gated.add(path, before, after)
    faults = gated.faults()
    assert faults == {path: gate.worse(path, *pairs[path]) for path in ("m0.py", "m2.py", "m4.py", "m6.py")}
    assert gated.faults() == faults


def test_a_file_is_judged_by_its_last_content(gated: gate.Gate) -> None:
    gated.add("a.py", GOOD, BAD)
    gated.add("b.py", BAD, b"x = 1\n" + BAD)
    assert list(gated.faults()) == ["a.py"]
    gated.add("a.py", GOOD, GOOD + b"y = 1\n")
    gated.add("b.py", BAD, GOOD)
    gated.add("b.py", BAD, b")\n" + BAD)
    assert list(gated.faults()) == ["b.py"]


def test_nothing_is_fine(gated: gate.Gate) -> None:
    assert gated.faults() == {}


def test_a_file_that_kills_its_process_is_worse_and_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, real = os.getpid(), gate.parse_errors

    def deadly(path: str, data: bytes) -> int | None:
        if path == "m3.py" and os.getpid() != here:
            os._exit(1)
        return real(path, data)

    monkeypatch.setattr(gate, "parse_errors", deadly)
    monkeypatch.setattr(workers, "PARALLEL_BYTES", 0)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with gate.Gate(tmp_path, {}) as gated:
        for n in range(5):
            gated.add(f"m{n}.py", GOOD, BAD if n == 1 else GOOD)
        faults = gated.faults()
    assert sorted(faults) == ["m1.py", "m3.py"]
    assert "could not be verified, so it is left as it was: the worker process died" in faults["m3.py"]


def test_what_takes_too_long_to_parse_is_not_taken_to_be_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    parse = import_module("migrate.languages.python.parse")
    monkeypatch.setattr(parse, "_SECONDS_PER_MB", 0.0)
    monkeypatch.setattr(parse, "_LEAST_SECONDS", 0.0)
    large = b"x = [1, 2, 3]\n" * 40_000
    said = gate.worse("app.py", large, large + b"y = 1\n")
    assert said is not None
    assert "could not be verified, so it is left as it was" in said


def test_statements_that_run_into_each_other_are_worse() -> None:
    assert gate.worse("app.py", b"import path\nx = 1\n", b'import pa"x"th\nx = 1\n') is not None


def test_edits_that_are_known_are_judged_alike(gated: gate.Gate) -> None:
    before = b"f(a=1)\ng(b=2)\n"
    gated.add("m0.py", before, b"f(a=3)\ng(b=2)\n", [(4, 5, b"1")])
    gated.add("m1.py", before, b"f(a=(3)\ng(b=2)\n", [(4, 6, b"1")])
    gated.add("m2.py", before, b"f(a=1)\ng(b=[)\n", [(11, 12, b"2")])
    assert sorted(gated.faults()) == ["m1.py", "m2.py"]
