"""The quick look at words passes nothing by that the exact pattern would find."""

import re._constants as kind
import re._parser as parser
from itertools import product

import pytest

from migrate.languages import python, simple, typescript
from migrate.languages.hints import Hints

HINTS = {"python": python._HINTS, "typescript": typescript._HINTS, "simple": simple._HINTS}


def texts(parsed) -> list[bytes]:
    """Every text a pattern without `*` and `+` stands for; boundaries count for nothing."""
    parts = []
    for op, value in parsed:
        if op is kind.LITERAL:
            parts.append([bytes([value])])
        elif op is kind.IN:
            anything = value[0][0] is kind.NEGATE or value[0][0] is kind.CATEGORY
            one_of = [b"x"] if anything else [bytes([v]) for o, v in value if o is kind.LITERAL]
            parts.append(one_of or pytest.fail(f"range in {value}"))
        elif op is kind.BRANCH:
            parts.append([text for branch in value[1] for text in texts(branch)])
        elif op is kind.SUBPATTERN:
            parts.append(texts(value[3]))
        elif op is kind.MAX_REPEAT:
            low, _, inner = value
            assert low == 0
            parts.append([b"", *texts(inner)])
        else:
            assert op is kind.AT, op
    return [b"".join(choice) for choice in product(*parts)]


@pytest.mark.parametrize("language", HINTS)
def test_whatever_the_pattern_finds_holds_a_word(language):
    hints = HINTS[language]
    found = texts(parser.parse(hints.pattern.pattern))
    assert len(found) > 20
    missed = [text for text in found if not any(word in text.lower() for word in hints.words)]
    assert missed == []
    for text in found:
        assert hints.found(b"x " + text + b" y")
    for row in hints.together:
        first = texts(parser.parse(row[0].pattern))
        assert [text for text in first if not any(word in text.lower() for word in hints.words)] == []


def test_weak_signs_count_only_together():
    hints = Hints((b"base_url",), b"BASE_URL", (b"base_url", b"/v1"))
    assert hints.found(b"get(base_url, '/v1')")
    assert hints.found(b"'/v1' base_url")
    assert not hints.found(b"get(base_url, '/v2')")
    assert not hints.found(b"/v1")


@pytest.mark.parametrize(
    "text",
    [
        b"store = Store(base_url='http://search:9200')\n",
        b"def embedding_of(text):\n    return model.embedding(text)\n",
        b"# GPT wrote this\nvalue = 1\n",
        b"import agentsmith\nagents = []\n",
        b"width = 1536\n",
        b"if answer.finish_reason:\n    stop()\n",
    ],
)
def test_python_files_with_nothing_but_common_words_are_passed_over(text):
    assert not HINTS["python"].found(text)


@pytest.mark.parametrize(
    "text",
    [
        b"client = make(base_url='http://localhost:8000/v1')\n",
        b"vectors = self.client.embeddings.create(input=texts)\n",
        b"MODEL = 'my-gpt-4o'\n",
        b"from agents import Agent\n",
        b"index = Index(dimension=1536)\n",
        b"class Settings(BaseSettings):\n    llm_api_key: str\n",
        b"key = os.getenv('EMBEDDING_API_KEY')\n",
    ],
)
def test_python_files_that_may_hold_a_site_are_looked_at(text):
    assert HINTS["python"].found(text)


@pytest.mark.parametrize("language", HINTS)
def test_a_word_alone_is_not_enough(language):
    assert not HINTS[language].found(b"nothing but allm_x and AGENTSMITH")
    assert not HINTS[language].found(b"")


def test_words_are_found_whatever_their_case_but_the_pattern_decides():
    hints = Hints((b"base",), b"BASE_URL|baseUrl")
    assert hints.found(b"a BASE_URL")
    assert hints.found(b"a baseUrl")
    assert not hints.found(b"a Base_Url")
