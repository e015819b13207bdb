"""Cases as data: read with the parser in C, which takes a tenth of the time of the one in Python."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(path: Path) -> Any:
    """What a YAML file says."""
    return yaml.load(path.read_bytes().decode("utf-8"), Loader=LOADER)
