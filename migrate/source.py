"""Bytes of one file with what is needed to point into them: encoding, BOM, line ends, line index.

Spans are always byte offsets into the file as it is on disk, BOM included. Text is decoded only for
looking at it; nothing here ever re-encodes a file.
"""

from __future__ import annotations

import codecs
import os
import re
import stat
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path

from migrate.model import Skipped, Span, digest

MAX_BYTES = 1_000_000
MAX_NOTEBOOK_BYTES = 20_000_000  # outputs with embedded images make notebooks large
MAX_LINE_BYTES = 100_000  # a longer line is minified, generated or data

_BOM = codecs.BOM_UTF8
_WIDE_BOMS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_COOKIE_SUFFIXES = (".py", ".pyi", ".pyw", ".rb", ".rake")
_LONE_CR = re.compile(rb"\r(?!\n)")
# In these an ASCII byte does not always mean the ASCII character, so byte spans would lie.
_UNSAFE_CODECS = ("utf-16", "utf-32", "utf-7", "iso2022", "hz", "punycode", "idna", "escape")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A text file as read: `data` is every byte of it, `newline` the line end most lines have."""

    path: str
    data: bytes
    encoding: str = "utf-8"
    bom: bool = False
    newline: str = "\n"
    _starts: list[int] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def sha256(self) -> str:
        """Digest of the bytes on disk, lower-case hex."""
        return digest(self.data)

    @property
    def start(self) -> int:
        """Offset of the first byte after the BOM."""
        return len(_BOM) if self.bom else 0

    @property
    def lines(self) -> int:
        """Number of lines; a final line end does not begin another."""
        starts = self._line_starts()
        return len(starts) - (len(self.data) == starts[-1] and len(starts) > 1)

    def text(self, span: Span | None = None) -> str:
        """The decoded text of `span`, or of the whole file without its BOM."""
        raw = self.data[self.start :] if span is None else self.data[span.start : span.end]
        return raw.decode(self.encoding, "replace")

    def line(self, offset: int) -> int:
        """1-based number of the line that holds the byte at `offset`."""
        return bisect_right(self._line_starts(), offset)

    def column(self, offset: int) -> int:
        """1-based column in characters."""
        begin = self._line_starts()[self.line(offset) - 1]
        if begin == 0:
            begin = min(self.start, offset)
        return len(self.data[begin:offset].decode(self.encoding, "replace")) + 1

    def line_start(self, number: int) -> int:
        """Offset of the first byte of line `number` (1-based); the first line's is after the BOM."""
        return max(self._line_starts()[number - 1], self.start)

    def line_span(self, offset: int) -> Span:
        """The line that holds `offset`, without its line end and without a BOM."""
        number = self.line(offset)
        begin = self.line_start(number)
        end = self.data.find(b"\n", begin)
        if end < 0:
            end = len(self.data)
        elif end > begin and self.data[end - 1 : end] == b"\r":
            end -= 1
        return Span(begin, end)

    def indent(self, offset: int) -> str:
        """The blanks and tabs that begin the line of `offset`."""
        line = self.text(self.line_span(offset))
        return line[: len(line) - len(line.lstrip(" \t"))]

    def _line_starts(self) -> list[int]:
        if not self._starts:
            self._starts.append(0)
            self._starts.extend(match.end() for match in re.finditer(rb"\n", self.data))
        return self._starts


def limit(path: str) -> int:
    """The largest size in bytes at which a file of that name is still read."""
    return MAX_NOTEBOOK_BYTES if path.endswith(".ipynb") else MAX_BYTES


def read(
    root: Path, path: str, *, max_bytes: int | None = None, folders: dict[str, bool] | None = None
) -> SourceFile | Skipped:
    """Read `path` below `root`, or say why it was not read.

    Never leaves `root`, never follows a symbolic link, never opens anything but a regular file.
    `max_bytes` is `limit(path)` unless given. `folders` remembers, for reading many files in one go, whether
    their folders are really below `root`.
    """
    cap = limit(path) if max_bytes is None else max_bytes
    refusal = _outside(root, path, {} if folders is None else folders)
    if refusal is not None:
        return refusal
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        # Looked at before it is opened: opening a device can have effects.
        info = os.lstat(root / path)
        if stat.S_ISLNK(info.st_mode):
            return Skipped(path, "symlink")
        if not stat.S_ISREG(info.st_mode):
            return Skipped(path, "not_regular", "a folder, pipe, socket or device")
        handle = os.open(root / path, flags | getattr(os, "O_BINARY", 0))
        with open(handle, "rb") as file:
            info = os.fstat(handle)
            if not stat.S_ISREG(info.st_mode):
                return Skipped(path, "not_regular", "a folder, pipe, socket or device")
            if info.st_size > cap:
                return Skipped(path, "too_large", f"{info.st_size} bytes, limit {cap}")
            data = file.read(cap + 1)
    except FileNotFoundError:
        return Skipped(path, "missing")
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        return Skipped(path, "unreadable", getattr(error, "strerror", None) or str(error))
    if len(data) > cap:
        return Skipped(path, "too_large", f"more than {cap} bytes")
    return from_bytes(path, data)


def from_bytes(path: str, data: bytes) -> SourceFile | Skipped:
    """A `SourceFile` of bytes already in memory, or why they are not editable text."""
    if data.startswith(_WIDE_BOMS):
        return Skipped(path, "utf16", "UTF-16 or UTF-32")
    nul = data.find(b"\0", 0, 65536)
    if nul >= 0 or b"\0" in data:
        wide = _looks_wide(data)
        return Skipped(path, "utf16" if wide else "binary", "UTF-16 without BOM" if wide else "NUL byte")
    lone = _LONE_CR.search(data)
    if lone is not None:
        number = data.count(b"\n", 0, lone.start()) + 1
        return Skipped(path, "lone_cr", f"a carriage return without line feed near line {number}")
    bom = data.startswith(_BOM)
    encoding = _encoding(path, data, bom)
    if encoding is None:
        return Skipped(path, "undecodable", "not UTF-8, and no other encoding is declared")
    if not path.endswith(".ipynb") and _has_long_line(data):
        return Skipped(path, "generated", f"a line of more than {MAX_LINE_BYTES} bytes")
    crlf = data.count(b"\r\n")
    newline = "\r\n" if crlf * 2 > data.count(b"\n") else "\n"
    return SourceFile(path, data, encoding, bom, newline)


def _encoding(path: str, data: bytes, bom: bool) -> str | None:
    """The codec whose text the bytes are; None when there is none we may trust."""
    if not bom and path.endswith(_COOKIE_SUFFIXES):
        for line in data.split(b"\n", 2)[:2]:
            cookie = _COOKIE.match(line)
            if cookie is not None:
                return _declared(cookie[1].decode("ascii", "replace"), data)
    for name in ("utf-8", "latin-1") if path.endswith(".properties") else ("utf-8",):
        if _decodes(data, name):
            return name
    return None


def _declared(name: str, data: bytes) -> str | None:
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return "utf-8" if _decodes(data, "utf-8") else None
    if not codec._is_text_encoding or codec.name.replace("_", "-").startswith(_UNSAFE_CODECS):
        return None
    return codec.name if _decodes(data, codec.name) else None


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except (UnicodeError, LookupError):
        return False
    return True


def _looks_wide(data: bytes) -> bool:
    """True when every other byte of the beginning is NUL, as in UTF-16 text of Latin letters."""
    head = data[:512]
    half = len(head) // 2
    return half >= 2 and max(head[::2].count(0), head[1::2].count(0)) * 10 >= half * 7


def _has_long_line(data: bytes) -> bool:
    begin = 0
    while len(data) - begin > MAX_LINE_BYTES:
        end = data.rfind(b"\n", begin, begin + MAX_LINE_BYTES + 1)
        if end < 0:
            return True
        begin = end + 1
    return False


def _outside(root: Path, path: str, folders: dict[str, bool]) -> Skipped | None:
    """Refuse a path that is absolute, climbs, or whose folders are links that lead out of `root`."""
    parts = path.split("/")
    if os.path.isabs(path) or ".." in parts or "" in parts:
        return Skipped(path, "outside", "not a path below the root")
    if len(parts) > 1:
        name = os.path.join(root, *parts[:-1])
        if name not in folders:
            base, folder = os.path.realpath(root), os.path.realpath(name)
            folders[name] = folder == base or folder.startswith(base.rstrip(os.sep) + os.sep)
        if not folders[name]:
            return Skipped(path, "symlink_outside", "a folder of the path is a link out of the root")
    return None
