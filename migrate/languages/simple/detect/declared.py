"""What a program declares and uses elsewhere: defaults of its options, paths and keys kept in constants."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrate.languages.hosts import target_of_url
from migrate.languages.simple.detect.context import TEST_FILE, Around, Context
from migrate.languages.simple.detect.literals import MODELISH, is_ours
from migrate.languages.simple.expr import Text, key, span_of, text_of
from migrate.languages.tables import API_VERSION, AZURE_VERSION
from migrate.model import Confidence, Literal, SiteKind, Span, Target, TargetKind

if TYPE_CHECKING:
    from tree_sitter import Node

_TAG = re.compile(rb'(?<![\w-])(?:default|envDefault|env-default|enum|choice|choices)\s*:\s*"((?:[^"\\]|\\.)*)"')
_PATH = re.compile(
    r"/?(?P<v1>v1/)?(?:(?P<own>chat/completions)|completions|embeddings|responses|moderations|images/(?:generations|edits)"
    r"|audio/(?:speech|transcriptions|translations)|(?P<listed>models))"
)
_PLACE = re.compile(r"(?i)ur[il]|endpoint|path|route|addr")
_ASKS = re.compile(rb"[\"']Bearer\b|\bBearer \$|setBearerAuth|[\"']Authorization[\"']")
_OFFICIAL = rb"api.openai.com"
_SERVES = re.compile(
    rb"@(?:Post|Get|Put|Request|Rest)(?:Mapping|Controller)|\bHandleFunc\b|\b(?:gin|echo|chi|fiber|mux|httprouter)\.|"
    rb"\b(?:rou?te?r|app|r|e|api|group)\.(?:POST|GET|Post|Get|Map(?:Post|Get))\(|\[Http(?:Post|Get)|axum::|actix_web|Route::"
)
_NOTE = re.compile(
    rb"@(?:POST|GET|PostExchange|GetExchange|HttpExchange|RequestLine)\s*\(\s*(?:value\s*=\s*|url\s*=\s*)?(?P<name>[A-Za-z_][\w.]*)\s*[,)]"
)
_KEY = re.compile(r"(?i)(?:k|default|my)?_?open_?ai_?(?:api_?)?(?:key|token|secret)\Z")


def detect(ctx: Context) -> None:
    """Report what is declared in this file, whoever uses it."""
    lowered = ctx.source.data.lower()
    if ctx.module.grammar.name == "go":
        _tags(ctx)
    if b"openai" not in lowered or TEST_FILE.search(ctx.source.path):
        return
    if b"completions" in lowered or b"v1/" in lowered:
        _paths(ctx)
    if b"retrofit" in lowered or b"feign" in lowered or b"exchange" in lowered:
        _noted(ctx)
    _kept(ctx)


def _tags(ctx: Context) -> None:
    """`Model string `default:"gpt-4o"``: what an option of the program is where nobody sets it."""
    for node in ctx.module.strings:
        parent = node.parent
        if parent is None or parent.type != "field_declaration" or node.type != "raw_string_literal":
            continue
        named = parent.child_by_field_name("name")
        field = text_of(named) if named is not None else ""
        for tag in _TAG.finditer(ctx.source.data, node.start_byte, node.end_byte):
            if b"://" in tag[1]:
                _address(ctx, node, tag, field)
                continue
            start = tag.start(1)
            for written in tag[1].split(b","):
                value = written.strip().decode("utf-8", "replace")
                at = start + written.find(written.strip())
                start += len(written) + 1
                weak = value in ctx.shared.weak_models and not MODELISH.search(field)
                if ctx.shared.model.fullmatch(value) and not weak:
                    ctx.add_at(SiteKind.MODEL, value, Span(at, at + len(written.strip())), flags=("default",))


def _address(ctx: Context, node: Node, tag: re.Match[bytes], field: str) -> None:
    value = tag[1].decode("utf-8", "replace")
    target = target_of_url(value, ctx.shared)
    if is_ours(ctx, value, target, Around(name=field, target=field)):
        ctx.add(
            SiteKind.BASE_URL, field or "url", node, target=target, value=Literal(value), flags=("default",),
            value_span=Span(*tag.span(1)),
        )  # fmt: skip


def _paths(ctx: Context) -> None:
    """`const val CHAT = "v1/chat/completions"`: a path of this API that is asked for elsewhere."""
    if _SERVES.search(ctx.source.data) is not None:
        return  # a server that speaks the protocol itself
    official = _OFFICIAL in ctx.source.data
    asks = _ASKS.search(ctx.source.data) is not None
    requests = {s.value_span for s in ctx.sites if s.kind is SiteKind.HTTP}
    for node in ctx.module.strings:
        expr = ctx.module.expr(node)
        value = expr.value if isinstance(expr, Text) else None
        found = _PATH.fullmatch(value) if value is not None and "/" in value else None
        if value is None or found is None or not (found["own"] or found["v1"] or official):
            continue
        if found["listed"] and not asks:
            continue
        around = ctx.around(node)
        kept = _PLACE.search(around.target) and not (around.call or around.part or around.shown or around.test)
        if kept and span_of(node) not in requests:
            ctx.add(
                SiteKind.HTTP, "/" + value.lstrip("/"), node, sdk="http", value=Literal(value),
                value_span=span_of(node), confidence=Confidence.MEDIUM, flags=("path",),
                target=Target(TargetKind.OFFICIAL, "openai") if official else Target(TargetKind.UNKNOWN),
            )  # fmt: skip


def _noted(ctx: Context) -> None:
    """`@POST(CHAT_PATH)`: a method of a declared client whose path is kept in a constant."""
    for match in _NOTE.finditer(ctx.source.data):
        node = ctx.module.root.named_descendant_for_byte_range(*match.span("name"))
        text = ctx.resolver.text(node) if node is not None else None
        if node is None or text is None:
            continue
        below = text.partition("://")[2].partition("/")[2] if "://" in text else text
        if _PATH.fullmatch(below) is not None and "/" in below:
            ctx.add(
                SiteKind.HTTP, "/" + below.lstrip("/"), node, sdk="http", value_span=span_of(node),
                confidence=Confidence.MEDIUM, flags=("path", "manual_only"),
            )  # fmt: skip


def _kept(ctx: Context) -> None:
    """`const val openAiApiKey = "..."`, a key in the code, which is never kept; `apiVersion := "2024-02-01"`."""
    configured = {s.line for s in ctx.sites if s.kind is SiteKind.CONFIG}
    given = {s.line for s in ctx.sites if s.kind in (SiteKind.ENV, SiteKind.CLIENT)}
    for node in ctx.module.strings:
        above = ctx.module.above.get(key(node), ())
        if not above or above[0].type in ctx.module.grammar.scopes:
            continue
        around = ctx.around(node)
        line = ctx.source.line(node.start_byte)
        if not around.target or around.call or around.name or around.part or around.shown or line in configured:
            continue
        expr = ctx.module.expr(node)
        if isinstance(expr, Text) and expr.value is not None and AZURE_VERSION.match(expr.value):
            if API_VERSION.search(around.target):
                configured.add(line)
                ctx.add(
                    SiteKind.CONFIG, around.target, node, value=Literal(expr.value), value_span=span_of(node),
                    target=Target(TargetKind.AZURE), confidence=Confidence.MEDIUM,
                )  # fmt: skip
        elif _KEY.fullmatch(around.target) is not None and line not in given:
            configured.add(line)
            ctx.add(SiteKind.CONFIG, around.target, node, confidence=Confidence.MEDIUM, flags=("manual_only",))
