"""Texts are remembered, and an accelerator counts only after it counted a fixed set right."""

import json
import sys
import types
import unicodedata
from pathlib import Path

import pytest

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
