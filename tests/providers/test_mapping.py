from __future__ import annotations

from datetime import date

import pytest

from providers import catalog, mapping
from providers.mapping import Needs
from providers.source_models import source_of
from providers.types import Lifecycle

TODAY = date(2026, 11, 23)
ERA = date(2024, 6, 25)
ALL_NEEDS = [
    Needs(),
    Needs(vision=True),
    Needs(tools=True, json_schema=True),
    Needs(reasoning=True),
    Needs(context_tokens=300_000),
    Needs(kind="embedding", dims=1536),
]


def best(target, source, needs=None, on=TODAY, platform=None, vendor=None):
    provider = catalog.load(target)
    return mapping.best(
        provider, source, needs or Needs(), platform=platform or provider.platforms[0].id, on=on, source=vendor
    )


@pytest.mark.parametrize("target", catalog.ids())
def test_nothing_that_ends_is_ever_accepted(target):
    """Over every source model of every vendor and several needs."""
    provider = catalog.load(target)
    checked = 0
    for vendor in catalog.ids():
        for source in catalog.load(vendor).models:
            needs = ALL_NEEDS[checked % len(ALL_NEEDS)]
            for candidate in mapping.candidates(
                provider, source, needs, platform=provider.platforms[-1].id, on=TODAY, source=vendor
            ):
                if candidate.rejected is not None:
                    continue
                model = candidate.model
                assert model.status in (Lifecycle.ACTIVE, Lifecycle.LEGACY, Lifecycle.UNKNOWN)
                assert model.deprecated is None
                assert not model.deprecation_announced
                assert model.retires is None or model.retires > TODAY
                known = [d for d in (model.released, model.first_seen) if d is not None]
                assert not known or min(known) <= TODAY
            checked += 1
    assert checked == 592


@pytest.mark.parametrize("target", catalog.ids())
def test_accepted_come_first_and_all_say_why(target):
    provider = catalog.load(target)
    ranked = mapping.candidates(provider, "gpt-4o", Needs(tools=True), platform="cn", on=TODAY)
    assert [c.rejected is not None for c in ranked] == sorted(c.rejected is not None for c in ranked)
    assert {c.model.id for c in ranked} == {m.id for m in provider.models.values() if m.kind == "chat"}
    assert all(c.reasons or c.rejected for c in ranked)


@pytest.mark.parametrize(
    ("target", "source", "needs", "expected"),
    [
        ("zhipu", "gpt-4o", Needs(tools=True), "glm-5.3"),
        ("zhipu", "gpt-4o", Needs(vision=True), "glm-5.3-flash"),
        ("zhipu", "gpt-4o-mini", Needs(tools=True, json_schema=True), "glm-5.3-flash"),
        ("zhipu", "gpt-4.1", Needs(context_tokens=300_000), "glm-5.3"),
        ("zhipu", "text-embedding-3-small", Needs(dims=1536), "embedding-3"),
        ("moonshot", "gpt-4o", Needs(), "kimi-k3"),
        ("moonshot", "gpt-3.5-turbo", Needs(), "kimi-k2.6"),
        ("baichuan", "gpt-4o-mini", Needs(), "Baichuan4-Air"),
        ("alibaba", "text-embedding-3-small", Needs(dims=1536), "text-embedding-v4"),
        ("deepseek", "gpt-4o", Needs(vision=True), "deepseek-flash"),
        ("azure-openai", "gpt-35-turbo", Needs(), "gpt-6-luna"),
    ],
)
def test_defaults_of_today(target, source, needs, expected):
    found = best(target, source, needs)
    assert found is not None
    assert found.model.id == expected
    assert found.rejected is None


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("glm-4.7", "moonshot", "kimi-k2.6"),
        ("kimi-k3", "openai", "gpt-6-astra"),
        ("moonshot-v1-8k", "zhipu", "glm-5.3-flash"),
        ("qwen-max", "zhipu", "glm-5.3"),
        ("embedding-3", "alibaba", "text-embedding-v4"),
    ],
)
def test_any_vendor_to_any_other_by_the_tier_at_home(source, target, expected):
    found = best(target, source)
    assert found is not None
    assert found.model.id == expected


def test_vision_is_needed_or_the_candidate_is_rejected():
    provider = catalog.load("zhipu")
    ranked = mapping.candidates(provider, "gpt-4o", Needs(vision=True), platform="cn", on=TODAY)
    by_id = {c.model.id: c for c in ranked}
    assert by_id["glm-5.3"].rejected == "vision: no"
    assert all(c.model.capabilities.vision is not False for c in ranked if c.rejected is None)


def test_a_short_window_is_rejected_with_both_numbers():
    found = best("baichuan", "gpt-4.1", Needs(context_tokens=300_000))
    assert found is None
    ranked = mapping.candidates(
        catalog.load("baichuan"), "gpt-4o", Needs(context_tokens=100_000), platform="cn", on=TODAY
    )
    turbo = next(c for c in ranked if c.model.id == "Baichuan4")
    assert turbo.rejected is not None
    assert "32,768" in turbo.rejected
    assert "100,000" in turbo.rejected


def test_unknown_is_accepted_and_said():
    found = best("bytedance", "gpt-4o-mini", Needs(json_schema=True))
    assert found is not None
    assert "json_schema: unknown" in found.reasons


def test_another_vector_length_is_said():
    found = best("zhipu", "text-embedding-ada-002", Needs(dims=1536))
    assert found is not None
    assert any("not 1536" in reason for reason in found.reasons)


def test_a_chat_vendor_has_no_embedding_to_offer():
    assert best("moonshot", "text-embedding-3-small") is None


def test_a_missing_json_schema_is_worse_than_a_present_one_and_names_the_way_out():
    ranked = mapping.candidates(
        catalog.load("deepseek"), "gpt-4o", Needs(json_schema=True), platform="cn", on=TODAY
    )
    assert any("put the schema in the prompt" in reason for reason in ranked[0].reasons)


def test_the_price_named_is_that_of_the_platform():
    cn, intl = best("zhipu", "gpt-4o", platform="cn"), best("zhipu", "gpt-4o", platform="intl")
    assert cn is not None
    assert intl is not None
    assert "CNY 8 / 28 per million tokens on cn" in cn.reasons
    assert "USD 1.4 / 4.4 per million tokens on intl" in intl.reasons


def test_a_model_without_a_price_there_gives_way_to_one_with():
    found = best("moonshot", "o3", Needs(reasoning=True))
    assert found is not None
    assert found.model.id == "kimi-k3"  # kimi-k3.1-pro is listed first and has no price in yuan
    ranked = mapping.candidates(catalog.load("moonshot"), "o3", Needs(), platform="cn", on=TODAY)
    pro = next(c for c in ranked if c.model.id == "kimi-k3.1-pro")
    assert "no price known on cn" in pro.reasons


def test_the_same_model_elsewhere_comes_first():
    found = best("azure-openai", "text-embedding-3-small", vendor="openai")
    assert found is not None
    assert found.model.id == "text-embedding-3-small"
    assert found.reasons[0] == "the same model"


def test_an_azure_model_with_its_end_announced_is_passed_over():
    ranked = mapping.candidates(
        catalog.load("azure-openai"), "gpt-4o", Needs(), platform="global", on=TODAY
    )
    by_id = {c.model.id: c for c in ranked}
    assert by_id["gpt-4o"].rejected == "its end is announced, ends 2027-04-14"
    assert by_id["gpt-5.6-sol"].rejected is None
    assert "in service until 2028-01-11 at least" in by_id["gpt-5.6-sol"].reasons


def test_a_later_date_takes_the_announced_end_into_account():
    later = mapping.candidates(
        catalog.load("azure-openai"), "gpt-4o", Needs(), platform="global", on=date(2028, 1, 11)
    )
    assert next(c for c in later if c.model.id == "gpt-5.6-sol").rejected == "retired on 2028-01-11"


def test_a_model_of_the_future_is_not_for_today():
    before = mapping.candidates(catalog.load("zhipu"), "gpt-4o", Needs(), platform="cn", on=date(2026, 8, 1))
    assert next(c for c in before if c.model.id == "glm-5.3").rejected == "released on 2026-08-14, after 2026-08-01"


@pytest.mark.parametrize(
    ("name", "base", "noted"),
    [
        ("gpt-4o", "gpt-4o", False),
        ("ft:gpt-4o-mini-2024-07-18:acme::x", "gpt-4o-mini", True),
        ("ft:gpt-3.5-turbo-1106:acme:bot:9", "gpt-3.5-turbo-1106", True),
        ("openai/gpt-4o", "gpt-4o", False),
        ("gpt-4.1-2025-04-14", "gpt-4.1", True),
        ("zhipu/glm-4.7", "glm-4.7", False),
    ],
)
def test_what_a_name_in_code_stands_for(name, base, noted):
    found = source_of(name)
    assert found is not None
    assert base in (found.model.id, *found.model.aliases)
    assert (found.note is not None) == noted


@pytest.mark.parametrize("name", ["my-gpt4-deployment", "ep-20250101-abcde", "", "ft:", "nobody/gpt-4o", "\x1b[0m"])
def test_an_unknown_source_has_no_candidates(name):
    assert source_of(name) is None
    assert best("zhipu", name) is None


def test_a_fine_tuned_model_maps_as_its_base_and_says_so():
    found = best("zhipu", "ft:gpt-4o-mini-2024-07-18:acme::x")
    assert found is not None
    assert found.model.id == "glm-5.3-flash"
    assert any("the tuning does not move" in reason for reason in found.reasons)


@pytest.mark.parametrize(
    ("target", "source", "expected"),
    [
        ("zhipu", "gpt-4", "glm-4-0520"),
        ("zhipu", "gpt-3.5-turbo", "glm-4-flash"),
        ("moonshot", "gpt-4-turbo", "moonshot-v1-128k"),
        ("alibaba", "gpt-4", "qwen-max"),
        ("baichuan", "gpt-4", "Baichuan4"),
    ],
)
def test_in_2024_the_models_of_2024_are_proposed(target, source, expected):
    found = best(target, source, on=ERA)
    assert found is not None
    assert found.model.id == expected
    assert found.reasons[0] == f"a choice of 2024 for {source}"


@pytest.mark.parametrize(
    ("target", "source", "needs", "expected", "like"),
    [
        ("zhipu", "text-embedding-3-small", Needs(), "embedding-2", "text-embedding-ada-002"),
        ("zhipu", "gpt-4o-mini", Needs(), "glm-4-flash", "gpt-3.5-turbo"),
        ("moonshot", "gpt-4o", Needs(), "moonshot-v1-8k", "gpt-4"),
        ("zhipu", "gpt-4o", Needs(), "glm-4-0520", "gpt-4o"),
        ("zhipu", "gpt-4o", Needs(vision=True), "glm-4v", "gpt-4o"),
    ],
)
def test_in_2024_a_model_without_a_note_of_its_own_is_replaced_as_its_neighbour(target, source, needs, expected, like):
    provider = catalog.load(target)
    ranked = mapping.candidates(provider, source, needs, platform=provider.platforms[0].id, on=ERA)
    assert ranked[0].rejected is None
    assert ranked[0].model.id == expected
    assert ranked[0].reasons[0] == f"a choice of 2024 for {like}"


def test_an_embedding_model_is_not_asked_for_tools():
    found = mapping.best(
        catalog.load("zhipu"), "text-embedding-3-small", Needs(tools=True), platform="cn", on=date(2026, 11, 23)
    )
    assert found is not None
    assert not any("tools" in reason for reason in found.reasons)


def test_in_2024_a_model_without_a_price_then_is_rejected():
    rejected = [
        c
        for target in catalog.ids()
        for source in ("gpt-4", "gpt-4-turbo", "gpt-4o", "gpt-3.5-turbo", "text-embedding-ada-002")
        for c in mapping.candidates(
            catalog.load(target), source, Needs(), platform=catalog.load(target).platforms[0].id, on=ERA
        )
        if c.rejected
    ]
    assert all("no price known" in (c.rejected or "") for c in rejected)
    assert any(c.model.id == "Baichuan-Text-Embedding" for c in rejected)


def test_a_rolling_name_is_there_before_the_version_it_stands_for():
    ranked = mapping.candidates(catalog.load("alibaba"), "gpt-4o", Needs(), platform="cn", on=date(2025, 12, 1))
    by_id = {c.model.id: c for c in ranked}
    assert by_id["qwen3-max"].model.released == date(2026, 1, 23)
    assert by_id["qwen3-max"].rejected is None
    assert by_id["qwen3.8-max"].rejected is not None


@pytest.mark.parametrize(
    ("vendor", "name", "needs", "on", "why"),
    [
        ("zhipu", "glm-4.7", Needs(tools=True), "2026-11-23", None),
        ("zhipu", "glm-4v-flash", Needs(tools=True), "2026-11-23", "tools: no"),
        ("zhipu", "glm-ocr", Needs(tools=True), "2026-11-23", "tools: unknown"),
        ("zhipu", "glm-4", Needs(), "2026-11-23", "deprecated"),
        ("zhipu", "glm-4", Needs(), "2024-06-25", None),
        ("zhipu", "glm-4.7", Needs(), "2024-06-25", "released"),
        ("zhipu", "charglm-4", Needs(), "2026-11-23", "made for roleplay"),
        ("deepseek", "deepseek-chat", Needs(), "2026-11-23", "retired"),
        ("moonshot", "kimi-k2.8-preview", Needs(), "2026-11-23", "unknown"),
    ],
)
def test_what_speaks_against_a_model_whatever_it_replaces(vendor, name, needs, on, why):
    model = catalog.load(vendor).model(name)
    assert model is not None
    found = mapping.unfit(model, needs, on=date.fromisoformat(on), as_of=date(2026, 11, 23))
    assert found is None if why is None else why in (found or "")
