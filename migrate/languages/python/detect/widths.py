"""Widths of stored vectors: `Vector(1536)`, `create_index(dimension=1536)`, `EMBEDDING_DIM = 1536`."""

from __future__ import annotations

import re

from tree_sitter import Node

from migrate.languages.nodes import span_of, text_of
from migrate.languages.python.detect.context import Context, name_node
from migrate.languages.things import Inst
from migrate.model import Arg, Confidence, Literal, SiteKind

_REPEATED = re.compile(rb"(?:\[\s*-?\d[\d.]*\s*\]\s*\*\s*|\.zeros\(\s*)(\d{4})\b")
_TESTS = re.compile(r"(?:^|/)tests?/|(?:^|/)(?:test_[^/]*|[^/]*_test|conftest)\.py\Z")


def detect(ctx: Context) -> None:
    """Report widths of the vendor's embeddings where a table, an index or a constant gets them."""
    rows = ctx.tables.shared.widths
    for call in ctx.calls:
        if isinstance(call.thing, Inst) and call.thing.cls in ctx.tables.clients:
            continue  # the request itself says which width it wants
        positional = rows.positional.get(call.name, ())
        known = call.name in rows.calls
        if not known and not _may_name(call.arguments, rows.names):
            continue
        args, _ = ctx.values.arguments(call.arguments, call.scope, positional)
        for arg in args:
            if arg.name in rows.names or (known and arg.name in rows.calls[call.name]):
                _report(ctx, call.name, arg)
    for assigned in ctx.module.assigned:
        if assigned.value.type == "integer" and rows.constant.search(text_of(name_node(assigned.target))):
            value = ctx.values.value(assigned.value, assigned.scope)
            if isinstance(value, Literal) and value.value in rows.widths:
                ctx.add(
                    SiteKind.WIDTH, text_of(assigned.target), assigned.node, at=assigned.target,
                    confidence=Confidence.MEDIUM, value=Literal(value.value), value_span=span_of(assigned.value),
                    features=("embedding_width",),
                )  # fmt: skip


    _repeated(ctx)


def _repeated(ctx: Context) -> None:
    """`[0] * 1536`, `zeros(1536)`: a vector that is made up, but for those of tests, which nobody stores."""
    if _TESTS.search(ctx.path):
        return
    for match in _REPEATED.finditer(ctx.source.data):
        node = ctx.module.tree.root_node.descendant_for_byte_range(match.start(1), match.end(1))
        whole = node.parent if node is not None and node.type == "integer" else None
        if node is None or whole is None or whole.type not in ("binary_operator", "argument_list"):
            continue
        if int(match[1]) in ctx.tables.shared.widths.widths:
            ctx.add(
                SiteKind.WIDTH, "vector", whole, at=node, confidence=Confidence.MEDIUM, value=Literal(int(match[1])),
                value_span=span_of(node), features=("embedding_width",),
            )  # fmt: skip


def _may_name(arguments: Node, names: frozenset[str]) -> bool:
    """Whether an argument is given by one of the names, or by names that cannot be seen here."""
    given = arguments.named_children
    keywords = [n for n in given if n.type == "keyword_argument"]
    return any(text_of(n.named_children[0]) in names for n in keywords if n.named_children) or (
        bool(keywords) and any(n.type == "dictionary_splat" for n in given)
    )


def _report(ctx: Context, called: str, arg: Arg) -> None:
    if not isinstance(arg.value, Literal) or isinstance(arg.value.value, bool):
        return
    if arg.value.value not in ctx.tables.shared.widths.widths:
        return
    node = ctx.module.tree.root_node.named_descendant_for_byte_range(arg.span.start, arg.span.end)
    if node is None or any(s.kind is SiteKind.WIDTH and s.value_span == arg.value_span for s in ctx.sites):
        return
    # The name alone may mean anything; what the call is makes it certain.
    sure = Confidence.HIGH if called in ctx.tables.shared.widths.calls else Confidence.MEDIUM
    ctx.add(
        SiteKind.WIDTH, f"{called}.{arg.name}", node, confidence=sure, value=arg.value,
        value_span=arg.value_span, features=("embedding_width",),
    )  # fmt: skip
