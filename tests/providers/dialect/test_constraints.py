"""Bounds on a value: which one it breaks, and how they are put into words."""

from __future__ import annotations

from typing import Any

import pytest

from providers.dialect import UNKNOWN
from providers.dialect.constraints import parse


@pytest.mark.parametrize(
    ("raw", "value", "broken"),
    [
        ({}, UNKNOWN, None),
        ({}, object(), None),
        ({"range": {"min": 0, "max": 1}}, 0, None),
        ({"range": {"min": 0, "max": 1}}, 1.0, None),
        ({"range": {"min": 0, "max": 1}}, 1.01, "range"),
        ({"range": {"min": 0, "max": 1}}, -0.0, None),
        ({"range": {"min": 0, "max": 1}}, float("nan"), "range"),
        ({"range": {"min": 0}}, float("inf"), None),
        ({"range": {"min": 0, "max": 1}}, True, "range"),
        ({"range": {"min": 0, "max": 1}}, "1", "range"),
        ({"range": {"min": 0, "max": 1}}, UNKNOWN, "untold"),
        ({"range": {"min": 0, "max": 1, "min_exclusive": True}}, 0, "range"),
        ({"range": {"min": 0, "max": 1, "max_exclusive": True}}, 1, "range"),
        ({"range": {"min": 1, "integer": True}}, 1.5, "range"),
        ({"range": {"min": 1, "integer": True}}, 2.0, None),
        ({"range": {"min": 1, "integer": True}}, float("inf"), "range"),
        ({"values": [1]}, 1.0, None),
        ({"values": [1]}, True, "values"),
        ({"values": [True]}, 1, "values"),
        ({"values": ["low"]}, "LOW", "values"),
        ({"values": ["low"]}, ["low"], "values"),
        ({"max_count": 2}, ["a", "b"], None),
        ({"max_count": 2}, ["a", "b", UNKNOWN], "count"),
        ({"max_count": 2}, "abc", None),
        ({"max_bytes": 3}, ["日"], None),
        ({"max_bytes": 3}, ["日本"], "length"),
        ({"max_bytes": 3}, ["\ud800"], None),
        ({"max_bytes": 3}, ["a", UNKNOWN], "untold"),
        ({"max_chars": 2}, ["日本", "日本語"], "length"),
        ({"min_chars": 1}, "", "length"),
        ({"pattern": "[a-z]+"}, "abc\n", "length"),
        ({"shape": "array"}, "x", "shape"),
        ({"shape": "array"}, ("x",), None),
        ({"shape": "string_or_array"}, "x", None),
        ({"shape": "boolean"}, 1, "shape"),
        ({"shape": "integer"}, True, "shape"),
        ({"shape": "number"}, 1.5, None),
        ({"shape": "object"}, [], "shape"),
        ({"types": ["function"]}, [{"type": "function"}, {}], None),
        ({"types": ["function"]}, [{"type": "web_search"}], "types"),
        ({"types": ["function"]}, [{"type": UNKNOWN}], "untold"),
        ({"types": ["function"]}, UNKNOWN, "untold"),
        ({"first_only": True}, 0, None),
        ({"first_only": True}, 1, "position"),
    ],
)
def test_check(raw: dict[str, Any], value: object, broken: str | None) -> None:
    assert parse(raw).check(value) == broken


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({}, ""),
        ({"range": {"min": 0, "max": 1}}, "0 to 1"),
        ({"range": {"min": 0, "max": 1, "max_exclusive": True}}, "0 to below 1"),
        ({"range": {"min": 0, "max": 1, "min_exclusive": True}}, "above 0 to 1"),
        ({"range": {"min": 1, "max": 1}}, "only 1"),
        ({"range": {"min": 0.01, "max": 1.0}}, "0.01 to 1"),
        ({"range": {"max": 1}}, "at most 1"),
        ({"range": {"min": 0, "min_exclusive": True}}, "above 0"),
        ({"values": ["low", "high"]}, "only 'low', 'high'"),
        ({"shape": "array", "max_count": 1}, "an array, at most 1 item"),
        ({"max_count": 5, "max_bytes": 32}, "at most 5 items, at most 32 bytes each"),
        ({"shape": "string", "min_chars": 6, "max_chars": 128}, "a string, 6 to 128 characters"),
        ({"first_only": True}, "it as the first message only"),
        ({"types": ["function", "web_search"]}, "only entries of type function, web_search"),
    ],
)
def test_words(raw: dict[str, Any], words: str) -> None:
    assert parse(raw).describe() == words
