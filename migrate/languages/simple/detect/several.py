"""Texts that hold a model's name, or a list of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrate.model import Literal, SiteKind, Span

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrate.languages.simple.detect.context import Context

_SEVERAL = re.compile(r"[,|]\s*|(?<=[a-z]):(?=[\w-]+)")
_RULE = re.compile(
    r"(?:[\w-]+(?::[^|]*)?\|)*(?:in|not_in|(?:required|prohibited|exclude)_(?:if|unless)):"
)


def detect(ctx: Context, node: Node, value: str) -> None:
    """Report models in one text: `"gpt-4o,gpt-4o-mini"`, `"'gpt-4o'"`, Laravel's `'required|in:dall-e-2'`."""
    quoted = len(value) > 2 and value[0] == value[-1] and value[0] in "'\""
    if not quoted and _SEVERAL.search(value) is None:
        return
    rule = ctx.module.grammar.name == "php" and _RULE.match(value) is not None
    parts = [(1, value[1:-1])] if quoted else list(_parts(value))
    models = [(at, part) for at, part in parts if ctx.shared.model.fullmatch(part)]
    if not models or ctx.around(node).shown or not (rule or (len(models) == len(parts) > 1 - quoted)):
        return
    at, model = models[0]
    written = ctx.source.data.find(value.encode(), node.start_byte, node.end_byte)
    if written >= 0:
        start = written + len(value[:at].encode())
        span = Span(start, start + len(model.encode()))
        ctx.add(SiteKind.MODEL, model, node, value=Literal(model), value_span=span, flags=("manual_only",))


def _parts(value: str) -> Iterator[tuple[int, str]]:
    """The parts of a list in a text, none of them empty, and where each begins."""
    at = 0
    for mark in _SEVERAL.finditer(value):
        if mark.start() > at:
            yield at, value[at : mark.start()]
        at = mark.end()
    if at < len(value):
        yield at, value[at:]
