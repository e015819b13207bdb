"""From a location to a roll-up: files in DuckDB, tables in the engine that holds them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from typing import TextIO

from migrate.errors import UsageError
from migrate.traffic import duck, files
from migrate.traffic.model import Cuts, Rollup, merge
from migrate.traffic.push import is_database, push

Progress = Callable[["Step"], None]


@dataclass(frozen=True, slots=True)
class Step:
    """How far it is: finished shards of all, and the part of the present one, 0 to 1."""

    done: int
    shards: int
    part: float
    name: str


def rollup(
    location: str,
    cuts: Cuts,
    *,
    dims: Sequence[str] = (),
    mapping: Mapping[str, str] | None = None,
    table: str | None = None,
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> Rollup:
    """The log at `location` in the groups that price exactly.

    `location`: a file, a folder, a glob, an fsspec URL, or a database URL (`table` names the table there). `dims` are
    what to group by besides. On Ctrl-C the finished shards are returned with `partial` set; with none finished the
    KeyboardInterrupt goes on. Raises UsageError, one line.
    """
    question = duck.Question(cuts, tuple(dims), tuple(sorted((mapping or {}).items())))
    if is_database(location):
        return push(location, question, table)
    if table is not None:
        raise UsageError("--table names a table of a database; the location is a file")
    found, hollow = _with_content(files.locate(location))
    done: list[Rollup] = []
    interrupted, read = False, 0
    try:
        if executor is None:
            for batch in duck.batches(found.shards, question):
                tick = _ticker(progress, read, len(found.shards), batch)
                done.append(duck.roll(batch, question, tick))
                read += len(batch.shards)
        else:
            alone = replace(question, threads=1)
            looked = [duck.look(shard, question) for shard in found.shards]
            for one in executor.map(partial(duck.roll, question=alone), looked):
                done.append(one)
                read += 1
                if progress is not None:
                    progress(Step(read, len(found.shards), 0.0, found.shards[read - 1].shown))
    except KeyboardInterrupt:
        if not done:
            raise
        interrupted = True
    whole = merge(done)
    notes = list(whole.notes)
    if hollow:
        notes.append(f"{hollow} empty files there")
    if found.skipped:
        notes.append(f"{found.skipped} other files there were not read")
    if interrupted:
        notes.append(f"interrupted: {read} of {len(found.shards)} files were read")
    return replace(whole, notes=tuple(notes), partial=interrupted)


def _with_content(found: files.Found) -> tuple[files.Found, int]:
    """Without the empty files that rotation leaves, and their number. UsageError when there is nothing else."""
    kept = tuple(shard for shard in found.shards if shard.size != 0)
    if not kept:
        raise UsageError(f"{found.shards[0].shown}: the file is empty")
    return replace(found, shards=kept), len(found.shards) - len(kept)


def models(location: str, *, mapping: Mapping[str, str] | None = None, table: str | None = None) -> tuple[str, ...]:
    """The model ids in the log, most requests first. As cheap as a roll-up without brackets and times."""
    counted: dict[str, int] = {}
    for group in rollup(location, Cuts((), (), None), mapping=mapping, table=table).groups:
        if group.model is not None:
            counted[group.model] = counted.get(group.model, 0) + group.requests
    return tuple(sorted(counted, key=lambda name: (-counted[name], name)))


def bar(stream: TextIO | None = None) -> Progress | None:
    """A line on stderr that says how far it is; None when stderr is no terminal."""
    out = stream or sys.stderr
    if not out.isatty():
        return None

    def show(step: Step) -> None:
        share = (step.done + step.part) / max(step.shards, 1)
        end = "\r\x1b[K" if share >= 1 else ""
        out.write(f"\r\x1b[Kreading {share:4.0%}  {step.name[-60:]}{end}")
        out.flush()

    return show


def _ticker(progress: Progress | None, done: int, shards: int, batch: duck.Batch) -> Callable[[float], None] | None:
    if progress is None:
        return None
    size = len(batch.shards)
    name = batch.shards[0].shown
    progress(Step(done, shards, 0.0, name))
    return lambda part: progress(Step(done, shards, part * size, name))
