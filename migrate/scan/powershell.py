"""Requests that PowerShell scripts send: `Invoke-RestMethod -Uri $uri`, whose address was put together before.

What is found here is shown, not edited: the address, the key and the body stand or fall together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from migrate.model import Confidence, Literal, Site, SiteKind, Span, Target, TargetKind
from migrate.redact import mask, printable
from migrate.scan import config_tables as tables
from migrate.scan.config_site import normal, snippet
from migrate.source import SourceFile

_SIGN = re.compile(rb"(?i)Invoke-(?:RestMethod|WebRequest)|\b(?:irm|iwr)\b|api_?version")
_SENDS = re.compile(r"(?i)(?<![\w-])(?:Invoke-(?:RestMethod|WebRequest)|irm|iwr)(?![\w-])(?P<rest>.*)")
_SET = re.compile(
    r"^\s*(?:\[[\w.]+\]\s*)?\$(?:(?:script|global|local):)?(?P<name>\w+)\s*=\s*(?P<quote>[\"'])"
    r"(?P<text>[^\"']*)(?P=quote)"
)
_ADDRESS = re.compile(r"(?i)(?:^|\s)-Uri[\s:]+\(?(?P<given>\"[^\"]*\"|'[^']*'|[^\s)]+)")
_FIRST = re.compile(r"^\s*(?P<given>\"[^\"]*\"|'[^']*'|\$[\w:{}]+|https?://\S+)")
_SPLAT = re.compile(r"(?:^|\s)@(?P<name>\w+)")
_PUT_IN = re.compile(r"\$(?:\((?P<call>[^()]*)\)|\{(?P<braced>[\w:]+)\}|(?P<bare>\w+(?::\w+)?))")
_OWN = re.compile(r"/chat/completions|/openai/deployments/|/v1/(?:completions|embeddings|responses|images/|audio/)")
_VERSION = re.compile(r"20\d\d-\d\d-\d\d(?:-preview)?\Z")
_DEEP = 4
_LONGEST = 2000


def wants(path: str) -> bool:
    """True for PowerShell's scripts and modules."""
    return path.lower().endswith((".ps1", ".psm1"))


def sites(source: SourceFile, known: Sequence[Site]) -> Iterator[Site]:
    """Every request of a script, and the addresses and versions that it puts together."""
    if _SIGN.search(source.data) is None:
        return
    lines = [line.rstrip("\r") for line in source.text(Span(source.start, len(source.data))).split("\n")]
    held = {m["name"].lower(): m["text"] for line in lines if len(line) < _LONGEST and (m := _SET.match(line))}
    told = {(s.kind, s.line) for s in known}
    for number, line in enumerate(lines, 1):
        if len(line) > _LONGEST or line.lstrip().startswith("#"):
            continue
        found = _set(line, held, lines) or _sent(line, held, lines)
        if found is not None and not told & {(found[0], number), (SiteKind.BASE_URL, number)}:
            yield _site(source, number, line, *found)


Found = tuple[SiteKind, int, int, str, Literal | None, Target]


def _set(line: str, held: Mapping[str, str], lines: Sequence[str]) -> Found | None:
    """`$url = "$endpoint/openai/deployments/..."`, `$openaiApiVersion = "2024-02-01"`."""
    match = _SET.match(line)
    if match is None:
        return None
    start, end = match.span("text")
    if _VERSION.match(match["text"]) is not None:
        name = match["name"]
        named = tables.pattern("keys", "vendor").search(normal(name)) is not None
        asked = any("openai" in other and re.search(rf"api-version=\$\{{?{name}\b", other) for other in lines)
        if normal(name).endswith("version") and (named or asked):
            return SiteKind.CONFIG, start, end, name, Literal(match["text"]), Target(TargetKind.AZURE)
        return None
    target = _target(match["text"], held)
    whole = _path(_expanded(match["text"], held))
    written = "://" in match["text"].partition("$")[0]
    if target is None or (written and tables.target_of(match["text"]) is not None):
        return None  # the last: found as any other address
    return SiteKind.HTTP, start, end, whole, None, target


def _sent(line: str, held: Mapping[str, str], lines: Sequence[str]) -> Found | None:
    """`Invoke-RestMethod -Uri $uri -Method Post`, `irm @params`."""
    match = _SENDS.search(line)
    if match is None:
        return None
    rest = match["rest"]
    given = _ADDRESS.search(rest) or _FIRST.match(rest)
    text = given["given"] if given is not None else _splatted(rest, lines)
    text = held.get(text[1:].lower(), "") if re.fullmatch(r"\$\w+", text) else text.strip("\"'")
    target = _target(text, held)
    if target is None:
        return None
    return SiteKind.HTTP, match.start(), match.start("rest"), _path(_expanded(text, held)), None, target


def _splatted(rest: str, lines: Sequence[str]) -> str:
    """The address in the table that a request is given whole."""
    name = _SPLAT.search(rest)
    if name is None:
        return ""
    begins = re.compile(rf"(?i)^\s*\${name['name']}\s*=\s*@\{{")
    at = next((i for i, line in enumerate(lines) if begins.match(line)), None)
    for line in lines[at : at + 30] if at is not None else ():
        found = re.search(r"(?i)\bUri\s*=\s*(?P<given>\"[^\"]*\"|'[^']*'|\$\w+)", line)
        if found is not None:
            return found["given"]
        if line.strip() == "}":
            break
    return ""


def _expanded(text: str, held: Mapping[str, str], depth: int = 0) -> str:
    """A text with the script's own variables in it; NUL for what is not known."""

    def value(match: re.Match[str]) -> str:
        known = held.get((match["braced"] or match["bare"] or "").lower())
        return "\0" if known is None or depth > _DEEP else _expanded(known, held, depth + 1)

    return _PUT_IN.sub(value, text)


def _target(text: str, held: Mapping[str, str]) -> Target | None:
    """Whom a request goes to; None when it is not one to this API."""
    whole = _expanded(text, held)
    if any(c.isspace() for c in whole) or "/" not in whole:
        return None
    host, _, below = whole.partition("://")[2].partition("/")
    target = tables.target_of(whole) if host and "\0" not in host else None
    if target is not None:
        return target if target.kind is not TargetKind.OTHER and below.strip("/") not in ("", "v1") else None
    if _OWN.search(whole) is None or ("://" not in whole and not whole.startswith("\0")):
        return None
    return Target(TargetKind.AZURE if "/openai/deployments/" in whole else TargetKind.USER_DEFINED)


def _path(text: str) -> str:
    found = _OWN.search(text)
    path = text[found.start() :] if found is not None else "/" + text.partition("://")[2].partition("/")[2]
    return path.partition("?")[0].replace("\0", "*")


def _site(
    source: SourceFile, number: int, line: str, kind: SiteKind, start: int, end: int, api: str, value: Literal | None,
    target: Target,
) -> Site:  # fmt: skip
    begin = max(source.line_start(number), source.start)
    span = Span(begin + len(line[:start].encode(source.encoding)), begin + len(line[:end].encode(source.encoding)))
    return Site(
        kind=kind, api=printable(mask(api)), path=source.path, span=span, line=number,
        column=source.column(span.start), language="text", target=target, confidence=Confidence.MEDIUM, value=value,
        value_span=span if value is not None else None, snippet=snippet(source, span.start),
        flags=frozenset({"manual_only"}),
    )  # fmt: skip
