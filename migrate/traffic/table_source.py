"""CSV and Parquet files and database tables: columns are known beforehand, and may hold JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from migrate.traffic.dialects import Column, Dialect, Kind
from migrate.traffic.formats import Path

_INTEGERS = ("int", "serial", "hugeint")
_REALS = ("double", "float", "real", "decimal", "numeric", "money")


@dataclass(frozen=True, slots=True)
class Field:
    """A column's type as the engine declares it, and the fields below it when it is a STRUCT."""

    declared: str
    children: Mapping[str, Field] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableSource:
    """`from_` is what stands after FROM; `fields` its columns; `numbering` an expression that tells rows apart."""

    dialect: Dialect
    from_: str
    fields: Mapping[str, Field]
    numbering: str = "NULL"
    entered: set[str] = field(default_factory=set, compare=False)  # text columns that were entered as JSON

    def column(self, path: Path) -> Column | None:
        """A column of the dotted name, a field of a STRUCT, or a value inside JSON. None when there is none."""
        if path.lookup is not None:
            return self._attribute(path.lookup) if path.steps == ("@",) else None
        dotted = ".".join(path.steps)
        if dotted in self.fields:
            return self._plain(self.dialect.name_of(dotted), self.fields[dotted])
        first = self.fields.get(path.steps[0])
        if first is None:
            return None
        sql, node, rest = self.dialect.name_of(path.steps[0]), first, list(path.steps[1:])
        while rest and node.children:
            if rest[0] not in node.children:
                return None
            node = node.children[rest[0]]
            sql += f".{self.dialect.name_of(rest.pop(0))}"
        if not rest:
            return self._plain(sql, node)
        declared = node.declared.lower()
        if kind_of(declared, self.dialect.name) != "text":
            return None
        if "json" not in declared:
            self.entered.add(sql)
        return Column(self.dialect.json(sql, rest, "json" if "json" in declared else declared))

    def broken(self) -> str | None:
        """A condition that holds when a column that should hold JSON holds something else."""
        texts = [(sql, self.dialect.text(sql)) for sql in sorted(self.entered)]
        return " OR ".join(f"({text} <> '' AND NOT {self.dialect.valid(sql)})" for sql, text in texts) or None

    def relation(self) -> str:
        """What stands after FROM."""
        return self.from_

    def hollow(self) -> str | None:
        """A row that holds nothing of use is a row without a model."""
        return "1 = 0"

    def place(self) -> str:
        """The row's key or number."""
        return self.numbering

    def _plain(self, sql: str, node: Field) -> Column | None:
        if node.children:
            return None
        kind = kind_of(node.declared.lower(), self.dialect.name)
        if kind == "int":
            return Column(f"CAST({sql} AS {self.dialect.big})", "int")
        if kind == "text" and self.dialect.name in {"sqlite", "mysql", "clickhouse", "spark"}:
            return Column(self.dialect.text(sql), "text")
        if kind == "text" and node.declared.lower() not in {"varchar", "text"}:
            return Column(self.dialect.text(sql), "text")
        return Column(sql, kind)

    def _attribute(self, key: str) -> Column | None:
        for steps in ((key,), ("attributes", key), ("Attributes", key), (f"attributes.{key}",)):
            found = self.column(Path(steps))
            if found is not None:
                return found
        return None


def kind_of(declared: str, dialect: str) -> Kind:
    """What a declared type yields. SQLite's types bind nothing, so there everything is text that is looked at."""
    if dialect == "sqlite":
        return "text"
    name = declared.lower().removeprefix("nullable(").removeprefix("lowcardinality(").removeprefix("nullable(")
    if name.startswith(("timestamp with time zone", "timestamptz")):
        return "zoned"
    if name.startswith(("timestamp", "datetime", "date")):
        return "zoned" if dialect in {"clickhouse", "spark"} and name != "timestamp_ntz" else "stamp"
    if name.startswith(("interval", "point")):
        return "text"
    if name.startswith(("tinyint(1)", "bool")):
        return "text"
    if any(word in name for word in _INTEGERS):
        return "int"
    return "real" if name.startswith(_REALS) else "text"
