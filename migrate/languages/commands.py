"""Requests that code sends by running another program: `subprocess.run(["curl", url, "-d", body])`, `` `curl ...` ``.

Told from the syntax tree alone, the same in every language: a call that starts a program (`[commands]` of
`seeds/detection/python.toml`), and in it the words of a command. What is found is shown, not edited.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import dropwhile, islice
from typing import TYPE_CHECKING

from migrate.languages.nodes import span_of
from migrate.languages.tables import written
from migrate.model import Arg, Confidence, DictValue, ListValue, Site, SiteKind, Span, TargetKind, Value
from migrate.source import SourceFile

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrate.languages.sites import Detection

_PROGRAM = re.compile(rb"(?<![\w-])(?:curl|wget|httpie|xh)(?![\w-])")
_ALONE = re.compile(r"(?:[\w./-]*/)?(?:curl|wget|httpie|xh)\Z")
_STRING = re.compile(r"string|^subshell$|^shell_command|^encapsed|^heredoc_body$|^nowdoc")
_PART = re.compile(r"content|fragment|escape|_start|_end|^interpolation")
_CALL = re.compile(r"(?:^|_)call(?:_expression)?$|invocation(?:_expression)?$|creation_expression$|^new_expression$")
_GIVEN = re.compile(r"argument|array|^list$|tuple|initializer|^element|spread|expression_list|collection")
_CHAINS = ("field_expression", "navigation_expression", "member_access_expression")
_INSIDE = (*_CHAINS, "call_suffix", "value_argument")
_MAKES = re.compile(r"(?:^|[.:\s!])(?:asList|of|listOf|arrayOf|split|vec|String\[\]|string\[\]|array)\s*$")
_ASSIGNED = re.compile(rb"\$?(?P<name>\w+)\s*(?::[^=\n]{0,80})?(?::=|=>?|\?\?=)\s*(?:\(\s*)?\Z")
_QUOTES = re.compile(r"""(?s)(?P<prefix>[A-Za-z@$#%]{0,3})(?P<mark>\"{3}|'{3}|[\"'`]|[(\[{<])""")
_PUT_IN = re.compile(r"\$\{[^{}]*\}|#\{[^{}]*\}|\$\([^()]*\)|\\\([^()]*\)|%[sv]")
_BRACED = re.compile(r"(?<!\{)\{[^{}\n\"]*\}(?!\})")
_ESCAPE = re.compile(r"""\\(?P<what>["'\\`/n$]|\n)""")
_OURS = (TargetKind.OFFICIAL, TargetKind.AZURE, TargetKind.RELAY)
_MOST, _CLIMB, _LONGEST, _NEAR = 200, 10, 8000, 240
_UNSEEN = "$0"  # what is not known of a command's words


@cache
def _starts() -> re.Pattern[str]:
    return re.compile(written("python.toml")["commands"]["calls"])


def detect(ctx: Detection, root: Node) -> None:
    """Report each request that a command run by the file sends."""
    data = ctx.source.data
    for found in list(_PROGRAM.finditer(data))[:_MOST]:
        node = _string_at(root, found.start())
        if node is None or node.end_byte - node.start_byte > _LONGEST:
            continue
        text = content(_raw(ctx, node))
        site = _listed(ctx, node) if _ALONE.match(text.strip()) else _written(ctx, node, text)
        if site is not None and not any(s.kind is SiteKind.HTTP and s.span == site.span for s in ctx.sites):
            ctx.sites.append(site)


# --- where the words stand -------------------------------------------------------------------------


def _string_at(root: Node, offset: int) -> Node | None:
    """The whole string that an offset is in."""
    node = root.descendant_for_byte_range(offset, offset + 1)
    for _ in range(_CLIMB):
        if node is None or "comment" in node.type:
            return None
        if _STRING.search(node.type) and not _PART.search(node.type):
            outer = node.parent
            return outer if outer is not None and _STRING.search(outer.type) and _is_quoted(outer, node) else node
        node = node.parent
    return None


def _is_quoted(outer: Node, node: Node) -> bool:
    return outer.start_byte <= node.start_byte and outer.end_byte - outer.start_byte <= len(node.text or b"") + 8


def _callee(call: Node, node: Node, data: bytes) -> str:
    """What stands before the arguments of a call, that `node` is one of."""
    inner = next((c for c in call.children if c.start_byte <= node.start_byte and node.end_byte <= c.end_byte), None)
    if inner is None or inner.start_byte <= call.start_byte:
        return ""
    return data[max(call.start_byte, inner.start_byte - 200) : inner.start_byte].decode("utf-8", "replace").strip()


def _command_call(ctx: Detection, node: Node) -> Node | None:
    """The call that runs what `node` says."""
    parent, held = node.parent, 0
    for _ in range(_CLIMB):
        if parent is None or held > 2 or parent.type.endswith(("_statement", "_definition", "_declaration", "block")):
            return None
        if _CALL.search(parent.type):
            callee = _callee(parent, node, ctx.source.data)
            if _starts().search(callee):
                return parent
            held += bool(callee)
        parent = parent.parent
    return None


def _is_run(ctx: Detection, node: Node) -> bool:
    """Whether the variable that a text is assigned to is run by a command somewhere in the file."""
    data = ctx.source.data
    name = _ASSIGNED.search(data[max(0, node.start_byte - 200) : node.start_byte])
    if name is None:
        return False
    used = re.compile(rb"(?<![\w./\"'-])\$?" + re.escape(name["name"]) + rb"\b")
    for found in islice(used.finditer(data), _MOST):
        before = data[max(0, found.start() - _NEAR) : found.start()].rpartition(b"\n")[2].decode("utf-8", "replace")
        opened = (m.start() for m in re.finditer(r"[(`]", before))
        if any(_starts().search(before[:at].rstrip()) for at in opened):
            return True
    return False


# --- what is asked ---------------------------------------------------------------------------------


def _written(ctx: Detection, node: Node, text: str) -> Site | None:
    """A command in one text: `os.system("curl https://...")`."""
    if "://" not in text:
        return None
    shell = node.type in ("subshell", "shell_command_expression")
    if not shell and _command_call(ctx, node) is None and not _is_run(ctx, node):
        return None
    return _asked(ctx, text, node, span_of(node))


def _listed(ctx: Detection, node: Node) -> Site | None:
    """A command in a list of words: `spawn("curl", ["-d", body, url])`."""
    call = _command_call(ctx, node)
    if call is None:
        return None
    while call.parent is not None and call.parent.type in (*_CHAINS, "call_expression"):
        call = call.parent  # `Command::new("curl").arg(...)`
    words = list(dropwhile(lambda word: _ALONE.match(word[0].strip()) is None, _words(ctx, call, 0)))
    text = " ".join(word if word.startswith(_UNSEEN) else shlex.quote(word) for word, _ in words)
    place = next((at for word, at in words if "://" in word), None)
    if place is None:
        return None
    spaced = [word for word, _ in words if " " in word and "://" in word and not word.lstrip().startswith("{")]
    if spaced:  # `Process.Start("curl", "-s https://...")`
        text = " ".join(word for word, _ in words)
    return _asked(ctx, text, place, span_of(place))


def _words(ctx: Detection, node: Node, depth: int) -> Iterator[tuple[str, Node]]:
    """The words that a call is given, in their order; those that are no texts are not seen."""
    for child in node.named_children[:_MOST]:
        if depth > _CLIMB:
            return
        if _STRING.search(child.type) and not _PART.search(child.type):
            yield content(_raw(ctx, child)), child
        elif _GIVEN.search(child.type) and child.named_children:
            yield from _words(ctx, child, depth + 1)
        elif _CALL.search(child.type) or child.type in _INSIDE:
            callee = _callee(child, child.named_children[-1], ctx.source.data) if child.named_children else ""
            chained = depth == 0 or node.type in _CHAINS or child.type in _INSIDE
            if chained or child.type != "call_expression" or _MAKES.search(callee):
                yield from _words(ctx, child, depth + (child.type not in _CHAINS))
            else:
                yield _UNSEEN, child
        elif _GIVEN.search(node.type):
            yield _UNSEEN, child


def _asked(ctx: Detection, text: str, node: Node, span: Span) -> Site | None:
    """The request a command sends, placed where it is written."""
    from migrate.scan import shell_requests

    held = SourceFile("command.sh", text.replace("\0", _UNSEEN).encode("utf-8"))
    sites = (s for s in shell_requests.sites(held, ()) if s.kind is SiteKind.HTTP)
    found = next((s for s in sites if s.target.kind in _OURS), None)
    if found is None:
        return None
    line = ctx.source.line(node.start_byte)
    args = tuple(_placed(a, span) for a in found.args)
    before = len(ctx.sites)
    ctx.add(
        SiteKind.HTTP, found.api, node, args=args, open_args=found.open_args, sdk="curl", target=found.target,
        confidence=Confidence.MEDIUM, features=found.features, flags=("manual_only",),
    )  # fmt: skip
    made = ctx.sites[before:]
    del ctx.sites[before:]
    return replace(made[0], line=line) if made else None


def _placed(arg: Arg, span: Span) -> Arg:
    """An argument of a command stands, as far as edits go, where the command does."""
    return Arg(arg.name, _value(arg.value, span), span, span, None)


def _value(value: Value, span: Span) -> Value:
    if isinstance(value, DictValue):
        return DictValue(tuple(_placed(e, span) for e in value.entries), value.complete)
    if isinstance(value, ListValue):
        return ListValue(tuple(_placed(e, span) for e in value.items), value.complete)
    return value


# --- texts -----------------------------------------------------------------------------------------


def _raw(ctx: Detection, node: Node) -> str:
    return ctx.source.text(span_of(node))


def content(raw: str) -> str:
    """The text of a literal of any of the languages; `$0` for what is put into it."""
    opened = _QUOTES.match(raw)
    if opened is None:
        return raw
    mark = opened["mark"]
    text = raw[opened.end() : len(raw) - len(mark) - opened["prefix"].count("#")]
    prefix = opened["prefix"].lower()
    if "r" not in prefix and "@" not in prefix:
        text = _ESCAPE.sub(lambda m: {"n": "\n", "\n": ""}.get(m["what"], m["what"]), text)
    if "f" in prefix or (prefix == "$" and mark == '"'):
        text = _BRACED.sub(_UNSEEN, text).replace("{{", "{").replace("}}", "}")
    return _PUT_IN.sub(_UNSEEN, text)
