"""Prompts in the code, counted by both vendors' vocabularies."""

from decimal import Decimal

from migrate.cost import recount
from migrate.model import Literal, Site, SiteKind, Span
from providers import catalog

CHINESE = "你是茶铺的店员，请用客人使用的语言回答，语气亲切，不超过三句话。涉及库存时必须先调用工具查询，不要凭记忆回答。" * 20


def prompt(text, line=1):
    return Site(SiteKind.PROMPT, "system", "a.py", Span(0, 1), line, 1, "python", value=Literal(text))


def section(texts, models, target="zhipu"):
    return recount.section(texts, models, source=catalog.load("openai"), target=catalog.load(target))


def test_each_text_counts_once_and_blank_ones_not_at_all():
    assert recount.texts([prompt("a"), prompt("b"), prompt("a", 9), prompt("  ")]) == ("a", "b")


def test_chinese_takes_fewer_tokens_at_the_target_and_the_ratio_says_so():
    counted = section((CHINESE,), {"gpt-4": "glm-4.7"})
    (row,) = counted["models"]
    assert row["source_method"] == row["target_method"] == "exact (text)"
    assert row["target_tokens"] < row["source_tokens"]
    ratio = recount.ratios(counted)["gpt-4", "glm-4.7"]
    assert ratio == (Decimal(row["target_tokens"]) / row["source_tokens"]).quantize(Decimal("0.001"))
    assert ratio < Decimal("0.7")


def test_too_little_text_gives_no_ratio():
    counted = section(("你好，" * 300,), {"gpt-4o": "glm-4.7"})
    assert counted["models"] == []
    assert counted["too_little"].startswith("900 characters")
    assert recount.ratios(counted) == {}


def test_no_text_and_no_target_give_no_rows():
    assert section((), {"gpt-4o": "glm-4.7"})["models"] == []
    assert section((CHINESE,), {"gpt-4o": None})["models"] == []


def test_a_model_without_a_vocabulary_is_labelled_an_estimate():
    (row,) = section((CHINESE,), {"gpt-4o": "Baichuan4"}, "baichuan")["models"]
    assert row["target_method"] == "estimated ±15 %"
