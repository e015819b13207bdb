"""Which files a plan is about: those its edits change or create, and those of the tool's own that are not read."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from migrate import config
from migrate.model import Finding, PlannedFile, digest

if TYPE_CHECKING:
    from migrate.plan.settings import Settings
    from migrate.rules.base import Context


def own(chosen: Settings) -> tuple[str, ...]:
    """Patterns for what was written for this tool: it names models and vendors, and no program reads it."""
    named = (chosen.root / config.FILE, Path(chosen.usage), chosen.baseline, _routed(chosen))
    inside = [path.resolve() for path in named if path is not None and path.is_file()]
    return tuple(
        "/" + re.sub(r"([\\*?\[\]!# ])", r"\\\1", path.relative_to(chosen.root).as_posix())
        for path in inside
        if path != chosen.only and path.is_relative_to(chosen.root)
    )


def _routed(chosen: Settings) -> Path | None:
    """The gateway's configuration, in the style that has one: the rules are not loaded for the others."""
    if chosen.style != "gateway":
        return None
    from migrate.rules import gateway

    return chosen.root / gateway.PATH


def files(findings: tuple[Finding, ...], ctx: Context) -> tuple[PlannedFile, ...]:
    """The files the findings' edits change, as they are now; one that is not there is to be created."""
    from migrate.rules import gateway

    counts = Counter(edit.path for finding in findings for edit in finding.edits)
    planned = []
    for path, edits in sorted(counts.items()):
        found = ctx.read(path)
        if found is not None:
            planned.append(PlannedFile(path, found.sha256, len(found.data), found.encoding, edits))
        elif path == gateway.PATH:
            planned.append(PlannedFile(path, digest(b""), 0, "utf-8", edits, new=True))
    return tuple(planned)
