"""Which files a location means, and what stands in their first records. Links out of a folder stay shut."""

from __future__ import annotations

import csv
import glob
import gzip
import io
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal, cast

from migrate.errors import UsageError
from migrate.redact import mask, printable

if TYPE_CHECKING:
    from migrate.traffic.json_source import Layout

Kind = Literal["json", "csv", "parquet"]
SAMPLE = 200  # records looked at to tell the format
HEAD = 4_000_000  # bytes of them
_KINDS: dict[str, Kind] = {
    ".jsonl": "json", ".ndjson": "json", ".json": "json", ".log": "json", ".csv": "csv", ".tsv": "csv",
    ".parquet": "parquet", ".pq": "parquet",
}  # fmt: skip
_PACKED = (".gz", ".zst")


@dataclass(frozen=True, slots=True)
class Shard:
    """One file of a log. `url` is a local path or an fsspec URL."""

    url: str
    kind: Kind
    size: int | None = None

    @property
    def remote(self) -> bool:
        """True when fsspec opens it."""
        return is_remote(self.url)

    @property
    def shown(self) -> str:
        """The name as messages have it."""
        return mask(printable(self.url))


@dataclass(frozen=True, slots=True)
class Found:
    """The shards of a location in a stable order, and how many files next to them were left alone."""

    shards: tuple[Shard, ...]
    skipped: int = 0


def is_remote(location: str) -> bool:
    """True for `scheme://...` and fsspec's chained URLs."""
    return "://" in location or "::" in location


def kind_of(name: str) -> Kind | None:
    """By the file's name, what packs it left out."""
    lowered = name.lower()
    for packed in _PACKED:
        lowered = lowered.removesuffix(packed)
    return _KINDS.get(os.path.splitext(lowered)[1])


def locate(location: str) -> Found:
    """The files of a path, folder, glob or fsspec URL. UsageError when there is nothing to read."""
    if is_remote(location):
        return _remote(location)
    path = Path(location)
    if path.is_dir():
        names, skipped = _folder(path)
    elif path.exists():
        return Found((Shard(location, kind_of(location) or "json", path.stat().st_size),))
    else:
        every = [name for name in sorted(glob.glob(location, recursive=True)) if os.path.isfile(name)]
        names = [name for name in every if kind_of(name)]
        skipped = len(every) - len(names)
    if not names:
        hint = "no .jsonl, .csv or .parquet file" if skipped or path.is_dir() else "no such file or folder"
        raise UsageError(f"{printable(location)}: {hint}")
    return Found(tuple(Shard(n, cast("Kind", kind_of(n)), os.path.getsize(n)) for n in names), skipped)


def _folder(root: Path) -> tuple[list[str], int]:
    real = root.resolve()
    names: list[str] = []
    skipped = 0
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "_")))
        for name in sorted(files):
            path = Path(folder, name)
            inside = path.is_file() and path.resolve().is_relative_to(real)
            if name.startswith(".") or not inside or kind_of(name) is None:
                skipped += not name.startswith((".", "_"))
            else:
                names.append(str(path))
    return names, skipped


def _remote(location: str) -> Found:
    system, path = filesystem(location)
    scheme = location.split("://", 1)[0]
    try:
        if any(mark in path for mark in "*?["):
            names = system.glob(path)
        elif system.isdir(path):
            names = system.find(path)
        else:
            names = [path] if system.exists(path) else []
    except Exception as error:  # an fsspec back end raises what its client raises
        raise UsageError(f"{mask(printable(location))}: {_first_line(error)}") from error
    kept = [name for name in sorted(names) if kind_of(name)]
    if not kept and len(names) == 1:
        kept = list(names)
    if not kept:
        raise UsageError(f"{mask(printable(location))}: no .jsonl, .csv or .parquet file there")
    shards = tuple(Shard(f"{scheme}://{str(n).lstrip('/')}", kind_of(n) or "json") for n in kept)
    return Found(shards, len(names) - len(kept))


def filesystem(location: str) -> tuple[Any, str]:
    """The fsspec file system of a URL and the path there. UsageError names the package that is missing."""
    try:
        import fsspec
    except ImportError as error:
        raise UsageError("remote paths need fsspec: pip install 'llm-migrate[remote]'") from error
    try:
        system, path = fsspec.core.url_to_fs(location)
    except (ImportError, ValueError) as error:
        raise UsageError(f"{mask(printable(location))}: {_first_line(error)}") from error
    return system, str(path)


# --- the first records ---------------------------------------------------------------------------


def head(shard: Shard) -> bytes | None:
    """The first bytes, unpacked; None for what only DuckDB unpacks (.zst)."""
    if shard.url.endswith(".zst"):
        return None
    try:
        with opened(shard) as handle:
            return handle.read(HEAD)
    except (OSError, EOFError) as error:
        raise UsageError(f"{shard.shown}: {_first_line(error)}") from error


@contextmanager
def opened(shard: Shard) -> Iterator[IO[bytes]]:
    """The file's bytes, unpacked when it is .gz. OSError when it cannot be read."""
    if shard.remote:
        system, path = filesystem(shard.url)
        raw = cast("IO[bytes]", system.open(path, "rb"))
    else:
        raw = open(shard.url, "rb")  # noqa: SIM115  closed two lines below
    with raw:
        yield cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if shard.url.endswith(".gz") else raw


def lines_of(shard: Shard) -> Iterator[tuple[int, bytes]]:
    """Numbered lines that are not blank, as `read_json` counts them."""
    with opened(shard) as handle:
        for number, line in enumerate(handle, 1):
            if line.strip():
                yield number, line


def json_layout(start: bytes) -> Layout:
    """Whether the file is a line per record, one array, or documents over several lines."""
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    first = text.split(b"\n", 1)[0].strip()
    if isinstance(_parsed(first), dict):
        return "newline_delimited"
    if text.startswith(b"["):
        return "array"
    lines = text.split(b"\n")[:SAMPLE]
    if any(isinstance(_parsed(line), dict) for line in lines):
        return "newline_delimited"  # its first line is damaged
    return "unstructured"


def json_sample(start: bytes, layout: Layout) -> list[Mapping[str, Any]]:
    """Records at the beginning of the file, as far as they can be read."""
    if layout == "newline_delimited":
        found = (_parsed(line) for line in islice(start.split(b"\n"), SAMPLE))
        return [row for row in found if isinstance(row, dict)]
    decoder = json.JSONDecoder()
    text = start.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    at = 1 if layout == "array" else 0
    rows: list[Mapping[str, Any]] = []
    while len(rows) < SAMPLE:
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        try:
            row, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        if isinstance(row, dict):
            rows.append(row)
    return rows


def csv_header(start: bytes, place: str) -> tuple[list[str], str]:
    """The column names and the delimiter. UsageError when there is no header or a name stands twice."""
    text = start.decode("utf-8-sig", "replace")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=first.count)
    try:
        names = next(csv.reader(io.StringIO(text), delimiter=delimiter), [])
    except csv.Error as error:
        raise UsageError(f"{place}: {error}") from error
    if not any(name.strip() for name in names):
        raise UsageError(f"{place}: no header line")
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise UsageError(f"{place}: the column {printable(sorted(twice)[0])} is there twice")
    return names, delimiter


def keys_of(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The top-level keys seen, for messages."""
    return list(dict.fromkeys(key for row in rows for key in row))


def _parsed(line: bytes) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _first_line(error: BaseException) -> str:
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return mask(printable(str(text).splitlines()[0]))
