"""Edits judged by the statements they touch: only what a full parse finds sound, too, may pass."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate import gate
from migrate.languages.python.parse import count_errors, parse
from migrate.languages.python.touched import Swap, touched

CODE = b'''"""Help with tea: `f(` is not code here."""
import os
from openai import OpenAI  # the (only) client

PROMPT = """Answer "briefly",
in one line (if you can:
"""


class Shop:
    def ask(self, question, model="gpt-4o"):
        for chunk in client.create(model=model,
                                   temperature=0):
            if question.startswith("a"): return None
            text = chunk.text \\
                or f"{question}: '{chunk}'"
        else:
            text = ""
        return client.create(
            model="gpt-4o",  # a good one (really)
            messages=[{"role": "user", "content": f"{question}"}],
        )
'''


def swapped(code: bytes, *edits: tuple[bytes, bytes]) -> tuple[bytes, list[Swap]]:
    """`code` with the first of each text replaced by another, in order, and where the new ones stand."""
    out, swaps, at = b"", [], 0
    for old, new in edits:
        found = code.index(old, at)
        out += code[at:found]
        swaps.append((len(out), len(out) + len(new), old))
        out, at = out + new, found + len(old)
    return out + code[at:], swaps


def test_a_statement_is_judged_without_the_file_around_it() -> None:
    after, swaps = swapped(CODE, (b'model="gpt-4o",  #', b'model=os.environ["M"],  #'))
    assert touched(after, swaps) == (
        b"if 1:\n        return client.create(\n"
        b'            model=os.environ["M"],  # a good one (really)\n'
        b'            messages=[{"role": "user", "content": f"{question}"}],\n        )\n'
    )


def test_the_header_of_a_block_gets_a_body() -> None:
    after, swaps = swapped(CODE, (b'"gpt-4o"', b'"glm-4.7"'), (b"temperature=0", b"temperature=0.1"))
    assert touched(after, swaps) == (
        b'if 1:\n    def ask(self, question, model="glm-4.7"):\n     pass\n'
        b"if 1:\n        for chunk in client.create(model=model,\n"
        b"                                   temperature=0.1):\n         pass\n"
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"import os\n", b"import os\nimport sys\n"),
        (b"", b"import sys\n"),
        (b"tea: `f(`", b"coffee: `f)`"),
        (b"(if you can:", b"[if"),
        (b"chunk.text", b'chunk["text"]'),
        (b"            messages", b"            seed=1,\n            messages"),
        (b'        return client', b'        x = 1\n        return client'),
    ],
)
@pytest.mark.parametrize("crlf", [False, True])
def test_sound_edits_are_known_as_such(old: bytes, new: bytes, crlf: bool) -> None:
    code = CODE
    if crlf:
        code, old, new = (text.replace(b"\n", b"\r\n") for text in (code, old, new))
    after, swaps = swapped(code, (old, new))
    assert gate.sound("a.py", after, swaps)
    assert count_errors(parse(after)) == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"for chunk in", b"if chunk in"),  # what follows may be an else
        (b"        else:\n", b""),
        (b"            text = \"\"\n", b""),  # the only line of a block
        (b"return None", b"return (None"),
        (b"        return client", b"      return client"),  # indentation
        (b'line (if you can:\n"""', b'line"'),  # a string that never ends
        (b"\\\n", b"\n"),
        (b"client.create(\n", b"client.create(\n("),
        (b"# a good one", b") # a good one"),
        (b"temperature=0):", b"temperature=0)"),
        (b"class Shop:", b"@"),
        (b"import os\n", b'import os"x"sys\n'),  # two statements on a line
    ],
)
def test_what_may_break_the_file_is_not_taken_to_be_sound(old: bytes, new: bytes) -> None:
    after, swaps = swapped(CODE, (old, new))
    assert not gate.sound("a.py", after, swaps)


@pytest.mark.parametrize(
    "code",
    [
        b'x = f"{a["(b"]}"\nmodel = "a"\n',  # quotes within quotes, from Python 3.12 on
        b'x = "\nmodel = "a"\n',
        b"\xef\xbb\xbfmodel = 'a'\n",
        b"# a\rmodel = 'a'\n",
        b"# \x81\xff\nmodel = 'a'\n",
        b"f(\nmodel = 'a'\n",
        b")\nmodel = 'a'\n",
    ],
)
def test_files_whose_lines_are_not_certain_are_left_to_the_parser(code: bytes) -> None:
    after, swaps = swapped(code, (b"model", b"other"))
    assert touched(after, swaps) is None


def test_only_python_is_judged_so() -> None:
    assert not gate.sound("a.ts", b"let x = 2\n", [(8, 9, b"1")])
    assert not gate.sound("a.py", b"x = 2\n", [])


PIECES = st.sampled_from(
    b'"x"~\'~"~"""~(~)~[~}~:~,~\n~\n    ~#~\\\n~if x:\n~else:~pass~x = 1\n~import os\n~ ~f"{a}"~f"{a["b"]}"~0.01~'
    b"~def f():~await ~f~\r\n~;~match x:\n~@~    ~return~=~lambda: 1".split(b"~")
)
EDITS = st.lists(
    st.tuples(st.integers(0, len(CODE)), st.integers(0, 40), st.lists(PIECES, max_size=3).map(b"".join)),
    min_size=1,
    max_size=3,
)


@settings(max_examples=200, deadline=None)
@given(EDITS, st.booleans())
def test_what_is_sound_parses_no_worse(edits: list[tuple[int, int, bytes]], lines: bool) -> None:
    out, swaps, at = b"", list[Swap](), 0
    for start, length, new in sorted(edits):
        begin = CODE.rfind(b"\n", 0, start) + 1 if lines else start
        if begin < at or (swaps and begin == at):
            continue
        end = min(begin + length, len(CODE))
        out += CODE[at:begin]
        swaps.append((len(out), len(out) + len(new), CODE[begin:end]))
        out, at = out + new, end
    out += CODE[at:]
    if gate.sound("a.py", out, swaps):
        assert count_errors(parse(out)) == 0
