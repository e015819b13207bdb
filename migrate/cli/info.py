"""`migrate explain` and `migrate init`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from migrate.cli import options as opt
from migrate.errors import UsageError


def explain(
    rule: Annotated[
        str | None,
        typer.Argument(metavar="[RULE]", help="A rule's name; none lists all.", autocompletion=opt.rules),
    ] = None,
) -> None:
    """Say what a rule checks, why, and what its edit does."""
    from migrate.rules import RULES

    if rule is None:
        longest = max(map(len, RULES))
        opt.out("\n".join(f"{name:<{longest}}  {entry.title}" for name, entry in RULES.items()))
        return
    if rule not in RULES:
        import difflib

        near = difflib.get_close_matches(rule, RULES, 1)
        hint = f"did you mean `{near[0]}`?" if near else "`migrate explain` lists them"
        raise UsageError(f"no rule `{rule}`; {hint}")
    opt.out(f"{rule}\n{'=' * len(rule)}\n\n{RULES[rule].doc.strip()}")


def init(
    path: Annotated[Path, typer.Argument(help="The codebase's root.")] = Path("."),
    to: opt.To = None,
    source: opt.From = None,
) -> None:
    """Write commented migrate.toml and usage.yaml to start from. Existing files are kept."""
    from migrate import starter

    target = opt.required(to, "--to", "zhipu")
    for line in starter.write(path, target=target, source=source or "openai"):
        opt.out(line)
