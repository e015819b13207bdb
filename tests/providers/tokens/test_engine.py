"""Texts are remembered, and an accelerator counts only after it counted a fixed set right."""

import json
import sys
import types
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from providers import catalog, tokens
from providers.tokens import engine, vocabularies

TEXTS: dict = {}
exec((Path(__file__).parent / "texts.py").read_text(encoding="utf-8"), TEXTS)
GOLDEN = json.loads((Path(__file__).parent / "golden.json").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def fresh():
    engine.forget()
    yield
    engine.forget()


# One of each kind: a pattern of the accelerator's own, NFC, a part of a vocabulary, another regular expression engine.
# The others are held against the check set whenever they load.
@pytest.mark.parametrize("name", ["cl100k_base", "qwen", "glm4", "deepseek"])
def test_the_accelerator_counts_every_golden_text_like_the_reference(name):
    key = ("glm", 151329) if name == "glm4" else (name, None)
    assert engine.hurry(*key).startswith("splintr ")
    assert {title: engine.tokens(text, *key) for title, text in TEXTS["TEXTS"].items()} == GOLDEN[name]


def test_the_check_set_holds_tiktokens_counts():
    held = engine.check_set()
    assert set(held["counts"]) == {*vocabularies.index(), "glm:151329"}
    for name in ("qwen", "cl100k_base"):
        texts = [unicodedata.normalize("NFC", t) if vocabularies.normalises(name) else t for t in held["texts"]]
        assert [len(vocabularies.encoding(name).encode_ordinary(t)) for t in texts] == held["counts"][name]


class Wrong:
    """An engine that loads anything and miscounts."""

    @staticmethod
    def from_bytes(data, pattern):
        return types.SimpleNamespace(encode_flat=lambda text: bytes(4 * (len(text) + 1)))


class Broken:
    @staticmethod
    def from_bytes(data, pattern):
        raise RuntimeError("unsupported")


@pytest.mark.parametrize(("kind", "reason"), [(Wrong, "counts glm otherwise and is not used"), (Broken, "cannot load glm")])
def test_an_accelerator_that_miscounts_or_fails_is_not_used_and_that_is_told(monkeypatch, kind, reason):
    monkeypatch.setitem(sys.modules, "splintr", types.SimpleNamespace(Tokenizer=kind))
    assert reason in engine.hurry("glm")
    assert engine.counted_by("glm").startswith("tiktoken (")
    assert engine.tokens("今天有什么茶？", "glm") == len(vocabularies.encoding("glm").encode_ordinary("今天有什么茶？"))


def test_without_the_extra_tiktoken_counts(monkeypatch):
    monkeypatch.setitem(sys.modules, "splintr", None)
    assert engine.hurry("glm") == "tiktoken (llm-migrate[fast] is not installed)"


def test_legacy_vocabularies_stay_with_tiktoken():
    assert engine.hurry("r50k_base") == "tiktoken (no accelerator for this vocabulary)"


def test_half_a_surrogate_pair_counts_alike_with_and_without_the_accelerator():
    plain = engine.tokens("tea \ud83c", "qwen")
    engine.forget()
    engine.hurry("qwen")
    assert engine.tokens("tea \ud83c", "qwen") == plain


def test_a_text_is_counted_once(monkeypatch):
    counted = []
    real = engine._count
    monkeypatch.setattr(engine, "_count", lambda *a: counted.append(a[0]) or real(*a))
    long = "春茶在清明前采摘，" * 30
    for _ in range(3):
        assert engine.tokens(long, "glm") == engine.tokens("".join([long[:9], long[9:]]), "glm")
        engine.tokens("tea", "glm")
    assert counted == [long, "tea"]
    engine.tokens("tea", "glm", 151329)
    assert len(counted) == 3  # another vocabulary is another count


PAGES = [*TEXTS["TEXTS"].values(), "tea \ud83c", "\ud83c", "Cafe\u0301 <|endoftext|>", "\ud83c\udf75", "a" * 400]


@pytest.mark.parametrize("key", [("cl100k_base", None), ("qwen", None), ("glm", 151329), ("deepseek", None)])
def test_counted_ahead_by_a_part_of_the_vocabulary_is_what_the_whole_counts(key):
    whole = [engine.tokens(text, *key) for text in PAGES]
    engine.forget()
    vocabularies.encoding.cache_clear()
    engine.count_ahead([*PAGES, PAGES[0]], *key)
    assert [engine.tokens(text, *key) for text in PAGES] == whole
    assert vocabularies.encoding.cache_info().currsize == 0  # nothing was loaded for it


@given(st.lists(st.text(max_size=40), min_size=1, max_size=4))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_counts_alike_ahead(texts):
    engine.forget()
    engine.count_ahead(texts, "r50k_base")
    whole = vocabularies.encoding("r50k_base")
    assert [engine.tokens(text, "r50k_base") for text in texts] == [len(whole.encode_ordinary(t)) for t in texts]


def test_much_text_is_counted_ahead_by_the_whole_vocabulary(monkeypatch):
    monkeypatch.setattr(engine, "_PAGES", 5)
    monkeypatch.setattr(vocabularies, "encoding_for", None)
    engine.count_ahead(["one cup of tea"], "glm")
    assert engine._memo == {("glm", None, "one cup of tea"): 4}


def test_remembering_is_bounded(monkeypatch):
    monkeypatch.setattr(engine, "_REMEMBERED", 10)
    for n in range(35):
        engine.tokens(f"tea {n}", "glm")
    assert len(engine._memo) <= 10
    assert ("glm", None, "tea 34") in engine._memo


def test_many_texts_count_like_one_by_one(monkeypatch):
    vendor, texts = catalog.load("zhipu"), ["茶", "one cup", "", "茶"]
    one_by_one = [tokens.count_text(t, vendor, "glm-5").value for t in texts]
    assert tokens.count_many(texts, vendor, "glm-5") == one_by_one
    engine.forget()
    monkeypatch.setattr("providers.tokens.count._HURRY", 1)
    assert tokens.count_many(texts, vendor, "glm-5") == one_by_one
    assert engine.counted_by("glm").startswith("splintr")
