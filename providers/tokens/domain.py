"""What kind of text this is, as far as it decides how well an estimate does."""

from __future__ import annotations

from typing import Literal

Kind = Literal["prose", "code", "classical"]

_ENOUGH = 20  # characters; fewer show no kind
_SAMPLE = 4_000  # characters looked at: the kind of a text shows early
_STRUCTURE = frozenset('{}[]()<>=;:"_\\/|&*+$@#`')
_CLASSICAL = frozenset("之乎者也矣焉哉曰兮乃吾汝於")


def kind_of(text: str) -> Kind:
    """`code` for code and JSON, `classical` for classical or traditional Chinese, else `prose`.

    A heuristic over the first 4,000 characters: the share of structural characters; Han characters that the
    simplified standard set (GB 2312) lacks, or the particles of classical prose without modern 的.
    """
    text = text[:_SAMPLE]
    if len(text) < _ENOUGH:
        return "prose"
    han = [c for c in text if "\u4e00" <= c <= "\u9fff"]
    if len(han) > len(text) * 0.3:
        traditional = sum(1 for c in han if not _simplified(c))
        particles = sum(1 for c in han if c in _CLASSICAL)
        kana = any("\u3040" <= c <= "\u30ff" for c in text)
        if not kana and (
            traditional > len(han) * 0.1
            or (particles > len(han) * 0.06 and text.count("的") < len(han) * 0.01)
        ):
            return "classical"
        return "prose"
    structure = sum(1 for c in text if c in _STRUCTURE)
    return "code" if structure > len(text) * 0.07 else "prose"


def _simplified(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
