"""The roll-up in the engine that holds the log: one statement there, a few thousand groups come back.

What follows `src` is transpiled by sqlglot from the DuckDB text that files use; `src` itself is written in the
engine's own words by `dialects.py`. Sessions are read-only where the engine has that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from migrate.errors import UsageError
from migrate.redact import mask, printable
from migrate.traffic import formats
from migrate.traffic.dialects import Dialect
from migrate.traffic.model import Rollup, merge
from migrate.traffic.read import to_rollup
from migrate.traffic.servers import Server, is_database, opened
from migrate.traffic.source import prepare
from migrate.traffic.statement import Shape, body
from migrate.traffic.table_source import Field, TableSource

if TYPE_CHECKING:
    from migrate.traffic.duck import Question

__all__ = ["UNTESTED", "is_database", "push", "statement", "transpiled"]

UNTESTED = ("bigquery", "snowflake", "databricks", "trino")  # written by sqlglot, never run by us
_KEYS = ("id", "request_id", "response_id", "span_id")  # what tells rows apart in examples


def push(location: str, question: Question, table: str | None) -> Rollup:
    """The roll-up of one table of a database. UsageError, one line, without the password."""
    with opened(location) as server:
        name, fields = _table(server, table)
        found = formats.apply_mapping(formats.recognise_columns(_names(fields)), dict(question.mapping))
        if found is None:
            raise formats.unknown(f"{server.shown}, table {printable('.'.join(name))}", list(fields))
        if found.format.refuse:
            raise UsageError(f"{server.shown}: {found.format.title}: {found.format.refuse}")
        own = formats.check_dims(found.format, question.dims)
        cuts = question.cuts
        if cuts.minutes is None and {"day", "month"} & set(question.dims):
            cuts = replace(cuts, minutes=1440)
        place = f"{server.shown}, table {'.'.join(name)}"
        sql = statement(server.dialect, name, fields, found.format, own, replace(question, cuts=cuts), place)
        rows = server.query(sql)
        done = to_rollup(rows, found, question.dims, own, cuts, f"{place}, row ")
        notes = (*done.notes, f"rolled up inside {server.dialect.name}")
        return merge([replace(done, cuts=question.cuts, notes=notes)])


def statement(
    say: Dialect,
    table: Sequence[str],
    fields: Mapping[str, Field],
    known: formats.Format,
    dims: Sequence[str],
    question: Question,
    place: str,
) -> str:
    """The whole statement in the engine's dialect."""
    key = next((name for name in _KEYS if name in fields), None)
    numbering = f"CAST(NULL AS {say.string})" if key is None else say.text(say.name_of(key))
    source = TableSource(say, ".".join(map(say.name_of, table)), fields, numbering=numbering)
    prepared = prepare(source, known, dims, place)
    shape = Shape(question.cuts, len(dims), prepared.timed, known.aggregated, known.missing_is_zero)
    return f"WITH {prepared.sql} {transpiled(body(shape), say.sqlglot)}"


def transpiled(sql: str, dialect: str) -> str:
    """DuckDB's SQL in another dialect."""
    if dialect == "duckdb":
        return sql
    import sqlglot

    return sqlglot.transpile(sql, read="duckdb", write=dialect, unsupported_level=sqlglot.ErrorLevel.RAISE)[0]


def _table(server: Server, table: str | None) -> tuple[tuple[str, ...], dict[str, Field]]:
    """The table asked for, or the first one a format is known to use, with its columns."""
    if table is not None:
        name = tuple(part for part in table.split(".") if part)
        fields = server.fields(name)
        if not fields:
            raise UsageError(f"{server.shown}: no table {printable(table)}")
        return name, fields
    usual = [name for known in formats.formats() for name in known.tables]
    found = [((name,), fields) for name in usual if (fields := server.fields((name,)))]
    if len(found) == 1:
        return found[0]
    there = ", ".join(mask(printable(name)) for name in server.tables()[:12]) or "none"
    raise UsageError(f"{server.shown}: say which table: --table NAME (there are: {there})")


def _names(fields: Mapping[str, Field]) -> list[str]:
    names = list(fields)
    for name, node in fields.items():
        names += [f"{name}.{child}" for child in node.children]
    return names
