"""Which finding of the plan accounts for a difference. What none accounts for was not planned."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from migrate.model import Finding, SiteKind
from migrate.verify.record.compare import ABSENT, Difference, Pair, leaves

_CALLS = frozenset({SiteKind.CALL, SiteKind.HTTP})
_ON_THE_WAY, _SAME_FILE = 8, 4
_ADDRESSES = re.compile(r"https?://[^\s\"'`<>)}\]]+")
# Field of the request that a word of the dialect's vocabulary is about, where the two differ.
_FIELDS = (
    ("role_", "messages"), ("content_", "messages"), ("message_", "messages"), ("reasoning_replay", "messages"),
    ("prefix_", "messages"), ("temperature_", "temperature"), ("response_format_", "response_format"),
    ("tools_", "tools"), ("tool_choice_", "tool_choice"), ("stream_options_", "stream_options"),
)  # fmt: skip
# Words of the code that make a header, where it is not the header's own name.
_HEADERS = {
    "authorization": ("api_key", "apiKey", "Authorization", "_KEY", "_TOKEN", "Bearer"),
    "api-key": ("AzureOpenAI", "api-key", "azure"),
    "openai-organization": ("organization", "OPENAI_ORG"),
    "openai-project": ("project", "OPENAI_PROJECT"),
}


@dataclass(frozen=True, slots=True)
class Why:
    """What accounts for a difference: a carried-out finding, or (in `other`) the answers and the addresses given
    to the run. With neither, the difference was not planned.
    """

    difference: Difference
    finding: Finding | None = None
    other: str | None = None

    @property
    def planned(self) -> bool:
        """True when something accounts for it."""
        return self.finding is not None or self.other is not None


class Explainer:
    """Attributes differences to findings.

    `carried` are the findings whose edits were carried out; `lines` tells the last line of a finding's site in
    the code before; `assumed` are addresses the run was given because nothing in the tree says them.
    """

    def __init__(
        self, carried: Sequence[Finding], lines: Callable[[Finding], int], assumed: Mapping[str, str]
    ) -> None:
        self._carried = [_Edited(finding, lines(finding)) for finding in carried]
        self._assumed = {urlsplit(url).netloc: name for name, url in assumed.items()}
        self._assumed_paths = tuple(urlsplit(url).path.rstrip("/") for url in assumed.values())

    def explain(self, pair: Pair) -> tuple[Why, ...]:
        """Each difference of the pair with what accounts for it."""
        near = [e for e in self._carried if e.reached_from(pair.before.where)]
        return tuple(self._why(difference, pair, near) for difference in pair.differences)

    def _why(self, difference: Difference, pair: Pair, near: Sequence[_Edited]) -> Why:
        able = [(edited.accounts_for(difference, pair, near), edited) for edited in near]
        ranked = [(edited.nearness(pair.before.where) + strength, edited) for strength, edited in able if strength]
        if ranked:
            return Why(difference, max(ranked, key=lambda entry: entry[0])[1].finding)
        return Why(difference, None, self._otherwise(difference, pair))

    def _otherwise(self, difference: Difference, pair: Pair) -> str | None:
        kind = difference.place[0]
        if kind == "body" and _answered(difference.after) and (
            difference.before is ABSENT or _answered(difference.before)
        ):  # fmt: skip
            return "repeats what the vendor answered"
        name = self._assumed.get(urlsplit(pair.after.origin or "").netloc)
        if name is not None and kind == "origin":
            return f"{name} is set to it for this run"
        if name is not None and kind == "path" and str(difference.after).startswith(self._assumed_paths):
            return f"{name} is set to it for this run"
        return None


def _answered(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"<answer \d+: [^>]*>", value) is not None


def field_of(parameter: str | None) -> str | None:
    """The request's field that a parameter of the dialect's vocabulary is about."""
    if parameter is None:
        return None
    whole = parameter.partition(".")[0].partition("[")[0]
    return next((field for prefix, field in _FIELDS if whole.startswith(prefix)), whole)


class _Edited:
    """A finding that was carried out, and the texts of its edits."""

    def __init__(self, finding: Finding, last: int) -> None:
        self.finding = finding
        self.first, self.last = finding.site.line, last
        self.before = "\n".join(edit.before for edit in finding.edits)
        self.after = "\n".join(edit.after for edit in finding.edits)
        self.field = field_of(finding.parameter)
        self.addresses = tuple(urlsplit(a) for a in _ADDRESSES.findall(self.after))

    def reached_from(self, where: Sequence[str]) -> bool:
        """Whether the request may have come through the finding's site. A call has to be on the way."""
        if self.finding.site.kind is SiteKind.HTTP:  # the request may be made up some lines before it is sent
            return not where or self.nearness(where) > 0
        return self.finding.site.kind is not SiteKind.CALL or not where or self.nearness(where) == _ON_THE_WAY

    def nearness(self, where: Sequence[str]) -> int:
        """How near the finding's site is to the way the request took."""
        nearest = 0
        for place in where:
            path, _, line = place.rpartition(":")
            if path == self.finding.site.path:
                on = line.isdigit() and self.first <= int(line) <= self.last
                nearest = max(nearest, _ON_THE_WAY if on else _SAME_FILE)
        return nearest

    def accounts_for(self, difference: Difference, pair: Pair, near: Iterable[_Edited]) -> int:
        """0 when the edits do not make the difference; else how surely they do."""
        kind = difference.place[0]
        call = int(self.finding.site.kind in _CALLS)
        if kind == "body":
            return self._body(difference, pair, near, call)
        return 1 + call if self._outside(kind, difference) else 0

    def _outside(self, kind: str | int, difference: Difference) -> bool:
        if kind == "origin":
            host = urlsplit(str(difference.after)).netloc
            return host in self.after or any(_fits(a.netloc, host) for a in self.addresses)
        if kind == "path":
            return self._path(str(difference.before), str(difference.after))
        if kind == "query":
            return str(difference.place[1]).replace("-", "_") in (self.before + self.after).replace("-", "_")
        return kind == "headers" and self._header(difference)

    def _path(self, before: str, after: str) -> bool:
        for address in self.addresses:
            base = address.path.rstrip("/")
            if base and (after == base or (after.startswith(base) and _tail(before, after[len(base) :]))):
                return True
        return bool(after) and (after in self.after or self._inside(before, after))

    def _inside(self, before: str, after: str) -> bool:
        """A value of the path, such as the model's name in Azure's."""
        return any(
            (old := edit.before.strip("\"'` ")) and before.replace(old, edit.after.strip("\"'` ")) == after
            for edit in self.finding.edits
        )

    def _header(self, difference: Difference) -> bool:
        name = str(difference.place[1])
        if name == "user-agent":  # the library names the class of its client: AzureOpenAI/Python 3.54.0
            old, new = (str(side).partition("/")[0] for side in (difference.before, difference.after))
            return bool(old and new) and _word(old, self.before) and _word(new, self.after)
        words = (*_HEADERS.get(name, ()), name, name.replace("-", "_"))
        if not any(word.lower() in (self.before + self.after).lower() for word in words):
            return False
        if difference.after is ABSENT:
            return True
        labels = re.findall(r"<([A-Za-z0-9_]+)>", str(difference.after))
        return all(label in self.after for label in labels) if labels else str(difference.after) in self.after

    def _body(self, difference: Difference, pair: Pair, near: Iterable[_Edited], call: int) -> int:
        if len(difference.place) < 2:
            return 0
        root, name = str(difference.place[1]), str(difference.place[-1])
        texts = self.before + "\n" + self.after
        about, replaced = self.field == root, self._replaced(difference)
        named = about or _word(root, texts) or (not name.isdigit() and _word(name, texts))
        if not named and not replaced:
            return 0
        strength = 1 + call + 2 * about + 4 * replaced
        if difference.after is ABSENT:
            return 0 if _said_as_name(root, self.after) and len(difference.place) == 2 else strength
        if self.field is not None and isinstance(pair.before.body, dict):
            strength += int(pair.before.body.get(self.field, ABSENT) == difference.after)  # the same value, moved
        known = {json.dumps(value, sort_keys=True) for _, value in leaves(pair.before.body)}
        new = [v for _, v in leaves(difference.after) if json.dumps(v, sort_keys=True) not in known]
        if all(_written(value, self.after) for value in new):
            return strength + 4
        together = "\n".join(e.after for e in near if e.finding.site.path == self.finding.site.path)
        return strength if all(_written(value, together) for value in new) else 0

    def _replaced(self, difference: Difference) -> bool:
        values = [v for _, v in leaves(difference.after)] if difference.after is not ABSENT else []
        return _written(difference.before, self.before) and all(_written(v, self.after) for v in values)


def _fits(pattern: str, host: str) -> bool:
    return "{" in pattern and re.fullmatch(re.sub(r"\\\{.*?\\\}", "[^.]+", re.escape(pattern)), host) is not None


def _tail(before: str, rest: str) -> bool:
    return not rest or before.endswith(rest)


def _word(name: str, text: str) -> bool:
    return re.search(rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])", text) is not None


def _said_as_name(name: str, text: str) -> bool:
    """Whether code sets a field of that name."""
    return re.search(rf"(?<![A-Za-z0-9_]){re.escape(name)}[\"']?\s*[:=]", text) is not None


def _written(value: Any, text: str) -> bool:
    """Whether the value stands in code as a literal."""
    if value is ABSENT:
        return False
    if isinstance(value, bool) or value is None:
        words = {True: ("True", "true"), False: ("False", "false"), None: ("None", "null")}[value]
        return any(_word(word, text) for word in words)
    if isinstance(value, (int, float)):
        return any(
            re.search(rf"(?<![\w.]){re.escape(form)}(?![\w.])", text) is not None for form in _forms(value)
        )
    if isinstance(value, str) and re.fullmatch(r"[\w.-]+", value):
        return re.search(rf"(?<![\w.-]){re.escape(value)}(?![\w.-])", text) is not None
    if isinstance(value, str):
        return value in text or json.dumps(value)[1:-1] in text or repr(value)[1:-1] in text
    return json.dumps(value) in text


def _forms(value: float) -> Iterator[str]:
    yield repr(value)
    if value == int(value):
        yield str(int(value))
        yield f"{int(value)}.0"


