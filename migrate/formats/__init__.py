"""The configuration formats that are understood, in one explicit table.

A format's module is imported when it is first asked for: parsers are not needed to start up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, cast

from migrate.formats import names

if TYPE_CHECKING:
    from migrate.formats.base import Format

_MATCHES: Mapping[str, Callable[[str], bool]] = {
    "dotenv": names.dotenv,
    "yaml": names.yaml,
    "toml": names.toml,
    "json": names.json,
    "ini": names.ini,
    "properties": names.properties,
    "dockerfile": names.dockerfile,
    "shell": names.shell,
    "requirements": names.requirements,
}


class _Formats(Mapping[str, "Format"]):
    """`FORMATS["yaml"]`, imported on first use."""

    def __getitem__(self, name: str) -> Format:
        if name not in _MATCHES:
            raise KeyError(name)
        return cast("Format", import_module(f"migrate.formats.{name}"))

    def __iter__(self) -> Iterator[str]:
        return iter(_MATCHES)

    def __len__(self) -> int:
        return len(_MATCHES)


FORMATS: Mapping[str, Format] = _Formats()


def format_of(path: str) -> str | None:
    """Name of the format a file is read as, by its path; None when it is none of ours."""
    return next((name for name, matches in _MATCHES.items() if matches(path)), None)
