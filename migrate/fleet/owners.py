"""Whose a repository is, where the list does not say: the owner of everything in its CODEOWNERS file."""

from __future__ import annotations

import re
from pathlib import Path

from migrate.model import Skipped
from migrate.redact import printable
from migrate.source import read

FILES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
"""Where GitHub and GitLab look for it, in that order."""

_EVERYTHING = frozenset({"*", "/", "/**", "**"})
_OWNER = re.compile(r"@[\w.-]+(?:/[\w./-]+)?\Z")


def team_of(root: Path) -> str | None:
    """The first team or person that owns `*`; the last such line counts, as it does for the hosts."""
    for name in FILES:
        source = read(root, name)
        if isinstance(source, Skipped):
            continue
        found = None
        for line in source.text().splitlines():
            pattern, *owners = line.partition("#")[0].split() or ("",)
            if pattern in _EVERYTHING:
                found = next((owner for owner in owners if _OWNER.match(owner)), None)
        return printable(found.removeprefix("@")) if found is not None else None
    return None
