"""One file rolled up by an embedded DuckDB that can reach nothing but that file."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from migrate.errors import UsageError
from migrate.redact import mask, printable
from migrate.traffic import files, formats
from migrate.traffic.dialects import DUCKDB
from migrate.traffic.json_source import FILE, Facts, JsonSource, facts_of, narrowed
from migrate.traffic.model import Cuts, Damage, Rollup
from migrate.traffic.read import to_rollup
from migrate.traffic.source import Source, paths_of, prepare
from migrate.traffic.statement import REASONS, Shape, body, coded
from migrate.traffic.table_source import Field, TableSource

if TYPE_CHECKING:
    import duckdb

_REREAD = {REASONS[code] for code in ("line", "model", "prompt", "completion", "untimed")}
BATCH, FILES = 1_000_000_000, 500  # bytes and files read by one query
MEMORY = "300MB"  # of DuckDB's own; the process stays below 500 MB and larger groupings go to a temporary folder


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of every shard. Picklable, so that an executor can carry it."""

    cuts: Cuts
    dims: tuple[str, ...] = ()
    mapping: tuple[tuple[str, str], ...] = ()
    threads: int | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Files that are read together: what they are, and `narrow`, the spellings that their first records have."""

    shards: tuple[files.Shard, ...]
    found: formats.Recognised
    narrow: formats.Format
    layout: Any
    facts: Facts
    fields: Mapping[str, Field]
    delimiter: str

    def takes(self, other: Batch) -> bool:
        """True when the other's file can be read by the same query, and the batch is not too long for Ctrl-C."""
        mine, theirs = self.shards[0], other.shards[0]
        if (mine.kind, mine.remote) != (theirs.kind, theirs.remote) or mine.remote:
            return False
        if sum(shard.size or 0 for shard in self.shards) + (theirs.size or 0) > BATCH or len(self.shards) >= FILES:
            return False
        names = ("narrow", "layout", "facts", "fields", "delimiter")
        return all(getattr(self, n) == getattr(other, n) for n in names) and (
            self.found.format == other.found.format and list(self.fields) == list(other.fields)
        )


@contextmanager
def _connected(
    shards: Sequence[files.Shard], threads: int | None, *, ordered: bool = True
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with nothing to download, nothing to load and no way to change that.

    Sums need no order: without it (`ordered`) DuckDB spends a quarter less on JSON. Numbers of records need it.
    """
    import duckdb

    with tempfile.TemporaryDirectory(prefix="migrate-traffic-") as scratch:
        settings: dict[str, Any] = {
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "memory_limit": MEMORY,
            "temp_directory": scratch,
            "preserve_insertion_order": str(ordered).lower(),
        }
        if threads is not None:
            settings["threads"] = str(threads)
        with duckdb.connect(":memory:", config=settings) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute("SET enable_progress_bar = true")  # counted, for `query_progress`, ...
            connection.execute("SET enable_progress_bar_print = false")  # ... never printed by DuckDB itself
            if shards[0].remote:
                connection.register_filesystem(files.filesystem(shards[0].url)[0])
            connection.execute("SET lock_configuration = true")
            yield connection


@contextmanager
def _plain_errors(shards: Sequence[files.Shard]) -> Iterator[None]:
    """DuckDB's and the system's errors as one line that names the file."""
    try:
        yield
    except UsageError:
        raise
    except Exception as error:
        import duckdb

        if not isinstance(error, duckdb.Error | OSError | UnicodeError):
            raise
        named = next((s for s in shards if s.url in str(error)), shards[0])
        raise UsageError(f"{named.shown}: {_plainly(error)}") from error


def batches(shards: Sequence[files.Shard], question: Question) -> Iterator[Batch]:
    """Files of one kind together, up to a size, so that DuckDB adds up what Python would have to."""
    held: Batch | None = None
    for shard in shards:
        looked = look(shard, question)
        if held is not None and held.takes(looked):
            held = replace(held, shards=(*held.shards, shard))
            continue
        if held is not None:
            yield held
        held = looked
    if held is not None:
        yield held


def look(shard: files.Shard, question: Question) -> Batch:
    """What one file is. UsageError when it is no log that is known."""
    with _plain_errors([shard]):
        literal = _literal([shard])
        layout, facts, delimiter = "newline_delimited", Facts(), ""
        sample: Sequence[Mapping[str, Any]] = ()
        fields: dict[str, Field] = {}
        if shard.kind == "json":
            start = files.head(shard)
            if start is None:
                with _connected([shard], 1) as connection:
                    sample = _duck_sample(connection, literal)
                layout = "auto" if shard.url.lower().endswith(".json.zst") else layout
            else:
                layout = files.json_layout(start)
                sample = files.json_sample(start, layout)
            if not sample:
                raise UsageError(f"{shard.shown}: nothing at its beginning can be read as a JSON object")
            found, seen = formats.recognise_rows(sample), files.keys_of(sample)
        else:
            with _connected([shard], 1) as connection:
                if shard.kind == "parquet":
                    fields = _parquet(connection, literal)
                else:
                    fields, delimiter = _csv(connection, shard, literal)
            seen = [path for name, node in fields.items() for path in _leaves(name, node)]
            found = formats.recognise_columns([*seen, *fields])
        found = formats.apply_mapping(found, dict(question.mapping))
        if found is None:
            raise formats.unknown(shard.shown, seen)
        if found.format.refuse:
            raise UsageError(f"{shard.shown}: {found.format.title}: {found.format.refuse}")
        narrow = found.format
        if shard.kind == "json":
            facts, narrow = facts_of(found.format, sample), narrowed(found.format, sample)
        return Batch((shard,), found, narrow, layout, facts, fields, delimiter)


def roll(batch: Batch, question: Question, tick: Callable[[float], None] | None = None) -> Rollup:
    """The roll-up of the files of a batch. UsageError, naming the file, when one cannot be read."""
    with _connected(batch.shards, question.threads, ordered=False) as connection, _plain_errors(batch.shards):
        return _roll(connection, batch, question, tick)


def recognise(shard: files.Shard, mapping: Sequence[tuple[str, str]] = ()) -> formats.Recognised:
    """The format of a file and why. UsageError when it is none that is known."""
    return look(shard, Question(Cuts(), mapping=tuple(mapping))).found


def _source(batch: Batch, known: formats.Format, dims: Sequence[str], numbered: bool = False) -> Source:
    """The rows, with their numbers when examples are looked for, and else with their files."""
    literal, kind = _literal(batch.shards), batch.shards[0].kind
    if kind == "json":
        made = JsonSource(literal, batch.layout, known, paths_of(known, dims), batch.facts)
        made.numbered = numbered
        return made
    if kind == "parquet":
        from_ = f"read_parquet({literal}, file_row_number=true, filename='{FILE}')"
        return TableSource(DUCKDB, from_, batch.fields, numbering="file_row_number + 1" if numbered else FILE)
    columns = ", ".join(f"{DUCKDB.literal(name)}: 'VARCHAR'" for name in batch.fields)
    rejects = "ignore_errors=true" if numbered else "store_rejects=true"
    from_ = (
        f"read_csv({literal}, columns={{{columns}}}, auto_detect=false, header=true, filename='{FILE}', "
        f"delim={DUCKDB.literal(batch.delimiter)}, quote='\"', escape='\"', {rejects})"
    )
    if not numbered:
        return TableSource(DUCKDB, from_, batch.fields, FILE)
    return TableSource(DUCKDB, f"(SELECT *, row_number() OVER () AS place_ FROM {from_})", batch.fields, "place_")


def _roll(
    connection: duckdb.DuckDBPyConnection, batch: Batch, question: Question, tick: Callable[[float], None] | None
) -> Rollup:
    found, cuts = batch.found, question.cuts
    own = formats.check_dims(found.format, question.dims)
    if cuts.minutes is None and {"day", "month"} & set(question.dims):
        cuts = replace(cuts, minutes=1440)
    shown = batch.shards[0].shown
    known = batch.narrow
    while True:
        prepared = prepare(_source(batch, known, own), known, own, shown)
        shape = Shape(cuts, len(own), prepared.timed, known.aggregated, known.missing_is_zero)
        rows = _interruptible(connection, f"WITH {prepared.sql} {body(shape)}", tick)
        done = to_rollup(rows, found, question.dims, own, cuts, "")
        if known is found.format or not _REREAD & {damage.reason for damage in done.damaged}:
            break
        known = found.format  # some records are spelled otherwise than the first ones
    by_url = {printable(shard.url): shard for shard in batch.shards}

    def placed(damage: Damage) -> Damage:
        """The first record of that damage, in the file that the statement named."""
        shard = by_url.get(damage.example or "", batch.shards[0])
        code = next((code for code, reason in REASONS.items() if reason == damage.reason), None)
        if code is None:  # excluded on purpose: the file is enough
            return replace(damage, example=shard.shown)
        one = replace(batch, shards=(shard,))
        numbered = prepare(_source(one, known, own, numbered=True), known, own, shown).sql
        sql = f"WITH {numbered} SELECT place FROM ({coded(shape)}) AS u WHERE code = '{code}' LIMIT 1"
        with _connected([shard], 1) as counting:
            row = counting.execute(sql).fetchone()
        return replace(damage, example=_example(shard, batch.layout, row and row[0]))

    done = replace(
        done, damaged=tuple(map(placed, done.damaged)), excluded=tuple(map(placed, done.excluded)), cuts=question.cuts
    )
    return _with_rejects(connection, done, by_url) if batch.delimiter else done


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


def _with_rejects(connection: duckdb.DuckDBPyConnection, done: Rollup, by_url: Mapping[str, files.Shard]) -> Rollup:
    """CSV lines that DuckDB could not split into the header's columns, counted with the rest."""
    counted = connection.execute(
        "SELECT COUNT(DISTINCT (file_path, line)), MIN((file_path, line)) "
        "FROM reject_errors JOIN reject_scans USING (scan_id, file_id)"
    ).fetchone()
    if not counted or not counted[0]:
        return done
    url, line = counted[1]
    shard = by_url.get(printable(str(url)))
    example = f"{shard.shown if shard else mask(printable(str(url)))}:{line}"
    damage = Damage("the line does not have the columns of the header", int(counted[0]), example)
    damaged = sorted([*done.damaged, damage], key=lambda d: d.reason)
    return replace(done, damaged=tuple(damaged), rows=done.rows + int(counted[0]))


def _example(shard: files.Shard, layout: str, place: object) -> str:
    """The record as a line where lines are records."""
    if place is None:
        return shard.shown
    number = int(str(place))
    if shard.kind == "json" and layout == "newline_delimited" and not shard.url.endswith(".zst"):
        line = next(islice(files.lines_of(shard), number - 1, None), None)
        if line is not None:
            return f"{shard.shown}:{line[0]}"
    return f"{shard.shown}, record {number}"


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


def _csv(connection: duckdb.DuckDBPyConnection, shard: files.Shard, literal: str) -> tuple[dict[str, Field], str]:
    start = files.head(shard)
    if start is None:
        whole = "columns={'line': 'VARCHAR'}, auto_detect=false, header=false, delim='\x01', quote='', escape=''"
        line = connection.execute(f"SELECT * FROM read_csv({literal}, {whole}) LIMIT 1").fetchone()
        start = str(line[0] if line else "").encode()
    names, delimiter = files.csv_header(start, shard.shown)
    return {name: Field("VARCHAR") for name in names}, delimiter


def _literal(shards: Sequence[files.Shard]) -> str:
    return f"[{', '.join(DUCKDB.literal(_unglobbed(shard.url)) for shard in shards)}]"


def _unglobbed(url: str) -> str:
    """The path with what DuckDB would take for a pattern as a class of that one character."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in url)


def _plainly(error: BaseException) -> str:
    lines = str(error).splitlines()
    text = mask(printable(lines[0] if lines else type(error).__name__))
    if "maximum_object_size" in str(error):
        return "a record is larger than 16 MB"
    return text.removeprefix("Invalid Input Error: ")[:300]
