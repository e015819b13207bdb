"""What differs between engines: how text becomes a number, how JSON is entered, what a time is. Nothing else does.

Every cast is guarded, because engines disagree on a bad one: SQLite makes 0 of it without a word, PostgreSQL fails.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["text", "int", "real", "stamp", "zoned", "flag"]  # stamp has no time zone and is taken as UTC

DIGITS = 15  # of a token count; far above any, and whole in a double

_DATED = "^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}"


@dataclass(frozen=True, slots=True)
class Column:
    """An expression over the source and what it yields."""

    sql: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Dialect:
    """One engine's way of saying it. `sqlglot` is its name there; expressions come in and go out as SQL text."""

    name: str
    sqlglot: str
    quote: str
    text: Callable[[str], str]
    whole: Callable[[str, int], str]  # text, digits -> BIGINT, NULL unless a whole number of at most that many digits
    real: Callable[[str], str]  # text -> double, NULL unless a number
    big: str  # the 64-bit type to cast to
    string: str  # the text type to cast to
    json: Callable[[str, Sequence[str], str], str]  # column, steps, declared type -> text or NULL
    valid: Callable[[str], str]  # text column -> condition that it can be entered as JSON
    divide: Callable[[str, int], str]  # whole division
    epoch: Callable[[str, Kind], str]  # stamp, zoned or dated text -> whole epoch seconds, NULL when unreadable

    # Planners that paste a subquery's expressions into what refers to them would evaluate the JSON many times over
    # (SQLite took 20 s for 300 rows): `held` follows AS of a common table expression, `fence` ends its query.
    held: str = ""
    fence: str = ""

    def name_of(self, identifier: str) -> str:
        """A quoted identifier; the quote inside is doubled."""
        return f"{self.quote}{identifier.replace(self.quote, self.quote * 2)}{self.quote}"

    def literal(self, value: str) -> str:
        """A string literal. Backslashes are doubled where the engine reads them."""
        if self.name in {"mysql", "clickhouse", "spark", "bigquery", "databricks"}:
            value = value.replace("\\", "\\\\")
            if self.name in {"clickhouse", "spark", "bigquery", "databricks"}:
                return "'" + value.replace("'", "\\'") + "'"
        return "'" + value.replace("'", "''") + "'"

    def text_of(self, column: Column) -> str:
        """The value as text, the empty string as NULL."""
        return f"NULLIF({self.text(column.sql)}, '')"

    def number_of(self, column: Column) -> str:
        """The value as BIGINT or NULL."""
        if column.kind == "int":
            return column.sql
        return self.whole(self._as_text(column), DIGITS)

    def seconds_of(self, column: Column) -> str:
        """Epoch seconds of a number (seconds, milli-, micro- or nanoseconds by its size), a time or dated text."""
        if column.kind in {"stamp", "zoned"}:
            return self.epoch(column.sql, column.kind)
        if column.kind == "int":
            return self._scaled(column.sql)
        whole, number = self.whole(self._as_text(column), 19), self.real(self._as_text(column))
        small = f"CAST(FLOOR({number}) AS {self.big})"
        seconds = f"CASE WHEN ABS({number}) < 100000000000 THEN {small} ELSE {self._scaled(whole)} END"
        dated = self.epoch(column.sql, "text") if column.kind == "text" else "NULL"
        return f"CASE WHEN {number} IS NOT NULL THEN {seconds} ELSE {dated} END"

    def _as_text(self, column: Column) -> str:
        return column.sql if column.kind == "text" else self.text(column.sql)

    def _scaled(self, sql: str) -> str:
        steps = [(10**17, 10**9), (10**14, 10**6), (10**11, 10**3)]
        cases = " ".join(f"WHEN {sql} >= {least} THEN {self.divide(sql, by)}" for least, by in steps)
        return f"CASE {cases} ELSE {sql} END"

    def naive_of(self, column: Column) -> str:
        """1 when the time is one without a zone."""
        if column.kind == "stamp":
            return "1"
        if column.kind != "text":
            return "0"
        tail = f"SUBSTR({column.sql}, 11)"
        zoned = (
            f"{tail} LIKE '%Z' OR {tail} LIKE '%z' OR {tail} LIKE '%+%' OR {tail} LIKE '%-%' OR {tail} LIKE '%UTC'"
        )
        return f"CASE WHEN NOT ({column.sql} LIKE '____-__-__%') OR {zoned} THEN 0 ELSE 1 END"

    def billionths_of(self, column: Column, scale: int) -> str:
        """An amount in whole billionths, NULL when it is no number."""
        if column.kind == "int":
            return f"{column.sql} * {scale}"
        number = column.sql if column.kind == "real" else self.real(column.sql)
        return f"CAST(ROUND(({number}) * {scale}) AS {self.big})"


def dollar(steps: Sequence[str]) -> str:
    """A JSONPath of quoted keys, as a SQL string literal."""
    inner = "".join('."' + step.replace("\\", "\\\\").replace('"', '\\"') + '"' for step in steps)
    return "'$" + inner.replace("'", "''") + "'"


def _matches(operator: str, text: str, pattern: str, then: str) -> str:
    return f"CASE WHEN {text} {operator} '{pattern}' THEN {then} END"


def _whole_pattern(digits: int) -> str:
    return f"^-?[0-9]{{1,{digits}}}([.]0+)?$"


def _duck_whole(x: str, digits: int) -> str:
    number = f"TRY_CAST({x} AS DOUBLE)"
    # Through BIGINT where it fits, so that 19 digits stay exact; a fraction or a word is no whole number.
    return f"CASE WHEN {number} = FLOOR({number}) AND ABS({number}) < 1e{digits} THEN TRY_CAST({x} AS BIGINT) END"


def _duck_json(column: str, steps: Sequence[str], kind: str) -> str:
    if kind == "json":
        return f"JSON_EXTRACT_STRING({column}, {dollar(steps)})"
    return f"CASE WHEN JSON_VALID({column}) THEN JSON_EXTRACT_STRING({column}, {dollar(steps)}) END"


def _duck_epoch(x: str, kind: Kind) -> str:
    if kind == "text":  # TIMESTAMP would drop an offset without a word; the session's zone is UTC
        return f"CAST(FLOOR(EPOCH(TRY_CAST({x} AS TIMESTAMPTZ))) AS BIGINT)"
    return f"CAST(FLOOR(EPOCH({x})) AS BIGINT)"


DUCKDB = Dialect(
    "duckdb", "duckdb", '"',
    text=lambda x: f"CAST({x} AS VARCHAR)",
    whole=_duck_whole,
    real=lambda x: f"TRY_CAST({x} AS DOUBLE)",
    big="BIGINT",
    string="VARCHAR",
    json=_duck_json,
    valid=lambda c: f"JSON_VALID({c})",
    divide=lambda x, by: f"({x} // {by})",
    epoch=_duck_epoch,
)  # fmt: skip


def _lite_whole(x: str, most: int) -> str:
    # No regular expressions: digits only, after a sign and before a `.0` that SQLite itself writes.
    bare = f"CASE WHEN {x} LIKE '%.0' THEN SUBSTR({x}, 1, LENGTH({x}) - 2) ELSE {x} END"
    digits = f"LTRIM({bare}, '-')"
    fine = f"{digits} <> '' AND {digits} NOT GLOB '*[^0-9]*' AND LENGTH({bare}) - LENGTH({digits}) <= 1"
    return f"CASE WHEN {fine} AND LENGTH({digits}) <= {most} THEN CAST({bare} AS INTEGER) END"


def _lite_real(x: str) -> str:
    number = f"{x} GLOB '*[0-9]*' AND {x} NOT GLOB '*[^-+.eE0-9]*' AND {x} NOT GLOB '?*-??-*'"
    return f"CASE WHEN {number} THEN CAST({x} AS REAL) END"


SQLITE = Dialect(
    "sqlite", "sqlite", '"',
    text=lambda x: f"(CAST({x} AS TEXT) || '')",  # `||` also takes a NOCASE collation away
    whole=_lite_whole,
    real=_lite_real,
    big="INTEGER",
    string="TEXT",
    json=lambda c, steps, _: f"CASE WHEN JSON_VALID({c}) THEN CAST(JSON_EXTRACT({c}, {dollar(steps)}) AS TEXT) END",
    valid=lambda c: f"JSON_VALID({c})",
    divide=lambda x, by: f"({x} / {by})",
    epoch=lambda x, _: f"CAST(STRFTIME('%s', {x}) AS INTEGER)",
    held=" MATERIALIZED",
)  # fmt: skip


def _pg_entered(valid: Callable[[str], str]) -> Callable[[str, Sequence[str], str], str]:
    """How a JSON value is reached; a column of text first has to pass `valid`."""

    def entered(column: str, steps: Sequence[str], kind: str) -> str:
        keys = ",".join('"' + s.replace("\\", "\\\\").replace('"', '\\"') + '"' for s in steps)
        path = "'{" + keys.replace("'", "''") + "}'"
        if kind in {"json", "jsonb"}:
            return f"({column} #>> {path})"
        return f"CASE WHEN {valid(column)} THEN (CAST({column} AS JSON) #>> {path}) END"

    return entered


def _pg_epoch(x: str, kind: Kind) -> str:
    whole = "CAST(FLOOR(EXTRACT(EPOCH FROM {})) AS BIGINT)"
    if kind == "text":
        return _matches("~", x, _DATED, whole.format(f"CAST({x} AS TIMESTAMPTZ)"))
    return whole.format(x)


POSTGRES = Dialect(
    "postgres", "postgres", '"',
    text=lambda x: f"CAST({x} AS TEXT)",
    whole=lambda x, n: _matches("~", x, _whole_pattern(n), f"CAST(CAST({x} AS NUMERIC) AS BIGINT)"),
    real=lambda x: _matches("~", x, "^-?[0-9]+([.][0-9]+)?([eE][-+]?[0-9]+)?$", f"CAST({x} AS DOUBLE PRECISION)"),
    big="BIGINT",
    string="TEXT",
    json=_pg_entered(lambda c: f"{c} LIKE '{{%}}'"),
    # Before 16 nothing tells JSON from other text without failing on it: what begins and ends as an object is
    # taken for one, and the server's own error ends the roll-up when it is none.
    valid=lambda c: f"({c} LIKE '{{%}}' OR {c} LIKE '[%]' OR {c} = 'null')",
    divide=lambda x, by: f"({x} / {by})",
    epoch=_pg_epoch,
    fence=" OFFSET 0",
)  # fmt: skip


POSTGRES_16 = replace(POSTGRES, json=_pg_entered(lambda c: f"{c} IS JSON"), valid=lambda c: f"{c} IS JSON")


def _my_epoch(x: str, kind: Kind) -> str:
    if kind == "text":  # an offset would be dropped without a word, so only UTC or none is read
        x = _matches("REGEXP", x, f"{_DATED}[0-9:.]*Z?$", f"CAST(TRIM(TRAILING 'Z' FROM {x}) AS DATETIME)")
    return f"CAST(FLOOR(UNIX_TIMESTAMP({x})) AS SIGNED)"


MYSQL = Dialect(
    "mysql", "mysql", "`",
    text=lambda x: f"CAST({x} AS CHAR)",
    whole=lambda x, n: _matches("REGEXP", x, _whole_pattern(n), f"CAST(CAST({x} AS DECIMAL(30, 6)) AS SIGNED)"),
    real=lambda x: _matches("REGEXP", x, "^-?[0-9]+([.][0-9]+)?([eE][-+]?[0-9]+)?$", f"CAST({x} AS DOUBLE)"),
    big="SIGNED",
    string="CHAR",
    json=lambda c, steps, _: f"CASE WHEN JSON_VALID({c}) THEN JSON_VALUE({c}, {dollar(steps)}) END",
    valid=lambda c: f"JSON_VALID({c})",
    divide=lambda x, by: f"({x} DIV {by})",
    epoch=_my_epoch,
)  # fmt: skip


def _click_json(column: str, steps: Sequence[str], _: str) -> str:
    text = f"toString(ifNull({column}, ''))"
    keys = ", ".join("'" + step.replace("\\", "\\\\").replace("'", "\\'") + "'" for step in steps)
    path = dollar(steps).replace("\\", "\\\\")
    return f"CASE WHEN JSONType({text}, {keys}) <> 'Null' THEN JSON_VALUE({text}, {path}) END"


CLICKHOUSE = Dialect(
    "clickhouse", "clickhouse", '"',
    text=lambda x: f"toString({x})",
    whole=lambda x, n: (
        f"CASE WHEN match(ifNull({x}, ''), '{_whole_pattern(n)}') "
        f"THEN toInt64OrNull(splitByChar('.', ifNull({x}, ''))[1]) END"
    ),
    real=lambda x: f"toFloat64OrNull({x})",
    big="Nullable(Int64)",
    string="Nullable(String)",
    json=_click_json,
    valid=lambda c: f"isValidJSON({c})",
    divide=lambda x, by: f"intDiv({x}, {by})",
    epoch=lambda x, kind: (
        f"toInt64(toUnixTimestamp(parseDateTimeBestEffortOrNull({x}, 'UTC')))" if kind == "text"
        else f"toInt64(toUnixTimestamp({x}))"
    ),
)  # fmt: skip

SPARK = Dialect(
    "spark", "spark", "`",
    text=lambda x: f"CAST({x} AS STRING)",
    whole=lambda x, n: _matches("RLIKE", x, _whole_pattern(n), f"CAST(CAST({x} AS DECIMAL(30, 6)) AS BIGINT)"),
    real=lambda x: f"TRY_CAST({x} AS DOUBLE)",
    big="BIGINT",
    string="STRING",
    json=lambda c, steps, _: f"GET_JSON_OBJECT({c}, {_spark_path(steps)})",
    valid=lambda c: f"GET_JSON_OBJECT({c}, '$') IS NOT NULL",
    divide=lambda x, by: f"({x} DIV {by})",
    epoch=lambda x, kind: (
        f"UNIX_TIMESTAMP(TRY_CAST({x} AS TIMESTAMP))" if kind == "text" else f"UNIX_TIMESTAMP(CAST({x} AS TIMESTAMP))"
    ),
)  # fmt: skip


def _spark_path(steps: Sequence[str]) -> str:
    inner = "".join(f"[\\'{step}\\']" for step in steps)
    return f"'${inner}'"


DIALECTS = {d.name: d for d in (DUCKDB, SQLITE, POSTGRES, MYSQL, CLICKHOUSE, SPARK)}
