"""From `functions` and `function_call` to `tools` and `tool_choice`, for a file as a whole.

Requests, answers and the messages between them change shape together, so the edits of a file are made all or
none. Every mention of `function_call` in the file must be understood: what is left over would read a field that
is not there any more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migrate.edit import make
from migrate.languages.follow import EACH, Step, Use, follow
from migrate.model import Arg, DictValue, Edit, ListValue, Literal, Site, SiteKind, Span
from migrate.rules import mentions
from migrate.rules.models import is_chat_request
from migrate.rules.wording import Wording, root_of, shown, wording

if TYPE_CHECKING:
    from migrate.rules.base import Context
    from migrate.source import SourceFile

_OLD = "function_call"
_WORD = re.compile(rb"\bfunction_call\b")
_ROLE = re.compile(rb"""\brole\b["']?\s*[:=]\s*["']function["']""")
_KEEPS = frozenset({"append", "extend", "push", "concat", "insert", "unshift"})  # of a list of messages
_HANDED = frozenset({"data", "choices", "0", "message", EACH, "delta"})
_TYPED = (".ts", ".tsx", ".mts", ".cts")
_NEVER = re.compile(r"\b(?:None|NOT_GIVEN|omit|null|undefined)\b")


class CannotFollow(Exception):
    """What stands in the way, in the words of a finding."""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """The edits of one file and what to look at."""

    edits: tuple[Edit, ...]
    remarks: tuple[str, ...] = ()


def rewrite(path: str, ctx: Context) -> Rewrite | str:
    """The edits of a file whose calls pass functions, or why there are none."""
    sites = [s for s in ctx.code.in_file.get(path, ()) if s.kind in (SiteKind.CALL, SiteKind.HTTP)]
    try:
        return _File(path, [s for s in sites if is_chat_request(s)], ctx).run()
    except CannotFollow as why:
        return str(why)


@dataclass(slots=True)
class _File:
    path: str
    calls: list[Site]
    ctx: Context
    source: SourceFile = field(init=False)
    words: Wording = field(init=False)
    edits: list[Edit] = field(default_factory=list)
    explained: list[Span] = field(default_factory=list)
    sources: list[tuple[Span, str]] = field(default_factory=list)  # where a message's call is read, and the message
    alone: bool = True
    streams: bool = False

    def run(self) -> Rewrite:
        source = self.ctx.read(self.path)
        users = [s for s in self.calls if s.arg("functions") or s.arg(_OLD)]
        if source is None or not users or users[0].language not in ("python", "typescript"):
            raise CannotFollow("edits of this kind are made in Python and TypeScript only")
        self.source, self.words = source, wording(users[0].language, source)
        for site in users:
            self._call(site)
        found = follow(users[0].language, source, [s.span for s in self.calls if s.kind is SiteKind.CALL])
        for site in users:
            problem = found.problem(site.span)
            if problem is not None:
                raise CannotFollow(f"{problem.reason} (line {source.line(problem.span.start)})")
        mine = {s.span for s in users}
        for use in found.uses:
            self._use(use, ours=use.call in mine)
        self._messages()
        self._nothing_left()
        remarks = ["Read the answers once more: a message may hold several calls, and the first is taken."]
        if self.alone:
            remarks = ["The requests ask for one call at a time (parallel_tool_calls), as functions did."]
        if self.streams:
            remarks.append("In a stream, see that pieces without a name or without arguments are passed over.")
        if self.words.language == "typescript" and self.path.endswith(_TYPED):
            remarks.append("Run the type checker: the types of tools are stricter than those of functions.")
        return Rewrite(tuple(dict.fromkeys(self.edits)), tuple(remarks))

    def _edit(self, span: Span, text: str) -> None:
        self.edits.append(make(self.source, span, text))

    def _line(self, span: Span) -> int:
        return self.source.line(span.start)

    # --- requests ---

    def _call(self, site: Site) -> None:
        line = site.line
        if site.kind is not SiteKind.CALL or "wrapper" in site.flags or "parse_errors" in site.flags:
            raise CannotFollow(f"the request in line {line} is put together by hand")
        stream = site.arg("stream")
        if stream is not None and not isinstance(stream.value, Literal):
            raise CannotFollow(f"the answer in line {line} may be a stream")
        if stream is not None and isinstance(stream.value, Literal) and stream.value.value:
            self.streams = True
            if not self._single(site):
                raise CannotFollow(f"the answer in line {line} is a stream, in which several calls may be mixed")
        if site.open_args or site.arg("tools") is not None:
            raise CannotFollow(f"the call in line {line} may pass more than is seen")
        given, choice = site.arg("functions"), site.arg(_OLD)
        for arg in (given, choice):
            if arg is not None and (arg.name_span is None or not self._inside(arg, site)):
                raise CannotFollow(f"{arg.name} in line {line} is written elsewhere")
        if given is not None and given.name_span is not None:
            single = self._single(site)
            self.alone = self.alone and single
            extra = ""
            if single and site.arg("parallel_tool_calls") is None:
                extra = self.words.argument("parallel_tool_calls", self.words.truth(value=False)) + ", "
            self._functions(given, given.name_span, extra)
        if choice is not None and choice.name_span is not None:
            self._choice(choice, choice.name_span)

    def _inside(self, arg: Arg, site: Site) -> bool:
        return site.args_span is not None and site.args_span.start <= arg.span.start < site.args_span.end

    def _single(self, site: Site) -> bool:
        """True when the target can be told to ask for one call at a time."""
        from providers.dialect.rules import of

        models: tuple[str | None, ...] = self.ctx.code.target_models(site) or (None,)
        dialect, thinking = of(self.ctx.target), self.ctx.code.thinking(site)
        return all(dialect.view(m, thinking).accepts("parallel_tool_calls", False) for m in models)

    def _functions(self, arg: Arg, name: Span, extra: str) -> None:
        code = self.source.text(arg.value_span)
        kind = self.words.text("function")
        if name == arg.value_span:  # JavaScript's `{ functions }`
            self._edit(arg.span, f"{extra}{self.words.argument('tools', self._each(code))}")
            return
        self._edit(name, f"{extra}tools")
        if not (isinstance(arg.value, ListValue) and code.startswith("[")):
            self._edit(arg.value_span, self._each(code))
            return
        start, end = self.words.record([("type", kind), ("function", "\0")]).split("\0")
        if not arg.value.complete:
            self._edit(arg.value_span, self._each(code))
            return
        for item in arg.value.items:
            self._edit(Span(item.span.start, item.span.start), start)
            self._edit(Span(item.span.end, item.span.end), end)

    def _each(self, code: str) -> str:
        if _NEVER.search(code):
            raise CannotFollow("functions may be missing")
        plain = re.fullmatch(r"[\w$.\[\]\"'()]+", code) or code.startswith("[")
        held = code if plain else f"({code})"
        kind = self.words.text("function")
        if self.words.language == "python":
            return f"[{self.words.record([('type', kind), ('function', 'function')])} for function in {held}]"
        kind = f"{kind} as const" if self.path.endswith(_TYPED) else kind
        return f"{held}.map((f) => ({self.words.record([('type', kind), ('function', 'f')])}))"

    def _choice(self, arg: Arg, name: Span) -> None:
        code, value = self.source.text(arg.value_span), arg.value
        self.explained.append(arg.span)
        if isinstance(value, DictValue) and value.complete and [e.name for e in value.entries] == ["name"]:
            code = self.words.record([("type", self.words.text("function")), ("function", code)])
        elif not (isinstance(value, Literal) and value.value in ("auto", "none")):
            raise CannotFollow(f"{_OLD} in line {self._line(arg.span)} is put together elsewhere")
        if name == arg.value_span:
            self._edit(arg.span, self.words.argument("tool_choice", code))
            return
        self._edit(name, "tool_choice")
        if isinstance(value, DictValue):
            self._edit(arg.value_span, code)

    # --- answers ---

    def _use(self, use: Use, *, ours: bool) -> None:
        names = use.names
        if names and names[-1] in ("finish_reason", "message") and use.role == "compared":
            self._literal(use.other)
        elif _OLD in names:
            self._read(use, next(i for i, s in enumerate(use.path) if s.name == _OLD))
        elif ours and set(names) <= _HANDED and not self._stays(use):
            where = ""
            if use.role == "returned":
                where = mentions.callers(root_of(self.words.language, self.source), use.span, self.path, self.ctx)
            raise CannotFollow(f"the answer is handed on in line {self._line(use.span)}{where}")

    def _literal(self, span: Span | None) -> None:
        text = self.source.text(span) if span is not None else ""
        if span is not None and text.strip("'\"") == _OLD:
            self.explained.append(span)
            self._edit(span, f"{text[0]}tool_calls{text[0]}")

    def _stays(self, use: Use) -> bool:
        """True for a use that hands the answer to nobody who would look for a call in it."""
        if use.role == "passed":
            return shown(use.detail) or use.detail.rpartition(".")[2] in _KEEPS
        if use.role == "value":  # an item of a list of messages
            return use.detail in ("list", "list_splat", "array", "spread_element", "binary_operator", "shorthand")
        return use.role != "returned" or use.detail == "followed"

    def _read(self, use: Use, index: int) -> None:
        step = use.path[index]
        if step not in use.steps:
            return  # further into what a name holds already
        before = Span(use.base.start, step.span.start)
        message, later = self.source.text(before), len(use.path) - index - 1
        own = len(use.steps) - later - 1  # steps between the base and this one
        if own == index and self._is_call(use):
            raise CannotFollow(f"the answer in line {self._line(use.span)} has no name")
        if (use.role == "named" and use.detail) or step.default is not None:
            raise CannotFollow(f"{_OLD} is taken apart in line {self._line(use.span)}")
        self.explained.append(use.span)
        self.sources.append((use.span, message))
        if later:
            self._edit(step.span, self._first(step, use.path[index + 1]))
        elif use.role in ("tested", "compared"):
            self._edit(step.span, self._list(step))
        elif self.words.language == "typescript":
            mark = "?" if self.source.text(step.span).startswith("?") else ""
            self._edit(step.span, f"{mark}.tool_calls?.[0]?.function")
        elif step.form == "item":
            self._edit(step.span, self._first(step, step))
        else:
            first, there = self._first(step, step), self._list(step)
            self._edit(Span(use.base.start, step.span.end), f"({message}{first} if {message}{there} else None)")

    def _is_call(self, use: Use) -> bool:
        text = self.source.text(use.base)
        return use.base == use.call or text.startswith("(") or text.endswith(")")

    def _list(self, step: Step) -> str:
        """The list of calls, where only its being there counts."""
        text = self.source.text(step.span)
        return text.replace(_OLD, "tool_calls", 1)

    def _first(self, step: Step, after: Step) -> str:
        if self.words.language == "python":
            item = step.form in ("item", "get")
            return self.words.path(("tool_calls", "0", "function"), "item" if item else "attribute")
        mark = "?" if self.source.text(step.span).startswith("?") else ""
        if self.source.text(after.span).startswith("?"):
            return f"{mark}.tool_calls?.[0]?.function"
        return f"{mark}.tool_calls[0].function"

    # --- messages ---

    def _messages(self) -> None:
        root = root_of(self.words.language, self.source)
        for record in mentions.records(root):
            role = record.get("role")
            kind = self.source.text(role[1]).strip("'\"") if role is not None else ""
            if role is not None and kind == "function":
                self._answer(record, role[1])
            elif role is not None and kind == "assistant" and _OLD in record:
                self._asked(record[_OLD])

    def _answer(self, record: dict[str, tuple[Span, Span]], role: Span) -> None:
        named, line = record.get("name"), self._line(role)
        if named is None:
            raise CannotFollow(f"the function's answer in line {line} has no name")
        given = self.words.pair("tool_call_id", self._id(role))
        old = self.source.text(Span(named[0].start, named[1].end))
        quote = old[0] if old[0] in "'\"" else ""
        self.explained.append(role)
        self._edit(role, f"{self.source.text(role)[0]}tool{self.source.text(role)[0]}")
        if quote and self.words.language == "python":
            given = f"{quote}tool_call_id{quote}: {self._id(role)}"
        whole = Span(named[0].start, named[1].end)
        self.edits = [e for e in self.edits if not (whole.start <= e.span.start and e.span.end <= whole.end)]
        self._edit(whole, given)

    def _asked(self, pair: tuple[Span, Span]) -> None:
        """An assistant's message that is written out: its call gets the number the answer has."""
        key, value = pair
        text = self.source.text(key)
        self.explained.append(key)
        self._edit(key, text.replace(_OLD, "tool_calls"))
        ident, kind = self._id(key), self.words.text("function")
        start, end = self.words.record([("id", ident), ("type", kind), ("function", "\0")]).split("\0")
        self._edit(Span(value.start, value.start), f"[{start}")
        self._edit(Span(value.end, value.end), f"{end}]")

    def _id(self, place: Span) -> str:
        """The number of the call that is answered: of the message whose call was read last before this place."""
        root = root_of(self.words.language, self.source)
        before = [
            (span, message)
            for span, message in self.sources
            if span.start < place.start and mentions.same_function(root, span, place)
        ]
        if not before:
            raise CannotFollow(f"the call that is answered in line {self._line(place)} is not at hand")
        _, message = max(before)
        if self.words.language == "python" and re.search(r"\[[\"'][^\]]*\]$", message):
            return message + self.words.path(("tool_calls", "0", "id"), "item")
        if self.words.language == "python" and self._dicts(message):
            return message + self.words.path(("tool_calls", "0", "id"), "item")
        return message + ".tool_calls[0].id"

    def _dicts(self, message: str) -> bool:
        """True when the file reads that message by keys."""
        held = re.escape(message.encode(self.source.encoding))
        return re.search(held + rb"\s*(?:\[|\.get\s*\()\s*[\"']function_call", self.source.data) is not None

    # --- what is left over ---

    def _nothing_left(self) -> None:
        root = root_of(self.words.language, self.source)
        seen = [*self.explained, *(e.span for e in self.edits)]
        for pattern, what in ((_WORD, _OLD), (_ROLE, "the role function")):
            for found in pattern.finditer(self.source.data):
                inside = any(s.start < found.end() and found.start() < s.end for s in seen)
                if not inside and not mentions.in_comment(root, found.start()):
                    line = self._line(Span(found.start(), found.end()))
                    raise CannotFollow(f"{what} in line {line} is not understood")
        for path in self.ctx.code.in_file:
            if path != self.path and any(True for _ in self._others(path)):
                raise CannotFollow(f"{path} reads {_OLD} too")

    def _others(self, path: str) -> Iterator[None]:
        """Another file that reads such calls without making the requests itself."""
        other = self.ctx.read(path)
        sites = self.ctx.code.in_file[path]
        if other is None or any(s.arg("functions") is not None for s in sites):
            return
        if sites[0].language in ("python", "typescript") and (_WORD.search(other.data) or _ROLE.search(other.data)):
            yield None
