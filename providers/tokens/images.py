"""Tokens of images by the vendors' own formulas (`seeds/images.toml`), from the size in the image's first bytes."""

from __future__ import annotations

import base64
import binascii
import math
import struct
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from providers import resources
from providers.types import Provider

_HEAD = 400_000  # base64 characters looked at: a JPEG may carry a large preview before its size
_LARGEST = 100_000  # pixels a side; more is a damaged header


@dataclass(frozen=True, slots=True)
class Images:
    """Tokens of a request's images; `low` and `high` differ where sources contradict each other."""

    value: int
    low: int
    high: int
    note: str
    left_out: tuple[str, ...]


@cache
def _rules() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(resources.seeds("images.toml").read_text(encoding="utf-8"))[
        "rule"
    ]
    return found


def count(parts: Sequence[Mapping[str, Any]], provider: Provider, model: str) -> Images:
    """Tokens of the image parts of a request. What cannot be counted is in `left_out`, never 0 tokens."""
    known = provider.model(model)
    name = known.id if known is not None else model
    vendor = "openai" if provider.id == "azure-openai" else provider.id
    rule = next(
        (r for r in _rules() if r["provider"] == vendor and any(fnmatchcase(name, p) for p in r["models"])),
        None,
    )
    if rule is None:
        return Images(0, 0, 0, "", (f"{_images(len(parts))} not counted: no formula is known for {name}",))
    low = high = unknown = 0
    for part in parts:
        address, detail = _address(part)
        if rule["kind"] == "tiles" and detail == "low":
            low, high = low + rule["base"], high + rule["base"]
            continue
        size = dimensions(address)
        if size is None:
            unknown += 1
            continue
        one = tokens(size, rule)
        low, high = low + min(one), high + max(one)
    left = (f"{_images(unknown)} not counted: the request does not hold their size",) if unknown else ()
    note = ""
    if unknown < len(parts):
        note = f"images by formula ({rule['source']})"
        note += f", {rule['note']}" if "note" in rule else ""
        note += "; sources contradict each other, see the range" if low != high else ""
    return Images(high, low, high, note, left)


def _images(number: int) -> str:
    return "1 image" if number == 1 else f"{number} images"


def tokens(size: tuple[int, int], rule: Mapping[str, Any]) -> list[int]:
    """Tokens of an image of width and height by a rule; several where sources differ."""
    width, height = size
    if rule["kind"] == "tiles":
        scale = min(1.0, 2048 / max(size))
        scale = min(scale, 768 / min(size))
        tiles = math.ceil(round(width * scale) / 512) * math.ceil(round(height * scale) / 512)
        return [rule["base"] + rule["tile"] * tiles]
    if rule["kind"] == "patches":
        return [
            math.ceil(_patches(width, height, budget) * multiplier)
            for budget in rule["budgets"]
            for multiplier in rule["multipliers"]
        ]
    return [_cells(width, height, rule["cell"], rule["least"], rule["most"]) + rule["plus"]]


def _patches(width: int, height: int, budget: int) -> int:
    side = 32
    patches = math.ceil(width / side) * math.ceil(height / side)
    if patches <= budget:
        return patches
    ratio = math.sqrt(side * side * budget / (width * height))
    across, down = width * ratio / side, height * ratio / side
    # Shrunk so that a whole number of patches fits the side that fits worse.
    ratio *= min(max(math.floor(across), 1) / across, max(math.floor(down), 1) / down)
    return min(budget, math.ceil(round(width * ratio, 6) / side) * math.ceil(round(height * ratio, 6) / side))


def _cells(width: int, height: int, cell: int, least: int, most: int) -> int:
    across, down = max(round(width / cell), 1), max(round(height / cell), 1)
    if across * down > most:
        scale = math.sqrt(width * height / (most * cell * cell))
        across, down = max(math.floor(width / scale / cell), 1), max(math.floor(height / scale / cell), 1)
    elif across * down < least:
        scale = math.sqrt(least * cell * cell / (width * height))
        across, down = math.ceil(width * scale / cell), math.ceil(height * scale / cell)
    return across * down


def _address(part: Mapping[str, Any]) -> tuple[str, str | None]:
    held = part.get("image_url", part.get("image"))
    if isinstance(held, Mapping):
        url, detail = held.get("url"), held.get("detail")
    else:
        url, detail = held, part.get("detail")
    return url if isinstance(url, str) else "", detail if isinstance(detail, str) else None


def dimensions(address: str) -> tuple[int, int] | None:
    """Width and height of an image in a `data:` address; None for any other, and for what cannot be read."""
    head, comma, body = address.partition(",")
    if not comma or not head.startswith("data:") or not head.endswith(";base64"):
        return None
    body = body[:_HEAD]
    try:
        data = base64.b64decode(body[: len(body) // 4 * 4], validate=False)
        size = _size(data)
    except (binascii.Error, struct.error, ValueError, IndexError):
        return None
    return size if size is not None and all(0 < side <= _LARGEST for side in size) else None


def _size(data: bytes) -> tuple[int, int] | None:
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return struct.unpack(">II", data[16:24])
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return struct.unpack("<HH", data[6:10])
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp(data)
    return _jpeg(data) if data[:2] == b"\xff\xd8" else None


def _webp(data: bytes) -> tuple[int, int] | None:
    kind = data[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None


def _jpeg(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + int(struct.unpack(">H", data[at + 2 : at + 4])[0])
    return None
