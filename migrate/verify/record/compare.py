"""Two recordings, request by request: which belong together, and in which places they differ."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from migrate.verify.record.server import Request

_WINDOW = 200  # how far from its old place a request is looked for
_ALIKE = 0.25
_TRANSPORT = frozenset({"host", "content-length", "connection", "transfer-encoding", "accept-encoding"})
_BY_ITSELF = frozenset({"x-stainless-retry-count", "idempotency-key", "x-client-request-id", "traceparent", "date"})


class Absent:
    """The value of a field that a request does not have."""

    def __repr__(self) -> str:
        return "(absent)"


ABSENT: Final = Absent()
Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two requests differ: `("body", "temperature")`, `("headers", "authorization")`."""

    place: Place
    before: Any
    after: Any

    @property
    def name(self) -> str:
        """Like `body.messages[0].role`."""
        text = ""
        for part in self.place:
            text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
        return text


@dataclass(frozen=True, slots=True)
class Pair:
    """A request before and the one that took its place. `moved` when others overtook it."""

    before: Request
    after: Request
    differences: tuple[Difference, ...]
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """All pairs in the order of the run before, and what has no partner."""

    pairs: tuple[Pair, ...]
    missing: tuple[Request, ...]
    added: tuple[Request, ...]


def compare(
    before: Sequence[Request],
    after: Sequence[Request],
    said_before: Mapping[str, tuple[int, str]] | None = None,
    said_after: Mapping[str, tuple[int, str]] | None = None,
) -> Compared:
    """Pair the requests and find their differences.

    `said_...` are texts the answers of each side contained, with the number of the request and what they are;
    where later requests repeat the answers to two requests that belong together, they are the same.
    """
    alike = [_spoken(said or {}, None) for said in (said_before, said_after)]
    partners = _partners(before, after, [_named(r.body, alike[0]) for r in before],
                         [_named(r.body, alike[1]) for r in after])  # fmt: skip
    numbers = {after[j].number: before[i].number for i, j in partners.items()}
    said = [_spoken(said_before or {}, {r.number: r.number for r in before}), _spoken(said_after or {}, numbers)]
    bodies_before = [_named(r.body, said[0]) for r in before]
    bodies_after = [_named(r.body, said[1]) for r in after]
    late = _late([partners[i] for i in sorted(partners)])
    pairs = tuple(
        Pair(
            before[i],
            after[partners[i]],
            tuple(_differences(before[i], after[partners[i]], bodies_before[i], bodies_after[partners[i]])),
            partners[i] in late,
        )
        for i in sorted(partners)
    )
    taken = set(partners.values())
    return Compared(
        pairs,
        tuple(r for i, r in enumerate(before) if i not in partners),
        tuple(r for j, r in enumerate(after) if j not in taken),
    )


def leaves(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every scalar of a JSON value and where it stands; empty lists and objects count as scalars."""
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from leaves(item, (*place, key))
    elif isinstance(value, list) and value:
        for number, item in enumerate(value):
            yield from leaves(item, (*place, number))
    else:
        yield place, value


def _spoken(said: Mapping[str, tuple[int, str]], numbers: Mapping[int, int] | None) -> dict[str, str]:
    """Texts of answers -> their names, by the numbers of the run before; without `numbers` by kind alone."""
    if numbers is None:
        return {text: f"answer: {kind}" for text, (_, kind) in said.items()}
    return {text: f"answer {numbers.get(number, 0)}: {kind}" for text, (number, kind) in said.items()}


def _named(value: Any, said: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return f"<{said[value]}>" if value in said else value
    if isinstance(value, list):
        return [_named(item, said) for item in value]
    if isinstance(value, dict):
        return {key: _named(item, said) for key, item in value.items()}
    return value


# --- which belong together -----------------------------------------------------------------------


def _features(request: Request, body: Any) -> Counter[str]:
    tail = request.path.rstrip("/").rpartition("/")[2]
    found = Counter({f"method {request.method}": 2, f"tail {tail}": 4})
    for place, value in leaves(body):
        weight = 3 if place[:1] in (("messages",), ("input",)) else 1
        found[f"{place} {value!r}"] += weight
    for caller in request.where:
        found[f"from {caller.rpartition(':')[0]}"] = 2
    return found


def _alike(one: Counter[str], other: Counter[str]) -> float:
    common, total = (one & other).total(), max(one.total(), other.total())
    return common / total if total else 0.0


def _partners(
    before: Sequence[Request], after: Sequence[Request], bodies: Sequence[Any], others: Sequence[Any]
) -> dict[int, int]:
    """Index before -> index after: the most alike first, the nearer of two that are equally so."""
    ours = [_features(r, b) for r, b in zip(before, bodies, strict=True)]
    theirs = [_features(r, b) for r, b in zip(after, others, strict=True)]
    scored = sorted(
        (-round(_alike(one, theirs[j]), 6), abs(i - j), i, j)
        for i, one in enumerate(ours)
        for j in range(max(0, i - _WINDOW), min(len(theirs), i + _WINDOW + 1))
    )
    found: dict[int, int] = {}
    taken: set[int] = set()
    for score, _, i, j in scored:
        if -score >= _ALIKE and i not in found and j not in taken:
            found[i] = j
            taken.add(j)
    return found


def _late(order: Sequence[int]) -> frozenset[int]:
    """The fewest members that have to move for the rest to ascend."""
    best: list[tuple[int, int | None]] = []  # length of the run that ends here, and where it came from
    for i, value in enumerate(order):
        length, origin = 1, None
        for j in range(i):
            if order[j] < value and best[j][0] + 1 > length:
                length, origin = best[j][0] + 1, j
        best.append((length, origin))
    at = max(range(len(best)), key=lambda i: best[i][0], default=None)
    kept = set()
    while at is not None:
        kept.add(order[at])
        at = best[at][1]
    return frozenset(order) - kept


# --- where they differ ---------------------------------------------------------------------------


def _differences(before: Request, after: Request, body: Any, other: Any) -> Iterator[Difference]:
    for name in ("method", "origin", "path"):
        one, two = getattr(before, name), getattr(after, name)
        if one != two:
            yield Difference((name,), one, two)
    yield from _mappings(("query",), _joined(before.query), _joined(after.query))
    skipped = _TRANSPORT | _BY_ITSELF
    headers = [{n: v for n, v in _joined(r.headers).items() if n not in skipped} for r in (before, after)]
    yield from _mappings(("headers",), *headers)
    yield from _values(("body",), body, other)


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in pairs:
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def _mappings(place: Place, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    for key in dict.fromkeys((*before, *after)):
        yield from _values((*place, key), before.get(key, ABSENT), after.get(key, ABSENT))


def _values(place: Place, before: Any, after: Any) -> Iterator[Difference]:
    if _text(before) == _text(after):
        return
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _mappings(place, before, after)
    elif isinstance(before, list) and isinstance(after, list) and before and after:
        yield from _lists(place, before, after)
    else:
        yield Difference(place, before, after)


def _lists(place: Place, before: list[Any], after: list[Any]) -> Iterator[Difference]:
    """Elements that went or came shift the others; only those that went or came are told."""
    matcher = SequenceMatcher(None, [_text(i) for i in before], [_text(i) for i in after], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            continue
        for number in range(max(b - a, d - c)):
            one = before[a + number] if a + number < b else ABSENT
            two = after[c + number] if c + number < d else ABSENT
            yield from _values((*place, a + number if one is not ABSENT else c + number), one, two)


def _text(value: Any) -> str:
    """Text that is the same for the same JSON value; 1 and 1.0 are not the same, nor 1 and true."""
    if value is ABSENT:
        return ""
    return json.dumps(value, sort_keys=True, ensure_ascii=True)
