"""`migrate plan` and `migrate show`: look, judge, price, and write one reviewable plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from migrate.cli import options as opt
from migrate.errors import EXIT_FINDINGS, UsageError

if TYPE_CHECKING:
    from migrate.model import Plan


def plan(
    path: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="The codebase, or one file of it; or several codebases.  [.]"),
    ] = None,
    to: opt.To = None,
    source: opt.From = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Save the plan for `migrate apply` (- = stdout); of several codebases, a folder.",
        ),
    ] = None,
    repos_from: Annotated[
        Path | None,
        typer.Option(
            "--repos-from",
            metavar="LIST",
            help="Plan every codebase of this file: `path[,team]` lines, or YAML or JSON (- = stdin).",
        ),
    ] = None,
    executor: Annotated[
        str | None,
        typer.Option(metavar="process:N|dask://HOST:PORT", help="Where several codebases are read.  [here]"),
    ] = None,
    format: Annotated[
        opt.Format, typer.Option("--format", help="What is printed on stdout.")
    ] = opt.Format.TEXT,
    diff: opt.Diff = False,
    fail_on: Annotated[
        opt.FailOn | None,
        typer.Option(help="Exit 1 when findings of this kind, or worse, remain.  [default: never]"),
    ] = None,
    region: opt.Region = None,
    platform: opt.Platform = None,
    model: opt.Models = None,
    usage: Annotated[
        str | None,
        typer.Option(metavar="small|medium|large|FILE", help="Monthly usage to price.  [default: medium]"),
    ] = None,
    fx: Annotated[
        list[str] | None,
        typer.Option(metavar="USDCNY=RATE@DATE", help="Exchange rate for the converted figures; repeatable."),
    ] = None,
    at: opt.At = None,
    deadline: Annotated[
        str | None, typer.Option(metavar="DATE", help="Order the work in steps that fit before this date.")
    ] = None,
    start: Annotated[
        str | None, typer.Option(metavar="DATE", help="First day of work for --deadline.  [default: --at]")
    ] = None,
    people: Annotated[int, typer.Option(help="People on the work, for --deadline.")] = 1,
    hours_per_day: Annotated[
        float, typer.Option(help="Hours each of them has for it on a working day, for --deadline.")
    ] = 6,
    style: Annotated[
        opt.Style | None,
        typer.Option(
            help="Where address, key and model stand after the move: in variables, in the code, or in the "
            "configuration of a LiteLLM proxy.  [default: env]"
        ),
    ] = None,
    upgrade_sdk: Annotated[
        bool,
        typer.Option("--upgrade-sdk", help="Move code for openai before 1.0 (npm: before 4) to the current SDK too."),
    ] = False,
    only: opt.Only = None,
    skip: opt.Skip = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(metavar="PATTERN", help="Leave these paths out (gitignore syntax); repeatable."),
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(metavar="PLAN", help="Show only what this earlier plan did not have.")
    ] = None,
    catalog: opt.Catalog = None,
    verbose: opt.Verbose = False,
) -> None:
    """Find every use of an LLM API under PATH and plan its move. Never writes to the codebase.

    Several codebases get a plan each and one inventory of them all.
    """
    from migrate.plan import build

    paths = path or ([] if repos_from else [Path(".")])
    several = repos_from is not None or len(paths) > 1
    if several and (diff or baseline):
        raise UsageError(f"{'--diff' if diff else '--baseline'} is about one codebase; plan it alone")
    chosen = partial(
        build.settings,
        to=to,
        source=source,
        region=region,
        platform=platform,
        models=opt.pairs(model, "--model"),
        usage=usage,
        fx=tuple(fx or ()),
        on=opt.day(at, "--at"),
        deadline=opt.day(deadline, "--deadline") if deadline else None,
        start=opt.day(start, "--start") if start else None,
        people=people,
        hours_per_day=hours_per_day,
        only=tuple(only or ()),
        skip=tuple(skip or ()),
        exclude=tuple(exclude or ()),
        baseline=baseline,
        catalog_file=catalog,
        fail_on=fail_on.value if fail_on else None,
        style=style.value if style else None,
        upgrade_sdk=upgrade_sdk,
    )
    if several:
        from migrate.cli import fleet

        fleet.plan(
            paths, repos_from, chosen.keywords, output=output, format=format, verbose=verbose, executor=executor
        )
        return
    if executor is not None:
        raise UsageError("--executor is about several codebases; one is read by the processors of this machine")
    with _files_of(paths[0]) as (folder, commit):
        settings = chosen(folder)
        if settings.catalog_file is not None and catalog is None:
            used = settings.catalog_file
            opt.note(f"warning: using the catalogue {used}: check the addresses it sends requests to")
        built = build.build(settings)
        if commit is not None:
            built = replace(built, root=str(paths[0].resolve()), git={"head": commit, "dirty": False})
        _unused(opt.pairs(model, "--model"), built)
        if output is not None and str(output) == "-":
            format = opt.Format.JSON
        elif output is not None:
            from migrate.plan import store

            store.save(built, output)
        _print(built, settings.root, format, diff, verbose, saved=output)
    if build.reached(built, settings.fail_on):
        raise typer.Exit(EXIT_FINDINGS)


@contextmanager
def _files_of(path: Path) -> Iterator[tuple[Path, str | None]]:
    """The folder or file to read; for a bare clone the files of its commit, which is named, while they are there."""
    if (path / "HEAD").is_file():
        from migrate.fleet import bare

        if bare.is_bare(path):
            with bare.opened(path) as clone:
                yield clone.folder, clone.commit
            return
    yield path, None


def _unused(chosen: Mapping[str, str], plan: Plan) -> None:
    """Say which `--model` had nothing to do: a name with a slip in it would go unnoticed."""
    used = plan.sections.get("models")
    for old, new in chosen.items():
        if not isinstance(used, Mapping) or not any(old in (name, name.rpartition("/")[2]) for name in used):
            opt.note(f"warning: --model {old}={new}: {old} is not used here")


def show(
    file: Annotated[Path, typer.Argument(metavar="PLAN", help="A plan written by `migrate plan -o`.")],
    format: Annotated[
        opt.Format, typer.Option("--format", help="What is printed on stdout.")
    ] = opt.Format.TEXT,
    diff: opt.Diff = False,
    briefing: Annotated[
        bool,
        typer.Option("--briefing", help="Print what needs judgement, to hand to an assistant; sends nothing."),
    ] = False,
    root: opt.Root = None,
    verbose: opt.Verbose = False,
) -> None:
    """Print a saved plan. Warns, and still prints, when the code has changed since."""
    from migrate.plan import store

    loaded = store.load(file)
    if briefing:
        from migrate.report.briefing import render

        opt.out(render(loaded))
        return
    place = root or Path(loaded.root)
    changed = store.stale(loaded, place)
    if changed:
        from migrate.report import stale_banner

        opt.note(stale_banner(changed, len(loaded.files)))
    _print(loaded, place, format, diff, verbose, saved=file)


def _print(
    plan: Plan, root: Path, format: opt.Format, diff: bool, verbose: bool, *, saved: Path | None
) -> None:
    from migrate import report
    from migrate.plan import diffs

    patches = diffs.of(plan, root) if diff else None
    if format is opt.Format.JSON:
        opt.out(report.json(plan))
    elif format is opt.Format.MARKDOWN:
        opt.out(report.markdown(plan, diff=patches))
    else:
        opt.out(
            report.text(
                plan, width=opt.width(), color=opt.color(), diff=patches, verbose=verbose, saved=saved
            )
        )
