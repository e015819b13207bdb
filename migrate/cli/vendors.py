"""`migrate providers …`: the catalogue, for reading and for keeping it fresh."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from migrate.cli import options as opt
from migrate.errors import EXIT_FINDINGS, UsageError

if TYPE_CHECKING:
    from migrate.vendors.page import Page

app = typer.Typer(help="Vendors: addresses, parameters, models, prices. Without a command: the list.")

Why = Annotated[bool, typer.Option("--why", help="Name the source and date of every fact.")]
Output = Annotated[opt.Format, typer.Option("--format", help="What is printed on stdout.")]


def _print(page: Page, format: opt.Format, why: bool) -> None:
    from migrate.vendors import page as room

    if format is opt.Format.JSON:
        opt.out(room.json(page))
    elif format is opt.Format.MARKDOWN:
        opt.out(room.markdown(page, why=why))
    else:
        opt.out(room.text(page, width=opt.width(), color=opt.color(), why=why))


def _use(catalog_file: Path | None) -> None:
    if catalog_file is not None:
        from providers import catalog

        catalog.use_overrides(catalog_file)


@app.callback(invoke_without_command=True)
def root(context: typer.Context, catalog: opt.Catalog = None, format: Output = opt.Format.TEXT) -> None:
    """Vendors: addresses, parameters, models, prices. Without a command: the list."""
    _use(catalog)
    if context.invoked_subcommand is None:
        from migrate.vendors.listing import listing

        _print(listing(), format, False)


@app.command("list")
def list_vendors(catalog: opt.Catalog = None, format: Output = opt.Format.TEXT) -> None:
    """List the vendors."""
    from migrate.vendors.listing import listing

    _use(catalog)
    _print(listing(), format, False)


@app.command()
def show(
    vendor: Annotated[str, typer.Argument(help="A vendor's id or another name of it.", autocompletion=opt.vendors)],
    at: opt.At = None,
    why: Why = False,
    catalog: opt.Catalog = None,
    format: Output = opt.Format.TEXT,
) -> None:
    """Show everything known of a vendor."""
    from migrate.vendors import pages
    from providers import catalog as vendors

    _use(catalog)
    _print(pages.sheet(vendors.load(vendor), opt.day(at, "--at")), format, why)


@app.command()
def models(
    vendor: Annotated[
        list[str] | None, typer.Argument(help="Vendors; none means all.", autocompletion=opt.vendors)
    ] = None,
    capability: Annotated[
        list[str] | None,
        typer.Option(help="tools, json_mode, json_schema, vision, web_search or reasoning; repeatable."),
    ] = None,
    context: Annotated[int | None, typer.Option(metavar="TOKENS", help="At least this context window.")] = None,
    max_price: Annotated[
        str | None,
        typer.Option(metavar="RATE", help="At most this per 1M prompt tokens, in the platform's currency."),
    ] = None,
    kind: Annotated[str | None, typer.Option(help="chat, embedding or rerank.")] = None,
    all_models: Annotated[
        bool, typer.Option("--all", help="Also retired, deprecated and unlisted models.")
    ] = False,
    at: opt.At = None,
    why: Why = False,
    catalog: opt.Catalog = None,
    format: Output = opt.Format.TEXT,
) -> None:
    """List models by capability, context window and price."""
    from decimal import Decimal, InvalidOperation

    from migrate.vendors import pages
    from providers import catalog as vendors

    _use(catalog)
    try:
        limit = Decimal(max_price) if max_price is not None else None
    except InvalidOperation:
        raise UsageError(f"--max-price {max_price}: not a number") from None
    if kind not in (None, "chat", "embedding", "rerank"):
        raise UsageError(f"--kind {kind}: one of chat, embedding, rerank")
    wanted = pages.Filter(tuple(capability or ()), context, limit, kind, all_models)
    chosen = [vendors.load(name) for name in (vendor or vendors.ids())]
    _print(pages.models(chosen, wanted, opt.day(at, "--at")), format, why)


def _compare(
    left: str, right: str, model: list[str] | None, at: str | None, differing: bool
) -> Page:
    from migrate.vendors import pages
    from providers import catalog as vendors

    if model and len(model) != 2:
        raise UsageError("--model: give it twice, first for the left vendor, then for the right one")
    chosen = (model[0], model[1]) if model else (None, None)
    return pages.compare(
        vendors.load(left), vendors.load(right), opt.day(at, "--at"), models=chosen, differing=differing
    )


Left = Annotated[str, typer.Argument(help="A vendor.")]
Right = Annotated[str, typer.Argument(help="Another vendor.")]
Two = Annotated[
    list[str] | None, typer.Option("--model", help="Compare these two models: once per vendor, in order.")
]


@app.command()
def compare(
    left: Left,
    right: Right,
    model: Two = None,
    at: opt.At = None,
    why: Why = False,
    catalog: opt.Catalog = None,
    format: Output = opt.Format.TEXT,
) -> None:
    """Put two vendors side by side: endpoints, parameters, answers, prices."""
    _use(catalog)
    _print(_compare(left, right, model, at, False), format, why)


@app.command()
def diff(
    left: Left,
    right: Right,
    model: Two = None,
    at: opt.At = None,
    why: Why = False,
    catalog: opt.Catalog = None,
    format: Output = opt.Format.TEXT,
) -> None:
    """Like compare, but only where the two differ."""
    _use(catalog)
    _print(_compare(left, right, model, at, True), format, why)


@app.command()
def check(
    catalog: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="Your catalogue file; none checks the shipped one.")
    ] = None,
) -> None:
    """Check the catalogue: schema, sources, dates, brackets, lifecycles."""
    from providers import check as room

    if catalog is not None:
        _use(catalog)
        opt.out(f"{catalog}: no problems found")
        return
    problems = room.problems()
    opt.out("\n".join(problems) if problems else "the catalogue has no problems")
    if problems:
        raise typer.Exit(EXIT_FINDINGS)


@app.command()
def ping(
    vendor: Annotated[str, typer.Argument(help="A vendor's id or another name of it.", autocompletion=opt.vendors)],
    region: Annotated[str | None, typer.Option(help="Which address, e.g. cn or intl.")] = None,
    model: Annotated[str | None, typer.Option(help="The model to ask.  [default: a cheap active one]")] = None,
    timeout: Annotated[float, typer.Option(metavar="SECONDS")] = 20.0,
    catalog: opt.Catalog = None,
) -> None:
    """Make one real call of a few tokens with the key in your environment; say precisely what failed."""
    from migrate.redact import mask, printable
    from providers.client import ping as call

    _use(catalog)
    result = call(vendor, region=region, model=model, timeout=timeout)
    spent = f" in {result.seconds:.2f} s" if result.seconds is not None else ""
    asked = f"{result.vendor} {result.base_url} {result.model or ''}".strip()
    lines = [asked, f"{result.stage}{spent}: {result.detail}"]
    lines += [f"changed by the dialect: {change}" for change in result.changes]
    lines += [f"hint: {result.hint}"] if result.hint else []
    opt.out("\n".join(printable(mask(line)) for line in lines))
    if not result.ok:
        raise typer.Exit(EXIT_FINDINGS)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []})
def refresh(context: typer.Context) -> None:
    """Compare the seeds with public price lists and propose a diff (maintainers; `--help` has the options)."""
    from providers import refresh as room

    code = room.main(context.args)
    if code:
        raise typer.Exit(code)
