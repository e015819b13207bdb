"""Indexes on demand: what is found does not depend on how many are held, nor on who looks."""

from pathlib import Path

import pytest

from migrate.languages import kept
from migrate.languages.indexes import Indexes
from migrate.scan import ScanOptions, scan, workers

FILES = {
    "llm/__init__.py": "from .client import make\n",
    "llm/client.py": "from openai import OpenAI\nfrom settings import BASE\ndef make():\n    return OpenAI(base_url=BASE)\n",
    "settings.py": 'BASE = "http://relay.example/v1"\n',
    "app.py": (
        "from llm import make\nfrom work import ask\nllm = make()\n"
        'llm.chat.completions.create(model="gpt-4o", messages=[])\nask(llm)\n'
    ),
    "work.py": 'def ask(client):\n    return client.embeddings.create(model="text-embedding-3-small", input="x")\n',
    "web/client.ts": 'import OpenAI from "openai";\nexport const llm = new OpenAI({ baseURL: process.env.RELAY });\n',
    "web/chat.ts": (
        'import { llm } from "./client";\nimport { ask } from "./ask";\n'
        'export const run = () => llm.chat.completions.create({ model: "gpt-4o", messages: [] });\nask(llm);\n'
    ),
    "web/ask.ts": 'export function ask(client) {\n  return client.responses.create({ model: "gpt-4o" });\n}\n',
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_names_are_followed_into_files_without_a_sign(tree):
    calls = [s for s in scan(tree, ScanOptions(workers=1)).sites if s.kind.value == "api_call"]
    assert next((s.path, s.client) for s in calls if s.path.endswith(".py")) == ("app.py", "llm/client.py:4")
    assert {s.path for s in calls} >= {"app.py", "work.py", "web/chat.ts", "web/ask.ts"}


def test_what_is_let_go_is_made_again(tree, monkeypatch):
    whole = scan(tree, ScanOptions(workers=1))
    monkeypatch.setattr(kept, "HELD_BYTES", 1)
    assert scan(tree, ScanOptions(workers=1)) == whole


def test_several_workers_find_what_one_finds(tree, monkeypatch):
    whole = scan(tree, ScanOptions(workers=1))
    monkeypatch.setattr(workers, "PARALLEL_BYTES", 0)
    monkeypatch.setattr(workers, "_BATCH_FILES", 1)
    assert scan(tree, ScanOptions(workers=2)) == whole


def test_only_files_of_the_project_are_indexed(tree):
    files = frozenset(FILES)
    made = Indexes(tree, "python", ["app.py"], files, {"app.py": frozenset({"ask"})})
    assert made.find("settings.py") is not None
    assert made.find("web/ask.ts") is None
    assert made.find("../outside.py") is None
    assert list(made) == ["app.py"]
    assert [index.path for index in made.callers("ask", "lib.py")] == ["app.py"]
    with pytest.raises(KeyError):
        made["gone.py"]
