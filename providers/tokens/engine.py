"""Tokens of one text by one vocabulary: remembered per text, counted by tiktoken, or faster where it may be.

The accelerator is optional (`llm-migrate[fast]`), is given our own vocabularies and patterns, and must count
a fixed set of texts as tiktoken does before it counts anything else. Otherwise tiktoken counts; which of the
two did is told by `counted_by`.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from hashlib import blake2b
from typing import Any

from providers import resources
from providers.tokens import vocabularies

_REMEMBERED = 200_000  # texts; 150 bytes each, whatever the length of the text
_SHORT = 64  # characters up to which a text is its own key
_PAGES = 300_000  # characters up to which a part of a vocabulary is made faster than the whole

Counter = Callable[[str], int]
_memo: dict[tuple[str, int | None, str | bytes], int] = {}
_fast: dict[tuple[str, int | None], Counter | str] = {}


def tokens(text: str, name: str, size: int | None = None) -> int:
    """Tokens of a text by the vocabulary `name` (or its first `size` entries)."""
    key = (name, size, _key(text))
    found = _memo.get(key)
    if found is None:
        found = _count(text, name, size)
        _remember(key, found)
    return found


def count_ahead(texts: Iterable[str], name: str, size: int | None = None) -> None:
    """Count these texts and remember them. No vocabulary stays loaded for it."""
    keys = {(name, size, _key(text)): text for text in texts}
    missing = {key: text for key, text in keys.items() if text and key not in _memo}
    if not missing:
        return
    if callable(_fast.get((name, size))) or sum(map(len, missing.values())) > _PAGES:
        for text in missing.values():
            tokens(text, name, size)
        vocabularies.encoding.cache_clear()
        return
    normal = {key: _normal(text, name) for key, text in missing.items()}
    encode = vocabularies.encoding_for("\n".join(normal.values()), name, size).encode_ordinary
    for key, text in normal.items():
        _remember(key, len(encode(text)))


def _key(text: str) -> str | bytes:
    if len(text) <= _SHORT:
        return text
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _remember(key: tuple[str, int | None, str | bytes], count: int) -> None:
    if len(_memo) >= _REMEMBERED:  # the older half goes: in a log, what repeats repeats soon
        for old in list(_memo)[: _REMEMBERED // 2]:
            del _memo[old]
    _memo[key] = count


def _count(text: str, name: str, size: int | None) -> int:
    if not text:
        return 0
    text = _normal(text, name)
    fast = _fast.get((name, size))
    if callable(fast):
        try:
            return fast(text)
        except UnicodeEncodeError:  # half a surrogate pair, as JSON allows: tiktoken counts it as U+FFFD
            pass
    return _plain(text, name, size)


def _normal(text: str, name: str) -> str:
    if vocabularies.normalises(name) and not text.isascii():
        return unicodedata.normalize("NFC", text)
    return text


def _plain(text: str, name: str, size: int | None) -> int:
    return len(vocabularies.encoding(name, size).encode_ordinary(text))


def hurry(name: str, size: int | None = None) -> str:
    """Use the accelerator for a vocabulary from now on, if it is installed and right; `counted_by`.

    Worth it from some megabytes on: it takes up to half a second to load.
    """
    if (name, size) not in _fast:
        _fast[name, size] = _accelerator(name, size)
    return counted_by(name, size)


def counted_by(name: str, size: int | None = None) -> str:
    """What counts a vocabulary in this process: `splintr 0.22.0`, or `tiktoken` and why."""
    fast = _fast.get((name, size))
    if callable(fast):
        return f"splintr {_version()}"
    return f"tiktoken ({fast})" if fast else "tiktoken"


def forget() -> None:
    """Forget every count and every accelerator."""
    _memo.clear()
    _fast.clear()


# --- the accelerator ------------------------------------------------------------------------------


def _version() -> str:
    from importlib.metadata import version

    return version("splintr-rs")


def _accelerator(name: str, size: int | None) -> Counter | str:
    """A counter that passed its check, or why there is none."""
    try:
        import splintr
    except ImportError:
        return "llm-migrate[fast] is not installed"
    try:
        count = _built(splintr, name, size)
        expected = check_set()["counts"].get(label(name, size))
        if count is None or expected is None:
            return "no accelerator for this vocabulary"
        for text, right in zip(check_set()["texts"], expected, strict=True):
            if count(_normal(text, name)) != right:
                return f"splintr {_version()} counts {name} otherwise and is not used"
    except Exception as error:  # whatever another build of it does, counting goes on
        return f"splintr {_version()} cannot load {name}: {type(error).__name__}"
    return count


def label(name: str, size: int | None) -> str:
    """A vocabulary's name with its size, where only a part of it counts."""
    return name if size is None else f"{name}:{size}"


@cache
def check_set() -> dict[str, Any]:
    """`texts`, and per vocabulary tiktoken's `counts` of them."""
    loaded: dict[str, Any] = json.loads(resources.seeds("vocabularies", "check.json").read_bytes())
    return loaded


def _built(splintr: Any, name: str, size: int | None) -> Counter | None:
    from base64 import b64encode

    pattern = vocabularies.index()[name]["pattern"]
    if "++" in pattern:  # possessive: its engine has none
        if name != "cl100k_base":
            return None
        pattern = splintr.CL100K_BASE_PATTERN
    rows = (b"%b %d" % (b64encode(token), rank) for token, rank in vocabularies.ranks(name, size).items())
    encoder = splintr.Tokenizer.from_bytes(b"\n".join(rows), pattern)
    if name == "deepseek":  # its look-aheads are slow in the built-in engine
        encoder = encoder.pcre2()
    flat = encoder.encode_flat

    def count(text: str) -> int:
        return len(flat(text)) // 4  # ids as 32-bit integers

    return count
