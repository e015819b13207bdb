"""What a configuration format supplies: entries with exact spans, and edits in the file's own style.

A format is a module with the attributes of `Format`; `migrate.formats.FORMATS` names them all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from migrate.edit import make
from migrate.errors import MigrateError
from migrate.model import Edit, Span

if TYPE_CHECKING:
    from migrate.source import SourceFile

Scalar = str | int | float | bool | None


class FormatError(MigrateError):
    """The file cannot be read as its format, or the asked edit cannot be written in it.

    `line` is 1-based, 0 when there is no one place.
    """

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}" if line else message)
        self.line = line
        self.message = message


@dataclass(frozen=True, slots=True)
class Entry:
    """One key and its value, or one item of a list (`key_span` is None; its key is its index as text).

    A key whose value is a mapping or a list has `value` and `value_span` None and `style` `mapping` or
    `sequence`. A key without a value has `value` None and `value_span` None too, or an empty span where
    a value would stand. `value_span` includes the quotes.

    Styles: plain, single, double, multiline, literal, folded, mapping, sequence, absent.
    Flags: duplicate (another entry of that key path), alias, anchor, tag, template, flow, document (not
    the first of several), export, assignment (`NAME=value` as a list item), pair (`name:`/`value:`),
    reference (`valueFrom:`), commented (a comment follows on the line), key (an item that is a key).
    """

    key_path: tuple[str, ...]
    key_span: Span | None
    value: Scalar
    value_span: Span | None
    line: int
    style: str = "plain"
    flags: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """The last part of the key path."""
        return self.key_path[-1] if self.key_path else ""

    @property
    def start(self) -> int:
        """Offset of the first byte that belongs to the entry."""
        span = self.key_span or self.value_span
        return span.start if span else 0


class Format(Protocol):
    """One configuration format. Spans are byte offsets in the file as on disk."""

    name: str
    comment: str | None  # what begins a comment line; None when the format has no comments

    def matches(self, path: str) -> bool:
        """True for the paths (with `/`) that are read as this format."""

    def entries(self, source: SourceFile) -> tuple[Entry, ...]:
        """Every entry in the order of the file. Raises FormatError when it cannot be read."""

    def parse_errors(self, data: bytes) -> int:
        """Number of syntax errors; an edit must not raise it."""

    def replace_value(self, source: SourceFile, value_span: Span, value: Scalar) -> Edit:
        """Put `value` in the place of another, quoted as the other is when that is possible."""

    def rename_key(self, source: SourceFile, entry: Entry, name: str) -> Edit:
        """Give the entry another key (only its last part)."""

    def insert_after(
        self, source: SourceFile, entry: Entry, key: str, value: Scalar, comment: str | None = None
    ) -> Edit:
        """Add `key` with `value` right after `entry`, indented and written like it."""


def mark_duplicates(entries: Sequence[Entry], groups: Iterable[Hashable] = ()) -> tuple[Entry, ...]:
    """`entries` with the flag `duplicate` on each whose key path stands more than once.

    `groups` may give, for each entry, the document it belongs to.
    """
    places = list(groups) or [None] * len(entries)
    keyed = [(place, entry.key_path) for place, entry in zip(places, entries, strict=True)]
    counts = Counter(keyed)
    return tuple(
        replace(entry, flags=entry.flags | {"duplicate"}) if counts[key] > 1 and entry.key_span else entry
        for entry, key in zip(entries, keyed, strict=True)
    )


def after_line(source: SourceFile, offset: int, lines: Sequence[str]) -> Edit:
    """The edit that adds whole lines after the line of `offset`, also when that is the last one."""
    end = source.line_span(offset).end
    return make(source, Span(end, end), "".join("\n" + line for line in lines))


def shown(value: Scalar) -> str:
    """A scalar as bare text: `true`, `null` and numbers as most formats write them."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def one_line(text: str) -> str:
    """A comment on one line."""
    return " ".join(text.split())
