"""From a format's paths and one engine's columns to `src`, the query that the statement stands on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from migrate.errors import UsageError
from migrate.redact import printable
from migrate.traffic.dialects import Column, Dialect
from migrate.traffic.formats import NEEDED, NUMBERS, Format, Path, Test

_INNER = {
    "prompt": "prompt_in", "completion": "completion_in", "total": "total_in", "cached": "cached_in",
    "cache_write": "write_in", "reasoning": "reasoning", "requests": "requests_in",
}  # fmt: skip


class Source(Protocol):
    """Where rows come from: a file in DuckDB, or a table in the engine that holds it."""

    @property
    def dialect(self) -> Dialect:
        """How the engine says things."""
        ...

    def column(self, path: Path) -> Column | None:
        """The expression of a path, or None when the source cannot hold it."""
        ...

    def relation(self) -> str:
        """What stands after FROM; asked for after the last `column`."""
        ...

    def hollow(self) -> str | None:
        """A condition that holds for a record that could not be read at all; None: when every figure is missing."""
        ...

    def broken(self) -> str | None:
        """A condition that holds when JSON inside a column cannot be read; asked for after the last `column`."""
        ...

    def place(self) -> str:
        """An expression that tells records apart, for examples; `NULL` when there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Prepared:
    """The common table expressions that end in `src`, in the engine's SQL, and whether rows have a time."""

    sql: str
    timed: bool


def paths_of(known: Format, dims: Sequence[str]) -> tuple[Path, ...]:
    """Every path the query will touch."""
    tests = [t for _, when in (*known.exclude, *known.tier_when) for t in when]
    tests += [t for when in (*known.exclusive, *known.zero_completion) for t in when]
    columns = [p for paths in known.columns.values() for p in paths]
    return tuple(dict.fromkeys([*columns, *(p for name in dims for p in known.dims[name]), *(t.path for t in tests)]))


def prepare(source: Source, known: Format, dims: Sequence[str], place: str) -> Prepared:
    """`src` for this source. `place` names it in the UsageError that says a needed column is not there."""
    say = source.dialect
    null = f"CAST(NULL AS {say.big})"
    needed = [name for name in NEEDED if name not in known.missing_is_zero]
    missing = [name for name in needed if _merged(source, known.columns.get(name, ())) is None]
    if missing:
        paths = "; ".join(f"{name}: {' or '.join(map(str, known.columns.get(name, ()))) or '-'}" for name in missing)
        raise UsageError(f"{place}: no column for {printable(paths)}; say where it stands: --map {missing[0]}=PATH")
    raw: dict[str, str] = {}
    numbers: dict[str, str] = {}
    bad: list[str] = []
    for name in ("model", "tier"):
        raw[name] = _text(source, known.columns.get(name, ()))
    if known.tier_when:
        cases = " ".join(f"WHEN {_all(source, when)} THEN {say.literal(tier)}" for tier, when in known.tier_when)
        raw["tier"] = f"CASE {cases} ELSE {raw['tier']} END"
    for number, name in enumerate(dims):
        raw[f"d{number}"] = _text(source, known.dims[name])
    for name in NUMBERS:
        merged = _merged(source, known.columns.get(name, ()))
        if merged is None:
            numbers[_INNER[name]] = null
            continue
        raw[f"r_{name}"] = merged.sql
        numbers[_INNER[name]] = say.number_of(Column(f"r_{name}", merged.kind))
        if merged.kind != "int":
            bad.append(f"(r_{name} IS NOT NULL AND {_INNER[name]} IS NULL)")
    raw["aside"] = _aside(source, known)
    raw["zero"] = _any(source, known.zero_completion)
    raw["apart"] = _any(source, known.exclusive)
    hollow = source.hollow()
    if hollow is not None:
        raw["r_hollow"] = f"CASE WHEN {hollow} THEN 1 ELSE 0 END"
    raw["place"] = source.place()
    spend = _merged(source, known.columns.get("spend", ()))
    numbers["spend"] = null
    if spend is not None:
        raw["r_spend"] = spend.sql
        numbers["spend"] = say.billionths_of(Column("r_spend", spend.kind), known.spend_scale)
    time = _merged(source, known.columns.get("time", ()))
    numbers |= {"moment": null, "naive": "0"}
    stamped = "0"
    if time is not None:
        raw["r_time"] = time.sql
        column = Column("r_time", time.kind)
        numbers["moment"], numbers["naive"] = say.seconds_of(column), say.naive_of(column)
        stamped = "CASE WHEN r_time IS NULL THEN 0 ELSE 1 END"
    broken = source.broken()
    raw["torn"] = _flag(broken) if broken else "0"
    tested = {t.path for _, when in known.exclude for t in when if t.equals or t.other_than}
    raw["r_tested"] = _text(source, sorted(tested, key=str))
    empty = [name for name in ("model", "r_prompt", "r_completion", "r_time", "r_tested") if name in raw]
    numbers["hollow"] = "r_hollow" if hollow is not None else _flag(" AND ".join(f"{name} IS NULL" for name in empty))
    kept = [name for name in raw if not name.startswith("r_")]
    inner = ", ".join(f"{sql} AS {name}" for name, sql in raw.items())
    outer = ", ".join([*(f"r.{n}" for n in raw), *(f"{sql} AS {name}" for name, sql in numbers.items())])
    whole = ", ".join(
        [
            *kept,
            *numbers,
            f"{stamped} AS stamped",
            f"CASE WHEN {' OR '.join(bad) or '1 = 0'} THEN 1 ELSE 0 END AS bad",
        ]
    )
    steps = {
        "raw": f"SELECT {inner} FROM {source.relation()}{say.fence}",
        "num": f"SELECT {outer} FROM raw AS r{say.fence}",
        "src": f"SELECT {whole} FROM num AS n",
    }
    sql = ", ".join(f"{name} AS{say.held} ({step})" for name, step in steps.items())
    return Prepared(sql, time is not None)


def _flag(condition: str) -> str:
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END"


def _merged(source: Source, paths: Sequence[Path]) -> Column | None:
    """The first of the paths that has a value, as one column."""
    found: list[Column] = []
    for path in paths:
        if path.constant is not None:
            found.append(Column(source.dialect.literal(path.constant)))
        elif (column := source.column(path)) is not None:
            found.append(column)
    if not found:
        return None
    if len(found) == 1 and found[0].kind != "text":
        return found[0]
    kinds = {column.kind for column in found}
    if len(kinds) == 1 and kinds & {"int", "real", "stamp", "zoned"}:
        return Column(f"COALESCE({', '.join(c.sql for c in found)})", found[0].kind)
    texts = [source.dialect.text_of(column) for column in found]
    return Column(texts[0] if len(texts) == 1 else f"COALESCE({', '.join(texts)})")


def _text(source: Source, paths: Sequence[Path]) -> str:
    merged = _merged(source, paths)
    if merged is None:
        return f"CAST(NULL AS {source.dialect.string})"
    return merged.sql if merged.kind == "text" else source.dialect.text_of(merged)


def _aside(source: Source, known: Format) -> str:
    cases = [(number, _all(source, when)) for number, (_, when) in enumerate(known.exclude)]
    if not cases:
        return f"CAST(NULL AS {source.dialect.string})"
    return "CASE " + " ".join(f"WHEN {test} THEN 'x{number}'" for number, test in cases) + " END"


def _any(source: Source, groups: Sequence[Sequence[Test]]) -> str:
    tests = [_all(source, when) for when in groups]
    return _flag(" OR ".join(f"({test})" for test in tests)) if tests else "0"


def _all(source: Source, when: Sequence[Test]) -> str:
    return " AND ".join(_test(source, test) for test in when)


def _test(source: Source, test: Test) -> str:
    column = source.column(test.path)
    if column is None:
        return "1 = 1" if test.absent else "1 = 0"
    value = source.dialect.text_of(column)
    if test.absent or test.present:
        return f"{value} IS {'NOT ' if test.present else ''}NULL"
    listed = ", ".join(source.dialect.literal(text) for text in test.equals or test.other_than)
    return f"{value} {'IN' if test.equals else 'NOT IN'} ({listed})"
