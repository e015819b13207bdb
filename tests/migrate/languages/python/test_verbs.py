"""The edit verbs on every layout a call may have."""

from __future__ import annotations

import ast
import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.edit import apply_edits
from migrate.languages import LANGUAGES
from migrate.languages.base import ArgChange, EditError, Project
from migrate.model import Edit, Site, SiteKind, Span
from migrate.source import SourceFile

PY = LANGUAGES["python"]
HEAD = "from openai import OpenAI\nc = OpenAI()\n"


def source(code: str | bytes, newline: str = "\n") -> SourceFile:
    data = code.encode() if isinstance(code, str) else code
    bom = data.startswith(codecs.BOM_UTF8)
    return SourceFile("app.py", data, "utf-8", bom, newline)


def site_of(file: SourceFile) -> Site:
    project = Project(frozenset({file.path}), {file.path: PY.index(file)})
    return next(s for s in PY.sites(file, project).sites if s.kind is SiteKind.CALL)


def applied(file: SourceFile, *edits: Edit) -> str:
    after = apply_edits(file.data, edits, file.encoding)
    assert PY.parse_errors(after) <= PY.parse_errors(file.data)
    return after.decode("utf-8")


def changed(call: str, *changes: ArgChange) -> str:
    file = source(HEAD + call)
    text = applied(file, *PY.combine(file, site_of(file), changes))
    ast.parse(text)
    return text.removeprefix(HEAD)


ADD = ArgChange("add", "x", "1")
DROP_B = ArgChange("remove", "b")

LAYOUTS = [
    ("c.responses.create()", "c.responses.create(x=1)"),
    ("c.responses.create(  )", "c.responses.create(x=1  )"),
    ("c.responses.create(a=1)", "c.responses.create(a=1, x=1)"),
    ("c.responses.create(a=1,)", "c.responses.create(a=1, x=1,)"),
    ("c.responses.create(a=1, )", "c.responses.create(a=1, x=1, )"),
    ("c.responses.create(\n    # nothing yet\n)", "c.responses.create(x=1\n    # nothing yet\n)"),
    ("c.responses.create(# nothing yet\n)", "c.responses.create(x=1  # nothing yet\n)"),
    ("c.responses.create(\n    a=1,\n)", "c.responses.create(\n    a=1,\n    x=1,\n)"),
    ("c.responses.create(\n    a=1\n)", "c.responses.create(\n    a=1,\n    x=1\n)"),
    ("c.responses.create(\n    a=1,  # why\n)", "c.responses.create(\n    a=1,  # why\n    x=1,\n)"),
    ("c.responses.create(\n    a=1  # why\n)", "c.responses.create(\n    a=1,  # why\n    x=1\n)"),
    ("c.responses.create(\n    a=1,\n    # end\n)", "c.responses.create(\n    a=1,\n    x=1,\n    # end\n)"),
    ("c.responses.create(\n    a=1)", "c.responses.create(\n    a=1,\n    x=1)"),
    ("c.responses.create(a=1,\n                   b=2)", "c.responses.create(a=1,\n                   b=2,\n                   x=1)"),
    ("c.responses.create(a=[1, (2, 3)], b={4: 5})", "c.responses.create(a=[1, (2, 3)], b={4: 5}, x=1)"),
    ("c.responses.create(a='p' 'q')", "c.responses.create(a='p' 'q', x=1)"),
    ("c.responses.create(a=f'{c}, {c}')", "c.responses.create(a=f'{c}, {c}', x=1)"),
    ("c.responses.create(a=(1))", "c.responses.create(a=(1), x=1)"),
    ("c.responses.create(**k)", "c.responses.create(**k, x=1)"),
    ("c.responses.create(*a, **k,)", "c.responses.create(*a, **k, x=1,)"),
    ("c.responses.create(a=lambda y: y)", "c.responses.create(a=lambda y: y, x=1)"),
    ("c.responses.create((i for i in a))", "c.responses.create((i for i in a), x=1)"),
    ("p = 1; c.responses.create(a=1); q = 2", "p = 1; c.responses.create(a=1, x=1); q = 2"),
    ("if c: c.responses.create(a=1)", "if c: c.responses.create(a=1, x=1)"),
    ("def f():\n\treturn c.responses.create(\n\t\ta=1,\n\t)", "def f():\n\treturn c.responses.create(\n\t\ta=1,\n\t\tx=1,\n\t)"),
    ("\x0cc.responses.create(a=1)", "\x0cc.responses.create(a=1, x=1)"),
    ("@c.responses.create(a=1)\ndef f(): pass", "@c.responses.create(a=1, x=1)\ndef f(): pass"),
    ("c.responses.create(a='''\n  ,)\n''')", "c.responses.create(a='''\n  ,)\n''', x=1)"),
]


@pytest.mark.parametrize(("before", "after"), LAYOUTS)
def test_adds_an_argument_in_the_layout_of_the_call(before: str, after: str) -> None:
    assert changed(before, ADD) == after


REMOVALS = [
    ("c.responses.create(b=2)", "c.responses.create()"),
    ("c.responses.create(b=2,)", "c.responses.create()"),
    ("c.responses.create(a=1, b=2)", "c.responses.create(a=1)"),
    ("c.responses.create(a=1, b=2,)", "c.responses.create(a=1,)"),
    ("c.responses.create(b=2, c=3)", "c.responses.create(c=3)"),
    ("c.responses.create(a=1, b=2, c=3)", "c.responses.create(a=1, c=3)"),
    ("c.responses.create(\n    a=1,\n    b=2,\n    c=3,\n)", "c.responses.create(\n    a=1,\n    c=3,\n)"),
    ("c.responses.create(\n    a=1,\n    b=2\n)", "c.responses.create(\n    a=1,\n)"),
    ("c.responses.create(\n    b=2,  # why\n    c=3,\n)", "c.responses.create(\n    c=3,\n)"),
    ("c.responses.create(\n    a=1,  # one\n    b=2)", "c.responses.create(\n    a=1,  # one\n    )"),
    ("c.responses.create(a=1, b=2,\n    c=3)", "c.responses.create(a=1,\n    c=3)"),
    ("c.responses.create(b=2,\n    c=3)", "c.responses.create(\n    c=3)"),
    ("c.responses.create(\n    a=1, b=[2, (3, 4)], c=5,\n)", "c.responses.create(\n    a=1, c=5,\n)"),
    ("c.responses.create(\n    b={\n        'y': 1,\n    },\n    c=3,\n)", "c.responses.create(\n    c=3,\n)"),
    ("c.responses.create(a=1, b=2, **k)", "c.responses.create(a=1, **k)"),
    ("c.responses.create(**k, b=2)", "c.responses.create(**k)"),
    ("c.responses.create(**{'a': 1, 'b': 2})", "c.responses.create(**{'a': 1})"),
]


@pytest.mark.parametrize(("before", "after"), REMOVALS)
def test_removes_an_argument_with_what_belongs_to_it(before: str, after: str) -> None:
    assert changed(before, DROP_B) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("c.responses.create(b=2)", "c.responses.create(x=1)"),
        ("c.responses.create(a=1, b=2)", "c.responses.create(a=1, x=1)"),
        ("c.responses.create(b=2, a=1)", "c.responses.create(a=1, x=1)"),
        ("c.responses.create(\n    a=1,\n    b=2,\n)", "c.responses.create(\n    a=1,\n    x=1,\n)"),
        ("c.responses.create(\n    b=2,\n    a=1\n)", "c.responses.create(\n    a=1,\n    x=1\n)"),
    ],
)
def test_a_removal_next_to_an_addition(before: str, after: str) -> None:
    assert changed(before, DROP_B, ADD) == after


def test_several_additions_and_a_rename_on_one_line() -> None:
    changes = (ADD, ArgChange("add", "y", "'z'"), ArgChange("rename", "a", "n"), ArgChange("replace", "b", "[2]"))
    assert changed("c.responses.create(a=1, b=2)", *changes) == "c.responses.create(n=1, b=[2], x=1, y='z')"


def test_all_arguments_replaced_by_one() -> None:
    changes = (ArgChange("remove", "a"), DROP_B, ADD)
    assert changed("c.responses.create(\n    a=1,\n    b=2,\n)", *changes) == "c.responses.create(\n    x=1,\n)"


def test_line_ends_bom_and_missing_final_newline_are_kept() -> None:
    text = HEAD + "c.responses.create(\n    a=1,\n)"
    data = codecs.BOM_UTF8 + text.replace("\n", "\r\n").encode()
    file = source(data, "\r\n")
    after = apply_edits(data, PY.combine(file, site_of(file), (ADD,)), "utf-8")
    assert after == codecs.BOM_UTF8 + text.replace("a=1,", "a=1,\n    x=1,").replace("\n", "\r\n").encode()


def test_two_calls_on_one_line() -> None:
    file = source(HEAD + "c.responses.create(a=1); c.responses.create(b=2)\n")
    project = Project(frozenset({file.path}), {file.path: PY.index(file)})
    calls = [s for s in PY.sites(file, project).sites if s.kind is SiteKind.CALL]
    edits = [e for s in calls for e in PY.combine(file, s, (ADD,))]
    assert applied(file, *edits) == HEAD + "c.responses.create(a=1, x=1); c.responses.create(b=2, x=1)\n"


def test_a_bare_generator_is_refused() -> None:
    file = source(HEAD + "c.responses.create(i for i in a)")
    with pytest.raises(EditError):
        PY.combine(file, site_of(file), (ADD,))


def test_an_argument_that_is_there_is_not_added_twice() -> None:
    file = source(HEAD + "c.responses.create(x=2)")
    with pytest.raises(EditError):
        PY.combine(file, site_of(file), (ADD,))


# --- values --------------------------------------------------------------------------------------

VALUES = [
    ("'gpt-4o'", "glm-4.6", "'glm-4.6'"),
    ('"gpt-4o"', "glm-4.6", '"glm-4.6"'),
    ("'a'", "it's", "'it\\'s'"),
    ("r'a'", "b", "r'b'"),
    ("r'a'", "b\\", "'b\\\\'"),
    ("u'a'", "b", "u'b'"),
    ("f'{a}'", "b{", "'b{'"),
    ("'a' 'b'", "c", "'c'"),
    ("'''a'''", "b", "'''b'''"),
    ("0.2", 0.5, "0.5"),
    ("'1'", None, "None"),
    ("True", False, "False"),
    ("'a'", ["b", 'c"'], "['b', 'c\"']"),
    ("'a'", "中文\n\x1b", "'中文\\n\\x1b'"),
]


@pytest.mark.parametrize(("before", "value", "after"), VALUES)
def test_replaces_a_value_in_its_own_style(before: str, value: object, after: str) -> None:
    file = source(HEAD + f"c.responses.create(a={before})")
    arg = site_of(file).arg("a")
    assert arg is not None
    assert applied(file, PY.replace_value(file, arg.value_span, value)) == HEAD + f"c.responses.create(a={after})"
    if not before.startswith("f") and value != "c":
        assert ast.literal_eval(after) == value


def test_code_that_binds_looser_is_put_in_parentheses() -> None:
    file = source("x = 'm' + y\n")
    assert applied(file, PY.replace_literal(file, Span(4, 7), "a or b")) == "x = (a or b) + y\n"


def test_renames_a_dict_key_with_its_quotes() -> None:
    file = source(HEAD + "c.responses.create(**{'max_tokens': 5})")
    arg = site_of(file).arg("max_tokens")
    assert arg is not None
    expected = "c.responses.create(**{'max_completion_tokens': 5})"
    assert applied(file, PY.rename_argument(file, arg, "max_completion_tokens")) == HEAD + expected


def test_a_positional_argument_has_no_name_to_change() -> None:
    file = source(HEAD + "c.models.retrieve('gpt-4o')")
    arg = site_of(file).arg("model")
    assert arg is not None
    with pytest.raises(EditError):
        PY.rename_argument(file, arg, "id")


EXTRA = [
    ("c.responses.create()", "c.responses.create(extra_body={\"thinking\": {\"type\": \"disabled\"}})"),
    (
        "c.responses.create(extra_body={'a': 1})",
        "c.responses.create(extra_body={'a': 1, \"thinking\": {\"type\": \"disabled\"}})",
    ),
    (
        "c.responses.create(extra_body={\"thinking\": {\"type\": \"enabled\"}})",
        "c.responses.create(extra_body={\"thinking\": {\"type\": \"disabled\"}})",
    ),
    ("c.responses.create(extra_body=None)", "c.responses.create(extra_body={\"thinking\": {\"type\": \"disabled\"}})"),
    (
        "c.responses.create(extra_body=given)",
        "c.responses.create(extra_body={**(given or {}), \"thinking\": {\"type\": \"disabled\"}})",
    ),
    (
        "c.responses.create(extra_body={\n    'a': 1,\n})",
        "c.responses.create(extra_body={\n    'a': 1,\n    \"thinking\": {\"type\": \"disabled\"},\n})",
    ),
]


@pytest.mark.parametrize(("before", "after"), EXTRA)
def test_extra_body_is_added_or_merged(before: str, after: str) -> None:
    file = source(HEAD + before)
    edits = PY.set_extra_body(file, site_of(file), {"thinking": {"type": "disabled"}})
    assert applied(file, *edits) == HEAD + after


# --- imports -------------------------------------------------------------------------------------

IMPORTS = [
    ("import json\nx = 1\n", "import os\nimport json\nx = 1\n"),
    ('"""Doc."""\n\nx = 1\n', '"""Doc."""\nimport os\n\nx = 1\n'),
    ("from __future__ import annotations\n", "from __future__ import annotations\nimport os\n"),
    ("from __future__ import annotations", "from __future__ import annotations\nimport os\n"),
    ("#!/usr/bin/env python\n# -*- coding: utf-8 -*-\nx = 1\n", "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\nimport os\n\nx = 1\n"),
    ("from os import environ\n", "import os\nfrom os import environ\n"),
    ("def f():\n    import os\n", "import os\n\ndef f():\n    import os\n"),
    ("", "import os\n"),
]


@pytest.mark.parametrize(("before", "after"), IMPORTS)
def test_an_import_goes_where_imports_stand(before: str, after: str) -> None:
    file = source(before)
    edit = PY.ensure_import(file, "os")
    assert edit is not None
    assert applied(file, edit) == after


@pytest.mark.parametrize("text", ["import os\n", "import sys, os\n", "import os.path\n"])
def test_an_import_that_is_there_is_enough(text: str) -> None:
    assert PY.ensure_import(source(text), "os") is None


# --- any layout ------------------------------------------------------------------------------------

ITEM = st.sampled_from(["{}=1", "{}='a' 'b'", "{}=(1, 2)", "{}={{'k': [1, 2]}}", "{}=f(1, g=2)", "{}=lambda q: q", "{}=f'{{c}}'"])
GAP = st.sampled_from(["", " ", "\n    ", "  # note, with (\n    ", "\n\n    # own line\n    "])


@given(st.lists(st.tuples(ITEM, GAP, GAP), max_size=5), st.booleans(), st.sets(st.integers(0, 4)), st.integers(0, 2), GAP)
@settings(max_examples=150, deadline=None)
def test_whatever_the_layout_the_call_ends_up_with_the_wanted_arguments(
    items: list[tuple[str, str, str]], trailing: bool, gone: set[int], additions: int, last: str
) -> None:
    parts = [f"{before}{item.format(f'n{i}')}{after}" for i, (item, before, after) in enumerate(items)]
    inside = ",".join(parts) + ("," if trailing and parts else "") + last
    file = source(HEAD + f"c.responses.create({inside})\nafter = 1  # untouched\n")
    try:
        ast.parse(file.data)
    except SyntaxError:
        return
    removed = [i for i in gone if i < len(items)]
    changes = [ArgChange("remove", f"n{i}") for i in removed]
    changes += [ArgChange("add", f"x{i}", "1") for i in range(additions)]
    text = applied(file, *PY.combine(file, site_of(file), changes))
    call = ast.parse(text).body[2].value  # type: ignore[attr-defined]
    wanted = [f"n{i}" for i in range(len(items)) if i not in removed] + [f"x{i}" for i in range(additions)]
    assert [k.arg for k in call.keywords] == wanted
    assert text.startswith(HEAD)
    assert text.endswith(")\nafter = 1  # untouched\n")
