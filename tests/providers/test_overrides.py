from __future__ import annotations

import json
import os
from datetime import date
from decimal import Decimal

import pytest

from providers import catalog, mapping
from providers.errors import CatalogError
from providers.prices import price_at
from providers.types import EndpointStatus

GATEWAY = """
as_of: 2026-11-20
vendors:
  gateway:
    name: Our gateway
    aliases: [house]
    base_url: https://llm.example.net/v1/
    key_variable: GATEWAY_API_KEY
    currency: CNY
    models:
      - {id: qwen3-32b, context_window: 32768, capabilities: {tools: true}, price: {input: 0.1, output: 0.3}}
      - {id: bge-m3, kind: embedding, capabilities: {embedding_dims: [1024]}}
"""


@pytest.fixture(autouse=True)
def shipped_again():
    yield
    catalog.use_overrides(None)


@pytest.fixture
def write(tmp_path):
    def make(text, name="catalog.yaml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return make


def test_a_vendor_of_ones_own(write):
    catalog.use_overrides(write(GATEWAY))
    assert "gateway" in catalog.ids()
    own = catalog.load("House")
    assert own.name == "Our gateway"
    assert own.base_url().url == "https://llm.example.net/v1"
    assert own.key_variable == "GATEWAY_API_KEY"
    assert own.endpoints["chat_completions"].status is EndpointStatus.SUPPORTED
    assert own.endpoints["embeddings"].status is EndpointStatus.UNKNOWN
    assert own.dialect == {}
    assert catalog.by_host("llm.example.net") == "gateway"
    assert catalog.model_owner("bge-m3") == ("gateway",)
    price = price_at(own.models["qwen3-32b"], "default", date(2026, 1, 1), input_tokens=9, output_tokens=9)
    assert price is not None
    assert (price.currency, price.rate("input"), price.rate("output")) == ("CNY", Decimal("0.1"), Decimal("0.3"))
    assert price.entry.evidence.sources == ("catalog-file",)
    assert price.entry.evidence.as_of == "2026-11-20"
    assert own.sources["catalog-file"].title == "catalog.yaml"
    summary = next(s for s in catalog.summaries() if s.id == "gateway")
    assert (summary.model_count, summary.priced) == (2, 1)


def test_taking_it_off_restores_the_shipped_catalogue(write):
    before = catalog.load("zhipu")
    catalog.use_overrides(write(GATEWAY))
    catalog.use_overrides(None)
    assert "gateway" not in catalog.ids()
    assert catalog.by_host("llm.example.net") is None
    assert catalog.load("zhipu").models["glm-4.7"] == before.models["glm-4.7"]


def test_a_gateway_that_answers_like_a_vendor(write):
    catalog.use_overrides(write(GATEWAY.replace("currency: CNY", "currency: CNY\n    like: GLM")))
    own, zhipu = catalog.load("gateway"), catalog.load("zhipu")
    assert own.dialect == zhipu.dialect
    assert own.dialect["parameters"]
    assert own.endpoints["moderations"].status is zhipu.endpoints["moderations"].status
    assert own.endpoints["chat_completions"].path == ""
    assert list(own.models) == ["qwen3-32b", "bge-m3"]


def test_a_model_of_a_gateway_can_be_mapped_to(write):
    catalog.use_overrides(write(GATEWAY))
    found = mapping.best(
        catalog.load("gateway"), "gpt-4o-mini", mapping.Needs(tools=True), platform="default", on=date(2026, 11, 23)
    )
    assert found is not None
    assert found.model.id == "qwen3-32b"
    assert "tools: yes" in found.reasons


PROXY = """
[vendors.zhipu]
key_variable = "PROXY_KEY"
[vendors.zhipu.base_urls]
cn = "https://proxy.example.net/api/paas/v4"
lab = "http://127.0.0.1:8080/v4"
[[vendors.zhipu.models]]
id = "glm-4.7"
[vendors.zhipu.models.price]
platform = "cn"
input = 1.1
output = 6
[[vendors.zhipu.models]]
id = "glm-house"
tier = "fast"
"""


def test_addresses_and_prices_of_a_known_vendor(write):
    shipped = catalog.load("zhipu").models["glm-4.7"]
    catalog.use_overrides(write(PROXY, "catalog.toml"))
    zhipu = catalog.load("glm")
    assert zhipu.base_url("cn").url == zhipu.platforms[0].base_url == "https://proxy.example.net/api/paas/v4"
    assert zhipu.base_url("lab").url == "http://127.0.0.1:8080/v4"
    assert zhipu.base_url("intl").url == "https://api.z.ai/api/paas/v4"
    assert zhipu.key_variable == "PROXY_KEY"
    assert catalog.by_host("proxy.example.net") == "zhipu"
    model = zhipu.models["glm-4.7"]
    on_cn = [e for e in model.prices if e.platform == "cn"]
    assert [dict(t.rates) for e in on_cn for t in e.tiers] == [{"input": Decimal("1.1"), "output": Decimal(6)}]
    assert on_cn[0].currency == "CNY"
    assert [e for e in model.prices if e.platform == "intl"] == [e for e in shipped.prices if e.platform == "intl"]
    assert model.context_window == shipped.context_window
    assert zhipu.models["glm-house"].capabilities.tools is None
    assert len(zhipu.models) == 58


def test_json_works_too_and_keeps_figures_exact(write):
    document = {"vendors": {"kimi": {"models": [{"id": "kimi-k3", "prices": [
        {"platform": "cn", "from": "2026-01-01", "to": "2026-07-01", "input": 0.1},
        {"platform": "cn", "from": "2026-07-01", "tiers": [
            {"when": {"input_tokens": [0, 1000]}, "input": 0.3},
            {"when": {"input_tokens": [1000, None]}, "input": 0.7},
        ]},
    ]}]}}}  # fmt: skip
    catalog.use_overrides(write(json.dumps(document), "catalog.json"))
    model = catalog.load("moonshot").models["kimi-k3"]
    rates = [
        price_at(model, "cn", day, input_tokens=size, output_tokens=0)
        for day, size in ((date(2026, 3, 1), 5), (date(2026, 8, 1), 5), (date(2026, 8, 1), 1000))
    ]
    assert [p and p.rate("input") for p in rates] == [Decimal("0.1"), Decimal("0.3"), Decimal("0.7")]


ZHIPU = "vendors: {zhipu: {models: [{id: a, %s}]}}"
MINE = "vendors: {mine: {%s}}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("vendors: {", r"^catalog\.yaml:\d+: "),
        ("- 1", r"the top: expected a mapping"),
        ("vendors: {}", r"vendors: must not be empty"),
        ("vendor: {}", r"vendors is missing|vendor: unknown key, did you mean vendors\?"),
        (MINE % "base_url: 'https://x.example'", r"vendors\.mine: unknown vendor, so key_variable is needed"),
        (MINE % "key_variable: K", r"vendors\.mine: unknown vendor, so base_url is needed"),
        ("vendors: {zhipu: {base_ulr: x}}", r"vendors\.zhipu\.base_ulr: unknown key, did you mean base_url\?"),
        ("vendors: {zhipu: {base_url: 'ftp://x'}}", r"vendors\.zhipu\.base_url: expected a URL, got 'ftp://x'"),
        ("vendors: {zhipu: {base_url: ''}}", r"vendors\.zhipu\.base_url: expected a URL"),
        ("vendors: {zhipu: {like: openai}}", r"vendors\.zhipu\.like: only for a vendor"),
        ("vendors: {zhipu: {currency: USD}}", r"vendors\.zhipu\.currency: a known vendor bills"),
        ("vendors: {glm: {name: A}, zhipu: {name: B}}", r"vendors\.zhipu: the same vendor as an entry above"),
        ("vendors: {zhipu: {models: [{kind: chat}]}}", r"vendors\.zhipu\.models\[0\]: id is missing"),
        (ZHIPU % "price: {input: cheap}", r"models\[0\]\.price\.input: expected a number, got 'cheap'"),
        (ZHIPU % "price: {input: -1}", r"price\.input: must be at least 0, got -1"),
        (ZHIPU % "price: {output: 1}", r"models\[0\]: a price has either input or tiers"),
        (ZHIPU % "price: {platform: mars, input: 1}", r"platform mars is not listed"),
        (ZHIPU % "price: {currency: USD, input: 1}", r"USD on a platform that bills CNY"),
        (ZHIPU % "price: {from: 2026-01-05, to: 2026-01-05, input: 1}", r"not after its start"),
        (ZHIPU % "price: {from: soon, input: 1}", r"expected a date YYYY-MM-DD, got 'soon'"),
        (ZHIPU % "aliases: [glm-4.7]", r"the name glm-4\.7 belongs to"),
        ("vendors: {zhipu: {name: A, name: B}}", r"catalog\.yaml:1: 'name' is written twice"),
        (MINE % "base_url: 'https://x.example', key_variable: K, like: nobody", r"unknown provider 'nobody'"),
    ],
)  # fmt: skip
def test_a_broken_file_gets_one_line_with_the_place(write, text, message):
    with pytest.raises(CatalogError, match=message) as caught:
        catalog.use_overrides(write(text))
    assert "\n" not in str(caught.value)
    assert str(caught.value).isprintable()
    assert catalog.load("zhipu").base_url().url == "https://open.bigmodel.cn/api/paas/v4"


def test_a_key_in_the_file_is_refused_without_showing_it(write):
    key = "sk-" + "Zz9y" * 8
    with pytest.raises(CatalogError, match="shaped like a secret") as caught:
        catalog.use_overrides(write(f"vendors: {{zhipu: {{summary: 'use {key}'}}}}"))
    assert key not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("catalog.toml", "vendors = ", r"catalog\.toml: "),
        ("catalog.json", "{", r"catalog\.json: "),
        ("catalog.ini", "", "ends in .yaml, .json or .toml"),
        ("catalog.yaml", "a: \x00", r"catalog\.yaml: "),
        ("catalog.json", "[" * 100_000, r"catalog\.json: "),
        ("catalog.yaml", "[" * 100_000, r"catalog\.yaml:1: nested too deeply"),
        ("catalog.yaml", "a: &a [x]\nb: [*a, *a]", r"catalog\.yaml:2: aliases"),
        ("catalog.yaml", "#" * 5_000_001, "larger than"),
    ],
)
def test_a_file_that_cannot_be_parsed_says_so_in_one_line(write, name, text, message):
    with pytest.raises(CatalogError, match=message) as caught:
        catalog.use_overrides(write(text, name))
    assert str(caught.value).isprintable()


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CatalogError, match="No such file"):
        catalog.use_overrides(tmp_path / "none.yaml")


def test_a_file_in_another_encoding(tmp_path):
    path = tmp_path / "catalog.yaml"
    path.write_bytes("vendors: {zhipu: {name: 智谱}}".encode("gb18030"))
    with pytest.raises(CatalogError, match=r"catalog\.yaml: "):
        catalog.use_overrides(path)


def test_the_environment_is_not_read_for_values(write):
    os.environ["CATALOG_TEST_SECRET"] = "x"
    catalog.use_overrides(write("vendors: {zhipu: {name: '${CATALOG_TEST_SECRET}'}}"))
    assert catalog.load("zhipu").name == "${CATALOG_TEST_SECRET}"
    del os.environ["CATALOG_TEST_SECRET"]
