"""Texts that hold a model's name, or a list of them."""

from __future__ import annotations

import re
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
    parts = [value[1:-1]] if quoted else [part for part in _SEVERAL.split(value) if part]
    models = [part for part in parts if ctx.shared.model.fullmatch(part)]
    if not models or ctx.around(node).shown or not (rule or (len(models) == len(parts) > 1 - quoted)):
        return
    start = ctx.source.data.find(models[0].encode(), node.start_byte, node.end_byte)
    if start >= 0:
        span = Span(start, start + len(models[0].encode()))
        ctx.add(SiteKind.MODEL, models[0], node, value=Literal(models[0]), value_span=span, flags=("manual_only",))
