from datetime import date
from decimal import Decimal

import pytest

from migrate.cost import fx
from migrate.errors import UsageError


def test_a_rate_is_read_with_its_date():
    rate = fx.parse("usdcny=7.1@2026-11-20")
    assert (rate.base, rate.quote, rate.rate, rate.as_of) == ("USD", "CNY", Decimal("7.1"), date(2026, 11, 20))
    assert rate.text() == "1 USD = 7.1 CNY of 2026-11-20 (--fx)"


@pytest.mark.parametrize(
    "text",
    ["7.1", "USDCNY=7.1", "USDCNY=0@2026-11-20", "USDCNY=-7@2026-11-20", "USDUSD=1@2026-11-20",
     "USDCNY=7.1@2026-13-01", "USDCNY=7,1@2026-11-20", "USDCNY=1e9@2026-11-20", "USDCNY=٧@2026-11-20", ""],
)  # fmt: skip
def test_anything_else_is_refused(text):
    with pytest.raises(UsageError, match="--fx"):
        fx.parse(text)


def test_amounts_convert_only_along_a_given_rate():
    rates = [fx.parse("USDCNY=7.1@2026-11-20"), fx.parse("EURCNY=8@2026-11-20")]
    assert fx.common({"USD", "EUR"}, rates) == "CNY"
    assert fx.convert(Decimal(2), "EUR", "CNY", rates) == 16
    assert fx.convert(Decimal(2), "CNY", "CNY", rates) == 2
    assert fx.common({"USD", "JPY"}, rates) is None
    assert fx.common({"USD", "CNY"}, []) is None
    with pytest.raises(KeyError):
        fx.convert(Decimal(2), "CNY", "USD", rates)


def test_the_last_rate_of_a_pair_counts():
    rates = [fx.parse("USDCNY=7@2026-11-20"), fx.parse("USDCNY=8@2026-11-21")]
    assert fx.convert(Decimal(1), "USD", "CNY", rates) == 8


def test_the_rate_to_fall_back_on_is_dated_and_names_its_source():
    rate = fx.default()
    assert (rate.base, rate.quote) == ("USD", "CNY")
    assert rate.rate == (Decimal("7.9989") / Decimal("1.1761")).quantize(Decimal("0.0001"))
    assert "2026-05-08" in rate.text()
    assert "ECB" in rate.text()
