"""`c` of `apply --interactive`: the person's own edit, checked, kept and rolled back like any other."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from migrate import apply, source
from migrate.apply import choices
from migrate.cli import interactive
from migrate.edit import make
from migrate.model import Applicability, Finding, Plan, PlannedFile, Severity, Site, SiteKind, Span, digest
from migrate.plan.seal import seal

CODE = b'\xef\xbb\xbfimport os\r\nmodel = ask("gpt-4o", temperature=0)\r\nother = 1\r\n'


class World:
    """A file, a plan with two findings on one line, and a person at the terminal."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root, self.monkeypatch = root, monkeypatch
        (root / "app.py").write_bytes(CODE)
        read = source.read(root, "app.py")
        assert isinstance(read, source.SourceFile)
        findings = []
        for rule, old, new in (("model-mapping", '"gpt-4o"', '"glm-4.7"'), ("temperature-zero", "0)", "0.01)")):
            start = CODE.index(old.encode())
            site = Site(SiteKind.MODEL, rule, "app.py", Span(start, start + 1), 2, 1, "python")
            edit = make(read, Span(start, start + len(old)), new)
            findings.append(Finding(rule, site, Severity.WARNING, Applicability.SAFE, rule, (edit,)))
        self.plan = seal(Plan(
            schema=1, id="", tool_version="0", created="2026-11-23T12:00:00+00:00", root=str(root), source="openai",
            target="zhipu", region=None, catalog={}, options={}, git=None, sites=(), findings=tuple(findings),
            suppressed=(), files=(PlannedFile("app.py", digest(CODE), len(CODE), read.encoding, 2),), skipped=(),
            estimates=(), applyable=True,
        ))  # fmt: skip

    def editor(self, script: str) -> None:
        """A program that edits the file it is given: `script` works on `text`."""
        path = self.root.parent / "editor.py"
        path.write_text(f"import sys\np = sys.argv[1]\ntext = open(p).read()\n{script}\nopen(p, 'w').write(text)\n")
        self.monkeypatch.setenv("VISUAL", f"{sys.executable} {path}")

    def says(self, *lines: str):
        """What `pick` comes to when these lines are typed."""
        self.monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return interactive.pick(self.plan, self.root, self.plan.findings)

    def applied(self, *lines: str) -> bytes:
        made = self.says(*lines)
        assert made is not None
        plan, picked = made
        assert not apply.apply_plan(plan, self.root, picked=picked).failed
        return (self.root / "app.py").read_bytes()


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    root = tmp_path / "app"
    root.mkdir()
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    return World(root, monkeypatch)


def test_what_the_editor_leaves_is_written_and_rolled_back_to_the_byte(person):
    person.editor("text = text.replace('glm-4.7', 'glm-4.6')")
    now = person.applied("c", "y", "y")
    assert now == CODE.replace(b"gpt-4o", b"glm-4.6").replace(b"=0)", b"=0.01)")
    assert not apply.rollback(person.root).failed
    assert (person.root / "app.py").read_bytes() == CODE


def test_a_line_more_keeps_the_line_ends_of_the_file(person):
    person.editor("text = 'MODEL = \"glm-4.6\"\\n' + text.replace('\"glm-4.7\"', 'MODEL')")
    now = person.applied("c", "n", "y")
    assert now == CODE.replace(b'model = ask("gpt-4o"', b'MODEL = "glm-4.6"\r\nmodel = ask(MODEL')


def test_what_does_not_parse_is_refused_and_can_be_edited_again(person, capsys):
    person.editor("text = text.replace('ask(', 'ask((') if 'ask((' not in text else text.replace('ask((', 'tell(')")
    now = person.applied("c", "y", "n", "y")
    assert "cannot be taken: the edits would add" in capsys.readouterr().out
    assert b'tell("glm-4.7"' in now


def test_a_secret_is_not_taken(person, capsys):
    person.editor("text = text.replace('\"glm-4.7\"', '\"sk-Zq3fT8vLr2Wn9KxUe5YbH7DmAbCdEf012345\"')")
    assert person.says("c", "n", "n", "s") is None
    said = capsys.readouterr().out
    assert "it holds a secret" in said
    assert "Zq3fT8" not in said
    assert not any("Zq3fT8" in p.read_text() for p in person.root.rglob("choices*"))


def test_an_edit_of_ones_own_that_meets_another_finding_wins(person, capsys):
    person.editor("text = 'model = ask(\"glm-4.6\", temperature=0.5)\\n'.rstrip() if 'ask' in text else text")
    now = person.applied("c", "y", "y")
    assert now == CODE.replace(b'"gpt-4o", temperature=0)', b'"glm-4.6", temperature=0.5)')
    assert "it is skipped" in capsys.readouterr().out


@pytest.mark.parametrize("lines", [("c", "n", "n"), ("c", "n", "s")])
def test_an_editor_that_fails_changes_nothing(person, lines, capsys):
    person.monkeypatch.setenv("VISUAL", f"{sys.executable} -c 'raise SystemExit(3)'")
    assert person.says(*lines) is None
    assert "ended with 3" in capsys.readouterr().err
    assert (person.root / "app.py").read_bytes() == CODE


def test_no_such_editor_is_one_line(person, capsys):
    person.monkeypatch.setenv("EDITOR", "/no/such/editor")
    assert person.says("c", "s") is None
    assert "/no/such/editor: No such file or directory" in capsys.readouterr().err


def test_without_an_editor_the_lines_are_typed(person):
    now = person.applied("c", 'model = ask("glm-4.5", temperature=0)', ".", "n", "y")
    assert now == CODE.replace(b"gpt-4o", b"glm-4.5")


def test_putting_the_old_lines_back_is_a_skip(person):
    person.editor("text = text.replace('glm-4.7', 'gpt-4o')")
    assert person.says("c", "n") is None
    assert set(choices.load(person.root, person.plan)[0].values()) == {choices.SKIP}


def test_a_later_session_shows_the_kept_edit_and_asks_again(person, capsys):
    person.editor("text = text.replace('glm-4.7', 'glm-4.6')")
    assert person.says("c", "q") is None
    capsys.readouterr()
    now = person.applied("y", "y", "n", "y")
    said = capsys.readouterr().out
    assert "1 of them edited" in said
    assert "as you edited it" in said
    assert '+model = ask("glm-4.6"' in said
    assert now == CODE.replace(b"gpt-4o", b"glm-4.6")


def test_kept_edits_for_other_files_are_dropped(person):
    person.editor("text = text.replace('glm-4.7', 'glm-4.6')")
    assert person.says("c", "q") is None
    kept = next(person.root.rglob("choices*"))
    kept.write_text(kept.read_text().replace('"path": "app.py"', '"path": "../evil.py"'))
    now = person.applied("y", "y", "n", "y")
    assert now == CODE.replace(b"gpt-4o", b"glm-4.7")
