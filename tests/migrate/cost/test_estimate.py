from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.cost import Side, Use, estimate, fx, usage
from providers import catalog

ON = date(2026, 11, 23)
SUMMER_2024 = date(2024, 7, 1)


def profile(requests=10_000, prompt=1_000, completion=300, cached="0", embedding=""):
    text = (
        f"version: 1\nname: test\nchat: {{requests_per_month: {requests}, prompt_tokens: {prompt}, "
        f"completion_tokens: {completion}, cached_share: {cached}}}\n{embedding}"
    )
    return usage.parse(text.encode(), origin="usage.yaml")


def bill(uses, figures=None, *, target="zhipu", platform="cn", source="openai", on=ON, rates=(), **more):
    if isinstance(uses, tuple):
        uses = [Use(uses[0], uses[1], "chat")]
    return estimate(
        uses,
        figures or profile(),
        source=Side(catalog.load(source), "global"),
        target=Side(catalog.load(target), platform),
        on=on,
        fx=[fx.parse(rate) for rate in rates],
        **more,
    )


def side(lines, vendor):
    return {line.component: line for line in lines if line.provider == vendor}


def amounts(lines, vendor):
    return {component: line.amount for component, line in side(lines, vendor).items()}


def total(section, name):
    return section["totals"][name]["amounts"]


# --- bills checked by hand -----------------------------------------------------------------------


def test_gpt_4o_against_glm_4_7():
    lines, section = bill(("gpt-4o", "glm-4.7"))
    # 10,000 x 1,000 = 10M input at 2.50 = 25; 10,000 x 300 = 3M output at 10 = 30
    assert amounts(lines, "openai") == {"input": "25", "output": "30"}
    assert total(section, "source") == {"USD": "55"}
    # 300 output tokens a request: bracket from 200, 3 and 14: 10M at 3 = 30; 3M at 14 = 42
    assert amounts(lines, "zhipu") == {"input": "30", "output": "42"}
    assert total(section, "target") == {"CNY": "72"}


def test_short_answers_fall_into_the_cheaper_bracket():
    lines, section = bill(("gpt-4o", "glm-4.7"), profile(completion=150))
    # under 200 output tokens: 2 and 8: 10M at 2 = 20; 1.5M at 8 = 12
    assert amounts(lines, "zhipu") == {"input": "20", "output": "12"}
    assert section["models"][0]["target_price"]["bracket"] == "input under 32,000, output under 200"


def test_long_prompts_fall_into_the_dearer_bracket():
    lines, _ = bill(("gpt-4o", "glm-4.7"), profile(requests=1_000, prompt=40_000))
    # 4 and 16: 40M at 4 = 160; 0.3M at 16 = 4.8
    assert amounts(lines, "zhipu") == {"input": "160", "output": "4.8"}


def test_a_prompt_exactly_at_the_bound_belongs_to_the_upper_bracket():
    lines, _ = bill(("gpt-4o", "glm-4.7"), profile(requests=1_000, prompt=32_000))
    # 32M at 4 = 128
    assert side(lines, "zhipu")["input"].amount == "128"
    lines, _ = bill(("gpt-4o", "glm-4.7"), profile(requests=1_000, prompt=31_999))
    # 31.999M at 3 = 95.997
    assert side(lines, "zhipu")["input"].amount == "95.997"


def test_cached_input_has_its_own_line_and_price():
    lines, section = bill(("gpt-4o", "kimi-k2.6"), profile(cached="0.25"), target="moonshot")
    # openai: 7.5M at 2.50 = 18.75; 2.5M at 1.25 = 3.125; 3M at 10 = 30
    assert amounts(lines, "openai") == {"input": "18.75", "cache_read": "3.125", "output": "30"}
    # moonshot: 7.5M at 6.5 = 48.75; 2.5M at 1.1 = 2.75; 3M at 27 = 81; together 132.5
    assert amounts(lines, "moonshot") == {"input": "48.75", "cache_read": "2.75", "output": "81"}
    assert total(section, "target") == {"CNY": "132.5"}


def test_without_a_known_cache_price_cached_tokens_cost_as_input():
    lines, section = bill(("gpt-4o", "Baichuan4"), profile(cached="0.5"), target="baichuan")
    # 5M + 5M at 100 = 500 + 500; 3M at 100 = 300
    assert amounts(lines, "baichuan") == {"input": "500", "cache_read": "500", "output": "300"}
    assert section["models"][0]["target_price"]["cache_known"] is False


def test_prices_of_the_summer_of_2024():
    lines, section = bill(("gpt-4o", "glm-4"), on=SUMMER_2024)
    # gpt-4o then: 10M at 5 = 50; 3M at 15 = 45. glm-4: 10M at 100 = 1,000; 3M at 100 = 300
    assert amounts(lines, "openai") == {"input": "50", "output": "45"}
    assert amounts(lines, "zhipu") == {"input": "1000", "output": "300"}
    assert section["at"] == "2024-07-01"


def test_gpt_4_in_2024_against_glm_4_air():
    lines, _ = bill(("gpt-4", "glm-4-air"), on=SUMMER_2024)
    # 10M at 30 = 300; 3M at 60 = 180. glm-4-air: 10M at 1 = 10; 3M at 1 = 3
    assert amounts(lines, "openai") == {"input": "300", "output": "180"}
    assert amounts(lines, "zhipu") == {"input": "10", "output": "3"}


def test_embeddings_have_input_only():
    figures = profile(embedding="embedding: {requests_per_month: 2000, prompt_tokens: 500}")
    lines, section = bill([Use("text-embedding-3-small", "embedding-3", "embedding")], figures)
    # 2,000 x 500 = 1M at 0.02 = 0.02 and at 0.5 = 0.5
    assert amounts(lines, "openai") == {"input": "0.02"}
    assert amounts(lines, "zhipu") == {"input": "0.5"}
    assert section["models"][0]["completion_tokens"] is None


def test_two_dollar_bills_compare_without_a_rate():
    _, section = bill(("gpt-4o", "glm-4.7"), platform="intl")
    # 10M at 0.6 = 6; 3M at 2.2 = 6.6; 12.6 - 55 = -42.4; -42.4 / 55 = -77.1 %
    assert total(section, "target") == {"USD": "12.6"}
    assert section["difference"]["amount"] == "-42.4"
    assert section["difference"]["percent"] == "-77.1"
    assert section["difference"]["converted"] is False


def test_a_rate_converts_the_totals_and_only_them():
    lines, section = bill(("gpt-4o", "glm-4.7"), rates=["USDCNY=7.1@2026-11-20"])
    # 55 x 7.1 = 390.5; 72 - 390.5 = -318.5; -318.5 / 390.5 = -81.6 %
    assert section["difference"]["amount"] == "-318.5"
    assert section["difference"]["currency"] == "CNY"
    assert section["difference"]["percent"] == "-81.6"
    assert section["rates"][0]["text"] == "1 USD = 7.1 CNY of 2026-11-20 (--fx)"
    assert {line.currency for line in lines if line.provider == "openai"} == {"USD"}


def test_a_rate_the_other_way_converts_to_its_own_quote():
    _, section = bill(("gpt-4o", "glm-4.7"), rates=["CNYUSD=0.14@2026-11-20"])
    # 72 x 0.14 = 10.08; 10.08 - 55 = -44.92
    assert (section["difference"]["amount"], section["difference"]["currency"]) == ("-44.92", "USD")


def test_a_price_that_depends_on_the_hour_is_the_dearest_and_says_so():
    lines, section = bill(("gpt-4o", "deepseek-v4-pro"), target="deepseek")
    # peak: 10M at 9 = 90; 3M at 27 = 81
    assert amounts(lines, "deepseek") == {"input": "90", "output": "81"}
    assert "dearest" in section["models"][0]["target_price"]["assumed"]


def test_a_free_model_costs_0_and_that_is_a_price():
    lines, section = bill(("gpt-4o", "glm-4.7-flash"))
    assert amounts(lines, "zhipu") == {"input": "0", "output": "0"}
    assert total(section, "target") == {"CNY": "0"}
    assert section["totals"]["target"]["complete"] is True


def test_target_tokens_can_be_rescaled():
    ratio = {("gpt-4o", "glm-4.7"): Decimal("1.1")}
    lines, section = bill(("gpt-4o", "glm-4.7"), token_ratio=ratio)
    # 1,100 and 330 tokens a request: 11M at 3 = 33; 3.3M at 14 = 46.2; today's side as before
    assert amounts(lines, "zhipu") == {"input": "33", "output": "46.2"}
    assert amounts(lines, "openai") == {"input": "25", "output": "30"}
    assert section["models"][0]["token_ratio"] == "1.1"
    assert "rescaled" in section["token_counts"]


def test_rescaled_tokens_choose_the_bracket():
    figures = profile(requests=1_000, prompt=30_000)
    lines, _ = bill(("gpt-4o", "glm-4.7"), figures, token_ratio=lambda *_: Decimal("1.1"))
    # 33,000 tokens a request: 33M at 4 = 132
    assert side(lines, "zhipu")["input"].amount == "132"


# --- what is not known ---------------------------------------------------------------------------


def not_estimated(lines, vendor):
    found = {line.not_estimated for line in lines if line.provider == vendor}
    assert {line.amount for line in lines if line.provider == vendor} == {None}
    assert len(found) == 1
    return found.pop()


def test_a_price_that_ended_is_not_estimated_and_says_when():
    lines, section = bill(("gpt-4", "glm-5.3"))
    assert not_estimated(lines, "openai").endswith("its last one ended 2026-10-23")
    assert total(section, "source") == {}
    assert section["totals"]["source"]["complete"] is False
    assert section["difference"]["amount"] is None


def test_a_model_without_a_price_is_not_estimated():
    use = Use("text-embedding-3-small", "Baichuan-Text-Embedding", "embedding")
    figures = profile(embedding="embedding: {requests_per_month: 2000, prompt_tokens: 500}")
    lines, _ = bill([use], figures, target="baichuan")
    assert "no price of Baichuan-Text-Embedding" in not_estimated(lines, "baichuan")


def test_a_price_on_another_platform_is_never_borrowed():
    lines, _ = bill(("gpt-4o", "kimi-k3.1-pro"), target="moonshot")
    reason = not_estimated(lines, "moonshot")
    assert "known for intl in USD" in reason


def test_an_unknown_model_and_a_missing_target_are_not_estimated():
    lines, _ = bill(("my-deployment", None))
    assert not_estimated(lines, "openai") == "the openai catalogue has no model my-deployment"
    assert not_estimated(lines, "zhipu") == "no model of zhipu is mapped to my-deployment"


def test_missing_figures_are_named_and_never_counted_as_0():
    figures = usage.parse(b"version: 1\nchat: {requests_per_month: 10, prompt_tokens: 5}", origin="u")
    lines, _ = bill(("gpt-4o", "glm-4.7"), figures)
    assert not_estimated(lines, "openai") == "usage does not say completion_tokens"
    assert {line.quantity for line in lines} == {None}


def test_without_figures_for_embeddings_only_these_are_not_estimated():
    uses = [Use("gpt-4o", "glm-4.7", "chat"), Use("text-embedding-3-small", "embedding-3", "embedding")]
    lines, section = bill(uses, profile())
    assert total(section, "source") == {"USD": "55"}
    assert {line.label for line in lines if line.not_estimated} == {"text-embedding-3-small -> embedding-3"}


def test_what_cannot_be_priced_on_both_sides_is_left_out_of_the_comparison_by_name():
    uses = [Use("gpt-4o", "glm-4.7", "chat"), Use("gpt-4", "glm-5.3", "chat")]
    _, section = bill(uses, rates=["USDCNY=7@2026-11-20"])
    assert section["difference"]["not_compared"] == ["gpt-4 -> glm-5.3"]
    # half of the requests each: gpt-4o 27.5 x 7 = 192.5 against 36
    assert section["difference"]["amount"] == "-156.5"


def test_two_currencies_without_a_rate_are_not_compared_and_the_flag_is_named():
    _, section = bill(("gpt-4o", "glm-4.7"))
    assert section["difference"]["amount"] is None
    assert "--fx USDCNY=" in section["difference"]["why"]
    _, section = bill(("gpt-4o", "glm-4.7"), rates=["EURCNY=8@2026-11-20"])
    assert "no rate given links them" in section["difference"]["why"]


def test_a_vendor_prefix_is_not_part_of_the_id_but_a_fine_tuned_model_is_another_model():
    lines, _ = bill(("openai/gpt-4o", "glm-4.7"))
    assert amounts(lines, "openai") == {"input": "25", "output": "30"}
    lines, _ = bill(("ft:gpt-4o:shop::1", "glm-4.7"))
    assert "no model ft:gpt-4o:shop::1" in not_estimated(lines, "openai")


def test_every_line_says_where_its_price_and_its_quantity_come_from():
    lines, _ = bill(("gpt-4o", "glm-4.7"))
    assert all(line.source and line.as_of.startswith("2026") and line.provenance == "profile" for line in lines)


def test_a_model_that_always_thinks_is_said_to():
    _, section = bill(("gpt-4o", "glm-5.3"))
    assert any("glm-5.3: thinking cannot be switched off" in note for note in section["notes"])
    _, section = bill(("gpt-4o", "glm-4.7"))
    assert any("glm-4.7: priced without thinking" in note for note in section["notes"])
    _, section = bill(("gpt-4o", "glm-4.7"), thinking={"glm-4.7": True})
    assert not any("priced without thinking" in note for note in section["notes"])


# --- sums ----------------------------------------------------------------------------------------

PAIRS = st.sampled_from(
    [("gpt-4o", "glm-4.7"), ("gpt-4o-mini", "glm-5.3-flash"), ("gpt-4", "glm-5.3"), ("o3", "glm-4.7"), ("x", None)]
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(PAIRS, min_size=1, max_size=5, unique=True),
    st.integers(0, 10**12),
    st.integers(0, 200_000),
    st.integers(0, 200_000),
    st.decimals(0, 1, places=3),
)
def test_lines_multiply_and_totals_add_up_exactly(pairs, requests, prompt, completion, cached):
    uses = [Use(old, new, "chat") for old, new in pairs]
    lines, section = bill(uses, profile(requests, prompt, completion, cached))
    for line in lines:
        assert (line.amount is None) == (line.not_estimated is not None)
        if line.amount is not None:
            # 60 digits hold every product here; the test multiplies as integers to be sure
            price = Decimal(line.unit_price).as_integer_ratio()
            amount = Decimal(line.amount).as_integer_ratio()
            assert amount[0] * price[1] * line.unit_size == int(line.quantity) * price[0] * amount[1]
    for name, vendor in (("source", "openai"), ("target", "zhipu")):
        for currency, text in total(section, name).items():
            of_vendor = [
                Decimal(line.amount) for line in lines if line.provider == vendor and line.currency == currency
            ]
            assert sum(of_vendor) == Decimal(text)
    assert sum(row["requests"] for row in section["models"]) == requests
    for row in section["models"]:
        inputs = [
            int(line.quantity)
            for line in lines
            if line.label == row["label"] and line.provider == "openai" and line.component != "output"
        ]
        assert sum(inputs) == row["requests"] * prompt
