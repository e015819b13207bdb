"""YAML: docker-compose, Kubernetes, Helm values, GitHub Actions, application settings."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from migrate.edit import apply_edits, make
from migrate.formats.base import Entry, FormatError, Scalar, after_line, mark_duplicates, one_line, shown
from migrate.formats.names import yaml as matches
from migrate.formats.pairs import join_pairs
from migrate.formats.yaml_events import Item, items, resolve
from migrate.model import Edit, Skipped, Span

if TYPE_CHECKING:
    from migrate.source import SourceFile

__all__ = ["comment", "entries", "insert_after", "matches", "name", "parse_errors", "rename_key", "replace_value"]

name = "yaml"
comment: str | None = "#"

_BREAKS = re.compile("[\x85\u2028\u2029\ufeff]")
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*[^\n]*\n")
_ITEM_PREFIX = re.compile(r"[ ]*(?:-[ ]+)+\Z")


def entries(source: SourceFile) -> tuple[Entry, ...]:
    """Every key and list item, in order, over all documents of the file.

    `- NAME=value` items and `name:`/`value:` pairs are given as entries of that name.
    """
    found = items(source)
    joined = join_pairs([item.entry for item in found], [item.document for item in found])
    return mark_duplicates([entry for entry, _ in joined], [place for _, place in joined])


def parse_errors(data: bytes) -> int:
    """1 when the text is not YAML, else 0: the parser stops at its first error."""
    from migrate.source import from_bytes

    source = from_bytes("a.yaml", data)
    if isinstance(source, Skipped):
        return 1
    try:
        items(source)
    except FormatError:
        return 1
    return 0


def replace_value(source: SourceFile, value_span: Span, value: Scalar) -> Edit:
    """Put `value` in the place of a scalar, or of a part of one, quoted as it is.

    Raises FormatError when it cannot be done without changing anything else.
    """
    found = items(source)
    for index, item in enumerate(found):
        whole = _whole(item.entry)
        if whole is None or not (whole.start <= value_span.start and value_span.end <= whole.end):
            continue
        if "alias" in item.entry.flags:
            raise FormatError(item.entry.line, "the value is an alias; change it where its anchor stands")
        part = whole != value_span or "assignment" in item.entry.flags
        text = "" if value is None else shown(value)
        edit = make(source, value_span, _part(item.entry, text) if part else _rewritten(source, item, value))
        _verify(source, edit, found, index)
        if not part:
            _verify_value(source, edit, index, value, item.entry.line)
        return edit
    for item in found:
        if item.entry.key_span == value_span and isinstance(value, str):
            return rename_key(source, item.entry, value)
    raise FormatError(source.line(value_span.start), "no value stands there")


def _whole(entry: Entry) -> Span | None:
    """The span in which a scalar's text may be changed; for `NAME=value` both parts of it."""
    if entry.value_span is None:
        return entry.key_span if "assignment" in entry.flags else None
    if "assignment" in entry.flags and entry.key_span is not None:
        return Span(entry.key_span.start, entry.value_span.end)
    return entry.value_span


def _rewritten(source: SourceFile, item: Item, value: Scalar) -> str:
    style, span = item.entry.style, item.entry.value_span
    text = "" if value is None else shown(value)
    if span is None or style in ("literal", "folded"):
        return _block(source, item, text)
    if style == "single" and isinstance(value, str) and not _unwritable(text) and "\n" not in text:
        return "'" + text.replace("'", "''") + "'"
    if style in ("single", "double"):
        return _double(text)
    plain = shown(value) if not isinstance(value, str) else text if _plain(text, item.flow) else _double(text)
    before = source.data[span.start - 1 : span.start]
    return f" {plain}" if not len(span) and before in (b":", b"-", b",") else plain


def _block(source: SourceFile, item: Item, text: str) -> str:
    """A block scalar with other lines; header, indentation and what follows stay."""
    span = item.entry.value_span or Span(0, 0)
    old = source.text(span)
    header = _BLOCK_HEADER.match(old)
    if header is None or _unwritable(text):
        raise FormatError(item.entry.line, "the block text cannot be rewritten")
    body = old[header.end() :].replace("\r\n", "\n")
    first = next((line for line in body.split("\n") if line.strip()), "")
    indent = first[: len(first) - len(first.lstrip(" "))]
    tail = body[len(body.rstrip()) :]
    lines = [indent + line if line else "" for line in text.rstrip("\n").split("\n")]
    return header[0].replace("\r\n", "\n") + "\n".join(lines) + tail


def _part(entry: Entry, text: str) -> str:
    """A piece of a scalar, escaped for the quotes it stands in."""
    if entry.style == "single":
        return text.replace("'", "''")
    if entry.style == "double":
        return _double(text)[1:-1]
    return text


def _double(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    return _BREAKS.sub(lambda m: f"\\u{ord(m[0]):04x}", quoted).replace("\x7f", "\\x7f")


def _unwritable(text: str) -> bool:
    """True for text that only double quotes can hold."""
    return any(not (c.isprintable() or c in "\n\t") for c in text) or _BREAKS.search(text) is not None


def _plain(text: str, flow: bool) -> bool:
    """True when `text` without quotes is read as that very text."""
    from migrate.source import from_bytes

    if not text or text != text.strip() or "\n" in text or _unwritable(text) or resolve(text) != text:
        return False
    probe = from_bytes("a.yaml", (f"k: [{text}]\n" if flow else f"k: {text}\n").encode())
    try:
        found = [] if isinstance(probe, Skipped) else items(probe)
    except FormatError:
        return False
    last = found[-1].entry if len(found) == (2 if flow else 1) else None
    return last is not None and last.value == text and last.style == "plain" and "assignment" not in last.flags


def _after(source: SourceFile, edit: Edit) -> tuple[Item, ...]:
    """The entries of the file once edited; none when it cannot be read any more."""
    from migrate.source import from_bytes

    after = from_bytes(source.path, apply_edits(source.data, [edit], source.encoding))
    try:
        return () if isinstance(after, Skipped) else items(after)
    except FormatError:
        return ()


def _verify(source: SourceFile, edit: Edit, old: tuple[Item, ...], index: int) -> None:
    """Refuse an edit after which other entries are different."""
    new = _after(source, edit)
    same = len(new) == len(old) and all(
        place == index or (a.entry.key_path, a.entry.value) == (b.entry.key_path, b.entry.value)
        for place, (a, b) in enumerate(zip(new, old, strict=True))
    )
    if not same:
        raise FormatError(old[index].entry.line, "the value cannot stand there without changing other entries")


def _verify_value(source: SourceFile, edit: Edit, index: int, value: Scalar, line: int) -> None:
    """Refuse an edit after which the entry is read as something else, as after a tag (`!!int`)."""
    got = _after(source, edit)[index].entry.value
    if isinstance(value, str):
        right = isinstance(got, str) and got.rstrip("\n") == value.rstrip("\n")
    else:
        right = shown(got) == shown(value) or (value is None and got in ("", "\n"))
    if not right:
        raise FormatError(line, "the value would be read as something else there")


def rename_key(source: SourceFile, entry: Entry, name: str) -> Edit:
    """Give the entry another key, quoted as the old one is."""
    if entry.key_span is None:
        raise FormatError(entry.line, "a list item has no key")
    old = source.text(entry.key_span)
    if old[:1] == "'" and not _unwritable(name):
        return make(source, entry.key_span, "'" + name.replace("'", "''") + "'")
    if old[:1] == '"' or not _plain(name, flow=True):
        return make(source, entry.key_span, _double(name))
    return make(source, entry.key_span, name)


def insert_after(
    source: SourceFile, entry: Entry, key: str, value: Scalar, comment: str | None = None
) -> Edit:
    """Add a key, a `- NAME=value` item or a `name:`/`value:` pair after `entry`, written like it."""
    found = items(source)
    item = _find(found, entry)
    if item.flow and "pair" not in entry.flags:
        return _insert_flow(source, item, entry, key, value)
    if entry.key_span is None:
        raise FormatError(entry.line, "a list item has no key")
    line = source.text(source.line_span(entry.key_span.start))
    begin = source.line_span(entry.key_span.start).start
    lead = source.text(Span(begin, entry.key_span.start))
    note = [one_line(comment)] if comment else []
    if "assignment" in entry.flags:
        lead = lead.rstrip("'\"")
        if not _ITEM_PREFIX.match(lead):
            raise FormatError(entry.line, "cannot add a list item there")
        pad = lead[: len(lead) - len(lead.lstrip(" "))]
        passed_on = entry.style == "absent" and value in (None, "")  # `- NAME`: the value comes from outside
        text = key if passed_on else f"{key}={'' if value is None else shown(value)}"
        written = _like(text, entry.style)
        return after_line(source, item.end, [*(f"{pad}# {n}" for n in note), f"{lead}{written}"])
    if "pair" in entry.flags:
        return _insert_pair(source, found, entry, key, value, note)
    if lead.strip(" -"):
        raise FormatError(entry.line, f"cannot add a key after {line.strip()!r}")
    pad = " " * len(lead)
    style = entry.style if entry.style in ("single", "double") and isinstance(value, str) else "plain"
    # An empty value beside another means the same: taken from outside.
    outside = value in (None, "") and entry.value_span is not None and not len(entry.value_span)
    text = "" if outside else f" {_like(value, style)}"
    written_key = key if _plain(key, flow=True) else _double(key)
    return after_line(source, item.end, [*(f"{pad}# {n}" for n in note), f"{pad}{written_key}:{text}"])


def _like(value: Scalar, style: str) -> str:
    if value is None:
        return "null"
    if not isinstance(value, str):
        return shown(value)
    if style == "single" and not _unwritable(value) and "\n" not in value:
        return "'" + value.replace("'", "''") + "'"
    if style == "double" or not _plain(value, flow=False):
        return _double(value)
    return value


def _insert_flow(source: SourceFile, item: Item, entry: Entry, key: str, value: Scalar) -> Edit:
    if "assignment" in entry.flags:
        quotes = 0 if entry.style in ("plain", "absent") else 1
        text = f"{key}={'' if value is None else shown(value)}"
        place = item.end
        written = _double(text) if quotes or not _plain_flow(text) else text
        return make(source, Span(place, place), f", {written}")
    if entry.key_span is None:
        raise FormatError(entry.line, "a list item has no key")
    quoted = source.data[entry.key_span.start : entry.key_span.start + 1] in (b'"', b"'")
    written_key = _double(key) if quoted or not _plain(key, flow=True) else key
    style = entry.style if entry.style in ("single", "double") else "plain"
    text = _like(value, style)
    if style == "plain" and isinstance(value, str) and not _plain(value, flow=True):
        text = _double(value)
    return make(source, Span(item.end, item.end), f", {written_key}: {text}")


def _plain_flow(text: str) -> bool:
    return _plain(text, flow=False) and not set(text) & set(",[]{}")


def _insert_pair(
    source: SourceFile, found: tuple[Item, ...], entry: Entry, key: str, value: Scalar, note: list[str]
) -> Edit:
    """`- name: KEY` with `value:` below it, after the whole mapping that `entry` was made of."""
    span = entry.key_span or Span(0, 0)
    name_item = next((i for i in found if _holds(i.entry.value_span, span)), None)
    if name_item is None or name_item.flow or name_item.entry.key_span is None:
        raise FormatError(entry.line, "cannot add a name and value there")
    parent = name_item.entry.key_path[:-1]
    own = [
        i
        for i in found
        if i.entry.key_path[: len(parent)] == parent and i.entry.key_span and i.document == name_item.document
    ]
    head = min((i.entry.key_span for i in own if i.entry.key_span), default=span)
    begin = source.line_span(head.start).start
    lead = source.text(Span(begin, head.start))
    if not _ITEM_PREFIX.match(lead):
        raise FormatError(entry.line, "cannot add a name and value there")
    end = max(i.end for i in own)
    pad = " " * len(lead)
    outer = lead[: len(lead) - len(lead.lstrip(" "))]
    word = name_item.entry.key
    style = entry.style if entry.style in ("single", "double") else "plain"
    lines = [*(f"{outer}# {n}" for n in note), f"{lead}{word}: {key}", f"{pad}value: {_env(value, style)}"]
    return after_line(source, end, lines)


def _env(value: Scalar, style: str) -> str:
    """A variable's value: always text to Kubernetes, so numbers and booleans get quotes."""
    return _like(value if isinstance(value, str) else "" if value is None else shown(value), style)


def _holds(outer: Span | None, inner: Span | None) -> bool:
    return outer is not None and inner is not None and outer.start <= inner.start and inner.end <= outer.end


def _find(found: tuple[Item, ...], entry: Entry) -> Item:
    for item in found:
        if item.entry.key_span == entry.key_span and item.entry.value_span == entry.value_span:
            return item
    for item in found:  # a joined pair: its value, or its name
        if item.entry.value_span is not None and (
            item.entry.value_span == entry.value_span or _holds(item.entry.value_span, entry.key_span)
        ):
            return item
    raise FormatError(entry.line, "the entry is not of this file")
