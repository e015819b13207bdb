"""The texts of a request log: what each request sent, the model it went to and the prompt tokens that were charged.

JSON lines, JSON arrays, CSV and Parquet; a request may stand as an object or as JSON text, at the places where SDK
recorders, gateways and tracers put it. Rows are read one at a time: a log may be larger than memory.
"""

from __future__ import annotations

import csv
import glob
import gzip
import io
import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from migrate.errors import UsageError
from migrate.redact import printable

_MESSAGES = (
    "messages", "request.messages", "request.body.messages", "body.messages", "input.messages", "input",
    "request_body.messages", "request.input", "body.input", "params.messages", "kwargs.messages", "inputs.messages",
)  # fmt: skip
_PROMPTS = ("prompt", "request.prompt", "body.prompt", "request.body.prompt", "text", "input_text")
_TOOLS = (
    "tools", "request.tools", "request.body.tools", "body.tools", "request_body.tools", "params.tools",
    "kwargs.tools",
)  # fmt: skip
_MODELS = (
    "model", "request.model", "response.model", "request.body.model", "body.model", "response.body.model",
    "model_name", "request_body.model", "params.model", "kwargs.model",
)  # fmt: skip
_CHARGED = (
    "usage.prompt_tokens", "response.usage.prompt_tokens", "response.body.usage.prompt_tokens", "prompt_tokens",
    "usage.input_tokens", "response.usage.input_tokens", "response.body.usage.input_tokens", "input_tokens",
    "usage.promptTokens", "promptTokens", "usage.input", "usageDetails.input", "usage_prompt_tokens",
)  # fmt: skip
_OBJECTS = (
    "request", "response", "body", "usage", "messages", "tools", "input", "request_body", "inputs", "kwargs",
    "params",
)  # fmt: skip
_SUFFIXES = (".jsonl", ".ndjson", ".json", ".log", ".csv", ".tsv", ".parquet", ".pq")
_LONGEST_JSON = 200_000_000  # bytes of a document that is no line-per-record file
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Request:
    """One logged request. `charged` is None when the log does not say; `place` is `file:row`."""

    messages: tuple[Mapping[str, Any], ...]
    tools: tuple[Mapping[str, Any], ...]
    model: str | None
    charged: int | None
    place: str


@dataclass(slots=True)
class Tally:
    """What was read: rows, rows that could not be read, rows without a text; with an example of each."""

    rows: int = 0
    damaged: int = 0
    without_text: int = 0
    examples: dict[str, str] = field(default_factory=dict)


def requests(location: str, tally: Tally) -> Iterator[Request]:
    """The requests of a file, folder or glob, in a stable order; `tally` is kept up to date.

    UsageError when there is nothing to read or a file is of no known kind.
    """
    for path in _files(location):
        shown = printable(path)
        for number, row in _rows(path):
            tally.rows += 1
            place = f"{shown}:{number}"
            if row is None:
                tally.damaged += 1
                tally.examples.setdefault("damaged", place)
                continue
            found = request_of(row, place)
            if found is None:
                tally.without_text += 1
                tally.examples.setdefault("without text", place)
                continue
            yield found


def request_of(row: Mapping[str, Any], place: str = "") -> Request | None:
    """The request in a row; None when the row holds no text that was sent."""
    row = {key: _parsed(value) if key in _OBJECTS else value for key, value in row.items()}
    messages = next((m for p in _MESSAGES if (m := _messages(_at(row, p)))), None)
    if messages is None:
        prompt = next((v for p in _PROMPTS if isinstance(v := _at(row, p), str) and v), None)
        if prompt is None:
            return None
        messages = ({"role": "user", "content": prompt},)
    tools = next((v for p in _TOOLS if isinstance(v := _at(row, p), list)), [])
    model = next((v for p in _MODELS if isinstance(v := _at(row, p), str) and v), None)
    charged = next((n for p in _CHARGED if (n := _whole(_at(row, p))) is not None), None)
    return Request(messages, tuple(t for t in tools if isinstance(t, Mapping)), model, charged, place)


def _messages(value: object) -> tuple[Mapping[str, Any], ...] | None:
    if isinstance(value, str) and value:
        return ({"role": "user", "content": value},)
    if not isinstance(value, list):
        return None
    found = tuple(m for m in value if isinstance(m, Mapping) and "role" in m)
    return found or None


def _whole(value: object) -> int | None:
    """A count of tokens; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        value = int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and value >= 0 else None


def _at(row: Mapping[str, Any], path: str) -> object:
    if path in row:  # a column may be named by the whole path
        return _parsed(row[path]) if path.rsplit(".", 1)[-1] in _OBJECTS else row[path]
    value: object = row
    for step in path.split("."):
        if not isinstance(value, Mapping) or step not in value:
            return None
        value = value[step]
        if step in _OBJECTS:
            value = _parsed(value)
    return value


def _parsed(value: object) -> object:
    """JSON text as what it says; any other value as it is."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


# --- files ----------------------------------------------------------------------------------------


def _files(location: str) -> list[str]:
    path = Path(location)
    if path.is_dir():
        real = path.resolve()
        found = [
            str(p)
            for p in sorted(path.rglob("*"))
            if p.is_file() and _suffix(p.name) in _SUFFIXES and p.resolve().is_relative_to(real)
        ]
    elif path.is_file():
        return [location]
    else:
        found = [name for name in sorted(glob.glob(location, recursive=True)) if os.path.isfile(name)]
    if not found:
        raise UsageError(f"{printable(location)}: no request log there (.jsonl, .json, .csv or .parquet)")
    return found


def _suffix(name: str) -> str:
    return os.path.splitext(name.lower().removesuffix(".gz"))[1]


def _rows(path: str) -> Iterator[tuple[int, Mapping[str, Any] | None]]:
    kind = _suffix(path)
    try:
        if kind in (".parquet", ".pq"):
            yield from _parquet(path)
        elif kind in (".csv", ".tsv"):
            yield from _csv(path, "\t" if kind == ".tsv" else None)
        else:
            yield from _json(path)
    except (OSError, EOFError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{printable(path)}: cannot be read ({printable(reason)})") from None


def _open(path: str) -> IO[bytes]:
    return gzip.open(path, "rb") if path.lower().endswith(".gz") else open(path, "rb")  # type: ignore[return-value]


def _json(path: str) -> Iterator[tuple[int, Mapping[str, Any] | None]]:
    with _open(path) as handle:
        first = handle.readline()
        head = first.lstrip(b"\xef\xbb\xbf \t\r\n")
        if head.startswith(b"[") or (head.startswith(b"{") and _object(first) is None):
            document = _whole_document(path, first + handle.read(_LONGEST_JSON))
            if document is not None:
                yield from enumerate(document, 1)
                return
            handle.seek(len(first))
        for number, line in enumerate(_chain(first, handle), 1):
            if line.strip():
                yield number, _object(line)


def _chain(first: bytes, handle: IO[bytes]) -> Iterator[bytes]:
    yield first
    yield from handle


def _object(line: bytes) -> Mapping[str, Any] | None:
    try:
        found = json.loads(line.lstrip(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, Mapping) else None


def _whole_document(path: str, data: bytes) -> list[Mapping[str, Any] | None] | None:
    """The records of a file that is one JSON array or object; None when it is lines after all."""
    if len(data) > _LONGEST_JSON:
        raise UsageError(
            f"{printable(path)}: one JSON document of over {_LONGEST_JSON:,} bytes; write a record per line"
        )
    try:
        found = json.loads(data.lstrip(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        return None
    rows = found if isinstance(found, list) else [found]
    return [row if isinstance(row, Mapping) else None for row in rows]


def _csv(path: str, delimiter: str | None) -> Iterator[tuple[int, Mapping[str, Any] | None]]:
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    with _open(path) as raw, io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text:
        first = text.readline()
        if delimiter is None:
            delimiter = max(",;\t|", key=first.count)
        names = next(csv.reader([first], delimiter=delimiter), [])
        try:
            for number, values in enumerate(csv.reader(text, delimiter=delimiter), 2):
                if values:
                    yield number, dict(zip(names, values, strict=False)) if len(values) == len(names) else None
        except csv.Error as error:
            raise UsageError(f"{printable(path)}: {error}") from None


def _parquet(path: str) -> Iterator[tuple[int, Mapping[str, Any] | None]]:
    try:
        import duckdb
    except ImportError:
        raise UsageError(f"{printable(path)}: Parquet needs the package duckdb: pip install duckdb") from None
    with duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false"}) as connection:
        try:
            result = connection.execute("SELECT * FROM read_parquet($1)", [glob.escape(path)])
        except duckdb.Error as error:
            raise UsageError(f"{printable(path)}: {printable(str(error).splitlines()[0])}") from None
        names = [column[0] for column in result.description or ()]
        number = 0
        while batch := result.fetchmany(_BATCH):
            for values in batch:
                number += 1
                yield number, dict(zip(names, values, strict=True))
