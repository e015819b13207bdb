"""Tokens as a vendor counts them, offline: exact where a vocabulary is published, else with a bound."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from providers.tokens.local import Local, use

if TYPE_CHECKING:
    from providers.tokens.count import (
        Count,
        Vocabulary,
        count_ahead,
        count_many,
        count_text,
        count_texts,
        vocabulary_of,
    )
    from providers.tokens.requests import count_messages

__all__ = [
    "Count",
    "Local",
    "Vocabulary",
    "count_ahead",
    "count_many",
    "count_messages",
    "count_text",
    "count_texts",
    "use",
    "vocabulary_of",
]


def __getattr__(name: str) -> Any:
    """What counts is loaded when it is first asked for: most commands only say with which files of the user's."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module("providers.tokens.requests" if name == "count_messages" else "providers.tokens.count")
    found = globals()[name] = getattr(module, name)
    return found
