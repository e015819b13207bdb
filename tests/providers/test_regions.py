from __future__ import annotations

import pytest

from providers import catalog, regions
from providers.errors import ProviderError, UnknownProviderError


@pytest.mark.parametrize("country", ["CN", "HK", "MO", "RU", "BY", "IR", "KP", "SY", "CU", "VE", "cn", " Cn "])
def test_openai_does_not_serve_these(country):
    found = regions.availability("openai", country)
    assert found.available is False
    assert found.confidence == "high"
    assert found.country == country.strip().upper()
    assert found.sources
    assert found.as_of == "2026-11-23"


@pytest.mark.parametrize("country", ["US", "DE", "JP", "SG", "NO", "TW"])
def test_openai_serves_listed_countries(country):
    found = regions.availability("openai", country)
    assert found.available is True
    assert found.confidence == "medium"


@pytest.mark.parametrize("country", ["GL", "AQ", "ZZ"])
def test_anything_else_is_unknown_and_points_to_the_page(country):
    found = regions.availability("openai", country)
    assert found.available is None
    assert "official page" in found.detail
    assert any(s.startswith("https://help.openai.com/") for s in found.sources)


def test_azure_in_china_depends_on_who_asks():
    mainland = regions.availability("azure", "CN")
    assert mainland.available is None
    assert "individual developers: no, since 2024-10-21" in mainland.detail
    assert "enterprises" in mainland.detail
    assert regions.availability("azure-openai", "HK").available is True
    assert regions.availability("azure-openai", "FR").available is None


@pytest.mark.parametrize("vendor", [v for v in catalog.ids() if v not in ("openai", "azure-openai")])
def test_chinese_vendors_sell_in_mainland_china(vendor):
    found = regions.availability(vendor, "CN")
    assert found.available is True
    assert catalog.load(vendor).platforms[0].base_url in found.detail


@pytest.mark.parametrize("vendor", ["zhipu", "moonshot", "alibaba"])
def test_elsewhere_no_list_of_theirs_is_at_hand(vendor):
    found = regions.availability(vendor, "BR")
    assert found.available is None
    assert found.confidence == "low"
    assert "intl" in found.detail


@pytest.mark.parametrize("country", ["China", "", "C", "C1", "\x1b["])
def test_a_country_has_two_letters(country):
    with pytest.raises(ProviderError, match="two letters") as caught:
        regions.availability("openai", country)
    assert str(caught.value).isprintable()


def test_an_unknown_vendor_is_an_error():
    with pytest.raises(UnknownProviderError):
        regions.availability("nobody", "CN")


def test_where_data_goes():
    assert regions.data_location("zhipu", "cn") == "mainland China"
    assert regions.data_location("alibaba", "intl") == "Singapore"
    assert regions.data_location("zhipu", "intl") is None
    assert regions.data_location("deepseek", "cn") is None
    assert regions.data_location("openai", "global") is None


def test_filings():
    zhipu = regions.filing("glm")
    assert zhipu is not None
    assert zhipu["filed"] is True
    openai = regions.filing("openai")
    assert openai is not None
    assert openai["filed"] is False
    assert regions.filing("siliconflow") is None
    assert regions.china_rules()["generative_ai_measures"]["effective"] == "2023-08-15"
