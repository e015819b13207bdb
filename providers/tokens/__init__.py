"""Tokens as a vendor counts them, offline: exact where a vocabulary is published, else with a bound."""

from __future__ import annotations

from providers.tokens.count import (
    Count,
    Vocabulary,
    count_ahead,
    count_many,
    count_text,
    count_texts,
    vocabulary_of,
)
from providers.tokens.local import Local, use
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
