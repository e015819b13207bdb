from __future__ import annotations

from datetime import date

import pytest

from providers.errors import CatalogError
from providers.holidays import calendar


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2024, 2, 9), None),  # New Year's Eve of 2024 was only recommended
        (date(2024, 2, 10), "holiday"),
        (date(2024, 10, 4), "exchanged"),
        (date(2024, 10, 12), "working"),
        (date(2025, 1, 28), "holiday"),  # since 2025 New Year's Eve is one
        (date(2026, 2, 23), "exchanged"),
        (date(2026, 6, 22), None),
    ],
)
def test_days_are_what_the_notices_say(day, kind):
    found = calendar("CN").of(day)
    assert (found.kind if found else None) == kind
    if found is not None:
        assert str(day.year) in found.notice
        assert found.off == (kind != "working")


def test_each_year_gives_as_many_days_in_exchange_as_weekend_days_are_worked():
    book = calendar("CN")
    assert book.years == {2024, 2025, 2026}
    for year in book.years:
        kinds = [d.kind for day, d in book.days.items() if day.year == year]
        assert kinds.count("exchanged") == kinds.count("working")


def test_worked_days_are_weekends_and_exchanged_days_are_not():
    for day, found in calendar("CN").days.items():
        if found.kind == "working":
            assert day.isoweekday() > 5
        elif found.kind == "exchanged":
            assert day.isoweekday() <= 5


def test_a_year_without_a_notice_is_not_known():
    assert not calendar("CN").knows(date(2027, 1, 1))
    assert calendar("CN").of(date(2027, 1, 1)) is None


def test_a_country_without_a_calendar_is_an_error_that_names_the_file():
    with pytest.raises(CatalogError, match=r"zz\.toml"):
        calendar("ZZ")
