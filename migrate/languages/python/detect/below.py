"""Requests whose path is put below an address that is configured elsewhere, and where those are sent."""

from __future__ import annotations

import re

from tree_sitter import Node

from migrate.languages.expressions import Const, Joined, Name
from migrate.languages.nodes import span_of, text_of
from migrate.languages.python.detect.context import Called, Context
from migrate.languages.python.detect.http import is_request, url_node
from migrate.languages.python.expr import string_value
from migrate.model import Confidence, Literal, Site, SiteKind, Target, TargetKind

_PATHS = (
    r"(?:v1/)?(?:responses|embeddings|completions|moderations|images/(?:generations|edits|variations)"
    r"|audio/(?:speech|transcriptions|translations)|batches|fine_tuning/jobs)"
)
_PATH = re.compile(rf"/{_PATHS}\Z")
_BASE = re.compile(r"(?i)api_?base|base_?ur[il]|open_?ai\w*(?:ur[il]|host|endpoint)")
_FORMATTED = re.compile(
    rf"""(?i)[rf]{{1,2}}(?P<quote>["'])\{{[^{{}}]*(?:api_?base|base_?ur[il])[^{{}}]*\}}(?P<path>/{_PATHS})(?P=quote)\Z"""
)
_CHOSEN = re.compile(rf"/?(?:{_PATHS}|(?:v1/)?chat/completions)\Z")
_HOLE = re.compile(r"\{(\w+)\}")
_TEST_FILE = re.compile(r"(?:^|/)(?:tests?|testing)/|(?:^|/)(?:test_[^/]*|[^/]*_test|conftest)\.py$")


def detect(ctx: Context) -> None:
    """Report paths of this API that are put below an address, and the requests that are sent there."""
    if _TEST_FILE.search(ctx.path):
        return
    if b"openai" in ctx.source.data.lower():
        for node, _ in ctx.module.strings:
            _added(ctx, node)
    _chosen(ctx)
    for call in ctx.calls:
        if is_request(ctx, call.thing):
            _sent(ctx, call)


def _added(ctx: Context, node: Node) -> None:
    """`api_base + "/responses"`, `f"{base_url}/embeddings"`."""
    raw = ctx.module.builder.raw(node)
    if "/" not in raw or len(raw) > 120 or ctx.reported(node):
        return
    found = _FORMATTED.match(raw)
    path = found["path"] if found is not None else None
    if path is None and (value := string_value(raw)) is not None and _PATH.match(value) and _below_base(node):
        path = value
    if path is not None:
        ctx.add(
            SiteKind.HTTP, path, node, sdk="http", value=Literal(path) if found is None else None,
            value_span=span_of(node), target=Target(TargetKind.USER_DEFINED), confidence=Confidence.MEDIUM,
            flags=("path",),
        )  # fmt: skip


def _below_base(node: Node) -> bool:
    """Added to what its name says is the address of an API."""
    parent = node.parent
    if parent is None or parent.type != "binary_operator" or parent.child_by_field_name("right") != node:
        return False
    return _BASE.search(text_of(parent.child_by_field_name("left") or parent)[:200]) is not None


def _chosen(ctx: Context) -> None:
    """`name = "chat/completions"`, where an address of this API has `{name}` in it."""
    held: dict[str, Site] = {}  # by the name that stands in its address
    for site in ctx.sites:
        if site.kind in (SiteKind.HTTP, SiteKind.BASE_URL) and site.value is None and site.value_span is not None:
            text = ctx.source.text(site.value_span)
            held |= dict.fromkeys(_HOLE.findall(text), site) if text[:1] in "fFrR" else {}
    for assigned in ctx.module.assigned if held else ():
        of = held.get(text_of(assigned.target)) if assigned.target.type == "identifier" else None
        value = string_value(ctx.module.builder.raw(assigned.value)) if assigned.value.type == "string" else None
        if of is not None and value is not None and _CHOSEN.match(value) and not ctx.reported(assigned.value):
            ctx.add(
                SiteKind.HTTP, "/" + value.lstrip("/"), assigned.value, sdk="http", value=Literal(value),
                value_span=span_of(assigned.value), target=of.target, confidence=Confidence.MEDIUM, flags=("path",),
            )  # fmt: skip


def _sent(ctx: Context, call: Called) -> None:
    """`requests.post(url, ...)`, where `url` was given such an address."""
    url = url_node(call.arguments, call.name)
    if url is None or url.type != "identifier" or ctx.reported(url):
        return
    name = ctx.build(url, call.scope)
    if not isinstance(name, Name):
        return
    given = [found.expr for found in ctx.resolver.bindings(name, ctx.path) if found.path == ctx.path]
    bound = [expr.span for expr in given if isinstance(expr, Const | Joined)]
    paths = (s for s in ctx.sites if s.kind is SiteKind.HTTP and "path" in s.flags)
    site = next((s for s in paths if any(b.start <= s.span.start < b.end for b in bound)), None)
    if site is not None:
        args, _ = ctx.values.arguments(call.arguments, call.scope, ())
        ctx.add(
            SiteKind.HTTP, site.api, call.node, at=call.func, sdk="http", target=site.target, args=args,
            args_node=call.arguments, open_args=True, confidence=Confidence.MEDIUM, flags=("sent",),
        )  # fmt: skip
