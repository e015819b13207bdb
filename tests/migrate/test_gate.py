"""The parse gate: no file may parse worse after an edit than before."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from migrate import gate


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


def test_many_files_are_judged_as_one_by_one(tmp_path: Path) -> None:
    """So much is shared among processes; the outcome is the same."""
    good = b"f(a=1)\n" + (b"x = '" + b"x" * 900 + b"'\n") * 500
    pairs = {f"m{n}.py": (good, good if n % 2 else good + b"f(\n") for n in range(8)}
    for path, (before, _) in pairs.items():
        (tmp_path / path).write_bytes(before)
    assert list(gate.worse_all(tmp_path, pairs)) == ["m0.py", "m2.py", "m4.py", "m6.py"]
    assert gate.worse_all(tmp_path, {"m0.py": pairs["m0.py"]}) == {"m0.py": gate.worse("m0.py", *pairs["m0.py"])}


def test_what_takes_too_long_to_parse_is_not_taken_to_be_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    parse = import_module("migrate.languages.python.parse")
    monkeypatch.setattr(parse, "_SECONDS_PER_MB", 0.0)
    monkeypatch.setattr(parse, "_LEAST_SECONDS", 0.0)
    large = b"x = [1, 2, 3]\n" * 40_000
    said = gate.worse("app.py", large, large + b"y = 1\n")
    assert said is not None
    assert "could not be verified, so it is left as it was" in said
