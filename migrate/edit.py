"""Edits over bytes: made from a source, checked against each other, carried out, shown. No I/O.

An edit says which bytes of a file it replaces and what stood there (by digest), so that it can only
ever be carried out on the bytes it was made for. Everything outside its span is left alone.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Protocol

from migrate.errors import RefusedError
from migrate.model import Edit, Span, digest

_CONTEXT = 3  # lines of context around a change in a diff
_SINGLE_BYTE_SAFE = frozenset({"utf-8", "ascii"})  # a character boundary can be told from one byte


class Source(Protocol):
    """What an edit needs to know of a file; `migrate.source.SourceFile` is one."""

    @property
    def path(self) -> str:
        """Relative to the root, with `/`."""

    @property
    def data(self) -> bytes:
        """The file as it is on disk, a byte order mark included."""

    @property
    def encoding(self) -> str:
        """Name of the codec the text is written in."""

    @property
    def newline(self) -> str:
        """The file's line end."""


class EditError(RefusedError):
    """An edit cannot be made or carried out; the message names the file and the place."""


class StaleEditError(EditError):
    """The bytes at the edit's span are not those it was made for."""


class ConflictError(EditError):
    """Two edits want the same bytes."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two edits of one file that cannot both be carried out, and why, in a few words."""

    first: Edit
    second: Edit
    reason: str

    def __str__(self) -> str:
        a, b = self.first.span, self.second.span
        return f"{_printable(self.first.path)}: bytes {a.start}-{a.end} and {b.start}-{b.end}: {self.reason}"


def make(source: Source, span: Span, after: str) -> Edit:
    """The edit that puts `after` in place of the bytes `span` of `source`.

    Line ends in `after` become the file's. `before` is what stands there, with secrets masked; the
    digest is of the real bytes. Raises EditError when the span is outside the file or cuts a
    character, or when the file's encoding cannot write `after`.
    """
    codec = text_codec(source.encoding)
    if not 0 <= span.start <= span.end <= len(source.data):
        raise EditError(
            f"{_printable(source.path)}: edit of bytes {span.start}-{span.end} is outside the file's "
            f"{len(source.data)} bytes"
        )
    piece = source.data[span.start : span.end]
    try:
        before = piece.decode(codec)
        _check_boundaries(source.data, span, codec)
    except UnicodeDecodeError:
        raise EditError(
            f"{_printable(source.path)}: edit of bytes {span.start}-{span.end} cuts a {codec} character"
        ) from None
    after = after.replace("\r\n", "\n")
    if source.newline != "\n":
        after = after.replace("\n", source.newline)
    try:
        after.encode(codec)
    except UnicodeEncodeError as error:
        character = _printable(after[error.start : error.start + 1])
        raise EditError(
            f"{_printable(source.path)}: the file's encoding {codec} cannot write {character!r}"
        ) from None
    return Edit(source.path, span, _mask(before), digest(piece), after)


def text_codec(encoding: str) -> str:
    """The codec for a piece of a file in `encoding`: never one that writes a byte order mark.

    Raises EditError for an unknown encoding.
    """
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        raise EditError(f"unknown encoding {_printable(encoding)!r}") from None
    return "utf-8" if name == "utf-8-sig" else name


def order(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Edits in the order they stand in the file, identical ones once.

    Insertions at one point come before a replacement that starts there, and among themselves in the
    order of their text, so that the outcome does not depend on the order they were found in.
    """
    unique = {_place(edit): edit for edit in edits}
    return tuple(unique[place] for place in sorted(unique))


def _place(edit: Edit) -> tuple[str, int, int, str, str]:
    """Everything of an edit that decides what it does, in the order edits stand in."""
    return edit.path, edit.span.start, edit.span.end, edit.before_sha256, edit.after


def conflicts(edits: Iterable[Edit]) -> tuple[Conflict, ...]:
    """Every pair of edits that cannot both be carried out, in file order.

    Identical edits are one edit. Adjacent edits and insertions at the edge of a replacement are fine.
    """
    found = tuple(edits)
    return () if _in_order(found) else _conflicts(order(found))


def _in_order(edits: Sequence[Edit]) -> bool:
    """True for edits of one file of which each begins behind the one before: in order, and in nobody's way."""
    end = -1
    for edit in edits:
        if edit.span.start <= end or edit.path != edits[0].path:
            return False
        end = edit.span.end
    return True


def _conflicts(ordered: Sequence[Edit]) -> tuple[Conflict, ...]:
    if all(_apart(before, after) for before, after in pairwise(ordered)):
        return ()  # in order, so apart from each neighbour is apart from all
    found: list[Conflict] = []
    reaching: list[Edit] = []  # edits of this file that may still reach the next one
    path: str | None = None
    for edit in ordered:
        if edit.path != path:
            path, reaching = edit.path, []
        reaching = [e for e in reaching if e.span.end > edit.span.start or e.span == edit.span]
        for other in reaching:
            reason = _clash(other, edit)
            if reason:
                found.append(Conflict(other, edit, reason))
        reaching.append(edit)
    return tuple(found)


def apply_edits(data: bytes, edits: Sequence[Edit], encoding: str) -> bytes:
    """`data` with the edits of one file carried out; bytes outside their spans are the same.

    Raises ConflictError when two edits want the same bytes and StaleEditError when the bytes at a
    span are not those the edit was made for; nothing is done by halves.
    """
    codec = text_codec(encoding)
    ordered = edits
    if not _in_order(edits):
        ordered = order(edits)
        clash = _conflicts(ordered)
        if clash:
            raise ConflictError(str(clash[0]))
    parts: list[bytes] = []
    position = 0
    for edit in ordered:
        start, end = edit.span.start, edit.span.end
        if not 0 <= start <= end <= len(data) or digest(data[start:end]) != edit.before_sha256:
            raise StaleEditError(
                f"{_printable(edit.path)}: bytes {start}-{end} are not what the edit was made for"
            )
        parts.append(data[position:start])
        try:
            parts.append(edit.after.encode(codec))
        except UnicodeEncodeError:
            raise EditError(
                f"{_printable(edit.path)}: the file's encoding {codec} cannot write the edit at byte {start}"
            ) from None
        position = end
    parts.append(data[position:])
    return b"".join(parts)


def swaps(data: bytes, edits: Sequence[Edit], encoding: str) -> tuple[tuple[int, int, bytes], ...]:
    """Where the text of edits stands once they are carried out, first byte and end, and what it took the place of.

    `edits` are in their order, and can be carried out on `data`.
    """
    codec = text_codec(encoding)
    found = []
    shift = 0
    for edit in edits:
        start, size = edit.span.start + shift, len(edit.after.encode(codec))
        found.append((start, start + size, data[edit.span.start : edit.span.end]))
        shift += size - len(edit.span)
    return tuple(found)


def unified(path: str, before: bytes, after: bytes, encoding: str = "utf-8", *, created: bool = False) -> str:
    """Unified diff of two versions of a file, for showing: secrets masked, control characters escaped.

    Empty when the two are equal. Line ends are left out unless they are mixed or change. What `encoding`
    cannot decode is shown as the replacement character. One that is `created` has no version before.
    """
    if before == after:
        return ""
    codec = text_codec(encoding)
    bom = codecs.BOM_UTF8 if codec == "utf-8" else b""
    old = _lines(before.removeprefix(bom), codec)
    new = _lines(after.removeprefix(bom), codec)
    show_ends = {_ending(line) for line in old + new} - {""} not in ({"\n"}, {"\r\n"}, set())
    name = _printable(path)
    out = ["--- /dev/null\n" if created else f"--- a/{name}\n", f"+++ b/{name}\n"]
    shown_old, shown_new = _shown(old, show_ends), _shown(new, show_ends)
    matcher = SequenceMatcher(None, old, new, autojunk=len(old) > 5000)
    for group in matcher.get_grouped_opcodes(_CONTEXT):
        (_, i1, _, j1, _), (_, _, i2, _, j2) = group[0], group[-1]
        out.append(f"@@ -{_range(i1, i2)} +{_range(j1, j2)} @@\n")
        for tag, a1, a2, b1, b2 in group:
            if tag == "equal":
                out += [" " + line for line in shown_old[a1:a2]]
                continue
            out += ["-" + line for line in shown_old[a1:a2]]
            out += ["+" + line for line in shown_new[b1:b2]]
    return "".join(out)


def _apart(before: Edit, after: Edit) -> bool:
    """True when an edit ends where the next one in order begins, or earlier, or in another file."""
    if before.path != after.path:
        return True
    start = after.span.start
    return before.span.end <= start and (before.span.start < start or before.before_sha256 == after.before_sha256)


def _clash(a: Edit, b: Edit) -> str | None:
    """Why `a` and `b`, two different edits of one file with `a` first, cannot both be carried out."""
    if a.span == b.span and a.before_sha256 != b.before_sha256:
        return "made for different contents of the file"
    if a.span == b.span and len(a.span):
        return "the same bytes are replaced by different text"
    if a.span.overlaps(b.span):
        return "they overlap"
    return None


def _check_boundaries(data: bytes, span: Span, codec: str) -> None:
    """Raise UnicodeDecodeError when an end of the span is inside a character."""
    if codec in _SINGLE_BYTE_SAFE:
        for place in (span.start, span.end):
            if place < len(data) and data[place] & 0xC0 == 0x80 and codec == "utf-8":
                raise UnicodeDecodeError(codec, data, place, place + 1, "inside a character")
        return
    data[: span.start].decode(codec)
    data[span.end :].decode(codec)


def _lines(data: bytes, codec: str) -> list[str]:
    """Lines with their ends; only `\\n` ends a line, as in every tool that reads diffs."""
    text = data.decode(codec, errors="replace")
    lines = [line + "\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _ending(line: str) -> str:
    if line.endswith("\r\n"):
        return "\r\n"
    return "\n" if line.endswith("\n") else ""


def _range(start: int, stop: int) -> str:
    """A hunk's range as diff writes it: 1-based start and length, `0` lines counted from before."""
    length = stop - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"


def _shown(lines: Sequence[str], show_ends: bool) -> list[str]:
    """The lines of a file for a reader: masked as a whole, as a secret may span lines; printable."""
    shown = []
    for line, text in zip(lines, _masked("".join(lines)), strict=False):  # the last may be empty
        body = text if show_ends else text.removesuffix("\r")
        end = "\n" if line.endswith("\n") else "\n\\ No newline at end of file\n"
        shown.append(_printable(body) + end)
    return shown


def _masked(text: str) -> list[str]:
    """The lines of `text` without their ends, secrets masked; as many as before."""
    plain, masked = text.split("\n"), _mask(text).split("\n")
    if len(plain) == len(masked):
        return masked
    out: list[str] = []  # a secret took its line ends with it: lines that are not found again are it
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, plain, masked, autojunk=False).get_opcodes():
        same = tag == "equal" or a2 - a1 == b2 - b1
        out += masked[b1:b2] if same else ["***"] * (a2 - a1)
    return out


def _mask(text: str) -> str:
    from migrate.redact import mask

    return mask(text)


def _printable(text: str) -> str:
    from migrate.redact import printable

    return printable(text)
