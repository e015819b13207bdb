"""The one statement: rows of a log -> groups that price exactly. Written once, in DuckDB's SQL.

Each engine supplies `src`, a query of one row per record with these columns, all of them already numbers where they
should be; what follows is the same for every engine and is transpiled by sqlglot:

    model, tier, d0, d1, ...    text or NULL
    aside                       'x0', 'x1', ... for a record that is no answered request, else NULL
    hollow                      1 when the record could not be read at all
    torn                        1 when a column that holds JSON cannot be read as such
    bad                         1 when a figure is there and is no whole number
    prompt_in, completion_in, total_in, cached_in, write_in, requests_in, reasoning, spend    BIGINT or NULL
    zero, apart                 1 when no completion is expected; 1 when the cache stands beside the prompt
    stamped, moment, naive     1 when a time is there; epoch seconds or NULL; 1 when it had no zone
    place                       which record it is, for the example of what is wrong, or NULL
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from migrate.traffic.model import Cuts

REASONS = {
    "line": "not a JSON object with any of the expected fields (broken line?)",
    "model": "no model",
    "prompt": "no prompt tokens",
    "completion": "no completion tokens",
    "json": "the JSON inside a column cannot be read",
    "number": "a token count is not a whole number",
    "negative": "a token count is negative",
    "huge": "a token count is implausibly large",
    "cached": "more cached tokens than prompt tokens",
    "reasoning": "more reasoning tokens than completion tokens",
    "untimed": "no time",
    "time": "the time cannot be read",
}
LARGEST = 1_000_000_000  # tokens of one request: a thousand times the longest context there is
LARGEST_SUM = 10**15  # tokens of one bucket of an aggregated export
EARLIEST, LATEST = 946_684_800, 4_102_444_800  # the years 2000 and 2100


@dataclass(frozen=True, slots=True)
class Shape:
    """What of the statement depends on the question rather than on the engine."""

    cuts: Cuts
    dims: int
    timed: bool  # the log has a time
    aggregated: bool = False
    zeros: tuple[str, ...] = ()  # figures that are 0 when missing


def body(shape: Shape) -> str:
    """The statement over a relation named `src`: keys k0, k1, ... then sums s0, s1, ...; `read.py` takes them."""
    width = (shape.cuts.minutes or 0) * 60
    cuts = Cuts((), (), shape.cuts.minutes) if shape.aggregated else shape.cuts
    slot = f"moment - moment % {width}" if shape.timed and width else "CAST(NULL AS BIGINT)"
    thinking = "CASE WHEN reasoning > 0 THEN 1 WHEN reasoning IS NOT NULL THEN 0 END"
    names = ["model", "tier", *(f"d{n}" for n in range(shape.dims)), slot, thinking]
    brackets = [_bracket("prompt", cuts.input), _bracket("completion", cuts.output)]
    grouped = ["code", *map(_when_fine, names), *brackets]
    summed = ("requests", "prompt", "cached", "written", "completion", "reasoning")
    sums = [
        "COUNT(*)",
        *(f"SUM({_when_fine(name)})" for name in summed),
        *(f"{f}({_when_fine(name)})" for name in ("prompt", "completion") for f in ("MIN", "MAX")),
        f"SUM({_when_fine('spend')})",
        f"MIN({_when_fine('moment')})",
        f"MAX({_when_fine('moment')})",
        f"SUM({_when_fine('naive')})",
        "MIN(CASE WHEN code IS NOT NULL THEN place END)",
    ]
    columns = [f"{sql} AS k{n}" for n, sql in enumerate(grouped)] + [f"{sql} AS s{n}" for n, sql in enumerate(sums)]
    by = ", ".join(str(n + 1) for n in range(len(grouped)))
    return f"SELECT {', '.join(columns)} FROM ({coded(shape)}) AS u GROUP BY {by}"


def coded(shape: Shape) -> str:
    """Every row of `src` with its figures settled, and the code of what is wrong with it or NULL."""
    prompt = "COALESCE(prompt_in, 0)" if "prompt" in shape.zeros else "prompt_in"
    none_due = "completion_in IS NULL AND (zero = 1 OR total_in = prompt_in)"
    completion = f"CASE WHEN {none_due} THEN 0 ELSE completion_in END"
    if "completion" in shape.zeros:
        completion = "COALESCE(completion_in, 0)"
    dims = [f"d{n}" for n in range(shape.dims)]
    kept = ["model", "tier", *dims, "aside", "hollow", "torn", "bad", "stamped", "moment"]
    whole = f"CASE WHEN apart = 1 THEN {prompt} + COALESCE(cached_in, 0) + COALESCE(write_in, 0) ELSE {prompt} END"
    settled = (
        f"SELECT {', '.join(kept)}, naive, spend, place, reasoning, {whole} AS prompt, {completion} AS completion, "
        "COALESCE(cached_in, 0) AS cached, COALESCE(write_in, 0) AS written, COALESCE(requests_in, 1) AS requests "
        "FROM src"
    )
    return f"SELECT t.*, {_code(shape)} AS code FROM ({settled}) AS t"


def _when_fine(name: str) -> str:
    return f"CASE WHEN code IS NULL THEN {name} END"


def _bracket(name: str, edges: Sequence[int]) -> str:
    """How many edges are reached, tried from the highest; 0 for a row that is not used."""
    if not edges:
        return "0"
    cases = " ".join(f"WHEN {name} >= {edge} THEN {n}" for n, edge in reversed(list(enumerate(edges, 1))))
    return f"CASE WHEN code IS NOT NULL THEN 0 {cases} ELSE 0 END"


def _code(shape: Shape) -> str:
    figures = ("prompt", "completion", "cached", "written", "requests")
    largest = LARGEST_SUM if shape.aggregated else LARGEST
    cases = [
        ("hollow = 1", "'line'"),
        ("aside IS NOT NULL", "aside"),
        ("torn = 1", "'json'"),
        ("bad = 1", "'number'"),
        *([] if shape.aggregated else [("model IS NULL", "'model'")]),
        ("prompt IS NULL", "'prompt'"),
        ("completion IS NULL", "'completion'"),
        (" OR ".join(f"{name} < 0" for name in (*figures, "reasoning")), "'negative'"),
        (" OR ".join(f"{name} > {largest}" for name in figures), "'huge'"),
        ("cached + written > prompt", "'cached'"),
        ("reasoning > completion", "'reasoning'"),
    ]
    if shape.timed:
        if shape.cuts.minutes is not None:
            cases.append(("stamped = 0", "'untimed'"))
        unread = f"moment IS NULL OR moment < {EARLIEST} OR moment > {LATEST}"
        cases.append((f"stamped = 1 AND ({unread})", "'time'"))
    return "CASE " + " ".join(f"WHEN {test} THEN {code}" for test, code in cases) + " END"
