"""JSON that stands as text in code and is parsed there: a table of models that the environment may replace."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrate.languages.nodes import text_of
from migrate.languages.requests import ANSWERED, ASKED
from migrate.model import Literal, SiteKind, Span

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrate.languages.sites import Detection

_PARSES = re.compile(r"(?:^|\.)(?:json|orjson|ujson|simplejson|JSON)\.(?:loads|parse)$")
_NAMES = re.compile(r"(?i)model|deployment|engine|^(?:name|id|value|slug)$")
_CLIMB = 5  # `json.loads(os.environ.get("X", "..."))`: argument, call, argument, call
_CALLS = ("call", "call_expression")


def report(ctx: Detection, node: Node, text: str, known: re.Pattern[str]) -> bool:
    """Add the models that the string `node`, worth `text`, names and that is parsed as JSON where it stands.

    None of a request's body, which is told by itself, nor of a recorded answer. Whether there was any.
    """
    if text.lstrip()[:1] not in ("[", "{") or not _is_parsed(node) or ASKED.search(text) or ANSWERED.search(text):
        return False
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        return False
    found = False
    for model in dict.fromkeys(t for t in _named(held) if known.fullmatch(t)):
        quoted = f'"{model}"'.encode()
        start = ctx.source.data.find(quoted, node.start_byte, node.end_byte) + 1
        if start > 0:  # it is spelled so
            found = True
            span = Span(start, start + len(quoted) - 2)
            ctx.add(SiteKind.MODEL, model, node, value=Literal(model), value_span=span, flags=("manual_only",))
    return found


def _is_parsed(node: Node) -> bool:
    above = node.parent
    for _ in range(_CLIMB):
        if above is None or "statement" in above.type:
            return False
        function = above.child_by_field_name("function") if above.type in _CALLS else None
        if function is not None and _PARSES.search(text_of(function)):
            return True
        above = above.parent
    return False


def _named(held: object) -> Iterator[str]:
    """Items of lists, and what stands under the name of a model."""
    todo: list[tuple[str, object]] = [("model", held)]
    while todo:
        name, value = todo.pop()
        if isinstance(value, str) and _NAMES.search(name):
            yield value
        elif isinstance(value, list):
            todo += [(name, v) for v in reversed(value)]
        elif isinstance(value, dict):
            todo += list(reversed(value.items()))
