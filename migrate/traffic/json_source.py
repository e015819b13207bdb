"""JSON records in DuckDB: the paths asked for become the explicit types of `read_json`, so nothing is inferred.

Leaves are read as text and turned into numbers later: DuckDB itself reads 2.5 as the BIGINT 2 and a word as NULL.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from migrate.traffic.dialects import DUCKDB, Column, Dialect, dollar
from migrate.traffic.formats import NUMBERS, Format, Path, has

Attributes = Literal["list", "object", "flat"]
Layout = Literal["newline_delimited", "array", "unstructured", "auto"]

_VALUES = ("stringValue", "intValue", "doubleValue", "boolValue")  # of an OTLP attribute
_OTLP = ("resourceSpans", "scopeSpans", "spans")
_LISTED = f'STRUCT("key" VARCHAR, "value" STRUCT({", ".join(f"{v} VARCHAR" for v in _VALUES)}))[]'
FILE = "source_file_"  # the column that DuckDB puts a row's file into
_DEEPEST = 6  # levels looked into for objects that are text


@dataclass(frozen=True, slots=True)
class Facts:
    """How records are laid out: arrays to unnest, the shape of attributes, and which objects come as text."""

    unnest: tuple[str, ...] = ()
    attributes: Attributes = "object"
    texts: frozenset[tuple[str, ...]] = frozenset()


@dataclass(slots=True)
class _Node:
    children: dict[str, _Node] = field(default_factory=dict)
    leaf: bool = False
    listed: bool = False
    text: bool = False  # an object, or the text of one, or now this and now that
    repeated: _Node | None = None

    def declared(self) -> str:
        if self.repeated is not None:
            return f"{self.repeated.declared()}[]"
        if self.listed:
            return _LISTED
        if self.text or not self.children:
            return "VARCHAR"
        if self.leaf:
            return "JSON"  # asked for as a whole and in part
        inner = ", ".join(f"{DUCKDB.name_of(name)} {child.declared()}" for name, child in self.children.items())
        return f"STRUCT({inner})"


class JsonSource:
    """Records of JSON files of one kind. `reader` is the files as a SQL list; `numbered` counts the records."""

    def __init__(self, reader: str, layout: Layout, known: Format, paths: Sequence[Path], facts: Facts) -> None:
        self._reader = reader
        self._layout = layout
        self._unnest, self._attributes = facts.unnest, facts.attributes
        self._roots = [_Node() for _ in range(len(self._unnest) + 1)]
        self._entered: set[str] = set()
        for path in paths:
            for level, one in self._spelled(path):
                node = self._roots[level]
                for step in one.steps:
                    node = node.children.setdefault(step, _Node())
                if one.lookup:
                    node.listed = True
                else:
                    node.leaf = True
        if not known.otlp:
            self._as_text(known, facts.texts)

    @property
    def dialect(self) -> Dialect:
        """DuckDB's."""
        return DUCKDB

    def column(self, path: Path) -> Column | None:
        """The path, wherever the exporter put it; a record may always have it."""
        found = [self._expression(level, one) for level, one in self._spelled(path)]
        if not found:
            return None
        return Column(found[0] if len(found) == 1 else f"COALESCE({', '.join(found)})")

    def relation(self) -> str:
        """The records, one row each, `e1`, `e2`, ... being what is unnested."""
        for level, name in enumerate(self._unnest):
            self._roots[level].children[name] = _Node(repeated=self._roots[level + 1])
        top = self._roots[0].children
        columns = ", ".join(f"{DUCKDB.literal(name)}: {DUCKDB.literal(n.declared())}" for name, n in top.items())
        ignore = ", ignore_errors=true" if self._layout == "newline_delimited" else ""
        sql = (
            f"(SELECT *, {{place}} AS place_ FROM read_json({self._reader}, format='{self._layout}', "
            f"columns={{{{{columns}}}}}{ignore}, filename='{FILE}')) AS f"
        )
        sql = sql.format(place="row_number() OVER ()" if self.numbered else FILE)
        for level, name in enumerate(self._unnest):
            outer = (
                [DUCKDB.name_of(n) for n in top if n != name] if level == 0 else [f"e{n + 1}" for n in range(level)]
            )
            held = ", ".join(["place_", *outer])
            array = f"{self._prefix(level)}{DUCKDB.name_of(name)}"
            # A record that holds no array is kept as one row, so that it is counted and not lost.
            unnested = f"UNNEST(CASE WHEN {array} IS NULL THEN [NULL] ELSE {array} END)"
            sql = f"(SELECT {held}, {unnested} AS e{level + 1} FROM {sql}) AS u{level}"
        return sql

    numbered = False

    def hollow(self) -> str | None:
        """A page without what it should hold; of plain records, one that yields nothing."""
        return f"e{len(self._unnest)} IS NULL" if self._unnest else None

    def broken(self) -> str | None:
        """Text that begins as an object does and is none."""
        return " OR ".join(f"({x} LIKE '{{%' AND NOT JSON_VALID({x}))" for x in sorted(self._entered)) or None

    def place(self) -> str:
        """The file, or the number of the record when that is asked for."""
        return "place_"

    def _prefix(self, level: int) -> str:
        return f"e{level}." if level else ""

    def _spelled(self, path: Path) -> list[tuple[int, Path]]:
        """Where the path may stand in this layout: level of unnesting, and the path from there."""
        if path.constant is not None:
            return []
        if path.steps == ("@",):
            return self._attribute(path.lookup or "")
        if not self._unnest:
            return [(0, path)]
        deepest = len(self._unnest)
        if path.steps[0] == self._unnest[-1]:
            return [(deepest, Path(path.steps[1:], path.lookup))]
        return [(deepest if self._unnest == _OTLP else deepest - 1, path)]

    def _attribute(self, key: str) -> list[tuple[int, Path]]:
        deepest = len(self._unnest)
        if self._attributes == "flat":
            return [(0, Path((key,)))]
        span = Path(("attributes",), key) if self._attributes == "list" else Path(("attributes", key))
        if not key.startswith("service."):
            return [(deepest, span)]
        resource = Path(("resource", *span.steps), span.lookup)
        return [(1 if deepest else 0, resource), (deepest, span)]

    def _as_text(self, known: Format, texts: frozenset[tuple[str, ...]]) -> None:
        """Objects that may come as text are read as text: those the sample has so, and those where a figure would
        be missed without a word. Where the prompt tokens stand, a text is noticed, because they are missing.
        """
        figures = {p.steps[0] for n in NUMBERS for p in known.columns.get(n, ()) if p.steps}
        sound = {p.steps[0] for p in known.columns["prompt"] if p.steps}
        for name, node in self._roots[0].children.items():
            if name in figures - sound:
                node.text = True
            _mark_texts(node, (name,), texts)

    def _expression(self, level: int, path: Path) -> str:
        node = self._roots[level]
        text = self._prefix(level)
        for position, step in enumerate(path.steps):
            node = node.children[step]
            text += DUCKDB.name_of(step)
            rest = path.steps[position + 1 :]
            if node.text and rest:
                self._entered.add(text)
                return f"CASE WHEN JSON_VALID({text}) THEN JSON_EXTRACT_STRING({text}, {dollar(rest)}) END"
            if node.leaf and node.children:
                return f"JSON_EXTRACT_STRING({text}, {dollar(rest)})"
            text += "." if rest else ""
        if not path.lookup:
            return text
        values = ", ".join(f"x.value.{v}" for v in _VALUES)
        chosen = f"list_filter({text}, lambda a: a.key = {DUCKDB.literal(path.lookup)})"
        return f"list_transform({chosen}, lambda x: COALESCE({values}))[1]"


def _mark_texts(node: _Node, path: tuple[str, ...], texts: frozenset[tuple[str, ...]]) -> None:
    if node.children and path in texts:
        node.text = True
    if len({name.lower() for name in node.children}) < len(node.children):
        node.text = True  # DuckDB's fields do not tell App from app
    for name, child in node.children.items():
        _mark_texts(child, (*path, name), texts)


def narrowed(known: Format, sample: Sequence[Mapping[str, Any]]) -> Format:
    """The format with only those spellings of its figures whose `usage` object the sample has: a third of the work.

    A record of another spelling then lacks its prompt tokens and is counted as damaged, so that nothing goes
    unseen: the caller reads again with every spelling.
    """
    if known.unnest or known.otlp:
        return known
    present = {path for path in known.columns["prompt"] if any(has(row, path) for row in sample)}
    usages = {_usage(path) for path in present}

    def kept(path: Path) -> bool:
        return _usage(path) is None or _usage(path) in usages

    columns = {name: tuple(filter(kept, paths)) for name, paths in known.columns.items()}
    times = tuple(path for path in known.columns.get("time", ()) if any(has(row, path) for row in sample))
    if times:
        columns["time"] = times
    exclusive = tuple(when for when in known.exclusive if all(kept(test.path) for test in when))
    return replace(known, columns=columns, exclusive=exclusive)


def _usage(path: Path) -> tuple[str, ...] | None:
    """The way to the usage object that the path is in."""
    return path.steps[: path.steps.index("usage")] if "usage" in path.steps else None


def facts_of(known: Format, sample: Sequence[Mapping[str, Any]]) -> Facts:
    """How the records of a file are laid out, by the first ones."""
    if known.otlp:
        if any("resourceSpans" in row for row in sample):
            return Facts(_OTLP, "list")
        if any(isinstance(row.get("attributes"), list) for row in sample):
            return Facts((), "list")
        return Facts((), "object" if any("attributes" in row for row in sample) else "flat")
    if known.unnest and not any(has(row, Path((known.unnest[0],))) for row in sample):
        return Facts(known.unnest[1:])  # buckets, without the page around them
    return Facts(known.unnest, texts=frozenset(path for row in sample for path in _texts(row, ())))


def _texts(value: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Where text stands that begins as an object does."""
    for name, inner in value.items():
        if isinstance(inner, str) and inner.startswith("{"):
            yield (*path, name)
        elif isinstance(inner, dict) and len(path) < _DEEPEST:
            yield from _texts(inner, (*path, name))
