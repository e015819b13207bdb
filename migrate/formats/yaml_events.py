"""YAML read as events with byte spans: no tree, no recursion, aliases never expanded.

Spans come from libyaml's marks. Events are iterative, so neither deep nesting nor an alias bomb costs
more than the bytes of the file.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from migrate.formats.base import Entry, FormatError, Scalar
from migrate.model import Span

if TYPE_CHECKING:
    from migrate.source import SourceFile

MAX_DEPTH = 200
MAX_FLOW_DEPTH = 500  # libyaml's time is quadratic in the depth of open brackets

_PROPERTIES = re.compile(rb"(?:[&!]\S*(?:[ \t]+|\r?\n[ \t]*|\Z))+")
_BRACKETS = re.compile(rb"[\[\]{}]")
_STYLES = {None: "plain", "": "plain", "'": "single", '"': "double", "|": "literal", ">": "folded"}
_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_.]*)=")
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*\Z")
_PASSED_ON = frozenset({"environment", "env", "passenv", "build_args", "pass_environment"})
_TEMPLATE = re.compile(r"(?<!\$)\{\{|\{%")


@dataclass(slots=True)
class Item:
    """An entry with what editing needs: where all of it ends, its document, and its surroundings."""

    entry: Entry
    end: int
    document: int = 0
    flow: bool = False  # inside [...] or {...}


@dataclass(slots=True)
class _Frame:
    kind: str  # document, mapping, sequence, key (inside a key that is no scalar: nothing is reported)
    path: tuple[str, ...] = ()
    flow: bool = False
    item: Item | None = None
    key: tuple[str, Span, frozenset[str]] | None = None
    complex_key: bool = False
    count: int = 0


@lru_cache(maxsize=4)
def items(source: SourceFile) -> tuple[Item, ...]:
    """Every mapping entry and list item. Raises FormatError when the text is not YAML.

    A file is asked for its entries several times for each edit of it, one edit after the other.
    """
    import yaml

    found: list[Item] = []
    stack: list[_Frame] = [_Frame("document")]
    span_of = _spans(source)
    document = -1
    last_end = source.start
    try:
        for event in _events(source):
            if isinstance(event, yaml.DocumentStartEvent):
                document += 1
                stack = [_Frame("document")]
                continue
            if isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                frame = stack.pop()
                if frame.flow:
                    last_end = span_of(event).end
                if frame.item is not None:
                    frame.item.end = last_end
                continue
            if not isinstance(event, yaml.NodeEvent):
                continue
            span = span_of(event)
            if isinstance(event, yaml.ScalarEvent | yaml.AliasEvent):
                last_end = max(last_end, _content_end(source, event, span))
            top = stack[-1]
            if top.kind == "mapping" and top.key is None and not top.complex_key:
                if isinstance(event, yaml.ScalarEvent):
                    span, flags = _bare(source, event, span)
                    top.key = (event.value, span, flags & {"anchor"})
                else:
                    top.complex_key = True
                    if not isinstance(event, yaml.AliasEvent):
                        stack.append(_Frame("key"))
                continue
            item = None
            if top.kind != "key" and not top.complex_key:
                item = _item(source, event, span, top, document)
            if item is not None:
                item.end = last_end
                found.append(item)
            path = item.entry.key_path if item else top.path
            top.key, top.complex_key = None, False
            if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                if len(stack) > MAX_DEPTH:
                    raise FormatError(source.line(span.start), f"nested more than {MAX_DEPTH} deep")
                kind = "mapping" if isinstance(event, yaml.MappingStartEvent) else "sequence"
                if top.kind == "key" or (item is None and top.kind != "document"):
                    kind = "key"
                stack.append(_Frame(kind, path, bool(event.flow_style), item))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
        raise FormatError(mark.line + 1 if mark else 0, str(problem)) from None
    return tuple(found)


def _events(source: SourceFile) -> Iterator[Any]:
    import yaml

    depth = deepest = 0
    if source.data.count(b"[") + source.data.count(b"{") > MAX_FLOW_DEPTH:
        for match in _BRACKETS.finditer(source.data):
            depth += 1 if match[0] in b"[{" else -1
            if depth > deepest:
                deepest = depth
                if deepest > MAX_FLOW_DEPTH:
                    raise FormatError(source.line(match.start()), f"nested more than {MAX_FLOW_DEPTH} deep")
            depth = max(depth, 0)
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    events: Iterator[Any] = yaml.parse(source.text(), Loader=loader)
    return events


def _spans(source: SourceFile) -> Callable[[Any], Span]:
    """Function from an event to its bytes: marks count characters after the BOM."""
    text = source.text()
    wide = [match.start() for match in re.finditer(r"[^\x00-\x7f]", text)]
    extra = [0, *accumulate(len(text[i].encode("utf-8")) - 1 for i in wide)]
    start = source.start

    def convert(index: int) -> int:
        return start + index + extra[bisect_left(wide, index)]

    return lambda event: Span(convert(event.start_mark.index), convert(event.end_mark.index))


def _bare(source: SourceFile, event: Any, span: Span) -> tuple[Span, frozenset[str]]:
    """The span without anchor and tag, and flags for them."""
    flags = set()
    if event.anchor:
        flags.add("anchor")
    if event.tag and event.tag not in ("tag:yaml.org,2002:str", "!"):
        flags.add("tag")
    if event.anchor or event.tag:
        head = _PROPERTIES.match(source.data[span.start : span.end])
        if head is not None:
            span = Span(span.start + head.end(), span.end)
    return span, frozenset(flags)


def _content_end(source: SourceFile, event: Any, span: Span) -> int:
    """End of a node's text; a block scalar's without the blank lines that follow it."""
    if getattr(event, "style", None) in ("|", ">"):
        return span.start + len(source.data[span.start : span.end].rstrip())
    return span.end


def _item(source: SourceFile, event: Any, span: Span, top: _Frame, document: int) -> Item | None:
    """The entry for a value; None for a document's top node that is a container."""
    import yaml

    if top.kind == "mapping" and top.key is not None:
        key, key_span, flags = top.key
    else:
        key, key_span, flags = str(top.count), None, frozenset[str]()
        top.count += 1
    path = (*top.path, key) if top.kind != "document" else ()
    if top.flow:
        flags |= {"flow"}
    if document:
        flags |= {"document"}
    line = source.line(key_span.start if key_span else span.start)
    if isinstance(event, yaml.AliasEvent):
        return Item(Entry(path, key_span, None, span, line, "plain", flags | {"alias"}), 0, document, top.flow)
    if not isinstance(event, yaml.ScalarEvent):
        if top.kind == "document":
            return None
        style = "mapping" if isinstance(event, yaml.MappingStartEvent) else "sequence"
        if event.anchor:
            flags |= {"anchor"}
        if event.flow_style and source.data.startswith(b"{{", span.start):
            flags |= {"template"}
        return Item(Entry(path, key_span, None, None, line, style, flags), 0, document, top.flow)
    span, extra = _bare(source, event, span)
    flags |= extra
    if _TEMPLATE.search(event.value):
        flags |= {"template"}
    style = _STYLES.get(event.style, "plain")
    value: Scalar = event.value
    if (style == "plain" and not event.tag) or (event.tag or "").startswith("tag:yaml.org,2002:"):
        value = resolve(event.value, event.tag)
    entry = Entry(path, key_span, value, span, line, style, flags)
    if key_span is None and top.kind == "sequence":
        entry = _assignment(source, entry, top.path[-1] if top.path else "")
    return Item(entry, 0, document, top.flow)


def _assignment(source: SourceFile, entry: Entry, parent: str) -> Entry:
    """`- NAME=value` as an entry of its own, with the spans of name and value inside the item."""
    span, value = entry.value_span, entry.value
    if span is None or not isinstance(value, str) or entry.style not in ("plain", "single", "double"):
        return entry
    quotes = 0 if entry.style == "plain" else 1
    inner = Span(span.start + quotes, span.end - quotes)
    raw = source.text(inner)
    path = entry.key_path[:-1]
    match = _ASSIGNMENT.match(value)
    if not raw.startswith(match[0] if match else value):
        return entry  # escapes in the name: it has no plain place in the file
    if match is None:
        if parent not in _PASSED_ON or _VARIABLE.match(value) is None:
            return entry
        return Entry((*path, value), inner, None, None, entry.line, "absent", entry.flags | {"assignment"})
    name_end = inner.start + len(match[1])
    return replace(
        entry,
        key_path=(*path, match[1]),
        key_span=Span(inner.start, name_end),
        value=value[match.end() :],
        value_span=Span(name_end + 1, inner.end),
        flags=entry.flags | {"assignment"},
    )


def resolve(text: str, tag: str | None = None) -> Scalar:
    """What a plain or tagged scalar means in YAML 1.1; dates and the like stay text."""
    constructor, resolver = _tools()
    import yaml

    tag = tag or resolver.resolve(yaml.ScalarNode, text, (True, False))
    node = yaml.ScalarNode(tag, text)
    kind = tag.rpartition(":")[2]
    try:
        if kind == "int":
            return int(constructor.construct_yaml_int(node))
        if kind == "float":
            return float(constructor.construct_yaml_float(node))
        if kind == "bool":
            return bool(constructor.construct_yaml_bool(node))
    except (ValueError, IndexError, KeyError):
        return text
    return None if kind == "null" else text


@cache
def _tools() -> tuple[Any, Any]:
    from yaml.constructor import SafeConstructor
    from yaml.resolver import Resolver

    return SafeConstructor(), Resolver()
