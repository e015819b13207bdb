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
            parts.append([bytes([v]) for o, v in value if o is kind.LITERAL] or pytest.fail(f"range in {value}"))
        elif op is kind.BRANCH:
            parts.append([text for branch in value[1] for text in texts(branch)])
        elif op is kind.SUBPATTERN:
            parts.append(texts(value[3]))
        elif op is kind.MAX_REPEAT:
            low, high, inner = value
            assert (low, high) == (0, 1)
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


@pytest.mark.parametrize("language", HINTS)
def test_a_word_alone_is_not_enough(language):
    assert not HINTS[language].found(b"nothing but allm_x and AGENTSMITH")
    assert not HINTS[language].found(b"")


def test_words_are_found_whatever_their_case_but_the_pattern_decides():
    hints = Hints((b"base",), b"BASE_URL|baseUrl")
    assert hints.found(b"a BASE_URL")
    assert hints.found(b"a baseUrl")
    assert not hints.found(b"a Base_Url")
