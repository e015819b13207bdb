"""The packed form of a vocabulary: every token's bytes in rank order, lengths first, xz-compressed.

Only the order of ranks matters to a byte-pair encoder, so ranks are not stored: a token's rank is its place.
"""

from __future__ import annotations

import lzma
import struct
from collections.abc import Iterable

_MAGIC = b"BPE1"


def pack(tokens: Iterable[bytes]) -> bytes:
    """Tokens in rank order -> bytes. The same tokens always give the same bytes."""
    ordered = list(tokens)
    lengths = struct.pack(f"<{len(ordered)}H", *map(len, ordered))
    body = _MAGIC + struct.pack("<I", len(ordered)) + lengths + b"".join(ordered)
    return lzma.compress(body, format=lzma.FORMAT_XZ, check=lzma.CHECK_SHA256, preset=9 | lzma.PRESET_EXTREME)


def unpack(data: bytes) -> dict[bytes, int]:
    """Packed bytes -> token -> rank. ValueError when the data is not a packed vocabulary."""
    try:
        body = lzma.decompress(data, format=lzma.FORMAT_XZ)
    except lzma.LZMAError as error:
        raise ValueError(f"not a packed vocabulary: {error}") from None
    if body[:4] != _MAGIC:
        raise ValueError("not a packed vocabulary: wrong magic")
    (count,) = struct.unpack_from("<I", body, 4)
    lengths = struct.unpack_from(f"<{count}H", body, 8)
    ranks: dict[bytes, int] = {}
    at = 8 + 2 * count
    for rank, length in enumerate(lengths):
        ranks[body[at : at + length]] = rank
        at += length
    if at != len(body) or len(ranks) != count:
        raise ValueError("not a packed vocabulary: lengths do not add up")
    return ranks
