"""Programs without a suffix, as `bin/ask`: their first line says what they are written in.

What is found in them is shown, not edited: everything that edits goes by the name of a file. They are read alone: no
other file imports them.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import replace
from pathlib import Path

from migrate.languages import LANGUAGES, language_of
from migrate.languages.base import FileScan, Project
from migrate.model import Arg, DictValue, ListValue, Literal, Site, Value
from migrate.scan import config
from migrate.source import SourceFile

_FIRST = re.compile(
    rb"#![ \t]*(?:\S*/)?(?:env[ \t]+(?:-\S+[ \t]+|\w+=\S*[ \t]+)*(?:\S*/)?)?"
    rb"(?P<program>[a-z]+)[\d.]*(?=\s|\Z)"
)
_SUFFIXES = {
    "sh": ".sh", "bash": ".sh", "zsh": ".sh", "dash": ".sh", "ksh": ".sh", "python": ".py", "node": ".js",
    "ruby": ".rb", "php": ".php",
}  # fmt: skip
_ENOUGH = 120  # bytes of a first line


def wants(root: Path, path: str, *, only_config: bool) -> bool:
    """True for a file without a suffix that begins as a script we read. Reads nothing but regular files.

    `only_config` leaves out those in a programming language.
    """
    name = path.rpartition("/")[2]
    if "." in name or name.isupper():  # LICENSE, README
        return False
    try:
        handle = os.open(root / path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return False  # reported, if at all, where it is listed
    try:
        regular = stat.S_ISREG(os.fstat(handle).st_mode)
        found = suffix(os.read(handle, _ENOUGH)) if regular else None
        return found is not None and (found == ".sh" or not only_config)
    finally:
        os.close(handle)


def suffix(data: bytes) -> str | None:
    """The suffix that the script would have, by its first line; None when that names no interpreter of ours."""
    found = _FIRST.match(data)
    return _SUFFIXES.get(found["program"].decode()) if found is not None else None


def sites(source: SourceFile) -> FileScan:
    """Every use of an LLM API in the script."""
    named = replace(source, path=source.path + (suffix(source.data) or ""))
    language = language_of(named.path)
    if language is None:
        found = config.sites(named)
    elif not LANGUAGES[language].prefilter(named.data):
        return FileScan()
    else:
        index = LANGUAGES[language].index(named)
        found = LANGUAGES[language].sites(named, Project(frozenset({named.path}), {named.path: index}))
    return replace(
        found,
        sites=tuple(_renamed(site, named.path, source.path) for site in found.sites),
        skipped=tuple(replace(item, path=source.path) for item in found.skipped),
    )


def _renamed(site: Site, named: str, path: str) -> Site:
    client = site.client
    if client is not None and client.startswith(f"{named}:"):
        client = path + client[len(named) :]
    args = tuple(_argument(arg, named, path) for arg in site.args)
    value = _value(site.value, named, path) if site.value is not None else None
    return replace(site, path=path, client=client, args=args, value=value, flags=site.flags | {"manual_only"})


def _argument(arg: Arg, named: str, path: str) -> Arg:
    return replace(arg, value=_value(arg.value, named, path))


def _value(value: Value, named: str, path: str) -> Value:
    """A value whose origin is told by the name that the file has."""
    if isinstance(value, Literal) and value.origin is not None and value.origin.path == named:
        return replace(value, origin=replace(value.origin, path=path))
    if isinstance(value, DictValue):
        return replace(value, entries=tuple(_argument(e, named, path) for e in value.entries))
    if isinstance(value, ListValue):
        return replace(value, items=tuple(_argument(i, named, path) for i in value.items))
    return value
