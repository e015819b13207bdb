"""`migrate cost`: what a text, a request, a codebase or a log costs at several vendors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from migrate.cli import options as opt
from migrate.errors import EXIT_FINDINGS, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from migrate.cost.ask import Shape
    from migrate.cost.gather import Gathered
    from migrate.report.costs import Report
    from providers.mapping import Needs
    from providers.types import Platform, Provider


def cost(
    given: Annotated[
        str | None,
        typer.Argument(
            metavar="TEXT|FILE|PATH|LOG",
            help="A text, a prompt file, a JSON request body, a codebase or a request log; - reads standard input.",
        ),
    ] = None,
    providers: Annotated[
        str | None,
        typer.Option(
            "--providers", "-p", metavar="A,B:PLATFORM", help="Vendors, e.g. zhipu,moonshot:intl.  [default: all]"
        ),
    ] = None,
    source: opt.From = None,
    traffic: Annotated[
        str | None,
        typer.Option(metavar="LOCATION", help="A log: file, folder, glob, postgres://, mysql://, sqlite:///..."),
    ] = None,
    table: Annotated[str | None, typer.Option(help="The table of a database given by --traffic.")] = None,
    mapping: Annotated[
        list[str] | None, typer.Option("--map", metavar="FIELD=COLUMN", help="Where a log keeps a field; repeatable.")
    ] = None,
    group_by: Annotated[
        str | None, typer.Option(metavar="app,model,day", help="Also the bills by these columns of the log.")
    ] = None,
    recount: Annotated[
        bool, typer.Option("--recount", help="Count a log's texts by each vendor's tokenizer: 1,000 of each model.")
    ] = False,
    exact: Annotated[bool, typer.Option("--exact", help="Like --recount, for every text of the log.")] = False,
    executor: Annotated[
        str | None, typer.Option(metavar="process:N|dask://HOST:PORT", help="Where a log is read.  [here]")
    ] = None,
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="DATE|logged", help="Prices at this date, or at each request's own.  [today]"),
    ] = None,
    monthly: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Bill N requests a month instead of what is given.")
    ] = None,
    model: opt.Models = None,
    region: opt.Region = None,
    output_tokens: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="Tokens that come back for a text or a request.")
    ] = None,
    output_ratio: Annotated[
        str, typer.Option(metavar="R", help="Answers at the new vendor are R times as long: your assumption.")
    ] = "1",
    thinking: Annotated[
        bool | None, typer.Option("--thinking/--no-thinking", help="Price with or without thinking.  [as recorded]")
    ] = None,
    needs: Annotated[
        str | None,
        typer.Option(metavar="tools,vision", help="Only models with these: tools, vision, json_schema, reasoning."),
    ] = None,
    cached: Annotated[int, typer.Option(min=0, metavar="N", help="Prompt tokens read from the cache.")] = 0,
    cache_write: Annotated[int, typer.Option(min=0, metavar="N", help="Prompt tokens written to the cache.")] = 0,
    cache_hours: Annotated[
        int, typer.Option(min=0, metavar="H", help="Hours the cached tokens are kept; some lists charge for it.")
    ] = 0,
    batch: Annotated[bool, typer.Option("--batch", help="Sent as a batch.")] = False,
    usage: Annotated[
        str | None,
        typer.Option(metavar="small|medium|large|FILE", help="Monthly usage of a codebase.  [default: medium]"),
    ] = None,
    assume_offers: Annotated[
        bool, typer.Option("--assume-offers", help="Count on free tokens whose end nobody dated, and new accounts.")
    ] = False,
    fx: Annotated[
        list[str] | None,
        typer.Option(metavar="USDCNY=RATE@DATE", help="Exchange rate to sort by.  [default: a dated one]"),
    ] = None,
    format: Annotated[opt.Format, typer.Option("--format", help="What is printed.")] = opt.Format.TEXT,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write there instead of stdout.")
    ] = None,
    catalog: opt.Catalog = None,
    verbose: opt.Verbose = False,
) -> None:
    """Price a text, a request, a codebase or a log at several vendors, line by line in their own currency.

    What is not known is said, never counted as 0.
    """
    from dataclasses import replace
    from datetime import date

    from migrate.cost import compare, gather, grouped, inputs, logs
    from migrate.cost import fx as exchange
    from migrate.cost.ask import Shape
    from migrate.cost.region import code
    from migrate.report import costs
    from migrate.tokens import own
    from providers import catalog as catalogue

    if catalog is not None:
        catalogue.use_overrides(catalog)
    own.use()
    if (given is None) == (traffic is None):
        raise UsageError("say what to price: a text, a file, a folder, or a log (--traffic), and only one of them")
    where = code(region) if region else None
    vendors = _vendors(providers, where)
    today = catalogue.load(source or "openai")
    said = compare.Assumptions(
        on=None if at == "logged" else opt.day(at, "--at"),
        today=date.today(),
        output_ratio=_ratio(output_ratio),
        thinking=thinking,
        models=_models(model, vendors),
        region=where,
        assume_offers=assume_offers,
        rates=tuple(exchange.parse(text) for text in fx or ()),
    )
    found = (
        inputs.Given("log", f"log {inputs.without_password(traffic)}", location=traffic)
        if traffic is not None
        else inputs.recognise(given or "", stdin=_stdin() if given == "-" else None)
    )
    shape = Shape(monthly or 1, output_tokens, None, cached, cache_write, cache_hours, batch)
    wanted = _needs(needs)
    log_only = {
        "--at logged": at == "logged", "--group-by": group_by, "--map": mapping, "--table": table,
        "--recount": recount, "--exact": exact, "--executor": executor,
    }  # fmt: skip
    _fits(found.kind, log_only, usage, shape)
    names = tuple(part.strip() for part in (group_by or "").split(",") if part.strip())
    now = (today, today.platforms[0])
    if found.kind == "text":
        read = gather.from_text(found.text, found.said, shape, wanted)
    elif found.kind == "request":
        read = gather.from_body(found.body or {}, found.said, shape, wanted)
    elif found.kind == "code" and found.path is not None:
        read = gather.from_code(found.path, found.said, today, vendors[0][0], usage)
    else:
        how = logs.Reading(
            found.location, found.said, names, opt.pairs(mapping, "--map"), table,
            "all" if exact else "sample" if recount else "no", executor, str(catalog) if catalog else None,
        )  # fmt: skip
        read = logs.read(how, vendors, now, said, wanted)
    period, scale = _period(found.kind, read.requests, monthly)
    said = replace(said, scale=scale)
    answer = compare.compare(read.asks, vendors, said, today=now)
    _unused(said.models, read)
    parts = grouped.grouped(read.rollup, answer.rows, names, on=said.on) if read.rollup and names else ()
    report = costs.Report(read.said, period, answer, said, read.notes, scale, parts, names)
    _print(report, format, output, verbose)
    if not any(row.currency for row in answer.rows):
        raise typer.Exit(EXIT_FINDINGS)


def _vendors(text: str | None, region: str | None) -> list[tuple[Provider, Platform]]:
    """`zhipu,moonshot:intl` with the platform of each: as said, else the one that fits the region, else the first."""
    import difflib

    from providers import catalog

    found: list[tuple[Provider, Platform]] = []
    for part in (text or ",".join(catalog.ids())).split(","):
        if not part.strip():
            continue
        name, _, wanted = part.strip().partition(":")
        provider = catalog.load(name)
        known = {platform.id: platform for platform in provider.platforms}
        if wanted and wanted not in known:
            near = difflib.get_close_matches(wanted, known, 1)
            hint = f"did you mean {near[0]}?" if near else f"{provider.id} has {', '.join(known)}"
            raise UsageError(f"--providers {part.strip()}: {hint}")
        default = "intl" if region not in (None, "CN") and "intl" in known else provider.platforms[0].id
        pair = (provider, known[wanted or default])
        if pair not in found:
            found.append(pair)
    if not found:
        raise UsageError("--providers names no vendor; e.g. `--providers zhipu,moonshot,baichuan`")
    return found


def _ratio(text: str) -> Decimal:
    from decimal import Decimal, InvalidOperation

    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal(-1)
    if not (value.is_finite() and 0 < value <= 1000 and len(text) < 16):
        raise UsageError(f"--output-ratio {text[:20]}: must be a number above 0, e.g. 1.2")
    return value


def _needs(text: str | None) -> Needs:
    from providers.mapping import Needs

    known = ("tools", "vision", "json_schema", "reasoning")
    named = [part.strip() for part in (text or "").split(",") if part.strip()]
    for name in named:
        if name not in known:
            raise UsageError(f"--needs {name}: one of {', '.join(known)}")
    return Needs(**dict.fromkeys(named, True))  # type: ignore[arg-type]


def _fits(kind: str, log_only: Mapping[str, object], usage: str | None, shape: Shape) -> None:
    """Options that say nothing about what was given are an error, not ignored."""
    text_only = {
        "--output-tokens": shape.output is not None, "--cached": shape.cached, "--cache-write": shape.cache_write,
        "--cache-hours": shape.cache_hours, "--batch": shape.batch,
    }  # fmt: skip
    wrong = [name for name, value in log_only.items() if value and kind != "log"]
    wrong += [name for name, value in text_only.items() if value and kind not in ("text", "request")]
    wrong += ["--usage"] if usage and kind != "code" else []
    if wrong:
        what = {"log": "a log", "code": "a codebase", "text": "a text", "request": "a request"}[kind]
        raise UsageError(f"{wrong[0]} says nothing about {what}, which this was taken for")


def _models(values: list[str] | None, vendors: list[tuple[Provider, Platform]]) -> Mapping[str, str]:
    """`--model` options; one that no vendor of the comparison has is refused."""
    found = opt.pairs(values, "--model")
    for old, new in found.items():
        if not any(provider.model(new) for provider, _ in vendors):
            raise UsageError(f"--model {old}={new}: no vendor of the comparison has a model {new}")
    return found


def _unused(models: Mapping[str, str], read: Gathered) -> None:
    """Say which `--model` had nothing to do."""
    labels = {ask.label for ask in read.asks}
    for old, new in models.items():
        if old not in labels:
            opt.note(f"warning: --model {old}={new}: {old} is not used here")


def _period(kind: str, requests: int, monthly: int | None) -> tuple[str, Decimal]:
    """What the bill is for, and the factor from what was read to it."""
    from decimal import Decimal, localcontext

    count = f"{monthly or requests:,} request{'' if (monthly or requests) == 1 else 's'}"
    if kind in ("text", "request"):
        return count + (" a month" if monthly else ""), Decimal(1)
    if monthly is None or not requests:
        return count + (" a month" if kind == "code" else ""), Decimal(1)
    with localcontext() as context:
        context.prec = 40
        return f"{count} a month, in the proportions of the {requests:,} read", Decimal(monthly) / requests


def _stdin() -> str:
    import sys

    return sys.stdin.buffer.read().decode("utf-8-sig", "replace")


def _print(report: Report, format: opt.Format, output: Path | None, verbose: bool) -> None:
    import json

    from migrate.report import costs
    from migrate.vendors import page as room

    if format is opt.Format.JSON:
        text = json.dumps(costs.data(report), indent=1, ensure_ascii=False)
    elif format is opt.Format.MARKDOWN:
        text = room.markdown(costs.page(report, verbose=verbose), why=False)
    else:
        plain = output is not None and str(output) != "-"
        width, color = (100, False) if plain else (opt.width(), opt.color())
        text = room.text(costs.page(report, verbose=verbose), width=width, color=color, why=False)
    if output is None or str(output) == "-":
        opt.out(text)
    else:
        output.write_text(text.rstrip("\n") + "\n", encoding="utf-8")
        opt.note(f"written: {output}")
