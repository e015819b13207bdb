"""Vendors side by side: who is in the table, in which order, and why the others are not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from migrate.cost import fx, gather
from migrate.cost.ask import Shape, counted
from migrate.cost.compare import Assumptions, compare, tariffs
from migrate.cost.cuts import cuts_for
from migrate.cost.grouped import grouped
from migrate.report import costs
from migrate.traffic.model import Cuts, Damage, Group, Rollup
from migrate.vendors import page as room
from providers import catalog
from providers.mapping import Needs

DAY = date(2026, 11, 23)


def vendors(*names):
    found = []
    for name in names:
        provider = catalog.load(name.partition(":")[0])
        found.append((provider, provider.platform(name.partition(":")[2] or None)))
    return found


def assumed(**more):
    return Assumptions(**{"on": DAY, "today": DAY, **more})


def text(shape=None, needs=None, size=1_000, label=None):
    shape = shape or Shape(output=100)
    return [counted(lambda provider, model: (size, "exact"), shape, needs or Needs(), label)]


def rows_of(answer):
    return {(row.provider, how): row for row in answer.rows for how in row.how}


def test_rows_stand_in_the_order_of_what_they_cost():
    answer = compare(text(), vendors("zhipu", "moonshot", "baichuan", "deepseek", "openai"), assumed())
    amounts = [row.compared for row in answer.rows]
    assert amounts == sorted(amounts)
    assert answer.currency == "CNY"
    assert {row.currency for row in answer.rows} == {"CNY", "USD"}


def test_a_stated_rate_is_used_and_another_order_follows():
    rates = (fx.parse("USDCNY=100@2026-11-20"),)
    answer = compare(text(), vendors("moonshot", "openai"), assumed(rates=rates))
    assert answer.rates == rates
    assert [row.provider for row in answer.rows] == ["moonshot", "openai"]
    row = rows_of(answer)["openai", "cheapest"]
    assert row.compared == row.total * 100


def test_without_a_link_between_the_currencies_nothing_is_converted():
    rates = (fx.parse("EURJPY=160@2026-11-20"),)
    answer = compare(text(), vendors("moonshot", "openai"), assumed(rates=rates))
    assert answer.currency == "CNY"  # by the dated default, which is named
    assert "default" in answer.rates[0].source


def test_the_cheapest_is_a_model_that_can_do_what_is_needed():
    plain = rows_of(compare(text(), vendors("zhipu"), assumed()))
    needy = compare(text(needs=Needs(vision=True, tools=True)), vendors("zhipu"), assumed())
    assert rows_of(needy)["zhipu", "cheapest"].total >= plain["zhipu", "cheapest"].total
    model = catalog.load("zhipu").model(rows_of(needy)["zhipu", "cheapest"].choices[0].model)
    assert model.capabilities.vision
    assert model.capabilities.tools
    whys = {f.model: f.why for f in needy.fallen}
    assert whys["glm-5.1"] == "vision: no"


def test_a_free_model_stands_beside_the_cheapest_that_is_paid():
    found = rows_of(compare(text(), vendors("zhipu"), assumed()))
    assert found["zhipu", "cheapest"].total == 0
    assert found["zhipu", "cheapest paid"].total > 0
    shown = room.text(costs.page(report(found.values()), verbose=False), width=100, color=False, why=False)
    assert "listed as free" in shown


def report(rows, **more):
    from migrate.cost.compare import Comparison

    found = Comparison(tuple(rows), (), (), "CNY", ())
    return costs.Report("a text", "1 request", found, assumed(), (), **more)


def test_too_long_a_prompt_takes_small_models_out():
    answer = compare(text(size=150_000), vendors("moonshot", "baichuan"), assumed())
    whys = [f.why for f in answer.fallen if f.provider == "baichuan"]
    assert any("context window" in why and "too small for 150,100" in why for why in whys)
    assert not any(row.provider == "baichuan" for row in answer.rows)


def test_a_vendor_that_does_not_serve_a_country_is_out_with_its_reason():
    answer = compare(text(), vendors("openai", "zhipu"), assumed(region="CN"))
    assert not any(row.provider == "openai" for row in answer.rows)
    assert any(f.provider == "openai" and "403" in f.why for f in answer.fallen)


def test_prices_of_a_day_in_2024_are_those_of_the_time():
    answer = compare(text(), vendors("zhipu"), assumed(on=date(2024, 6, 25)))
    row = rows_of(answer)["zhipu", "cheapest"]
    assert row.choices[0].model == "glm-4-flash"
    assert row.total == Decimal("0.00011")  # 1,100 tokens at 0.1 CNY per million


def test_without_an_answers_length_there_is_no_total():
    answer = compare(text(Shape()), vendors("moonshot"), assumed())
    row = answer.rows[0]
    assert row.total is None
    assert row.low is None
    assert "--output-tokens" in row.missing[0]
    shown = room.text(costs.page(report(answer.rows), verbose=False), width=100, color=False, why=False)
    assert "not estimated (known:" in shown


def group(model, prompt, completion, *, n=1, minute=0, dims=(), tier=None):
    start = datetime(2026, 11, 23, minute // 60, tzinfo=UTC)
    return Group(model, dims, start, tier, None, n, prompt * n, 0, 0, completion * n, 0, prompt, prompt, completion, completion)


def rollup(*groups, dims=(), cuts=None, **more):
    return Rollup(tuple(groups), dims, len(groups), (), "test", None, None, cuts or Cuts((), (), 60), **more)


def test_a_log_is_priced_at_todays_vendor_and_by_the_mapping():
    log = rollup(group("gpt-4o", 1_000, 100, n=1_000), group("text-embedding-3-small", 500, 0, n=10))
    asks = gather.from_rollup(log, "log", Needs()).asks
    now = vendors("openai")[0]
    found = rows_of(compare(asks, vendors("zhipu"), assumed(), today=now))
    today = found["openai", "today"]
    # 1,000,000 x 2.5 + 100,000 x 10 + 5,000 x 0.02 per million
    assert today.total == Decimal("3.5001")
    suggested = found["zhipu", "suggested"]
    assert [c.model for c in suggested.choices] == ["glm-5.3", "embedding-3"]
    # 1,000,000 x 8 + 100,000 x 28 + 5,000 x 0.5
    assert suggested.total == Decimal("10.8025")


def test_a_chosen_model_takes_the_place_of_the_suggested():
    asks = gather.from_rollup(rollup(group("gpt-4o", 1_000, 100)), "log", Needs()).asks
    found = rows_of(compare(asks, vendors("zhipu"), assumed(models={"gpt-4o": "glm-4.7"})))
    assert [c.model for c in found["zhipu", "chosen"].choices] == ["glm-4.7"]
    assert ("zhipu", "suggested") not in found


def test_a_model_nobody_knows_leaves_todays_bill_open():
    asks = gather.from_rollup(rollup(group("house-model-7", 1_000, 100)), "log", Needs()).asks
    found = rows_of(compare(asks, vendors("zhipu"), assumed(), today=vendors("openai")[0]))
    assert found["openai", "today"].total is None
    assert "house-model-7" in found["openai", "today"].missing[0]
    assert found["zhipu", "cheapest"].total is not None


def test_groups_add_up_to_their_row():
    said = assumed()
    now = vendors("openai")[0]
    chosen = vendors("zhipu", "deepseek")
    cuts = cuts_for(tariffs([*chosen, now], said), on=said.on)
    log = rollup(
        *(group("gpt-4o", size, 250, n=n, minute=60 * n, dims=(app,))
          for n, size in enumerate((31_999, 32_000, 100_000), 1) for app in ("shop", "desk")),
        dims=("app",), cuts=cuts,
    )  # fmt: skip
    answer = compare(gather.from_rollup(log, "log", Needs()).asks, chosen, said, today=now)
    parts = grouped(log, answer.rows, ("app",), on=said.on)
    assert {part.key for part in parts} == {("shop",), ("desk",)}
    for number, row in enumerate(answer.rows):
        assert sum(part.amounts[number][1] for part in parts) == row.total
    assert sum(part.requests for part in parts) == log.requests


def test_damaged_and_aggregated_logs_say_so():
    log = rollup(group("gpt-4o", 1_000, 100), aggregated=True)
    log = Rollup(**{**{f: getattr(log, f) for f in log.__slots__}, "damaged": (Damage("no tokens", 3, "a.jsonl:7"),)})
    notes = " ".join(gather.from_rollup(log, "log", Needs()).notes)
    assert "3 rows not priced: no tokens, e.g. a.jsonl:7" in notes
    assert "sums, not requests" in notes
    assert "context windows were not checked" in notes


def test_what_a_log_says_of_tiers_and_spending_is_passed_on():
    groups = [replace(group("gpt-4o", 10, 10, tier=tier), spend=Decimal("1.25")) for tier in ("default", "batch", "scale")]
    notes = gather.from_rollup(rollup(*groups, currency="USD"), "log", Needs()).notes
    assert "service tiers priced as ordinary requests: scale" in notes
    assert "the log itself records 3.75 USD as spent" in notes
    assert gather.from_rollup(rollup(group("gpt-4o", 10, 10)), "log", Needs()).notes == ()


def test_a_log_without_requests_is_an_error_that_names_the_reason():
    from migrate.errors import UsageError

    empty = Rollup((), (), 2, (Damage("broken JSON", 2, "a:1"),), "test", None, None, Cuts())
    with pytest.raises(UsageError, match="broken JSON"):
        gather.from_rollup(empty, "log", Needs())


def test_every_line_of_a_report_has_a_source_and_a_date():
    answer = compare(text(label="gpt-4o"), vendors("zhipu", "alibaba"), assumed(), today=vendors("openai")[0])
    said = costs.data(costs.Report("a text", "1 request", answer, assumed(), ("note",)))
    lines = [line for row in said["rows"] for model in row["models"] for line in model["lines"]]
    assert lines
    assert all(line["sources"] and line["as_of"] for line in lines if line["amount"] is not None)
    for row in said["rows"]:
        amounts = [Decimal(line["amount"]) for model in row["models"] for line in model["lines"]]
        assert sum(amounts) == Decimal(row["total"])
    assert said["fallen"]
    assert any("--output-ratio" in note for note in costs.data(
        costs.Report("a text", "1 request", answer, assumed(output_ratio=Decimal("1.2")), ()))["notes"])  # fmt: skip
