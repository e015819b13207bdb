"""One file rolled up by an embedded DuckDB that can reach nothing but that file."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from migrate.errors import UsageError
from migrate.redact import mask, printable
from migrate.traffic import files, formats
from migrate.traffic.dialects import DUCKDB
from migrate.traffic.json_source import JsonSource, narrowed
from migrate.traffic.model import Cuts, Damage, Rollup
from migrate.traffic.read import to_rollup
from migrate.traffic.source import Source, paths_of, prepare
from migrate.traffic.statement import REASONS, Shape, body, coded
from migrate.traffic.table_source import Field, TableSource

if TYPE_CHECKING:
    import duckdb

_REREAD = {REASONS[code] for code in ("line", "model", "prompt", "completion", "untimed")}
MEMORY = "300MB"  # of DuckDB's own; the process stays below 500 MB and larger groupings go to a temporary folder


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of every shard. Picklable, so that an executor can carry it."""

    cuts: Cuts
    dims: tuple[str, ...] = ()
    mapping: tuple[tuple[str, str], ...] = ()
    threads: int | None = None


@contextmanager
def connected(shard: files.Shard, threads: int | None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with nothing to download, nothing to load and no way to change that."""
    import duckdb

    with tempfile.TemporaryDirectory(prefix="migrate-traffic-") as scratch:
        settings: dict[str, Any] = {
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "memory_limit": MEMORY,
            "temp_directory": scratch,
        }
        if threads is not None:
            settings["threads"] = str(threads)
        with duckdb.connect(":memory:", config=settings) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            if shard.remote:
                connection.register_filesystem(files.filesystem(shard.url)[0])
            connection.execute("SET lock_configuration = true")
            yield connection


def roll(shard: files.Shard, question: Question, tick: Callable[[float], None] | None = None) -> Rollup:
    """The roll-up of one file. UsageError, naming the file, when it cannot be read."""
    with connected(shard, question.threads) as connection:
        try:
            return _roll(connection, shard, question, tick)
        except UsageError:
            raise
        except Exception as error:
            import duckdb

            if not isinstance(error, duckdb.Error | OSError | UnicodeError):
                raise
            raise UsageError(f"{shard.shown}: {_plainly(error)}") from error


def recognise(shard: files.Shard, mapping: Sequence[tuple[str, str]] = ()) -> formats.Recognised:
    """The format of a file and why. UsageError when it is none that is known."""
    with connected(shard, 1) as connection:
        return _Reader(connection, shard, dict(mapping)).found


class _Reader:
    """A file that has been looked into: its format, and a source over it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, shard: files.Shard, mapping: dict[str, str]) -> None:
        self.shard = shard
        self.literal = DUCKDB.literal(_unglobbed(shard.url))
        self.rejects = False
        self.sample: list[Any] = []
        found: formats.Recognised | None
        if shard.kind == "json":
            start = files.head(shard)
            if start is None:
                self.sample = _duck_sample(connection, self.literal)
                name = shard.url.lower()
                self.layout: Any = "auto" if name.endswith(".json.zst") else "newline_delimited"
            else:
                self.layout = files.json_layout(start)
                self.sample = files.json_sample(start, self.layout)
            found, seen = formats.recognise_rows(self.sample), files.keys_of(self.sample)
        else:
            self.fields = _parquet(connection, self.literal) if shard.kind == "parquet" else self._csv(connection)
            seen = [path for name, node in self.fields.items() for path in _leaves(name, node)]
            found = formats.recognise_columns([*seen, *self.fields])
        found = formats.apply_mapping(found, mapping)
        if found is None:
            raise formats.unknown(shard.shown, seen)
        self.found = found

    def _csv(self, connection: duckdb.DuckDBPyConnection) -> dict[str, Field]:
        start = files.head(self.shard)
        if start is None:
            whole = "columns={'line': 'VARCHAR'}, auto_detect=false, header=false, delim='\x01', quote='', escape=''"
            line = connection.execute(f"SELECT * FROM read_csv({self.literal}, {whole}) LIMIT 1").fetchone()
            start = str(line[0] if line else "").encode()
        names, self.delimiter = files.csv_header(start, self.shard.shown)
        self.rejects = True
        return {name: Field("VARCHAR") for name in names}

    def source(self, known: formats.Format, dims: Sequence[str], *, numbered: bool = False) -> Source:
        """The rows, with their numbers when examples are looked for."""
        if self.shard.kind == "json":
            paths = paths_of(known, dims)
            made = JsonSource(self.literal, self.layout, known, paths, self.sample)
            made.numbered = numbered
            return made
        if self.shard.kind == "parquet":
            from_ = f"read_parquet({self.literal}, file_row_number=true)"
            return TableSource(DUCKDB, from_, self.fields, numbering="file_row_number + 1")
        columns = ", ".join(f"{DUCKDB.literal(name)}: 'VARCHAR'" for name in self.fields)
        rejects = "store_rejects=true" if not numbered else "ignore_errors=true"
        from_ = (
            f"read_csv({self.literal}, columns={{{columns}}}, auto_detect=false, header=true, "
            f"delim={DUCKDB.literal(self.delimiter)}, quote='\"', escape='\"', {rejects})"
        )
        if not numbered:
            return TableSource(DUCKDB, from_, self.fields)
        return TableSource(DUCKDB, f"(SELECT *, row_number() OVER () AS place_ FROM {from_})", self.fields, "place_")


def _roll(
    connection: duckdb.DuckDBPyConnection,
    shard: files.Shard,
    question: Question,
    tick: Callable[[float], None] | None,
) -> Rollup:
    reader = _Reader(connection, shard, dict(question.mapping))
    found = reader.found
    own = formats.check_dims(found.format, question.dims)
    cuts = question.cuts
    if cuts.minutes is None and {"day", "month"} & set(question.dims):
        cuts = replace(cuts, minutes=1440)
    known = narrowed(found.format, reader.sample) if shard.kind == "json" else found.format
    place = f"{shard.shown}, record "
    while True:
        prepared = prepare(reader.source(known, own), known, own, shard.shown)
        shape = Shape(cuts, len(own), prepared.timed, known.aggregated, known.missing_is_zero)
        rows = _interruptible(connection, f"WITH {prepared.sql} {body(shape)}", tick)
        done = to_rollup(rows, found, question.dims, own, cuts, place)
        if known is found.format or not _REREAD & {damage.reason for damage in done.damaged}:
            break
        known = found.format  # some records are spelled otherwise than the first ones
    if reader.rejects:
        done = _with_rejects(connection, done, shard)
    if any(damage.example is None for damage in done.damaged):
        numbered = prepare(reader.source(known, own, numbered=True), known, own, shard.shown).sql
        look = f"WITH {numbered} SELECT place FROM ({coded(shape)}) AS u WHERE code = ? ORDER BY 1 LIMIT 1"
        done = replace(done, damaged=tuple(_example(connection, damage, look, reader) for damage in done.damaged))
    return replace(done, cuts=question.cuts) if cuts != question.cuts else done


def _interruptible(
    connection: duckdb.DuckDBPyConnection, sql: str, tick: Callable[[float], None] | None
) -> list[tuple[Any, ...]]:
    """Runs the query beside the main thread, so that progress is told and Ctrl-C stops it at once."""
    rows: list[tuple[Any, ...]] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            rows.extend(connection.execute(sql).fetchall())
        except BaseException as error:
            failed.append(error)

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    try:
        while worker.is_alive():
            worker.join(0.1)
            if tick is not None and worker.is_alive():
                tick(max(connection.query_progress(), 0.0) / 100)
    except KeyboardInterrupt:
        connection.interrupt()
        worker.join()
        raise
    if failed:
        raise failed[0]
    return rows


def _with_rejects(connection: duckdb.DuckDBPyConnection, done: Rollup, shard: files.Shard) -> Rollup:
    """CSV lines that DuckDB could not split into the header's columns, counted with the rest."""
    counted = connection.execute("SELECT COUNT(DISTINCT line), MIN(line) FROM reject_errors").fetchone()
    if not counted or not counted[0]:
        return done
    example = f"{shard.shown}:{counted[1]}"
    damage = Damage("the line does not have the columns of the header", int(counted[0]), example)
    damaged = sorted([*done.damaged, damage], key=lambda d: d.reason)
    return replace(done, damaged=tuple(damaged), rows=done.rows + int(counted[0]))


def _example(connection: duckdb.DuckDBPyConnection, damage: Damage, look: str, reader: _Reader) -> Damage:
    """The damage with the first record it was met in, as a line where lines are records."""
    if damage.example is not None:
        return damage
    code = next((code for code, reason in REASONS.items() if reason == damage.reason), None)
    if code is None:
        return damage
    shard = reader.shard
    row = connection.execute(look, [code]).fetchone()
    if row is None or row[0] is None:
        return damage
    place = int(row[0])
    if shard.kind == "json" and reader.layout == "newline_delimited" and not shard.url.endswith(".zst"):
        line = next(islice(files.lines_of(shard), place - 1, None), None)
        if line is not None:
            return replace(damage, example=f"{shard.shown}:{line[0]}")
    return replace(damage, example=f"{shard.shown}, record {place}")


# --- looking into files --------------------------------------------------------------------------


def _duck_sample(connection: duckdb.DuckDBPyConnection, literal: str) -> list[dict[str, Any]]:
    import json

    rows = connection.execute(
        f"SELECT json FROM read_json_objects({literal}, format='auto', ignore_errors=true) LIMIT {files.SAMPLE}"
    ).fetchall()
    parsed = (json.loads(row[0]) for row in rows if row[0] is not None)
    return [row for row in parsed if isinstance(row, dict)]


def _parquet(connection: duckdb.DuckDBPyConnection, literal: str) -> dict[str, Field]:
    relation = connection.sql(f"SELECT * FROM read_parquet({literal})")
    return {name: _field(kind) for name, kind in zip(relation.columns, relation.types, strict=True)}


def _field(kind: Any) -> Field:
    if kind.id == "struct":
        return Field("struct", {name: _field(child) for name, child in kind.children})
    return Field(str(kind))


def _leaves(name: str, node: Field) -> Iterator[str]:
    if not node.children:
        yield name
    for child, below in node.children.items():
        yield from _leaves(f"{name}.{child}", below)


def _unglobbed(url: str) -> str:
    """The path with what DuckDB would take for a pattern as a class of that one character."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in url)


def _plainly(error: BaseException) -> str:
    lines = str(error).splitlines()
    text = mask(printable(lines[0] if lines else type(error).__name__))
    if "maximum_object_size" in str(error):
        return "a record is larger than 16 MB"
    return text.removeprefix("Invalid Input Error: ")[:300]
