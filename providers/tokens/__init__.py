"""Tokens as a vendor counts them, offline: exact where a vocabulary is published, else with a bound."""

from __future__ import annotations

from providers.tokens.count import Count, Vocabulary, count_text, vocabulary_of

__all__ = ["Count", "Vocabulary", "count_text", "vocabulary_of"]
