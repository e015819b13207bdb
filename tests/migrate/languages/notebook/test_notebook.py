"""Notebooks: found in the cells, edited in the JSON, nothing else touched."""

from __future__ import annotations

import json
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate import gate
from migrate.apply import apply_plan, rollback
from migrate.edit import make
from migrate.languages.base import EditError
from migrate.languages.notebook import cells
from migrate.languages.notebook.view import view
from migrate.model import Applicability, Plan, Span
from migrate.plan import build
from migrate.scan import scan
from migrate.source import SourceFile, from_bytes

PYTHON: dict[str, Any] = {"kernelspec": {"name": "python3", "language": "python"}, "language_info": {"name": "python"}}
SETUP = ["from openai import OpenAI\n", "client = OpenAI()"]
CALL = ["r = client.chat.completions.create(\n", '    model="gpt-4o",\n', "    messages=[],\n", ")"]


def code(source: list[str] | str, outputs: list[Any] | None = None, **metadata: Any) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": metadata, "execution_count": 3, "outputs": outputs or [],
            "source": source}  # fmt: skip


def notebook(*cells: dict[str, Any], metadata: dict[str, Any] = PYTHON, **how: Any) -> bytes:
    whole = {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, **{"indent": 1, "ensure_ascii": False, **how}).encode() + b"\n"


def read(data: bytes) -> SourceFile:
    source = from_bytes("a.ipynb", data)
    assert isinstance(source, SourceFile)
    return source


def found(root: Path, data: bytes) -> list[tuple[int, str, str]]:
    (root / "a.ipynb").write_bytes(data)
    return [(s.line, s.kind.value, s.api) for s in scan(root).sites if s.kind.value != "prompt"]


def planned(root: Path) -> Plan:
    return build.build(build.settings(root, to="zhipu", on=date(2026, 11, 20)))


def sources(data: bytes) -> list[str]:
    return ["".join(c["source"]) for c in json.loads(data.decode("utf-8-sig"))["cells"]]


# --- what is found -----------------------------------------------------------------------------------


def test_sites_stand_on_the_lines_of_the_json(tmp_path: Path) -> None:
    data = notebook(code(SETUP), code(CALL))
    lines = data.decode().split("\n")
    sites = found(tmp_path, data)
    assert {(kind, api) for _, kind, api in sites} == {
        ("sdk_import", "openai"), ("client_construction", "OpenAI"), ("api_call", "chat.completions.create"),
        ("model_literal", "gpt-4o"),
    }  # fmt: skip
    words = {"sdk_import": "import OpenAI", "client_construction": "OpenAI()", "api_call": "create(",
             "model_literal": "gpt-4o"}  # fmt: skip
    for line, kind, _ in sites:
        assert words[kind] in lines[line - 1]


@pytest.mark.parametrize(
    "cell",
    [
        code(["%%bash\n", "# export OPENAI_API_KEY=x\n", "ls openai\n"]),
        code(["%%writefile app.py\n", "from openai import OpenAI\n"]),
        code(["%%javascript\n", "const c = new OpenAI()\n"]),
        code(["!echo $OPENAI_API_KEY\n", "%time print(1)\n"]),
        code(["# OpenAI(model='gpt-4o')\n"]),
        code(SETUP, vscode={"languageId": "javascript"}),
        {"cell_type": "markdown", "metadata": {}, "source": ["```\n", "client = OpenAI()\n", "```\n"]},
        {"cell_type": "raw", "metadata": {}, "source": ["client = OpenAI()\n"]},
        code([], [{"output_type": "stream", "name": "stdout", "text": ["OpenAI(model='gpt-4o')\n"]}]),
    ],
)
def test_what_is_no_python_is_not_read(tmp_path: Path, cell: dict[str, Any]) -> None:
    assert found(tmp_path, notebook(cell)) == []


@pytest.mark.parametrize(
    "metadata",
    [
        {"kernelspec": {"name": "ir", "language": "R"}, "language_info": {"name": "R"}},
        {"kernelspec": {"name": "julia-1.9", "language": "julia"}},
        {"language_info": {"name": "typescript"}},
    ],
)
def test_other_kernels_are_not_python(tmp_path: Path, metadata: dict[str, Any]) -> None:
    assert found(tmp_path, notebook(code(SETUP), metadata=metadata)) == []


@pytest.mark.parametrize("metadata", [{}, {"language_info": {"name": "python"}}, {"kernelspec": {"name": "python3"}}])
def test_a_notebook_that_says_nothing_else_is_python(tmp_path: Path, metadata: dict[str, Any]) -> None:
    assert len(found(tmp_path, notebook(code(SETUP), metadata=metadata))) == 2


@pytest.mark.parametrize(
    "lines",
    [
        ["%matplotlib inline\n", "!pip install openai\n"],
        ["%%time\n"],
        ["files = !ls *.txt\n"],
        ["OpenAI?\n"],
        ["if True:\n", "    !pip install -q \\\n", "        openai\n"],
        ["?OpenAI\n", "x = %timeit -o 1\n"],
        ["x = ('%s'\n", "     % 1)\n"],
    ],
)
def test_commands_to_the_notebook_do_not_spoil_the_cell(lines: list[str]) -> None:
    data = notebook(code([*lines, *SETUP]))
    seen = view(read(data))
    assert seen.errors == 0
    assert b"client = OpenAI()" in seen.inside.data


def test_a_cell_that_does_not_parse_leaves_the_others_alone(tmp_path: Path) -> None:
    data = notebook(code(["print('\n", "f(((\n"]), code(SETUP), code(CALL))
    assert [api for _, _, api in found(tmp_path, data)] == ["openai", "OpenAI", "chat.completions.create", "gpt-4o"]
    assert gate.parse_errors("a.ipynb", data) == view(read(data)).errors > 0


def test_a_client_from_a_module_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "llm.py").write_text("from openai import OpenAI\n\nclient = OpenAI()\n")
    sites = found(tmp_path, notebook(code(["from llm import client\n"]), code(CALL)))
    assert [api for _, _, api in sites if api == "chat.completions.create"]


@pytest.mark.parametrize("data", [b"{}", b"[1]", b'{"cells": 3}', b'{"cells": [', b"OpenAI gpt-4o"])
def test_what_is_no_notebook_is_named_and_passes_no_gate(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.ipynb").write_bytes(data + b' "openai"')
    result = scan(tmp_path)
    assert [(s.path, s.reason) for s in result.skipped] == [("a.ipynb", "parse_error")]
    assert "could not be verified" in (gate.worse("a.ipynb", notebook(), data) or "")


# --- edits ---------------------------------------------------------------------------------------------

OUTPUT = [{"output_type": "stream", "name": "stdout", "text": ["gpt-4o é\n"]}]
VARIANTS = {
    "lines": notebook(code(SETUP), code([*CALL[:1], "    temperature=0,\n", *CALL[1:]], OUTPUT)),
    "string": notebook(code("".join(SETUP)), code("".join(CALL))),
    "two blanks": notebook(code(SETUP), code(CALL), indent=2),
    "one line": notebook(code(SETUP), code(CALL), indent=None),
    "escaped": notebook(code(SETUP), code(['s = "é\\t\\"你😀"\n', *CALL]), ensure_ascii=True),
    "magics": notebook(code(["%%time\n", "!ls\n", *SETUP]), code(["%%capture\n", *CALL])),
}


def without_sources(data: bytes) -> Any:
    whole = json.loads(data.decode("utf-8-sig"))
    for cell in whole["cells"]:
        del cell["source"]
    return whole


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("form", ["lf", "crlf", "bom"])
def test_applied_and_rolled_back_to_the_byte(tmp_path: Path, variant: str, form: str) -> None:
    before = VARIANTS[variant]
    before = {"lf": before, "crlf": before.replace(b"\n", b"\r\n"), "bom": b"\xef\xbb\xbf" + before}[form]
    file = tmp_path / "a.ipynb"
    file.write_bytes(before)
    plan = planned(tmp_path)
    assert apply_plan(plan, tmp_path, unsafe=True, allow_dirty=True).run is not None
    after = file.read_bytes()
    text = "\n".join(sources(after))
    assert "glm-" in text
    assert '"gpt-4o"' not in text
    assert without_sources(after) == without_sources(before)
    assert after.count(b"\r\n") == (after.count(b"\n") if form == "crlf" else 0)
    assert gate.parse_errors("a.ipynb", after) == 0
    changed = {line for line in before.splitlines() if line not in after.splitlines()}
    assert all(line.lstrip(b"\xef\xbb\xbf {").startswith(b'"') for line in changed)  # strings, and nothing else
    rollback(tmp_path)
    assert file.read_bytes() == before


def test_a_new_line_is_a_string_of_its_own_in_the_list(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_bytes(VARIANTS["lines"])
    apply_plan(planned(tmp_path), tmp_path, unsafe=True, allow_dirty=True)
    for cell in json.loads((tmp_path / "a.ipynb").read_bytes())["cells"]:
        assert cell["source"] == "".join(cell["source"]).splitlines(keepends=True)


def test_stored_output_is_said_to_be_old(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_bytes(VARIANTS["lines"])
    said = {f.rule: f.message for f in planned(tmp_path).findings if f.edits}
    assert "stored output" in said["model-mapping"]
    assert "stored output" not in said["base-url"]  # that cell has none


def test_a_comment_in_a_cell_suppresses(tmp_path: Path) -> None:
    lines = [CALL[0], CALL[1].replace("\n", "  # migrate: ignore[model-mapping] -- tested\n"), *CALL[2:]]
    data = notebook(code(SETUP), code(lines))
    (tmp_path / "a.ipynb").write_bytes(data)
    plan = planned(tmp_path)
    assert "model-mapping" not in {f.rule for f in plan.findings}
    assert [s["suppression"]["line"] for s in plan.suppressed] == [  # type: ignore[index]
        data.decode().split("\n").index('    "    model=\\"gpt-4o\\",  # migrate: ignore[model-mapping] -- tested\\n",') + 1
    ]


# --- the map -------------------------------------------------------------------------------------------


def edit(data: bytes, old: bytes, new: str) -> str:
    seen = view(read(data))
    at = seen.inside.data.index(old)
    made = seen.out_edit(make(seen.inside, Span(at, at + len(old)), new))
    after = data[: made.span.start] + made.after.encode() + data[made.span.end :]
    return "\0".join(sources(after))


def test_a_change_over_several_lines_or_cells_is_left_to_a_person() -> None:
    with pytest.raises(EditError, match="several lines"):
        edit(notebook(code(["a(\n", "b, c)\n"])), b"(\nb", "(c")
    with pytest.raises(EditError, match="several lines"):
        edit(notebook(code(["a"]), code(["b"])), b"a\nb", "c\nd")


def test_a_single_string_has_no_lines_to_cross() -> None:
    assert edit(notebook(code("a(\nb, c)\n")), b"(\nb", "(x\ny") == "a(x\ny, c)\n"


def test_nothing_goes_before_a_cells_own_command() -> None:
    with pytest.raises(EditError, match="%%"):
        edit(notebook(code(["%%time\n", "a()\n"])), b"", "import os\n")


def test_a_whole_line_that_goes_leaves_no_empty_string() -> None:
    data = notebook(code(["f(\n", "  a,\n", "  b)\n"]))
    seen = view(read(data))
    made = seen.out_edit(make(seen.inside, Span(2, 7), ""))
    after = data[: made.span.start] + data[made.span.end :]
    assert json.loads(after)["cells"][0]["source"] == ["f(\n", "  b)\n"]


def test_findings_whose_edit_cannot_be_written_are_manual(tmp_path: Path) -> None:
    split = ["r = client.chat.completions.create(\n", "    model=(\n", '        "gpt-"\n', '        "4o"\n', "    ),\n",
             "    messages=[])"]  # fmt: skip
    (tmp_path / "a.ipynb").write_bytes(notebook(code(SETUP), code(split)))
    for finding in planned(tmp_path).findings:
        assert finding.edits or finding.applicability is Applicability.MANUAL


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=12), min_size=1, max_size=5), st.booleans(), st.booleans())
def test_every_place_goes_out_and_comes_back(texts: list[str], listed: bool, ascii_only: bool) -> None:
    lines = ["x = 1  # " + t.replace("\r", "").replace("\0", "") for t in texts]
    whole = "\n".join(lines)
    data = notebook(code(whole.splitlines(keepends=True) if listed else whole), ensure_ascii=ascii_only)
    seen = view(read(data))
    inside = seen.inside.text()
    offsets = [len(inside[:i].encode()) for i in range(len(inside))]
    for start, end in pairwise(offsets):
        span = Span(start, end)
        assert seen.in_span(seen.out_span(span)) == span
        character = seen.inside.text(span)
        assert json.loads(f'"{seen.outside.text(seen.out_span(span))}"') == character


def test_lone_surrogates_and_nul_do_not_break_the_map() -> None:
    data = notebook(code(["a"])).replace(b'"a"', b'"a = \'\\ud800\\u0000\'"')
    assert len(cells.cells(data)) == 1
    assert view(read(data)).inside.text() == "a = '��'\n"


# --- commands ----------------------------------------------------------------------------------------


def commands(root: Path, *sources: list[str] | str) -> list[tuple[int, str, str]]:
    return found(root, notebook(*(code(s) for s in sources)))


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("!pip install openai==1.3.0 tiktoken", [("dependency", "openai"), ("dependency", "tiktoken")]),
        ("%pip install -q langchain-openai", [("dependency", "langchain-openai")]),
        ("x = 1\n!pip install \\\n  openai", [("dependency", "openai")]),
        ("%env OPENAI_API_KEY=sk-x", [("env_var", "OPENAI_API_KEY")]),
        ("%set_env OPENAI_BASE_URL https://relay.acme.dev/v1", [("env_var", "OPENAI_BASE_URL")]),
        ("%%bash\ncurl https://api.openai.com/v1/models", [("raw_http", "/v1/models")]),
        (
            "!curl https://api.openai.com/v1/embeddings -d '{\"model\": \"text-embedding-3-small\"}'",
            [("raw_http", "/v1/embeddings"), ("model_literal", "text-embedding-3-small")],
        ),
        ("files = !curl https://api.openai.com/v1/files", [("raw_http", "/v1/files")]),
    ],
)
def test_commands_are_found_at_their_line(tmp_path: Path, source: str, said: list[tuple[str, str]]) -> None:
    data = notebook(code(source.splitlines(keepends=True)))
    result = found(tmp_path, data)
    assert sorted((kind, api) for _, kind, api in result) == sorted(said)
    lines = data.decode().splitlines()
    for line, _, api in result:
        word = api.rpartition("/")[2].partition(".")[0]
        assert word in lines[line - 1]


@pytest.mark.parametrize(
    "source",
    [
        "# !pip install openai",
        "text = '!pip install openai'",
        "!echo OPENAI_API_KEY=x",
        "!ls openai",
        "%matplotlib inline\ntitle = 'gpt-4o model'",
        "%%html\n<a href='https://api.openai.com/v1'>gpt-4o</a>",
        "%%writefile notes.txt\n!pip install openai",
        "print('curl https://api.openai.com/v1/models')",
    ],
)
def test_what_is_no_command_is_not_found(tmp_path: Path, source: str) -> None:
    assert commands(tmp_path, source.splitlines(keepends=True)) == []


def test_commands_are_shown_at_their_place_and_not_edited(tmp_path: Path) -> None:
    data = notebook(code(["!curl https://api.openai.com/v1/models -H 'Authorization: Bearer $OPENAI_API_KEY'"]))
    (tmp_path / "a.ipynb").write_bytes(data)
    plan = planned(tmp_path)
    line = next(n for n, text in enumerate(data.decode().splitlines(), 1) if "curl" in text)
    shown = [f for f in plan.findings if f.rule == "raw-http"]
    assert {f.site.line for f in shown} == {line}
    assert not any(f.edits for f in plan.findings)
