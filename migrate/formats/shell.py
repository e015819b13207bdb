"""Assignments in shell scripts: `export NAME=value`, `NAME=value command`, `docker run -e NAME=value`.

Read word by word, so that what stands in quotes, comments and here-documents is no assignment.
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from migrate.edit import make
from migrate.formats.base import Entry, FormatError, Scalar, after_line, one_line, shown
from migrate.formats.names import shell as matches
from migrate.model import Edit, Span

if TYPE_CHECKING:
    from migrate.source import SourceFile

__all__ = ["comment", "entries", "insert_after", "matches", "name", "parse_errors", "rename_key", "replace_value"]

name = "shell"
comment: str | None = "#"

BLANK = re.compile(rb"(?:[ \t\r]|\\\r?\n)+")
# A substitution ends with its line unless a quoted word in it goes on; bounded, because it may never be closed.
_QUOTED = rb"""'[^']*+'|"(?>[^"\\]|\\[\s\S])*+\""""
_PLAIN = rb"""[^()'"\n\\]|\\\r\n|\\[\s\S]|""" + _QUOTED
_SUBSTITUTION = rb"\$\((?>" + _PLAIN + rb"|\((?>" + _PLAIN + rb"){0,4000}+\)){0,4000}+\)"
WORD = re.compile(
    rb"""(?x) (?: [^\s'"`\\;&|()<>$\#] | \\[\s\S] | (?<=\S)\#
            | '[^']*' | "(?>[^"\\$]|\\[\s\S]|""" + _SUBSTITUTION + rb"""|\$)*+"
            | `(?:[^`\\]|\\[\s\S])*` | \$\{[^}\n]*\} | """ + _SUBSTITUTION + rb""" | \$ )+"""
)
HEREDOC = re.compile(rb"<<-?[ \t]*(?P<quote>[\"']?)\\?(?P<mark>[A-Za-z_][A-Za-z0-9_]*)(?P=quote)")
_ASSIGNMENT = re.compile(rb"([A-Za-z_][A-Za-z0-9_]*)\+?=")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_PREFIXES = frozenset({b"export", b"env", b"declare", b"local", b"readonly", b"typeset", b"sudo", b"setenv"})
_KEYWORDS = frozenset({b"then", b"do", b"else", b"elif", b"if", b"while", b"until", b"!", b"time", b"{"})
_TAKES_VARIABLE = frozenset({b"-e", b"--env", b"--build-arg", b"-E"})


def entries(source: SourceFile) -> tuple[Entry, ...]:
    """Every assignment, in order."""
    return tuple(_read(source)[0])


def here_documents(source: SourceFile) -> tuple[Span, ...]:
    """The texts of `<<EOF` and the like."""
    return tuple(_read(source)[2])


def parse_errors(data: bytes) -> int:
    """Quotes that are never closed."""
    from migrate.model import Skipped
    from migrate.source import from_bytes

    source = from_bytes("a.sh", data)
    return 1 if isinstance(source, Skipped) else _read(source)[1]


def _read(source: SourceFile) -> tuple[list[Entry], int, list[Span]]:
    data, position = source.data, source.start
    found: list[Entry] = []
    errors = 0
    heredocs: list[bytes] = []
    texts: list[Span] = []
    fresh = True  # at the start of a command, where a word with `=` is an assignment
    before = b""
    exported = False
    while position < len(data):
        blank = BLANK.match(data, position)
        if blank:
            position = blank.end()
            continue
        character = data[position : position + 1]
        if character == b"#":
            stop = data.find(b"\n", position)
            position = len(data) if stop < 0 else stop
            continue
        if character == b"\n":
            position += 1
            for mark in heredocs:
                close = re.compile(rb"^[ \t]*" + mark + rb"\r?$", re.MULTILINE).search(data, position)
                texts.append(Span(position, close.end() if close else len(data)))
                position = texts[-1].end
            heredocs, fresh, exported, before = [], True, False, b""
            continue
        heredoc = HEREDOC.match(data, position) if not data.startswith(b"<<<", position) else None
        if heredoc:
            heredocs.append(heredoc["mark"])
            position = heredoc.end()
            continue
        word = WORD.match(data, position)
        if word is None:
            if character in b"'\"`":
                errors += 1
            fresh = fresh or character in b";&|("
            exported = exported and character not in b";&|("
            position += 1
            continue
        position = word.end()
        text = word[0]
        assigned = _ASSIGNMENT.match(text)
        if assigned and text.endswith(b"=") and data.startswith(b"(", position):
            pass  # a list of the script's own: no program is given one
        elif assigned and (fresh or exported or before in _TAKES_VARIABLE):
            found.append(_entry(source, word, assigned, exported))
        elif exported and _NAME.match(text.decode("utf-8", "replace")):
            span = Span(word.start(), word.end())
            flags = frozenset({"export"})
            found.append(Entry((text.decode(),), span, None, None, source.line(span.start), "absent", flags))
        elif fresh and text in _PREFIXES:
            exported = text in (b"export", b"readonly", b"local", b"declare", b"typeset")
        elif text not in _KEYWORDS and not (fresh and before in _PREFIXES and text[:1] == b"-"):
            fresh = fresh and exported and text[:1] == b"-"
        before = text
    return found, errors, texts


def _entry(source: SourceFile, word: re.Match[bytes], assigned: re.Match[bytes], exported: bool) -> Entry:
    span = Span(word.start(), word.start() + len(assigned[1]))
    value = Span(word.start() + assigned.end(), word.end())
    text = source.text(value)
    style, plain = _unquoted(text)
    flags = frozenset({"export"}) if exported else frozenset[str]()
    return Entry((assigned[1].decode(),), span, plain, value, source.line(span.start), style, flags)


def _unquoted(text: str) -> tuple[str, str]:
    """Style and value of a word. Expansions stay as they are written."""
    if len(text) > 1 and text[0] == text[-1] == "'" and "'" not in text[1:-1]:
        return "single", text[1:-1]
    if len(text) > 1 and text[0] == text[-1] == '"' and re.fullmatch(r'"(?:[^"\\]|\\.)*"', text, re.DOTALL):
        return "double", re.sub(r'\\(["\\$`\n])', r"\1", text[1:-1])
    pieces = re.sub(
        r"'([^']*)'|\"((?:[^\"\\]|\\.)*)\"|\\(.)",
        lambda m: next(g for g in m.groups() if g is not None),
        text,
        flags=re.DOTALL,
    )
    return "plain", pieces


def replace_value(source: SourceFile, value_span: Span, value: Scalar) -> Edit:
    """Put `value`, taken literally, in the place of another, in the same quotes when they can hold it."""
    text = "" if value is None else shown(value)
    return make(source, value_span, _written(text, _unquoted(source.text(value_span))[0]))


def _written(text: str, style: str) -> str:
    if style == "single" and "'" not in text:
        return f"'{text}'"
    if style == "double" and "!" not in text:
        return '"' + re.sub(r'(["\\$`])', r"\\\1", text) + '"'
    return shlex.quote(text) if text else "''" if style == "single" else ""


def rename_key(source: SourceFile, entry: Entry, name: str) -> Edit:
    """Give the variable another name."""
    if entry.key_span is None or _NAME.match(name) is None:
        raise FormatError(entry.line, f"{name!r} cannot be a variable's name")
    return make(source, entry.key_span, name)


def insert_after(
    source: SourceFile, entry: Entry, key: str, value: Scalar, comment: str | None = None
) -> Edit:
    """Add an assignment on a line of its own after `entry`; refused where `entry` is part of a command."""
    line = source.line_span(entry.start)
    end = (entry.value_span or entry.key_span or Span(0, 0)).end
    before = source.text(Span(line.start, entry.start))
    rest = source.text(Span(end, source.line_span(end).end)).strip()
    if before.strip() not in ("", "export") or (rest and not rest.startswith("#")):
        raise FormatError(entry.line, "the assignment is part of a command")
    note = [f"{source.indent(entry.start)}# {one_line(comment)}"] if comment else []
    if entry.style == "absent" and value in (None, ""):
        return after_line(source, end, [*note, f"{before}{key}"])
    text = _written("" if value is None else shown(value), entry.style)
    return after_line(source, end, [*note, f"{before}{key}={text}"])
