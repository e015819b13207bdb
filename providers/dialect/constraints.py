"""What a rule asks of a value: range, choice, count, length, shape. Pure functions over JSON-like values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from providers.dialect.types import UNKNOWN

Broken = Literal["shape", "range", "values", "count", "length", "types", "position", "untold"]
"""The bound a value breaks; `untold` when an `UNKNOWN` keeps it from being told."""

_SHAPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "array": (list, tuple),
    "string_or_array": (str, list, tuple),
    "object": (Mapping,),
}


_ARTICLE = {
    "array": "an array",
    "object": "an object",
    "integer": "an integer",
    "string_or_array": "a string or an array",
}


def is_number(value: object) -> bool:
    """True for int and float, not for bool."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def same(left: object, right: object) -> bool:
    """Equality as in JSON: 1 is 1.0, but never True."""
    return isinstance(left, bool) == isinstance(right, bool) and bool(left == right)


@dataclass(frozen=True, slots=True)
class Constraints:
    """Bounds on a value. `None` and empty mean no bound; lengths are of each string."""

    min: float | None = None
    max: float | None = None
    min_exclusive: bool = False
    max_exclusive: bool = False
    integer: bool = False
    values: tuple[Any, ...] | None = None
    max_count: int | None = None
    min_chars: int | None = None
    max_chars: int | None = None
    max_bytes: int | None = None
    pattern: re.Pattern[str] | None = None
    shape: str | None = None
    types: tuple[str, ...] | None = None
    first_only: bool = False
    any: bool = field(init=False, default=False)
    """Whether there is a bound at all."""
    _bounded: bool = field(init=False, default=False)
    _lengths: bool = field(init=False, default=False)
    _itemised: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        bounded = self.min is not None or self.max is not None
        lengths = any(b is not None for b in (self.min_chars, self.max_chars, self.max_bytes, self.pattern))
        itemised = lengths or self.max_count is not None or self.types is not None
        some = bounded or itemised or self.first_only or self.shape is not None or self.values is not None
        for name, value in (("_bounded", bounded), ("_lengths", lengths), ("_itemised", itemised), ("any", some)):
            object.__setattr__(self, name, value)

    def check(self, value: object) -> Broken | None:
        """The bound that `value` breaks; None when it keeps all of them."""
        if not self.any:
            return None
        if value is UNKNOWN:
            return "untold"
        if self.first_only:
            return None if value == 0 else "position"
        if self.shape and not _has_shape(value, self.shape):
            return "shape"
        if self._bounded and not self._in_range(value):
            return "range"
        if self.values is not None and not any(same(value, v) for v in self.values):
            return "values"
        return self._items(value) if self._itemised else None

    def _in_range(self, value: Any) -> bool:
        if not is_number(value) or (self.integer and value != value // 1):
            return False
        low = self.min is None or (value > self.min if self.min_exclusive else value >= self.min)
        high = self.max is None or (value < self.max if self.max_exclusive else value <= self.max)
        return bool(low and high)

    def _items(self, value: object) -> Broken | None:
        items: Iterable[object] = value if isinstance(value, (list, tuple)) else (value,)
        if self.max_count is not None and isinstance(value, (list, tuple)) and len(value) > self.max_count:
            return "count"
        unsure = False
        for item in items:
            if item is UNKNOWN:
                unsure = unsure or self._lengths or self.types is not None
            elif isinstance(item, str):
                if self._lengths and not self._length_fits(item):
                    return "length"
            elif self.types is not None and isinstance(item, Mapping):
                kind = item.get("type", "function")
                if kind is UNKNOWN:
                    unsure = True
                elif kind not in self.types:
                    return "types"
        return "untold" if unsure else None

    def _length_fits(self, text: str) -> bool:
        if self.min_chars is not None and len(text) < self.min_chars:
            return False
        if self.max_chars is not None and len(text) > self.max_chars:
            return False
        if self.max_bytes is not None and len(text.encode("utf-8", "surrogatepass")) > self.max_bytes:
            return False
        return self.pattern is None or self.pattern.fullmatch(text) is not None

    def describe(self) -> str:
        """The bounds in words: `0 to 1`, `only 1`, `an array of at most 4`."""
        said = []
        each = " each" if self.shape == "array" or self.max_count is not None else ""
        if self.shape:
            said.append(_ARTICLE.get(self.shape, f"a {self.shape}"))
        if self._bounded:
            said.append(self._range_text())
        if self.values is not None:
            said.append("only " + ", ".join(_text(v) for v in self.values))
        if self.max_count is not None:
            said.append(f"at most {self.max_count} item{'s' if self.max_count != 1 else ''}")
        if self.min_chars is not None or self.max_chars is not None:
            said.append(f"{self.min_chars or 0} to {self.max_chars or 'any number of'} characters{each}")
        if self.max_bytes is not None:
            said.append(f"at most {self.max_bytes} bytes{each}")
        if self.pattern is not None:
            said.append(f"text that matches {self.pattern.pattern}")
        if self.types is not None:
            said.append("only entries of type " + ", ".join(self.types))
        if self.first_only:
            said.append("it as the first message only")
        return ", ".join(said)

    def _range_text(self) -> str:
        low, high = self.min, self.max
        if low is not None and high is not None:
            if low == high:
                return f"only {_text(low)}"
            left = "above " if self.min_exclusive else ""
            right = "below " if self.max_exclusive else ""
            return f"{left}{_text(low)} to {right}{_text(high)}"
        if low is not None:
            return f"{'above' if self.min_exclusive else 'at least'} {_text(low)}"
        return f"{'below' if self.max_exclusive else 'at most'} {_text(high)}"


def _has_shape(value: object, shape: str) -> bool:
    if shape == "boolean":
        return isinstance(value, bool)
    if shape == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if shape == "number":
        return is_number(value)
    return isinstance(value, _SHAPES[shape])


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if is_number(value) else repr(value)


def parse(raw: Mapping[str, Any]) -> Constraints:
    """Constraints of a rule as written in `dialect.yaml`."""
    bounds = raw.get("range") or {}
    values, types, pattern = raw.get("values"), raw.get("types"), raw.get("pattern")
    return Constraints(
        min=bounds.get("min"),
        max=bounds.get("max"),
        min_exclusive=bool(bounds.get("min_exclusive")),
        max_exclusive=bool(bounds.get("max_exclusive")),
        integer=bool(bounds.get("integer")),
        values=tuple(values) if values is not None else None,
        max_count=raw.get("max_count"),
        min_chars=raw.get("min_chars"),
        max_chars=raw.get("max_chars"),
        max_bytes=raw.get("max_bytes"),
        pattern=re.compile(pattern) if pattern else None,
        shape=raw.get("shape"),
        types=tuple(types) if types is not None else None,
        first_only=bool(raw.get("first_only")),
    )
