"""Request bodies that a script has `jq` build: `jq -n --arg m "$MODEL" '{model: $m, messages: []}'`.

Only objects are read; what a filter would compute stays unknown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence

from migrate.model import Arg, DictValue, EnvRef, ListValue, Literal, Span, Unknown, Value

Place = Callable[[int, int], Span]

_TOKEN = re.compile(
    r"""(?x) (?P<blank>\s+|\#[^\n]*) | (?P<text>"(?:[^"\\]|\\.)*+") | (?P<number>-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)
    | (?P<env>\$ENV\.(?P<dollar>\w+)|\benv\.(?P<plain>\w+)) | \$(?P<variable>\w+) | (?P<word>[A-Za-z_]\w*)
    | (?P<mark>.)""",
    re.DOTALL,
)
_TWO = {"--arg": 2, "--argjson": 2, "--slurpfile": 2, "--rawfile": 2, "--indent": 1, "-f": 1, "--from-file": 1,
        "-L": 1, "--tab": 0}  # fmt: skip
_MAX_DEPTH = 12


def program(words: Sequence[str]) -> tuple[int, dict[str, tuple[str, bool]]] | None:
    """Where jq's program stands among its words, and its arguments: name -> word and whether it is JSON."""
    given: dict[str, tuple[str, bool]] = {}
    at = 1
    while at < len(words):
        word = words[at]
        if not word.startswith("-") or word == "-":
            return at, given
        if word in ("--arg", "--argjson") and at + 2 < len(words):
            given[words[at + 1]] = (words[at + 2], word == "--argjson")
        if word in ("-f", "--from-file"):
            return None
        at += 1 + _TWO.get(word, 0)
    return None


def body(text: str, given: Mapping[str, Value], place: Place) -> DictValue | None:
    """The object that a program makes; None when it makes something else."""
    reader = _Reader(text, given, place)
    if reader.mark() != "{":
        return None
    made = reader.object(0)
    if made is not None and reader.at < len(reader.tokens):
        return DictValue(made.entries, complete=False)  # `{...} + $more`
    return made


class _Reader:
    def __init__(self, text: str, given: Mapping[str, Value], place: Place) -> None:
        self.text, self.given, self.place = text, given, place
        self.tokens = [m for m in _TOKEN.finditer(text) if m["blank"] is None]
        self.at = 0

    def mark(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def span(self, first: int, last: int) -> Span:
        """The place of the tokens from `first` up to `last`."""
        start, end = self.tokens[first].start(), self.tokens[max(first, last - 1)].end()
        return self.place(len(self.text[:start].encode()), len(self.text[:end].encode()))

    def object(self, depth: int) -> DictValue | None:
        entries: list[Arg] = []
        complete, self.at = True, self.at + 1
        while self.mark() not in ("}", ""):
            first, name = self.at, self.key()
            if name is None:
                complete = False
                self.skip()
            elif self.mark() == ":":
                key, begin = self.span(first, self.at), self.at + 1
                self.at = begin
                value = self.value(depth + 1)
                if self.at > begin:
                    entries.append(Arg(name, value, self.span(first, self.at), self.span(begin, self.at), key))
            else:  # `{$model}`
                value = self.given.get(name, Unknown("a filter"))
                entries.append(Arg(name, value, self.span(first, self.at), self.span(first, self.at)))
            if self.mark() == ",":
                self.at += 1
            elif self.mark() not in ("}", ""):
                return None
        if self.mark() != "}":
            return None
        self.at += 1
        return DictValue(tuple(entries), complete)

    def key(self) -> str | None:
        token = self.tokens[self.at]
        self.at += 1
        if token["text"] is not None:
            return _unquoted(token["text"])
        return token["word"] or token["variable"]

    def value(self, depth: int) -> Value:
        """The value up to the next comma or the end of what it stands in."""
        first = self.at
        found: Value = Unknown("a filter")
        token = self.tokens[first] if first < len(self.tokens) else None
        if token is not None and depth < _MAX_DEPTH:
            found = self.simple(token, depth)
        if self.at > first and self.mark() in (",", "}", "]"):
            return found
        self.at = first
        self.skip()
        return Unknown("a filter")

    def simple(self, token: re.Match[str], depth: int) -> Value:
        unknown = Unknown("a filter")
        if token[0] == "{":
            return self.object(depth) or unknown
        if token[0] == "[":
            return self.items(depth) or unknown
        self.at += 1
        if token["text"] is not None:
            text = _unquoted(token["text"])
            return Literal(text) if text is not None else Unknown("put together")
        if token["number"] is not None:
            return Literal(json.loads(token["number"]))
        if token["env"] is not None:
            return EnvRef(token["dollar"] or token["plain"])
        if token["variable"] is not None:
            return self.given.get(token["variable"], unknown)
        if token["word"] in ("true", "false", "null"):
            return Literal(json.loads(token["word"]))
        return unknown

    def items(self, depth: int) -> ListValue | None:
        items: list[Arg] = []
        self.at += 1
        while self.mark() not in ("]", ""):
            first = self.at
            value = self.value(depth + 1)
            if self.at == first:
                return None
            items.append(Arg(str(len(items)), value, self.span(first, self.at), self.span(first, self.at)))
            if self.mark() == ",":
                self.at += 1
        if self.mark() != "]":
            return None
        self.at += 1
        return ListValue(tuple(items))

    def skip(self) -> None:
        """Past a filter that is not read, to the comma or bracket that ends it."""
        depth = 0
        while self.at < len(self.tokens):
            mark = self.mark()
            if depth == 0 and mark in (",", "}", "]"):
                return
            depth += (mark in ("{", "[", "(")) - (mark in ("}", "]", ")"))
            self.at += 1


def _unquoted(text: str) -> str | None:
    """A string of jq's; None when something is put into it."""
    if "\\(" in text:
        return None
    try:
        return str(json.loads(text, strict=False))
    except ValueError:
        return None
