"""Grammars, components and hostile input: offsets stay true, and nothing ends in a crash."""

from __future__ import annotations

import time

import pytest

from migrate.languages import LANGUAGES
from migrate.languages.base import Project
from migrate.languages.typescript.modules import Modules
from migrate.languages.typescript.parse import parse, walkable
from migrate.languages.typescript.specifiers import package_of
from migrate.model import SiteKind
from migrate.source import SourceFile, from_bytes

TS = LANGUAGES["typescript"]
USE = "import OpenAI from 'openai';\nnew OpenAI().responses.create({ model: 'gpt-5' });\n"


def sites(path: str, text: str):
    source = from_bytes(path, text.encode())
    assert isinstance(source, SourceFile)
    return source, TS.sites(source, Project(frozenset({path})))


@pytest.mark.parametrize("name", ["a.ts", "a.tsx", "a.mts", "a.cts", "a.js", "a.jsx", "a.mjs", "a.cjs"])
def test_every_suffix_is_understood(name: str) -> None:
    source, scan = sites(name, USE)
    assert scan.parse_errors == 0
    assert [s.api for s in scan.sites if s.kind is SiteKind.CALL] == ["responses.create"]
    model = next(s for s in scan.sites if s.kind is SiteKind.MODEL)
    assert model.value_span is not None
    assert source.text(model.value_span) == "'gpt-5'"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.js", "// @flow\nconst x: number = (1: any);\nexport const f = (a: string): void => {};\n"),
        ("a.jsx", "const a = <b c='d'>{e}</b>;\n"),
        ("a.ts", "const a = <T,>(x: T) => x; let b = <any>a; enum E { A = 'x' }\n"),
        ("a.tsx", "export const A = <T extends object>(p: T) => <p>{p as any}</p>;\n"),
    ],
)
def test_dialects_do_not_spoil_the_rest(name: str, text: str) -> None:
    _, scan = sites(name, text + USE)
    assert [s.api for s in scan.sites if s.kind is SiteKind.CALL] == ["responses.create"]


def test_components_keep_their_offsets() -> None:
    text = '<template>\n <p v-if="a > 1">é</p>\n</template>\n<script setup lang="ts" generic="T extends A<B>">\n' + USE
    text += "const x: number = 1\n</script>\n<script>\n(function () {})()\n</script>\n<style>a{}</style>\n"
    source, scan = sites("A.vue", text)
    assert scan.parse_errors == 0
    assert len(walkable("A.vue", source.data)) == len(source.data)
    call = next(s for s in scan.sites if s.kind is SiteKind.CALL)
    assert source.text(call.span).startswith("new OpenAI().responses")
    assert TS.parse_errors(source.data) == 0
    assert TS.parse_errors(source.data.replace(b"{ model:", b"{ model: (")) > 0


def test_an_unfinished_file_still_says_what_it_uses() -> None:
    _, scan = sites("a.ts", USE + "function broken( {\n  const = ;\n")
    assert scan.parse_errors > 0
    call = next(s for s in scan.sites if s.kind is SiteKind.CALL)
    assert "parse_errors" in call.flags


@pytest.mark.parametrize(
    "code",
    [
        "x = " + "(" * 5000 + "1" + ")" * 5000,
        "x = " + "[" * 5000 + "]" * 5000,
        "x = " + "{a:" * 3000 + "1" + "}" * 3000,
        "x = a" + ".b()" * 1500,
        "x = " + "'a' + " * 1500 + "'b'",
        "x = " + "a ? b : " * 3000 + "c",
        "const f = " + "() => " * 3000 + "1",
        "a = {...a, b: a}; a.c(); const { d } = a; d.chat.completions.create({ ...a });",
        "class A extends B {} class B extends A {} new A().chat.completions.create({});",
        "const a = b, b = c, c = a; a.chat.completions.create(a);",
        "function f() { return f() } f().chat.completions.create({});",
        "export * from './a'; import { z } from './a'; z.responses.create({});",
    ],
)
def test_hostile_code_ends_soon_and_without_a_crash(code: str) -> None:
    start = time.monotonic()
    _, scan = sites("a.ts", USE + code + "\n")
    assert any(s.kind is SiteKind.CALL for s in scan.sites)
    assert not scan.skipped
    assert time.monotonic() - start < 20


@pytest.mark.parametrize(
    ("written", "package"),
    [
        ("openai", "openai"),
        ("openai/index.mjs", "openai"),
        ("npm:openai@4.20.1", "openai"),
        ("https://esm.sh/openai@4?bundle", "openai"),
        ("https://deno.land/x/openai@v4.69.0/mod.ts", "openai"),
        ("jsr:@openai/openai", "openai"),
        ("@langchain/openai", "@langchain/openai"),
        ("npm:@ai-sdk/openai@^1", "@ai-sdk/openai"),
    ],
)
def test_a_package_has_one_name_however_it_is_fetched(written: str, package: str) -> None:
    assert package_of(written) == package


@pytest.mark.parametrize(
    ("module", "found"),
    [
        ("./llm", "src/a/llm/index.ts"),
        ("./llm/index.js", "src/a/llm/index.ts"),
        ("../config.js", "src/config.mts"),
        ("../util", "src/util.tsx"),
        ("@/util", "src/util.tsx"),
        ("~/a/llm", "src/a/llm/index.ts"),
        ("@acme/ai", "packages/ai/src/index.ts"),
        ("@acme/other", None),
        ("openai", None),
        ("../../../outside", None),
    ],
)
def test_which_file_an_import_means(module: str, found: str | None) -> None:
    files = frozenset(
        ["src/a/main.ts", "src/a/llm/index.ts", "src/config.mts", "src/util.tsx", "packages/ai/src/index.ts"]
    )
    modules = Modules(files | {"packages/ai/package.json"}, {})
    if module == "../config.js":
        assert modules.file("src/a/main.ts", "../config.mjs") == found
    else:
        assert modules.file("src/a/main.ts", module) == found


def test_parsing_needs_no_recursion() -> None:
    assert parse("a.js", b"[" * 20_000).errors > 0
