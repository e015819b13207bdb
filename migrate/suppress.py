"""Findings that the code itself asks not to see: `migrate: ignore[rule-id] -- reason` in a comment.

The comment stands on the line of the call or of the argument in question, or on a line of its own right
above it, and uses the comment syntax of its file. Several rules are separated by commas. Without a rule
id nothing is suppressed. The reason is expected; a suppression without one still counts and is reported
as such. Unused suppressions are reported, so that they do not outlive their cause.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from migrate.model import Finding
from migrate.redact import mask, printable
from migrate.source import SourceFile

_MARK = re.compile(rb"\bmigrate:\s*ignore\[(?P<rules>[^\]\n]*)\](?:\s*--\s*(?P<reason>[^\n]*))?")
_CLOSERS = ("*/", "-->")
_SLASH = {
    ".js",
    ".jsx",
    ".ts",
    ".tsx",
    ".mjs",
    ".cjs",
    ".mts",
    ".cts",
    ".go",
    ".java",
    ".kt",
    ".cs",
    ".rs",
    ".json",
    ".jsonc",
}


@dataclass(frozen=True, slots=True)
class Suppression:
    """One rule named in one comment. `line` is the line it speaks for, `at` the line it stands on."""

    rule: str
    path: str
    line: int
    at: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding that was asked not to be shown, and why."""

    finding: Finding
    suppression: Suppression


def suppressions(source: SourceFile) -> tuple[Suppression, ...]:
    """Every suppression in a file, in order."""
    if b"migrate:" not in source.data:
        return ()
    found = []
    for match in _MARK.finditer(source.data):
        at = source.line(match.start())
        begin = source.line_start(at)
        opener = _comment(source.data[begin : match.start()], source.path)
        if opener is None:
            continue
        line = at if source.data[begin : begin + opener].strip() else _next_code(source, at)
        reason = (match["reason"] or b"").decode("utf-8", "replace").strip()
        for closer in _CLOSERS:
            reason = reason.removesuffix(closer).strip()
        shown = printable(mask(reason)) or None
        rules = match["rules"].decode("utf-8", "replace").split(",")
        found += [
            Suppression(printable(rule.strip()), source.path, line, at, shown) for rule in rules if rule.strip()
        ]
    return tuple(found)


def apply(
    findings: Iterable[Finding], known: Iterable[Suppression], lines: Callable[[Finding], Sequence[int]]
) -> tuple[list[Finding], list[Suppressed], list[Suppression]]:
    """Findings that stay, those suppressed, and suppressions nothing was found for.

    `lines` gives the lines on which a finding may be suppressed: its site's, and its argument's.
    """
    by_place: dict[tuple[str, int, str], Suppression] = {(s.path, s.line, s.rule): s for s in known}
    used: set[Suppression] = set()
    stay: list[Finding] = []
    gone: list[Suppressed] = []
    for finding in findings:
        match = next(
            (
                by_place[key]
                for line in lines(finding)
                if (key := (finding.site.path, line, finding.rule)) in by_place
            ),
            None,
        )
        if match is None:
            stay.append(finding)
        else:
            used.add(match)
            gone.append(Suppressed(finding, match))
    return stay, gone, [s for s in by_place.values() if s not in used]


def _comment(line: bytes, path: str) -> int | None:
    """Where the comment begins that a line, up to some point, is inside of; None when it is in none."""
    openers = _openers(path)
    quote, i = b"", 0
    while i < len(line):
        char = line[i : i + 1]
        if char == b"\\":
            i += 2
            continue
        if quote:
            quote = b"" if char == quote else quote
        elif any(line.startswith(o, i) for o in openers) and _begins(line, i):
            return i
        elif char in (b'"', b"'", b"`"):
            quote = char
        i += 1
    return None


def _begins(line: bytes, at: int) -> bool:
    """True where a comment can begin: `//` and `#` of an address are none."""
    return at == 0 or line[at - 1 : at] in (b" ", b"\t", b",", b"(", b"[", b"{", b")", b"]", b"}", b";")


def _openers(path: str) -> tuple[bytes, ...]:
    """What begins a comment in a file of that name."""
    name = path.rsplit("/", 1)[-1].lower()
    suffix = "." + name.rsplit(".", 1)[-1] if "." in name else ""
    if suffix in _SLASH:
        return (b"//", b"/*")
    if suffix in (".html", ".xml", ".md"):
        return (b"<!--",)
    if suffix == ".sql":
        return (b"--", b"/*")
    return (b"#", b";") if suffix in (".ini", ".cfg", ".properties") else (b"#",)


def _next_code(source: SourceFile, at: int) -> int:
    """The next line that is neither blank nor a comment."""
    for number in range(at + 1, min(source.lines, at + 20) + 1):
        text = source.text(source.line_span(source.line_start(number))).strip()
        if text and not text.startswith(("#", "//", "/*", "<!--", ";", "--", "*")):
            return number
    return at + 1
