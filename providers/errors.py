"""Errors a user can act on. Each message is one line that names what, where and what to do."""

from __future__ import annotations


class ProviderError(Exception):
    """Base of everything this package raises on purpose; `str(error)` is one printable line."""


class UnknownProviderError(ProviderError):
    """No vendor of that name; the message suggests the nearest."""


class UnknownModelError(ProviderError):
    """The vendor has no model of that name; the message suggests the nearest."""


class CatalogError(ProviderError):
    """A seeds file or a user's catalogue file is broken; names the file, the place and what to do."""


class MissingKeyError(ProviderError):
    """No API key: names the variables looked at and the vendor's console page."""


class AdaptationError(ProviderError):
    """`strict=True` and the request would have had to be changed for the vendor."""
