"""Parsed files: the last few stay, those let go are freed at once."""

import gc
import weakref
from pathlib import Path

import pytest

from migrate.languages import LANGUAGES, kept
from migrate.languages.base import Project
from migrate.languages.indexes import Indexes
from migrate.source import SourceFile


class Parsed:
    def __init__(self, source: SourceFile) -> None:
        self.text = source.data


def source(name: str, size: int = 100) -> SourceFile:
    return SourceFile(name, b"#" * size)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[weakref.ref[Parsed]]:
    monkeypatch.setattr(kept, "HELD_BYTES", 250)
    gc.disable()
    yield []
    gc.enable()


def test_a_file_is_parsed_once_while_it_is_kept(made):
    files = kept.Kept(Parsed)
    assert files.of(source("a.py")) is files.of(source("a.py"))
    assert files.of(source("a.py")) is not files.of(source("a.py", 99)), "it has changed"


def test_only_the_last_few_are_kept_and_the_rest_is_freed(made):
    files = kept.Kept(Parsed)
    for n in range(30):
        made.append(weakref.ref(files.of(source(f"{n}.py"))))
    alive = [n for n, ref in enumerate(made) if ref() is not None]
    assert alive == [28, 29]


def test_a_file_larger_than_all_that_is_kept_is_kept_alone(made):
    files = kept.Kept(Parsed)
    files.of(source("small.py"))
    large = files.of(source("large.py", 5000))
    assert files.of(source("large.py", 5000)) is large


def test_what_cannot_be_parsed_is_tried_again(made):
    def refuse(_source: SourceFile) -> Parsed:
        raise ValueError("too deep")

    files = kept.Kept(refuse)
    for _ in range(2):
        with pytest.raises(ValueError, match="too deep"):
            files.of(source("a.py"))


def test_nothing_is_kept_when_another_language_comes(made):
    files = kept.Kept(Parsed)
    first = files.of(source("a.py"))
    files.let_go()
    assert files.of(source("a.py")) is not first


PYTHON = """
from openai import OpenAI
class Bot(Base):
    def __init__(self, client: OpenAI = None, **more):
        self.client = client or OpenAI()
        self.ask = lambda text: self.client.chat.completions.create(model=MODEL, messages=[text])
    def talk(self, texts):
        for text in texts:
            yield self.ask(text)
MODEL = "gpt-4o"
"""
TYPESCRIPT = """
import OpenAI from "openai";
const client: OpenAI = new OpenAI();
export class Bot extends Base {
  private held: OpenAI;
  constructor(readonly client: OpenAI, model = "gpt-4o") { this.held = client; }
  ask = (text: string) => this.client.chat.completions.create({ model: "gpt-4o", messages: [text] });
}
for (const text of texts) { new Bot(client).ask(text); }
"""


@pytest.mark.parametrize(("language", "name", "text"), [("python", "a.py", PYTHON), ("typescript", "a.ts", TYPESCRIPT)])
def test_nothing_made_of_a_file_leads_back_to_itself(language, name, text, tmp_path: Path, made):
    other = SourceFile("other_" + name, b"x" * 300)
    files = frozenset({name, other.path})
    project = Project(files, Indexes(tmp_path, language, sorted(files), files, {}), ())
    found = LANGUAGES[language].sites(SourceFile(name, text.encode()), project)
    assert len(found.sites) >= 3
    gc.collect()
    LANGUAGES[language].sites(other, project)  # there is room for one of them
    project.modules.let_go()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        gc.collect()
        assert [x for x in gc.garbage if type(x).__module__.startswith("migrate.languages")] == []
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        LANGUAGES[language].let_go()
