"""Are the current vendor and the target available where the application runs?"""

from __future__ import annotations

import re
from collections.abc import Mapping

from migrate.errors import UsageError
from providers import regions
from providers.types import Provider

_CODE = re.compile(r"[A-Za-z]{2}")


def code(text: str) -> str:
    """An ISO 3166-1 alpha-2 code in capitals. UsageError when it has another form."""
    if not _CODE.fullmatch(text) or text.upper() == "UK":
        hint = "GB is the code of the United Kingdom" if text.upper() == "UK" else "e.g. CN, HK, DE"
        raise UsageError(f"--region {text}: not a two-letter ISO 3166-1 code; {hint}")
    return text.upper()


def section(region: str, *, source: Provider, target: Provider) -> dict[str, object]:
    """The plan's `region` section: availability of both vendors there; None stays unknown."""
    iso2 = code(region)
    return {
        "region": iso2,
        "source": _side(source, iso2),
        "target": _side(target, iso2),
        "advice": "not legal advice; the vendor's own list decides",
    }


def _side(provider: Provider, iso2: str) -> Mapping[str, object]:
    found = regions.availability(provider.id, iso2)
    return {
        "provider": provider.id,
        "available": found.available,
        "detail": found.detail,
        "sources": list(found.sources),
        "as_of": found.as_of,
        "confidence": found.confidence,
    }
