"""Requests that scripts send with curl and its kin, with the fields of their bodies.

What is found here is shown, not edited: the address, the key and the body of a command stand or fall together.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from migrate.formats.shell_words import Command, commands
from migrate.model import (
    Arg,
    Confidence,
    DictValue,
    EnvRef,
    ListValue,
    Literal,
    Site,
    SiteKind,
    Span,
    Target,
    TargetKind,
    Unknown,
    Value,
)
from migrate.redact import mask, printable
from migrate.scan import config_tables as tables
from migrate.scan import shell_jq
from migrate.scan.config_site import snippet

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrate.formats.base import Entry
    from migrate.source import SourceFile

_PROGRAMS = frozenset({"curl", "wget", "http", "https", "httpie", "xh", "xhs"})
_SIGN = re.compile(rb"\b(?:curl|wget|https?ie|http|xhs?|openai)\b|-model|-engine|\s-m\s")
_BEFORE = frozenset(
    {"sudo", "env", "time", "exec", "command", "nohup", "if", "then", "else", "while", "until", "do", "!", "timeout",
     "proxychains", "proxychains4", "torsocks"}
)  # fmt: skip
_SHOWS = frozenset({"echo", "printf", "git", "grep", "sed", "awk", "cat", "export"})
_BODY = frozenset(
    {"-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--json", "--post-data", "--body-data", "--raw"}
)
_NOT_ADDRESSES = frozenset({"-H", "--header", "-x", "--proxy", "-e", "--referer"})
_PROXIES = frozenset({"-x", "--proxy", "--preproxy", "--socks4", "--socks4a", "--socks5", "--socks5-hostname"})
_HTTPIE = frozenset({"http", "https", "httpie", "xh", "xhs"})
_MODEL_FLAG = re.compile(r"(?:-m|--?[\w-]{0,40}?(?:model|engine|deployment)[\w-]{0,40})\Z")
_PATH = re.compile(
    r"/(?:v\d+/)?(?:chat/completions|embeddings|completions|responses|moderations|images/(?:generations|edits)"
    r"|audio/(?:speech|transcriptions|translations)|models|files|batches|fine_tuning/jobs|assistants|threads|realtime)"
    r"(?![\w-])"
)
_OWN = re.compile(r"/chat/completions|/v1/(?:completions|embeddings|responses|images/|audio/)")
_VARIABLE = re.compile(
    r"\$(?:\{(?P<braced>[A-Za-z_]\w*)(?:(?P<op>:?[-=])(?P<default>[^{}]*))?\}|(?P<bare>[A-Za-z_]\w*))"
)
_ARRAY = re.compile(r"\"?\$\{(?P<name>[A-Za-z_]\w*)\[[@*]\]\}\"?")
_SUBSTITUTED = re.compile(r"\s*\$\((?!\()")
_WRITERS = frozenset({"echo", "printf"})
_LISTED = re.compile(rb"\"[^\"]*\"|'[^']*'|\S+")
_MAX_DEPTH = 12
_MAX_BODY = 60_000

Place = Callable[[int, int], Span]


@dataclass(frozen=True, slots=True)
class _Script:
    """A script while its requests are read: what its variables hold, and the files it writes."""

    source: SourceFile
    variables: Mapping[str, str]
    files: Mapping[str, Command]
    places: Mapping[str, Span]

    def array(self, name: str) -> list[str]:
        """The words of the lists that the variable is given, as far as they are plain."""
        given = re.findall(rf"(?<![\w$]){name}\+?=\(([^()\n]{{0,2000}})".encode(), self.source.data)
        return [m[0].decode("utf-8", "replace") for text in given for m in _LISTED.finditer(text)]

    def put_in(self, text: str, depth: int = 0) -> str:
        """`text` with the variables that the script itself sets; NUL for what is not known."""

        def value(match: re.Match[str]) -> str:
            known = self.variables.get(match["braced"] or match["bare"])
            if known is None or match[0] in known:
                known = match["default"]
            return "\0" if known is None else self.put_in(known, depth + 1) if depth < 4 else known

        return _VARIABLE.sub(value, text)


def sites(source: SourceFile, entries: Sequence[Entry]) -> Iterator[Site]:
    """Every request of a script, and the models its bodies name."""
    if _SIGN.search(source.data) is None:
        return
    found = list(commands(source.data, source.start))
    variables = {e.key: e.value for e in entries if isinstance(e.value, str) and len(e.value) < _MAX_BODY}
    files = {_plain(source.text(c.written)): c for c in found if c.written is not None}
    places = {e.key: e.value_span for e in entries if e.value_span is not None}
    script = _Script(source, variables, files, places)
    for command in found:
        yield from _command(script, command)


def _command(script: _Script, command: Command) -> Iterator[Site]:
    words = [script.source.text(w) for w in command.words]
    named = (i for i, w in enumerate(words) if w not in _BEFORE and not re.match(r"\w+\+?=", w) and w[:1] != "-")
    at = next(named, None)
    program = words[at].rpartition("/")[2] if at is not None else ""
    if at is not None and program == "openai" and words[at + 1 : at + 2] == ["api"] and len(words) > at + 2:
        yield _site(script, SiteKind.CALL, words[at + 2], command.words[at + 2], sdk="openai",
                    target=Target(TargetKind.OFFICIAL, "openai"))  # fmt: skip
        return
    if at is None or program not in _PROGRAMS:
        if at is not None and program not in _SHOWS:
            yield from _flags(script, command, words)
        return
    for i, word in enumerate(words[at + 1 :], at + 1):
        asked = _asked(script, word) if words[i - 1] not in _NOT_ADDRESSES else None
        if asked is None:
            continue
        address, target = asked
        path = _PATH.search(address)
        api = path[0] if path is not None else "/" + address.partition("://")[2].partition("/")[2].replace("\0", "*")
        api = printable(mask(api))
        body, models = _body(script, command, words, at)
        from migrate.languages.features import features

        place = command.words[i]
        url = Literal(mask(_plain(word))) if "$" not in word else Unknown("put together")
        args = (Arg("url", url, place, place), *(body.entries if body is not None else ()))
        yield _site(
            script, SiteKind.HTTP, api, place, sdk="curl", args=args, open_args=body is None or not body.complete,
            target=target, features=frozenset(features("chat.completions.create", args[1:])),
        )  # fmt: skip
        for model in models:
            yield replace(model, target=target)
        yield from _proxies(script, command, words)
        return


def _proxies(script: _Script, command: Command, words: list[str]) -> Iterator[Site]:
    """`curl -x socks5://127.0.0.1:1080`, `--proxy=...`: a proxy for this request alone."""
    for i, word in enumerate(words):
        option, equals, rest = word.partition("=")
        if option in _PROXIES and (equals or i + 1 < len(words)):
            value = Literal(mask(_plain(rest if equals else words[i + 1])))
            yield _site(script, SiteKind.PROXY, option, command.words[i], value=value)


def _flags(script: _Script, command: Command, words: list[str]) -> Iterator[Site]:
    """`python train.py --model gpt-4o`."""
    for i, word in enumerate(words):
        option, equals, rest = word.partition("=")
        if not _MODEL_FLAG.match(option) or (not equals and i + 1 >= len(words)):
            continue
        text, place = (rest, command.words[i]) if equals else (words[i + 1], command.words[i + 1])
        if tables.model(_plain(text)) == ("openai", True):
            yield _model(script, _plain(text), Span(place.end - len(text.encode()), place.end))


def _asked(script: _Script, word: str) -> tuple[str, Target] | None:
    """The address a word is, when it is one of this API."""
    array = _ARRAY.fullmatch(word)
    if array is not None:  # `curl "${args[@]}"`
        held = (w for w in script.array(array["name"]) if _ARRAY.fullmatch(w) is None)
        return next((found for w in held if (found := _asked(script, w)) is not None), None)
    if "/" not in word and "$" not in word:
        return None
    plain = _plain(word)
    if any(c.isspace() for c in plain) or plain[:1] in "-{[@":
        return None
    text = script.put_in(plain.partition("=")[2] if plain.startswith("--url=") else plain)
    target = tables.target_of(text) if "://" in text else None
    if target is not None:
        return (text, target) if target.kind is not TargetKind.OTHER else None
    variable = _VARIABLE.search(plain)
    if variable is not None and text.startswith("\0") and _OWN.search(text[:200]) is not None:
        return text, Target(TargetKind.USER_DEFINED, variable["braced"] or variable["bare"])
    if "://" in text and "/chat/completions" in text:
        host = text.partition("://")[2].partition("/")[0]
        return text, Target(TargetKind.USER_DEFINED, host if "\0" not in host else None)
    return None


# --- bodies ----------------------------------------------------------------------------------------


def _body(script: _Script, command: Command, words: list[str], at: int) -> tuple[DictValue | None, list[Site]]:
    """The fields of a request's body and the models in it; None when it cannot be seen."""
    fields: list[Arg] = []
    for i, word in enumerate(words[at + 1 :], at + 1):
        option, _, rest = word.partition("=")
        if option in _BODY or word in _BODY:
            inline = bool(rest) and option != word and word not in _BODY
            place = command.words[i] if inline else command.words[i + 1] if i + 1 < len(words) else None
            if place is not None:
                written = rest if inline else words[i + 1]
                begin = place.end - len(rest.encode()) if inline else place.start
                return _read(script, command, written, Span(begin, place.end))
        elif words[at] in _HTTPIE:
            item = re.match(r"([a-z_]+)(:?=)(.+)\Z", word, re.DOTALL)
            if item is not None:
                span = command.words[i]
                value = _handed(script, item[3], is_json=item[2] == ":=")
                fields.append(Arg(item[1], value, span, span))
    models = [_model(script, str(a.value.value), a.value_span) for a in fields
              if a.name == "model" and isinstance(a.value, Literal)]  # fmt: skip
    return (DictValue(tuple(fields)), models) if fields else (None, [])


def _read(script: _Script, command: Command, written: str, place: Span) -> tuple[DictValue | None, list[Site]]:
    source = script.source
    plain = _plain(written)
    if plain in ("@-", "@/dev/stdin"):
        return _written(script, command if command.text is not None else command.given)
    if plain.startswith("@"):
        return _written(script, script.files.get(plain[1:]))
    if written[:1] == "'" == written[-1:] and "'" not in written[1:-1]:
        begin = place.start + 1
        return _parsed(script, written[1:-1], lambda s, e: Span(begin + s, begin + e))
    only = _VARIABLE.fullmatch(plain)
    if only is not None:
        name = only["braced"] or only["bare"]
        plain = script.variables.get(name, "")
        place = script.places.get(name, place)
    if _SUBSTITUTED.match(plain) is not None:  # `"$(jq -n ...)"`
        opened = source.data.find(b"$(", place.start, place.end) + 2
        inner = commands(source.data, opened, source.data.rfind(b")", opened, place.end)) if opened > 1 else ()
        return _written(script, next(iter(inner), None))
    return _parsed(script, plain, lambda _s, _e: place)


def _written(script: _Script, command: Command | None) -> tuple[DictValue | None, list[Site]]:
    """The fields of the JSON that a command writes: a here-document's, an `echo`'s, one that jq builds."""
    source = script.source
    if command is None:
        return None, []
    if command.text is not None:
        begin = command.text.start
        return _parsed(script, source.text(command.text), lambda s, e: Span(begin + s, begin + e))
    words = [source.text(w) for w in command.words]
    name = words[0].rpartition("/")[2] if words else ""
    if name in _WRITERS and len(words) > 1:
        return _read(script, Command(()), words[-1], command.words[-1])
    found = shell_jq.program(words) if name in ("jq", "gojq", "jaq") else None
    if found is None:
        return None, []
    at, given = found
    if words[at][:1] != "'" or not words[at].lstrip("'").lstrip().startswith("{"):
        return _written(script, command.given)  # `jq . <<EOF |`, `| jq -c . |`
    begin = command.words[at].start + 1
    known = {key: _handed(script, word, is_json=is_json) for key, (word, is_json) in given.items()}
    body = shell_jq.body(words[at][1:-1], known, lambda s, e: Span(begin + s, begin + e))
    here = [e for e in body.entries if e.name == "model" and isinstance(e.value, Literal)] if body else ()
    models = [_model(script, str(e.value.value), e.value_span) for e in here
              if isinstance(e.value, Literal) and str(e.value.value) in source.text(e.value_span)]  # fmt: skip
    return body, models


def _handed(script: _Script, word: str, *, is_json: bool) -> Value:
    """The value of one of jq's arguments."""
    plain = _plain(word)
    value = _expanded(script, plain) if re.match(r"[1-9]\Z|[@*#]", plain[1:2]) is None else Unknown("put together")
    if is_json and isinstance(value, Literal) and isinstance(value.value, str):
        try:
            held = json.loads(value.value)
        except ValueError:
            return Unknown("put together")
        return Literal(held) if not isinstance(held, (dict, list)) else Unknown("put together")
    return value


def _parsed(script: _Script, text: str, place: Place) -> tuple[DictValue | None, list[Site]]:
    if not text.lstrip().startswith("{") or len(text) > _MAX_BODY:
        return None, []
    from migrate.formats import treesitter

    data = text.encode("utf-8")
    root = next((n for n in treesitter.parse("json", data).root_node.named_children if n.type == "object"), None)
    if root is None:
        return None, []
    models: list[Site] = []
    entries = tuple(_members(script, data, root, place, models, 0))
    return DictValue(entries, "\0" not in text), models


def _members(
    script: _Script, data: bytes, node: Node, place: Place, models: list[Site], depth: int
) -> Iterator[Arg]:
    for pair in node.named_children:
        key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if pair.type != "pair" or key is None or value is None:
            continue
        name = data[key.start_byte : key.end_byte].decode("utf-8", "replace").strip('"')
        at = place(value.start_byte, value.end_byte)
        held = _value(script, data, value, place, depth + 1)
        if name == "model" and depth == 0 and isinstance(held, Literal) and isinstance(held.value, str):
            models.append(_model(script, held.value, at))
        yield Arg(name, held, place(pair.start_byte, pair.end_byte), at, place(key.start_byte, key.end_byte))


def _value(script: _Script, data: bytes, node: Node, place: Place, depth: int) -> Value:
    if depth > _MAX_DEPTH:
        return Unknown("nested too deep")
    if node.type == "object":
        return DictValue(tuple(_members(script, data, node, place, [], depth)))
    if node.type == "array":
        spans = [(n, place(n.start_byte, n.end_byte)) for n in node.named_children if n.type != "comment"]
        read = partial(_value, script, data, place=place, depth=depth + 1)
        return ListValue(tuple(Arg(str(i), read(n), s, s) for i, (n, s) in enumerate(spans)))
    text = data[node.start_byte : node.end_byte].decode("utf-8", "replace")
    try:
        found = json.loads(text, strict=False)
    except ValueError:
        found = text.strip('"')
    return _expanded(script, found) if isinstance(found, str) else Literal(found)


def _expanded(script: _Script, text: str) -> Value:
    """A text with the script's variables in it: known, one of the environment, or put together."""
    if "$" not in text:
        return Literal(text)
    only = _VARIABLE.fullmatch(text)
    name = (only["braced"] or only["bare"]) if only is not None else ""
    if name and name not in script.variables:
        return EnvRef(name, only["default"] if only is not None else None)
    known = script.put_in(text)
    return Literal(known) if "\0" not in known and "$" not in known else Unknown("put together")


def _model(script: _Script, text: str, span: Span) -> Site:
    at = script.source.data.find(text.encode(), span.start, span.end)
    place = Span(at, at + len(text.encode())) if at >= 0 else None  # None: it stands in a variable
    return _site(script, SiteKind.MODEL, text, place or span, value=Literal(text), value_span=place)


def _site(script: _Script, kind: SiteKind, api: str, span: Span, **more: object) -> Site:
    source = script.source
    made = Site(
        kind=kind, api=api, path=source.path, span=span,
        line=source.line(span.start), column=source.column(span.start),
        language="shell", target=Target(TargetKind.UNKNOWN), confidence=Confidence.MEDIUM,
        snippet=snippet(source, span.start), flags=frozenset({"manual_only"}),
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def _plain(word: str) -> str:
    """A word without its quotes and backslashes."""
    return re.sub(
        r"'([^']*)'|\"((?:[^\"\\]|\\.)*)\"|\\(.)",
        lambda m: m[1] if m[1] is not None else re.sub(r'\\(["\\$`\n])', r"\1", m[2]) if m[2] is not None else m[3],
        word,
        flags=re.DOTALL,
    )
