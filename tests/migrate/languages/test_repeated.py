"""Files made of the same line again and again are read in time that grows with them, not with their square."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from migrate.scan import ScanOptions, scan

LINES = {
    "a.php": ("<?php $offered = [\n", "'gpt-4o,gpt-4o-mini',\n", 3000, "];"),
    "a.cs": ("using OpenAI.Chat;\n" * 400 + "class A { void F() {\n", "x{0}.Foo(new Bar{0}());\n", 400, "}}"),
    "a.vue": ("<template>\n<a :x=\"'gpt-4o'\n", "word" * 2000 + "\n", 4, "\"/></template>"),
}


@pytest.mark.parametrize("name", LINES)
def test_many_lines_are_read_soon(tmp_path: Path, name: str) -> None:
    head, line, times, tail = LINES[name]
    (tmp_path / name).write_text(head + "".join(line.format(i) for i in range(times)) + tail)
    start = time.process_time()
    result = scan(tmp_path, ScanOptions(workers=1))
    assert time.process_time() - start < 4
    assert result.sites
    assert not result.skipped
