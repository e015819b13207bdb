"""Free tokens against sums worked out by hand."""

from __future__ import annotations

import importlib.util
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from migrate.cost.bill import bill
from migrate.cost.burn import burn, grants
from providers import catalog

_SPEC = importlib.util.spec_from_file_location("bill_cases", Path(__file__).with_name("bill_cases.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
cases = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(cases)


def bills_of(case):
    asked = [{"vendor": case["vendor"], **one} for one in case["bills"]]
    return [bill(cases.tariff(one), [cases.demand(one)], on=case["at"]) for one in asked]


@pytest.mark.parametrize("case", cases.load("offers.yaml"), ids=lambda case: case["id"])
def test_worked_offer(case):
    provider = catalog.load(case["vendor"])
    bills = bills_of(case)
    assert sum(one.total for one in bills) == Decimal(case["list"])
    found = burn(bills, grants(provider, case["at"], assume=case["assume"]), provider)
    shown = [
        {"model": c.grant.model, "used": c.used, "left": c.left, "worth": c.amount, "months": c.months} for c in found
    ]
    wanted = [
        {**free, "used": Decimal(free["used"]), "left": Decimal(free["left"]), "worth": Decimal(free["worth"]),
         "months": Decimal(free["months"])}
        for free in case["free"]
    ]  # fmt: skip
    assert shown == wanted
    for credit in found:
        assert credit.currency == "CNY"
        assert credit.grant.source


def test_a_grant_that_runs_out_names_the_day():
    case = next(c for c in cases.load("offers.yaml") if "middle" in c["id"])
    provider = catalog.load("zhipu")
    days = [(date(2024, 7, n), "glm-4", Decimal(20_000_000)) for n in (4, 1, 2, 3)]
    first, second = burn(bills_of(case), grants(provider, case["at"], assume=True), provider, days=days)
    assert first.exhausted == date(2024, 7, 3)  # 50 of 60 million
    assert second.exhausted == date(2024, 7, 3)  # 55 of 60 million


def test_what_is_assumed_is_said():
    found = grants(catalog.load("zhipu"), date(2024, 6, 28), assume=True)
    assert all(grant.assumed for grant in found)
    assert [grant.model for grant in found] == ["glm-4", "glm-4-air", None]
    dated = grants(catalog.load("tencent"), date(2024, 7, 1), assume=False)
    assert [(grant.until, grant.assumed) for grant in dated] == [(date(2024, 7, 31), None)]


def test_a_range_has_tokens_left_but_no_worth():
    provider = catalog.load("zhipu")
    asked = {"vendor": "zhipu", "model": "glm-5.1", "platform": "cn", "prompt": 9_000_000, "completion": 1_000_000, "requests": 9}
    ranged = bill(cases.tariff(asked), [cases.demand(asked)], on=date(2026, 11, 23))
    assert ranged.total is None
    (credit,) = burn([ranged], grants(provider, date(2026, 11, 23), assume=True), provider)
    assert (credit.used, credit.left, credit.amount) == (5_000_000, 0, None)


def test_a_log_scaled_to_a_month_uses_a_grant_up_at_the_months_pace():
    case = next(c for c in cases.load("offers.yaml") if "dated offer on its last day" in c["id"])
    provider = catalog.load("tencent")
    (credit,) = burn(bills_of(case), grants(provider, case["at"], assume=False), provider, scale=Decimal(5))
    # 200,000,000 tokens a month at 925 CNY: half of it is covered
    assert (credit.used, credit.left, credit.amount, credit.months) == (100_000_000, 0, Decimal("462.5"), Decimal("0.50"))
