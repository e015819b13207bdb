"""Strings that are a model's name or a server's address."""

from __future__ import annotations

import re

from tree_sitter import Node

from migrate.languages import commands, json_texts, leaving
from migrate.languages.hosts import OWN_PATHS, host_of, target_of_host
from migrate.languages.nodes import span_of
from migrate.languages.python.detect.context import Context
from migrate.languages.python.detect.surroundings import Around, around, is_docstring
from migrate.languages.python.expr import string_value
from migrate.languages.requests import model_in_address, model_in_body
from migrate.languages.sites import SPEAKING
from migrate.languages.surroundings import among_models
from migrate.languages.tables import API_VERSION, AZURE_VERSION, NAMED_HOST
from migrate.languages.things import Ext
from migrate.model import Confidence, Literal, SiteKind, Target, TargetKind

_SIBLINGS = re.compile(rb"gpt-|o[134]-mini|text-embedding-")
_MODELISH = re.compile(r"model|engine|deployment|llm|encod", re.IGNORECASE)
_BASEISH = re.compile(
    r"base_?ur[il]|api_?base|base_?path|endpoint|api_?url|api_?host|openai.*(url|host)|(url|host).*openai"
    r"|llm_?(url|host)|relay",
    re.IGNORECASE,
)
_PIECE_TESTS = frozenset({"membership", "prefix_test"})
_OURS_NAMED = re.compile(rb"gpt|(?i:open_?ai)")
_REGEX_CALLS = frozenset({"compile", "match", "search", "fullmatch", "findall", "sub"})
_PATTERN_HINT = re.compile(r"\bgpt-|\bo[134]-|text-embedding|chatgpt-|(?:\^|\()o(?:\[[134-]+\]|\\d)")
_TEST_FILE = re.compile(r"(?:^|/)(?:tests?|testing)/|(?:^|/)(?:test_[^/]*|[^/]*_test|conftest)\.py$")
_RESERVED = re.compile(r"(?:^|\.)(?:example|test|invalid|localhost)$|(?:^|\.)example\.(?:com|org|net)$")
_RECORDERS = frozenset(
    {
        "add_response", "add_callback", "add_exception", "register_uri", "add", "route", "mock", "matches",
        "get_request", "get_requests", "expect_request",
    }
)  # fmt: skip
_ROUTES = frozenset(
    {
        "post", "get", "route", "api_route", "add_api_route", "add_url_rule", "add_route", "websocket", "path",
        "re_path",
    }
)  # fmt: skip
_PLACE = re.compile(r"(?i)path|ur[il]|endpoint|route")  # a variable that holds where something is asked for
_SERVES = re.compile(rb"@\w+\.(?:post|get|route|api_route|websocket)\(|add_api_route|APIRouter\(|FastAPI\(|Flask\(")
_SESSIONS = frozenset({"Client", "AsyncClient", "ClientSession", "Session", "Singleton", "Factory"})
_PAGES = (
    "platform.openai.com", "help.openai.com", "status.openai.com", "community.openai.com", "cookbook.openai.com",
)  # fmt: skip


def detect(ctx: Context) -> None:
    """Report model names and addresses among the file's strings."""
    commands.detect(ctx, ctx.module.tree.root_node)
    for node, scope in ctx.module.strings:
        raw = ctx.module.builder.raw(node)
        if len(raw) > 400 and ('"model"' not in raw or len(raw) > 4000):
            continue
        value = string_value(raw)
        if value is None:
            _fstring(ctx, node, raw)
            continue
        if not value:
            continue
        if not _TEST_FILE.search(ctx.path) and json_texts.report(ctx, node, value, ctx.tables.shared.model):
            continue
        if '"model"' in value:
            _body(ctx, node, value)
        elif "://" in value or value.startswith("/"):
            _address(ctx, node, value)
        elif 1 < len(value) < 100:
            _model(ctx, node, scope, value)
            _version(ctx, node, value)
            _bare_host(ctx, node, value)


# --- models ----------------------------------------------------------------------------------------


def _model(ctx: Context, node: Node, scope: int, value: str) -> None:
    tables = ctx.tables.shared
    whole = tables.model.fullmatch(value) is not None and leaving.names(value, ctx.source.data)
    weak = value in tables.weak_models
    prefix = not whole and tables.model_prefix.fullmatch(value) is not None
    pattern = not whole and not prefix and _PATTERN_HINT.search(value) is not None
    piece = not (whole or weak or prefix or pattern) and tables.fragment.search(value) is not None
    if not (whole or weak or prefix or pattern or piece) or is_docstring(node):
        return
    where = around(node)
    if where.shown or _part(node):
        return
    if piece:
        if where.test in _PIECE_TESTS and _MODELISH.search(where.tested) and _OURS_NAMED.search(ctx.source.data):
            _add_model(ctx, node, value, {where.test})
        return
    if pattern:
        if where.call in _REGEX_CALLS and _is_regex(ctx, node, scope):
            _add_model(ctx, node, value, {"regex"})
        return
    tested = where.test in ("prefix_test", "membership") or where.lists_prefixes
    if prefix and not weak and not tested:
        return
    if weak and not (prefix and tested) and not _near_model(ctx, where, value):
        return
    flags = {where.test} if where.test else {"prefix_test"} if prefix and where.lists_prefixes else set()
    if where.is_key:
        flags.add("table_key")
    _add_model(ctx, node, value, flags)


def _body(ctx: Context, node: Node, value: str) -> None:
    """A request's body that is written as text: `data='{"model": "gpt-4o", ...}'`."""
    model = model_in_body(value, ctx.tables.shared.model, ctx.sites)
    if model is not None and not (is_docstring(node) or _TEST_FILE.search(ctx.path) or around(node).shown):
        ctx.add_inside(SiteKind.MODEL, model, node, flags=("body", "manual_only"))


def _version(ctx: Context, node: Node, value: str) -> None:
    """`AZURE_OPENAI_API_VERSION = "2024-05-01-preview"`: Azure's version of the API, outside a client's arguments."""
    if AZURE_VERSION.match(value) is None:
        return
    where = around(node)
    target = where.target
    ours = "version" in target.lower() and ctx.tables.shared.env_pattern.search(target) is not None
    held = API_VERSION.search(target) and not (where.keyword or where.call or where.key or where.test or where.shown)
    if ours or (held and b"openai" in ctx.source.data.lower() and not _TEST_FILE.search(ctx.path)):
        ctx.add(
            SiteKind.CONFIG, target, node, value=Literal(value), value_span=span_of(node),
            target=Target(TargetKind.AZURE), confidence=Confidence.MEDIUM,
        )  # fmt: skip


def _add_model(ctx: Context, node: Node, value: str, flags: set[str]) -> None:
    ctx.add(SiteKind.MODEL, value, node, value=Literal(value), value_span=span_of(node), flags=flags)


def _part(node: Node) -> bool:
    """A piece of a longer text."""
    parent = node.parent
    return parent is not None and parent.type in ("concatenated_string", "binary_operator")


def _near_model(ctx: Context, where: Around, value: str) -> bool:
    named = (where.keyword, where.target, where.key, where.call, where.tested)
    if where.target.isupper() and where.target.lower() == value and _SIBLINGS.search(ctx.source.data):
        return True  # `O1 = "o1"`, among constants that are called as the models are
    if any(_MODELISH.search(n) for n in named):
        return True
    return among_models(where.siblings, ctx.tables.shared)


def _is_regex(ctx: Context, node: Node, scope: int) -> bool:
    parent = node.parent
    while parent is not None and parent.type != "call":
        parent = parent.parent
    function = parent.child_by_field_name("function") if parent is not None else None
    thing = ctx.resolver.thing(ctx.build(function, scope), ctx.path) if function is not None else None
    return isinstance(thing, Ext) and thing.name.partition(".")[0] in ("re", "regex")


# --- addresses -------------------------------------------------------------------------------------


def _address(ctx: Context, node: Node, value: str) -> None:
    if any(c.isspace() for c in value) or is_docstring(node):
        return
    where = around(node)
    if where.shown:
        return
    if value.startswith("/"):
        _path(ctx, node, value, where)
        return
    host = host_of(value)
    if host is None or host.partition(":")[0] in _PAGES:
        return
    target = target_of_host(host, ctx.tables.shared)
    if ctx.reported(node) or _is_recorded(ctx, value, where):
        return
    if _is_ours(ctx, value, target, where):
        ctx.add(
            SiteKind.BASE_URL, where.keyword or where.target or where.key or "url", node, target=target,
            value=Literal(value), value_span=span_of(node), sdk=None,
        )  # fmt: skip
        model = model_in_address(value, ctx.tables.shared.model) if "model=" in value else None
        if model is not None:
            ctx.add_inside(SiteKind.MODEL, model, node, flags=("manual_only",))


def _bare_host(ctx: Context, node: Node, value: str) -> None:
    """`OPENAI_API_HOST = "api.openai.com"`: what hosts are compared with, or addresses are built from."""
    azure = ctx.tables.shared.is_azure_host(value.lstrip("."))
    if not (azure or value in ctx.tables.shared.official_hosts) or is_docstring(node) or _TEST_FILE.search(ctx.path):
        return
    where = around(node)
    used = where.target or where.test in ("comparison", "membership", "prefix_test")
    if used and not (where.shown or _part(node) or ctx.reported(node)):
        ctx.add(
            SiteKind.BASE_URL, where.target or "host", node, value=Literal(value), value_span=span_of(node),
            target=Target(TargetKind.AZURE) if azure else Target(TargetKind.OFFICIAL, "openai"),
            flags={where.test} if where.test else (),
        )  # fmt: skip


def _is_recorded(ctx: Context, value: str, where: Around) -> bool:
    """Recorded traffic and made-up servers of tests: nobody is talked to there."""
    if not _TEST_FILE.search(ctx.path):
        return False
    host = (host_of(value) or "").partition(":")[0]
    return _RESERVED.search(host) is not None or where.call in _RECORDERS or OWN_PATHS.search(value) is not None


def _is_ours(ctx: Context, value: str, target: Target, where: Around) -> bool:
    if target.kind in (TargetKind.OFFICIAL, TargetKind.AZURE):
        return target.kind is TargetKind.OFFICIAL or ".openai.azure" in value or _speaks(ctx)
    named = any(_BASEISH.search(n) for n in (where.keyword, where.target, where.key))
    host = (host_of(value) or "").partition(":")[0]
    if host in ctx.tables.shared.relay_hosts or NAMED_HOST.search(value) is not None:
        return True
    if target.kind is TargetKind.OTHER and host in ctx.tables.shared.other_hosts:
        own = ctx.tables.shared.other_hosts[host] in _imported_roots(ctx)
        speaks = not own and _speaks(ctx)
        return speaks and (named or "/chat/completions" in value or _SDK_BASE.search(value) is not None)
    given = any(s.kind is SiteKind.CLIENT and any(a.value == Literal(value) for a in s.args) for s in ctx.sites)
    if where.call in _SESSIONS and where.keyword and not given and host not in ctx.tables.shared.other_hosts:
        asked = (s for s in ctx.sites if s.kind is SiteKind.HTTP)  # a session with anybody, unless the API is asked
        return any(s.target.name is not None and s.target.name.partition(":")[0] == host for s in asked)
    if target.kind is TargetKind.OTHER and target.name is not None and "." in target.name and ":" not in target.name:
        return named and _speaks(ctx)
    if OWN_PATHS.search(value):
        return _speaks(ctx) or "/chat/completions" in value
    hinted = _SDK_BASE.search(value) is not None and _HINTS.search(ctx.source.data) is not None
    if _BARE_LOCAL.match(value) and not any(_PLAINLY.search(n) for n in (where.keyword, where.target, where.key)):
        return False  # a server of the project's own, until something says what it is
    return named and (_speaks(ctx) or hinted) and where.call not in _ROUTES


_SDK_BASE = re.compile(r"/v\d+(?:beta)?/?$|/compatible-mode/v1|/openai/?$")
_HINTS = re.compile(rb"openai|gpt|llm", re.IGNORECASE)
_BARE_LOCAL = re.compile(r"https?://(?:localhost|127\.[\d.]+|0\.0\.0\.0|\[::1?\])(?::\d+)?/?\Z")
_PLAINLY = re.compile(r"base_?ur[il]|api_?base|openai|llm|gpt", re.IGNORECASE)


def _speaks(ctx: Context) -> bool:
    """The file uses the SDK, a framework over it, or raw requests to it."""
    return any(s.kind in SPEAKING and s.sdk not in ctx.tables.tokenizer_modules for s in ctx.sites)


def _imported_roots(ctx: Context) -> set[str]:
    return {i.module.partition(".")[0] for i in ctx.module.index.imports if not i.level}


def _path(ctx: Context, node: Node, value: str, where: Around) -> None:
    """`"/v1/chat/completions"`: of a batch line, or added to an address elsewhere."""
    if ctx.tables.shared.paths.search(value) is None or ctx.reported(node) or where.call in _ROUTES:
        return
    if _in_decorator(node) or _TEST_FILE.search(ctx.path):
        return
    batch = where.key == "url" and where.call not in ctx.tables.http_methods
    kept = OWN_PATHS.search(value) and _PLACE.search(where.target) and not (where.call or where.key or where.test)
    if batch or _is_joined(node) or (kept and _SERVES.search(ctx.source.data) is None):
        ctx.add(
            SiteKind.HTTP, value, node, sdk="batch" if batch else "http", value=Literal(value),
            value_span=span_of(node), confidence=Confidence.MEDIUM, flags=("batch",) if batch else ("path",),
            target=Target(TargetKind.UNKNOWN),
        )  # fmt: skip


def _is_joined(node: Node) -> bool:
    parent = node.parent
    while parent is not None and parent.type == "parenthesized_expression":
        parent = parent.parent
    return parent is not None and parent.type == "binary_operator"


def _in_decorator(node: Node) -> bool:
    parent = node.parent
    for _ in range(6):
        if parent is None:
            return False
        if parent.type == "decorator":
            return True
        parent = parent.parent
    return False


def _fstring(ctx: Context, node: Node, raw: str) -> None:
    """`f"{base}/v1/chat/completions"` and `f"https://{name}.openai.azure.com"`."""
    if "/" not in raw or is_docstring(node) or ctx.reported(node) or any(c.isspace() for c in raw):
        return
    where = around(node)
    if where.shown or _in_decorator(node) or where.call in _ROUTES:
        return
    path = ctx.tables.shared.paths.search(raw)
    if path is not None and _TEST_FILE.search(ctx.path):
        return  # recorded traffic; a request that is sent is reported where it is sent
    azure = any(f"{s}" in raw for s in ctx.tables.shared.azure_suffixes[:1]) or "/openai/deployments/" in raw
    official = any(h in raw for h in ctx.tables.shared.official_hosts)
    if path is not None:
        unknown = Target(TargetKind.AZURE if azure else TargetKind.UNKNOWN)
        target = Target(TargetKind.OFFICIAL, "openai") if official else unknown
        ctx.add(SiteKind.HTTP, path.group(0), node, sdk="http", value_span=span_of(node), target=target,
                confidence=Confidence.MEDIUM, flags=("path",))  # fmt: skip
    elif azure or official:
        kind = TargetKind.AZURE if azure else TargetKind.OFFICIAL
        ctx.add(SiteKind.BASE_URL, where.keyword or where.target or "url", node, value_span=span_of(node),
                target=Target(kind, None if azure else "openai"))  # fmt: skip
