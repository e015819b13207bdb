"""The edit verbs on object literals: every other byte stays, and the file parses no worse."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.edit import apply_edits
from migrate.languages import LANGUAGES
from migrate.languages.base import ArgChange, EditError, Project
from migrate.languages.typescript.literals import literal, string_value
from migrate.model import Site, SiteKind, Span
from migrate.source import SourceFile, from_bytes

TS = LANGUAGES["typescript"]
HEAD = 'import OpenAI from "openai";\nconst c = new OpenAI();\n'


def read(text: str | bytes, path: str = "app.ts") -> SourceFile:
    source = from_bytes(path, text if isinstance(text, bytes) else text.encode())
    assert isinstance(source, SourceFile)
    return source


def call(source: SourceFile) -> Site:
    scan = TS.sites(source, Project(frozenset({source.path})))
    return next(s for s in scan.sites if s.kind is SiteKind.CALL)


def changed(body: str, *changes: ArgChange, head: str = HEAD) -> str:
    source = read(f"{head}c.responses.create({body});\n")
    edits = TS.combine(source, call(source), changes)
    after = apply_edits(source.data, edits, "utf-8").decode()
    assert TS.parse_errors(after.encode()) == 0
    assert after.startswith(head + "c.responses.create(")
    assert after.endswith(");\n")
    return after[len(head) + len("c.responses.create(") : -3]


ADD = ArgChange("add", "n", "1")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "{ n: 1 }"),
        ("{}", "{ n: 1 }"),
        ("{ }", "{ n: 1 }"),
        ("{ model }", "{ model, n: 1 }"),
        ("{ model, }", "{ model, n: 1, }"),
        ("{model: m}", "{model: m, n: 1}"),
        ("{ ...rest }", "{ ...rest, n: 1 }"),
        ("{ model: f({ a: [1, 2] }) } as const", "{ model: f({ a: [1, 2] }), n: 1 } as const"),
        ("({ model })", "({ model, n: 1 })"),
        ("{ model } satisfies P, { timeout: 1 }", "{ model, n: 1 } satisfies P, { timeout: 1 }"),
        ("{\n  model,\n}", "{\n  model,\n  n: 1,\n}"),
        ("{\n  model\n}", "{\n  model,\n  n: 1\n}"),
        ("{\n\tmodel, // which\n}", "{\n\tmodel, // which\n\tn: 1,\n}"),
        ("{\n  model // which\n}", "{\n  model, // which\n  n: 1\n}"),
        ("{\n  model /* a, b */,\n  // the end\n}", "{\n  model /* a, b */,\n  n: 1,\n  // the end\n}"),
        ("{\n  // nothing yet\n}", "{\n  n: 1,\n  // nothing yet\n}"),
        ("{ on() { return 1 } }", "{ on() { return 1 }, n: 1 }"),
    ],
)
def test_adds_a_property_in_the_layout_that_is_there(before: str, after: str) -> None:
    assert changed(before, ADD) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{ a, seed: 1, b }", "{ a, b }"),
        ("{ a, seed: 1 }", "{ a }"),
        ("{ a, seed: 1, }", "{ a, }"),
        ("{ seed: 1 }", "{  }"),
        ("{ seed }", "{  }"),
        ("{ seed: f(1, [2]), ...rest }", "{ ...rest }"),
        ("{\n  a,\n  seed: 1, // luck\n  b,\n}", "{\n  a,\n  b,\n}"),
        ("{\n  a,\n  'seed': `1`\n}", "{\n  a,\n}"),
        ("{ a, /* keep */ seed: 1, b }", "{ a, /* keep */ b }"),
    ],
)
def test_removes_a_property_with_its_comma(before: str, after: str) -> None:
    assert changed(before, ArgChange("remove", "seed")) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{ max: 1 }", "{ max_tokens: 1 }"),
        ("{ max }", "{ max_tokens: max }"),
        ("{ 'max': 1, b }", "{ 'max_tokens': 1, b }"),
        ('{ "max" : x ?? 1 }', '{ "max_tokens" : x ?? 1 }'),
    ],
)
def test_renames_a_property(before: str, after: str) -> None:
    assert changed(before, ArgChange("rename", "max", "max_tokens")) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{ t: 0.2 }", "{ t: f(1) }"),
        ("{ t }", "{ t: f(1) }"),
        ("{ t: a ? b : c, d }", "{ t: f(1), d }"),
    ],
)
def test_replaces_a_value(before: str, after: str) -> None:
    assert changed(before, ArgChange("replace", "t", "f(1)")) == after


def test_several_changes_of_one_call_never_meet() -> None:
    changes = (
        ArgChange("remove", "c"),
        ADD,
        ArgChange("rename", "a", "aa"),
        ArgChange("replace", "b", "2"),
        ArgChange("add", "thinking", '{ type: "disabled" }'),
    )
    assert changed("{ a, b: 1, c: [3] }", *changes) == '{ aa: a, b: 2, n: 1, thinking: { type: "disabled" } }'


def test_new_code_has_the_quotes_of_the_file() -> None:
    head = "import OpenAI from 'openai'\nconst c = new OpenAI()\n"
    assert changed("{ a }", ArgChange("add", "b", '"x"'), head=head) == "{ a, b: 'x' }"
    assert changed("{ a }", ArgChange("add", "b", '"it\'s"'), head=head) == '{ a, b: "it\'s" }'


def test_what_cannot_be_written_without_risk_is_refused() -> None:
    for body in ("params", "...args", "{ n: 2 }"):
        with pytest.raises(EditError):
            changed(body, ADD)
    with pytest.raises(EditError):
        changed("{ model }", ArgChange("remove", "seed"))


def test_an_object_elsewhere_in_the_file_is_the_place() -> None:
    source = read(HEAD + "const params = { model: 'x' };\nc.responses.create(params);\n")
    edits = TS.combine(source, call(source), (ADD,))
    assert b"const params = { model: 'x', n: 1 };" in apply_edits(source.data, edits, "utf-8")


@pytest.mark.parametrize(
    ("text", "old", "value", "after"),
    [
        ("f('a')", "'a'", "b", "f('b')"),
        ('f("a")', '"a"', 'b"c', 'f("b\\"c")'),
        ("f(`a`)", "`a`", "${b}`", "f(`\\${b}\\``)"),
        ("x = process.env.KEY!", "KEY", "NEW_KEY", "x = process.env.NEW_KEY!"),
        ("const { KEY } = process.env", "KEY", "NEW", "const { NEW: KEY } = process.env"),
        ("const { KEY: k } = process.env", "KEY", "NEW", "const { NEW: k } = process.env"),
        ("const { KEY = 'x' } = process.env", "KEY", "NEW", "const { NEW: KEY = 'x' } = process.env"),
        ('import { KEY } from "$env/static/private"', "KEY", "NEW", 'import { NEW as KEY } from "$env/static/private"'),
        ("f({ model })", "model", "gpt", "f({ model: 'gpt' })"),
        ("f({ n: 2 })", "2", 3, "f({ n: 3 })"),
        ("f({ s: true })", "true", False, "f({ s: false })"),
    ],
)
def test_a_value_is_replaced_in_the_style_of_what_stands_there(text: str, old: str, value: object, after: str) -> None:
    source = read(text + "; g('')\n")
    start = source.data.index(old.encode())
    edit = TS.replace_value(source, Span(start, start + len(old)), value)
    assert apply_edits(source.data, (edit,), "utf-8").decode() == after + "; g('')\n"


def test_a_value_in_markup_becomes_an_expression() -> None:
    source = read('const a = <A model="x" />;\n', "app.tsx")
    start = source.data.index(b'"x"')
    edit = TS.replace_literal(source, Span(start, start + 3), "process.env.M")
    assert apply_edits(source.data, (edit,), "utf-8") == b"const a = <A model={process.env.M} />;\n"


@pytest.mark.parametrize("dress", ["crlf", "bom", "no newline", "tabs", "vue"])
def test_line_ends_marks_and_what_stands_around_stay(dress: str) -> None:
    text = HEAD + "c.responses.create({\n  model,\n  // éè 日本\n  seed: 1,\n});\n"
    path, before, tail = "app.ts", b"", b""
    if dress == "vue":
        path, before, tail = "A.vue", b"<template>\r\n  { seed: 1, }\n</template>\n<script>\n", b"</script>\n"
    data = text.encode()
    data = {
        "crlf": data.replace(b"\n", b"\r\n"), "bom": b"\xef\xbb\xbf" + data, "no newline": data.rstrip(),
        "tabs": data.replace(b"  ", b"\t"), "vue": before + data + tail,
    }[dress]  # fmt: skip
    source = read(data, path)
    edits = TS.combine(source, call(source), (ADD, ArgChange("remove", "seed")))
    after = apply_edits(source.data, edits, "utf-8")
    assert after == data.replace(b"seed: 1", b"n: 1") or (dress == "vue" and after.count(b"seed") == 1)
    assert after.startswith(before)
    assert after.endswith(tail)


NAMES = st.sampled_from(["model", "seed", "n", "stop", "user", "extra"])
VALUES = st.sampled_from(["1", "'a, b'", "[1, 2]", "{ a: { b } }", "f(x, y)", "`t${x}`", "a ? b : c", "(p) => p"])
PARTS = st.one_of(
    st.tuples(NAMES, VALUES).map(lambda p: f"{p[0]}: {p[1]}"), NAMES, st.just("...rest"), NAMES.map(lambda n: f"'{n}': 2")
)
SPACES = st.sampled_from([" ", "\n  ", "\n  // a note, with { braces\n  ", " /* x */ ", ""])


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(PARTS, SPACES), max_size=6), SPACES, st.booleans())
def test_any_object_takes_an_addition_and_loses_one(parts: list[tuple[str, str]], last: str, trailing: bool) -> None:
    body = ",".join(space + part for part, space in parts) + ("," if trailing and parts else "")
    source = read(f"{HEAD}c.responses.create({{{body}{last}}});\n")
    site = call(source)
    added = apply_edits(source.data, TS.combine(source, site, (ArgChange("add", "fresh", "true"),)), "utf-8")
    assert TS.parse_errors(added) == 0
    again = read(added)
    fresh = call(again).arg("fresh")
    assert fresh is not None
    assert [a.name for a in call(again).args] == [*(a.name for a in site.args), "fresh"]
    back = apply_edits(again.data, (TS.remove_argument(again, call(again), fresh),), "utf-8")
    assert TS.parse_errors(back) == 0
    assert [a.name for a in call(read(back)).args] == [a.name for a in site.args]
    assert [c for c in (b"a note", b"/* x */") if c in source.data] == [c for c in (b"a note", b"/* x */") if c in back]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=40))
def test_text_survives_being_written(text: str) -> None:
    for quote in "'\"`":
        assert string_value(literal(text, quote)) == text
        assert TS.parse_errors(f"const a = {literal(text, quote)};".encode(errors="surrogatepass")) == 0


def test_values_as_source() -> None:
    value = {"a": None, "b-c": [True, 1.5, -2], "d": {"e": "f"}}
    assert TS.literal(value) == '{ a: null, "b-c": [true, 1.5, -2], d: { e: "f" } }'
    assert TS.env_reference("KEY") == "process.env.KEY"
    assert TS.env_reference("KEY", "x") == 'process.env.KEY ?? "x"'
