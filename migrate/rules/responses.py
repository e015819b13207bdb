"""From the Responses API to chat completions, where a call and all that is read of its answer are seen.

`conversion` gives the edits, or says what stands in the way. They are made as a whole: a call that is
moved while its answer is read in the old shape would break.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from migrate.edit import make
from migrate.errors import MigrateError
from migrate.languages.follow import EACH, Use
from migrate.model import Arg, Confidence, DictValue, Edit, ListValue, Literal, Site, SiteKind, Span
from migrate.rules import mentions, responses_tools
from migrate.rules.base import Change, Drop, Ready, Rename, SetCode
from migrate.rules.responses_tools import CannotFollow, Tools
from migrate.rules.wording import Wording, is_list, is_text, root_of, shown, wording
from migrate.rules.writing import write

if TYPE_CHECKING:
    from migrate.rules.base import Context
    from migrate.source import SourceFile

_CALLEE = re.compile(r"responses(\s*\??\.\s*)(create|parse)\s*\(?\s*\{?\s*\Z")
_SAME = frozenset(
    {
        "model", "temperature", "top_p", "user", "metadata", "timeout", "extra_body", "extra_headers", "extra_query",
        "service_tier", "safety_identifier", "prompt_cache_key", "parallel_tool_calls",
    }
)  # fmt: skip
_CONTENT = ("choices", "0", "message", "content")
_ANSWER: dict[tuple[str, ...], tuple[str, ...]] = {  # path into the answer -> what takes the place of its last steps
    ("output_text",): _CONTENT,
    ("output", "0", "content", "0", "text"): _CONTENT,
    ("output_parsed",): ("choices", "0", "message", "parsed"),
    ("usage", "input_tokens"): ("prompt_tokens",),
    ("usage", "output_tokens"): ("completion_tokens",),
    ("usage", "total_tokens"): ("total_tokens",),
    ("created_at",): ("created",),
    ("id",): ("id",),
    ("model",): ("model",),
}
_WHOLE: dict[tuple[str, ...], int] = {("output", "0", "content", "0", "text"): 5}
_TYPED = (".ts", ".tsx", ".mts", ".cts")  # where `content` may be null and `output_text` may not
_DELTA = "response.output_text.delta"
_KEPT = "keep the messages in a list of your own, and send it whole with each call"
_INSTEAD = {  # what to do about an argument that has no counterpart
    "previous_response_id": f"it continues a conversation that the vendor keeps; {_KEPT}",
    "conversation": f"the vendor keeps the conversation; {_KEPT}",
    "background": "the vendor works on alone and is asked again later; run the call in a task of your own",
    "prompt": "the prompt is kept at the vendor; copy its text into the messages",
    "truncation": "the vendor shortens the input; leave old messages out yourself",
    "include": "it asks for what only this API returns; see what reads it",
    "max_tool_calls": "count the rounds yourself",
}


@dataclass(frozen=True, slots=True)
class Conversion:
    """The changes that make a chat completion of a call, and what to look at."""

    changes: tuple[Change, ...]
    remarks: tuple[str, ...] = ()


def conversion(site: Site, ctx: Context) -> Conversion | str:
    """The whole edit of a call of the Responses API, or why there is none."""
    try:
        converter = _Converter(site, ctx)
        if "tools" not in {a.name for a in site.args} and not responses_tools.speaks(converter.source):
            return converter.run()
        return _with_its_file(converter)
    except CannotFollow as why:
        return str(why)


def _with_its_file(converter: _Converter) -> Conversion:
    """A call of a file that speaks of function calls: its calls and the messages between them move together."""
    site, ctx, source = converter.site, converter.ctx, converter.source
    seen: list[Span] = []
    others: list[int] = []
    for other in ctx.code.in_file[site.path]:
        if other is site or not _is_ours(other):
            continue
        if not ctx.code.stance(other).moves:
            raise CannotFollow(f"the call in line {other.line} stays, and may answer the same functions")
        try:
            aside = _Converter(other, ctx)
            write(other, aside.run().changes, ctx)
        except (CannotFollow, MigrateError) as why:
            raise CannotFollow(f"the call in line {other.line} stays: {why}") from None
        seen += aside.tools.explained
        others.append(other.line)
    made = converter.run()
    seen += converter.tools.explained
    shared = list(responses_tools.answered(source, converter.words, seen))
    seen += [edit.span for edit in shared]
    responses_tools.nothing_left(source, converter.words, seen)
    for path in ctx.code.rewrites.answering:
        if path != site.path and not any(map(_is_ours, ctx.code.in_file[path])):
            raise CannotFollow(f"{path} speaks of calls and their answers too")
    remarks = list(made.remarks)
    if others:
        lines = ", ".join(map(str, others))
        remarks.append(f"Apply it together with the edits of the calls in line {lines}.")
    if source.path.endswith(_TYPED):
        remarks.append("Run the type checker: the types of tools and messages have other names.")
    return Conversion((*made.changes, *(Ready(edit) for edit in shared)), tuple(remarks))


class _Converter:
    def __init__(self, site: Site, ctx: Context) -> None:
        source = ctx.read(site.path)
        if site.kind is not SiteKind.CALL or site.language not in ("python", "typescript") or source is None:
            raise CannotFollow("edits of this kind are made in Python and TypeScript only")
        if site.confidence is not Confidence.HIGH:
            raise CannotFollow("it is not certain that this is a use of the API")
        if site.args_span is None or "wrapper" in site.flags or "parse_errors" in site.flags:
            raise CannotFollow("the call is not written out here")
        self.site, self.ctx, self.head = site, ctx, Span(site.span.start, site.args_span.start)
        self.source: SourceFile = source
        self.words: Wording = wording(site.language, source)
        self.remarks: list[str] = []
        self.tools = Tools(site, source, self.words, [], self.remarks)

    def run(self) -> Conversion:
        site = self.site
        if site.open_args:
            raise CannotFollow("arguments that are not seen may be passed")
        head = self.source.text(self.head)
        callee = _CALLEE.search(head)
        if callee is None:
            raise CannotFollow("it is not called as responses.create")
        parse = callee[2] == "parse"
        if parse and site.language != "python":
            raise CannotFollow("responses.parse has another counterpart in every version of the library")
        start = self.head.start + len(head[: callee.start()].encode(self.source.encoding))
        new = f"chat{callee[1]}completions"
        changes: list[Change] = [Ready(make(self.source, Span(start, start + len("responses")), new))]
        changes += self._arguments(parse=parse)
        stream = self._streams()
        changes += [Ready(edit) for edit in (self._events() if stream else self._answer())]
        return Conversion(tuple(changes), tuple(self.remarks))

    # --- what is sent ---

    def _arguments(self, *, parse: bool) -> Iterator[Change]:
        for arg in self.site.args:
            name = arg.name
            if name in _SAME or name in ("instructions", "stream"):
                continue
            if arg.name_span is None:
                raise CannotFollow(f"{name} is passed without its name")
            if name == "input":
                yield from self._input(arg)
            elif name == "max_output_tokens":
                yield Rename(arg, "max_tokens")
            elif name == "text":
                yield from self._format(arg)
            elif name == "text_format" and parse:
                yield Rename(arg, "response_format")
            elif name == "reasoning":
                yield from self._reasoning(arg)
            elif name == "store":
                yield Drop(arg)
            elif name == "tools":
                yield from self.tools.offered(arg)
            elif name == "tool_choice":
                yield from self.tools.choice(arg)
            elif name in _INSTEAD:
                raise CannotFollow(f"{name} has no counterpart: {_INSTEAD[name]}")
            else:
                raise CannotFollow(f"{name} has no counterpart that is the same for every call")
        if self.site.arg("input") is None:
            raise CannotFollow("input is not seen")
        told = self.site.arg("instructions")
        if told is not None:
            if told.name_span is None:
                raise CannotFollow("instructions is passed without its name")
            yield Drop(told)

    def _streams(self) -> bool:
        arg = self.site.arg("stream")
        if arg is None or (isinstance(arg.value, Literal) and arg.value.value in (False, None)):
            return False
        if isinstance(arg.value, Literal) and arg.value.value is True:
            return True
        raise CannotFollow("whether the answer is a stream is only known at run time")

    def _input(self, arg: Arg) -> Iterator[Change]:
        words, code = self.words, self.source.text(arg.value_span)
        told = self.site.arg("instructions")
        first = words.message("system", self.source.text(told.value_span)) if told is not None else None
        named = self._named(arg, "messages")
        here = isinstance(arg.value, ListValue) and code.startswith("[")
        if here and isinstance(arg.value, ListValue):
            yield from self._items(arg.value)
            if isinstance(named, Rename):
                yield named
            if first is not None:
                at = arg.value_span.start + 1
                glue = "" if not arg.value.items else "," if code[1:2].isspace() else ", "
                yield Ready(make(self.source, Span(at, at), first + glue))
            return
        plain = re.fullmatch(r"[A-Za-z_$][\w$.]*", code) is not None
        text = is_text(self.site.language, self.source, arg)
        listed = plain and (isinstance(arg.value, ListValue) or is_list(self.source, code))
        if isinstance(arg.value, ListValue) and not (
            listed and not list(self._items(replace(arg.value, complete=True)))
        ):
            raise CannotFollow("input is put together elsewhere")
        if isinstance(arg.value, Literal | DictValue) and not text:
            raise CannotFollow("input is put together elsewhere")
        user = words.message("user", code)
        if text:
            messages = words.items([m for m in (first, user) if m is not None])
        elif listed:
            self.remarks.append(f"Parts in the messages of {code} must be of the types text and image_url.")
            messages = code if first is None else words.items([first, words.spread(code)])
        elif plain:
            self.remarks.append(f"Where {code} is a list, its parts must be of the types text and image_url.")
            either = words.list_or(code, words.items([user]))
            messages = either if first is None else words.items([first, words.spread(f"({either})")])
        else:
            raise CannotFollow("input may be a text or a list")
        if isinstance(named, Rename):
            yield named
            yield SetCode(arg.value_span, messages)
        else:
            yield Ready(make(self.source, arg.span, f"messages: {messages}"))

    def _named(self, arg: Arg, name: str) -> Rename | None:
        """The argument under another name; None for JavaScript's `{ input }`."""
        return None if arg.name_span == arg.value_span else Rename(arg, name)

    def _items(self, value: ListValue) -> Iterator[Change]:
        if not value.complete:
            raise CannotFollow("input has entries that are not seen")
        for item in value.items:
            entry = item.value
            if not isinstance(entry, DictValue) or not entry.complete or entry.get("role") is None:
                raise CannotFollow("input has entries that are not plain messages")
            for pair in entry.entries:
                if pair.name == "type" and isinstance(pair.value, Literal) and pair.value.value == "message":
                    yield Drop(pair)
                elif pair.name == "content":
                    yield from self._parts(pair)
                elif pair.name != "role":
                    raise CannotFollow(f"an entry of input has {pair.name}")

    def _parts(self, content: Arg) -> Iterator[Change]:
        if isinstance(content.value, Literal) or is_text(self.site.language, self.source, content):
            return
        if not isinstance(content.value, ListValue):
            self.remarks.append("Where content is a list, its parts must be of the types text and image_url.")
            return
        for part in content.value.items:
            entry = part.value
            kind = entry.get("type") if isinstance(entry, DictValue) and entry.complete else None
            if not isinstance(entry, DictValue) or kind is None or not isinstance(kind.value, Literal):
                raise CannotFollow("a part of the content is not seen")
            image = entry.get("image_url")
            if kind.value.value in ("input_text", "output_text"):
                yield SetCode(kind.value_span, self.words.text("text"))
            elif kind.value.value == "input_image" and len(entry.entries) == 2 and image is not None:
                yield SetCode(kind.value_span, self.words.text("image_url"))
                wrapped = self.words.record([("url", self.source.text(image.value_span))])
                yield SetCode(image.value_span, wrapped)
            else:
                raise CannotFollow(f"a part of the content is of the type {kind.value.value}")

    def _format(self, arg: Arg) -> Iterator[Change]:
        value = arg.value
        form = value.get("format") if isinstance(value, DictValue) and value.complete else None
        inner = form.value if form is not None else None
        if form is None or not isinstance(value, DictValue) or len(value.entries) != 1:
            raise CannotFollow("text holds more than a format")
        kind = inner.get("type") if isinstance(inner, DictValue) and inner.complete else None
        if kind is None or not isinstance(inner, DictValue) or not isinstance(kind.value, Literal):
            raise CannotFollow("text.format is not seen")
        if kind.value.value == "text":
            yield Drop(arg)
            return
        code = self.source.text(form.value_span)
        if kind.value.value == "json_schema":
            rest = ", ".join(self.source.text(e.span) for e in inner.entries if e.name != "type")
            code = self.words.record([("type", self.words.text("json_schema")), ("json_schema", "{" + rest + "}")])
        elif kind.value.value != "json_object":
            raise CannotFollow("text.format is of an unknown type")
        yield Rename(arg, "response_format")
        yield SetCode(arg.value_span, code)

    def _reasoning(self, arg: Arg) -> Iterator[Change]:
        value = arg.value
        effort = value.get("effort") if isinstance(value, DictValue) and value.complete else None
        if effort is None or not isinstance(value, DictValue) or len(value.entries) != 1:
            raise CannotFollow("reasoning holds more than an effort")
        yield Rename(arg, "reasoning_effort")
        yield SetCode(arg.value_span, self.source.text(effort.value_span))

    # --- what is read ---

    def _uses(self) -> Sequence[Use]:
        here = tuple(s.span for s in self.ctx.code.in_file[self.site.path] if _is_ours(s))
        found = self.ctx.code.rewrites.followed(self.site.language, self.source, here)
        problem = found.problem(self.site.span)
        if problem is not None:
            raise CannotFollow(f"{problem.reason} (line {self.source.line(problem.span.start)})")
        return tuple(found.of(self.site.span))

    def _answer(self) -> Iterator[Edit]:
        for use in self._uses():
            names, line = use.names, self.source.line(use.span.start)
            if names in ((), ("usage",)):
                if use.role in ("named", "dropped", "tested") or (use.role == "passed" and shown(use.detail)):
                    continue
                if use.role == "returned" and use.detail == "followed":
                    continue
                raise CannotFollow(f"the answer is handed on in line {line}{self._callers(use)}")
            known = next((n for n in range(len(names), 0, -1) if names[:n] in _ANSWER), None)
            if known is None and names[0] == "output":
                yield from self.tools.read(use)
                continue
            if known is None:
                raise CannotFollow(f"{'.'.join(names)} of the answer is read in line {line}")
            if use.role == "named" and use.detail and known == len(names):
                yield from self._pattern(use, _ANSWER[names])
                continue
            steps = _WHOLE.get(names[:known], 1)
            written = [s for s in use.path[known - steps : known] if s in use.steps]
            if not written:
                continue  # read further from a name that holds it already
            if len(written) != steps:
                raise CannotFollow(f"the answer is taken apart in line {line}")
            span = Span(written[0].span.start, written[-1].span.end)
            old, new = self.source.text(span), self.words.path(_ANSWER[names[:known]], written[0].form)
            new = f"?{new}" if old.startswith("?.") else new
            if _ANSWER[names[:known]] == _CONTENT and self.site.path.endswith(_TYPED):
                new += "!"
            if names[known - 1] != _ANSWER[names[:known]][-1]:
                yield make(self.source, span, new)

    def _callers(self, use: Use) -> str:
        if use.role != "returned":
            return ""
        return mentions.callers(root_of(self.site.language, self.source), use.span, self.site.path, self.ctx)

    def _pattern(self, use: Use, names: Sequence[str]) -> Iterator[Edit]:
        """`const { output_text } = answer` keeps the name and finds its value where it is now."""
        if names[-1] == use.names[-1]:
            return
        if use.detail == "shorthand":
            yield make(self.source, use.span, self.words.pattern(names, use.names[-1]))
        elif len(names) == 1:
            yield make(self.source, use.span, names[0])
        else:
            raise CannotFollow(f"the answer is taken apart in line {self.source.line(use.span.start)}")

    def _events(self) -> Iterator[Edit]:
        uses = [u for u in self._uses() if u.names]
        delta = self.words.delta
        tested = 0
        for use in uses:
            line = self.source.line(use.span.start)
            if use.names == (EACH,) and use.role == "iterated":
                continue
            if use.names == (EACH, "type") and use.role == "compared" and use.own == 1:
                other = self.source.text(use.other) if use.other is not None else ""
                if other.strip("'\"`") != _DELTA or use.detail not in ("==", "===") or use.whole is None:
                    raise CannotFollow(f"another event of the stream is waited for in line {line}")
                tested += 1
                yield make(self.source, use.whole, delta(self.source.text(use.base), test=True))
            elif use.names == (EACH, "delta") and use.own == 1:
                new = delta(self.source.text(use.base), test=False)
                yield make(self.source, use.span, new[1:-1] if use.role == "passed" and new[0] == "(" else new)
            else:
                raise CannotFollow(f"{'.'.join(use.names[1:]) or 'an event'} of the stream is read in line {line}")
        if not tested:
            raise CannotFollow("the events of the stream are not read here")


def _is_ours(site: Site) -> bool:
    return site.kind is SiteKind.CALL and site.api in ("responses.create", "responses.parse")
