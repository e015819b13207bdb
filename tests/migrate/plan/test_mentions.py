"""Files that mention a name, and the indexes of what is called in them."""

import re
from pathlib import Path

import pytest

from migrate.plan.mentions import indexes, mentioning

FILES = {"a.py": "ask(1)\n", "b.py": "def ask(x):\n    return x\n", "c.py": "basket = 1\n", "d.py": "from b import ask as q\nq(2)\n"}
ASK = re.compile(rb"\bask\b")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def test_files_are_told_in_order_and_those_without_the_name_left_out(root):
    assert mentioning(root, ["d.py", "c.py", "b.py", "a.py", "gone.py"], ASK, 1000) == ["a.py", "b.py", "d.py"]


def test_no_more_is_read_than_is_allowed(root):
    assert mentioning(root, FILES, ASK, len(FILES["a.py"]) + 1) == ["a.py"]


def test_indexes_know_who_calls_a_name(root):
    found = indexes(root, "python", ["a.py", "d.py"], frozenset(FILES))
    assert [index.path for index in found.callers("ask", "b.py")] == ["a.py"]
    assert [index.path for index in found.callers("q", "b.py")] == ["d.py"]
    assert found.find("b.py") is not None
