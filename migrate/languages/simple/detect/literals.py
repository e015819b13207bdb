"""Strings that are a model's name or a server's address."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from migrate.languages import commands, leaving
from migrate.languages.hosts import OWN_API, OWN_PATHS, host_of, target_of_host, target_of_url
from migrate.languages.requests import ANSWERED, ASKED, IN_BODY
from migrate.languages.simple.detect import several
from migrate.languages.simple.detect.context import LOCALE_FILE, TEST_FILE, Around, Context
from migrate.languages.simple.expr import Many, Pairs, Text, key, span_of, text_of
from migrate.languages.tables import NAMED_HOST
from migrate.model import Confidence, Literal, Site, SiteKind, Span, Target, TargetKind

if TYPE_CHECKING:
    from tree_sitter import Node

MODELISH = re.compile(r"model|engine|deployment|llm|encod", re.IGNORECASE)
_FAMILY = re.compile(r"(?i)o|dall-?|dall-?e|tts-?|text-|ft")  # told from other words by what is tested for it
_BASEISH = re.compile(
    r"base_?ur[il]|api_?base|base_?path|endpoint|api_?ur[il]|api_?host|openai.*(ur[il]|host)|(ur[il]|host).*openai"
    r"|llm_?(ur[il]|host)|relay|uri_?base|base_?address",
    re.IGNORECASE,
)
OURS_BASE = re.compile(r"(?i)open_?ai\w*(?:ur[il]|host|base|endpoint|address)")
_HEIR = re.compile(  # settings of one's own that are those for OpenAI, with another server
    rb"\bclass\s+\w{1,80}\s{0,9}(?:extends|<|:)\s{0,9}[\w\\.:]{0,80}Open_?A[Ii]\w{0,40}(?:Config|Configuration|Options|Settings)\b"
)
_MAKES = re.compile(r"(?i)^(?:new|create|make|build)\w*client|compatible$")
_OPENAI = re.compile(r"(?i)\$?open_?ai\w*\Z")
_URL_NAME = re.compile(r"(?i)ur[il]$|host$|endpoint$")
_SDK_BASE = re.compile(r"/v\d+(?:beta)?/?$|/compatible-mode/v1|/openai/?$")
_PAGE = re.compile(r"https?://[^/]*/?\Z")  # of the vendor, for people, where its API is below it
_PROVIDERS = re.compile(  # a table of whom the SDK may talk to, ourselves among them
    rb"[\"']OPENAI_API_KEY[\"']|(?i:open_?ai[\w.-]{0,30}compatib|compatib\w{0,12}[\s_.-]{0,3}open_?ai)"
)
_RESERVED = re.compile(
    r"(?:^|\.)(?:example|test|invalid|localhost)$|(?:^|\.)example\.(?:com|org|net)$|^127\.|^0\.0\."
)
_OF_PATH = re.compile(r"/(?:models|engines|deployments)/(?P<model>[\w.:-]{2,80})(?=[/?#]|\Z)")
_NEAR, _LIST, _PATTERN = 5, 6000, 200
_LISTS = re.compile(r"(?i)prefix|famil")  # of a list that holds the beginnings of names
_CHOICES = re.compile(
    r"(?:switch|match|when|case)_?(?:statement|expression|block|body)?$|initializer|literal_value|^enum_(?:class_)?body$"
)
_CERTAIN = re.compile(rb"[\"'](?:gpt-[345]|o[134]-(?:mini|preview)|chatgpt-4o|text-embedding-|openai/)")
_FAMILIES = re.compile(
    r"[/\"'`](?:\^|\(|\\[bA]|\?:)*(?:(?:chat)?gpt-?|o\\d|o\[\d|o[134](?![\w/])|text-embedding|dall-?e)"
)
_MATCHES = re.compile(r"(?i)regexp?$|compile$|^preg_match|^matches$|^IsMatch$|^Match$|^match\\?$|^=~$")
_BELOW = re.compile(
    r"(?:\{[\w.:$]*\}|%[sv]|\$\{?\w+\}?|#\{[^}]*\})(?:/v1)?(?:/openai/deployments/(?:[^/\s]+))?"
    r"(?P<path>/(?:(?P<own>chat/completions)|completions|embeddings|responses|images/(?:generations|edits)"
    r"|audio/(?:speech|transcriptions|translations)|moderations|fine_tuning/jobs))(?:\?\S*)?\Z"
)
_PART = re.compile(
    r"/(?:embeddings|responses|moderations|images/(?:generations|edits)|audio/(?:speech|transcriptions))"
)
_DEFAULTED = re.compile(r"[$#]\{[^{}:]+:-?['\"]?(?P<model>[\w./-]{2,80})['\"]?\}")
_PAGES = ("platform.openai.com", "help.openai.com", "status.openai.com", "community.openai.com", "chat.openai.com",
          "cookbook.openai.com", "openai.com", "www.openai.com", "beta.openai.com")  # fmt: skip
_SPEAKING = (SiteKind.CLIENT, SiteKind.CALL, SiteKind.FRAMEWORK, SiteKind.IMPORT, SiteKind.HTTP)


def detect(ctx: Context) -> None:
    """Report model names and addresses among the file's strings."""
    commands.detect(ctx, ctx.module.root)
    is_locale = LOCALE_FILE.search(ctx.source.path) is not None
    for node in ctx.module.strings:
        expr = ctx.module.expr(node)
        if not isinstance(expr, Text) or node.end_byte - node.start_byte > 4000:
            continue
        if node.end_byte - node.start_byte > 400:
            if (long := expr.value) is not None and '"model"' in long:
                _body(ctx, node, long)
            continue
        value = expr.value
        if value is None:
            _template(ctx, node, expr)
            _path(ctx, node, "".join(p if isinstance(p, str) else "{}" for p in expr.parts))
        elif '"model"' in value:
            _body(ctx, node, value)
        elif "/" in value and value[:1] in "{%":
            _path(ctx, node, value)
        elif value.startswith("/"):
            _added(ctx, node, value)
        elif "://" in value:
            _address(ctx, node, value)
            _model_of_path(ctx, node, value)
        elif (default := _DEFAULTED.fullmatch(value)) is not None:
            _default(ctx, node, default["model"])
        elif 0 < len(value) < 100:
            if not is_locale:
                _model(ctx, node, value)
                several.detect(ctx, node, value)
            _host(ctx, node, value)
    _patterns(ctx)


# --- models ----------------------------------------------------------------------------------------


def _model(ctx: Context, node: Node, value: str) -> None:
    tables = ctx.shared
    whole = tables.model.fullmatch(value) is not None and leaving.names(value, ctx.source.data)
    weak = value in tables.weak_models
    family = _FAMILY.fullmatch(value) is not None
    prefix = not whole and (family or tables.model_prefix.fullmatch(value) is not None)
    if not (whole or weak or prefix):
        return
    around = ctx.around(node)
    if (around.shown and around.name not in ("name", "Name")) or (around.part and not whole):
        return
    if around.shown and not any(MODELISH.search(n) for n in (around.call, *around.within[1:])):
        return
    listed = prefix and not family and _LISTS.search(around.target) is not None
    tested = prefix and around.test == "prefix_test" and not (family and not MODELISH.search(around.subject))
    if prefix and not (weak or tested or listed):
        return
    signs = (around.name, around.target, around.call, around.subject, *around.within)
    if weak and not tested and not any(MODELISH.search(n) for n in signs) and not _among_models(ctx, node):
        return
    flags = {around.test} if around.test else {"prefix_test"} if listed else set()
    if around.is_key:
        flags.add("table_key")
    ctx.add(SiteKind.MODEL, value, node, value=Literal(value), value_span=span_of(node), flags=flags)


def _model_of_path(ctx: Context, node: Node, value: str) -> None:
    """`https://api.openai.com/v1/models/gpt-4o`: a model within an address, changed with it."""
    found = _OF_PATH.search(value)
    if found is None or ctx.shared.model.fullmatch(found["model"]) is None or ctx.around(node).shown:
        return
    target = target_of_url(value, ctx.shared)
    start = ctx.source.data.find(found["model"].encode(), node.start_byte, node.end_byte)
    if start >= 0 and target.kind in (TargetKind.OFFICIAL, TargetKind.AZURE) and not _is_recorded(ctx, value):
        span = Span(start, start + len(found["model"].encode()))
        ctx.add(
            SiteKind.MODEL, found["model"], node, value=Literal(found["model"]), value_span=span, target=target,
            flags=("manual_only",),
        )  # fmt: skip


def _default(ctx: Context, node: Node, model: str) -> None:
    """`@Value("${openai.model:gpt-4o}")`: the model that is taken where none is set."""
    start = ctx.source.data.find(model.encode(), node.start_byte, node.end_byte)
    if start >= 0 and ctx.shared.model.fullmatch(model) and not ctx.around(node).shown:
        span = Span(start, start + len(model.encode()))
        ctx.add(SiteKind.MODEL, model, node, value=Literal(model), value_span=span, flags=("default",))


def _among_models(ctx: Context, node: Node) -> bool:
    """In one list, table or choice with names that are a model's for certain."""
    for above in ctx.module.above.get(key(node), ())[:_NEAR]:
        if above.type in ctx.module.grammar.scopes:
            return False
        if not isinstance(ctx.module.expr(above), Many | Pairs) and _CHOICES.search(above.type) is None:
            continue
        short = above.end_byte - above.start_byte < _LIST
        if short and _CERTAIN.search(ctx.source.data, above.start_byte, above.end_byte):
            return True
    return False


def _patterns(ctx: Context) -> None:
    """Expressions that match models by their names: `/gpt-4/`, `MustCompile("o\\d(-mini)?")`."""
    for node in ctx.module.strings:
        text = text_of(node)
        if _FAMILIES.search(text) is None or node.end_byte - node.start_byte > _PATTERN:
            continue
        call = ctx.around(node).call
        if node.type == "regex" or _MATCHES.search(call):
            ctx.add(
                SiteKind.MODEL, text.strip("`\"'@r/"), node, value_span=span_of(node),
                flags=("prefix_test", "manual_only"), confidence=Confidence.MEDIUM,
            )  # fmt: skip


def _body(ctx: Context, node: Node, value: str) -> None:
    """A request's body that is written as text: `"{\\"model\\": \\"gpt-4o\\", ...}"`."""
    found = IN_BODY.search(value)
    if found is None or not ctx.shared.model.fullmatch(found["model"]) or TEST_FILE.search(ctx.source.path):
        return
    raw = ctx.source.data[node.start_byte : node.end_byte]
    start = raw.find(found["model"].encode())
    asked = ASKED.search(value) is not None or any(s.kind is SiteKind.HTTP for s in ctx.sites)
    if start >= 0 and asked and not ANSWERED.search(value):
        span = Span(node.start_byte + start, node.start_byte + start + len(found["model"].encode()))
        ctx.add(SiteKind.MODEL, found["model"], node, value=Literal(found["model"]), value_span=span, flags=("body",))


# --- addresses -------------------------------------------------------------------------------------


def _address(ctx: Context, node: Node, value: str) -> None:
    if any(c.isspace() for c in value):
        return
    host = host_of(value)
    if host is None or host.partition(":")[0] in _PAGES or _reported(ctx, node):
        return
    around = ctx.around(node)
    if around.shown or _is_recorded(ctx, value):
        return
    target = target_of_host(host, ctx.shared)
    other = target.kind is TargetKind.OTHER
    beside = other and (_among_servers(ctx, node, value) or _beside_ours(ctx, node, value))
    if beside or is_ours(ctx, value, target, around):
        ctx.add(
            SiteKind.BASE_URL, _name_of(around), node, target=target, value=Literal(value), value_span=span_of(node),
        )  # fmt: skip


def _among_servers(ctx: Context, node: Node, value: str) -> bool:
    """`List.of("https://api.groq.com/openai", "https://api.acme.ai")`: whoever else the client may be pointed at."""
    others, own = ctx.shared.other_hosts, value.partition("://")[2].strip("/")
    if others.get(own, next(iter(OWN_API))) in OWN_API or not any(s.kind in _SPEAKING for s in ctx.sites):
        return False
    for above in ctx.module.above.get(key(node), ())[:2]:
        beside = (ctx.module.expr(child) for child in above.named_children[:40])
        texts = [e.value for e in beside if isinstance(e, Text) and e.value is not None]
        if len(texts) > 1 and all("://" in text for text in texts):
            return any(_SDK_BASE.search(t) and host_of(t) in others for t in texts)
    return False


def _beside_ours(ctx: Context, node: Node, value: str) -> bool:
    """`OpenAi => "https://api.openai.com/v1/", Mistral => "https://api.mistral.ai/v1/"`: one of several servers."""
    host = (host_of(value) or "").partition(":")[0]
    whose = ctx.shared.other_hosts.get(host)
    if whose is None or whose in OWN_API or b"api.openai.com" not in ctx.source.data:
        return False
    for above in ctx.module.above.get(key(node), ())[: 2 * _NEAR]:
        if above.type in ctx.module.grammar.scopes or above.end_byte - above.start_byte > _LIST:
            return False
        choice = isinstance(ctx.module.expr(above), Many | Pairs) or _CHOICES.search(above.type) is not None
        if choice and ctx.source.data.find(b"://api.openai.com", above.start_byte, above.end_byte) >= 0:
            return _SDK_BASE.search(value) is not None
    return False


def _name_of(around: Around) -> str:
    """What an address is called where it stands."""
    setter = around.call if _BASEISH.search(around.call) else ""
    return around.name or setter or around.target or "url"


def _is_recorded(ctx: Context, value: str) -> bool:
    """Recorded traffic and made-up servers of tests: nobody is talked to there."""
    if not TEST_FILE.search(ctx.source.path):
        return False
    host = (host_of(value) or "").partition(":")[0]
    return _RESERVED.search(host) is not None or OWN_PATHS.search(value) is not None


def is_ours(ctx: Context, value: str, target: Target, around: Around) -> bool:
    """Whether an address that stands so is one that this API is talked to at."""
    if target.kind is TargetKind.OFFICIAL:
        return True
    speaks = any(s.kind in _SPEAKING for s in ctx.sites)
    if target.kind is TargetKind.AZURE:
        return ".openai.azure" in value or speaks
    host = (host_of(value) or "").partition(":")[0]
    names = (around.name, around.target, around.call)
    named = any(_BASEISH.search(n) for n in names)
    if host in ctx.shared.relay_hosts:
        return named or host.startswith("api") or _PAGE.match(value) is None
    if NAMED_HOST.search(value) is not None:
        return True
    if any(OURS_BASE.search(n) for n in names) and _SDK_BASE.search(value):
        return True  # `WithOpenAIBaseURL("https://api.acme.dev/v1")`, whoever makes the client
    if _MAKES.search(around.call) and _OPENAI.match(around.owner):
        return True  # `openai.NewClientCompatible("Acme", "https://api.acme.ai/v1")`
    if _URL_NAME.search(around.target) and _SDK_BASE.search(value) and _HEIR.search(ctx.source.data):
        return True
    if OWN_PATHS.search(value):
        return speaks or "/chat/completions" in value
    served = _SDK_BASE.search(value) is not None or target.kind is TargetKind.OTHER
    if served and _BASEISH.search(around.name) and _PROVIDERS.search(ctx.source.data):
        return True
    if target.kind is TargetKind.OTHER and host in ctx.shared.other_hosts:
        return speaks and (named or _SDK_BASE.search(value) is not None)
    return named and speaks


def _host(ctx: Context, node: Node, value: str) -> None:
    """`"api.openai.com"` and `"openai.azure.com"` without a scheme: what hosts are compared with or built from."""
    bare = value.strip("./").lower()
    official = bare in ctx.shared.official_hosts or bare.partition("/")[0] in ctx.shared.official_hosts
    azure = ctx.shared.is_azure_host(bare.partition("/")[0])
    if not (official or azure) or " " in value or _reported(ctx, node):
        return
    around = ctx.around(node)
    if around.shown:
        return
    target = Target(TargetKind.OFFICIAL, "openai") if official else Target(TargetKind.AZURE)
    ctx.add(
        SiteKind.BASE_URL, around.name or around.target or "host", node, target=target, value=Literal(value),
        value_span=span_of(node), flags={around.test} if around.test else (),
    )  # fmt: skip


def _template(ctx: Context, node: Node, expr: Text) -> None:
    """An address with something put in."""
    text = "".join(p if isinstance(p, str) else "\0" for p in expr.parts)
    if "://" not in text or any(c.isspace() for c in text) or _reported(ctx, node):
        return
    target = target_of_url(text, ctx.shared)
    asked = "/chat/completions" in text or (OWN_PATHS.search(text) and b"openai" in ctx.source.data.lower())
    if target.kind is TargetKind.USER_DEFINED and asked and not TEST_FILE.search(ctx.source.path):
        pass
    elif target.kind not in (TargetKind.OFFICIAL, TargetKind.AZURE):
        return
    if ctx.around(node).shown:
        return
    if target.kind is TargetKind.AZURE and "openai" not in text:
        return
    ctx.add(
        SiteKind.BASE_URL, "url", node, target=target, value_span=span_of(node), flags=("manual_only",)
    )


def _path(ctx: Context, node: Node, text: str) -> None:
    """A path of the API below a server that is put in (`"{}/chat/completions"`), posted elsewhere."""
    found = _BELOW.match(text)
    if found is None or _reported(ctx, node) or TEST_FILE.search(ctx.source.path):
        return
    if not found["own"] and b"openai" not in ctx.source.data.lower():
        return
    if ctx.around(node).shown:
        return
    target = Target(TargetKind.AZURE if "/deployments/" in text else TargetKind.UNKNOWN)
    whole = ctx.resolver.text(node) or ""
    if target.kind is TargetKind.UNKNOWN and host_of(whole) is not None:
        target = target_of_url(whole, ctx.shared)
    ctx.add(
        SiteKind.HTTP, found["path"], node, sdk="http", target=target, value_span=span_of(node),
        confidence=Confidence.MEDIUM, flags=("path",),
    )  # fmt: skip


def _added(ctx: Context, node: Node, value: str) -> None:
    """`base + "/v1/images/generations"`, posted elsewhere."""
    below = _PART.fullmatch(value) if b"api.openai.com/v1" in ctx.source.data else None
    found = ctx.shared.paths.search(value) or below
    if found is None or value.startswith("/v1/models") or b"openai" not in ctx.source.data.lower():
        return
    around = ctx.around(node)
    if not around.part or around.shown or _reported(ctx, node) or TEST_FILE.search(ctx.source.path):
        return
    ctx.add(
        SiteKind.HTTP, found.group(0), node, sdk="http", value=Literal(value), value_span=span_of(node),
        confidence=Confidence.MEDIUM, flags=("path",),
    )  # fmt: skip


def _reported(ctx: Context, node: Node) -> bool:
    """The address stands inside a request, or is a setting, that is a site already."""
    return any(
        (s.kind is SiteKind.HTTP and s.span.start <= node.start_byte < s.span.end)
        or (s.kind is SiteKind.BASE_URL and s.value_span == span_of(node))
        for s in ctx.sites
    )


def adopt(sites: list[Site]) -> list[Site]:
    """A model's name inside a call talks to whom the call talks to."""
    calls = [s for s in sites if s.kind in (SiteKind.CALL, SiteKind.FRAMEWORK, SiteKind.HTTP)]
    by_value: dict[Span, Site] = {}
    for call in calls:
        for arg in call.args:
            if arg.name == "model":
                by_value.setdefault(arg.value_span, call)
                origin = arg.value.origin if isinstance(arg.value, Literal) else None
                if origin is not None and origin.path == call.path:
                    by_value.setdefault(origin.span, call)
    out: list[Site] = []
    for site in sites:
        if site.kind is SiteKind.MODEL and site.value_span is not None:
            call_ = by_value.get(site.value_span)
            if call_ is not None:
                site = replace(site, target=call_.target, client=call_.client)
        out.append(site)
    return out
