"""Reading one file: what is text, where its lines are, and what is refused."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.model import Skipped, Span
from migrate.source import MAX_LINE_BYTES, SourceFile, from_bytes, read


def written(folder: Path, name: str, data: bytes) -> SourceFile | Skipped:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return read(folder, name)


def source(data: bytes, name: str = "a.py") -> SourceFile:
    found = from_bytes(name, data)
    assert isinstance(found, SourceFile), found
    return found


def test_bytes_are_kept_as_they_are(tmp_path):
    data = b"\xef\xbb\xbfa = '\xe4\xbd\xa0'\r\nb = 1\n"
    found = written(tmp_path, "sub/a.py", data)
    assert isinstance(found, SourceFile)
    assert found.data == data
    assert (found.path, found.bom, found.encoding) == ("sub/a.py", True, "utf-8")


def test_lines_columns_and_indents_count_characters_after_the_bom():
    found = source(b"\xef\xbb\xbf\xe4\xbd\xa0x = 1\r\n\tif y:\r\n    z\r\n")
    at = found.data.index(b"x =")
    assert (found.line(at), found.column(at)) == (1, 2)
    assert found.line_span(at) == Span(3, found.data.index(b"\r"))
    at = found.data.index(b"if")
    assert (found.line(at), found.column(at), found.indent(at)) == (2, 2, "\t")
    assert found.indent(found.data.index(b"z")) == "    "
    assert found.text(Span(3, 6)) == "你"
    assert found.text() == "你x = 1\r\n\tif y:\r\n    z\r\n"
    assert found.lines == 3


def test_last_line_without_line_end():
    found = source(b"a\nbc")
    assert found.line_span(3) == Span(2, 4)
    assert found.lines == 2
    assert source(b"").lines == 1
    assert source(b"").line_span(0) == Span(0, 0)


@pytest.mark.parametrize(
    ("data", "newline"),
    [(b"a\r\nb\r\n", "\r\n"), (b"a\nb\n", "\n"), (b"a\r\nb\r\nc\n", "\r\n"), (b"a\nb\nc\r\n", "\n"), (b"a", "\n")],
)
def test_line_end_is_that_of_most_lines(data, newline):
    assert source(data).newline == newline


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xff\xfea\0b\0", "utf16"),
        ("a = 1\n".encode("utf-16-be"), "utf16"),
        ("\ufeffa".encode("utf-32"), "utf16"),
        (b"\x7fELF\0\0\1abc", "binary"),
        (b"a = 1\rb = 2\r", "lone_cr"),
        (b"a\n\xff\xff\n", "undecodable"),
        (b"x = 1\n" + b"y" * (MAX_LINE_BYTES + 1) + b"\n", "generated"),
    ],
)
def test_what_is_not_editable_text_is_skipped_with_a_reason(data, reason):
    found = from_bytes("a.py", data)
    assert isinstance(found, Skipped)
    assert found.reason == reason


def test_many_long_lines_below_the_limit_are_read():
    line = b"y" * (MAX_LINE_BYTES - 1) + b"\n"
    assert source(line * 5).lines == 5


def test_declared_encodings():
    text = "# -*- coding: gbk -*-\nx = '你好'\n"
    found = source(text.encode("gbk"))
    assert found.encoding == "gbk"
    assert found.text() == text
    assert from_bytes("a.yaml", text.encode("gbk")) == Skipped(
        "a.yaml", "undecodable", "not UTF-8, and no other encoding is declared"
    )
    assert source("# coding: latin-1\nx = 'é'\n".encode("latin-1")).encoding == "iso8859-1"
    assert source("a=é\n".encode("latin-1"), "a.properties").encoding == "latin-1"
    # UTF-7 and its kin write ASCII letters as other bytes: spans would lie.
    assert isinstance(from_bytes("a.py", b"# coding: utf-7\nx = 1\n"), Skipped)
    assert source(b"# coding: no-such-codec\nx = 1\n").encoding == "utf-8"


def test_size_limit(tmp_path):
    assert isinstance(written(tmp_path, "a.py", b"x = 1\n" * 200_000), Skipped)
    found = written(tmp_path, "a.ipynb", b"x = 1\n" * 200_000)
    assert isinstance(found, SourceFile)
    assert read(tmp_path, "a.ipynb", max_bytes=10) == Skipped("a.ipynb", "too_large", "1200000 bytes, limit 10")


def test_only_regular_files_below_the_root_are_opened(tmp_path):
    root = tmp_path / "root"
    (root / "sub").mkdir(parents=True)
    (tmp_path / "secret.py").write_text("x")
    (root / "link.py").symlink_to("../secret.py")
    (root / "out").symlink_to("..")
    os.mkfifo(root / "pipe.py")

    def reason(path: str) -> str:
        found = read(root, path)
        assert isinstance(found, Skipped)
        return found.reason

    assert reason("link.py") == "symlink"
    assert reason("out/secret.py") == "symlink_outside"
    assert reason("pipe.py") == "not_regular"  # and does not wait for a writer
    assert reason("sub") == "not_regular"
    assert reason("../secret.py") == "outside"
    assert reason(str(tmp_path / "secret.py")) == "outside"
    assert reason("none.py") == "missing"
    assert reason("a\0b") == "unreadable"


def test_a_source_can_be_sent_to_another_process():
    found = source(b"a\nb\n")
    found.line(2)
    again = pickle.loads(pickle.dumps(found))
    assert again == found
    assert again.line(2) == 2


@settings(max_examples=100)
@given(st.text(alphabet="ab \t\n你é😀", max_size=60), st.booleans(), st.booleans())
def test_every_offset_has_the_line_and_column_a_person_counts(text, bom, crlf):
    lines = text.split("\n")
    ending = "\r\n" if crlf else "\n"
    found = source((b"\xef\xbb\xbf" if bom else b"") + ending.join(lines).encode())
    offset = found.start
    for number, line in enumerate(lines, 1):
        for column, character in enumerate(line, 1):
            assert (found.line(offset), found.column(offset)) == (number, column)
            assert found.text(found.line_span(offset)) == line
            offset += len(character.encode())
        offset += len(ending)
