"""`migrate verify`: run the user's own command before and after the plan, and compare the requests."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from migrate.cli import options as opt
from migrate.errors import EXIT_FINDINGS, UsageError


class Printed(StrEnum):
    """What a proof is printed as."""

    TEXT = "text"
    JSON = "json"


def verify(
    file: Annotated[Path, typer.Argument(metavar="PLAN", help="A plan written by `migrate plan -o`.")],
    command: Annotated[
        list[str] | None, typer.Argument(metavar="-- COMMAND...", help="Your test command, after `--`.")
    ] = None,
    requests: Annotated[
        bool, typer.Option("--requests", help="Compare the HTTP requests that COMMAND makes before and after.")
    ] = False,
    unsafe: Annotated[
        bool, typer.Option("--unsafe", help="Carry out the edits marked `review` as well.")
    ] = False,
    only: opt.Only = None,
    skip: opt.Skip = None,
    host: Annotated[
        list[str] | None,
        typer.Option(metavar="HOST", help="Record this host too (a gateway of your own); repeatable."),
    ] = None,
    link: Annotated[
        list[str] | None,
        typer.Option(metavar="FOLDER", help="Reach this folder by a link, e.g. node_modules; repeatable."),
    ] = None,
    timeout: Annotated[float, typer.Option(min=1, help="Seconds that each of the two runs may take.")] = 600,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Save the comparison as JSON (- = stdout).")
    ] = None,
    format: Annotated[Printed, typer.Option("--format", help="What is printed on stdout.")] = Printed.TEXT,
    root: opt.Root = None,
    catalog: opt.Catalog = None,
    verbose: opt.Verbose = False,
) -> None:
    """Prove a plan: run COMMAND in a copy of the code before and after, and compare its requests.

    Python and Node programs are recorded as they are, others through their base URL variables and
    MIGRATE_RECORDER. No request reaches a vendor and no real key is used.
    """
    from migrate.plan import store
    from migrate.verify.record import printing, prove
    from providers import catalog as vendors

    if not requests:
        raise UsageError("say what to compare: `migrate verify PLAN --requests -- pytest`")
    if not command:
        raise UsageError("the command is missing: `migrate verify PLAN --requests -- pytest`")
    plan = store.load(file)
    vendors.use_overrides(catalog)
    proof = prove(
        plan,
        root or Path(plan.root),
        command,
        unsafe=unsafe,
        only=tuple(only or ()),
        skip=tuple(skip or ()),
        more_hosts=tuple(host or ()),
        link=tuple(link or ()),
        timeout=timeout,
    )
    document = printing.as_json(proof)
    if output is not None and str(output) != "-":
        output.write_text(document, encoding="utf-8")
    if format is Printed.JSON or (output is not None and str(output) == "-"):
        opt.out(document)
    else:
        opt.out(printing.text(proof, width=opt.width(), color=opt.color(), verbose=verbose))
    if not proof.proved:
        raise typer.Exit(EXIT_FINDINGS)
