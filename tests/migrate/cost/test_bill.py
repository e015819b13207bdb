"""Bills against sums worked out by hand, and what holds for every bill."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.cost.bill import PER, Demand, Tariff, bill
from migrate.cost.cuts import cuts_for, demand
from migrate.cost.slots import Slots
from migrate.traffic.model import Cuts, Group, collapse
from providers import catalog

_SPEC = importlib.util.spec_from_file_location("bill_cases", Path(__file__).with_name("bill_cases.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
cases = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(cases)

WORKED = cases.load("single.yaml")


def test_there_are_enough_worked_bills_and_every_one_names_its_row():
    assert len(WORKED) >= 40
    assert len({case["id"] for case in WORKED}) == len(WORKED)
    assert all(case["row"] and case["rule"] for case in WORKED)
    assert sum("peer" in case for case in WORKED) >= 25


@pytest.mark.parametrize("case", WORKED, ids=lambda case: case["id"])
def test_worked_bill(case):
    asked = case["bill"]
    found = bill(cases.tariff(asked), [cases.demand(asked)], on=cases.day(asked))
    if "missing" in case:
        assert found.total is None
        assert found.low is None
        assert any(case["missing"] in why for why in found.missing), found.missing
        return
    assert found.missing == ()
    if "total" in case:
        total, currency = cases.money(case["total"])
        by_hand = sum(Decimal(str(q)) * Decimal(str(r)) for q, r in case["pays"].values()) / PER
        assert by_hand == total, "the case contradicts itself"
        assert (found.total, found.low, found.high, found.currency) == (total, total, total, currency)
        lines = {line.component: (line.quantity, line.unit_price) for line in found.lines}
        assert lines == {name: (Decimal(str(q)), Decimal(str(r))) for name, (q, r) in case["pays"].items()}
        assert all(line.sources and line.as_of for line in found.lines)
    else:
        assert found.total is None
        assert (found.low, found.currency) == cases.money(case["low"])
        assert (found.high, found.currency) == cases.money(case["high"])
    said = " ".join(found.notes)
    assert case.get("note", "") in said
    assert case.get("excluded", "") in " ".join(found.excluded)


def tariff(vendor: str, name: str, platform: str = "cn", **more: object) -> Tariff:
    model = catalog.load(vendor).model(name)
    assert model is not None
    return Tariff(vendor, platform, model, **more)  # type: ignore[arg-type]


NOVEMBER = date(2026, 11, 23)
TARIFFS = (
    tariff("zhipu", "glm-4.7"),
    tariff("zhipu", "glm-5.1", ratio=Decimal("0.913")),
    tariff("alibaba", "qwen-plus", ratio=Decimal("1.27")),
    tariff("alibaba", "qwen-plus", thinking=True, output_ratio=Decimal("1.5")),
    tariff("bytedance", "doubao-seed-1.8", ratio=Decimal("0.7")),
    tariff("deepseek", "deepseek-flash"),
    tariff("openai", "gpt-5.5", "global"),
    tariff("minimax", "MiniMax-M3"),
)


def test_cuts_are_the_edges_of_all_brackets_in_logged_tokens():
    assert cuts_for([tariff("zhipu", "glm-5.1")], on=NOVEMBER) == Cuts((32_000,), (), None)
    assert cuts_for([tariff("alibaba", "qwen-plus")], on=NOVEMBER) == Cuts((128_001, 256_001), (), None)
    found = cuts_for([tariff("zhipu", "glm-4.7", ratio=Decimal("0.8"), output_ratio=Decimal("0.5"))], on=NOVEMBER)
    assert found.input == (40_000, 250_000)  # 32,000 / 0.8 and 200,000 / 0.8
    assert found.output == (500,)  # 200 / (0.8 x 0.5)


def test_cuts_ask_for_time_only_where_a_price_depends_on_it():
    assert cuts_for([tariff("deepseek", "deepseek-flash")], on=NOVEMBER).minutes == 60
    night = cuts_for([tariff("deepseek", "deepseek-chat", "intl")], on=date(2025, 5, 5))
    assert night.minutes == 30  # 16:30 to 00:30 UTC
    assert cuts_for([tariff("zhipu", "glm-5.3-flash")], on=NOVEMBER).minutes is None
    assert cuts_for([tariff("zhipu", "glm-5.3-flash")], on=None).minutes == 480  # midnight in Beijing is 16:00 UTC
    assert cuts_for([tariff("openai", "gpt-4o", "global")], on=None).minutes == 1440


@given(st.integers(1, 400_000), st.sampled_from(TARIFFS))
def test_a_cut_is_exact_for_every_count_around_it(tokens, one):
    cuts = cuts_for([one], on=NOVEMBER)
    for edge in cuts.input:
        below, above = (
            bill(one, [Demand(1, size, 1_000)], on=NOVEMBER) for size in (edge - 1, edge)
        )
        assert below.lines[0].bracket != above.lines[0].bracket
    same = [t for t in (tokens, tokens + 1) if cuts.input_bracket(t) == cuts.input_bracket(tokens)]
    brackets = {bill(one, [Demand(1, t, 1_000)], on=NOVEMBER).lines[0].bracket for t in same}
    assert len(brackets) == 1


_START = datetime(2026, 9, 28, tzinfo=UTC)
_REQUEST = st.tuples(
    st.integers(1, 300_000),
    st.integers(0, 3_000),
    st.integers(0, 100),  # per cent cached
    st.integers(0, 14 * 24 * 60 - 1),  # minutes since the start
    st.sampled_from(["default", "batch", None]),
    st.booleans(),
)


def row(request: tuple[int, int, int, int, str | None, bool], cuts: Cuts) -> Group:
    prompt, completion, share, minute, tier, thinking = request
    moment = _START + timedelta(minutes=minute)
    start = None
    if cuts.minutes is not None:
        start = moment - timedelta(minutes=(moment.hour * 60 + moment.minute) % cuts.minutes)
    return Group(
        "gpt-4o", (), start, tier, thinking, 1, prompt, prompt * share // 100, 0, completion, 0,
        prompt, prompt, completion, completion,
    )  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(_REQUEST, min_size=1, max_size=12), st.data())
def test_a_rolled_up_log_costs_what_its_requests_cost_one_by_one(requests, data):
    cuts = cuts_for(TARIFFS, on=NOVEMBER)
    groups = collapse((row(request, cuts) for request in requests), cuts)
    shuffled = data.draw(st.permutations(groups))
    for one in TARIFFS:
        rolled = bill(one, [demand(group, cuts.minutes) for group in shuffled], on=NOVEMBER)
        single = [
            bill(
                one,
                [replace(demand(row(r, cuts), None), start=_START + timedelta(minutes=r[3]))],
                on=NOVEMBER,
            )
            for r in requests
        ]
        if any(each.missing for each in single):
            assert rolled.missing
            continue
        assert rolled.total == sum((each.total for each in single), Decimal(0))
        assert rolled.total == sum((line.amount for line in rolled.lines), Decimal(0))
        merged = Slots(groups, cuts).demands(one, NOVEMBER)
        assert len(merged) <= len(groups)
        assert bill(one, merged, on=NOVEMBER).total == rolled.total


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TARIFFS), st.integers(0, 200_000), st.integers(1, 100_000), st.integers(1, 1_000))
def test_more_tokens_never_cost_less_within_a_bracket(one, prompt, more, output):
    cuts = cuts_for([one], on=NOVEMBER)
    when = datetime(2026, 11, 23, 3, tzinfo=UTC)
    small, large = (
        bill(one, [Demand(1, size, output, start=when)], on=NOVEMBER) for size in (prompt, prompt + more)
    )
    if cuts.input_bracket(prompt) != cuts.input_bracket(prompt + more) or small.missing or large.missing:
        return
    assert small.total is not None
    assert large.total is not None
    assert small.total <= large.total


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TARIFFS), st.lists(st.tuples(st.integers(1, 150_000), st.integers(0, 2_000)), min_size=1, max_size=8))
def test_the_range_of_an_export_holds_the_true_bill(one, requests):
    when = datetime(2026, 11, 23, 3, tzinfo=UTC)
    total = bill(one, [Demand(1, p, c, start=when) for p, c in requests], on=NOVEMBER)
    summed = Demand(len(requests), sum(p for p, _ in requests), sum(c for _, c in requests), start=when)
    export = bill(one, [summed], on=NOVEMBER)
    if total.total is None:
        return
    assert export.low is not None
    assert export.high is not None
    assert export.low <= total.total <= export.high


def test_a_slot_across_midnight_of_a_price_change_is_a_range():
    one = tariff("zhipu", "glm-5.3-flash")
    day = Demand(10, 1_000_000, 0, start=datetime(2026, 9, 9, tzinfo=UTC), minutes=1440, prompt_min=1, prompt_max=500_000,
                 completion_min=0, completion_max=0)  # fmt: skip
    found = bill(one, [day], on=None)
    assert (found.low, found.high) == (Decimal("0.4"), Decimal("0.8"))
    before = bill(one, [replace(day, minutes=480)], on=None)
    assert before.total == Decimal("0.4")


def test_slots_are_added_up_where_a_list_treats_them_alike():
    cuts = Cuts((32_000,), (), 60)
    groups = [row((1_000, 10, 0, 60 * hour, None, False), cuts) for hour in range(14 * 24)]
    slots = Slots(groups, cuts)
    assert len(slots.demands(tariff("zhipu", "glm-5.1"), NOVEMBER)) == 1  # the hour never matters
    assert len(slots.demands(tariff("zhipu", "glm-5.1"), None)) == 1  # nor does the day: no change in two weeks
    windows = slots.demands(tariff("deepseek", "deepseek-flash"), NOVEMBER)
    # peak, off-peak, and two days off in exchange, which carry a remark of their own
    assert sum(d.requests for d in windows) == len(groups)
    assert len(windows) == 4
    change = [row((1_000, 10, 0, 60 * hour, None, False), cuts) for hour in range(48)]
    early = [replace(g, start=datetime(2026, 9, 9, tzinfo=UTC) + timedelta(hours=n)) for n, g in enumerate(change)]
    found = Slots(early, cuts).demands(tariff("zhipu", "glm-5.3-flash"), None)
    assert sorted(d.requests for d in found) == [16, 32]  # the new price holds from 16:00 UTC


def test_a_log_without_times_has_no_price_of_its_own_day():
    found = bill(tariff("zhipu", "glm-5.1"), [Demand(1, 10, 10)], on=None)
    assert found.total is None
    assert "when the requests were sent" in found.missing[0]


def test_one_unpriced_request_leaves_no_total_but_what_is_known():
    one = tariff("moonshot", "kimi-k2.5")
    demands = [
        Demand(1, 1_000_000, 0, start=datetime(2026, 8, 30, tzinfo=UTC)),
        Demand(1, 1_000_000, 0, start=datetime(2026, 9, 30, tzinfo=UTC)),
    ]
    found = bill(one, demands, on=None)
    assert found.total is None
    assert found.known == Decimal(4)
    assert found.requests == 2


def test_nothing_asked_costs_nothing_and_says_so():
    found = bill(tariff("zhipu", "glm-5.1"), [], on=NOVEMBER)
    assert found.lines == ()
    assert found.requests == 0
