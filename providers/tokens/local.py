"""What the user adds to the shipped vocabularies: a vocabulary file, and what was measured on their own requests."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Local:
    """Paths of the user's files; None when there is none. A plain value, so that worker processes get it too."""

    baichuan: str | None = None  # tokenizer.model of a Baichuan release
    calibration: str | None = None  # written by `migrate tokens calibrate`


_current = Local()


def use(local: Local) -> None:
    """Count with these files from now on, in this process."""
    global _current
    _current = local


def current() -> Local:
    """The files in use."""
    return _current
