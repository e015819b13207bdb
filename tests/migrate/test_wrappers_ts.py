"""In-house wrappers in TypeScript and JavaScript: taught by the configuration, suggested by the plan."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from migrate import config
from migrate.plan.suggested import suggest
from migrate.scan import ScanOptions, scan
from migrate.wrappers import Wrapper

CHAT = "chat.completions.create"
ASK = Wrapper("src.lib.llm.ask", CHAT, {"prompt": "messages", "model": "model"})
QUICK = Wrapper("lib.llm.quick", CHAT, {"prompt": "messages", "model": "model"})
BOT = Wrapper("lib.llm.Bot", CHAT, {"model": "model", "heat": "temperature"})
SAY = Wrapper("src.lib.llm.Bot.say", CHAT)
FAR = Wrapper("@acme/llm.ask", CHAT)
ALL = (ASK, QUICK, BOT, SAY, FAR)
LLM = """\
import { send } from "backend";
export async function ask(prompt: string, model = "m", more = {}) { return send(prompt, model, more); }
export const quick = async ({ prompt, model }: Options) => send(prompt, model);
export class Bot {
  constructor(private model: string, heat = 0.5) {}
  say(messages: Message[], n = 1) { return send(messages, n); }
}
"""


def calls(root: Path, code: str) -> list[tuple[int, dict[str, Any]]]:
    for name, text in {"src/lib/llm.ts": LLM, "src/use.ts": code}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return [
        (s.line, {a.name: getattr(a.value, "value", None) for a in s.args})
        for s in scan(root, ScanOptions(workers=1, wrappers=ALL)).sites
        if s.kind.value == "api_call" and "wrapper" in s.flags and s.path == "src/use.ts"
    ]


@pytest.mark.parametrize(
    ("code", "args"),
    [
        ('import { ask } from "./lib/llm";\nask("hi", "gpt-4o");', {"messages": None, "model": "gpt-4o"}),
        ('import { ask as q } from "./lib/llm";\nawait q("hi");', {"messages": None}),
        ('import * as llm from "./lib/llm";\nllm.ask("hi", "x");', {"messages": None, "model": "x"}),
        ('const { ask } = require("./lib/llm");\nask("hi");', {"messages": None}),
        ('import { quick } from "./lib/llm";\nquick({ prompt: "x", model: "y" });', {"messages": None, "model": "y"}),
        ('import { Bot } from "./lib/llm";\nnew Bot("gpt-4o", 2);', {"model": "gpt-4o", "temperature": 2}),
        ('import { ask } from "@acme/llm";\nask({ messages: [], seed: 1 });', {"messages": None, "seed": 1}),
    ],
)
def test_call_sites_are_found_with_the_names_of_the_api(tmp_path: Path, code: str, args: dict[str, Any]) -> None:
    assert calls(tmp_path, code) == [(2, args)]


def test_a_method_is_found_on_what_its_class_makes(tmp_path: Path) -> None:
    code = 'import { Bot } from "./lib/llm";\nconst b = new Bot("m");\nb.say([], 2);'
    assert calls(tmp_path, code)[1:] == [(3, {"messages": None, "n": 2})]


@pytest.mark.parametrize(
    "code",
    [
        'const ask = (x: string) => x;\nask("hi");',
        'import { ask } from "./other";\nask("hi");',
        'import { ask } from "./lib/llm";\nexport const reply = ask;',
        'import { ask } from "./lib/llm";\nfunction f(ask: (x: string) => string) { return ask("no"); }',
        'import { ask } from "@other/llm";\nask("hi");',
        '// import { ask } from "./lib/llm"; ask("hi")',
        'class Bot { say(x: string) { return x; } }\nnew Bot().say("hi");',
    ],
)
def test_others_of_the_same_name_are_not(tmp_path: Path, code: str) -> None:
    assert calls(tmp_path, code) == []


SDK = """\
import OpenAI from "openai";
const client = new OpenAI();
export async function ask(prompt: string, model = "gpt-4o", heat = 0.5) {
  return client.chat.completions.create({
    model, temperature: heat, messages: [{ role: "user", content: prompt }] });
}
export class Bot {
  say(messages: Message[], n = 1) { return client.chat.completions.create({ model: "gpt-4o", messages, n }); }
}
export const unused = (input: string) => client.embeddings.create({ model: "text-embedding-3-small", input });
export function fixed() { return client.chat.completions.create({ model: "gpt-4o", messages: [] }); }
export function again(prompt: string): unknown {
  client.chat.completions.create({ model: "gpt-4o", messages: [{ role: "user", content: prompt }] });
  return again(prompt);
}
"""
USE = """\
import { ask as q, Bot, fixed } from "./lib/llm";
import * as llm from "./lib/llm";
q("x", "gpt-4o-mini", 2.5);
llm.ask("y");
new Bot().say([]);
fixed();
const local = () => { const ask = (x: string) => x; return ask("no"); };
"""


def test_what_forwards_parameters_and_is_called_is_suggested_once(tmp_path: Path) -> None:
    (tmp_path / "src" / "lib").mkdir(parents=True)
    (tmp_path / "src" / "lib" / "llm.ts").write_text(SDK)
    (tmp_path / "src" / "use.ts").write_text(USE)
    rows = suggest(tmp_path, scan(tmp_path, ScanOptions(workers=1)).sites, ())
    assert [(r["name"], r["line"], r["call_sites"]) for r in rows] == [
        ("src.lib.llm.ask", 3, 2),
        ("src.lib.llm.Bot.say", 8, 1),
    ]
    text = "\n".join(str(r["config"]) for r in rows)
    assert tomllib.loads(text)
    (tmp_path / "pyproject.toml").write_text(text)
    known = config.load(tmp_path).wrappers
    taught = scan(tmp_path, ScanOptions(workers=1, wrappers=known)).sites
    assert suggest(tmp_path, taught, known) == []
    heat = next(s for s in taught if s.path == "src/use.ts" and s.line == 3 and s.kind.value == "api_call")
    assert [getattr(a.value, "value", None) for a in heat.args if a.name == "temperature"] == [2.5]
