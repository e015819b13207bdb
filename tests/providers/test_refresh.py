"""Proposals from small lists of our own making; what is risky is never taken without a person."""

from __future__ import annotations

import json
import shutil
import sys
import threading
from datetime import date
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import ModuleType, SimpleNamespace

import pytest

from providers import catalog, check, compile, refresh, refresh_lists, resources
from providers.prices import entry_at

ON = date(2026, 12, 1)


def litellm_row(provider, price_in, price_out=None, **more):
    row = {"litellm_provider": provider, "mode": "chat", "input_cost_per_token": price_in / 1e6, **more}
    return row if price_out is None else row | {"output_cost_per_token": price_out / 1e6}


LITELLM = {
    "gpt-4o": litellm_row("openai", 2.5, 10, cache_read_input_token_cost=1.25e-06),  # as the seeds
    "gpt-6-luna": litellm_row("openai", 0.2, 1),  # doubled
    "gpt-6-sol": litellm_row("openai", 20, 100),  # ten times
    "gpt-6-astra": litellm_row("openai", 0, 0),  # free, or forgotten
    "gpt-7": litellm_row("openai", 1, 2),  # new
    "gpt-5.2": litellm_row("openai", 1.75, 14, deprecation_date="2027-06-08"),
    "gpt-5.5": litellm_row("openai", 5, 30, input_cost_per_token_above_272k_tokens=12e-6,
                           output_cost_per_token_above_272k_tokens=45e-6),
    "bigmodel/glm-5.3": litellm_row("bigmodel", 8 / 7, 4),  # converted from yuan
    "zai/glm-5.3": litellm_row("zai", 1.4, 4.4, cache_creation_input_token_cost=0),
    "moonshot/kimi-k3": litellm_row("moonshot", 4, 15),
    "azure/us/gpt-6-luna": litellm_row("azure", 0.11, 0.55),
    "azure/us-gov/gpt-6-luna": litellm_row("azure", 99, 99),
    "dall-e-3": {"litellm_provider": "openai", "mode": "image_generation", "input_cost_per_token": 1},
    "sample_spec": {"litellm_provider": "one of a list"},
    "claude": litellm_row("anthropic", 1, 1),
}  # fmt: skip
GENAI = [
    {"id": "openai", "models": [
        {"id": "gpt-6-luna", "prices": {"input_mtok": 0.2, "output_mtok": 1}},
        {"id": "gpt-6.1-sol", "prices": [
            {"constraint": None, "prices": {"input_mtok": 2, "output_mtok": 10}},
            {"constraint": {"start_date": "2026-11-30"}, "prices": {"input_mtok": 3, "output_mtok": 10}},
            {"constraint": {"start_date": "2027-01-01"}, "prices": {"input_mtok": 9, "output_mtok": 10}},
        ]},
    ]},
    {"id": "moonshotai", "models": [{"id": "kimi-k3", "prices": {"input_mtok": 3, "output_mtok": 15}}]},
    {"id": "deepseek", "models": [{"id": "deepseek-flash", "prices": [
        {"constraint": None, "prices": {"input_mtok": 0.15, "output_mtok": 0.6}},
        {"constraint": {"start_time": "01:00:00"}, "prices": {"input_mtok": 9, "output_mtok": 9}},
    ]}]},
    {"id": "minimax", "models": [{"id": "MiniMax-M3", "prices": {
        "input_mtok": {"base": 0.3, "tiers": [{"start": 512000, "price": 0.6}]},
        "output_mtok": {"base": 1.2, "tiers": [{"start": 512000, "price": 2.4}]},
    }}]},
    {"id": "someone-else", "models": [{"id": "x"}]},
]  # fmt: skip


@pytest.fixture
def lists(tmp_path):
    first, second = tmp_path / "litellm.json", tmp_path / "genai.json"
    first.write_text(json.dumps(LITELLM), encoding="utf-8")
    second.write_text(json.dumps(GENAI), encoding="utf-8")
    return str(first), str(second)


@pytest.fixture
def found(lists):
    return {p.id: p for p in refresh.proposals(refresh_lists.gather(*lists, ON), ON)}


def test_what_agrees_is_not_proposed(found):
    for name in ("openai/gpt-4o/", "zhipu/glm-5.3/intl", "minimax/MiniMax-M3/", "azure-openai/gpt-6-luna/"):
        assert not any(pid.startswith(name) for pid in found), name


def test_other_vendors_and_kinds_are_left_alone(found):
    assert not any("dall-e" in pid or "claude" in pid or "sample" in pid for pid in found)
    assert "99" not in "".join(p.after for p in found.values())


def test_a_price_two_lists_agree_on_is_taken(found):
    proposal = found["openai/gpt-6-luna/global/price"]
    assert proposal.held is None
    assert (proposal.before.split(" / ")[0], proposal.after) == ("USD 0.1", "USD 0.2 / 1")
    assert proposal.source == "litellm:gpt-6-luna"
    assert proposal.entry is not None
    assert proposal.entry["from"] == "2026-12-01"


@pytest.mark.parametrize(
    ("pid", "why"),
    [
        ("openai/gpt-6-sol/global/price", "jump"),
        ("openai/gpt-6-astra/global/price", "zero"),
        ("zhipu/glm-5.3/cn/price", "currency"),
        ("moonshot/kimi-k3/intl/price", "disagreement"),  # the other list says what the seeds say
        ("openai/gpt-7/global/model", "new model"),
    ],
)
def test_what_is_risky_is_held(found, pid, why):
    assert found[pid].held == why
    assert not refresh.takes(found[pid], [])


def test_a_person_may_take_what_is_held_except_a_new_model(found):
    jump, new = found["openai/gpt-6-sol/global/price"], found["openai/gpt-7/global/model"]
    assert refresh.takes(jump, [jump.id])
    assert not refresh.takes(new, [new.id])


def test_brackets_are_compared_by_bracket(found):
    proposal = found["openai/gpt-5.5/global/price"]
    assert proposal.after == "USD 5 / 30; 12 / 45 above 272,000"
    assert proposal.entry is not None
    assert [t["when"]["input_tokens"] for t in proposal.entry["tiers"]] == [[0, 272000], [272000, None]]


def test_the_dated_price_of_the_day_is_read(found):
    assert found["openai/gpt-6.1-sol/global/price"].after == "USD 3 / 10"


def test_a_price_that_depends_on_the_hour_is_not_read(found):
    assert not any(pid.startswith("deepseek/") for pid in found)


def test_a_new_end_date_is_proposed(found):
    proposal = found["openai/gpt-5.2/global/retires"]
    assert (proposal.before, proposal.after, proposal.held) == ("unknown", "2027-06-08", None)


def test_figures_lose_the_noise_of_floating_point():
    (sighting,) = refresh_lists.litellm({"m": litellm_row("openai", 0.1 + 0.2)})
    assert sighting.rows[0].rates["input"] == Decimal("0.3")


def test_text_names_what_is_held_and_why(found):
    shown = refresh.text(tuple(found.values()), [])
    line = "zhipu/glm-5.3/cn/price: CNY 8 / 28 / 2 -> USD 1.142857 / 4 [litellm:bigmodel/glm-5.3]"
    assert f"{line} (held: currency)\n" in shown
    assert shown.endswith(f"{len(found)} proposals, 4 to take\n")


def test_json_is_a_list_of_operations(found):
    document = json.loads(refresh.as_json(tuple(found.values()), ["openai/gpt-6-sol/global/price"], ON))
    operations = {o["id"]: o for o in document["operations"]}
    assert operations["openai/gpt-6-sol/global/price"]["take"] is True
    assert operations["zhipu/glm-5.3/cn/price"]["take"] is False
    luna = operations["openai/gpt-6-luna/global/price"]
    assert luna["op"] == "replace"
    assert luna["entry"]["tiers"] == [{"input": "0.2", "output": "1"}]


@pytest.fixture
def seeds(tmp_path, monkeypatch):
    """A copy of the seeds that may be written to."""
    root = tmp_path / "data" / "seeds"
    shutil.copytree(resources.seeds(), root)
    monkeypatch.setattr(resources, "seeds", lambda *parts: root.joinpath(*parts))
    catalog.use_overrides(None)
    yield root
    monkeypatch.undo()
    catalog.use_overrides(None)


def run(*args):
    return refresh.main(["--on", ON.isoformat(), *args])


def test_without_write_nothing_is_written(seeds, lists, capsys):
    path = seeds / "vendors" / "openai" / "models.yaml"
    before = path.read_bytes()
    assert run("--litellm", lists[0], "--genai-prices", lists[1]) == 1
    shown = capsys.readouterr().out
    assert "+++ b/seeds/vendors/openai/models.yaml" in shown
    assert "+        to: '2026-12-01'" in shown
    assert path.read_bytes() == before


def test_written_seeds_are_clean_and_changed_in_nothing_else(seeds, lists, capsys):
    before = (seeds / "vendors" / "openai" / "models.yaml").read_text(encoding="utf-8")
    assert run("--litellm", lists[0], "--genai-prices", lists[1], "--write") == 0
    after = (seeds / "vendors" / "openai" / "models.yaml").read_text(encoding="utf-8")
    kept = [line for line in before.splitlines() if line in set(after.splitlines())]
    assert kept == before.splitlines()  # lines are only added
    sources = compile.read_yaml(seeds / "sources.yaml")["sources"]
    assert list(check.vendor_problems(compile.vendor(seeds / "vendors" / "openai", sources))) == []
    assert compile.stale(seeds) == []
    catalog.use_overrides(None)
    luna = catalog.load("openai").models["gpt-6-luna"]
    old, new = entry_at(luna, "global", date(2026, 11, 30)), entry_at(luna, "global", ON)
    assert old is not None
    assert new is not None
    assert old.end == new.start == ON
    assert new.tiers[0].rates["input"] == Decimal("0.2")
    assert new.evidence.sources == ("litellm:gpt-6-luna",)
    assert catalog.load("openai").models["gpt-5.2"].retires == date(2027, 6, 8)
    assert "USD 10" in refresh._entry_shown(entry_at(catalog.load("openai").models["gpt-6-astra"], "global", ON))
    assert catalog.load("zhipu").models["glm-5.3"].prices[0].end is None
    capsys.readouterr()
    run("--litellm", lists[0], "--genai-prices", lists[1])
    assert "0 to take" in capsys.readouterr().out  # a second run has nothing left to take


def test_accept_takes_one_held_proposal(seeds, lists, capsys):
    run("--litellm", lists[0], "--write", "--accept", "openai/gpt-6-sol/global/price")
    catalog.use_overrides(None)
    entry = entry_at(catalog.load("openai").models["gpt-6-sol"], "global", ON)
    assert entry is not None
    assert entry.tiers[0].rates["input"] == 20


def test_only_one_vendor(seeds, lists, capsys):
    run("--litellm", lists[0], "--vendor", "glm", "--json")
    operations = json.loads(capsys.readouterr().out)["operations"]
    assert {o["vendor"] for o in operations} == {"zhipu"}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--litellm", "/nowhere.json"], "/nowhere.json"),
        (["--vendor", "nobody"], "unknown provider 'nobody'"),
        (["--litellm", "GOOD", "--accept", "a/b/c/d"], "no such proposal"),
        (["--litellm", "LIST"], "not a mapping"),
        (["--litellm", "BROKEN"], "broken.json"),
        (["--genai-prices", "GOOD"], "not a list"),
        (["--genai-prices", "ODD"], "not in the shape this reads"),
    ],
)
def test_errors_are_one_line(tmp_path, lists, capsys, args, message):
    places = {"GOOD": lists[0], "LIST": lists[1], "BROKEN": str(tmp_path / "broken.json")}
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    (tmp_path / "odd.json").write_text('[{"id": "openai", "models": ["x"]}]', encoding="utf-8")
    places["ODD"] = str(tmp_path / "odd.json")
    assert run(*(places.get(a, a) for a in args)) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def test_nothing_installed_and_nothing_given_is_an_error(monkeypatch, capsys):
    monkeypatch.setattr(refresh_lists.importlib.util, "find_spec", lambda name: None)
    assert run() == 2
    assert "install litellm" in capsys.readouterr().err


def test_a_url_is_fetched_only_when_given(seeds, capsys):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = json.dumps({"gpt-6-luna": litellm_row("openai", 0.2, 1)}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        assert run("--litellm", f"http://127.0.0.1:{server.server_port}/prices.json") == 1
        thread.join()
    assert "openai/gpt-6-luna/global/price" in capsys.readouterr().out


def test_an_installed_litellm_is_found_and_not_imported(tmp_path, monkeypatch):
    package = tmp_path / "litellm"
    package.mkdir()
    (package / "__init__.py").write_text("raise RuntimeError('imported')")
    (package / "model_prices_and_context_window_backup.json").write_text(json.dumps(LITELLM))
    monkeypatch.syspath_prepend(tmp_path)
    place = refresh_lists.installed_litellm()
    assert place == str(package / "model_prices_and_context_window_backup.json")
    assert "litellm" not in sys.modules


def test_an_installed_genai_prices_is_read_like_its_json(monkeypatch):
    def price(**rates):
        return SimpleNamespace(**rates)

    steps = SimpleNamespace(base=Decimal("0.3"), tiers=[SimpleNamespace(start=512000, price=Decimal("0.6"))])
    start = SimpleNamespace(start_date=date(2026, 11, 1))
    hour = SimpleNamespace(start_time=1)
    dated = [
        SimpleNamespace(constraint=None, prices=price(input_mtok=Decimal(1))),
        SimpleNamespace(constraint=start, prices=price(input_mtok=Decimal(2), output_mtok=None)),
    ]
    hourly = [SimpleNamespace(constraint=hour, prices=price(input_mtok=Decimal(1)))]
    models = [
        SimpleNamespace(id=name, context_window=None, prices=p)
        for name, p in (("a", price(input_mtok=steps)), ("b", dated), ("c", hourly))
    ]
    data = ModuleType("genai_prices.data")
    data.providers = [SimpleNamespace(id="minimax", models=models)]
    monkeypatch.setitem(sys.modules, "genai_prices.data", data)
    monkeypatch.setattr(refresh_lists.importlib.util, "find_spec", lambda name: object())
    sightings = {s.model: s for s in refresh_lists.genai_prices(refresh_lists.installed_genai_prices(), ON)}
    assert [(r.above, r.rates["input"]) for r in sightings["a"].rows] == [
        (0, Decimal("0.3")), (512000, Decimal("0.6")),
    ]  # fmt: skip
    assert sightings["b"].rows[0].rates == {"input": Decimal(2)}
    assert "c" not in sightings
