"""In-house wrappers: taught by the configuration, suggested by the plan."""

from __future__ import annotations

import os
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from migrate import config, report
from migrate.errors import UsageError
from migrate.model import Applicability, Plan
from migrate.plan import build, store, suggested
from migrate.scan import ScanOptions, scan
from migrate.wrappers import Wrapper

ASK = Wrapper("app.llm.ask", "chat.completions.create", {"prompt": "messages", "model": "model"})
BOT = Wrapper("app.llm.Bot", "chat.completions.create", {"model": "model", "heat": "temperature"})
SAY = Wrapper("app.llm.Bot.say", "chat.completions.create")
FAR = Wrapper("acme_llm.Client.ask", "chat.completions.create")
LLM = '''
import backend

def ask(prompt, model="m", **more):
    return backend.send(prompt, model, more)

class Bot:
    def __init__(self, model, heat=0.5):
        self.model = model
    def say(self, messages, n=1):
        return backend.send(messages, n)
'''


def calls(root: Path, code: str, *wrappers: Wrapper, path: str = "app/use.py") -> list[tuple[int, dict[str, Any]]]:
    for name, text in {"app/__init__.py": "from .llm import ask\n", "app/llm.py": LLM, path: code}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    found = scan(root, ScanOptions(wrappers=wrappers)).sites
    return [
        (s.line, {a.name: getattr(a.value, "value", None) for a in s.args})
        for s in found
        if s.kind.value == "api_call" and s.path == path
    ]


@pytest.mark.parametrize(
    ("code", "wrapper", "args"),
    [
        ("from app.llm import ask\nask('hi', 'gpt-4o')", ASK, {"messages": None, "model": "gpt-4o"}),
        ("from app.llm import ask as q\nq('hi', model='x')", ASK, {"messages": None, "model": "x"}),
        ("from .llm import ask\nask('hi')", ASK, {"messages": None}),
        ("import app.llm\napp.llm.ask(prompt='hi')", ASK, {"messages": None}),
        ("from app import llm\nllm.ask('hi', seed=1)", ASK, {"messages": None}),
        ("from app import ask\nask('hi')", ASK, {"messages": None}),
        ("from app import ask\nask('hi')", Wrapper("app.ask", "chat.completions.create"), {"prompt": "hi"}),
        ("from app.llm import Bot\nBot('gpt-4o', heat=2)", BOT, {"model": "gpt-4o", "temperature": 2}),
        ("from app.llm import Bot\nb = Bot('m')\nb.say([], n=2)", SAY, {"messages": None, "n": 2}),
        ("from acme_llm import Client\nc = Client()\nc.ask(temperature=1)", FAR, {"temperature": 1}),
    ],
)
def test_call_sites_are_found_with_the_names_of_the_api(
    tmp_path: Path, code: str, wrapper: Wrapper, args: dict[str, Any]
) -> None:
    assert calls(tmp_path, code, wrapper) == [(code.count("\n") + 1, args)]


@pytest.mark.parametrize(
    "code",
    [
        "def ask(prompt):\n    return prompt\n\nask('hi')",
        "from other.llm import ask\nask('hi')",
        "class Bot:\n    def ask(self, p): ...\n\nBot().ask('hi')",
        "from app.llm import ask\nreply = ask",
        "# from app.llm import ask\n# ask('hi')",
        "text = 'ask(1)'",
        "from app.llm import Bot\nBot('m').ask('hi')",
        "import acme\nacme.ask('hi')",
    ],
)
def test_others_of_the_same_name_are_not(tmp_path: Path, code: str) -> None:
    assert calls(tmp_path, code, ASK, SAY, FAR) == []


def test_without_a_wrapper_nothing_is_found(tmp_path: Path) -> None:
    assert calls(tmp_path, "from app.llm import ask\nask('hi', 'gpt-4o')") == []


# --- configuration -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('name = "a.b"\napi = "embeddings.create"\nargument = {}', "did you mean `arguments`"),
        ('name = "ask"\napi = "embeddings.create"', "with its module"),
        ('name = "a.b"', "say the `api`"),
        ('name = "a.b"\napi = "chat.completion.create"', "did you mean chat.completions.create"),
        ('name = "a.b"\napi = "embeddings.create"\narguments = ["x"]', "must be a table of names"),
    ],
)
def test_a_wrong_wrapper_is_one_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "migrate.toml").write_text(f"[[wrappers]]\n{text}\n")
    with pytest.raises(UsageError) as caught:
        config.load(tmp_path)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_wrappers_must_be_a_list_of_tables(tmp_path: Path) -> None:
    (tmp_path / "migrate.toml").write_text('wrappers = "app.llm.ask"\n')
    with pytest.raises(UsageError, match="list of tables"):
        config.load(tmp_path)


def test_read_from_pyproject(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[[tool.migrate.wrappers]]\nname = "app.llm.ask"\napi = "chat.completions.create"\n'
        'arguments = {prompt = "messages", model = "model"}\n'
    )
    assert config.load(tmp_path).wrappers == (ASK,)


# --- plans -------------------------------------------------------------------------------------------

SDK = '''
from openai import OpenAI

client = OpenAI()

def ask(prompt, model="gpt-4o", temperature=0.5):
    return client.chat.completions.create(
        model=model, temperature=temperature, messages=[{"role": "user", "content": prompt}])

def unused(prompt):
    return client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": prompt}])

def fixed():
    return client.chat.completions.create(model="gpt-4o", messages=[])

class Bot:
    def say(self, messages):
        return client.chat.completions.create(model="gpt-4o", messages=messages)
'''
USE = '''
from app.llm import ask as q, Bot, fixed
from app import llm

q("x", model="gpt-4o-mini", temperature=2.5)
llm.ask("y", temperature=0)
Bot().say([])
fixed()
'''


def plan(root: Path) -> Plan:
    (root / "src" / "app").mkdir(parents=True, exist_ok=True)
    (root / "src" / "app" / "__init__.py").write_text("")
    (root / "src" / "app" / "llm.py").write_text(SDK)
    (root / "src" / "app" / "use.py").write_text(USE)
    return build.build(build.settings(root, to="zhipu", on=date(2026, 11, 20)))


def test_a_plan_suggests_what_forwards_parameters_and_is_called(tmp_path: Path) -> None:
    section = plan(tmp_path).sections["wrappers"]
    assert isinstance(section, list)
    assert [(w["name"], w["path"], w["line"], w["call_sites"]) for w in section] == [
        ("app.llm.ask", "src/app/llm.py", 6, 2),
        ("app.llm.Bot.say", "src/app/llm.py", 17, 1),
    ]


def test_wrappers_are_looked_for_beside_a_long_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = plan(tmp_path).sections["wrappers"]
    monkeypatch.setattr("migrate.scan.workers.PARALLEL_BYTES", 0)
    assert plan(tmp_path).sections["wrappers"] == alone


def test_a_parser_that_dies_ends_the_search_for_wrappers_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("migrate.plan.suggested.suggest", dies)
    sites = scan(tmp_path, ScanOptions(workers=1)).sites
    assert suggested.ahead(tmp_path, sites, (), None, beside=True)() == []


def dies(*_given: object) -> list[dict[str, object]]:
    os._exit(9)


def test_what_is_pasted_is_a_configuration_that_is_not_suggested_again(tmp_path: Path) -> None:
    section = plan(tmp_path).sections["wrappers"]
    assert isinstance(section, list)
    text = "\n".join(w["config"] for w in section)
    assert tomllib.loads(text)
    (tmp_path / "pyproject.toml").write_text(text)
    taught = plan(tmp_path)
    assert "wrappers" not in taught.sections
    found = {(f.site.path, f.site.line, f.rule): f for f in taught.findings}
    heat = found["src/app/use.py", 5, "temperature-range"]
    assert [e.after for e in heat.edits] == ["1"]
    zero = found["src/app/use.py", 6, "temperature-zero"]
    assert zero.applicability is Applicability.MANUAL  # the wrapper need not take extra_body
    assert not zero.edits


def test_both_reports_show_the_lines_to_paste(tmp_path: Path) -> None:
    made = plan(tmp_path)
    again = store.load(store.save(made, tmp_path / "plan.json") or tmp_path / "plan.json")
    for text in (report.text(again, width=100, color=False), report.markdown(again)):
        assert "Wrappers to teach" in text
        assert '    [[tool.migrate.wrappers]]\n    name = "app.llm.ask"\n' in text
        assert "2 calls" in text


def test_a_plan_without_wrappers_has_no_such_section(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("from openai import OpenAI\nOpenAI().chat.completions.create(model='gpt-4o')\n")
    made = build.build(build.settings(tmp_path, to="zhipu", on=date(2026, 11, 20)))
    assert "wrappers" not in made.sections
