"""Strings that are a model's name or a server's address."""

from __future__ import annotations

import re
from functools import lru_cache

from tree_sitter import Node

from migrate.languages import commands, json_texts, leaving
from migrate.languages.hosts import OWN_PATHS, host_of, target_of_host
from migrate.languages.nodes import span_of, text_of
from migrate.languages.requests import model_in_body
from migrate.languages.surroundings import among_models
from migrate.languages.tables import API_VERSION, AZURE_VERSION, NAMED_HOST, shared
from migrate.languages.typescript.detect.context import Context, short
from migrate.languages.typescript.detect.surroundings import Around, around, is_statement
from migrate.languages.typescript.literals import string_value
from migrate.languages.typescript.values import name_node
from migrate.model import Confidence, Literal, SiteKind, Target, TargetKind

_SIBLINGS = re.compile(rb"gpt-|o[134]-mini|text-embedding-")
_MODELISH = re.compile(r"model|engine|deployment|llm|encod", re.IGNORECASE)
_BASEISH = re.compile(
    r"base_?ur[il]|api_?base|base_?path|endpoint|api_?url|api_?host|openai.*(url|host)|(url|host).*openai"
    r"|llm_?(url|host)|relay|reverse_?proxy|prefix_?url|^target$|destination",
    re.IGNORECASE,
)
_FAMILY = re.compile(r"gpt|\b4o|-4o|\bo[134]\b|\^\(?o(?:\[[134-]+\]|\\d)|davinci|text-embedding|dall-e|turbo")
_PRODUCT = re.compile(r"chatgpt-(?!\d|image|$)|gpt-?4all|gpt-?[34]-?(?:free|web|pdf|chat|bot)", re.IGNORECASE)
_PAGES = (
    "platform.openai.com", "help.openai.com", "status.openai.com", "community.openai.com", "cookbook.openai.com",
    "openai.com", "www.openai.com", "beta.openai.com", "chat.openai.com", "chatgpt.com", "github.com",
)  # fmt: skip
_MOCKED = re.compile(  # paths that a server of the tests answers
    r"(?i)(?:^|/)(?:e2e|tests?|__tests__|spec)/(?:.*/)?[^/]*(?:mock|stub|fake|server)[^/]*\Z|[-_.](?:mock|stub|fake)s?\.[cm]?[jt]sx?\Z"
)
_ROUTES = frozenset(
    {"post", "get", "route", "use", "all", "Route", "push", "replace", "navigate", "redirect", "Link"}
)
_SDK = (SiteKind.CLIENT, SiteKind.CALL, SiteKind.FRAMEWORK, SiteKind.IMPORT)
_PATHISH = re.compile(r"path|url|uri|endpoint|route|api", re.IGNORECASE)
_MINE = re.compile(r"open_?ai|gpt|azure|llm|api|config|const|path|endpoint|route|url", re.IGNORECASE)
_BARE_PATH = re.compile(rb"(?:api/)?v\d+/[a-z_/]+.\Z")
_LONGEST_BODY = 4000  # bytes of a request's body that is written as text
_LONGEST = 400
_SDK_BASE = re.compile(r"/v\d+(?:beta)?/?$|/compatible-mode/v1|/openai/?$")


def detect(ctx: Context) -> None:
    """Report model names and addresses among the file's strings."""
    if ctx.is_fixture:
        return
    commands.detect(ctx, ctx.module.tree.root_node)
    data, nodes, may_be = ctx.source.data, ctx.module.nodes, _may_be_model()
    for node in nodes.of("string"):
        start, end = node.start_byte, node.end_byte
        size = end - start
        if size > _LONGEST_BODY:
            continue
        written = data[start:end]
        if written[1:2] in (b"[", b"{") and _table(ctx, node):
            continue
        if b"model" in written and b'"' in written[1:-1]:
            _body(ctx, node, ctx.raw(node)[1:-1].replace('\\"', '"'))
        if size > _LONGEST or nodes.is_module(node):
            continue
        if node.type == "template_string" and any(c.type == "template_substitution" for c in node.named_children):
            _template(ctx, node, ctx.raw(node))
            continue
        is_address = b"://" in written or written[1:2] == b"/" or _BARE_PATH.match(written, 1) is not None
        if not is_address and not may_be.match(written, 1):
            continue
        value = string_value(ctx.raw(node))
        if not value or is_statement(node):
            continue
        if is_address:
            _address(ctx, node, value)
        elif 1 < len(value) < 100 and not ctx.is_locale:
            _model(ctx, node, value)
            _host(ctx, node, value)
            _version(ctx, node, value)
    for node in ctx.module.nodes.of("regex"):
        _regex(ctx, node)


def _may_be_model() -> re.Pattern[bytes]:
    """How the name of a model or of the API's host begins, in bytes: most strings are not decoded."""
    known = shared()
    return _begins(known.model, known.model_prefix)


@lru_cache(maxsize=4)
def _begins(model: re.Pattern[str], prefix: re.Pattern[str]) -> re.Pattern[bytes]:
    known = shared()
    names = [model.pattern, prefix.pattern.replace("^", "").replace("$", "")]
    names += [re.escape(n) for n in sorted(known.weak_models | known.official_hosts)]
    names += [r"\.?openai\.azure\.", r"20\d\d-\d\d-\d\d", known.fragment.pattern.strip("^$")]
    return re.compile("|".join(names).encode())


# --- models ----------------------------------------------------------------------------------------


def _table(ctx: Context, node: Node) -> bool:
    """`JSON.parse(process.env.MODELS ?? '[{"name": "gpt-4o"}]')`."""
    text = string_value(ctx.raw(node))
    return text is not None and json_texts.report(ctx, node, text, ctx.tables.shared.model)


def _body(ctx: Context, node: Node, text: str) -> None:
    """A request's body that is written as text: `body: '{"model": "gpt-4o", ...}'`."""
    model = model_in_body(text, ctx.tables.shared.model, ctx.sites)
    if model is not None and not (around(node).shown or is_statement(node)):
        ctx.add_inside(SiteKind.MODEL, model, node, flags=("body", "manual_only"))


def _model(ctx: Context, node: Node, value: str) -> None:
    tables = ctx.tables.shared
    whole = tables.model.fullmatch(value) is not None and _PRODUCT.match(value) is None
    whole = whole and leaving.names(value, ctx.source.data)
    weak = value in tables.weak_models
    prefix = not whole and tables.model_prefix.fullmatch(value) is not None
    piece = not (whole or weak or prefix) and tables.fragment.search(value) is not None
    if not (whole or weak or prefix or piece):
        return
    where = around(node)
    if where.shown or _part(node) or where.attribute in ("src", "href", "id", "name", "type", "htmlFor"):
        return
    if piece:
        if where.test in ("membership", "prefix_test") and _MODELISH.search(where.tested):
            ctx.add(SiteKind.MODEL, value, node, value=Literal(value), value_span=span_of(node), flags={where.test})
        return
    tested = where.test in ("prefix_test", "membership") or where.lists_prefixes
    if prefix and not weak and not tested:
        return
    if weak and not (prefix and tested) and not _near_model(ctx, where, value):
        return
    flags = {where.test} if where.test else {"prefix_test"} if prefix and where.lists_prefixes else set()
    flags |= {"table_key"} if where.is_key else set()
    flags |= {"type"} if where.is_type else set()
    ctx.add(SiteKind.MODEL, value, node, value=Literal(value), value_span=span_of(node), flags=flags)


def _part(node: Node) -> bool:
    """A piece of a longer text."""
    parent = node.parent
    if parent is None or parent.type != "binary_expression":
        return False
    operator = parent.child_by_field_name("operator")
    return operator is not None and text_of(operator) == "+"


def _near_model(ctx: Context, where: Around, value: str) -> bool:
    named = (where.attribute, where.target, where.key, where.call, where.tested)
    if any(_MODELISH.search(n) for n in named):
        return True
    if where.target.isupper() and where.target.lower() == value and _SIBLINGS.search(ctx.source.data):
        return True  # `O1 = "o1"`, among constants that are called as the models are
    return among_models(where.siblings, ctx.tables.shared)


def _regex(ctx: Context, node: Node) -> None:
    """`/gpt-4/.test(model)`."""
    pattern = text_of(node)
    parent = node.parent
    if len(pattern) > 120 or parent is None or _FAMILY.search(pattern) is None:
        return
    call = parent.parent if parent.type in ("member_expression", "arguments") else None
    if call is None or call.type != "call_expression":
        return
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    name = short(name_node(function)) if function is not None else ""
    other = arguments if parent.type == "member_expression" else function
    if name in ("test", "exec", "match", "search") and _MODELISH.search(short(other)):
        ctx.add(SiteKind.MODEL, pattern, node, value=Literal(pattern), value_span=None, flags=("regex",))


# --- addresses -------------------------------------------------------------------------------------


def _address(ctx: Context, node: Node, value: str) -> None:
    if any(c.isspace() for c in value):
        return
    where = around(node)
    if any(s in value for s in ctx.tables.scripts):
        ctx.add(
            SiteKind.BASE_URL, where.attribute or where.key or "src", node, value=Literal(value),
            value_span=span_of(node), target=Target(TargetKind.OFFICIAL, "openai"), flags=("script",),
        )  # fmt: skip
        return
    if where.shown or where.attribute == "href":
        return
    if "://" not in value:
        _path(ctx, node, value, where)
        return
    host = host_of(value)
    if host is None or host.partition(":")[0] in _PAGES or ctx.reported(node):
        return
    target = target_of_host(host, ctx.tables.shared)
    if _is_ours(ctx, value, host, target, where):
        ctx.add(SiteKind.BASE_URL, where.key or where.attribute or where.target or "url", node, target=target,
                value=Literal(value), value_span=span_of(node))  # fmt: skip


def _is_ours(ctx: Context, value: str, host: str, target: Target, where: Around) -> bool:
    shared = ctx.tables.shared
    bare = host.partition(":")[0]
    if target.kind is TargetKind.OFFICIAL:
        return True
    if target.kind is TargetKind.AZURE:
        return ".openai.azure" in value or ctx.speaks()
    if bare in shared.relay_hosts or NAMED_HOST.search(value) is not None:
        return True
    named = any(_BASEISH.search(n) for n in (where.attribute, where.target, where.key))
    if bare in shared.other_hosts:
        own = any(shared.other_hosts[bare] in p for p in ctx.packages())
        based = _SDK_BASE.search(value) is not None
        if not own and any(s.kind in _SDK for s in ctx.sites):
            return named or "/chat/completions" in value or based
        # Given to a client of the project's own that is made elsewhere: `config.baseURL = "…/openai/v1"`.
        return not own and based and where.target.endswith("baseURL") and b"openai" in ctx.source.data.lower()
    if OWN_PATHS.search(value):
        return ctx.speaks() or "/chat/completions" in value
    if where.call in _ROUTES:
        return False
    return named and ((ctx.speaks() and _SDK_BASE.search(value) is not None) or _given_to_client(ctx, value))


def _given_to_client(ctx: Context, url: str) -> bool:
    """An argument of a client's construction has this very value."""
    clients = (s for s in ctx.sites if s.kind in (SiteKind.CLIENT, SiteKind.FRAMEWORK))
    return any(isinstance(a.value, Literal) and a.value.value == url for s in clients for a in s.args)


def _path(ctx: Context, node: Node, value: str, where: Around) -> None:
    """`"/v1/chat/completions"`: of a batch line, or added to an address elsewhere."""
    found = ctx.tables.shared.paths.search("/" + value.lstrip("/"))
    if found is None or ctx.reported(node) or where.call in _ROUTES or where.test or _MOCKED.search(ctx.path):
        return
    batch = where.key in ("url", "endpoint") and ctx.speaks()
    owner = not where.key or _MINE.search(where.target) is not None
    named = OWN_PATHS.search("/" + value.lstrip("/")) is not None and _PATHISH.search(where.key or where.target)
    named = named if owner else None
    if batch or named or _part(node) or _beside_host(ctx, node):
        ctx.add(
            SiteKind.HTTP, value, node, sdk="batch" if batch else "http", value=Literal(value),
            value_span=span_of(node), confidence=Confidence.MEDIUM, flags=("batch",) if batch else ("path",),
            target=Target(TargetKind.UNKNOWN),
        )  # fmt: skip


def _host(ctx: Context, node: Node, value: str) -> None:
    """`"api.openai.com"` without a scheme: handed to `https.request` elsewhere, or compared with."""
    azure = ctx.tables.shared.is_azure_host(value.lstrip("."))
    if not (azure or value in ctx.tables.shared.official_hosts) or ctx.reported(node):
        return
    where = around(node)
    if not where.shown:
        ctx.add(
            SiteKind.BASE_URL, where.key or where.attribute or where.target or "host", node,
            target=Target(TargetKind.AZURE) if azure else Target(TargetKind.OFFICIAL, "openai"),
            value=Literal(value), value_span=span_of(node), flags={where.test} if where.test else (),
        )  # fmt: skip


def _version(ctx: Context, node: Node, value: str) -> None:
    """`const apiVersion = "2024-02-01"`: Azure's version of the API, put into an address elsewhere."""
    if AZURE_VERSION.match(value) is None or b"openai" not in ctx.source.data.lower():
        return
    where = around(node)
    if API_VERSION.search(where.target) and not (where.key or where.call or where.test or where.shown):
        ctx.add(
            SiteKind.CONFIG, where.target, node, value=Literal(value), value_span=span_of(node),
            target=Target(TargetKind.AZURE), confidence=Confidence.MEDIUM,
        )  # fmt: skip


def _beside_host(ctx: Context, node: Node) -> bool:
    """An argument or property next to one that is the host: `post("api.openai.com", "/v1/models")`."""
    parent = node.parent
    if parent is not None and parent.type == "pair":
        parent = parent.parent
    if parent is None or parent.type not in ("arguments", "object"):
        return False
    values = (c.child_by_field_name("value") if c.type == "pair" else c for c in parent.named_children)
    hosts = ctx.tables.shared.official_hosts
    return any(v is not None and v.type == "string" and string_value(ctx.raw(v)) in hosts for v in values)


def _template(ctx: Context, node: Node, raw: str) -> None:
    """`${base}/v1/chat/completions` and `https://${name}.openai.azure.com`."""
    if "/" not in raw or ctx.reported(node) or any(c.isspace() for c in _without_substitutions(node)):
        return
    where = around(node)
    if where.shown or where.call in _ROUTES or _MOCKED.search(ctx.path):
        return
    fixed = _without_substitutions(node)
    shared = ctx.tables.shared
    path = shared.paths.search(fixed)
    azure = shared.azure_suffixes[0] in fixed
    official = any(h in fixed for h in shared.official_hosts)
    relay = next((h for h in shared.relay_hosts if "//" + h in fixed), None)
    if path is not None and not (fixed.startswith(("`/", "`\0/api/"))):
        if not official and not azure and not OWN_PATHS.search(fixed) and b"openai" not in ctx.source.data.lower():
            return
        unknown = Target(TargetKind.AZURE if azure else TargetKind.UNKNOWN)
        target = Target(TargetKind.OFFICIAL, "openai") if official else unknown
        ctx.add(SiteKind.HTTP, path.group(0), node, sdk="http", value_span=span_of(node), target=target,
                confidence=Confidence.MEDIUM, flags=("path",))  # fmt: skip
    elif azure or official or relay:
        kind = TargetKind.AZURE if azure else TargetKind.OFFICIAL if official else TargetKind.RELAY
        ctx.add(SiteKind.BASE_URL, where.key or where.target or "url", node, value_span=span_of(node),
                target=Target(kind, "openai" if official else relay))  # fmt: skip


def _without_substitutions(node: Node) -> str:
    """The fixed parts of a template; NUL for what is put in."""
    parts = ("\0" if child.type == "template_substitution" else text_of(child) for child in node.named_children)
    return "`" + "".join(parts)
