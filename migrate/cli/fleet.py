"""`migrate plan` of several repositories: where plans go, what is printed, and the exit code."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typer

from migrate.cli import options as opt
from migrate.errors import EXIT_FINDINGS, EXIT_INTERRUPTED, EXIT_USAGE, UsageError


def plan(
    paths: Sequence[Path],
    listed: Path | None,
    arguments: Mapping[str, Any],
    *,
    output: Path | None,
    format: opt.Format,
    verbose: bool,
    executor: str | None = None,
) -> None:
    """Plan every repository. Exit code 1 when one failed or reached the threshold, 2 when all failed."""
    from migrate.fleet import listing, run
    from migrate.fleet.inventory import inventory
    from migrate.fleet.summary import FAILED
    from migrate.report import fleet as report

    repositories = listing.repositories(paths, listed)
    if output is not None and str(output) == "-":
        output, format = None, opt.Format.JSON
    if output is not None:
        _folder(output)
    progress = _progress if sys.stderr.isatty() else None
    if executor is not None:
        from migrate.fleet import elsewhere

        done = elsewhere.run(executor, repositories, arguments, output, progress=progress)
    else:
        done = run.run(repositories, arguments, output, progress=progress)
    fleet = inventory(done.rows, interrupted=done.interrupted)
    saved = None
    if output is not None:
        saved = output / "fleet.json"
        _write(saved, report.json(fleet))
    if done.interrupted:
        kept = f"; {fleet['totals']['planned']} plans are in {output}" if output is not None else ""
        opt.note(f"interrupted{kept}")
        raise typer.Exit(EXIT_INTERRUPTED)
    for row in done.rows:
        chosen = (row.get("catalog") or {}).get("with", "")
        if "scanned code" in chosen:
            opt.note(f"warning: {row['name']}: using the catalogue {chosen}: check the addresses in it")
    errors = [row["error"] for row in done.rows if row["status"] == FAILED]
    if len(errors) == len(done.rows) and len(set(errors)) == 1:
        raise UsageError(f"{errors[0]} (all {len(errors)} repositories)")
    if format is opt.Format.JSON:
        opt.out(report.json(fleet))
    elif format is opt.Format.MARKDOWN:
        opt.out(report.markdown(fleet))
    else:
        opt.out(report.text(fleet, width=opt.width(), color=opt.color(), verbose=verbose, saved=output))
    if errors:
        raise typer.Exit(EXIT_USAGE if len(errors) == len(done.rows) else EXIT_FINDINGS)
    if any(row["threshold_reached"] for row in done.rows):
        raise typer.Exit(EXIT_FINDINGS)


def _folder(output: Path) -> None:
    if output.exists() and not output.is_dir():
        raise UsageError(f"{output}: with several repositories -o names a folder, and this is a file")
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{output}: cannot make the folder: {error.strerror}") from None


def _write(file: Path, text: str) -> None:
    """Whole or not at all."""
    temporary = file.with_name(".fleet.json.tmp")
    try:
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(file)
    except OSError as error:
        raise UsageError(f"{file}: cannot write the inventory: {error.strerror}") from None


def _progress(done: int, of: int, row: Mapping[str, Any]) -> None:
    what = row["error"] or f"{sum(row['findings']['severity'].values()):,} findings"
    opt.note(f"[{done}/{of}] {row['name']}: {what}")
