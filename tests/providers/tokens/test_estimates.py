"""An estimate says its bound for this kind of text; a user's own vocabulary file makes it exact."""

import sys

import pytest

from providers import catalog, tokens
from providers.tokens import local, sentencepiece_file
from providers.tokens.domain import kind_of
from providers.tokens.sentencepiece_file import TokenizerFileError

PROSE = "茶铺开在山脚下，门前有一条小溪。老板每天清晨烧水，客人来了先闻香，再看汤色，最后才慢慢品味。"
CODE = 'def grams(tea: str) -> int:\n    return sum(v for k, v in shelf.items() if k == "tea")\n'
JSON = '{"tea": "龙井", "grams": 250, "tags": ["green"], "price": {"amount": 188.50, "currency": "CNY"}}'
CLASSICAL = "茶者，南方之嘉木也。其巴山峡川有两人合抱者，伐而掇之。其树如瓜芦，叶如栀子，花如白蔷薇。"
TRADITIONAL = "龍井茶產於杭州西湖，色綠、香郁、味甘、形美。飲茶之道，貴在靜心；一盞清茶，可滌煩慮。"
ENGLISH = "Tea is picked by hand in spring, withered in the shade, and rolled before noon; so the growers say."


@pytest.mark.parametrize(
    ("text", "kind"),
    [(PROSE, "prose"), (ENGLISH, "prose"), (CODE, "code"), (JSON, "code"), (CLASSICAL, "classical"),
     (TRADITIONAL, "classical"), ("お茶を一杯いかがですか。漢字も混ざります。", "prose"), ("之乎", "prose"), ("", "prose"),
     ("请用 `client.chat.completions.create(model='glm-4.7')` 调用，然后把 response 打印出来，谢谢大家的帮助。", "prose")],
)  # fmt: skip
def test_what_kind_of_text_it_is(text, kind):
    assert kind_of(text) == kind


@pytest.mark.parametrize(
    ("text", "bound"), [(PROSE, 0.15), (ENGLISH, 0.15), (CODE * 3, 0.25), (JSON, 0.25), (CLASSICAL, 0.15)]
)
@pytest.mark.parametrize(("vendor", "model"), [("baidu", "ernie-5.1"), ("bytedance", "doubao-seed-2.1-pro"), ("baichuan", "Baichuan4")])
def test_the_bound_is_that_of_the_kind_of_text(vendor, model, text, bound):
    found = tokens.count_text(text, catalog.load(vendor), model)
    assert (found.method, found.bound, found.request_bound) == ("estimated", bound, 0.32)
    assert found.bounds == f"estimated ±{bound * 100:.0f} % on totals, ±32 % on a single request"
    assert ("nearly all code or JSON" in found.note) is (bound == 0.25)
    assert ("may be wider" in found.note) is (text == CLASSICAL)


def test_a_mixture_has_the_bound_of_mixed_totals():
    found = tokens.count_texts([CODE, PROSE * 2], catalog.load("baidu"), "ernie-5.1")
    assert found.bound == 0.15


# --- the user's own file --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A real SentencePiece BPE model with byte fallback, as Baichuan's are, trained on a few sentences."""
    import sentencepiece

    folder = tmp_path_factory.mktemp("spm")
    (folder / "text").write_text("\n".join([PROSE, ENGLISH, CODE, TRADITIONAL] * 30), encoding="utf-8")
    sentencepiece.SentencePieceTrainer.Train(
        input=str(folder / "text"),
        model_prefix=str(folder / "tokenizer"),
        model_type="bpe",
        vocab_size=600,
        byte_fallback=True,
        minloglevel=2,
    )
    return folder / "tokenizer.model"


@pytest.fixture
def own(model):
    local.use(local.Local(baichuan=str(model)))
    yield model
    local.use(local.Local())


def test_the_users_file_counts_baichuan_exactly(own):
    import sentencepiece

    reference = sentencepiece.SentencePieceProcessor(model_file=str(own))
    for text in (PROSE, ENGLISH, CODE, "☕️ 龘", "", "  a  \n\n b"):
        found = tokens.count_text(text, catalog.load("baichuan"), "Baichuan2-Turbo")
        assert found.value == len(reference.encode(text))
        assert (found.method, found.vocabulary, found.bound) == ("exact", "your file", 0.0)
        assert "not verified for the hosted model" in found.note


@pytest.mark.parametrize(("vendor", "name"), [("baichuan", "Baichuan-M2"), ("baidu", "ernie-5.1"), ("zhipu", "glm-5")])
def test_the_file_is_for_baichuans_own_vocabulary_alone(own, vendor, name):
    assert tokens.count_text(PROSE, catalog.load(vendor), name).vocabulary != "your file"


def test_half_a_surrogate_pair_is_counted_and_breaks_nothing(own):
    assert tokens.count_text("tea \ud83c", catalog.load("baichuan"), "Baichuan4").value > 0


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "not a SentencePiece model"), (b'{"model": {}}', "tokenizer.json is another format"), (b"\x00" * 500, "not a SentencePiece")],
)
def test_another_file_is_refused_in_one_line(tmp_path, content, message):
    path = tmp_path / "tokenizer.model"
    path.write_bytes(content)
    with pytest.raises(TokenizerFileError, match=message) as error:
        sentencepiece_file.counter(str(path))
    assert str(path) in str(error.value)


def test_a_missing_file_and_a_missing_package_are_one_line(tmp_path, model, monkeypatch):
    with pytest.raises(TokenizerFileError, match=r"none\.model: No such file"):
        sentencepiece_file.counter(str(tmp_path / "none.model"))
    monkeypatch.setitem(sys.modules, "sentencepiece", None)
    sentencepiece_file._counter.cache_clear()
    with pytest.raises(TokenizerFileError, match=r"llm-migrate\[baichuan\]"):
        sentencepiece_file.counter(str(model))
