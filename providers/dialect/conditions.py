"""Conditions over several fields of a request, such as `n` above 1 with a temperature near 0.

A condition is a path with a test. `*` in a path stands for every element of a list. Tests are
three-valued: with an `UNKNOWN` in the body the answer may be None, "cannot be told".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from providers.dialect.constraints import is_number, same
from providers.dialect.types import UNKNOWN, Outcome, Remedy
from providers.types import Evidence

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Combination:
    """A rule that needs several fields: all conditions in `when` hold, so `parameter` has this outcome."""

    id: str
    parameter: str
    models: tuple[str, ...]
    thinking: bool | None
    when: tuple[tuple[Path, Any], ...]
    outcome: Outcome
    detail: str
    evidence: Evidence
    remedy: Callable[[Any], tuple[Remedy, ...]]

    def concerns(self, model: str | None, thinking: bool | None) -> bool | None:
        """Whether it is about this model and mode; None when that depends on one that is not known."""
        unsure = False
        if self.models:
            if model is None:
                unsure = True
            elif not any(fnmatchcase(model, pattern.lower()) for pattern in self.models):
                return False
        if self.thinking is not None:
            if thinking is None:
                unsure = True
            elif thinking is not self.thinking:
                return False
        return None if unsure else True

    def holds(self, body: Mapping[str, Any], model: str | None, thinking: bool | None) -> bool | None:
        """Whether the combination is in this request; None when something it needs is not known."""
        for path, test in self.when:
            if path[0] not in body and _needs_presence(test):
                return False
        concerns = self.concerns(model, thinking)
        if concerns is False:
            return False
        unsure = concerns is None
        for path, test in self.when:
            met = _met(body, path, test)
            if met is False:
                return False
            unsure = unsure or met is None
        return None if unsure else True


def _needs_presence(test: Any) -> bool:
    return not (isinstance(test, (dict, Mapping)) and (test.get("present") is False or "not_equal" in test))


def _met(body: Mapping[str, Any], path: Path, test: Any) -> bool | None:
    if not isinstance(test, (dict, Mapping)):
        test = {"equals": test}
    found = [v for v in _values(body, path) if v is not None]
    if "present" in test:
        known = any(v is not UNKNOWN for v in found)
        if found and not known:
            # a field whose value is unknown is there; only inside an unknown container it may not be
            known = len(path) == 1
            if not known:
                return None
        return known is bool(test["present"])
    if "not_equal" in test:
        if any(v is UNKNOWN for v in found):
            return None
        return not any(same(v, test["not_equal"]) for v in found)
    if "lacks" in test or "only" in test:
        return _about_all(found, test)
    verdict: bool | None = False
    for value in found:
        one = _one(value, test)
        if one:
            return True
        if one is None:
            verdict = None
    return verdict


def _about_all(found: Sequence[Any], test: Mapping[str, Any]) -> bool | None:
    """`lacks`: no text holds the word. `only`: at least one value, and all of them in the list."""
    if "only" in test:
        if any(v is not UNKNOWN and v not in test["only"] for v in found):
            return False
        return None if any(v is UNKNOWN for v in found) else bool(found)
    word = test["lacks"]
    unsure = False
    for value in found:
        mentioned = _mentions(value, word)
        if mentioned:
            return False
        unsure = unsure or mentioned is None
    return None if unsure else True


def _mentions(content: Any, word: str) -> bool | None:
    """Whether the content of a message, a string or a list of parts, has the word in its text."""
    parts = content if isinstance(content, (list, tuple)) else (content,)
    verdict: bool | None = False
    for part in parts:
        text = part.get("text") if isinstance(part, (dict, Mapping)) else part
        if text is UNKNOWN:
            verdict = None
        elif isinstance(text, str) and word in text.lower():
            return True
    return verdict


def _one(value: Any, test: Mapping[str, Any]) -> bool | None:
    if value is UNKNOWN:
        return None
    if "equals" in test:
        return same(value, test["equals"])
    if "any_of" in test:
        return any(same(value, v) for v in test["any_of"])
    if not is_number(value):
        return False
    above, below = test.get("above"), test.get("below")
    return (above is None or value > above) and (below is None or value < below)


def _values(body: Mapping[str, Any], path: Path) -> list[Any]:
    """Everything at `path`; one `UNKNOWN` for each place where the way there is not known."""
    nodes: list[Any] = [body]
    for step in path:
        found: list[Any] = []
        for node in nodes:
            if node is UNKNOWN:
                found.append(node)
            elif step == "*":
                if isinstance(node, (list, tuple)):
                    found.extend(node)
            elif isinstance(node, (dict, Mapping)) and step in node:
                found.append(node[step])
        nodes = found
    return nodes
