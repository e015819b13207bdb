"""The code cells of a notebook that hold Python, character by character with their places in the JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migrate.errors import MigrateError
from migrate.formats import treesitter
from migrate.languages.python.parse import count_errors, parse

if TYPE_CHECKING:
    from tree_sitter import Node

_ESCAPE = re.compile(rb'\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\["\\/bfnrt]')
_PYTHON_BODY = re.compile(rb"%%(?:time|timeit|capture|prun|python3?|memit|mprun|lprun|snakeviz|ai_off)\b")
_SYSTEM = re.compile(rb"(?m)^([ \t]*)(?:[%!?]|[\w.]+\?{1,2}[ \t]*$)")
_ASSIGNED = re.compile(rb"(?m)^([ \t]*[\w.,\[\] \t]+=[ \t]*)[%!][^\n=]")
_LANGUAGE = ("python", "python3", "ipython", "ipython3", "py")


class NotebookError(MigrateError):
    """The file is not a notebook: not JSON, or without cells."""


@dataclass(frozen=True, slots=True)
class Piece:
    """`size` bytes of Python at `inner` stand as `outer_size` bytes of JSON at `outer`.

    The sizes differ only where one character is written as an escape, which is never cut.
    """

    inner: int
    size: int
    outer: int
    outer_size: int


@dataclass(frozen=True, slots=True)
class Line:
    """One JSON string of a cell's source: its content in Python and in JSON, without the quotes.

    `next` is where the content of the list's next string begins, None for the last one and for a
    source that is a single string.
    """

    inner: int
    inner_end: int
    outer: int
    outer_end: int
    next: int | None
    listed: bool


@dataclass(slots=True)
class Cell:
    """A code cell. Offsets of pieces and lines count from the beginning of the cell's own text."""

    text: bytes = b""
    pieces: list[Piece] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    outputs: bool = False
    head: int = 0  # bytes before which nothing may be inserted: a `%%` line must stay the first
    errors: int = 0


def cells(data: bytes) -> list[Cell]:
    """Every Python code cell in order, with magics masked. Raises NotebookError, or ParseTimeoutError."""
    tree = treesitter.parse("json", data)
    if tree.root_node.has_error:
        raise NotebookError("not JSON")
    root = next((n for n in tree.root_node.named_children if n.type == "object"), None)
    members = _members(root, data) if root is not None else {}
    listed = members.get("cells")
    if listed is None or listed.type != "array":
        raise NotebookError("no list of cells")
    if not _is_python(members.get("metadata"), data):
        return []
    found = []
    for node in listed.named_children:
        cell = _cell(node, data) if node.type == "object" else None
        if cell is not None:
            found.append(cell)
    return found


def written(data: bytes) -> Iterator[tuple[bytes, list[Piece]]]:
    """The text of every code cell, whatever its language, with its places. Raises NotebookError."""
    tree = treesitter.parse("json", data)
    root = next((n for n in tree.root_node.named_children if n.type == "object"), None)
    whole = _members(root, data) if root is not None and not tree.root_node.has_error else {}
    listed = whole.get("cells")
    if listed is None or listed.type != "array":
        raise NotebookError("no list of cells")
    for node in listed.named_children if _is_python(whole.get("metadata"), data) else ():
        members = _members(node, data) if node.type == "object" else {}
        source = members.get("source")
        if source is None or _text(members.get("cell_type"), data) != "code":
            continue
        text, pieces = bytearray(), []
        strings = [source] if source.type == "string" else source.named_children
        for string in (s for s in strings if s.type == "string"):
            for piece, part in _pieces(data, string.start_byte + 1, string.end_byte - 1, len(text)):
                text += part
                pieces.append(piece)
        yield bytes(text), pieces


def _members(node: Node, data: bytes) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for pair in node.named_children:
        key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if pair.type == "pair" and key is not None and value is not None:
            found[data[key.start_byte + 1 : key.end_byte - 1].decode("utf-8", "replace")] = value
    return found


def _text(node: Node | None, data: bytes) -> str:
    """A string node's content as it is written; empty for anything else."""
    if node is None or node.type != "string":
        return ""
    return data[node.start_byte + 1 : node.end_byte - 1].decode("utf-8", "replace")


def _is_python(metadata: Node | None, data: bytes) -> bool:
    """Whether the kernel is one of Python's; a notebook that names none is taken to be."""
    said = []
    for name, member in (("language_info", "name"), ("kernelspec", "language"), ("kernelspec", "name")):
        part = _members(metadata, data).get(name) if metadata is not None and metadata.type == "object" else None
        text = _text(_members(part, data).get(member), data) if part is not None and part.type == "object" else ""
        if text:
            said.append(text.lower())
    return not said or any(s in _LANGUAGE or s.startswith("python") for s in said[:2]) or (
        len(said) == 1 and "py" in said[0]
    )


def _cell(node: Node, data: bytes) -> Cell | None:
    members = _members(node, data)
    if _text(members.get("cell_type"), data) != "code" or not _speaks_python(members.get("metadata"), data):
        return None
    source, outputs = members.get("source"), members.get("outputs")
    if source is None:
        return None
    strings = [source] if source.type == "string" else [c for c in source.named_children if c.type == "string"]
    cell = Cell(outputs=outputs is not None and bool(outputs.named_children))
    text = bytearray()
    for i, string in enumerate(strings):
        following = strings[i + 1].start_byte + 1 if i + 1 < len(strings) else None
        begin = len(text)
        for piece, written in _pieces(data, string.start_byte + 1, string.end_byte - 1, begin):
            text += written
            cell.pieces.append(piece)
        cell.lines.append(
            Line(begin, len(text), string.start_byte + 1, string.end_byte - 1, following, source.type == "array")
        )
    return _masked(cell, bytes(text))


def _speaks_python(metadata: Node | None, data: bytes) -> bool:
    """Whether the cell itself names another language, as editors with several kernels note it."""
    for path in (("vscode", "languageId"), ("polyglot_notebook", "kernelName")):
        node = metadata
        for name in path:
            node = _members(node, data).get(name) if node is not None and node.type == "object" else None
        said = _text(node, data).lower()
        if said and said not in _LANGUAGE:
            return False
    return True


def _pieces(data: bytes, start: int, end: int, inner: int) -> Iterator[tuple[Piece, bytes]]:
    at = start
    while at < end:
        escape = _ESCAPE.search(data, at, end)
        stop = escape.start() if escape is not None else end
        if stop > at:
            yield Piece(inner, stop - at, at, stop - at), data[at:stop]
            inner += stop - at
        if escape is None:
            return
        character = json.loads(b'"' + escape[0] + b'"')
        if "\ud800" <= character <= "\udfff" or character == "\0":
            character = "�"
        written = character.encode()
        yield Piece(inner, len(written), stop, escape.end() - stop), written
        inner += len(written)
        at = escape.end()


def _masked(cell: Cell, text: bytes) -> Cell | None:
    """The cell with commands to the notebook itself as comments of the same length; None when it is none of ours."""
    first = text.lstrip()
    if first.startswith(b"%%"):
        if not _PYTHON_BODY.match(first):
            return None
        begin = len(text) - len(first)
        line = text.find(b"\n", begin)
        cell.head = len(text) if line < 0 else line + 1
        text = text[:begin] + b"#" + text[begin + 1 :]
    cell.errors = _errors(text)
    if cell.errors and (_SYSTEM.search(text) or _ASSIGNED.search(text)):
        plain = _without_commands(text)
        fewer = _errors(plain)
        if fewer < cell.errors:
            cell.errors, text = fewer, plain
    cell.text = text
    return cell


def _without_commands(text: bytes) -> bytes:
    """`!pip install x` as `0#ip install x`: a statement, for a block must not become empty."""
    out = []
    going_on = False
    for line in text.split(b"\n"):
        body = line.rstrip(b"\r")
        tail = line[len(body) :]
        match, given = _SYSTEM.match(body), _ASSIGNED.match(body)
        begin = len(match[1]) if match else len(given[1]) if given else 0
        if going_on:
            out.append((b"#" * len(body)) + tail)
        elif match or given:
            rest = body[begin + 2 :]
            out.append(body[:begin] + (b"0#" + rest)[: len(body) - begin] + tail)
        else:
            out.append(line)
            continue
        going_on = body.endswith(b"\\")
    return b"\n".join(out)


def _errors(text: bytes) -> int:
    return count_errors(parse(text))
