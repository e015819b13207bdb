"""`apply --interactive`, driven through a real pseudo-terminal."""

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
APP = """\
import os
from openai import OpenAI

client = OpenAI(base_url="https://api.openai.com/v1", api_key=os.environ["OPENAI_API_KEY"])
client.chat.completions.create(model="gpt-4o", messages=[], temperature=0)
"""


class Terminal:
    """A process on a dumb terminal: `expect` waits for a text, `send` types a line."""

    def __init__(self, cwd, *arguments):
        self.master, slave = pty.openpty()
        environment = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES")}
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from migrate.__main__ import main; main()", *arguments],
            stdin=slave, stdout=slave, stderr=slave, cwd=cwd, start_new_session=True,
            env={**environment, "PYTHONPATH": str(CHECKOUT), "TERM": "dumb", "COLUMNS": "100",
                 "XDG_STATE_HOME": str(cwd / ".state")},
        )  # fmt: skip
        os.close(slave)
        self.text, self.seen = "", 0

    def expect(self, words):
        until = time.monotonic() + 60
        while words not in self.text[self.seen :]:
            assert time.monotonic() < until, self.text
            if not self.read():
                break
        assert words in self.text[self.seen :], self.text
        self.seen = self.text.index(words, self.seen) + len(words)

    def read(self):
        ready, _, _ = select.select([self.master], [], [], 5)
        if not ready:
            return True
        try:
            data = os.read(self.master, 65536)
        except OSError:  # the other end is closed
            return False
        self.text += data.decode().replace("\r\n", "\n")
        return bool(data)

    def send(self, line):
        os.write(self.master, line.encode() + b"\n")

    def end(self):
        while self.read():
            if self.process.poll() is not None and not select.select([self.master], [], [], 0.2)[0]:
                break
        os.close(self.master)
        return self.process.wait(60)


@pytest.fixture
def app(migrate, tmp_path):
    made = tmp_path / "app"
    made.mkdir()
    (made / "app.py").write_text(APP)
    (made / ".env").write_text("OPENAI_API_KEY=put-your-key-here\n")
    assert migrate("plan", "app", "--to", "zhipu", "--style", "inline", "-o", "plan.json").code == 0
    return made


def start(app):
    return Terminal(app.parent, "apply", "plan.json", "--interactive")


def test_each_finding_is_shown_with_its_own_diff_and_only_what_is_accepted_is_written(app, snapshot, migrate):
    before = snapshot(app)
    terminal = start(app)
    terminal.expect("[1/")
    terminal.expect(".env:1: api-key-variable (blocker, safe)")
    terminal.expect("+ZAI_API_KEY=")
    terminal.expect("Accept? [y,n,c,a,s,e,d,q,?] ")
    terminal.send("?")
    terminal.expect("y accept, n skip")
    terminal.send("d")
    terminal.expect("edit: .env, bytes ")
    terminal.send("e")
    terminal.expect("a key is only good at the vendor that issued it")
    terminal.send("n")
    terminal.expect("base-url")
    terminal.expect('+client = OpenAI(base_url="https://open.bigmodel.cn/api/paas/v4", api_key=os.environ["OPENAI_API_KEY"])')
    terminal.expect("Accept?")
    terminal.send("y")
    terminal.expect("Accept?")
    assert snapshot(app) == before
    terminal.send("s")
    terminal.expect("Write 1 edits of 1 findings to 1 files? [y/N] ")
    terminal.send("y")
    terminal.expect("1 edit in 1 file written.")
    assert terminal.end() == 0
    assert (app / "app.py").read_text() == APP.replace("https://api.openai.com/v1", "https://open.bigmodel.cn/api/paas/v4")
    assert "\x1b" not in terminal.text
    assert "put-your-key" not in terminal.text
    assert migrate("rollback").code == 0
    assert snapshot(app) == before


def test_choices_are_kept_and_offered_again(app, snapshot):
    before = snapshot(app)
    first = start(app)
    first.expect("Accept?")
    first.send("y")
    first.expect("Accept?")
    first.send("n")
    first.expect("Accept?")
    first.send("q")
    first.expect("Nothing was written. 2 choices are kept")
    assert first.end() == 0
    assert snapshot(app) == before
    second = start(app)
    second.expect("An earlier session accepted 1 and skipped 1 of ")
    second.send("y")
    second.expect("[3/")
    second.expect("Accept?")
    second.send("a")
    second.expect("[y/N] ")
    second.send("n")
    second.expect("Nothing was written.")
    assert second.end() == 0
    third = start(app)
    third.expect("Go on from there? [Y/n] ")
    third.send("")
    third.expect("[y/N] ")
    third.send("y")
    third.expect("written.")
    assert third.end() == 0
    assert "ZAI_API_KEY" in (app / ".env").read_text()
    assert 'base_url="https://api.openai.com/v1"' in (app / "app.py").read_text()
    assert not list((app / ".migrate").glob("choices-*"))


def test_starting_over_and_the_end_of_the_input(app, snapshot):
    before = snapshot(app)
    first = start(app)
    first.expect("Accept?")
    first.send("s")
    first.expect("Nothing is accepted")
    assert first.end() == 0
    second = start(app)
    second.expect("Go on from there?")
    second.send("n")
    second.expect("[1/")
    second.expect("Accept?")
    os.write(second.master, b"\x04")  # end of input
    second.expect("Nothing was written.")
    assert second.end() == 0
    assert snapshot(app) == before


def test_without_a_terminal_it_is_one_line(app, migrate, snapshot):
    before = snapshot(app)
    ran = migrate("apply", "plan.json", "--interactive")
    assert ran.code == 2
    assert ran.err.count("\n") == 1
    assert "asks on a terminal" in ran.err
    assert snapshot(app) == before


def test_a_choice_file_that_was_tampered_with_chooses_nothing(app):
    from migrate.apply import choices
    from migrate.plan import store

    plan = store.load(app.parent / "plan.json")
    choices.save(app, plan, {0: "accept"})
    (kept,) = (app / ".migrate").glob("choices-*")
    assert choices.load(app, plan) == ({0: "accept"}, {})
    for text in ("", "[]", '{"plan": "x", "choices": {"0": "accept"}}', '{"choices": {"99": "accept", "0": "rm"}}', "[" * 9999):
        kept.write_text(text)
        assert choices.load(app, plan) == ({}, {})
    choices.forget(app, plan)
    assert not (app / ".migrate").exists()
