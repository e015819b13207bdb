"""The texts of a request log: what each request sent, the model it went to and the prompt tokens that were charged.

JSON lines, JSON arrays, CSV and Parquet; a request may stand as an object or as JSON text, at the places where SDK
recorders, gateways and tracers put it. Rows are read one at a time: a log may be larger than memory.
"""

from __future__ import annotations

import csv
import glob
import io
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from migrate.errors import UsageError
from migrate.redact import mask, printable
from migrate.traffic import files, formats

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


@dataclass(frozen=True, slots=True)
class Places:
    """Paths tried before the usual ones: what the log's format or the user's mapping says."""

    messages: tuple[tuple[str, ...], ...] = ()
    model: tuple[tuple[str, ...], ...] = ()
    charged: tuple[tuple[str, ...], ...] = ()


def requests(location: str, tally: Tally, mapping: Mapping[str, str] | None = None) -> Iterator[Request]:
    """The requests of a file, folder, glob or fsspec URL, in a stable order; `tally` is kept up to date.

    `mapping` says where `messages`, `model` and `prompt` (the charged tokens) stand, where that is not usual.
    UsageError when there is nothing to read or a file cannot be read.
    """
    for shard in files.locate(location).shards:
        places: Places | None = None
        for number, row in _rows(shard):
            tally.rows += 1
            place = f"{shard.shown}:{number}"
            if row is None:
                tally.damaged += 1
                tally.examples.setdefault("damaged", place)
                continue
            if places is None:
                places = _places(row, mapping or {})
            found = request_of(row, place, places)
            if found is None:
                tally.without_text += 1
                tally.examples.setdefault("without text", place)
                continue
            yield found


def _places(row: Mapping[str, Any], mapping: Mapping[str, str]) -> Places:
    """By the first record: the same recognition as of a roll-up, so that both name a request's model alike."""
    known = formats.recognise_rows([row]) or formats.recognise_columns(list(row))

    def of(role: str) -> tuple[tuple[str, ...], ...]:
        paths = [formats.parse_path(mapping[role])] if role in mapping else []
        if known is not None:
            paths += known.format.columns.get(role, ())
        return tuple(path.steps for path in paths if path.lookup is None and path.constant is None)

    return Places(of("messages"), of("model"), of("prompt"))


_USUAL = Places()


def request_of(row: Mapping[str, Any], place: str = "", places: Places = _USUAL) -> Request | None:
    """The request in a row; None when the row holds no text that was sent."""
    row = {key: _parsed(value) if key in _OBJECTS else value for key, value in row.items()}
    spots = [_walk(row, steps) for steps in places.messages]
    messages = next((m for value in spots if (m := _messages(_parsed(value)))), None)
    messages = messages or next((m for p in _MESSAGES if (m := _messages(_at(row, p)))), None)
    if messages is None:
        prompt = next((v for p in _PROMPTS if isinstance(v := _at(row, p), str) and v), None)
        if prompt is None:
            return None
        messages = ({"role": "user", "content": prompt},)
    tools = next((v for p in _TOOLS if isinstance(v := _at(row, p), list)), [])
    models = [_walk(row, steps) for steps in places.model] + [_at(row, p) for p in _MODELS]
    model = next((v for v in models if isinstance(v, str) and v), None)
    figures = [_walk(row, steps) for steps in places.charged] + [_at(row, p) for p in _CHARGED]
    charged = next((n for v in figures if (n := _whole(v)) is not None), None)
    return Request(messages, tuple(t for t in tools if isinstance(t, Mapping)), model, charged, place)


def _walk(row: Mapping[str, Any], steps: tuple[str, ...]) -> object:
    return _at(row, ".".join(steps)) if all("." not in step for step in steps) else row.get(".".join(steps))


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


def _rows(shard: files.Shard) -> Iterator[tuple[int, Mapping[str, Any] | None]]:
    if shard.url.endswith(".zst"):
        raise UsageError(f"{shard.shown}: texts are not read from .zst; unpack it or pack it with gzip")
    try:
        if shard.kind == "parquet":
            yield from _parquet(shard)
        elif shard.kind == "csv":
            yield from _csv(shard)
        else:
            yield from _json(shard)
    except (OSError, EOFError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{shard.shown}: cannot be read ({mask(printable(reason))})") from None


def _json(shard: files.Shard) -> Iterator[tuple[int, Mapping[str, Any] | None]]:
    start = files.head(shard) or b""
    if files.json_layout(start) == "newline_delimited":
        yield from ((number, _object(line)) for number, line in files.lines_of(shard))
        return
    with files.opened(shard) as handle:
        data = handle.read(_LONGEST_JSON + 1)
    if len(data) > _LONGEST_JSON:
        raise UsageError(f"{shard.shown}: one JSON document of over {_LONGEST_JSON:,} bytes; write a record per line")
    try:
        document = json.loads(data.lstrip(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):  # lines after all: the first is damaged, or longer than the head
        yield from ((number, _object(line)) for number, line in files.lines_of(shard))
        return
    for number, row in enumerate(document if isinstance(document, list) else [document], 1):
        yield number, row if isinstance(row, Mapping) else None


def _object(line: bytes) -> Mapping[str, Any] | None:
    try:
        found = json.loads(line.lstrip(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, Mapping) else None


def _csv(shard: files.Shard) -> Iterator[tuple[int, Mapping[str, Any] | None]]:
    names, delimiter = files.csv_header(files.head(shard) or b"", shard.shown)
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))  # a whole conversation is one field
    with files.opened(shard) as raw, io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(text, delimiter=delimiter)
        next(reader, None)
        try:
            for number, values in enumerate(reader, 2):
                if values:
                    yield number, dict(zip(names, values, strict=True)) if len(values) == len(names) else None
        except csv.Error as error:
            raise UsageError(f"{shard.shown}: {error}") from None


def _parquet(shard: files.Shard) -> Iterator[tuple[int, Mapping[str, Any] | None]]:
    import duckdb

    with duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false"}) as connection:
        name = shard.url
        if shard.remote:
            system, name = files.filesystem(shard.url)
            connection.register_filesystem(system)
            name = shard.url
        try:
            result = connection.execute("SELECT * FROM read_parquet($1)", [glob.escape(name)])
        except duckdb.Error as error:
            raise UsageError(f"{shard.shown}: {mask(printable(str(error).splitlines()[0]))}") from None
        names = [column[0] for column in result.description or ()]
        number = 0
        while batch := result.fetchmany(_BATCH):
            for values in batch:
                number += 1
                yield number, dict(zip(names, values, strict=True))
