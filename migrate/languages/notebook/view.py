"""A notebook as one Python file, with the place of every byte in the JSON and back."""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import dataclass, field

from migrate.edit import make
from migrate.languages.base import EditError
from migrate.languages.notebook.cells import Cell, Line, Piece, cells
from migrate.model import Edit, Span
from migrate.source import SourceFile


@dataclass(slots=True)
class View:
    """`inside` is the Python the cells make together, `outside` the notebook as it is on disk."""

    outside: SourceFile
    inside: SourceFile
    errors: int
    pieces: list[Piece] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    outputs: list[bool] = field(default_factory=list)  # of the cell each line is of
    heads: list[tuple[int, int]] = field(default_factory=list)  # from, to: nothing is inserted there
    _inner: list[int] = field(default_factory=list)
    _by_outer: list[Piece] = field(default_factory=list)
    _outer: list[int] = field(default_factory=list)

    # --- places ----------------------------------------------------------------------------------

    def out_span(self, span: Span) -> Span:
        """The bytes of the JSON that stand for a span of the Python."""
        start = self._out(span.start)
        if start is None:  # behind the last character of a cell
            end = self._out_end(span.end)
            return Span(end, end)
        return Span(start, start if not len(span) else max(start, self._out_end(span.end)))

    def in_span(self, span: Span) -> Span:
        """The inverse of `out_span`."""
        at = bisect_right(self._outer, span.start) - 1
        piece = self._by_outer[at] if at >= 0 else self._by_outer[0]
        if span.start >= piece.outer + piece.outer_size:
            start = piece.inner + piece.size
        else:
            start = piece.inner + min(span.start - piece.outer, piece.size)
        if not len(span):
            return Span(start, start)
        last = self._by_outer[max(0, bisect_right(self._outer, span.end - 1) - 1)]
        end = last.inner + (last.size if last.size != last.outer_size else min(span.end - last.outer, last.size))
        return Span(start, max(start, end))

    def out_line(self, number: int) -> int:
        """The line of the JSON on which line `number` of the Python begins."""
        at = self.inside.line_start(min(number, self.inside.lines))
        return self.outside.line(self.out_span(Span(at, at)).start)

    def in_line(self, number: int) -> int:
        """The first line of the Python that stands on line `number` of the JSON."""
        begin = self.outside.line_start(number)
        at = min(bisect_right(self._outer, begin - 1), len(self._by_outer) - 1)
        return self.inside.line(self._by_outer[at].inner)

    def _piece(self, at: int) -> Piece | None:
        found = bisect_right(self._inner, at) - 1
        piece = self.pieces[found] if found >= 0 else None
        return piece if piece is not None and at < piece.inner + piece.size else None

    def _out(self, at: int) -> int | None:
        piece = self._piece(at)
        if piece is None:
            return None
        return piece.outer + (at - piece.inner if piece.size == piece.outer_size else 0)

    def _out_end(self, at: int) -> int:
        """Where the character before `at` ends, or the last one before it that stands in the JSON."""
        found = max(0, bisect_right(self._inner, at - 1) - 1)
        piece = self.pieces[found]
        if at >= piece.inner + piece.size or piece.size != piece.outer_size:
            return piece.outer + piece.outer_size
        return piece.outer + at - piece.inner

    # --- edits -----------------------------------------------------------------------------------

    def out_edit(self, edit: Edit) -> Edit:
        """The edit of the JSON that makes an edit of the Python. Raises EditError when there is none.

        It stays within one JSON string: only lines that change are written.
        """
        start, end, after = self._least(edit)
        line = self._line(start, end)
        if line is None:
            raise EditError(
                f"{edit.path}: the change goes over several lines of a notebook's cell; make it by hand"
            )
        if any(a <= start < b for a, b in self.heads):
            raise EditError(f"{edit.path}: a cell must go on beginning with its %% line; make the change by hand")
        old = line.outer + self._within(line, start), line.outer + self._within(line, end)
        if line.listed and not after and line.next is not None and (start, end) == (line.inner, line.inner_end):
            return make(self.outside, Span(line.outer, line.next), "")
        text = self._written(after, line)
        if line.listed and after and start == end == line.inner_end and self.inside.data[:start].endswith(b"\n"):
            text = self._break(line) + text
        return make(self.outside, Span(*old), text)

    def has_output(self, edit: Edit) -> bool:
        """Whether the cell an edit is in holds the output of a run."""
        return any(
            has and line.inner <= edit.span.start <= line.inner_end
            for line, has in zip(self.lines, self.outputs, strict=True)
        )

    def _least(self, edit: Edit) -> tuple[int, int, str]:
        """The edit without what it leaves as it is; a whole line that goes, goes from its beginning."""
        data, after = self.inside.data, edit.after
        start, end = edit.span.start, edit.span.end
        if self._line(start, end) is not None:
            return start, end, after
        new = after.encode()
        while end > start and new and data[end - 1] == new[-1]:
            end, new = end - 1, new[:-1]
        while start < end and new and data[start] == new[0]:
            start, new = start + 1, new[1:]
        while not _whole(data, start, new):
            start, new = start - 1, data[start - 1 : start] + new
        while not _whole_end(data, end, new):
            new, end = new + data[end : end + 1], end + 1
        if not new and data[start : start + 1] == b"\n" and data[end : end + 1] == b"\n":
            start, end = start + 1, end + 1
        return start, end, new.decode()

    def _line(self, start: int, end: int) -> Line | None:
        """The JSON string that holds all of a span; for an insertion the one that begins there."""
        found = [n for n in self.lines if n.inner <= start and end <= n.inner_end]
        if start == end:
            return next((n for n in reversed(found) if n.inner == start or start < n.inner_end), None) or (
                found[-1] if found else None
            )
        return found[-1] if found else None

    def _within(self, line: Line, at: int) -> int:
        if at >= line.inner_end:
            return line.outer_end - line.outer
        place = self._out(at)
        return (place if place is not None else line.outer_end) - line.outer

    def _written(self, text: str, line: Line) -> str:
        """Text as it stands in the JSON; in a list of lines each on a line of its own."""
        data = self.outside.data
        ascii_only = data.isascii() and b"\\u" in data
        if not line.listed:
            return json.dumps(text, ensure_ascii=ascii_only)[1:-1]
        pieces = text.split("\n")
        return ("\\n" + self._break(line)).join(json.dumps(p, ensure_ascii=ascii_only)[1:-1] for p in pieces)

    def _break(self, line: Line) -> str:
        """What stands between two strings of the list, from quote to quote."""
        source = self.outside
        if line.next is not None:
            return source.text(Span(line.outer_end, line.next)).replace("\r\n", "\n")
        begin = source.line_start(source.line(line.outer))
        lead = source.text(Span(begin, line.outer - 1))
        return '", "' if lead.strip() else f'",\n{lead}"'


def view(source: SourceFile) -> View:
    """The notebook's Python. Raises NotebookError when the file is not a notebook."""
    found = cells(source.data)
    # A cell that does not parse stands last: what is open in it must not swallow the others.
    ordered = sorted(found, key=lambda c: c.errors > 0)
    text = bytearray()
    made = View(source, source, sum(c.errors for c in found))
    for cell in ordered:
        _place(made, cell, len(text))
        text += cell.text + b"\n"
    crlf = text.count(b"\r\n")
    newline = "\r\n" if crlf * 2 > text.count(b"\n") else "\n"
    made.inside = SourceFile(source.path, bytes(text), "utf-8", False, newline)
    made._inner = [p.inner for p in made.pieces]
    made._by_outer = sorted(made.pieces, key=lambda p: p.outer)
    made._outer = [p.outer for p in made._by_outer]
    return made


def _place(made: View, cell: Cell, base: int) -> None:
    made.pieces += [Piece(p.inner + base, p.size, p.outer, p.outer_size) for p in cell.pieces]
    for n in cell.lines:
        made.lines.append(Line(n.inner + base, n.inner_end + base, n.outer, n.outer_end, n.next, n.listed))
        made.outputs.append(cell.outputs)
    if cell.head:
        made.heads.append((base, base + cell.head))


def _whole(data: bytes, start: int, new: bytes) -> bool:
    """False when a character is cut at `start`."""
    return start == 0 or not (_continues(data[start : start + 1]) or _continues(new[:1]))


def _whole_end(data: bytes, end: int, new: bytes) -> bool:
    return end >= len(data) or (not _continues(data[end : end + 1]) and not (new and _cut(new)))


def _cut(new: bytes) -> bool:
    try:
        new.decode()
    except UnicodeDecodeError:
        return True
    return False


def _continues(byte: bytes) -> bool:
    return bool(byte) and byte[0] & 0xC0 == 0x80
