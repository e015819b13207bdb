"""Parsing: long runs of comments cost no more than their length, and change nothing."""

from __future__ import annotations

import time

import pytest

from migrate.languages.python.parse import count_errors, parse, walk

RUN = (b"    # " + b"x" * 900 + b"\n") * 30


@pytest.mark.parametrize(
    ("code", "last"),
    [
        (b"def f():\n    a = 1\n" + RUN + b"    return a\n\nf()\n", b"f"),
        (b"f(\n  1,\n" + RUN + b"  2)\n", b"f"),
        (b"if x:\n" + RUN + b"    y()\nelse:\n" + RUN + b"    z()\n", b"z"),
        (b's = """\n' + RUN + b'"""\nf(s)\n', b"f"),
        (RUN + b"f()\n", b"f"),
        (b"class A:\n    def f(self):\n        pass\n" + RUN + b"\n    g()\n", b"g"),
    ],
)
@pytest.mark.parametrize("crlf", [False, True])
def test_a_long_run_of_comments_is_passed_over(code: bytes, last: bytes, crlf: bool) -> None:
    code = code.replace(b"\n", b"\r\n") if crlf else code
    tree = parse(code)
    assert count_errors(tree) == 0
    calls = [node for node in walk(tree.root_node) if node.type == "call"]
    start = calls[-1].start_byte
    assert code[start : start + 1] == last
    assert calls[-1].start_point[0] == code.count(b"\n", 0, start)


def test_a_broken_file_with_long_comments_is_still_broken() -> None:
    assert count_errors(parse(b"def f(:\n" + RUN + b"    pass\n")) > 0


def test_time_grows_with_the_length_and_not_with_its_square() -> None:
    code = b"x = 1\n" * 10 + (b"# " + b"x" * 900 + b"\n") * 1000 + b"y = 2\n"
    begin = time.perf_counter()
    assert count_errors(parse(code)) == 0
    assert time.perf_counter() - begin < 2  # some thirty seconds before
