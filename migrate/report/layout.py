"""Columns, wrapping and colour for a terminal. Widths are cells: a CJK character takes two."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from migrate.redact import mask, printable

STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
_BREAK_AFTER = "/,;|&?=-_"


def clean(text: object) -> str:
    """Anything from a plan as one printable line: secrets masked, control characters escaped, blanks joined."""
    return " ".join(printable(mask(str(text)).replace("\n", " ")).split())


def cells(text: str) -> int:
    """How many terminal cells a printable text takes."""
    if text.isascii():
        return len(text)
    return sum(_cell(character) for character in text)


def _cell(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def count(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def pad(text: str, width: int, *, right: bool = False) -> str:
    """`text` filled with blanks to `width` cells; `right` aligns it to the right."""
    blanks = " " * max(0, width - cells(text))
    return blanks + text if right else text + blanks


def cut(text: str, width: int) -> str:
    """`text` in at most `width` cells, `...` at its end when something is left out."""
    if cells(text) <= width:
        return text
    if width <= 3:
        return _take(text, width)[0]
    return _take(text, width - 3)[0] + "..."


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` cells: broken at blanks, between CJK characters, in long words after `/` etc."""
    width = max(width, 8)
    lines: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if cells(joined) <= width:
            line = joined
            continue
        if line and (cells(word) <= width and not _wide(word)):
            lines.append(line)
            line = word
            continue
        rest = joined if line and _wide(word) else word
        if line and rest is word:
            lines.append(line)
        while cells(rest) > width:
            head, rest = _split(rest, width)
            lines.append(head.rstrip())
        line = rest
    if line:
        lines.append(line)
    return lines or [""]


def _wide(text: str) -> bool:
    return not text.isascii() and any(_cell(character) == 2 for character in text)


def _split(text: str, width: int) -> tuple[str, str]:
    head, rest = _take(text, width)
    if _wide(head[-1:]) or _wide(rest[:1]):
        return head, rest.lstrip()
    for at in range(len(head) - 1, len(head) // 2, -1):
        if head[at] in _BREAK_AFTER or head[at] == " " or _wide(head[at]):
            return head[: at + 1], (head[at + 1 :] + rest).lstrip()
    return head, rest


def _take(text: str, width: int) -> tuple[str, str]:
    used = 0
    for number, character in enumerate(text):
        used += _cell(character)
        if used > width and number:
            return text[:number], text[number:]
    return text, ""


@dataclass(frozen=True, slots=True)
class Page:
    """Builds the lines of a report of `width` columns. Only `Page` writes ANSI colours, and only if asked."""

    width: int
    color: bool
    lines: list[str]

    def paint(self, text: str, *styles: str) -> str:
        """`text` in these styles, or as it is without colour. Paint after padding."""
        if not self.color or not styles or not text:
            return text
        return f"\x1b[{';'.join(STYLES[style] for style in styles)}m{text}\x1b[0m"

    def raw(self, line: str = "") -> None:
        """One line as it is."""
        self.lines.append(line.rstrip())

    def title(self, text: str) -> None:
        """A section's heading, one empty line before it."""
        if self.lines:
            self.raw()
        for line in wrap(clean(text), self.width):
            self.raw(self.paint(line, "bold"))

    def say(self, text: object, *styles: str, indent: int = 2, hang: int = 0, mark: str = "") -> None:
        """A paragraph: `mark` before its first line, further lines `hang` deeper."""
        first = " " * indent + mark
        later = " " * (cells(first) + hang)
        room = self.width - cells(later)
        for number, line in enumerate(wrap(clean(text), room)):
            self.raw((later if number else first) + self.paint(line, *styles))

    def table(
        self,
        rows: Iterable[Sequence[object]],
        *,
        head: Sequence[str] = (),
        indent: int = 2,
        right: Iterable[int] = (),
    ) -> None:
        """Columns as wide as their content; the last one wraps, and the widest others when they must."""
        body = [[clean(cell) for cell in row] for row in rows]
        shown = ([list(head)] if head else []) + body
        if not shown:
            return
        widths = _fit(
            [max(cells(row[n]) for row in shown) for n in range(len(shown[0]))], self.width - indent
        )
        align = set(right)
        for number, row in enumerate(shown):
            columns = [wrap(cell, widths[n]) for n, cell in enumerate(row)]
            for at in range(max(len(column) for column in columns)):
                parts = [
                    pad(column[at] if at < len(column) else "", widths[n], right=n in align)
                    for n, column in enumerate(columns)
                ]
                line = (" " * indent + "  ".join(parts)).rstrip()
                self.raw(self.paint(line, "dim") if head and not number else line)

    def text(self) -> str:
        """The report, ending in one newline."""
        return "\n".join(self.lines).rstrip("\n") + "\n"


def _fit(widths: list[int], room: int) -> list[int]:
    """Narrow the widest columns until all fit, two blanks between them."""
    room -= 2 * (len(widths) - 1)
    while sum(widths) > room:
        widest = max(range(len(widths)), key=lambda n: (widths[n], n))
        if widths[widest] <= 8:
            break
        others = sorted((w for n, w in enumerate(widths) if n != widest), reverse=True)
        floor = max(8, others[0] if others else 8)
        widths[widest] = max(widths[widest] - max(1, sum(widths) - room), min(floor, widths[widest] - 1))
    return widths
