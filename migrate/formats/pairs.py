"""`name: OPENAI_API_KEY` beside `value: ...`: Kubernetes, task definitions and the like write
environment variables as two entries. They are joined to one entry of the variable's name.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import replace

from migrate.formats.base import Entry

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_NAMES = ("name", "key", "Name", "Key")
_VALUES = (
    "value", "Value", "valueFrom", "ValueFrom", "defaultValue", "default", "sync", "generateValue",
    "fromGroup", "fromDatabase", "fromService", "scope", "secret", "secretRef", "secretKeyRef",
    "from_secret",
)  # fmt: skip
_LITERAL = frozenset({"value", "Value", "defaultValue"})


def join_pairs(
    entries: Sequence[Entry], groups: Sequence[Hashable] = ()
) -> list[tuple[Entry, Hashable]]:
    """`entries` with each pair replaced by one entry, flagged `pair`, at the place of its name.

    A variable whose value comes from elsewhere (`valueFrom`) has no value and the flag `reference`.
    Each is given with its group (the document it is in).
    """
    places: Sequence[Hashable] = groups or [None] * len(entries)
    siblings: dict[Hashable, dict[str, int]] = {}
    for index, (entry, place) in enumerate(zip(entries, places, strict=True)):
        if entry.key_span is not None and len(entry.key_path) >= 2 and entry.key_path[-2].isdigit():
            siblings.setdefault((place, entry.key_path[:-1]), {})[entry.key] = index
    made: dict[int, Entry] = {}
    gone: set[int] = set()
    for children in siblings.values():
        name_at = next((children[word] for word in _NAMES if word in children), None)
        value_key = next((word for word in _VALUES if word in children), None)
        if name_at is None or value_key is None:
            continue
        name = entries[name_at]
        text = name.value
        if not isinstance(text, str) or name.value_span is None or _VARIABLE.match(text) is None:
            continue
        if not (text.isupper() and "_" in text) or name.flags & {"alias", "anchor"}:
            continue
        quotes = 1 if name.style in ("single", "double") else 0
        made[name_at] = Entry(
            (*name.key_path[:-1], text),
            replace(name.value_span, start=name.value_span.start + quotes, end=name.value_span.end - quotes),
            None,
            None,
            name.line,
            "absent",
            (name.flags | {"pair", "reference"}) - {"duplicate"},
        )
        if value_key in _LITERAL:
            value = entries[children[value_key]]
            gone.add(children[value_key])
            made[name_at] = replace(
                made[name_at],
                value=value.value,
                value_span=value.value_span,
                style=value.style,
                flags=(name.flags | value.flags | {"pair"}) - {"duplicate"},
            )
    return [
        (made.get(index, entry), place)
        for index, (entry, place) in enumerate(zip(entries, places, strict=True))
        if index not in gone
    ]
