"""The validator finds what it is for, and the shipped seeds are clean."""

from __future__ import annotations

import copy
import json
import re

import jsonschema
import pytest

from providers import build, catalog, check, compile, contradictions, resources, schema

SEEDS = resources.seeds()
VENDORS = sorted(p.name for p in (SEEDS / "vendors").iterdir())
DOCUMENTS = [
    *((f"vendors/{v}/{part}.yaml", part) for v in VENDORS for part in ("vendor", "models")),
    *((f"{t}.yaml", t) for t in compile.TABLES),
]


def test_the_shipped_seeds_have_no_problems():
    assert check.problems() == []


@pytest.mark.parametrize("name", ["vendor", "models", "catalog", *compile.TABLES])
def test_published_schemas_are_schemas(name):
    jsonschema.Draft202012Validator.check_schema(schema.read(name))


@pytest.mark.parametrize(("path", "name"), DOCUMENTS)
def test_seeds_meet_the_published_schema(path, name):
    document = compile.plain(compile.read_yaml(SEEDS / path))
    assert list(jsonschema.Draft202012Validator(schema.read(name)).iter_errors(document)) == []
    assert list(schema.problems(document, name)) == []


def test_seeds_say_nothing_of_how_they_were_read():
    words = re.compile(r"stored (page|copy)|pages read|this pass|general knowledge|/work|fact base", re.IGNORECASE)
    for path in SEEDS.rglob("*.yaml"):
        if path.parent.name in {*VENDORS, "seeds"}:
            assert not words.search(path.read_text(encoding="utf-8")), path


@pytest.fixture
def zhipu():
    return copy.deepcopy(catalog.read_compiled("zhipu"))


def model(compiled, name):
    return next(m for m in compiled["models"] if m["id"] == name)


def breaks(compiled, pattern):
    found = list(check.vendor_problems(compiled))
    assert any(re.search(pattern, line) for line in found), found
    return True


def test_a_clean_vendor_has_no_problems(zhipu):
    assert list(check.vendor_problems(zhipu)) == []


def test_platform_and_address_must_join(zhipu):
    zhipu["platforms"][0]["base_url"] = "https://open.bigmodel.cn/api/paas/v4/"
    assert breaks(zhipu, r"platforms\.cn: base_url is not that of region cn")


def test_an_address_has_no_slash_at_its_end(zhipu):
    zhipu["base_urls"][2]["url"] += "/"
    assert breaks(zhipu, "ends with a slash")


def test_the_default_platform_bills_the_default_address(zhipu):
    zhipu["base_urls"].reverse()
    assert breaks(zhipu, "which is the default")


def test_a_region_stands_once(zhipu):
    zhipu["base_urls"].append(zhipu["base_urls"][0])
    assert breaks(zhipu, "a region is listed twice")


def test_sources_must_be_registered(zhipu):
    zhipu["endpoints"]["files"]["sources"].append("nowhere:x")
    assert breaks(zhipu, r"endpoints\.files: source 'nowhere:x' is not registered")
    model(zhipu, "glm-4.7")["prices"][0]["sources"].append("hearsay")
    assert breaks(zhipu, r"models\.glm-4\.7: prices\[0\]: source 'hearsay'")
    zhipu["dialect"]["parameters"]["temperature"]["sources"].append("guess:1")
    assert breaks(zhipu, r"dialect\.parameters\.temperature: source 'guess:1'")


def test_trust_is_that_of_the_best_source(zhipu):
    zhipu["endpoints"]["files"]["trust"] = 3
    assert breaks(zhipu, r"endpoints\.files: trust is 3, its sources say 1")


def test_a_decided_fact_needs_a_source(zhipu):
    zhipu["endpoints"]["files"]["sources"] = []
    assert breaks(zhipu, r"endpoints\.files: no source")


def test_a_name_belongs_to_one_model(zhipu):
    model(zhipu, "glm-4.7").setdefault("aliases", []).append("glm-5.3")
    assert breaks(zhipu, "the name glm-5.3 belongs to")


def test_a_retired_model_says_so(zhipu):
    model(zhipu, "glm-4.7")["retires"] = "2026-01-01"
    assert breaks(zhipu, r"models\.glm-4\.7: retired on 2026-01-01 but its status is active")


def test_a_retired_model_has_no_open_price(zhipu):
    model(zhipu, "glm-4.7")["status"] = "retired"
    assert breaks(zhipu, "a retired model with an open price")


def test_currency_is_that_of_the_platform(zhipu):
    model(zhipu, "glm-4.7")["prices"][0]["currency"] = "USD"
    assert breaks(zhipu, "USD on a platform that bills CNY")


def test_entries_of_a_platform_follow_each_other(zhipu):
    prices = model(zhipu, "glm-5.3-flash")["prices"]
    prices[0]["to"] = "2026-09-11"
    assert breaks(zhipu, "overlaps the entry before it on cn")


def test_an_entry_ends_after_its_start(zhipu):
    model(zhipu, "glm-5.3-flash")["prices"][0]["to"] = "2026-08-26"
    assert breaks(zhipu, "ends on 2026-08-26, not after its start")


def test_dates_are_days_of_the_calendar(zhipu):
    model(zhipu, "glm-4.7")["first_seen"] = "2026-02-30"
    assert breaks(zhipu, "not a day of the calendar: 2026-02-30")


@pytest.mark.parametrize(
    ("tiers", "message"),
    [
        ([{"when": {"input_tokens": [0, 100]}, "input": "1"}, {"when": {"input_tokens": [90, None]}, "input": "2"}],
         "2 tiers apply to input 90"),
        ([{"when": {"input_tokens": [0, 100]}, "input": "1"}, {"when": {"input_tokens": [110, None]}, "input": "2"}],
         "0 tiers apply to input 100"),
        ([{"when": {"input_tokens": [0, 100]}, "input": "1"},
          {"when": {"input_tokens": [100, None], "output_tokens": [0, 200]}, "input": "2"}],
         "0 tiers apply to input 100, output 200"),
        ([{"when": {"thinking": True}, "input": "1"}], "0 tiers apply"),
        ([{"when": {"window": "peak"}, "input": "1"}], "0 tiers apply to input 0, output 0, off_peak"),
        ([{"when": {"input_tokens": [100, 100]}, "input": "1"}], "is empty"),
        ([{"input": "1", "cache_read": "2"}], "dearer than input"),
        ([{"when": {"input_tokens": [0, 100]}, "input": "1"}], None),
        ([{"when": {"window": "peak"}, "input": "2"}, {"when": {"window": "off_peak"}, "input": "1"}], None),
    ],
)  # fmt: skip
def test_brackets_have_no_hole_and_no_overlap(tiers, message):
    found = list(check.tier_problems(tiers))
    if message is None:
        assert found == []
    else:
        assert any(message in line for line in found), found


def test_a_mapping_to_a_model_that_ends_is_found():
    vendors = {v: catalog.read_compiled(v) for v in VENDORS}
    mapping = copy.deepcopy(catalog.read_compiled("mapping"))
    assert list(check.mapping_problems(mapping, vendors)) == []
    mapping["targets"]["moonshot"]["fast"] = ["moonshot-v1-8k"]
    mapping["targets"]["zhipu"]["fast"] = ["glm-9"]
    mapping["source_tiers"]["fast"].append("gpt-99")
    found = "\n".join(check.mapping_problems(mapping, vendors))
    assert "targets.moonshot.fast: moonshot-v1-8k is retired" in found
    assert "targets.zhipu.fast: no model glm-9" in found
    assert "openai has no gpt-99" in found


def test_an_offer_must_add_up_and_have_a_source():
    offers = copy.deepcopy(catalog.read_compiled("offers"))
    offers["offers"][0]["tokens_total"] += 1
    offers["offers"][1]["sources"] = []
    found = list(check.offers_problems(offers))
    assert found == ["zhipu: the parts do not add up to 150000001", "baidu: an amount without a source"]


def test_a_country_stands_on_one_list():
    regions = copy.deepcopy(catalog.read_compiled("regions"))
    regions["openai_supported"]["supported_iso2"].append("RU")
    regions["provider_endpoints"][0]["host"] = "elsewhere.example"
    vendors = {v: catalog.read_compiled(v) for v in VENDORS}
    found = list(check.regions_problems(regions, vendors))
    assert found == [
        "openai_supported: RU is both supported and not",
        "provider_endpoints: zhipu has no host elsewhere.example",
    ]


def test_two_vendors_do_not_share_a_host_or_alias():
    vendors = {v: copy.deepcopy(catalog.read_compiled(v)) for v in ("zhipu", "moonshot")}
    vendors["moonshot"]["aliases"].append("GLM")
    vendors["zhipu"]["base_urls"][1]["url"] = "https://api.moonshot.cn/v9"
    found = list(check.names_problems(vendors))
    assert "moonshot: glm belongs to zhipu already" in found or "zhipu: glm belongs to moonshot already" in found
    assert any("api.moonshot.cn" in line for line in found)


def test_something_shaped_like_a_key_is_found_and_not_shown(tmp_path):
    path = tmp_path / "vendor.yaml"
    key = "sk-" + "a1B2" * 8
    path.write_text(f"id: x\nnote: call with {key}\n", encoding="utf-8")
    (line,) = check.secrets(path)
    assert "line 2" in line
    assert key not in line


def test_contradictions_must_be_settled_or_named(zhipu):
    baichuan = copy.deepcopy(catalog.read_compiled("baichuan"))
    typed = build.provider(baichuan, "test")
    assert list(contradictions.found(typed))
    assert list(contradictions.unexplained(typed)) == []
    del baichuan["discrepancies"]
    (line,) = contradictions.unexplained(build.provider(baichuan, "test"))
    assert "baichuan.dialect.max_tokens" in line
    zhipu["endpoints"]["embeddings"]["status"] = "unsupported"
    (line,) = contradictions.unexplained(build.provider(zhipu, "test"))
    assert "zhipu.endpoints.embeddings disagree" in line
    deepseek = copy.deepcopy(catalog.read_compiled("deepseek"))
    deepseek["discrepancies"] = []
    model(deepseek, "deepseek-flash")["capabilities"]["json_schema"] = True
    (line,) = contradictions.unexplained(build.provider(deepseek, "test"))
    assert "deepseek.dialect.response_format_json_schema disagree: deepseek-flash" in line


def test_problems_stops_at_a_broken_table(tmp_path):
    for name in compile.TABLES:
        (tmp_path / f"{name}.yaml").write_text("{", encoding="utf-8")
    found = check.problems(tmp_path)
    assert len(found) == len(compile.TABLES)
    assert found[0].startswith("mapping.yaml:")


# --- the schema checker itself -------------------------------------------------------------------


def mutations():
    """A document, and how to break it in each way the schemas speak of."""
    return [
        ("models", lambda d: d["models"][0].update(kind="image")),
        ("models", lambda d: d["models"][0].update(colour="red")),
        ("models", lambda d: d["models"][0].pop("status")),
        ("models", lambda d: d["models"][0].update(context_window=True)),
        ("models", lambda d: d["models"][0].update(context_window=0)),
        ("models", lambda d: d["models"][0].update(released="soon")),
        ("models", lambda d: d["models"][0].update(deprecated="maybe")),
        ("models", lambda d: d["models"][0]["prices"][0].update(tiers=[])),
        ("models", lambda d: d["models"][0]["prices"][0]["tiers"][0].update(input=-1)),
        ("models", lambda d: d["models"][0]["prices"][0]["tiers"][0].update(when={})),
        ("models", lambda d: d["models"][0]["prices"][0]["tiers"][0].update(when={"input_tokens": [1]})),
        ("models", lambda d: d["models"][0]["prices"][0].update(to_unknown=False)),
        ("models", lambda d: d["models"][0].update(tokenizer={"confidence": "sure"})),
        ("vendor", lambda d: d["endpoints"].pop("files")),
        ("vendor", lambda d: d.update(schema=2)),
        ("vendor", lambda d: d["variables"][0].update(name="a b")),
        ("vendor", lambda d: d["base_urls"][0].update(url="ftp://x")),
        ("vendor", lambda d: d["responses"]["tool_call_ids"].update(doc_presence="present")),
        ("vendor", lambda d: d["billing"].update(windows=[{"window": "peak", "timezone": "UTC", "hours": ["9-12"]}])),
        ("vendor", lambda d: d["sources"].clear()),
    ]


@pytest.mark.parametrize("number", range(len(mutations())))
def test_our_checker_and_jsonschema_refuse_the_same(number):
    name, change = mutations()[number]
    document = compile.plain(compile.read_yaml(SEEDS / "vendors" / "zhipu" / f"{name}.yaml"))
    change(document)
    assert list(jsonschema.Draft202012Validator(schema.read(name)).iter_errors(document))
    lines = list(schema.problems(document, name))
    assert len(lines) == 1
    assert ": " in lines[0]


def test_a_key_that_is_misspelt_gets_a_suggestion():
    document = {"vendors": {"zhipu": {"base_ulr": "https://x.example"}}}
    assert list(schema.problems(document, "catalog")) == [
        "vendors.zhipu.base_ulr: unknown key, did you mean base_url?"
    ]


def test_what_is_shown_is_short_and_printable():
    hostile = {"vendors": {"zhipu": {"base_url": "\x1b[31m" + "x" * 500, "\x1b]0;": 1}}}
    lines = list(schema.problems(hostile, "catalog"))
    assert len(lines) == 2
    assert all(line.isprintable() and len(line) < 250 for line in lines)


def test_a_keyword_the_checker_does_not_know_is_an_error(monkeypatch):
    monkeypatch.setattr(schema, "read", lambda name: {"maxLength": 3})
    with pytest.raises(NotImplementedError, match="maxLength"):
        list(schema.problems("abcd", "any"))


def test_published_schemas_are_tidy_json():
    for name in ("vendor", "models", "catalog", *compile.TABLES):
        text = (SEEDS / "schema" / f"{name}.schema.json").read_text(encoding="utf-8")
        assert json.loads(text)["$id"].endswith(f"/{name}.schema.json")
