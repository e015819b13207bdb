"""What lines of Terraform, bicep and web servers declare: settings under names of one's own, hosts behind a proxy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from migrate.model import Literal, SiteKind, Target, TargetKind
from migrate.scan import config_tables as tables
from migrate.scan import config_values as values
from migrate.scan.config_site import normal

Found = tuple[SiteKind, int, int, Literal | None, Target]

_UNKNOWN = Target(TargetKind.UNKNOWN)
_TERRAFORM = re.compile(
    r'^\s*(?:variable\s+"(?P<declared>[\w-]+)"|(?P<set>[a-z][\w-]*)\s*=\s*(?![\[{]|[a-z]\w*\.)\S)'
)  # not `key = var.key`
_BICEP = re.compile(r"^\s*param\s+(?P<declared>\w+)")
_FORWARDED = re.compile(
    r"(?:^|\s)(?:server(?:\s+[\w-]+)?|proxy_set_header\s+Host|proxy_ssl_name|header_up\s+Host|RequestHeader\s+set\s+Host"
    r"|http-request\s+set-header\s+Host)\s+[\"']?(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)(?=[:;\"'\s]|\Z)"
)
_HELM = re.compile(r"--set(?:-string|-file)?[= ](?P<quote>[\"']?)(?P<path>[A-Za-z][\w.-]*)=")
_WRITTEN = re.compile(
    r"(?i)\b(?:echo|printf)\s+(?:-\w+\s+)?[\"'](?P<path>[a-z][\w-]*)\s*[=:][^\"']*[\"'].*>>?\s*[\"']?\S*open_?ai"
)
_SET = re.compile(r"\b(?:set|setx)\s+(?:-\w+\s+)*\w*MODEL\w*\s+[\"']?(?P<id>[\w./:@-]{2,80})")  # fish, Windows
_MODEL = re.compile(r"[:?+]?=[ \t]*[\"']?(?P<id>[\w./:@-]{2,80})(?=[\"'\s;,)]|\Z)")


@cache
def _pattern(path: str) -> re.Pattern[str] | None:
    if path.endswith((".tf", ".tfvars", ".hcl")):
        return _TERRAFORM
    return _BICEP if path.endswith((".bicep", ".bicepparam")) else None


def declared(line: str, path: str) -> Iterator[Found]:
    """A variable of the file's own kind that holds a setting of the API: `variable "openai_api_key"`."""
    pattern = _pattern(path.lower())
    found = pattern.match(line) if pattern is not None else None
    if found is None or found.lastgroup is None:
        return
    name = normal(found[found.lastgroup])
    if not tables.pattern("keys", "vendor").search(name) or not tables.pattern("keys", "settings").search(name):
        return
    azure = tables.pattern("keys", "azure").search(name) is not None
    target = Target(TargetKind.AZURE, "azure-openai") if azure else _UNKNOWN
    yield SiteKind.CONFIG, found.start(found.lastgroup), found.end(found.lastgroup), None, target


def handed(line: str) -> Iterator[Found]:
    """`helm --set openai.apiKey=...`, `echo "secret_key=..." >> openairc`: settings that a command hands on."""
    for found in _HELM.finditer(line):
        parts = [normal(part) for part in found["path"].split(".")]
        ours = any(tables.pattern("keys", "vendor").search(part) for part in parts)
        if ours and tables.pattern("keys", "settings").search(parts[-1]):
            yield SiteKind.CONFIG, found.start("path"), found.end("path"), None, _UNKNOWN
    written = _WRITTEN.search(line)
    if written is not None and tables.pattern("keys", "settings").search(normal(written["path"])):
        yield SiteKind.CONFIG, written.start("path"), written.end("path"), None, _UNKNOWN


def forwarded(line: str) -> Iterator[Found]:
    """A host that requests are passed on to, without a scheme: `server api.openai.com:443;`."""
    for found in _FORWARDED.finditer(line):
        target = tables.target_of(found["host"])
        if target is not None and target.kind is not TargetKind.OTHER:
            yield SiteKind.PROXY, found.start("host"), found.end("host"), Literal(found["host"]), target


def models(line: str) -> Iterator[Found]:
    """Ids without quotes: `MODEL=gpt-4o`, `--model gpt-4o`."""
    for found in (*_MODEL.finditer(line), *_SET.finditer(line)):
        if tables.model(found["id"]) == ("openai", True):
            yield SiteKind.MODEL, found.start("id"), found.end("id"), Literal(found["id"]), _UNKNOWN
    for piece in values.models(line, expected=False):
        if not piece.whole:
            yield SiteKind.MODEL, piece.start, piece.end, Literal(piece.text), _UNKNOWN
