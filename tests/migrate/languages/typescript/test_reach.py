"""What is not resolved, as it can lead to no library, is never what would have been found."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.languages.typescript.outlines import Outlines
from migrate.languages.typescript.reach import ADDRESS, LIBRARY, REQUEST, Reach
from migrate.languages.typescript.specifiers import specifiers
from migrate.scan import ScanOptions, scan

CLIENT = 'import OpenAI from "openai";\n'
ASKED = '{ model: "gpt-4o", messages: [] }'


def sites(root: Path, files: dict[str, str]) -> list[tuple[str, str, str, str | None]]:
    """Calls, clients, frameworks and requests found in a project of these files."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    kinds = ("client_construction", "api_call", "framework_client", "raw_http")
    found = scan(root, ScanOptions(workers=1)).sites
    return [(s.path, s.api, s.confidence.value, s.client) for s in found if s.kind.value in kinds]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {
                "main.ts": CLIENT + 'import { ask } from "./ask";\nask(new OpenAI());\n',
                "ask.ts": 'export function ask(client) {\n  return client.post("/completions", { prompt: "x" });\n}\n',
            },
            ("ask.ts", "post", "high", "main.ts:3"),
            id="a client that is passed to a file without any import",
        ),
        pytest.param(
            {
                "main.ts": CLIENT + 'import { first } from "./first";\nfirst(new OpenAI());\n',
                "first.ts": 'import { ask } from "./ask";\nexport const first = (client) => ask(client);\n// gpt\n',
                "ask.ts": f"export function ask(client) {{\n  return client.chat.completions.create({ASKED});\n}}\n",
            },
            ("ask.ts", "chat.completions.create", "high", "main.ts:3"),
            id="a client that is passed on by a file between",
        ),
        pytest.param(
            {
                "service.ts": f"export class Service {{\n  ask(llm) {{ return llm.chat.completions.create({ASKED}); }}\n}}\n",
                "main.ts": CLIENT + 'import type { Port } from "./port";\n'
                "export const run = (s: Port) => s.ask(new OpenAI());\n",
                "port.ts": "export interface Port { ask(llm: unknown): unknown }\n",
            },
            ("service.ts", "chat.completions.create", "medium", None),
            id="a client that is passed to a method only an interface names",
        ),
        pytest.param(
            {"a.ts": f"const {{ embeddings: kept }} = getClient(); // openai\nkept.create({ASKED});\n"},
            None,
            id="a resource of an unseen client under a name that says nothing",
        ),
        pytest.param(
            {"a.ts": f"this.openai.chat.completions!.create({ASKED});\n"},
            ("a.ts", "chat.completions.create", "medium", None),
            id="a client nobody knows, assertions within the chain",
        ),
        pytest.param(
            {
                "a.ts": f'import {{ Llm }} from "./lib";\nnew Llm().chat.completions.create({ASKED}); // openai\n',
                "lib/index.ts": 'export * from "./other";\nexport * from "./kept";\n',
                "lib/other.ts": "export const nothing = 1;\n",
                "lib/kept.ts": 'import { OpenAI } from "openai";\nexport { OpenAI as Llm };\n',
            },
            ("a.ts", "OpenAI", "high", "a.ts:2"),
            id="a class under another name, through files that pass everything on",
        ),
        pytest.param(
            {
                "a.ts": 'import { ask } from "./lib";\nask({ model: "gpt-4o", prompt: "x" });\n',
                "lib.ts": 'import { generateText } from "ai";\nexport const ask = generateText;\n',
            },
            ("a.ts", "generateText", "high", "a.ts:2"),
            id="a framework's function under another name",
        ),
        pytest.param(
            {
                "a.ts": 'import { traced } from "./traced";\nimport { made } from "./made";\n'
                "const api = traced(made).completions;\napi.create({ model: 'gpt-4o', prompt: 'x' });\n",
                "traced.ts": "export const traced = (client) => client;\n",
                "made.ts": CLIENT + "export const made = new OpenAI();\n",
            },
            ("a.ts", "completions.create", "high", "made.ts:2"),
            id="a function of the project's own that gives back what it is given",
        ),
        pytest.param(
            {
                "a.ts": 'import { load } from "./load";\n'
                'load("https://api.openai.com/v1/chat/completions", { method: "POST" });\n',
                "load.ts": "export const load = globalThis.fetch;\n",
            },
            ("a.ts", "/v1/chat/completions", "high", None),
            id="a request by a global under another name",
        ),
        pytest.param(
            {
                "a.ts": 'import { http } from "./http";\nhttp.post("/chat/completions", { model: "gpt-4o" });\n',
                "http.ts": 'import axios from "axios";\nimport { BASE } from "./base";\n'
                "export const http = axios.create({ baseURL: BASE });\n",
                "base.ts": 'export const BASE = "https://api.openai.com/v1";\n',
            },
            ("a.ts", "/v1/chat/completions", "high", None),
            id="a request whose address stands in other files",
        ),
        pytest.param(
            {
                "a.ts": 'import { post } from "./post";\npost("/v1/embeddings");\n',
                "post.ts": "const BASE_URL = process.env.BASE;\n"
                "export const post = (path) => fetch(BASE_URL + path, { method: 'POST' });\n",
            },
            ("post.ts", "/v1/embeddings", "high", None),
            id="a request whose path the callers pass",
        ),
    ],
)
def test_what_comes_from_elsewhere_is_found(tmp_path, files, expected):
    found = sites(tmp_path, files)
    assert expected in found if expected is not None else found == []


def test_a_project_without_a_library_leads_nowhere():
    texts = {
        "a.ts": b'import { b } from "./b"\nimport x from "lodash"\n', "b.ts": b'export * from "./c"\n', "c.ts": b"",
        "d.ts": b'const { OpenAI } = require("openai")\nrequire("./b")\n', "e.ts": b'await import("axios")\n',
    }  # fmt: skip

    def file(_path: str, module: str) -> str | None:
        return module.removeprefix("./") + ".ts" if module.startswith("./") else None

    alone = Reach(["a.ts"], file, texts.get)
    assert [alone.may_hold(p) for p in ("a.ts", "b.ts", "c.ts")] == [0, 0, 0]
    reach = Reach(sorted(texts), file, texts.get)
    assert reach.leads("d.ts") & LIBRARY
    assert reach.leads("a.ts") == 0
    assert reach.may_hold("c.ts") & LIBRARY, "what d.ts has may be passed to functions of what it imports"
    assert reach.leads("e.ts") == REQUEST
    assert reach.may_hold("unknown.ts") == LIBRARY | REQUEST | ADDRESS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('import a, { b } from "x";\nexport * from \'./y\'', {"x", "./y"}),
        ('const a = require( "x" ), b = await import(/* webpackChunkName: "y" */ "./z")', {"x", "./z"}),
        ('import(\n  // said so\n  `./z`)', {"./z"}),
        ("const from = 1; // imported from a place", set()),
    ],
)
def test_every_form_of_import_is_seen_in_bytes(text, expected):
    assert specifiers(text.encode()) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("f", True), ("g", True), ("K", True), ("passed", True), ("starred", True), ("default", True),
        ("client", False), ("renamed", False), ("gone", False), ("called", False),
    ],
)  # fmt: skip
def test_functions_are_told_from_what_may_be_anything(name, expected):
    texts = {
        "a": b"export async function f() {}\nexport const g = async (x: string): Promise<void> => {}\n"
        b"export class K {}\nexport const client = make()\nfunction renamed() {}\nexport { client as renamed }\n"
        b"export const called = (await make())\nexport default function () {}\n"
        b'export { passed } from "b"\nexport * from "c"\n',
        "b": b"export const passed = function () {}",
        "c": b'export function starred() {}\nexport * from "a"',
    }
    assert Outlines(texts.get, lambda _path, module: module).is_function("a", name) is expected
