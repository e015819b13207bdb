"""Batch files: one request per line, with `custom_id`, `url` and `body`. Each is judged like a request in code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrate.formats import treesitter
from migrate.model import Arg, Confidence, DictValue, ListValue, Literal, Site, SiteKind, Span, Unknown, Value
from migrate.scan.config_site import UNKNOWN, snippet
from migrate.source import SourceFile

if TYPE_CHECKING:
    from tree_sitter import Node

_SUFFIXES = (".jsonl", ".ndjson")
_PATHS = frozenset({"chat/completions", "completions", "embeddings", "responses", "moderations"})
_MAX_DEPTH = 12
_MAX_LINES = 300  # more are shown once for each kind of request, to be changed by whatever writes the file


def sites(source: SourceFile) -> Iterator[Site]:
    """The requests of a batch file; nothing for any other."""
    if not source.path.lower().endswith(_SUFFIXES) or b'"custom_id"' not in source.data:
        return
    found = [site for node in treesitter.parse("json", source.data).root_node.named_children
             if node.type == "object" and (site := _request(source, node)) is not None]  # fmt: skip
    if len(found) <= _MAX_LINES:
        yield from found
        return
    from dataclasses import replace

    seen: set[object] = set()
    for site in found:
        kind = (site.api, tuple((a.name, a.value if isinstance(a.value, Literal) else None) for a in site.args))
        if kind not in seen and len(seen) < _MAX_LINES:
            seen.add(kind)
            yield replace(site, flags=site.flags | {"manual_only"})


def _request(source: SourceFile, node: Node) -> Site | None:
    members = {arg.name: (arg, value) for arg, value in _members(source, node)}
    if not {"custom_id", "url", "body"} <= members.keys():
        return None
    (url, _), (_, body) = members["url"], members["body"]
    path = url.value.value if isinstance(url.value, Literal) else None
    if not isinstance(path, str) or path.removeprefix("/v1/") not in _PATHS or body.type != "object":
        return None
    span = Span(node.start_byte, node.end_byte)
    return Site(
        kind=SiteKind.HTTP,
        api=path,
        path=source.path,
        span=span,
        line=source.line(span.start),
        column=source.column(span.start),
        language="json",
        args=(url, *(arg for arg, _ in _members(source, body))),
        sdk="batch",
        target=UNKNOWN,
        confidence=Confidence.HIGH,
        value=Literal(path),
        value_span=url.value_span,
        snippet=snippet(source, span.start),
        flags=frozenset({"batch"}),
    )


def _members(source: SourceFile, node: Node, depth: int = 0) -> Iterator[tuple[Arg, Node]]:
    for pair in node.named_children:
        key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if pair.type == "pair" and key is not None and value is not None:
            name = _scalar(source, key)
            place, key_place = Span(value.start_byte, value.end_byte), Span(key.start_byte, key.end_byte)
            span = Span(pair.start_byte, pair.end_byte)
            yield Arg(str(name), _value(source, value, depth + 1), span, place, key_place), value


def _value(source: SourceFile, node: Node, depth: int) -> Value:
    if depth > _MAX_DEPTH:
        return Unknown("nested too deep")
    if node.type == "object":
        return DictValue(tuple(arg for arg, _ in _members(source, node, depth)))
    if node.type == "array":
        items = [n for n in node.named_children if n.type != "comment"]
        spans = [Span(n.start_byte, n.end_byte) for n in items]
        return ListValue(
            tuple(
                Arg(str(i), _value(source, n, depth + 1), s, s)
                for i, (n, s) in enumerate(zip(items, spans, strict=True))
            )
        )
    return Literal(_scalar(source, node))


def _scalar(source: SourceFile, node: Node) -> str | int | float | bool | None:
    text = source.text(Span(node.start_byte, node.end_byte))
    try:
        found: str | int | float | bool | None = json.loads(text, strict=False)
    except ValueError:
        return text.strip('"')
    return found
