"""The packed form of a vocabulary: every token's bytes in rank order, lengths first, xz-compressed.

Only the order of ranks matters to a byte-pair encoder, so ranks are not stored: a token's rank is its place.
"""

from __future__ import annotations

import lzma
import struct
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate, pairwise

_MAGIC = b"BPE1"
_RUN = 4  # bytes by which a token is looked for in a text


def pack(tokens: Iterable[bytes]) -> bytes:
    """Tokens in rank order -> bytes. The same tokens always give the same bytes."""
    ordered = list(tokens)
    lengths = struct.pack(f"<{len(ordered)}H", *map(len, ordered))
    body = _MAGIC + struct.pack("<I", len(ordered)) + lengths + b"".join(ordered)
    return lzma.compress(body, format=lzma.FORMAT_XZ, check=lzma.CHECK_SHA256, preset=9 | lzma.PRESET_EXTREME)


def unpack(data: bytes) -> dict[bytes, int]:
    """Packed bytes -> token -> rank. ValueError when the data is not a packed vocabulary."""
    body, ends = _opened(data)
    ranks = {body[start:end]: rank for rank, (start, end) in enumerate(pairwise(ends))}
    if len(ranks) != len(ends) - 1:
        raise ValueError("not a packed vocabulary: lengths do not add up")
    return ranks


def unpack_for(data: bytes, text: bytes) -> dict[bytes, int]:
    """As `unpack`, without tokens that cannot stand in the text.

    Every token whose first and last four bytes both stand somewhere in it is kept, so none that does is missing.
    """
    runs = _runs(text)
    body, ends = _opened(data)
    return {
        token: rank
        for rank, (start, end) in enumerate(pairwise(ends))
        if (token := body[start:end])[:_RUN] in runs and token[-_RUN:] in runs
    }


@lru_cache(maxsize=1)  # one vocabulary after the other is asked about the same text
def _runs(text: bytes) -> frozenset[bytes]:
    """What stands in the text in a row: pieces of up to four bytes."""
    return frozenset(text[at : at + length] for length in range(1, _RUN + 1) for at in range(len(text) - length + 1))


def _opened(data: bytes) -> tuple[bytes, list[int]]:
    """The unpacked bytes, and where the first token begins and each of them ends."""
    try:
        body = lzma.decompress(data, format=lzma.FORMAT_XZ)
    except lzma.LZMAError as error:
        raise ValueError(f"not a packed vocabulary: {error}") from None
    if body[:4] != _MAGIC:
        raise ValueError("not a packed vocabulary: wrong magic")
    (count,) = struct.unpack_from("<I", body, 4)
    lengths = struct.unpack_from(f"<{count}H", body, 8)
    ends = list(accumulate(lengths, initial=8 + 2 * count))
    if ends[-1] != len(body):
        raise ValueError("not a packed vocabulary: lengths do not add up")
    return body, ends
