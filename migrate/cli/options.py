"""Option declarations that several commands share, and the few things every command prints alike."""

from __future__ import annotations

import os
import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from migrate.errors import UsageError


class Format(StrEnum):
    """What a plan is printed as."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


class Style(StrEnum):
    """Where address, key and model stand after the move."""

    ENV = "env"
    INLINE = "inline"
    GATEWAY = "gateway"


class FailOn(StrEnum):
    """From which kind of finding on the exit code is 1."""

    BLOCKER = "blocker"
    MANUAL = "manual"
    REVIEW = "review"
    NEVER = "never"


def vendors(incomplete: str) -> list[str]:
    """Vendors whose name begins so, for the shell's completion."""
    from providers import catalog

    return [name for name in catalog.ids() if name.startswith(incomplete)]


def rules(incomplete: str) -> list[str]:
    """Rules whose name begins so, for the shell's completion."""
    from migrate.rules import RULES

    return [name for name in RULES if name.startswith(incomplete)]


To = Annotated[
    str | None,
    typer.Option(
        "--to", help="Vendor to move to, e.g. zhipu, moonshot, baichuan.", envvar="MIGRATE_TO", autocompletion=vendors
    ),
]
From = Annotated[
    str | None,
    typer.Option(
        "--from", help="Vendor to move from.  [default: openai]", envvar="MIGRATE_FROM", autocompletion=vendors
    ),
]
Region = Annotated[
    str | None,
    typer.Option(help="Where the application runs (ISO code, e.g. CN): checks availability there."),
]
Platform = Annotated[
    str | None,
    typer.Option(help="The target's billing platform, e.g. cn or intl.  [default: fits --region]"),
]
Models = Annotated[
    list[str] | None,
    typer.Option("--model", "--models", metavar="OLD=NEW", help="Use this target model for that one; repeatable."),
]
Only = Annotated[
    list[str] | None, typer.Option("--only", metavar="RULE", help="Only these rules; repeatable.")
]
Skip = Annotated[list[str] | None, typer.Option("--skip", metavar="RULE", help="Not these rules; repeatable.")]
Catalog = Annotated[
    Path | None,
    typer.Option(help="Your own catalogue file: in-house gateways, self-hosted models, negotiated prices."),
]
At = Annotated[
    str | None, typer.Option("--at", metavar="DATE", help="Prices and lifecycles at this date.  [today]")
]
Diff = Annotated[bool, typer.Option("--diff", help="Print the edits as a unified diff.")]
Unsafe = Annotated[
    bool, typer.Option("--unsafe", help="Also apply the edits marked `review`: read them first.")
]
Root = Annotated[
    Path | None, typer.Option(help="Where the code is, when it is not where the plan was made.")
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show every place and all evidence.")]


def required(value: str | None, flag: str, example: str) -> str:
    """The value of an option that may also come from the configuration file."""
    if not value:
        raise UsageError(f"{flag} is missing; e.g. `{flag} {example}`")
    return value


def day(text: str | None, flag: str) -> date:
    """A date given as YYYY-MM-DD; today when not given."""
    if text is None:
        return date.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{flag} {text}: not a date; write YYYY-MM-DD") from None


def pairs(values: list[str] | None, flag: str) -> dict[str, str]:
    """`OLD=NEW` options as a mapping."""
    found = {}
    for text in values or []:
        old, equals, new = text.partition("=")
        if not (equals and old.strip() and new.strip()):
            raise UsageError(f"{flag} {text}: write OLD=NEW, e.g. {flag} gpt-4o=glm-4.7")
        found[old.strip()] = new.strip()
    return found


def width() -> int:
    """Columns to print in: the terminal's, or 100 when the output is not one."""
    import shutil

    if not sys.stdout.isatty() and "COLUMNS" not in os.environ:
        return 100
    return max(60, shutil.get_terminal_size((100, 24)).columns)


def color() -> bool:
    """Whether to print colours: a terminal, and neither NO_COLOR nor TERM=dumb."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def out(text: str) -> None:
    """Print a result on stdout, ending in exactly one newline, whatever the locale can encode."""
    stream = sys.stdout
    encoding = stream.encoding or "utf-8"
    data = (text.rstrip("\n") + "\n").encode(encoding, "backslashreplace")
    stream.flush()
    buffer = getattr(stream, "buffer", None)
    if buffer is None:  # a captured stream
        stream.write(data.decode(encoding))
    else:
        buffer.write(data)
        buffer.flush()


def note(text: str) -> None:
    """Print a remark on stderr."""
    from migrate.redact import mask, printable

    print(f"migrate: {printable(mask(text))}", file=sys.stderr)
