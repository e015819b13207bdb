import pytest

from migrate.cost import region
from migrate.errors import UsageError
from providers import catalog


def check(code, target="zhipu"):
    return region.section(code, source=catalog.load("openai"), target=catalog.load(target))


def test_china_has_zhipu_and_not_openai_with_source_and_date():
    found = check("cn")
    assert found["region"] == "CN"
    assert found["source"]["available"] is False
    assert found["target"]["available"] is True
    for side in (found["source"], found["target"]):
        assert side["sources"]
        assert side["as_of"] == "2026-11-23"
        assert side["confidence"]


def test_unknown_stays_unknown():
    assert check("DE")["target"]["available"] is None
    assert check("DE")["source"]["available"] is True


@pytest.mark.parametrize("text", ["", "C", "CHN", "c1", "中国", "UK", "uk", "C\n"])
def test_what_is_no_country_code_is_refused(text):
    with pytest.raises(UsageError, match="ISO 3166-1"):
        region.code(text)
