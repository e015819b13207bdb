"""Counts equal the reference tokenizers' on every golden text, and say how sure they are."""

import json
import os
import subprocess
import sys
import unicodedata
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers import catalog, resources, tokens
from providers.errors import CatalogError
from providers.tokens import packing, vocabularies

HERE = Path(__file__).parent
GOLDEN = json.loads((HERE / "golden.json").read_text(encoding="utf-8"))
TEXTS: dict[str, str] = {}
exec((HERE / "texts.py").read_text(encoding="utf-8"), TEXTS)  # importlib mode has no package to import from
TEXTS = TEXTS["TEXTS"]


def count(name: str, text: str) -> int:
    name, size = ("glm", 151329) if name == "glm4" else (name, None)
    if vocabularies.normalises(name):
        text = unicodedata.normalize("NFC", text)
    return len(vocabularies.encoding(name, size).encode_ordinary(text))


@pytest.mark.parametrize("name", sorted(GOLDEN))
def test_counts_equal_the_reference_tokenizer(name):
    assert {title: count(name, text) for title, text in TEXTS.items()} == GOLDEN[name]


def test_every_vocabulary_is_guarded_and_intact():
    index = vocabularies.index()
    assert set(GOLDEN) == set(index) | {"glm4"}
    for name, entry in index.items():
        data = resources.seeds("vocabularies", f"{name}.xz").read_bytes()
        assert sha256(data).hexdigest() == entry["sha256"]
        assert entry["source"]
        assert len(entry["source_sha256"]) == 64
        assert entry["licence"]
        ranks = packing.unpack(data)
        assert len(ranks) == entry["tokens"]
        assert all(bytes([byte]) in ranks for byte in range(256))


def test_all_vocabularies_together_stay_small():
    folder = resources.seeds("vocabularies")
    assert sum(path.stat().st_size for path in folder.iterdir()) < 7_000_000


def test_a_damaged_vocabulary_is_refused(tmp_path, monkeypatch):
    (tmp_path / "seeds" / "vocabularies").mkdir(parents=True)
    for name in ("index.json", "kimi.xz"):
        data = resources.seeds("vocabularies", name).read_bytes()
        (tmp_path / "seeds" / "vocabularies" / name).write_bytes(data[:-1] if name == "kimi.xz" else data)
    monkeypatch.setattr(resources, "root", lambda: tmp_path)
    vocabularies.encoding.cache_clear()
    with pytest.raises(CatalogError, match="damaged"):
        vocabularies.encoding("kimi")


@given(st.lists(st.binary(min_size=1, max_size=40), unique=True, max_size=50))
@settings(max_examples=30, deadline=None)
def test_packing_is_lossless(ordered):
    assert list(packing.unpack(packing.pack(ordered))) == ordered


@given(st.lists(st.binary(min_size=1, max_size=9), unique=True, max_size=50), st.binary(max_size=60))
@settings(max_examples=15, deadline=None)
def test_a_part_of_a_vocabulary_holds_every_token_that_stands_in_the_text(ordered, text):
    packed = packing.pack([*ordered, *([text[3:9]] if text[3:9] and text[3:9] not in ordered else [])])
    whole, part = packing.unpack(packed), packing.unpack_for(packed, text)
    assert part.items() <= whole.items()
    assert {token for token in whole if token in text} <= set(part)


@pytest.mark.parametrize("data", [b"", b"no", packing.pack([b"a", b"b"])[:-4]])
def test_unpacking_anything_else_is_a_clear_error(data):
    with pytest.raises(ValueError, match="not a packed vocabulary"):
        packing.unpack(data)


@pytest.mark.parametrize(
    ("vendor", "model", "vocabulary", "proven"),
    [
        ("openai", "gpt-4o", "o200k_base", True),
        ("openai", "gpt-4", "cl100k_base", True),
        ("zhipu", "glm-5.3", "glm", False),
        ("zhipu", "glm-4.5", "glm", False),
        ("moonshot", "kimi-k3", "kimi", False),
        ("deepseek", "deepseek-v4-pro", "deepseek", False),
        ("alibaba", "qwen-plus", "qwen", False),
        ("alibaba", "qwen3.5-plus", "qwen3_5", False),
    ],
)
def test_a_published_vocabulary_counts_exactly(vendor, model, vocabulary, proven):
    found = tokens.count_text("一杯茶 one cup", catalog.load(vendor), model)
    assert (found.method, found.vocabulary, found.bound) == ("exact", vocabulary, 0.0)
    assert found.label == "exact (text)"
    assert ("not verified" in found.note) is not proven


@pytest.mark.parametrize(
    ("vendor", "model"),
    [("baidu", "ernie-5.1"), ("bytedance", "doubao-seed-2.1-pro"), ("baichuan", "Baichuan4"), ("zhipu", "no-such-model")],
)
def test_an_unpublished_vocabulary_is_an_estimate_with_its_bound(vendor, model):
    found = tokens.count_text("一杯茶 one cup of tea", catalog.load(vendor), model)
    assert found.method == "estimated"
    assert found.bound == 0.15
    assert "15 %" in found.label
    assert found.value > 0


def test_counting_touches_no_network_no_cache_and_no_plugin(tmp_path):
    code = (
        "import socket\n"
        "def refuse(*a, **k): raise AssertionError('network')\n"
        "socket.socket.connect = refuse\n"
        "from providers import catalog, tokens\n"
        "tokens.count_text('hi 茶', catalog.load('openai'), 'gpt-4o')\n"
        "import os; assert not os.listdir(os.environ['TIKTOKEN_CACHE_DIR'])\n"
    )
    cache = tmp_path / "cache"
    cache.mkdir()
    subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        cwd=tmp_path,
        env={**os.environ, "TIKTOKEN_CACHE_DIR": str(cache), "PYTHONPATH": str(HERE.parents[2])},
    )
