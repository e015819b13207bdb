"""What edits touched of a Python file: enough to tell whether they broke it, without parsing the rest of it.

A statement that begins and ends where its lines do can take the place of another at the same indentation: whether
the file parses as before is then a matter of the statement alone. Where statements begin and end is told by the
strings, brackets and continued lines alone, which are found in a fifth of the time that parsing takes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

Swap = tuple[int, int, bytes]  # first byte, end, and what stood there before

_LETTERS = rb"(?<![fFtT])(?<![fFtT][rR])"  # of a string whose braces mean nothing
_STRING = (
    _LETTERS + rb'(?:"(?!"")(?:[^"\\\r\n]++|\\[^\r\n])*+"|' + rb"'(?!'')(?:[^'\\\r\n]++|\\[^\r\n])*+')"
    # With braces, a quote of its own kind may stand in them from Python 3.12 on: such strings are not understood.
    rb'|(?<=[fFtTrR])(?:"(?!"")(?:[^"\\\r\n{}]++|\\[^\r\n{}]|\{\{|\}\}|\{[^"{}\\\r\n]*+\})*+"|'
    rb"'(?!'')(?:[^'\\\r\n{}]++|\\[^\r\n{}]|\{\{|\}\}|\{[^'{}\\\r\n]*+\})*+')"
)
_LONG = (
    _LETTERS + rb'(?:"""(?:[^"\\]++|\\.|"(?!""))*+"""|' + rb"'''(?:[^'\\]++|\\.|'(?!''))*+''')"
    rb'|(?<=[fFtTrR])(?:"""(?:[^"\\{}]++|\\[^{}]|"(?!"")|\{\{|\}\}|\{(?:[^"\'{}\\])*+\})*+"""|'
    rb"'''(?:[^'\\{}]++|\\[^{}]|'(?!'')|\{\{|\}\}|\{(?:[^\"'{}\\])*+\})*+''')"
)
_PLAIN = rb"[^\"'#()\[\]{}\\]"
_FLAT = rb"[(\[{](?:[^\"'#()\[\]{}\\\n]++|" + _STRING + rb")*+[)\]}]"
# Everything that cannot join two lines is passed over; what may join them is stopped at.
_TOKEN = re.compile(
    rb"(?:" + _PLAIN + rb"++|" + _STRING + rb"|#[^\n]*+|" + _FLAT + rb")*+"
    rb"(?:([(\[{])|([)\]}])|(" + _LONG + rb")|(\\\r?\n)|(\Z)|(.))",
    re.DOTALL,
)
_OPEN, _CLOSE, _TEXT, _JOINED, _END = 1, 2, 3, 4, 5
_EMPTY = re.compile(rb"[ \t]*+(?:#[^\n]*+)?\r?(?:\n|\Z)")
_BEGIN = re.compile(rb"([ \t]*+)([A-Za-z_]\w*+|@?)")
_HEADS = frozenset({b"if", b"for", b"while", b"with", b"def", b"class", b"async"})  # of blocks
# With those that need others around them, and the line above a definition.
_BLOCKS = _HEADS | {b"try", b"elif", b"else", b"except", b"finally", b"match", b"case", b"@"}


def touched(data: bytes, swaps: Sequence[Swap]) -> bytes | None:
    """The statements of `data` that edits touched, as a program of its own; None when that cannot be told.

    `swaps` are the edits, in order: where in `data` their text stands, and what stood there before. When the program
    has no syntax error, the edits brought none: a file that had none has none, and others are as broken as they were.
    """
    if not (_plain(data) and _plain(b"".join(old for _, _, old in swaps))):
        return None
    joined = _joined(data)
    if joined is None:
        return None
    starts = [start for start, _ in joined]
    parts: list[bytes] = []
    at = 0
    while at < len(swaps):
        begin, end = _reach(data, joined, starts, swaps[at])
        behind = at + 1
        while behind < len(swaps) and swaps[behind][0] < end:
            end = max(end, _reach(data, joined, starts, swaps[behind])[1])
            behind += 1
        part = _alone(data[begin:end], _before(data, begin, end, swaps[at:behind]))
        if part is None:
            return None
        parts.append(part)
        at = behind
    return b"".join(parts)


def _plain(data: bytes) -> bool:
    """Whether lines and characters are what they seem: no odd line ends, nothing that is not UTF-8."""
    if b"\x00" in data or b"\f" in data or data.startswith(b"\xef\xbb\xbf"):
        return False
    if b"\r" in data and data.count(b"\r") != data.count(b"\r\n"):
        return False
    try:
        return data.isascii() or bool(data.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _joined(data: bytes) -> list[tuple[int, int]] | None:
    """The stretches of a text whose line ends do not end a statement; None when that is not certain."""
    found: list[tuple[int, int]] = []
    depth = start = 0
    for token in _TOKEN.finditer(data):
        kind = token.lastindex
        if kind == _OPEN:
            if not depth:
                start = token.end() - 1
            depth += 1
        elif kind == _CLOSE:
            depth -= 1
            if depth < 0:
                return None
            if not depth:
                found.append((start, token.end()))
        elif kind == _END:
            return None if depth else found
        elif kind not in (_TEXT, _JOINED):
            return None
        elif not depth:
            found.append(token.span(kind))
    return None


def _reach(
    data: bytes, joined: Sequence[tuple[int, int]], starts: Sequence[int], swap: Swap
) -> tuple[int, int]:
    """The whole lines of the statements between the ends of an edit, both included."""
    begin, end = swap[0], swap[1]
    while True:
        begin = data.rfind(b"\n", 0, begin) + 1
        index = bisect_right(starts, begin - 1) - 1
        if begin == 0 or index < 0 or joined[index][1] < begin:
            break
        begin = joined[index][0]
    while True:
        found = data.find(b"\n", end)
        if found < 0:
            return begin, len(data)
        index = bisect_right(starts, found) - 1
        if index < 0 or joined[index][1] <= found:
            return begin, found + 1
        end = joined[index][1]


def _before(data: bytes, begin: int, end: int, swaps: Sequence[Swap]) -> bytes:
    """What stood in the place of these lines before the edits."""
    parts, at = [], begin
    for start, stop, old in swaps:
        parts += [data[at:start], old]
        at = stop
    return b"".join((*parts, data[at:end]))


def _alone(after: bytes, before: bytes) -> bytes | None:
    """A program that has no errors if `after` can stand where `before` stood; None when that cannot be told."""
    # Where the lines end was found for the whole file; so a line that stands alone is whole.
    new = _statements(after, [] if after.count(b"\n") == 1 else _joined(after))
    old = _statements(before, _joined(before))
    if not new or not old or any(indent != new[0][0] for indent, _, _ in (*new, *old)):
        return None
    indent = new[0][0]
    if not after.endswith(b"\n"):
        after += b"\n"
    if any(colon or word in _BLOCKS for _, word, colon in (*new, *old)):
        if new != old or len(new) > 1 or not new[0][2] or new[0][1] not in _HEADS:
            return None
        after += indent + b" pass\n"
    return b"if 1:\n" + after if indent else after


def _statements(text: bytes, joined: Sequence[tuple[int, int]] | None) -> list[tuple[bytes, bytes, bool]]:
    """Indentation, first word, and whether a colon ends it, of the statements of whole lines; none when in doubt."""
    if joined is None or (joined and joined[-1][1] == len(text) and text.endswith(b"\n")):
        return []
    found = []
    at = row = 0
    while at < len(text):
        empty = _EMPTY.match(text, at)
        if empty is not None:
            at = empty.end()
            continue
        first = at
        while True:
            line = text.find(b"\n", at)
            while row < len(joined) and joined[row][1] <= line:
                row += 1
            if line < 0 or row == len(joined) or joined[row][0] > line:
                break
            at = joined[row][1]
        at = line + 1 or len(text)
        begun = _BEGIN.match(text, first)
        if begun is not None:  # always: it also matches nothing
            found.append((begun[1], begun[2], text[first:at].rstrip().endswith(b":")))
    return found
