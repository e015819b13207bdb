import itertools
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.cost import Side, Use, estimate, offers, usage
from providers import catalog
from providers import offers as catalogue

TODAY = date(2026, 11, 23)
SUMMER_2024 = date(2024, 7, 1)


def section(target_model="glm-4", on=SUMMER_2024, requests=10_000, vendor="zhipu"):
    text = f"version: 1\nchat: {{requests_per_month: {requests}, prompt_tokens: 1000, completion_tokens: 500}}"
    provider = catalog.load(vendor)
    lines, _ = estimate(
        [Use("gpt-4", target_model, "chat")],
        usage.parse(text.encode(), origin="u"),
        source=Side(catalog.load("openai"), "global"),
        target=Side(provider, "cn"),
        on=on,
    )
    return offers.section(provider, lines, platform="cn", on=on)


def test_the_moving_plan_in_the_summer_of_2024():
    (offer,) = section()["offers"]
    assert offer["tokens_total"] == "150000000"
    assert offer["status"] == "end_unknown"
    assert "announced 2024-06-25" in offer["reason"]
    # 10,000 x 1,500 = 15M tokens a month: 50M of glm-4 last 3.33 months; 150M would last 10
    part = {part["model"]: part for part in offer["parts"]}
    assert part["glm-4"]["months"] == "3.33"
    assert part["glm-4-air"]["months"] is None
    assert offer["months_all_models"] == "10.00"
    assert [(b["model"], b["from_month"], b["to_month"]) for b in offer["burn_down"]] == [
        ("glm-4", "0.00", "3.33"),
        ("glm-4-air", "3.33", "10.00"),
    ]
    assert offer["not_covered"] == []


@pytest.mark.parametrize("on", [SUMMER_2024, TODAY])
def test_its_worth_is_that_of_the_price_lists_of_the_announcement(on):
    (offer,) = section(on=on)["offers"]
    # 50M x 100 per 1M = 5,000; 100M x 1 per 1M = 100: the 5,100 of the announcement
    worth = [Decimal(part["list_value"]["amount"]) for part in offer["parts"]]
    assert worth == [5000, 100]
    (known,) = catalogue.for_provider("zhipu")
    assert sum(worth) == known.list_value.amount


def test_today_it_is_over_and_still_shown():
    found = section("glm-4.7", TODAY)
    (offer,) = found["offers"]
    assert offer["status"] == "over"
    assert "2026-11-23" in offer["reason"]
    assert offer["not_covered"] == ["glm-4.7"]
    assert offer["months_all_models"] == "10.00"
    assert [quota["what"] for quota in found["standing"]] == [
        "5,000,000 tokens after real-name verification"
    ]


def test_before_the_announcement_it_did_not_exist():
    (offer,) = section(on=date(2024, 6, 24))["offers"]
    assert offer["status"] == "not_yet"


def test_a_stated_last_day_ends_an_offer_whatever_else_is_unknown():
    (tencent,) = catalogue.for_provider("tencent")
    assert offers.state(tencent, date(2024, 7, 31))[0] == "in_force"
    assert offers.state(tencent, date(2024, 8, 1))[0] == "over"
    assert offers.state(tencent, date(2024, 5, 31))[0] == "not_yet"


def test_an_announcement_known_only_to_be_before_a_day_stays_vague_before_it():
    (baichuan,) = catalogue.for_provider("baichuan")
    assert offers.state(baichuan, date(2024, 6, 26))[0] == "unknown"
    assert offers.state(baichuan, date(2024, 6, 27))[0] == "end_unknown"


def test_an_offer_without_a_split_is_one_part_for_any_model():
    (offer,) = section("Baichuan4", TODAY, vendor="baichuan")["offers"]
    assert [(part["model"], part["tokens"], part["months"]) for part in offer["parts"]] == [
        (None, "10000000", "0.66")
    ]
    assert offer["parts"][0]["list_value"] is None


def test_without_tokens_a_month_nothing_lasts_any_number_of_months():
    (offer,) = section(requests=0)["offers"]
    assert offer["months_all_models"] is None
    assert offer["burn_down"] == []


@pytest.mark.parametrize("vendor", catalog.ids())
def test_every_offer_of_the_catalogue_can_be_judged_on_any_day(vendor):
    for offer in catalogue.for_provider(vendor):
        for day in (date(2023, 1, 1), SUMMER_2024, TODAY, date(2030, 1, 1)):
            status, reason = offers.state(offer, day)
            assert status in {"not_yet", "in_force", "end_unknown", "over", "unknown"}
            assert reason


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=5), st.integers(1, 10**9))
def test_parts_are_used_up_one_after_the_other(tokens, monthly):
    burns = offers.burn_down([offers.Part(None, count) for count in tokens], monthly)
    assert burns[0].start == 0
    assert all(a.end == b.start for a, b in itertools.pairwise(burns))
    exact = Decimal(sum(tokens)) / monthly
    assert 0 <= exact - burns[-1].end < Decimal("0.01") + Decimal("1e-15")
