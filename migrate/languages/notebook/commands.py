"""What a notebook's cells tell the shell: `!pip install openai`, `%env OPENAI_API_KEY=x`, a whole `%%bash` cell.

Read as one script with the places of the JSON. Shown, never edited.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

from migrate.languages.notebook.cells import Piece, written
from migrate.model import Site, Span
from migrate.source import SourceFile

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHELL_CELL = re.compile(rb"\s*%%(?:bash|sh|zsh|system|!|script +(?:bash|sh|zsh))\b[^\n]*")
_OTHER_CELL = re.compile(rb"\s*%%(?!time|timeit|capture|prun|python)")
_COMMAND = re.compile(rb"[ \t]*(?:[\w.,\[\] \t]+=[ \t]*)?(?:!!?|%sx[ \t]|%system[ \t]|%(?=(?:pip|conda|uv)[ \t]))")
_SETTING = re.compile(rb"[ \t]*%(?:set_)?env[ \t]+(?P<name>[A-Za-z_]\w*)(?P<between>[ \t]*=[ \t]*|[ \t]+)(?=\S)")
_SIGNS = re.compile(rb'"\s*(?:%%|!|%(?:pip|conda|uv|env|set_env|sx|system)\b)|= *!|\\n\s*[!%]')


def sites(source: SourceFile) -> tuple[Site, ...]:
    """Every use of an LLM API in a notebook's commands. Raises NotebookError."""
    if _SIGNS.search(source.data) is None:
        return ()
    text, pieces = bytearray(), []
    for cell, parts in written(source.data):
        pieces += [replace(p, inner=p.inner + len(text)) for p in parts]
        text += _commands(cell) + b"\n"
    if not text.strip():
        return ()
    from migrate.scan import config

    script = SourceFile(f"{source.path}.sh", bytes(text))
    return tuple(_outward(site, source, pieces) for site in config.sites(script).sites)


def _commands(cell: bytes) -> bytes:
    """The cell with everything but its commands blanked, byte for byte."""
    opened = _SHELL_CELL.match(cell)
    if opened is not None:
        return b" " * opened.end() + cell[opened.end() :]
    if _OTHER_CELL.match(cell):
        return _blank(cell)
    return b"\n".join(_lines(cell))


def _lines(cell: bytes) -> Iterator[bytes]:
    going_on = False
    for line in cell.split(b"\n"):
        command, setting = _COMMAND.match(line), _SETTING.match(line)
        if going_on:
            shown = line
        elif command is not None:
            shown = b" " * command.end() + line[command.end() :]
        elif setting is not None:
            gap = len(setting["between"]) - 1  # one `=`, wherever there were several signs
            shown = b" " * (setting.start("name") + gap) + setting["name"] + b"=" + line[setting.end() :]
        else:
            yield _blank(line)
            continue
        going_on = shown.rstrip(b"\r").endswith(b"\\")
        yield shown


def _blank(text: bytes) -> bytes:
    return re.sub(rb"[^\n]", b" ", text)


def _outward(site: Site, source: SourceFile, pieces: list[Piece]) -> Site:
    """The site with places of the JSON."""
    starts = [p.inner for p in pieces]

    def place(at: int) -> int:
        piece = pieces[max(0, bisect_right(starts, at) - 1)]
        inside = min(at - piece.inner, piece.size)
        return piece.outer + (inside if piece.size == piece.outer_size else piece.outer_size if inside else 0)

    def span(of: Span) -> Span:
        return Span(place(of.start), max(place(of.start), place(of.end)))

    at = place(site.span.start)
    args = tuple(replace(a, span=span(a.span), value_span=span(a.value_span), name_span=None) for a in site.args)
    # Without places of values: rules look for those in the Python of the cells.
    return replace(
        site, path=source.path, span=span(site.span), line=source.line(at), column=source.column(at),
        language="shell", args=args, args_span=None, value_span=None, name_span=None,
        flags=frozenset({"manual_only"}),
    )  # fmt: skip
