"""Function tools of the Responses API as chat completions know them: offered, asked for, and answered.

Requests, the calls in an answer and the messages that answer them change shape together: the calls of a file that
speaks of function calls are moved all or none (`whole_file`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrate.edit import make
from migrate.languages.follow import EACH, Use
from migrate.model import Arg, DictValue, Edit, ListValue, Literal, Site, Span
from migrate.rules import mentions
from migrate.rules.base import Change, Drop, Ready, SetCode
from migrate.rules.wording import Wording, root_of, shown

if TYPE_CHECKING:
    from migrate.source import SourceFile

_OUTPUT, _CALL = "function_call_output", "function_call"
_SPEAKS = re.compile(rb"""["'`]function_call(?:_output)?["'`]""")
_LEFT = re.compile(rb"""["'`]function_call(?:_output)?["'`]|[.]call_id\b|["']call_id["']|\bcall_id\s*:""")
_FIELDS = {"name": ("function", "name"), "arguments": ("function", "arguments"), "call_id": ("id",)}
_JOINS = frozenset({"augmented_assignment", "binary_operator", "list_splat", "spread_element"})
_ADDS = frozenset({"extend", "concat"})
_EQUAL = frozenset({"==", "==="})
_UNEQUAL = frozenset({"!=", "!=="})
_FUNCTION = "function"
_NONE = frozenset({"None", "null", "undefined"})
# What to do about a tool that the vendor runs itself.
_OWN_TOOLS = {
    "web_search": "offer a function that searches, or the target's own search",
    "file_search": "search your documents yourself, and put what is found into a message",
    "computer": "no target drives a computer through this API",
    "code_interpreter": "offer a function that runs code in a sandbox of yours",
    "image_generation": "make images by a request of its own",
    "mcp": "connect to the MCP server yourself, and offer its tools as functions",
}


class CannotFollow(Exception):
    """What stands in the way, in the words of a finding."""


@dataclass(slots=True)
class Tools:
    """The tools of one call: edits as they are found, and the places that are understood."""

    site: Site
    source: SourceFile
    words: Wording
    explained: list[Span]
    remarks: list[str]

    # --- offered ---

    def offered(self, arg: Arg) -> Iterator[Change]:
        """`tools`: what was flat is wrapped; a tool that the vendor runs cannot move."""
        value, code = arg.value, self.source.text(arg.value_span)
        if not isinstance(value, ListValue) or not value.complete:
            raise CannotFollow(f"which tools line {self._line(arg.span)} offers is not seen")
        for item in value.items:
            self._is_function(item)
        if any(isinstance(i.value, DictValue) and i.value.get("strict") is None for i in value.items):
            self.remarks.append("Functions were strict unless they said otherwise; now those that say strict are.")
        if code.startswith("["):
            for item in value.items:
                yield from self._item(item)
            if arg.name_span != arg.value_span:
                return
        if self.words.language == "python":
            rest = '{k: v for k, v in tool.items() if k != "type"}'
            each = self.words.record([("type", self.words.text(_FUNCTION)), (_FUNCTION, rest)])
            yield SetCode(arg.value_span, f"[{each} for tool in {code}]")
            return
        new = f"{code}.map(({{ type, ...rest }}) => ({{ type, function: rest }}))"
        if not re.fullmatch(r"[\w$.]+", code):
            raise CannotFollow(f"the tools in line {self._line(arg.span)} are put together elsewhere")
        yield Ready(make(self.source, arg.span, f"tools: {new}")) if arg.name_span == arg.value_span else SetCode(
            arg.value_span, new
        )

    def _is_function(self, item: Arg) -> None:
        entry = item.value
        kind = entry.get("type") if isinstance(entry, DictValue) and entry.complete else None
        named = kind.value.value if kind is not None and isinstance(kind.value, Literal) else None
        if named is None:
            raise CannotFollow(f"a tool in line {self._line(item.span)} is not seen")
        if named != _FUNCTION:
            how = next((h for t, h in _OWN_TOOLS.items() if str(named).startswith(t)), "find a replacement for it")
            raise CannotFollow(f"the tool {named} runs at the vendor: {how}")

    def _item(self, item: Arg) -> Iterator[Change]:
        entry, code = item.value, self.source.text(item.span)
        if not code.startswith("{") or not isinstance(entry, DictValue):
            if self.words.language != "python" or not re.fullmatch(r"[\w.]+", code):
                raise CannotFollow(f"a tool in line {self._line(item.span)} is written elsewhere")
            rest = f'{{k: v for k, v in {code}.items() if k != "type"}}'
            yield SetCode(
                item.span, self.words.record([("type", self.words.text(_FUNCTION)), (_FUNCTION, rest)])
            )
            return
        start, end = self.words.record([("type", self.words.text(_FUNCTION)), (_FUNCTION, "\0")]).split("\0")
        yield Ready(make(self.source, Span(item.span.start, item.span.start), start))
        yield Ready(make(self.source, Span(item.span.end, item.span.end), end))
        yield from (Drop(e) for e in entry.entries if e.name == "type")

    def choice(self, arg: Arg) -> Iterator[Change]:
        """`tool_choice`: a word stays, a function's name goes one level down."""
        value = arg.value
        if isinstance(value, Literal) and value.value in ("auto", "none", "required"):
            return
        named = value.get("name") if isinstance(value, DictValue) and value.complete else None
        kind = value.get("type") if isinstance(value, DictValue) else None
        function = kind is not None and isinstance(kind.value, Literal) and kind.value.value == _FUNCTION
        inside = self.source.text(arg.value_span).startswith("{")
        if named is None or not function or not inside or arg.name_span is None:
            raise CannotFollow(f"tool_choice in line {self._line(arg.span)} is not one of a function")
        inner = self.words.record([("name", self.source.text(named.value_span))])
        yield SetCode(
            arg.value_span, self.words.record([("type", self.words.text(_FUNCTION)), (_FUNCTION, inner)])
        )

    # --- asked for ---

    def read(self, use: Use) -> Iterator[Edit]:
        """The edits of one place that reads `output`. Raises CannotFollow where it is not understood."""
        names = use.names
        if len(names) == 1:
            yield from self._list(use)
        elif names[1] == "length" and use.path[0] not in use.steps:
            return  # of a list that was picked from the output
        elif names[1] == EACH and len(names) == 2:
            none = use.other is not None and self.source.text(use.other) in _NONE
            if not (use.role in ("named", "tested") or self._is_shown(use) or (use.role == "compared" and none)):
                raise CannotFollow(f"an item of the output is handed on in line {self._line(use.span)}")
        elif len(names) == 2 and names[1] == "0" and use.role == "named" and not use.detail:
            yield from self._first(use, 2, ())
        elif len(names) == 3 and names[1] in (EACH, "0") and names[2] == "type":
            yield from self._type(use)
        elif len(names) >= 3 and names[1] in (EACH, "0") and names[2] in _FIELDS:
            yield from self._field(use, _FIELDS[names[2]])
        else:
            raise CannotFollow(f"{self._path(names)} of the answer is read in line {self._line(use.span)}")

    def _list(self, use: Use) -> Iterator[Edit]:
        line = self._line(use.span)
        if not use.own:  # a list that was picked from the output
            if use.role in ("named", "tested", "iterated", "dropped") or self._is_shown(use) or use.detail == "len":
                return
            raise CannotFollow(f"items of the output are handed on in line {line}")
        if use.own != 1 or use.path[0].form != "attribute" or use.base == use.call:
            raise CannotFollow(f"the output is taken apart in line {line}")
        message = f"{self.source.text(Span(use.base.start, use.path[0].span.start))}.choices[0].message"
        calls = f"{message}.tool_calls {'or' if self.words.language == 'python' else '??'} []"
        if use.role == "iterated":
            yield make(self.source, use.span, f"({calls})" if use.detail else calls)
        elif use.role == "passed" and use.detail.rpartition(".")[2] in _ADDS:
            yield make(self.source, use.span, f"[{message}]")
        elif use.role == "value" and use.detail in _JOINS:
            before = self.source.data[: use.span.start]
            mark = 3 if before.endswith(b"...") else 1 if use.detail == "list_splat" else 0
            new = message if mark else f"[{message}]"
            yield make(self.source, Span(use.span.start - mark, use.span.end), new)
        elif self._is_shown(use):
            yield make(self.source, use.span, message)
        else:
            raise CannotFollow(f"the output is handed on in line {line}")

    def _type(self, use: Use) -> Iterator[Edit]:
        other, line = use.other, self._line(use.span)
        text = self.source.text(other) if other is not None else ""
        if use.role != "compared" or use.detail not in _EQUAL | _UNEQUAL or text.strip("'\"`") != _CALL:
            raise CannotFollow(f"the type of an item of the output is read in line {line}")
        if other is None or use.whole is None:
            return
        self.explained.append(other)
        if use.names[1] == EACH:
            yield make(self.source, other, f"{text[0]}{_FUNCTION}{text[0]}")
            return
        if use.own != 3:
            raise CannotFollow(f"whether the first item is a call is asked in line {line}")
        asked = f"{self.source.text(Span(use.base.start, use.steps[0].span.start))}.choices[0].message.tool_calls"
        no = "not " if self.words.language == "python" else "!"
        yield make(self.source, use.whole, asked if use.detail in _EQUAL else no + asked)

    def _field(self, use: Use, names: tuple[str, ...]) -> Iterator[Edit]:
        step = use.path[2]
        if use.role == "named" and use.detail and len(use.path) == 3:
            yield from self._pattern(use, names)
            return
        if step not in use.steps:
            return  # read further from a name that holds it already
        if step.form != "attribute":
            raise CannotFollow(f"an item of the output is read by key in line {self._line(use.span)}")
        self.explained.append(step.span)
        if use.path[0] in use.steps:
            yield from self._first(use, 3, names)
            return
        mark = "?" if self.source.text(step.span).startswith("?") else ""
        yield make(self.source, step.span, mark + self.words.path(names, "attribute"))

    def _first(self, use: Use, count: int, names: tuple[str, ...]) -> Iterator[Edit]:
        """`.output[0]`, with the field that is read of it."""
        steps = [s for s in use.path[:count] if s in use.steps]
        if len(steps) != count:
            if len(steps) == 1 and steps[0].name == "0":
                return  # of a list that was picked from the output
            raise CannotFollow(f"the output is taken apart in line {self._line(use.span)}")
        span = Span(steps[0].span.start, steps[-1].span.end)
        sure = "!" if self.source.path.endswith((".ts", ".tsx", ".mts", ".cts")) else ""
        tail = self.words.path(names, "attribute") if names else ""
        yield make(self.source, span, f".choices[0].message.tool_calls{sure}[0]{tail}")

    def _pattern(self, use: Use, names: tuple[str, ...]) -> Iterator[Edit]:
        """`const { name, arguments: text, call_id } = item` keeps its names."""
        self.explained.append(use.span)
        if use.detail == "shorthand":
            yield make(self.source, use.span, self.words.pattern(names, use.names[-1]))
        elif len(names) == 1:
            yield make(self.source, use.span, names[0])
        elif use.whole is not None:
            yield make(self.source, Span(use.whole.start, use.whole.start), f"{names[0]}: {{ ")
            yield make(self.source, Span(use.whole.end, use.whole.end), " }")

    def _is_shown(self, use: Use) -> bool:
        return use.role == "passed" and use.detail != "len" and shown(use.detail)

    def _line(self, span: Span) -> int:
        return self.source.line(span.start)

    def _path(self, names: tuple[str, ...]) -> str:
        return ".".join("an item" if n == EACH else n for n in names)


# --- answered ---


def speaks(source: SourceFile) -> bool:
    """True for a file that names the kinds of items of function calls."""
    return _SPEAKS.search(source.data) is not None


def answered(source: SourceFile, words: Wording, explained: list[Span]) -> Iterator[Edit]:
    """The messages of a file that answer calls: `function_call_output` becomes a message of the role `tool`."""
    for record in mentions.records(root_of(words.language, source), shorthand=True):
        kind = record.get("type")
        if kind is None or source.text(kind[1]).strip("'\"`") != _OUTPUT:
            continue
        line = source.line(kind[0].start)
        if set(record) != {"type", "call_id", "output"}:
            raise CannotFollow(f"the answer of a function in line {line} has more than call_id and output")
        quote = source.text(kind[1])[0]
        explained += [kind[1], record["call_id"][0]]
        yield make(source, kind[0], source.text(kind[0]).replace("type", "role"))
        yield make(source, kind[1], f"{quote}tool{quote}")
        for old, new in (("call_id", "tool_call_id"), ("output", "content")):
            key, value = record[old]
            name = source.text(key).replace(old, new)
            yield make(source, key, f"{name}: {old}" if key == value else name)


def nothing_left(source: SourceFile, words: Wording, explained: list[Span]) -> None:
    """Raises CannotFollow for what speaks of function calls and is not understood."""
    root = root_of(words.language, source)
    for found in _LEFT.finditer(source.data):
        inside = any(s.start < found.end() and found.start() < s.end for s in explained)
        if not inside and not mentions.in_comment(root, found.start()):
            what = found.group().decode("utf-8", "replace").strip("'\"`.: ")
            raise CannotFollow(f"{what} in line {source.line(found.start())} is not understood")
