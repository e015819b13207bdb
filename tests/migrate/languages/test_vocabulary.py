"""Calls that cannot be the API's are not resolved; nothing that the tables list is among them."""

from pathlib import Path

import pytest

from migrate.languages.python.tables import tables as python_tables
from migrate.languages.python.tables import words as python_words
from migrate.languages.typescript.tables import tables as typescript_tables
from migrate.languages.typescript.tables import words as typescript_words
from migrate.languages.typescript.words import called
from migrate.model import SiteKind
from migrate.scan import ScanOptions, scan

LANGUAGES = {"python": (python_tables, python_words), "typescript": (typescript_tables, typescript_words)}


def calls(root: Path, name: str, text: str) -> list[str]:
    (root / name).write_text(text)
    found = scan(root, ScanOptions(workers=1)).sites
    return [s.api for s in found if s.kind in (SiteKind.CALL, SiteKind.FRAMEWORK) and s.path == name]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_last_name_of_every_listed_call_may_be_the_apis(language):
    known, words = (read() for read in LANGUAGES[language])
    listed = {*known.clients, *known.frameworks, *known.specific, *known.tokenizer_calls, *known.http_calls}
    assert len(listed) > 50
    assert [n for n in listed if not words.may_be(n.replace(":", ".").rpartition(".")[2])] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["append", "push", "join", "split", "map", "strip", "trim", "items", "forEach", "log"])
def test_what_every_program_calls_is_not_resolved(language, name):
    assert not LANGUAGES[language][1]().may_be(name)


@pytest.mark.parametrize(
    "text",
    [
        "class A:\n    def __init__(self):\n        self.ask = OpenAI().responses.create\n"
        "    def f(self):\n        self.ask(model='gpt-4o', input='x')\n",
        "holder = object()\nholder.ask = OpenAI().responses.create\nholder.ask(model='gpt-4o', input='x')\n",
        "OpenAI().beta.threads.runs.some_new_method(1)\n",
    ],
)
def test_a_method_under_a_name_of_the_projects_own_is_found(tmp_path, text):
    assert len(calls(tmp_path, "a.py", "from openai import OpenAI\n" + text)) == 1


def test_a_factory_of_models_under_a_name_of_the_projects_own_is_found(tmp_path):
    text = "import { createOpenAI } from '@ai-sdk/openai'\nconst kept = { fast: createOpenAI({}) }\nkept.fast('gpt-4o')\n"
    assert calls(tmp_path, "a.ts", text)[-1:] == ["openai"]


def test_a_method_that_sounds_like_nothing_is_no_call_of_the_api(tmp_path):
    text = "from openai import OpenAI\nclient = OpenAI()\nrows = []\nrows.append(client)\n', '.join(rows)\n"
    assert calls(tmp_path, "a.py", text) == []


def test_functions_of_other_files_are_told_from_methods():
    names = called(b"import { ask } from './a'\nx.ask(1); x.push(2); new lib.Thing(3); function run(y) { y.trim() }\n")
    assert names == {"ask", "Thing", "run"}
