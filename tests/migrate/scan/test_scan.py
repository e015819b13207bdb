"""Whole scans: many files, bad files, several processes, the same answer each time."""

from __future__ import annotations

import importlib
import os
from pathlib import Path

import pytest

from migrate.languages import LANGUAGES
from migrate.languages.python.parse import ParseTimeoutError
from migrate.model import SiteKind
from migrate.scan import ScanOptions, scan, workers

CALL = "from openai import OpenAI\nOpenAI().chat.completions.create(model='gpt-4o')\n"
NEST = 5000


def write(root: Path, name: str, data: str | bytes) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)


def test_sites_are_sorted_and_the_same_in_any_number_of_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for i in range(30):
        write(tmp_path, f"pkg{i % 3}/m{i}.py", CALL)
    alone = scan(tmp_path, ScanOptions(workers=1))
    monkeypatch.setattr(workers, "PARALLEL_BYTES", 0)
    monkeypatch.setattr(workers, "_BATCH_FILES", 4)
    together = scan(tmp_path, ScanOptions(workers=2))
    assert alone == together
    assert [(s.path, s.span) for s in alone.sites] == sorted((s.path, s.span) for s in alone.sites)
    assert alone.files == 30
    assert alone.bytes == 30 * len(CALL)
    assert sum(s.kind is SiteKind.CALL for s in alone.sites) == 30


def test_a_file_our_code_fails_on_is_named_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "bad.py", CALL)
    write(tmp_path, "good.py", CALL)
    python = LANGUAGES["python"]
    real = type(python).sites

    def broken(self: object, source: object, project: object) -> object:
        if getattr(source, "path", "") == "bad.py":
            raise ZeroDivisionError("oops")
        return real(self, source, project)  # type: ignore[arg-type]

    monkeypatch.setattr(type(python), "sites", broken)
    result = scan(tmp_path)
    assert [(s.path, s.reason, s.detail) for s in result.skipped] == [("bad.py", "internal_error", "ZeroDivisionError: oops")]
    assert {s.path for s in result.sites} == {"good.py"}


def _dies(root: Path, path: str, _state: None) -> str:
    if path == "m2.py":
        os._exit(9)
    return path


def test_a_file_that_kills_its_worker_costs_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "PARALLEL_BYTES", 0)
    monkeypatch.setattr(workers, "_BATCH_FILES", 2)
    names = [f"m{i}.py" for i in range(6)]
    found = workers.run(_dies, tmp_path, names, None, lambda skipped: f"lost {skipped.path}", 2)
    assert found == ["m0.py", "m1.py", "lost m2.py", "m3.py", "m4.py", "m5.py"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("parentheses", "x = " + "(" * NEST + "1" + ")" * NEST),
        ("unclosed", "x = " + "(" * NEST),
        ("lists", "x = " + "[" * NEST + "]" * NEST),
        ("dicts", "x = " + "{1: " * NEST + "1" + "}" * NEST),
        ("calls", "f" + "(f" * NEST + ")" * NEST),
        ("chain", "x = c" + ".f()" * NEST),
        ("sum", "x = " + " + ".join(["'a'"] * NEST)),
        ("lambdas", "x = " + "lambda: " * NEST + "1"),
        ("functions", "\n".join(" " * i + "def f():" for i in range(300)) + "\n" + " " * 300 + "pass"),
        ("conditions", "x = " + "1 if y else " * NEST + "2"),
        ("merge", "<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> other\n"),
        ("python2", "print 'hello'\nexec 'x'\nraise E, 'x'\n"),
        ("cycle", "a = b\nb = a\nclass C(C): pass\ndef f(): return f()\nc = f()\nc.chat.completions.create(x)\n"),
        ("cut", "x = f('"),
        ("tangle", "\n".join(f"v{i % 12} = v{i % 11}.a(v{i % 7}, v{i % 5}).b or v{i % 3}(v{i % 9})" for i in range(120))),
    ],
)
def test_hostile_code_is_survived_and_what_is_beside_it_found(tmp_path: Path, name: str, text: str) -> None:
    write(tmp_path, f"{name}.py", CALL + text + "\n")
    result = scan(tmp_path)
    assert not [s for s in result.skipped if s.reason == "internal_error"]
    assert any(s.kind is SiteKind.CALL for s in result.sites)


def test_a_file_with_syntax_errors_is_named_and_its_sites_flagged(tmp_path: Path) -> None:
    write(tmp_path, "broken.py", CALL + "def f(:\n")
    result = scan(tmp_path)
    assert result.parse_error_files == ("broken.py",)
    assert all("parse_errors" in s.flags for s in result.sites)


def test_a_parser_that_takes_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parse = importlib.import_module("migrate.languages.python.parse")
    monkeypatch.setattr(parse, "_LARGE", 10)
    monkeypatch.setattr(parse, "_LEAST_SECONDS", -1.0)
    monkeypatch.setattr(parse, "_SECONDS_PER_MB", 0.0)
    with pytest.raises(ParseTimeoutError):
        parse.parse(b"x = 1\n" * 50_000)


def test_another_encoding_keeps_offsets_true(tmp_path: Path) -> None:
    text = f"# -*- coding: gbk -*-\nx = '中文誠'\n{CALL}"
    write(tmp_path, "gbk.py", text.encode("gbk"))
    result = scan(tmp_path)
    (call,) = (s for s in result.sites if s.kind is SiteKind.CALL)
    arg = call.arg("model")
    assert arg is not None
    assert text.encode("gbk")[arg.value_span.start : arg.value_span.end] == b"'gpt-4o'"


def test_byte_order_mark_and_crlf_keep_offsets_and_lines_true(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + CALL.replace("\n", "\r\n").encode()
    write(tmp_path, "app.py", data)
    (call,) = (s for s in scan(tmp_path).sites if s.kind is SiteKind.CALL)
    assert (call.line, data[call.span.start : call.span.end].startswith(b"OpenAI()")) == (2, True)
    (imported,) = (s for s in scan(tmp_path).sites if s.kind is SiteKind.IMPORT)
    assert (imported.line, imported.column, imported.span.start) == (1, 1, 3)


def test_nothing_of_the_scanned_code_is_run(tmp_path: Path) -> None:
    write(tmp_path, "openai.py", f"open({str(tmp_path / 'ran')!r}, 'w').close()\n")
    write(tmp_path, "app.py", "import openai\nopenai.OpenAI()\n")
    scan(tmp_path)
    assert not (tmp_path / "ran").exists()


def test_a_constant_in_a_file_without_any_sign_is_found(tmp_path: Path) -> None:
    write(tmp_path, "knobs.py", "HEAT = 1.8\n")
    write(tmp_path, "app.py", "from knobs import HEAT\n" + CALL.replace("model=", "temperature=HEAT, model="))
    (call,) = (s for s in scan(tmp_path).sites if s.kind is SiteKind.CALL)
    assert call.arg("temperature").value.value == 1.8  # type: ignore[union-attr]


def test_a_folder_without_anything_of_the_kind(tmp_path: Path) -> None:
    write(tmp_path, "a.py", "print('hello')\n")
    result = scan(tmp_path)
    assert result.sites == ()
    assert result.files == 1
