"""Stores that are as wide as OpenAI's embeddings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrate.languages.simple.detect.context import TEST_FILE, Context
from migrate.model import Confidence, Literal, SiteKind, Span

if TYPE_CHECKING:
    from tree_sitter import Node

_WIDTH = re.compile(
    rb"(?i)\b(?P<name>\w*(?:dimen[st]ions?|dims?|vector_?size|embedding_?size))\"?'?\s*(?::=|=>|[:=(,])\s*(?P<width>1536|3072)\b"
)
_MODELLED = re.compile(  # `Model::TextEmbedding3Large => 3072`, `"text-embedding-3-large": 3072`
    rb"(?i)(?P<name>\btext[-_]?embedding[\w-]*)[\"']?\s{0,20}(?:=>|->|:)\s{0,20}(?:return\s)?(?P<width>1536|3072)\b"
)
_COLUMN = re.compile(
    rb"(?i)\b(?:half)?vec(?:tor)?\s?\(\s?(?P<width>1536|3072)\s?\)"  # of a column, as SQL writes it
    rb"|\bUSING\s+(?:hnsw|ivfflat)\b[^;]{0,200}?\bdims?\s*=\s*(?P<index>1536|3072)\b"
    rb"|\[\s*VectorStore(?:Record)?Vector(?:Attribute)?\s*\(\s*(?P<store>1536|3072)\b"
    rb"|\bColumn\s*\([^()\n]{0,80}?\btype:\s*[\w\\:'\"]*vector[^()\n]{0,80}?\blength:\s*(?P<attribute>1536|3072)\b"
    rb"|(?:->|\.|:)(?:half)?vec(?:tor)?\b[^\n#;]{0,60}?\b(?:limit:\s*|,\s*)(?P<migration>1536|3072)\b"
)


def detect(ctx: Context) -> None:
    """`VectorSearchDimensions = 1536`: stores that are as wide as OpenAI's embeddings."""
    if b"1536" not in ctx.source.data and b"3072" not in ctx.source.data:
        return
    calls = [s.span for s in ctx.sites if s.kind in (SiteKind.CALL, SiteKind.FRAMEWORK, SiteKind.CLIENT)]
    for match in (*_WIDTH.finditer(ctx.source.data), *_MODELLED.finditer(ctx.source.data)):
        start, end = match.span("width")
        node = ctx.module.root.descendant_for_byte_range(start, end)
        if node is None or _is_text(ctx, node) or any(c.start <= start < c.end for c in calls):
            continue
        ctx.add(
            SiteKind.WIDTH, match["name"].decode(), node, value=Literal(int(match["width"])),
            value_span=Span(start, end), confidence=Confidence.MEDIUM, features={"embedding_width"},
        )  # fmt: skip
    for match in _COLUMN.finditer(ctx.source.data):
        start, end = match.span(str(match.lastgroup))
        node = ctx.module.root.descendant_for_byte_range(start, end)
        above: Node | None = node
        while above is not None and "comment" not in above.type:
            above = above.parent
        if node is not None and above is None and not TEST_FILE.search(ctx.source.path):
            ctx.add(
                SiteKind.WIDTH, "vector", node, value=Literal(int(match[str(match.lastgroup)])),
                value_span=Span(start, end), confidence=Confidence.MEDIUM, features={"embedding_width"},
                flags=("manual_only",),
            )  # fmt: skip


def _is_text(ctx: Context, node: Node) -> bool:
    """Within a string or a comment."""
    above: Node | None = node
    while above is not None:
        if above.type in ctx.module.grammar.strings or "comment" in above.type:
            return True
        above = above.parent
    return False
