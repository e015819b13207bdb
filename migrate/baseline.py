"""What an earlier plan had already: findings are compared by rule, file and code, never by line.

Lines move with every commit. The identity of a finding is its rule, its path, its parameter, the code it
stands on with white space squeezed, and its number among findings that agree in all of these.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from migrate.model import Finding


def identities(findings: Iterable[Finding]) -> list[str]:
    """One stable identity per finding, in the same order."""
    seen: dict[str, int] = {}
    made = []
    for finding in findings:
        key = "\0".join((finding.rule, finding.site.path, finding.parameter or "", _squeezed(finding.site.snippet)))
        ordinal = seen.get(key, 0)
        seen[key] = ordinal + 1
        made.append(sha256(f"{key}\0{ordinal}".encode("utf-8", "surrogatepass")).hexdigest()[:32])
    return made


def new(findings: Iterable[Finding], earlier: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that the earlier plan did not have.

    Where it had fewer of the same, those that come last are the new ones.
    """
    now = tuple(findings)
    known = set(identities(earlier))
    return tuple(f for f, key in zip(now, identities(now), strict=True) if key not in known)


def _squeezed(snippet: str) -> str:
    return " ".join(snippet.split())
