"""Where the shipped data lives: `seeds/` and `prompts/`, installed or from a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_HERE = Path(__file__).resolve().parent


@cache
def root() -> Path:
    """Folder that holds `seeds/` and `prompts/`.

    In a wheel this is `providers/_data`; in a checkout or an editable install it is the
    folder that holds the packages. Nothing is ever looked up in the current directory.
    """
    installed = _HERE / "_data"
    return installed if installed.is_dir() else _HERE.parent


def seeds(*parts: str) -> Path:
    """Path below `seeds/`; the file may or may not exist."""
    return root().joinpath("seeds", *parts)


def prompts(*parts: str) -> Path:
    """Path below `prompts/`; the file may or may not exist."""
    return root().joinpath("prompts", *parts)
