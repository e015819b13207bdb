from __future__ import annotations

import json
import pickle
import subprocess
import sys
import time

import pytest

from providers import catalog, resources
from providers.errors import CatalogError, UnknownModelError, UnknownProviderError
from providers.types import EndpointStatus, Lifecycle

VENDORS = (
    "01ai", "alibaba", "azure-openai", "baichuan", "baidu", "bytedance", "deepseek", "minimax", "moonshot",
    "openai", "siliconflow", "stepfun", "tencent", "zhipu",
)  # fmt: skip


def test_every_vendor_of_the_announcement_is_there():
    assert catalog.ids() == VENDORS


def test_the_catalogue_holds_all_models_and_prices():
    assert sum(s.model_count for s in catalog.summaries()) == 592
    assert sum(s.price_entries for s in catalog.summaries()) == 891


@pytest.mark.parametrize(
    ("name", "vendor"),
    [
        ("zhipu", "zhipu"), ("GLM", "zhipu"), ("z.ai", "zhipu"), ("BigModel", "zhipu"), ("kimi", "moonshot"),
        ("Moonshot AI", "moonshot"), ("azure_openai", "azure-openai"), ("Azure OpenAI", "azure-openai"),
        ("01.AI", "01ai"), ("DashScope", "alibaba"), ("doubao", "bytedance"), ("ernie", "baidu"),
    ],
)  # fmt: skip
def test_names_resolve(name, vendor):
    assert catalog.resolve(name) == vendor


def test_an_unknown_vendor_gets_a_suggestion_on_one_printable_line():
    with pytest.raises(UnknownProviderError, match="did you mean 'zhipu'") as caught:
        catalog.resolve("zhippu")
    assert str(caught.value).isprintable()
    with pytest.raises(UnknownProviderError, match="known: 01ai, alibaba") as caught:
        catalog.load("\x1b[31mnobody\n")
    assert str(caught.value).isprintable()


def test_an_unknown_model_gets_a_suggestion():
    with pytest.raises(UnknownModelError, match=r"did you mean 'glm-4\.7'"):
        catalog.load_model(catalog.load("zhipu"), "glm4.7")
    assert catalog.load_model(catalog.load("zhipu"), "glm-4.7").id == "glm-4.7"


@pytest.mark.parametrize(
    ("host", "vendor"),
    [
        ("api.openai.com", "openai"),
        ("eu.api.openai.com", "openai"),
        ("API.OpenAI.com:443", "openai"),
        ("open.bigmodel.cn", "zhipu"),
        ("api.z.ai.", "zhipu"),
        ("contoso.openai.azure.com", "azure-openai"),
        ("ws1.cn-beijing.maas.aliyuncs.com", "alibaba"),
        ("api.hunyuan.cloud.tencent.com", "tencent"),
        ("openai.azure.com", None),
        ("a.b.openai.azure.com", None),
        ("api.openai.com.evil.example", None),
        ("evil-api.openai.com.cn", None),
        ("", None),
    ],
)
def test_hosts_belong_to_vendors(host, vendor):
    assert catalog.by_host(host) == vendor


def test_model_owner_knows_ids_and_aliases():
    assert catalog.model_owner("gpt-4o") == ("azure-openai", "openai")
    assert catalog.model_owner("glm-4.7")[-1] == "zhipu"
    assert catalog.model_owner("nobody-has-this") == ()
    aliased = [(v, a) for v in VENDORS for a in catalog.load(v).model_aliases]
    assert aliased
    for vendor, alias in aliased:
        assert vendor in catalog.model_owner(alias)
        assert catalog.load(vendor).model(alias) is not None


@pytest.mark.parametrize("vendor", VENDORS)
def test_platforms_and_addresses_join(vendor):
    provider = catalog.load(vendor)
    regions = [u.region for u in provider.base_urls]
    assert len(set(regions)) == len(regions)
    assert provider.platforms[0].base_url == provider.base_url().url
    for platform in provider.platforms:
        if platform.base_url:
            assert provider.base_url(platform.region).url == platform.base_url
            assert provider.base_url(platform.id).url == platform.base_url
        assert platform.currency in ("CNY", "USD")
        assert provider.platform(platform.id) is platform
    for address in provider.base_urls:
        assert not address.url.endswith("/")
        platform = provider.platform(address.region)
        assert platform is None or platform.base_url == address.url
    with pytest.raises(KeyError):
        provider.base_url("nowhere")


def test_a_subscription_address_has_no_price_list():
    zhipu = catalog.load("zhipu")
    assert zhipu.base_url("cn-coding").url == "https://open.bigmodel.cn/api/coding/paas/v4"
    assert zhipu.platform("cn-coding") is None


def test_one_address_may_bill_two_lists():
    deepseek = catalog.load("deepseek")
    assert deepseek.base_url("cn").url == deepseek.base_url("intl").url == "https://api.deepseek.com"
    assert {p.currency for p in deepseek.platforms} == {"CNY", "USD"}


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_fact_can_be_traced(vendor):
    provider = catalog.load(vendor)
    facts = [*provider.base_urls, *provider.variables, *provider.endpoints.values()]
    facts += [*provider.responses.values(), *provider.operations.values()]
    for fact in facts:
        assert fact.evidence.as_of
        assert fact.evidence.key.startswith(f"{vendor}.")
        for source in fact.evidence.sources:
            assert source.split(":")[0] in provider.sources
    for model in provider.models.values():
        assert model.provider == vendor
        for entry in model.prices:
            assert entry.evidence.sources
            assert entry.evidence.as_of != "unknown"
            for source in entry.evidence.sources:
                assert source.startswith("http") or source.split(":")[0] in provider.sources
        if model.prices:
            assert model.evidence.sources


def test_unknown_stays_unknown():
    zhipu = catalog.load("zhipu")
    assert zhipu.endpoints["realtime"].status is EndpointStatus.UNKNOWN
    assert zhipu.models["glm-5.3"].capabilities.json_mode is None
    assert catalog.load("baichuan").models["Baichuan-Text-Embedding"].prices == ()


def test_lifecycle_is_typed():
    gpt = catalog.load("openai").models["gpt-5"]
    assert gpt.status is Lifecycle.DEPRECATED
    assert gpt.deprecation_announced
    assert gpt.deprecated is None
    assert gpt.retires is not None
    monthly = [
        m for v in VENDORS for m in catalog.load(v).models.values() if m.released_precision == "month"
    ]
    assert monthly
    assert all(m.released is not None and m.released.day == 1 for m in monthly)


def test_values_cannot_be_changed():
    provider = catalog.load("zhipu")
    with pytest.raises(TypeError):
        provider.endpoints["chat_completions"] = None  # type: ignore[index]
    with pytest.raises(TypeError):
        provider.billing.update(unit="x")  # type: ignore[attr-defined]
    with pytest.raises(TypeError):
        provider.models["glm-4.7"] = None  # type: ignore[index]
    with pytest.raises(TypeError):
        provider.dialect["parameters"]["temperature"].pop("status")
    with pytest.raises(TypeError):
        provider.models["glm-4.7"].prices[0].tiers[0].rates["input"] = 0  # type: ignore[index]
    with pytest.raises(AttributeError):
        provider.name = "x"  # type: ignore[misc]


def test_a_provider_is_loaded_once_and_may_key_a_cache():
    assert catalog.load("GLM") is catalog.load("zhipu")
    assert {catalog.load("zhipu"): 1}[catalog.load("bigmodel")] == 1


def test_a_provider_can_be_pickled():
    copy = pickle.loads(pickle.dumps(catalog.load("moonshot")))
    assert copy.models["kimi-k3"] == catalog.load("moonshot").models["kimi-k3"]
    assert copy.base_urls == catalog.load("moonshot").base_urls


def test_loading_the_largest_vendor_takes_milliseconds_of_work():
    code = (
        "import time; from providers import build, catalog; catalog.ids();"
        "t = time.process_time(); p = catalog.load('alibaba'); print(time.process_time() - t)"
    )
    taken = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=root()).stdout)
        for _ in range(3)
    ]
    assert min(taken) < 0.025


def root() -> str:
    return str(resources.root())


def test_ids_and_summaries_load_no_vendor_and_no_yaml():
    code = (
        "import sys; from providers import catalog; catalog.summaries(); catalog.by_host('x');"
        "print([m for m in ('yaml', 'openai', 'providers.build', 'jsonschema') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=root(), text=True)
    assert shown.stdout.strip() == "[]"


def test_asking_for_one_model_builds_one_model():
    provider = catalog.load("alibaba")
    start = time.process_time()
    first = provider.models["qwen-plus"]
    assert time.process_time() - start < 0.05
    assert provider.models["qwen-plus"] is first


@pytest.fixture
def seeds_elsewhere(tmp_path, monkeypatch):
    """A copy of the data folder that a test may break."""
    monkeypatch.setattr(resources, "seeds", lambda *parts: tmp_path.joinpath("seeds", *parts))
    (tmp_path / "seeds" / "compiled").mkdir(parents=True)
    catalog.use_overrides(None)
    yield tmp_path / "seeds" / "compiled"
    catalog.use_overrides(None)


def test_a_missing_catalogue_names_the_file_and_what_to_do(seeds_elsewhere):
    with pytest.raises(CatalogError, match=r"index\.json is missing: run `python -m providers\.compile`"):
        catalog.ids()


def test_a_broken_catalogue_names_the_file(seeds_elsewhere):
    (seeds_elsewhere / "index.json").write_text("{")
    with pytest.raises(CatalogError, match=r"index\.json cannot be read"):
        catalog.ids()


def test_a_catalogue_of_another_version_is_refused(seeds_elsewhere):
    (seeds_elsewhere / "index.json").write_text(json.dumps({"schema": 99}))
    with pytest.raises(CatalogError, match="schema 99"):
        catalog.ids()


def test_a_vendor_without_a_needed_fact_names_the_file(seeds_elsewhere):
    raw = json.loads((resources.root() / "seeds" / "compiled" / "zhipu.json").read_bytes())
    del raw["endpoints"]
    index = (resources.root() / "seeds" / "compiled" / "index.json").read_bytes()
    (seeds_elsewhere / "index.json").write_bytes(index)
    (seeds_elsewhere / "zhipu.json").write_text(json.dumps(raw))
    with pytest.raises(CatalogError, match=r"zhipu\.json.*endpoints"):
        catalog.load("zhipu")


def test_the_page_for_keys_is_known_where_a_source_names_it():
    assert catalog.load("zhipu").platforms[0].console_url == "https://open.bigmodel.cn/usercenter/apikeys"
    assert catalog.load("zhipu").platforms[1].console_url is None
    known = [p for v in VENDORS for p in catalog.load(v).platforms if p.console_url is not None]
    assert all(p.console_url.startswith("https://") for p in known if p.console_url)
    assert len(known) == 13
