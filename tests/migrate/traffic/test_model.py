import random
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from migrate.traffic import Cuts, Damage, Group, Rollup, fold, merge

CUTS = Cuts((100, 1000), (50,), 1440)
DAY = datetime(2026, 11, 1, tzinfo=UTC)


def group(prompt=10, completion=5, *, model="gpt-4o", dims=(), start=DAY, tier=None, thinking=None, spend=None):
    return Group(
        model, dims, start, tier, thinking, 1, prompt, 0, 0, completion, 0, prompt, prompt, completion, completion, spend
    )


def rollup(*groups, **changes):
    return replace(Rollup(tuple(groups), (), len(groups), (), "jsonl", None, None, CUTS), **changes)


def test_a_row_is_in_the_bracket_of_the_edges_it_has_reached():
    assert [CUTS.input_bracket(n) for n in (0, 99, 100, 999, 1000)] == [0, 0, 1, 1, 2]
    assert [CUTS.output_bracket(n) for n in (49, 50)] == [0, 1]


@pytest.mark.parametrize("bad", [{"input": (2, 1)}, {"input": (1, 1)}, {"output": (0,)}, {"minutes": 7}, {"minutes": 0}])
def test_cuts_that_mean_nothing_are_refused(bad):
    with pytest.raises(ValueError):
        Cuts(**bad)


def test_merging_shards_in_any_order_and_grouping_is_exact():
    chooser = random.Random(6)
    rows = [
        group(chooser.randrange(3000), chooser.randrange(100), tier=chooser.choice([None, "batch"]), spend=Decimal("0.1"))
        for _ in range(300)
    ]
    whole = merge([rollup(*rows)])
    chooser.shuffle(rows)
    parts = [rollup(*rows[n::7]) for n in range(7)]
    assert merge(parts) == merge([merge(parts[:3]), merge(parts[3:])]) == whole
    assert whole.requests == 300
    assert len(whole.groups) == 12
    assert sum(g.prompt for g in whole.groups) == sum(g.prompt for g in rows)
    assert sum(g.spend for g in whole.groups) == Decimal(30)


def test_no_group_straddles_an_edge():
    done = merge([rollup(group(99), group(100), group(999), group(1000, 49), group(1000, 50))])
    assert [(g.prompt_min, g.prompt_max, g.completion_max) for g in done.groups] == [
        (99, 99, 5), (100, 999, 5), (1000, 1000, 49), (1000, 1000, 50),
    ]  # fmt: skip


def test_sums_of_aggregates_never_pass_for_requests():
    lump = replace(group(5000), requests=9, prompt_min=None, prompt_max=None, completion_min=None, completion_max=None)
    done = merge([rollup(group(10)), rollup(lump, lump, aggregated=True)])
    assert done.aggregated
    assert [(g.requests, g.prompt, g.prompt_max) for g in done.groups] == [(18, 10_000, None), (1, 10, 10)]


def test_damage_adds_up_by_reason_and_keeps_a_place():
    one = rollup(damaged=(Damage("no model", 2, "b.jsonl:3"),), rows=2)
    other = rollup(damaged=(Damage("no model", 1, "a.jsonl:9"), Damage("broken line", 1, None)), rows=2)
    done = merge([one, other])
    assert done.damaged == (Damage("broken line", 1, None), Damage("no model", 3, "a.jsonl:9"))
    assert done.rows == 4


def test_what_does_not_merge_says_so():
    with pytest.raises(ValueError, match="other cuts"):
        merge([rollup(), rollup(cuts=Cuts())])
    with pytest.raises(ValueError, match="currencies"):
        merge([rollup(currency="USD"), rollup(currency="CNY")])
    with pytest.raises(ValueError, match="no roll-up"):
        merge([])


def test_folding_sums_what_is_dropped_and_keeps_brackets_apart():
    rows = [group(p, model=m, dims=(a, "u")) for p in (5, 500, 5000) for m in ("x", "y") for a in ("shop", "chat")]
    whole = replace(rollup(*rows), dims=("app", "user"))
    done = fold(whole, ("app",), model=False, slots=False)
    assert done.dims == ("app",)
    assert [(g.dims, g.requests, g.prompt, g.start) for g in done.groups] == [
        ((app,), 2, 2 * p, None) for app in ("chat", "shop") for p in (5, 500, 5000)
    ]
    assert fold(whole, ("app", "user")) == merge([whole])
