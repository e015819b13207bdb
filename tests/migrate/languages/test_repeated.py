"""Files made of the same line again and again are read in time that grows with them, not with their square.

And numbers of more digits than Python reads are no numbers.
"""

from __future__ import annotations

import datetime
import time
from pathlib import Path

import pytest

from migrate.plan import build
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


DIGITS = "1" * 5000
CALL = "client.chat.completions.create(model='gpt-4o', messages=[], temperature="


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", f"from openai import OpenAI\nclient = OpenAI()\n{CALL}{DIGITS}, n=0x{DIGITS})\n"),
        ("a.rb", f"client = OpenAI::Client.new\nclient.chat(parameters: {{model: 'gpt-4o', temperature: {DIGITS}}})\n"),
        ("a.ts", f"import OpenAI from 'openai'\nconst client = new OpenAI({{timeout: 0x{DIGITS}, maxRetries: {DIGITS}}})\n"),
        (".env", f"OPENAI_MODEL=gpt-4o\nOPENAI_TEMPERATURE={DIGITS}\n"),
    ],
)
def test_endless_numbers_are_no_numbers(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    plan = build.build(build.settings(tmp_path, to="zhipu", on=datetime.date(2026, 11, 23)))
    assert plan.findings
    assert not [f.message for f in plan.findings if "failed here" in f.message]
