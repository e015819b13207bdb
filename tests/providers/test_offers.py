from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from providers import catalog, offers
from providers.prices import cost, price_at


def test_the_moving_plan_of_zhipu():
    (plan,) = offers.for_provider("zhipu")
    assert plan.tokens_total == 150_000_000
    assert plan.split == (("glm-4", 50_000_000), ("glm-4-air", 100_000_000))
    assert plan.announced == "2024-06-25"
    assert plan.validity is None
    assert plan.status_now is not None
    assert "over" in plan.status_now
    assert plan.sources
    assert plan.confidence == "high"


def test_the_list_value_is_the_sum_at_the_prices_of_the_day():
    (plan,) = offers.for_provider("zhipu")
    total = Decimal(0)
    for name, tokens in plan.split:
        model = catalog.load("zhipu").model(name)
        assert model is not None
        price = price_at(model, "cn", date(2024, 6, 25), input_tokens=tokens, output_tokens=0, assume=True)
        assert price is not None
        total += cost(price, tokens, 0)
    assert plan.list_value is not None
    assert (total, "CNY") == (plan.list_value.amount, plan.list_value.currency)


def test_unknown_is_none_not_zero():
    (offer,) = offers.for_provider("01ai")
    assert offer.tokens_total is None
    assert offer.split == ()
    (tencent,) = offers.for_provider("tencent")
    assert tencent.validity == "until 2024-07-31"
    assert tencent.split == ()


@pytest.mark.parametrize("vendor", ["moonshot", "minimax", "openai", "deepseek", "nobody"])
def test_no_offer_without_a_source(vendor):
    assert offers.for_provider(vendor) == ()


def test_every_offer_can_be_traced():
    everything = offers.everything()
    assert {"zhipu", "baidu", "alibaba", "sensetime"} <= {o.provider for o in everything}
    for offer in everything:
        assert offer.sources
        assert offer.as_of == "2026-11-23"
        if offer.split:
            assert sum(tokens for _, tokens in offer.split) == offer.tokens_total


def test_quotas_and_cuts():
    (quota,) = offers.quotas("zhipu")
    assert "5,000,000" in quota.what
    assert quota.source.startswith("https://")
    assert offers.quotas("openai") == ()
    days = [cut.day for cut in offers.price_cuts()]
    assert days == sorted(days)
    assert days[0] == date(2024, 5, 6)
