"""Configuration files to sites: variables, settings, addresses, model ids, proxies, dependencies.

Comments are never sites, nor is text for people, recorded traffic or a lock file. A file that cannot be
parsed is reported; one that is a template is looked at line by line and never edited.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from migrate.formats import FORMATS, format_of
from migrate.formats.base import Entry, FormatError
from migrate.languages.base import FileScan
from migrate.model import Site, SiteKind, Skipped
from migrate.redact import printable
from migrate.scan import (
    config_batch,
    config_entries,
    config_lines,
    config_markup,
    config_tables,
    config_xml,
    dependencies,
    powershell,
    prompts,
    shell_requests,
)
from migrate.source import SourceFile

__all__ = ["sites", "wants"]

_ADDRESS = {SiteKind.PROXY: SiteKind.BASE_URL, SiteKind.HTTP: SiteKind.BASE_URL}
_MOST_EMBEDDED = 50  # files in a file; each is read as if it stood alone


def wants(path: str) -> bool:
    """True for files that are looked at: known formats, dependency manifests, server configuration."""
    *folders, name = path.split("/")
    ignore = config_tables.raw()["ignore"]
    if name in ignore["files"] or any(folder in ignore["folders"] for folder in folders):
        return False
    return (
        format_of(path) is not None or dependencies.wants(path) or config_lines.wants(path) or prompts.wants(path)
        or config_xml.wants(path) or config_markup.wants(path)
    )  # fmt: skip


def sites(source: SourceFile) -> FileScan:
    """Every use of an LLM API that the file configures. Never raises for what is in the file."""
    if prompts.wants(source.path):
        return FileScan(tuple(prompts.sites(source)))
    if not config_tables.may_hold(source.data):
        return FileScan()
    found: list[Site] = []
    skipped: tuple[Skipped, ...] = ()
    errors = 0
    name = format_of(source.path)
    try:
        entries = FORMATS[name].entries(source) if name is not None else ()
        found += dependencies.sites(source, entries)
        if name is not None and name != "requirements":
            found += config_entries.sites(source, name, [*map(_named_only, entries)] if name == "shell" else entries)
            found += config_batch.sites(source)
            if name == "yaml":
                found += _embedded(source, entries, found)
            if name == "shell":
                found = _together(found, list(shell_requests.sites(source, entries)))
            if name in ("shell", "dockerfile") or (name == "yaml" and config_lines.is_helm(source)):
                found += config_lines.sites(source, name, found)
        elif config_lines.wants(source.path):
            found += config_lines.sites(source, "text", ())
            if powershell.wants(source.path):
                found += powershell.sites(source, found)
        elif config_xml.wants(source.path):
            found += config_xml.sites(source)
        elif config_markup.wants(source.path):
            found += config_markup.sites(source)
    except FormatError as error:
        errors = 1
        detail = f"line {error.line}: {error.message}" if error.line else error.message
        if config_lines.is_template(source):
            detail += " (a template)"
        found += config_lines.sites(source, name or "text", found)
        detail += "; read line by line, to be edited by hand"
        skipped = (Skipped(source.path, "parse_error", detail),)
    return FileScan(_unique(found), skipped, errors)


def _embedded(source: SourceFile, entries: Iterable[Entry], known: Sequence[Site]) -> Iterator[Site]:
    """Files that stand in a file, as in a ConfigMap: `application.yml: |`. Shown; edits know the outer file alone."""
    told = {(_ADDRESS.get(site.kind, site.kind), site.line) for site in known}
    held = [e for e in entries if e.style == "literal" and (format_of(e.key) or config_lines.wants(e.key))]
    for entry in held[:_MOST_EMBEDDED]:
        span = entry.value_span
        if span is None or format_of(entry.key) == "requirements":
            continue
        text = source.data[span.start : span.end]
        first = text.find(b"\n") + 1  # past the `|`
        if not first or not config_tables.may_hold(text):
            continue
        blank = b"".join(b"\n" if c == 10 else b" " for c in source.data[: span.start + first])
        inner = replace(source, path=entry.key, data=blank + text[first:], bom=False)
        for site in sites(inner).sites:
            if (_ADDRESS.get(site.kind, site.kind), site.line) not in told:
                api = f"{'.'.join(entry.key_path)}:{site.api}"
                yield replace(site, path=source.path, api=printable(api), flags=site.flags | {"manual_only"})


def _named_only(entry: Entry) -> Entry:
    """Of `NAME=$(command ...)` the name: the command is read like any other."""
    written = isinstance(entry.value, str) and entry.value.lstrip().startswith("$(") and entry.value[2:3] != "("
    return replace(entry, value=None, value_span=None, style="absent") if written else entry


def _together(found: list[Site], requests: list[Site]) -> list[Site]:
    """A script that sends requests is moved by hand, whole: its address must not change without the key it sends."""
    if any(site.kind is SiteKind.HTTP for site in requests):
        kept = (SiteKind.DEPENDENCY, SiteKind.PROXY)
        found = [s if s.kind in kept else replace(s, flags=s.flags | {"manual_only"}) for s in found]
    return found + requests


def _unique(found: list[Site]) -> tuple[Site, ...]:
    """Sites in the order of the file, each once."""
    seen: dict[tuple[object, ...], Site] = {}
    for site in found:
        seen.setdefault((site.kind, site.api, site.span, site.name_span, site.value_span), site)
    return tuple(sorted(seen.values(), key=lambda s: (s.span.start, s.span.end, s.kind.value, s.api)))
