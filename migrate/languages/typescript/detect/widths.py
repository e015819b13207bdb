"""Widths of stored vectors: `vector("v", { dimensions: 1536 })`, `createIndex({ dimension: 1536 })`, constants."""

from __future__ import annotations

import re

from tree_sitter import Node

from migrate.languages.nodes import span_of
from migrate.languages.typescript.detect.context import Context, short
from migrate.model import Confidence, Literal, SiteKind

_CALLS = frozenset({"vector", "halfvec", "Vector", "IndexFlatL2", "IndexFlatIP"})
_TESTS = re.compile(r"(?:^|/)(?:__)?tests?(?:__)?/|[.-](?:test|spec)\.[cm]?[jt]sx?\Z")
_BESIDE = {"size": frozenset({"distance"}), "dim": frozenset({"data_type", "dataType", "type_params"})}


def detect(ctx: Context) -> None:
    """Report widths of the vendor's embeddings where a table, an index or a constant gets them."""
    rows = ctx.tables.shared.widths
    pattern = re.compile(rb"\b(?:" + b"|".join(str(w).encode() for w in sorted(rows.widths)) + rb")\b")
    root = ctx.module.tree.root_node
    for match in pattern.finditer(ctx.source.data):
        node = root.named_descendant_for_byte_range(match.start(), match.end())
        if node is None or node.type != "number" or span_of(node).end != match.end() or _asked_for(ctx, node):
            continue
        meant = _meaning(ctx, node)
        if meant is None:
            continue
        ctx.add(
            SiteKind.WIDTH, meant, node.parent or node, at=node, confidence=Confidence.MEDIUM,
            value=Literal(int(match[0])), value_span=span_of(node), features=("embedding_width",),
        )  # fmt: skip


def _asked_for(ctx: Context, node: Node) -> bool:
    """Inside a request: what is asked for is the request's affair."""
    kinds = (SiteKind.CALL, SiteKind.HTTP, SiteKind.FRAMEWORK)
    return any(s.kind in kinds and s.span.start <= node.start_byte < s.span.end for s in ctx.sites)


def _meaning(ctx: Context, node: Node) -> str | None:
    """The name under which the number is a width; None when it is some number."""
    rows, parent = ctx.tables.shared.widths, node.parent
    if parent is None:
        return None
    if parent.type == "pair":
        key = short(parent.child_by_field_name("key")).strip("'\"")
        snake = re.sub(r"(?<=[a-z])([A-Z])", r"_\1", key).lower()
        if snake in rows.names:
            return key
        beside = _BESIDE.get(key)
        siblings = parent.parent.named_children if parent.parent is not None else []
        names = {short(s.child_by_field_name("key")).strip("'\"") for s in siblings if s.type == "pair"}
        return key if beside is not None and beside & names else None
    if parent.type == "variable_declarator":
        name = short(parent.child_by_field_name("name"))
        snake = re.sub(r"(?<=[a-z])([A-Z])", r"_\1", name)
        return name if rows.constant.search(snake) else None
    if parent.type == "arguments" and parent.parent is not None:
        call = parent.parent
        called = short(call.child_by_field_name("function") or call.child_by_field_name("constructor"))
        made_up = called == "Array" and not _TESTS.search(ctx.path)
        return called if made_up or called.rpartition(".")[2] in _CALLS else None
    return None
