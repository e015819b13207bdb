"""Prompts in files that code reads and hands to the API, whatever the files are called and in whatever language."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.model import Literal, SiteKind
from migrate.scan import ScanOptions, scan

TEACHER = "You are a patient teacher, answer briefly."
CHINESE = "请用中文回答这个问题:{{ q }}"

CODE = {
    "bot.py": """
from pathlib import Path
from openai import OpenAI
from jinja2 import Environment, FileSystemLoader

client = OpenAI()
SYSTEM = (Path(__file__).parent / "texts" / "teacher.txt").read_text(encoding="utf-8")
env = Environment(loader=FileSystemLoader("views"))
with open("texts/notes.txt") as f:
    notes = f.read()
# open("texts/draft.md").read()


def ask(q):
    template = env.get_template("ask.j2")
    messages = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": template.render(q=q)}]
    return client.chat.completions.create(model="gpt-4o", messages=messages)


print(notes, open("texts/draft.md"))
""",
    "bot.ts": """
import { readFileSync } from "node:fs";
import path from "node:path";
import OpenAI from "openai";

const client = new OpenAI();
const teacher = readFileSync(path.join(__dirname, "texts", "teacher.txt"), "utf8");
const template = await Bun.file("views/ask.j2").text();
const notes = readFileSync("texts/notes.txt", "utf8");
console.log(notes, "texts/draft.md");

export const ask = (q: string) =>
  client.chat.completions.create({
    model: "gpt-4o",
    messages: [{ role: "system", content: teacher }, { role: "user", content: template.replace("{{ q }}", q) }],
  });
""",
    "bot.go": """
package bot

import (
	"context"
	"os"

	openai "github.com/sashabaranov/go-openai"
)

func ask(client *openai.Client, q string) {
	teacher, _ := os.ReadFile("texts/teacher.txt")
	template, _ := os.ReadFile("views/ask.j2")
	notes, _ := os.ReadFile("texts/notes.txt")
	println(string(notes), "texts/draft.md")
	client.CreateChatCompletion(context.Background(), openai.ChatCompletionRequest{
		Model: openai.GPT4o,
		Messages: []openai.ChatCompletionMessage{
			{Role: "system", Content: string(teacher)},
			{Role: "user", Content: string(template)},
		},
	})
}
""",
    "bot.php": """<?php
$client = OpenAI::client(getenv('OPENAI_API_KEY'));
$teacher = file_get_contents(__DIR__ . '/texts/teacher.txt');
$template = file_get_contents('views/ask.j2');
$notes = file_get_contents('texts/notes.txt');
echo $notes, 'texts/draft.md';
$client->chat()->create(['model' => 'gpt-4o', 'messages' => [
    ['role' => 'system', 'content' => $teacher],
    ['role' => 'user', 'content' => $template],
]]);
""",
    "bot.rb": """
require "openai"
client = OpenAI::Client.new
teacher = File.read("texts/teacher.txt")
template = File.read("views/ask.j2")
notes = File.read("texts/notes.txt")
puts notes, "texts/draft.md"
client.chat(parameters: { model: "gpt-4o", messages: [
  { role: "system", content: teacher }, { role: "user", content: template }
] })
""",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in {
        "texts/teacher.txt": TEACHER, "texts/notes.txt": "Notes of the project, for us.",
        "texts/draft.md": "A draft that nobody reads.", "views/ask.j2": CHINESE,
    }.items():  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def prompts(root: Path) -> dict[str, tuple[str, object]]:
    found = scan(root, ScanOptions(workers=1)).sites
    return {
        s.path: (s.api, s.value.value if isinstance(s.value, Literal) else s.value)
        for s in found if s.kind is SiteKind.PROMPT
    }  # fmt: skip


@pytest.mark.parametrize("name", CODE)
def test_the_files_that_are_handed_over_are_prompts_and_the_others_are_not(tree: Path, name: str) -> None:
    (tree / name).write_text(CODE[name], encoding="utf-8")
    assert prompts(tree) == {"texts/teacher.txt": ("system", TEACHER), "views/ask.j2": ("user", CHINESE)}


def test_a_file_of_that_name_in_two_places_is_nobodys(tree: Path) -> None:
    code = CODE["bot.py"].replace('"texts" / "teacher.txt"', '"teacher.txt"')
    (tree / "bot.py").write_text(code, encoding="utf-8")
    (tree / "teacher.txt").write_text("You teach something else to others.", encoding="utf-8")
    assert set(prompts(tree)) == {"views/ask.j2"}


def test_code_that_asks_nobody_reads_no_prompts(tree: Path) -> None:
    code = CODE["bot.py"].replace("from openai import OpenAI", "from bots import OpenAI")
    (tree / "bot.py").write_text(code.replace("chat.completions.create", "talk"), encoding="utf-8")
    (tree / "bots.py").write_text("class OpenAI:\n    pass\n", encoding="utf-8")
    assert prompts(tree) == {}


def test_a_file_known_by_its_name_is_told_once(tree: Path) -> None:
    (tree / "texts/teacher.txt").rename(tree / "texts/teacher_prompt.txt")
    (tree / "bot.py").write_text(CODE["bot.py"].replace("teacher.txt", "teacher_prompt.txt"), encoding="utf-8")
    found = [s for s in scan(tree, ScanOptions(workers=1)).sites if s.path == "texts/teacher_prompt.txt"]
    assert [(s.api, s.kind) for s in found] == [("system", SiteKind.PROMPT)]
