"""Databases by URL: sqlite, postgres, mysql, clickhouse, chdb, spark. Each opens read-only where it can.

sqlite:///path.db   path.db   postgres://user:password@host/db   mysql://...   clickhouse://...
chdb:///folder      spark://local/path/to/parquet                spark://host:7077/path
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from migrate.errors import UsageError
from migrate.redact import mask, printable
from migrate.traffic.dialects import CLICKHOUSE, MYSQL, POSTGRES, POSTGRES_16, SPARK, SQLITE, Dialect
from migrate.traffic.table_source import Field

_SCHEMES = {
    "sqlite": "sqlite", "postgres": "postgres", "postgresql": "postgres", "mysql": "mysql", "mariadb": "mysql",
    "clickhouse": "clickhouse", "clickhouses": "clickhouse", "chdb": "chdb", "spark": "spark",
}  # fmt: skip
_MAGIC = b"SQLite format 3\x00"


class Server(Protocol):
    """An open database. `shown` is its URL as messages have it, without user and password."""

    dialect: Dialect
    shown: str

    def fields(self, table: Sequence[str]) -> dict[str, Field]:
        """The columns of a table with their declared types; empty when there is no such table."""
        ...

    def tables(self) -> list[str]:
        """Names of tables, for messages."""
        ...

    def query(self, sql: str) -> list[Sequence[Any]]:
        """All rows of a statement."""
        ...


def is_database(location: str) -> bool:
    """True for the URL of a database, or a file that is one of SQLite."""
    if location.split("://", 1)[0].lower() in _SCHEMES and "://" in location:
        return True
    path = Path(location)
    try:
        with path.open("rb") as handle:
            return handle.read(len(_MAGIC)) == _MAGIC
    except (OSError, ValueError):
        return False


@contextmanager
def opened(location: str) -> Iterator[Server]:
    """The database of a URL. Every failure inside becomes one line that names it."""
    if "://" not in location:
        location = f"sqlite:///{location}"
    try:
        url = urlsplit(location)
        shown = _shown(url)
        port = url.port
    except ValueError as error:
        raise UsageError(f"{mask(printable(location))}: not a URL that can be read") from error
    kind = _SCHEMES[url.scheme.lower()]
    server: Any = None
    try:
        server = _OPENERS[kind](url, shown, port)
        yield server
    except UsageError:
        raise
    except ImportError as error:
        raise UsageError(f"{shown}: needs the extra: pip install 'llm-migrate[{_EXTRAS[kind]}]'") from error
    except Exception as error:  # drivers share no base class; what is no fault of theirs goes on
        if not _of_driver(error):
            raise
        raise UsageError(f"{shown}: {_plainly(error, url)}") from error
    finally:
        if server is not None:
            with suppress(Exception):
                server.close()


class _Dbapi:
    """What the DB-API drivers have in common."""

    dialect: Dialect

    def __init__(self, connection: Any, shown: str) -> None:
        self.connection = connection
        self.shown = shown

    def query(self, sql: str) -> list[Sequence[Any]]:
        cursor = self.connection.cursor()
        try:
            cursor.execute(sql)
            return list(cursor.fetchall())
        finally:
            cursor.close()

    def close(self) -> None:
        self.connection.close()

    def _schema(self, table: Sequence[str], here: str) -> dict[str, Field]:
        schema = self.dialect.literal(table[0]) if len(table) > 1 else here
        name = self.dialect.literal(table[-1])
        rows = self.query(
            "SELECT column_name, data_type FROM information_schema.columns "
            f"WHERE table_name = {name} AND table_schema = {schema} ORDER BY ordinal_position"
        )
        return {_str(row[0]): Field(_str(row[1])) for row in rows}


class _Sqlite(_Dbapi):
    dialect = SQLITE

    def fields(self, table: Sequence[str]) -> dict[str, Field]:
        rows = self.query(f"SELECT name, type FROM pragma_table_info({SQLITE.literal(table[-1])})")
        return {row[0]: Field(row[1] or "") for row in rows}

    def tables(self) -> list[str]:
        return [r[0] for r in self.query("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY 1")]


class _Postgres(_Dbapi):
    def __init__(self, connection: Any, shown: str) -> None:
        super().__init__(connection, shown)
        self.dialect = POSTGRES_16 if connection.info.server_version >= 160_000 else POSTGRES

    def fields(self, table: Sequence[str]) -> dict[str, Field]:
        return self._schema(table, "ANY (current_schemas(false))")

    def tables(self) -> list[str]:
        where = "table_schema = ANY (current_schemas(false))"
        rows = self.query(f"SELECT table_name FROM information_schema.tables WHERE {where} ORDER BY 1")
        return [row[0] for row in rows]


class _Mysql(_Dbapi):
    dialect = MYSQL

    def fields(self, table: Sequence[str]) -> dict[str, Field]:
        return self._schema(table, "DATABASE()")

    def tables(self) -> list[str]:
        return [_str(row[0]) for row in self.query("SHOW TABLES")]


class _Clickhouse:
    """A ClickHouse server, or the same engine embedded as chdb: `run` takes SQL and gives rows."""

    dialect = CLICKHOUSE

    def __init__(self, run: Any, close: Any, shown: str, from_: str | None = None) -> None:
        self._run, self.close, self.shown, self._from = run, close, shown, from_

    def fields(self, table: Sequence[str]) -> dict[str, Field]:
        name = ".".join(map(CLICKHOUSE.name_of, table))
        try:
            return {row[0]: Field(row[1]) for row in self._run(f"DESCRIBE TABLE {name}")}
        except Exception as error:
            if "UNKNOWN_TABLE" in str(error) or "UNKNOWN_DATABASE" in str(error):
                return {}
            raise

    def tables(self) -> list[str]:
        return [row[0] for row in self._run("SHOW TABLES")]

    def query(self, sql: str) -> list[Sequence[Any]]:
        return [list(row) for row in self._run(sql)]


class _Spark:
    dialect = SPARK

    def __init__(self, session: Any, shown: str, own: bool) -> None:
        self.session, self.shown, self._own = session, shown, own

    def fields(self, table: Sequence[str]) -> dict[str, Field]:
        if not self.session.catalog.tableExists(".".join(table)):
            return {}
        schema = self.session.table(".".join(map(SPARK.name_of, table))).schema
        return {f.name: _spark_field(f.dataType) for f in schema.fields}

    def tables(self) -> list[str]:
        return [table.name for table in self.session.catalog.listTables()]

    def query(self, sql: str) -> list[Sequence[Any]]:
        return [tuple(row) for row in self.session.sql(sql).collect()]

    def close(self) -> None:
        if self._own:
            self.session.stop()


# --- opening -------------------------------------------------------------------------------------


def _sqlite(url: SplitResult, shown: str, _: int | None) -> _Sqlite:
    path = unquote(f"{url.netloc}{url.path}")
    # Three slashes and a relative path, four and an absolute one; three and an absolute one is as usual.
    found = Path(path.removeprefix("/"))
    if not found.is_file():
        found = Path("/", path)
    if not found.is_file():
        raise UsageError(f"{shown}: no such file")
    # mode=ro neither makes nor changes the database, and still reads one that is being written.
    connection = sqlite3.connect(f"{found.resolve().as_uri()}?mode=ro", uri=True)
    connection.execute("PRAGMA query_only = ON")
    return _Sqlite(connection, shown)


def _postgres(url: SplitResult, shown: str, _: int | None) -> _Postgres:
    import psycopg

    connection = psycopg.connect(url.geturl(), options="-c default_transaction_read_only=on -c TimeZone=UTC")
    connection.read_only = True
    return _Postgres(connection, shown)


def _mysql(url: SplitResult, shown: str, port: int | None) -> _Mysql:
    import pymysql

    options = {key: values[-1] for key, values in parse_qs(url.query).items()}
    connection = pymysql.connect(
        host=url.hostname or "localhost",
        port=port or 3306,
        user=unquote(url.username or "") or None,
        password=unquote(url.password or ""),
        database=url.path.strip("/") or None,
        unix_socket=options.get("unix_socket"),
        charset="utf8mb4",
        connect_timeout=15,
    )
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION TRANSACTION READ ONLY")
        cursor.execute("SET time_zone = '+00:00'")
        # GROUP BY would call gpt-4o and GPT-4O the same, and forget blanks at the end.
        for collation in ("utf8mb4_nopad_bin", "utf8mb4_0900_bin", "utf8mb4_bin"):
            with suppress(pymysql.MySQLError):
                cursor.execute(f"SET NAMES utf8mb4 COLLATE {collation}")
                break
    return _Mysql(connection, shown)


def _clickhouse(url: SplitResult, shown: str, port: int | None) -> _Clickhouse:
    import clickhouse_connect

    client = clickhouse_connect.get_client(
        host=url.hostname or "localhost",
        port=port or 0,
        username=unquote(url.username or "") or None,
        password=unquote(url.password or ""),
        database=url.path.strip("/") or "__default__",
        secure=url.scheme == "clickhouses",
        settings={"readonly": 2},
    )
    return _Clickhouse(lambda sql: client.query(sql).result_rows, client.close, shown)


def _chdb(url: SplitResult, shown: str, _: int | None) -> _Clickhouse:
    from chdb import session

    held: Any = session.Session(unquote(url.path) or None)

    def run(sql: str) -> list[list[Any]]:
        import json

        text = str(held.query(sql, "JSONCompactEachRow"))
        return [json.loads(line) for line in text.splitlines() if line]

    return _Clickhouse(run, held.close, shown)


def _spark(url: SplitResult, shown: str, _: int | None) -> _Spark:
    from pyspark.sql import SparkSession

    active = SparkSession.getActiveSession()
    builder = SparkSession.builder.appName("llm-migrate").config("spark.sql.session.timeZone", "UTC")
    if url.netloc and active is None:
        builder = builder.master("local[*]" if url.netloc == "local" else f"spark://{url.netloc}")
        if url.netloc == "local":  # the 200 partitions of a cluster are 200 tasks of nothing here
            builder = builder.config("spark.sql.shuffle.partitions", "8")
    session = (
        builder.config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )
    if active is None:  # pasted together, the projections would enter the same JSON many times over
        rule = "org.apache.spark.sql.catalyst.optimizer.CollapseProject"
        session.conf.set("spark.sql.optimizer.excludedRules", rule)
    if url.path.strip("/"):
        reader = session.read.json if url.path.rstrip("/").endswith((".json", ".jsonl")) else session.read.parquet
        reader(unquote(url.path)).createOrReplaceTempView("logs")
    return _Spark(session, shown, own=active is None)


_OPENERS: dict[str, Any] = {
    "sqlite": _sqlite, "postgres": _postgres, "mysql": _mysql,
    "clickhouse": _clickhouse, "chdb": _chdb, "spark": _spark,
}  # fmt: skip
_EXTRAS = {"postgres": "postgres", "mysql": "mysql", "clickhouse": "clickhouse", "chdb": "engines", "spark": "spark"}
_DRIVERS = ("sqlite3", "psycopg", "pymysql", "clickhouse_connect", "chdb", "pyspark", "urllib3", "py4j")


def _of_driver(error: Exception) -> bool:
    return type(error).__module__.split(".")[0] in _DRIVERS or isinstance(error, OSError | RuntimeError)


def _shown(url: SplitResult) -> str:
    """The URL without user, password and options."""
    where = url.netloc.rpartition("@")[2]
    return mask(printable(f"{url.scheme}://{where}{url.path}"))


def _plainly(error: Exception, url: SplitResult) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    text = mask(printable(lines[0] if lines else type(error).__name__))
    for secret in (url.password, unquote(url.password or "")):
        if secret:
            text = text.replace(secret, "***")
    return text[:300]


def _spark_field(kind: Any) -> Field:
    if kind.typeName() == "struct":
        return Field("struct", {f.name: _spark_field(f.dataType) for f in kind.fields})
    return Field(kind.simpleString())


def _str(value: object) -> str:
    return value.decode() if isinstance(value, bytes | bytearray) else str(value)
