from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers import catalog
from providers.prices import cost, entry_at, price_at
from providers.types import Model, PriceEntry

BEIJING = ZoneInfo("Asia/Shanghai")


def model(vendor: str, name: str) -> Model:
    found = catalog.load(vendor).model(name)
    assert found is not None
    return found


def charge(
    vendor: str, name: str, platform: str, when: date, size: int, out: int, cached: int = 0, **request: object
) -> Decimal:
    price = price_at(
        model(vendor, name), platform, when, input_tokens=size, output_tokens=out, **request  # type: ignore[arg-type]
    )
    assert price is not None
    return cost(price, size, out, cached)


M = 1_000_000


@pytest.mark.parametrize(
    ("vendor", "name", "platform", "day", "size", "out", "cached", "request_", "expected"),
    [
        ("zhipu", "glm-4.7", "cn", "2026-11-01", 20_000, 2_000, 0, {}, "0.088"),
        ("zhipu", "glm-4.7", "cn", "2026-11-01", 20_000, 150, 0, {}, "0.0412"),
        ("zhipu", "glm-4", "cn", "2024-06-25", M, 0, 0, {}, "100"),
        ("zhipu", "glm-5.3-flash", "cn", "2026-09-01", M, 0, 0, {}, "0.4"),
        ("zhipu", "glm-5.3-flash", "cn", "2026-10-01", M, 0, 0, {}, "0.8"),
        ("deepseek", "deepseek-flash", "cn", "2026-11-02", M // 2, M // 2, 0, {"window": "peak"}, "5"),
        ("deepseek", "deepseek-flash", "cn", "2026-11-01", M // 2, M // 2, 0, {"window": "off_peak"}, "2.5"),
        ("deepseek", "deepseek-v4-pro", "intl", "2026-05-30", M, M, 0, {}, "1.305"),
        ("alibaba", "qwen-plus", "cn", "2024-06-25", M, M, 0, {}, "16"),
        ("alibaba", "qwen-plus", "cn", "2026-11-01", 100_000, 1_000, 50_000, {"thinking": True}, "0.056"),
        ("openai", "gpt-4o", "global", "2024-06-25", M, M, 0, {}, "20"),
        ("openai", "gpt-5.5", "global", "2026-11-01", 300_000, 1_000, 0, {}, "3.045"),
        ("moonshot", "moonshot-v1-8k", "cn", "2024-06-25", 8_000, 0, 0, {}, "0.096"),
        ("bytedance", "doubao-seed-1.8", "cn", "2026-11-01", 10_000, 100, 0, {}, "0.0082"),
    ],
)
def test_worked_examples(vendor, name, platform, day, size, out, cached, request_, expected):
    assert charge(vendor, name, platform, date.fromisoformat(day), size, out, cached, **request_) == Decimal(
        expected
    )


@pytest.mark.parametrize(
    ("name", "size", "out", "expected"),
    [
        ("glm-5.1", 100_000, 10_000, "1.08"),
        ("glm-4.7", 20_000, 2_000, "0.088"),
        ("glm-4.7", 100_000, 2_000, "0.432"),
        ("glm-4.5-air", 20_000, 2_000, "0.028"),
    ],
)
def test_brackets_that_other_lists_leave_out(name, size, out, expected):
    assert charge("zhipu", name, "cn", date(2026, 11, 1), size, out) == Decimal(expected)


@pytest.mark.parametrize(
    ("vendor", "name", "size", "thinking", "rates"),
    [
        ("alibaba", "qwen3.5-plus", 100_000, False, ("0.8", "4.8")),
        ("alibaba", "qwen3.5-flash", 100_000, False, ("0.2", "2")),
        ("alibaba", "qwen-plus", 100_000, False, ("0.8", "2")),
        ("alibaba", "qwen-plus", 200_000, False, ("2.4", "20")),
        ("alibaba", "qwen-plus", 300_000, False, ("4.8", "48")),
        ("alibaba", "qwen3-32b", 1_000, False, ("2", "8")),
        ("alibaba", "qwen3-32b", 1_000, True, ("2", "20")),
        ("alibaba", "qwen3.6-plus", 1_000, False, ("2", "12")),
        ("moonshot", "kimi-k2.6", 1_000, False, ("6.5", "27")),
        ("moonshot", "kimi-k3", 1_000, False, ("20", "100")),
        ("zhipu", "glm-5v-turbo", 1_000, False, ("5", "22")),
    ],
)
def test_chinese_platforms_have_their_own_list_in_yuan(vendor, name, size, thinking, rates):
    price = price_at(
        model(vendor, name), "cn", date(2026, 11, 1), input_tokens=size, output_tokens=500, thinking=thinking
    )
    assert price is not None
    assert price.currency == "CNY"
    assert (price.rate("input"), price.rate("output")) == tuple(map(Decimal, rates))


def test_deepseek_on_a_day_before_hours_mattered():
    when = datetime(2026, 5, 1, 2, tzinfo=UTC)
    assert charge("deepseek", "deepseek-v4-pro", "intl", when, M, M) == Decimal("1.305")


def test_deepseek_saturday_is_off_peak_all_day():
    when = datetime(2026, 11, 21, 2, tzinfo=UTC)
    assert charge("deepseek", "deepseek-flash", "intl", when, M, M) == Decimal("0.75")


@pytest.mark.parametrize(
    ("clock", "rate"),
    [
        ("2026-11-23T08:59", "1"),
        ("2026-11-23T09:00", "2"),
        ("2026-11-23T11:59", "2"),
        ("2026-11-23T12:00", "1"),
        ("2026-11-23T14:00", "2"),
        ("2026-11-23T18:00", "1"),
        ("2026-11-22T10:00", "1"),  # Sunday
    ],
)
def test_hour_is_taken_in_beijing(clock, rate):
    local = datetime.fromisoformat(clock).replace(tzinfo=BEIJING)
    for when in (local, local.astimezone(UTC), local.astimezone(ZoneInfo("America/New_York"))):
        price = price_at(
            model("deepseek", "deepseek-flash"), "cn", when, input_tokens=1, output_tokens=1
        )
        assert price is not None
        assert price.rate("input") == Decimal(rate)


@pytest.mark.parametrize(
    ("clock", "window", "said"),
    [
        ("2026-09-30T10:00", "peak", None),  # a Wednesday
        ("2026-10-01T10:00", "off_peak", None),  # National Day, a Thursday
        ("2026-10-07T10:00", "off_peak", "in exchange"),  # off because Saturday the 10th is worked
        ("2026-10-08T10:00", "peak", None),
        ("2026-10-10T10:00", "off_peak", None),  # worked, and still a Saturday
        ("2027-02-08T10:00", "peak", "not checked"),  # no notice for 2027 at hand: the dearest row
        ("2027-02-08T20:00", "off_peak", None),  # off-peak whatever the notice will say
    ],
)
def test_public_holidays_are_left_out_of_the_peak_hours(clock, window, said):
    when = datetime.fromisoformat(clock).replace(tzinfo=BEIJING)
    price = price_at(model("deepseek", "deepseek-flash"), "cn", when, input_tokens=1, output_tokens=1)
    assert price is not None
    assert price.tier.when.window == window
    assert (price.note is None) if said is None else (said in (price.note or ""))


def test_weekends_were_peak_in_the_first_week_of_hours():
    when = datetime(2026, 8, 22, 10, tzinfo=BEIJING)  # a Saturday
    price = price_at(model("deepseek", "deepseek-v4-pro"), "cn", when, input_tokens=1, output_tokens=1)
    assert price is not None
    assert price.tier.when.window == "peak"


def test_the_night_discount_of_2025_crosses_midnight_in_utc():
    chat = model("deepseek", "deepseek-chat")
    rates = {}
    for hour in (0, 1, 16, 17, 23):
        when = datetime(2025, 5, 5, hour, 15, tzinfo=UTC)
        price = price_at(chat, "intl", when, input_tokens=1, output_tokens=1)
        assert price is not None
        rates[hour] = price.rate("input")
    night, day = Decimal("0.135"), Decimal("0.27")
    assert rates == {0: night, 1: day, 16: day, 17: night, 23: night}


def test_a_day_without_an_hour_is_priced_at_the_dearest_row_and_says_so():
    price = price_at(
        model("deepseek", "deepseek-flash"), "cn", date(2026, 11, 21), input_tokens=10, output_tokens=10
    )
    assert price is not None
    assert price.tier.when.window == "peak"
    assert price.note is not None
    assert "hour" in price.note


@pytest.mark.parametrize(("size", "rate"), [(128_000, "0.8"), (128_001, "2.4")])
def test_upper_bound_belongs_to_the_bracket_where_the_vendor_says_so(size, rate):
    price = price_at(model("alibaba", "qwen-plus"), "cn", date(2026, 11, 1), input_tokens=size, output_tokens=1)
    assert price is not None
    assert price.rate("input") == Decimal(rate)


@pytest.mark.parametrize(("size", "rate"), [(31_999, "6"), (32_000, "8")])
def test_upper_bound_belongs_to_the_next_bracket_elsewhere(size, rate):
    price = price_at(model("zhipu", "glm-5.1"), "cn", date(2026, 11, 1), input_tokens=size, output_tokens=1)
    assert price is not None
    assert price.rate("input") == Decimal(rate)


def test_entries_are_half_open():
    flash = model("zhipu", "glm-5.3-flash")
    before = entry_at(flash, "cn", date(2026, 9, 9))
    after = entry_at(flash, "cn", date(2026, 9, 10))
    assert before is not None
    assert after is not None
    assert before.end == after.start == date(2026, 9, 10)
    # 17:00 UTC is already the next day in Beijing
    assert entry_at(flash, "cn", datetime(2026, 9, 9, 17, tzinfo=UTC)) is after


def test_an_assumed_start_counts_only_on_request():
    found = next(
        (m, e)
        for vendor in catalog.ids()
        for m in catalog.load(vendor).models.values()
        for e in m.prices
        if e.assumed_start is not None and e.start is not None and e is m.prices[0]
    )
    old, entry = found
    day = entry.assumed_start
    assert day is not None
    assert price_at(old, entry.platform, day, input_tokens=1, output_tokens=0) is None
    assumed = price_at(old, entry.platform, day, input_tokens=1, output_tokens=0, assume=True)
    assert assumed is not None
    assert assumed.note is not None
    assert str(day) in assumed.note


def test_no_row_is_none_not_zero():
    assert price_at(model("zhipu", "glm-4.7"), "intl2", date(2026, 1, 1), input_tokens=1, output_tokens=1) is None
    early = price_at(model("zhipu", "glm-4.7"), "cn", date(2020, 1, 1), input_tokens=1, output_tokens=1)
    assert early is None


def test_cached_tokens_without_a_cache_rate_cost_like_input():
    price = price_at(model("moonshot", "moonshot-v1-8k"), "cn", date(2024, 6, 25), input_tokens=8, output_tokens=0)
    assert price is not None
    assert "cache_read" not in price.tier.rates
    assert cost(price, 8_000, 0, cached=8_000) == cost(price, 8_000, 0)


def test_impossible_counts_are_refused():
    price = price_at(model("zhipu", "embedding-3"), "cn", date(2026, 11, 1), input_tokens=1, output_tokens=0)
    assert price is not None
    with pytest.raises(ValueError, match="cached"):
        cost(price, 1, 0, cached=2)
    with pytest.raises(ValueError, match="output"):
        cost(price, 1, 1)
    with pytest.raises(ValueError, match="negative"):
        price_at(model("zhipu", "embedding-3"), "cn", date(2026, 11, 1), input_tokens=-1, output_tokens=0)


# --- properties over the whole catalogue ---------------------------------------------------------

CONDITIONAL: list[tuple[Model, PriceEntry]] = [
    (m, e)
    for vendor in catalog.ids()
    for m in catalog.load(vendor).models.values()
    for e in m.prices
    if len(e.tiers) > 1
]


def matching(entry: PriceEntry, size: int, out: int, thinking: bool, window: str) -> int:
    hits = 0
    for tier in entry.tiers:
        when, fits = tier.when, True
        for bracket, count in ((when.input_tokens, size), (when.output_tokens, out)):
            if bracket is None:
                continue
            low, high = bracket
            above = (count > low or low == 0) if when.upper_inclusive else count >= low
            below = high is None or (count <= high if when.upper_inclusive else count < high)
            fits = fits and above and below
        fits = fits and when.thinking in (None, thinking) and when.window in (None, window)
        hits += fits
    return hits


def limit(entry: PriceEntry) -> int:
    """The largest prompt below every bracket's end, or ten million."""
    tops = [t.when.input_tokens[1] for t in entry.tiers if t.when.input_tokens is not None]
    return 10_000_000 if not tops or None in tops else max(t for t in tops if t is not None) - 1


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_exactly_one_tier_applies(data):
    _, entry = data.draw(st.sampled_from(CONDITIONAL))
    size = data.draw(st.integers(0, limit(entry)))
    out = data.draw(st.sampled_from([0, 1, 199, 200, 201, 10_000, 200_000]))
    thinking = data.draw(st.booleans())
    window = data.draw(st.sampled_from(["peak", "off_peak"]))
    assert matching(entry, size, out, thinking, window) == 1


ALL = [
    (m, e) for vendor in catalog.ids() for m in catalog.load(vendor).models.values() for e in m.prices if e.start
]


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_cost_never_falls_when_tokens_are_added_within_a_bracket(data):
    m, entry = data.draw(st.sampled_from(ALL))
    assert entry.start is not None
    sizes = sorted(data.draw(st.tuples(*[st.integers(0, limit(entry))] * 2)))
    out = data.draw(st.integers(0, 5_000)) if "output" in entry.tiers[0].rates else 0
    prices = [
        price_at(m, entry.platform, entry.start, input_tokens=n, output_tokens=out, window="peak") for n in sizes
    ]
    assert all(p is not None for p in prices)
    first, second = prices
    assert first is not None
    assert second is not None
    small, large = cost(first, sizes[0], out), cost(second, sizes[1], out)
    assert small >= 0
    if first.tier is second.tier:
        assert small <= large
        cached = data.draw(st.integers(0, sizes[1]))
        assert cost(second, sizes[1], out, cached) <= large
