"""The user's own files for counting: from flags, else from the configuration of the current folder."""

from __future__ import annotations

from pathlib import Path

from migrate import config
from providers.tokens import local


def use(said: config.Config | None = None, *, baichuan: Path | None = None, calibration: Path | None = None) -> None:
    """Count with these files from now on. UsageError when the configuration is broken."""
    named = (config.load(Path()) if said is None else said).tokens
    local.use(
        local.Local(
            baichuan=str(baichuan) if baichuan else named.get("baichuan"),
            calibration=str(calibration) if calibration else named.get("calibration"),
        )
    )
