"""`migrate tokens …`: counts at several vendors, calibration on one's own requests, recounts of a log."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from migrate.cli import options as opt
from migrate.errors import EXIT_INTERRUPTED, UsageError

app = typer.Typer(
    help="Count tokens as each vendor does; calibrate on your own requests.", no_args_is_help=True
)

Providers = Annotated[
    list[str] | None,
    typer.Option("--providers", metavar="VENDOR[:MODEL]", help="Vendors, joined by commas.  [default: nine]"),
]
Baichuan = Annotated[
    Path | None,
    typer.Option(help="Baichuan's tokenizer.model: counts its models exactly.  [default: configuration]"),
]
Calibration = Annotated[
    Path | None, typer.Option(help="A file of `migrate tokens calibrate`.  [default: configuration]")
]
Output = Annotated[opt.Format, typer.Option("--format", help="What is printed on stdout.")]


def _settle(catalog: Path | None, baichuan: Path | None = None, calibration: Path | None = None) -> str | None:
    """Use the catalogue and the files that flags or the configuration of this folder name; the catalogue's path."""
    from migrate import config
    from migrate.tokens import own
    from providers import catalog as vendors

    said = config.load(Path())
    used = str(catalog) if catalog else said.catalog
    vendors.use_overrides(used)
    own.use(said, baichuan=baichuan, calibration=calibration)
    return used


@app.command()
def count(
    what: Annotated[
        str, typer.Argument(metavar="TEXT|FILE", help="A text, a file, a JSON request body, or -.")
    ],
    providers: Providers = None,
    exact_online: Annotated[
        bool,
        typer.Option(
            "--exact-online", help="Ask the vendors' count endpoints, with the keys in your environment."
        ),
    ] = False,
    region: Annotated[
        str | None, typer.Option(help="With --exact-online: which address, e.g. cn or intl.")
    ] = None,
    baichuan: Baichuan = None,
    calibration: Calibration = None,
    catalog: opt.Catalog = None,
    format: Output = opt.Format.TEXT,
) -> None:
    """Count a text, or a whole request, as each vendor would; say how sure each count is."""
    from migrate.cli.vendors import _print
    from migrate.tokens import counting, inputs

    _settle(catalog, baichuan, calibration)
    asked = inputs.read(what)
    _print(
        counting.page(asked, inputs.targets(providers or ()), ask=exact_online, region=region), format, False
    )


@app.command()
def calibrate(
    log: Annotated[
        str, typer.Argument(help="A log of your requests, with their texts and usage.prompt_tokens.")
    ],
    provider: Annotated[str, typer.Option("--provider", help="The vendor that charged them.")],
    model: Annotated[
        str | None, typer.Option("--model", help="Only requests to this model, a name or pattern.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Where to keep it.  [migrate-tokens.json]")
    ] = None,
    baichuan: Baichuan = None,
    catalog: opt.Catalog = None,
) -> None:
    """Fit a vendor's counts to at least 20 of your own requests; say the bound of what was not fitted."""
    from datetime import date

    from migrate.tokens import calibrating
    from providers import catalog as vendors
    from providers.tokens import local
    from providers.tokens.calibration import FILE

    _settle(catalog, baichuan)
    named = local.current().calibration
    file = output or (Path(named) if named else Path(FILE))
    found = calibrating.calibrate(log, vendors.load(provider), model, file, date.today())
    try:
        temporary = file.with_name(file.name + ".new")
        temporary.write_text(found.content, encoding="utf-8")
        temporary.replace(file)
    except OSError as error:
        raise UsageError(f"{file}: cannot be written ({error.strerror})") from None
    lines = [*found.lines, f"kept in {file}"]
    if named is None or Path(named) != file.resolve():
        lines.append(f'to use it, write `calibration = "{file}"` under [tool.migrate.tokens] in pyproject.toml')
    from migrate.redact import mask, printable

    opt.out("\n".join(printable(mask(line)) for line in lines))


def _bar() -> Callable[[int], None] | None:
    """A line on stderr that says how many rows were read; None when stderr is no terminal."""
    import sys

    if not sys.stderr.isatty():
        return None

    def show(rows: int) -> None:
        sys.stderr.write(f"\r\x1b[K{rows:,} rows\r")
        sys.stderr.flush()

    return show


@app.command()
def recount(
    log: Annotated[str, typer.Argument(help="A log with the texts of requests: a file, a folder or a glob.")],
    to: Annotated[list[str], typer.Option("--to", metavar="VENDOR[:MODEL]", help="Targets, joined by commas.")],
    sample: Annotated[int, typer.Option(min=2, help="Requests drawn from each logged model.")] = 1_000,
    exact: Annotated[bool, typer.Option("--exact", help="Count every request.")] = False,
    seed: Annotated[int, typer.Option(help="Of the sample.")] = 0,
    map_: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="NAME=PATH", help="Where messages, model or prompt (tokens) stand."),
    ] = None,
    executor: Annotated[
        str | None, typer.Option(help="process, process:N, serial or dask://HOST:PORT.  [serial for a sample]")
    ] = None,
    baichuan: Baichuan = None,
    calibration: Calibration = None,
    catalog: opt.Catalog = None,
    format: Output = opt.Format.TEXT,
) -> None:
    """Say how many tokens targets would charge for each token that was charged. Ctrl-C keeps what is done."""
    from migrate.cli.vendors import _print
    from migrate.executor import open_executor
    from migrate.redact import printable
    from migrate.tokens import inputs, recounting
    from migrate.traffic import recount as room

    used = _settle(catalog, baichuan, calibration)
    wanted = [room.Target(provider.id, model) for provider, model in inputs.targets(to)]
    places = opt.pairs([part for text in map_ or () for part in text.split(",")], "--map")
    size = None if exact else sample
    with open_executor(executor or (None if exact else "serial")) as pool:
        found = room.recount(
            log,
            wanted,
            sample=size,
            seed=seed,
            executor=pool,
            catalog=used,
            mapping=places,
            progress=_bar(),
        )
    if not found.ratios and not found.partial:
        raise UsageError(
            f"{printable(log)}: no request with both its text and its charged tokens in {found.rows:,} rows"
        )
    _print(recounting.page(found, printable(log)), format, False)
    if found.partial:
        opt.note("interrupted: this is what was counted until then")
        raise typer.Exit(EXIT_INTERRUPTED)
