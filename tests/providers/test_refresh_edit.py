"""Edits of a models.yaml add what they should and leave every other line alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers import catalog, compile, refresh_edit, resources, schema
from providers.errors import CatalogError

ON = date(2026, 12, 1)
ENTRY = {
    "platform": "cn", "currency": "CNY", "from": "2026-12-01", "source": "litellm:a/b ('x\"], \n- y)",
    "tiers": [
        {"when": {"input_tokens": [0, 32000]}, "input": Decimal("0.5"), "output": Decimal("1E+1")},
        {"when": {"input_tokens": [32000, None]}, "input": Decimal(1), "output": Decimal(20)},
    ],
}  # fmt: skip
PLACES = [
    (vendor, model.id, entry.platform)
    for vendor in catalog.ids()
    for model in catalog.load(vendor).models.values()
    for entry in model.prices
    if entry.end is None
]


def text_of(vendor):
    return resources.seeds("vendors", vendor, "models.yaml").read_text(encoding="utf-8")


def parse(text):
    return compile._parse("models.yaml", text.encode())


@cache
def shipped(vendor):
    return parse(text_of(vendor))


@settings(max_examples=10, deadline=None)
@given(st.sampled_from(PLACES))
def test_a_new_price_goes_where_it_belongs_and_nowhere_else(place):
    vendor, name, platform = place
    before = text_of(vendor)
    entry = {**ENTRY, "platform": platform}
    after = refresh_edit.new_price(before, name, platform, ON, entry, close=True)
    remaining = iter(after.splitlines())
    assert all(line in remaining for line in before.splitlines())  # every old line, in the old order
    parsed = parse(after)
    old, new = shipped(vendor)["models"], parsed["models"]
    assert list(schema.problems(parsed, "models")) == []
    for was, now in zip(old, new, strict=True):
        if was["id"] != name:
            assert was == now
            continue
        rows = [r for r in now["prices"] if r["platform"] == platform]
        assert {k: v for k, v in rows[-2].items() if k != "to"} == was["prices"][was["prices"].index(
            next(r for r in reversed(was["prices"]) if r["platform"] == platform))]
        assert rows[-2]["to"] == "2026-12-01"
        assert rows[-1]["from"] == "2026-12-01"
        assert rows[-1]["sources"] == [ENTRY["source"]]
        assert rows[-1]["tiers"] == [
            {"when": {"input_tokens": [0, 32000]}, "input": Decimal("0.5"), "output": 10},
            {"when": {"input_tokens": [32000, None]}, "input": 1, "output": 20},
        ]
        assert len(now["prices"]) == len(was["prices"]) + 1


def test_a_first_row_of_a_platform_follows_the_others():
    after = refresh_edit.new_price(text_of("moonshot"), "kimi-k3.1-pro", "cn", ON, ENTRY, close=False)
    model = next(m for m in parse(after)["models"] if m["id"] == "kimi-k3.1-pro")
    assert [r["platform"] for r in model["prices"]] == ["intl", "cn"]
    assert "to" not in model["prices"][0]


def test_an_end_date_is_added_or_replaced():
    added = refresh_edit.set_scalar(text_of("zhipu"), "glm-5.3", "retires", "'2028-01-01'")
    assert next(m for m in parse(added)["models"] if m["id"] == "glm-5.3")["retires"] == "2028-01-01"
    again = refresh_edit.set_scalar(added, "glm-5.3", "retires", "'2029-01-01'")
    assert next(m for m in parse(again)["models"] if m["id"] == "glm-5.3")["retires"] == "2029-01-01"
    assert len(again.splitlines()) == len(text_of("zhipu").splitlines()) + 1


def test_what_cannot_be_placed_is_said():
    with pytest.raises(CatalogError, match="no model glm-99"):
        refresh_edit.set_scalar(text_of("zhipu"), "glm-99", "retires", "x")
    with pytest.raises(CatalogError, match="must be written by hand"):
        refresh_edit.new_price(text_of("baichuan"), "Baichuan-Text-Embedding", "cn", ON, ENTRY, close=False)
