"""The command line: arguments and exit codes only. Everything heavy is imported inside the commands."""

from __future__ import annotations

from typing import Annotated

import typer

from migrate.cli import change, costing, info, planning, tokens, vendors, verifying

# rich help and pretty exceptions are off: they import rich and pygments (0.26 s) for one screen of text,
# and a traceback never belongs on a user's terminal.
app = typer.Typer(
    name="migrate",
    help="Move an application from one LLM vendor to another: plan, review, apply, roll back.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(value: bool) -> None:
    if value:
        from migrate import __version__

        typer.echo(f"llm-migrate {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Move an application from one LLM vendor to another: plan, review, apply, roll back."""


app.command("plan")(planning.plan)
app.command("show")(planning.show)
app.command("apply")(change.apply)
app.command("rollback")(change.rollback)
app.command("swap")(change.swap)
app.command("verify")(verifying.verify)
app.command("cost")(costing.cost)
app.command("explain")(info.explain)
app.command("init")(info.init)
app.add_typer(vendors.app, name="providers")
app.add_typer(tokens.app, name="tokens")
