"""INI: sections with `key = value` or `key: value`; setup.cfg, systemd units, supervisor."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrate.edit import make
from migrate.formats.base import Entry, FormatError, Scalar, after_line, mark_duplicates, one_line, shown
from migrate.formats.names import ini as matches
from migrate.model import Edit, Span

if TYPE_CHECKING:
    from migrate.source import SourceFile

__all__ = ["comment", "entries", "insert_after", "matches", "name", "parse_errors", "rename_key", "replace_value"]

name = "ini"
comment: str | None = "#"

_SECTION = re.compile(r"[ \t]*\[(?P<name>[^\]\r\n]+)\][ \t]*(?:[#;].*)?\r?\Z")
_SEPARATOR = re.compile(r"[=:]")
_INLINE = re.compile(r"(?<![ \t])[ \t]+[;#].*\Z")
_ASSIGNMENT = re.compile(r"\"([A-Za-z_]\w*)=([^\"]*)\"|'([A-Za-z_]\w*)=([^']*)'|(?<!\S)([A-Za-z_]\w*)=(\S*)")


def entries(source: SourceFile) -> tuple[Entry, ...]:
    """Every key, in order; its path begins with the section's name. Continuation lines belong to it."""
    return mark_duplicates(_read(source)[0])


def parse_errors(data: bytes) -> int:
    """Lines that are neither section, key, continuation nor comment."""
    from migrate.model import Skipped
    from migrate.source import from_bytes

    source = from_bytes("a.ini", data)
    return 1 if isinstance(source, Skipped) else _read(source)[1]


def _read(source: SourceFile) -> tuple[list[Entry], int]:
    found: list[Entry] = []
    errors = 0
    section: tuple[str, ...] = ()
    offset = source.start
    key_indent = 0
    for number, raw in enumerate(source.data[offset:].split(b"\n"), 1):
        line = raw.decode(source.encoding, "replace")
        text = line.strip()
        indent = len(line) - len(line.lstrip(" \t"))
        if not text or text[0] in "#;":
            pass
        elif header := _SECTION.match(line):
            section = (header["name"].strip(),)
        elif indent > key_indent and found and found[-1].key_path[:-1] == section:
            entry = found[-1]
            if entry.value_span is not None:
                end = offset + len(raw.rstrip())
                joined = f"{entry.value}\n{text}" if entry.value else text
                span = Span(entry.value_span.start, end)
                found[-1] = Entry(entry.key_path, entry.key_span, joined, span, entry.line, "multiline", entry.flags)
        elif text[0] in "=:[":
            errors += 1
        else:
            key_indent = indent
            entry = _entry(source, offset, line, section, number)
            found += _assignments(source, entry) or [entry]
            errors += entry.value is None and not section
        offset += len(raw) + 1
    return found, errors


def _assignments(source: SourceFile, entry: Entry) -> list[Entry]:
    """`Environment=A=1 "B=2 3"` of a systemd unit: each variable as an entry of its own."""
    if not source.path.endswith(".service") or entry.key != "Environment" or entry.value_span is None:
        return []
    at, made = entry.value_span.start, []
    for match in _ASSIGNMENT.finditer(source.text(entry.value_span)):
        number = next(n for n in (1, 3, 5) if match[n] is not None)
        key, value = (
            Span(at + len(match.string[:a].encode()), at + len(match.string[:b].encode()))
            for a, b in (match.span(number), match.span(number + 1))
        )
        made.append(
            Entry((*entry.key_path[:-1], match[number]), key, match[number + 1], value, entry.line, "plain",
                  entry.flags | {"assignment"})
        )  # fmt: skip
    return made


def _entry(source: SourceFile, offset: int, line: str, section: tuple[str, ...], number: int) -> Entry:
    def span(start: int, end: int) -> Span:
        begin = offset + len(line[:start].encode(source.encoding))
        return Span(begin, begin + len(line[start:end].encode(source.encoding)))

    line = line.rstrip()
    begin = len(line) - len(line.lstrip(" \t"))
    by = _SEPARATOR.search(line, begin)
    if by is None:
        return Entry((*section, line[begin:]), span(begin, len(line)), None, None, number, "absent")
    key = line[begin : by.start()].rstrip()
    start = by.end() + len(line[by.end() :]) - len(line[by.end() :].lstrip(" \t"))
    value = line[start:]
    bare = _INLINE.sub("", value) if value[:1] not in ("'", '"') else value
    quote = bare[:1] if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "'\"" else ""
    return Entry(
        (*section, key),
        span(begin, begin + len(key)),
        bare[1:-1] if quote else bare,
        span(start, start + len(bare)),
        number,
        {"'": "single", '"': "double"}.get(quote, "plain"),
        frozenset({"commented"}) if bare != value else frozenset(),
    )


def replace_value(source: SourceFile, value_span: Span, value: Scalar) -> Edit:
    """Put `value` in the place of another, in the same quotes.

    Raises FormatError for several lines, and for a value of which some readers would see a comment.
    """
    if source.path.endswith(".service") and re.search(r"\s", str(value)):
        raise FormatError(source.line(value_span.start), "a value with blanks cannot be written there")
    old = source.text(value_span)
    quote = old[0] if len(old) > 1 and old[0] == old[-1] and old[0] in "'\"" else ""
    return make(source, value_span, _written(value, quote, source.line(value_span.start)))


def _written(value: Scalar, quote: str, line: int) -> str:
    text = "" if value is None else shown(value)
    if "\n" in text or "\r" in text:
        raise FormatError(line, "the value must be on one line")
    if quote and quote in text:
        quote = ""
    if not quote and (text != text.strip() or _INLINE.search(text) or text.startswith(("'", '"', ";", "#"))):
        raise FormatError(line, "the value cannot be written without quotes")
    return f"{quote}{text}{quote}"


def rename_key(source: SourceFile, entry: Entry, name: str) -> Edit:
    """Give the entry another key."""
    if entry.key_span is None or re.search(r"[=:\r\n#;\[\]]|^\s|\s$", name) or not name:
        raise FormatError(entry.line, f"{name!r} cannot be a key")
    return make(source, entry.key_span, name)


def insert_after(
    source: SourceFile, entry: Entry, key: str, value: Scalar, comment: str | None = None
) -> Edit:
    """Add a key on a line of its own after `entry`, with the same separator."""
    span = entry.value_span or entry.key_span or Span(0, 0)
    between = ""
    if entry.key_span is not None and entry.value_span is not None:
        between = source.text(Span(entry.key_span.end, entry.value_span.start))
    if not between.strip() or "\n" in between:
        between = " = "
    elif between == "=" and entry.value == "":
        between = "="
    indent = source.indent(entry.start)
    quote = {"single": "'", "double": '"'}.get(entry.style, "")
    note = [f"{indent}# {one_line(comment)}"] if comment else []
    if "assignment" in entry.flags:
        return after_line(source, span.end, [*note, f"{indent}Environment={key}={_written(value, '', entry.line)}"])
    return after_line(source, span.end, [*note, f"{indent}{key}{between}{_written(value, quote, entry.line)}"])
