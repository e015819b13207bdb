"""Commands of a shell script: their words, and the text they are given on standard input.

No expansion is run: `$(...)` is read as commands of its own, everything else stays as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from migrate.formats.shell import BLANK, HEREDOC, WORD
from migrate.model import Span

_MAX_COMMANDS = 20_000
_INNER = re.compile(rb"\$\((?!\()|`")


@dataclass(frozen=True, slots=True)
class Command:
    """`words` without redirections; `text` is what a here-document holds, `written` the file output goes to.

    `given` is the command whose output a pipe hands to this one.
    """

    words: tuple[Span, ...]
    text: Span | None = None
    written: Span | None = None
    given: Command | None = None


@dataclass(slots=True)
class _Open:
    words: list[Span] = field(default_factory=list)
    mark: bytes | None = None
    text: Span | None = None
    written: Span | None = None
    redirects: bool = False
    piped: bool = False  # the one before it in the line writes to it


def commands(data: bytes, start: int = 0, end: int | None = None) -> Iterator[Command]:
    """Every command between two offsets, those within `$(...)` after the one they stand in."""
    todo = [(start, len(data) if end is None else end)]
    count = 0
    while todo:
        for command, inner in _range(data, *todo.pop()):
            count += 1
            if count > _MAX_COMMANDS:
                return
            todo += inner
            yield command


def _range(data: bytes, position: int, end: int) -> Iterator[tuple[Command, list[tuple[int, int]]]]:
    line: list[_Open] = [_Open()]
    while position < end:
        blank = BLANK.match(data, position, end)
        if blank:
            position = blank.end()
            continue
        character = data[position : position + 1]
        if character == b"#":
            stop = data.find(b"\n", position, end)
            position = end if stop < 0 else stop
            continue
        if character == b"\n" and line[-1].piped and not line[-1].words:  # `jq ... |` goes on in the next line
            position = _texts(data, position + 1, end, line)
            continue
        if character == b"\n":
            position = _texts(data, position + 1, end, line)
            yield from _closed(data, line)
            line = [_Open()]
            continue
        heredoc = HEREDOC.match(data, position, end) if not data.startswith(b"<<<", position) else None
        if heredoc:
            line[-1].mark = heredoc["mark"]
            position = heredoc.end()
            continue
        word = WORD.match(data, position, end)
        if word is None:
            if character in b";&|(){}":
                either = b"||" in data[position - 1 : position + 2]
                line.append(_Open(piped=character == b"|" and not either and bool(line[-1].words)))
            elif character == b">":
                line[-1].redirects = True
            position += 1
            continue
        position = word.end()
        if line[-1].redirects:
            line[-1].written, line[-1].redirects = Span(*word.span()), False
        elif word[0] in (b"{", b"}"):
            line.append(_Open())
        else:
            line[-1].words.append(Span(*word.span()))
    yield from _closed(data, line)


def _texts(data: bytes, position: int, end: int, line: list[_Open]) -> int:
    """Give each here-document of a line its text, and say where the last one ends."""
    for command in line:
        if command.mark is not None and command.text is None:
            last = re.compile(rb"^[ \t]*" + re.escape(command.mark) + rb"\r?$", re.MULTILINE)
            close = last.search(data, position, end)
            command.text = Span(position, close.start() if close else end)
            position = close.end() if close else end
    return position


def _closed(data: bytes, line: list[_Open]) -> Iterator[tuple[Command, list[tuple[int, int]]]]:
    before: Command | None = None
    for command in line:
        made = Command(
            tuple(command.words), command.text, command.written, before if command.piped else None
        )  # fmt: skip
        before = made
        if command.words:
            inner = [found for word in command.words for found in _within(data, word)]
            yield made, inner


def _within(data: bytes, word: Span) -> list[tuple[int, int]]:
    """Where the commands that a word holds begin and end: `"$(curl ...)"`."""
    if data[word.start : word.start + 1] == b"'":
        return []
    opened = _INNER.search(data, word.start, word.end)
    if opened is None:
        return []
    look = data.find if opened[0] == b"`" else data.rfind
    close = look(opened[0][-1:].replace(b"(", b")"), opened.end(), word.end)
    return [(opened.end(), close if close >= 0 else word.end)]
