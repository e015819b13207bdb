"""What is loaded at run time is what people wrote in YAML."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import date
from decimal import Decimal

import pytest
import yaml

from providers import catalog, compile, resources
from providers.errors import CatalogError

SEEDS = resources.seeds()
VENDORS = sorted(p.name for p in (SEEDS / "vendors").iterdir())


@pytest.fixture(scope="module")
def compiled():
    return compile.compile_seeds(SEEDS)


def test_compiled_files_are_those_of_the_sources():
    assert compile.stale(SEEDS) == []


def test_compiling_twice_gives_the_same_bytes(compiled):
    assert compile.compile_seeds(SEEDS) == compiled


def read(path):
    """A second reading of the YAML, once as plain text and once with PyYAML's own types."""
    text = path.read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.CBaseLoader), yaml.load(text, Loader=yaml.CSafeLoader)


def day(value):
    if value is None:
        return None
    return value if isinstance(value, date) else date.fromisoformat(value if len(value) > 7 else value + "-01")


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_loaded_vendor_says_what_the_yaml_says(vendor):
    _, about = read(SEEDS / "vendors" / vendor / "vendor.yaml")
    provider = catalog.load(vendor)
    for key in ("id", "name", "vendor", "summary", "surface"):
        assert getattr(provider, key) == about[key]
    assert provider.as_of == str(about["as_of"])
    assert [(u.region, u.url, u.detail) for u in provider.base_urls] == [
        (u["region"], u["url"], u.get("detail", "")) for u in about["base_urls"]
    ]
    assert [(v.name, v.role, v.used_by) for v in provider.variables] == [
        (v["name"], v["role"], v["used_by"]) for v in about["variables"]
    ]
    assert [(p.id, p.region, p.currency, p.base_url) for p in provider.platforms] == [
        (p["id"], p["region"], p["currency"], p.get("base_url", "")) for p in about["platforms"]
    ]
    for section in ("endpoints", "responses", "operations"):
        loaded = getattr(provider, section)
        assert list(loaded) == list(about[section])
        for name, raw in about[section].items():
            fact = loaded[name]
            assert fact.status == raw["status"]
            assert fact.evidence.detail == raw["detail"]
            assert list(fact.evidence.sources) == raw["sources"]
            assert fact.evidence.trust == raw.get("trust")
            assert fact.evidence.as_of == str(raw["as_of"])
            assert [c.claim for c in fact.evidence.conflicts] == [c["claim"] for c in raw.get("conflicts", ())]
            assert fact.client_practice == raw.get("client_practice")
    assert about["sources"].keys() <= provider.sources.keys()
    assert dict(provider.billing).keys() == about["billing"].keys()


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_loaded_models_say_what_the_yaml_says(vendor):
    exact, listed = read(SEEDS / "vendors" / vendor / "models.yaml")
    provider = catalog.load(vendor)
    assert list(provider.models) == [m["id"] for m in listed["models"]]
    for text, raw in zip(exact["models"], listed["models"], strict=True):
        model = provider.models[raw["id"]]
        for key in ("kind", "tier", "status"):
            assert getattr(model, key) == raw[key]
        for key in ("family", "context_window", "max_output", "note", "free_quota", "retires_basis"):
            assert getattr(model, key) == raw.get(key)
        for key in ("released", "first_seen", "last_listed", "retires"):
            assert getattr(model, key) == day(raw.get(key))
        assert model.deprecation_announced == (raw.get("deprecated") == "announced")
        assert list(model.aliases) == raw.get("aliases", [])
        for name, value in raw.get("capabilities", {}).items():
            loaded = getattr(model.capabilities, name)
            assert (list(loaded) if isinstance(loaded, tuple) else loaded) == value
        assert list(model.input_modalities) == raw["modalities"]["input"]
        assert model.tokenizer == (
            raw["tokenizer"] if isinstance(raw["tokenizer"], str) else raw["tokenizer"].get("family")
        )
        assert len(model.prices) == len(raw["prices"])
        for entry, row, row_text in zip(model.prices, raw["prices"], text["prices"], strict=True):
            assert (entry.platform, entry.currency) == (row["platform"], row["currency"])
            assert (entry.start, entry.end) == (day(row.get("from")), day(row.get("to")))
            assert entry.assumed_start == day(row.get("assumed_from"))
            assert (entry.start_basis, entry.confidence) == (row["from_basis"], row["confidence"])
            assert list(entry.evidence.sources) == row["sources"]
            assert len(entry.evidence.conflicts) == len(row.get("conflicts", ()))
            for tier, tier_text in zip(entry.tiers, row_text["tiers"], strict=True):
                rates = {k: Decimal(v) for k, v in tier_text.items() if k != "when"}
                assert dict(tier.rates) == rates  # as written, to the last digit


def test_shared_tokenizer_notes_are_written_out():
    _, listed = read(SEEDS / "vendors" / "zhipu" / "models.yaml")
    model = catalog.load("zhipu").models["glm-4.7"]
    assert model.tokenizer == "glm4"
    assert model.tokenizer_note == listed["tokenizers"]["glm4"]["note"]
    assert model.tokenizer_confidence == listed["tokenizers"]["glm4"]["confidence"]


def test_the_index_agrees_with_the_vendors(compiled):
    index = json.loads(compiled["index.json"])
    assert sorted(index["vendors"]) == VENDORS
    for vendor in VENDORS:
        provider = catalog.load(vendor)
        assert sum(index["vendors"][vendor]["models"].values()) == len(provider.models)
        for name in (*provider.models, *provider.model_aliases):
            assert vendor in index["models"][name]
    named = {f"vendors/{v}/{part}.yaml" for v in VENDORS for part in ("vendor", "models", "dialect")}
    assert named <= index["sha256"].keys()


def run(*args):
    return subprocess.run(
        [sys.executable, "-m", "providers.compile", *args],
        capture_output=True, text=True, check=False, cwd=resources.root(),
    )  # fmt: skip


def test_check_is_quiet_when_all_is_well():
    done = run("--check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_an_unknown_argument_is_a_usage_error():
    done = run("--fix")
    assert done.returncode == 2
    assert done.stderr.startswith("usage:")


@pytest.fixture
def copy(tmp_path):
    """Seeds with two vendors only, to change at will."""
    root = tmp_path / "seeds"
    root.mkdir()
    for name in compile.TABLES:
        shutil.copy(SEEDS / f"{name}.yaml", root)
    for vendor in ("baichuan", "zhipu"):
        shutil.copytree(SEEDS / "vendors" / vendor, root / "vendors" / vendor)
    compile.write(root)
    return root


def test_a_changed_source_makes_its_vendor_and_the_index_stale(copy):
    assert compile.stale(copy) == []
    path = copy / "vendors" / "baichuan" / "vendor.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("name: Baichuan", "name: Baichuan!"), encoding="utf-8")
    assert compile.stale(copy) == ["baichuan.json", "index.json"]
    assert compile.write(copy) == ["baichuan.json", "index.json"]
    assert compile.write(copy) == []


def test_a_removed_vendor_leaves_nothing_behind(copy):
    shutil.rmtree(copy / "vendors" / "baichuan")
    assert "baichuan.json" in compile.stale(copy)
    compile.write(copy)
    assert not (copy / "compiled" / "baichuan.json").exists()


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("name: Baichuan", "name: Baichuan\nname: Twice", r"vendor\.yaml:\d+: 'name' is written twice"),
        ("name: Baichuan", "name: [Baichuan", r"vendor\.yaml:\d+: "),
        ("id: baichuan", "id: other", "name different vendors"),
    ],
)
def test_broken_yaml_names_the_file_and_line(copy, before, after, message):
    path = copy / "vendors" / "baichuan" / "vendor.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
    with pytest.raises(CatalogError, match=message):
        compile.compile_seeds(copy)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://api.z.ai/api/paas/v4", "api.z.ai"),
        ("https://{resource}.openai.azure.com/openai/v1", "*.openai.azure.com"),
        ("https://user@Host.example:8443/v1", "host.example"),
        ("wss://api.stepfun.com/v1/realtime", "api.stepfun.com"),
    ],
)
def test_hosts_of_addresses(url, host):
    assert compile.host_of(url) == host
