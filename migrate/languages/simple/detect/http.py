"""Requests made without a library: the address is in an argument, the body in another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrate.languages.hosts import OWN_PATHS, host_of, target_of_url
from migrate.languages.simple.detect.context import TEST_FILE, Context
from migrate.languages.simple.expr import Call, Given, Name, New, Pairs, Text, key, span_of, text_of
from migrate.languages.simple.module import Link
from migrate.languages.simple.values import vocabulary
from migrate.model import Arg, Confidence, DictValue, Literal, SiteKind, Target, TargetKind

if TYPE_CHECKING:
    from tree_sitter import Node

_ARGS = 4  # the address is among the first
_SPEAKING = (SiteKind.CLIENT, SiteKind.CALL, SiteKind.FRAMEWORK, SiteKind.HTTP)
_RELATIVE = re.compile(
    r"/?(?:v1/)?(?:chat/completions|embeddings|completions|responses|moderations|images/(?:generations|edits)"
    r"|audio/(?:speech|transcriptions|translations)|fine_tuning/jobs|batches)"
)
_SAID = re.compile(rb"api\.openai\.com|openai\.azure\.com|\bOPENAI_(?:API_)?(?:BASE|URL|HOST|KEY)|\bOPENAI_BASE_URL")
_ROUTERS = re.compile(r"(?i)rout|\bapp\b|mux|server|mock|stub|wiremock|engine|\bgroup|\bmap$")
_OTHERS = re.compile(  # said of this API only beside a path of the first kind
    r"/?(?:v1/)?(?:files|models|engines|batches|assistants|threads|vector_stores|uploads|containers|conversations"
    r"|responses|chat/completions|images/variations|fine[_-]tun(?:es|ing/jobs))(?:/[\w.:{}-]+)*"
)
_DECLARES = re.compile(
    r"(?:retrofit2\.http\.)?(?:GET|POST|PUT|DELETE|PATCH|HTTP)|(?:Get|Post|Put|Delete|Patch|Http)(?:Exchange)?|RequestLine"
    r"|(?:(?:Get|Post|Put|Delete|Patch|Request)Mapping)"
)
_LINE = re.compile(r"(?:GET|POST|PUT|DELETE|PATCH) (?=/)")  # Feign's `POST /v1/embeddings`
_NOTES = frozenset({"annotation", "attribute"})
_OF_TEXT = frozenset({"PostJsonAsync", "PostStringAsync"})  # methods of an address
_BODIES = ("json", "body", "data", "form_params", "payload")


def detect(ctx: Context) -> None:
    """Report requests whose address is this API's."""
    calls = ctx.resolver.tables.http_calls
    for top in ctx.module.tops:
        expr = ctx.module.expr(top)
        if isinstance(expr, New) and expr.type.rpartition(".")[2] in calls:
            _request(ctx, expr.args, top, top, expr.args_node, None)
            _below(ctx, expr.args, top, top, expr.args_node, ())
        chain = ctx.module.chain(top)
        if chain is None:
            continue
        root = ctx.module.expr(chain.root) if chain.root is not None else None
        if isinstance(root, New) and root.type.rpartition(".")[2] in calls and chain.root is not None:
            _request(ctx, root.args, chain.root, chain.root, root.args_node, chain.links)
            _below(ctx, root.args, chain.root, chain.root, root.args_node, chain.links)
        for link in chain.links:
            told = isinstance(root, Text) or (link.name in _OF_TEXT and isinstance(root, Name))
            if link.call is not None and link.name in calls and told and chain.root is not None:
                address = (Given(chain.root, chain.root), *link.call.args)  # `"https://...".PostJsonAsync(body)`
                _request(ctx, address, link.node, link.name_node, link.call.args_node, chain.links)
            elif link.call is not None and link.name in calls:
                _request(ctx, link.call.args, link.node, link.name_node, link.call.args_node, chain.links)
                _relative(ctx, link, chain.links)


def proxies(ctx: Context) -> None:
    """Proxies that a file which talks to the API sends its requests through: `http.ProxyURL(u)`, `new Proxy(...)`."""
    known = ctx.resolver.tables.proxies
    ours = (TargetKind.OFFICIAL, TargetKind.AZURE)
    speaks = any(s.kind in _SPEAKING or (s.kind is SiteKind.BASE_URL and s.target.kind in ours) for s in ctx.sites)
    if not known or not speaks:
        return
    for top in ctx.module.tops:
        expr = ctx.module.expr(top)
        if isinstance(expr, New):
            if expr.type.rpartition(".")[2] in known:
                ctx.add(SiteKind.PROXY, expr.type.rpartition(".")[2], top, confidence=Confidence.MEDIUM)
            continue
        chain = ctx.module.chain(top)
        owner = ctx.module.expr(chain.root) if chain is not None and chain.root is not None else None
        root = before = owner.text if isinstance(owner, Name) else ""
        for link in chain.links if chain is not None else ():
            given = [ctx.module.expr(g.value) for g in link.call.args[:3]] if link.call is not None else []
            if any(isinstance(e, Name) and e.text in known for e in given):  # `curl_setopt($ch, CURLOPT_PROXY, ...)`
                ctx.add(SiteKind.PROXY, link.name, link.node, at=link.name_node, confidence=Confidence.MEDIUM)
            elif link.call is not None and link.call.args:  # `proxy.SOCKS5(...)`, `resty.New().SetProxy(...)`
                named = next((n for o in (before, root) if (n := f"{o}.{link.name}") in known), None)
                if named is not None:
                    ctx.add(SiteKind.PROXY, named, link.node, at=link.name_node, confidence=Confidence.MEDIUM)
            before = link.name


def _request(
    ctx: Context,
    given: tuple[Given, ...],
    node: Node,
    at: Node,
    args_node: Node | None,
    links: tuple[Link, ...] | None,
) -> None:
    for entry in given[:_ARGS]:
        found = next(((t, w) for t in _texts(ctx, entry.value) if (w := _target(ctx, t)) is not None), None)
        if found is None:
            continue
        text, target = found
        if any(s.kind is SiteKind.HTTP and s.span.start <= at.start_byte < s.span.end for s in ctx.sites):
            return
        value, place = ctx.values.given(entry.value)
        url = Arg("url", value, span_of(entry.node), place)
        body, is_open = _body(ctx, given, links)
        path = ctx.shared.paths.search(text)
        api = _api(text, path.group(0) if path else "")
        features = {"stream"} if any(a.name == "stream" for a in body) else set()
        ctx.add(
            SiteKind.HTTP, api, node, at=at, args=(url, *body), args_node=args_node, open_args=is_open, sdk="http",
            target=target, confidence=Confidence.HIGH, features=features,
        )  # fmt: skip
        return


def _texts(ctx: Context, node: Node) -> Iterator[str]:
    """What an address may be: the last that its name was given, then those it was given before."""
    text = ctx.resolver.text(node)
    if text is not None:
        yield text
    expr = ctx.module.expr(node)
    for bound in ctx.module.find(expr.text, node.start_byte)[1:] if isinstance(expr, Name) else ():
        earlier = ctx.resolver.text(bound.value) if bound.value is not None else None
        if earlier is not None:
            yield earlier


def _relative(ctx: Context, link: Link, links: tuple[Link, ...]) -> None:
    """`client.post("/chat/completions")` on a client that was given the address: the file says whose."""
    call = link.call
    if call is None or call.obj is None or TEST_FILE.search(ctx.source.path):
        return
    if _ROUTERS.search(text_of(call.obj)[-40:]):
        return  # a server of one's own
    _below(ctx, call.args, call.args_node or link.node, link.name_node, call.args_node, links)


def _below(
    ctx: Context, args: tuple[Given, ...], node: Node, at_node: Node, args_node: Node | None, links: tuple[Link, ...]
) -> None:
    """A request to a path below the address that the file says."""
    at = at_node.start_byte
    if TEST_FILE.search(ctx.source.path):
        return
    for entry in args[:2]:
        text = ctx.resolver.text(entry.value)
        if text is None or _RELATIVE.fullmatch(text) is None or text.startswith("v1/models"):
            continue
        said = _SAID.search(ctx.source.data)
        taken = any(s.kind is SiteKind.HTTP and s.span.start <= at < s.span.end for s in ctx.sites)
        if said is None or taken:
            return
        azure = b"azure" in said[0].lower()
        target = Target(TargetKind.AZURE) if azure else Target(TargetKind.OFFICIAL, "openai")
        value, place = ctx.values.given(entry.value)
        body, is_open = _body(ctx, args, links)
        ctx.add(
            SiteKind.HTTP, "/" + text.lstrip("/"), node, at=at_node, sdk="http",
            args=(Arg("url", value, span_of(entry.node), place), *body), args_node=args_node, open_args=is_open,
            target=target if said[0].startswith((b"api.", b"openai.azure")) else Target(TargetKind.USER_DEFINED),
            confidence=Confidence.MEDIUM, features={"stream"} if any(a.name == "stream" for a in body) else set(),
        )  # fmt: skip
        return


def annotated(ctx: Context) -> None:
    """`@POST("v1/chat/completions")`: methods of a declared client (Retrofit, Feign, Refit, Spring's interfaces)."""
    if b"openai" not in ctx.source.data.lower() or TEST_FILE.search(ctx.source.path):
        return
    noted = [(node, path) for node in ctx.module.strings if (path := _declared(ctx, node)) is not None]
    if any(_RELATIVE.fullmatch(path) for _, path in noted):
        for node, path in noted:
            ctx.add(
                SiteKind.HTTP, "/" + path.lstrip("/"), node, sdk="http", value=Literal(path),
                value_span=span_of(node), confidence=Confidence.MEDIUM, flags=("path",),
            )  # fmt: skip


def _declared(ctx: Context, node: Node) -> str | None:
    """The path that an annotation of a declared client's method gives, where it is one of this API's."""
    expr = ctx.module.expr(node)
    text = expr.value if isinstance(expr, Text) else None
    path = _LINE.sub("", text, count=1) if text is not None else ""
    if not (_RELATIVE.fullmatch(path) or _OTHERS.fullmatch(path)):
        return None
    note = next((n for n in ctx.module.above.get(key(node), ()) if n.type in _NOTES), None)
    named = text_of(note).lstrip("@").partition("(")[0].strip() if note is not None else ""
    if _DECLARES.fullmatch(named) is None or (named.endswith("Mapping") and b"FeignClient" not in ctx.source.data):
        return None  # the last: a server of one's own
    return path


def _api(text: str, path: str) -> str:
    """The path of the request, as far as it is known."""
    if not path and text.startswith("\0/"):
        return text[1:].partition("?")[0]
    if not path:
        return "/" + text.partition("://")[2].partition("/")[2].partition("?")[0].replace("\0", "*")
    prefix = text[: text.find(path)].rpartition("/")[2]
    return f"/{prefix}{path}" if prefix in ("v1", "v2", "v3", "v4") else path


def _target(ctx: Context, text: str) -> Target | None:
    """Whom a request goes to; None when it is not one to this API."""
    if any(c.isspace() for c in text.strip()):
        return None
    host = host_of(text)
    path = ctx.shared.paths.search(text)
    target = target_of_url(text, ctx.shared) if "://" in text else Target(TargetKind.USER_DEFINED)
    if "/openai/deployments" in text and text[:1] in ("\0", "h") and target.kind is TargetKind.USER_DEFINED:
        return Target(TargetKind.AZURE)  # a path of nobody else's
    if "://" in text and text.partition("://")[2].partition("/")[2].strip("/") in ("", "v1"):
        return None  # the address of the API, not of a request
    if target.kind is TargetKind.OFFICIAL or (target.kind is TargetKind.AZURE and "openai" in text):
        return target
    if text.startswith("\0/") and _RELATIVE.fullmatch(text[1:].partition("?")[0]) and _SAID.search(ctx.source.data):
        return target  # `format!("{}/embeddings", self.url)` in a file that says the address
    if path is None:
        return target if host is not None and host in ctx.shared.relay_hosts else None
    if "/chat/completions" in text and (host is not None or "\0" in text):
        return target
    if OWN_PATHS.search(text):
        return target if host is not None and b"openai" in ctx.source.data.lower() else None
    return None


def _body(ctx: Context, given: tuple[Given, ...], links: tuple[Link, ...] | None) -> tuple[tuple[Arg, ...], bool]:
    """The fields of the JSON body, when it can be seen: in the call or in one chained to it."""
    candidates = [*given, *(g for link in links or () if link.call is not None for g in link.call.args)]
    seen: set[tuple[int, int, str]] = set()
    for entry in candidates:
        found = _data(ctx, entry.value, 0, seen)
        if found is None:
            continue
        held = next((e for e in found.entries if e.name in _BODIES and isinstance(e.value, DictValue)), None)
        inner = held.value if held is not None and isinstance(held.value, DictValue) else found
        if inner.get("model") is not None or inner.get("messages") is not None or inner.get("input") is not None:
            return inner.entries, not inner.complete
    return (), True


def _data(ctx: Context, node: Node, depth: int, seen: set[tuple[int, int, str]]) -> DictValue | None:
    """A dictionary or object, also behind a serializer or a name; each expression is looked at once."""
    if depth > 6 or key(node) in seen:
        return None
    seen.add(key(node))
    expr = ctx.module.expr(node)
    if isinstance(expr, Pairs | New):
        value = ctx.values.value(node)
        if isinstance(value, DictValue):
            if isinstance(expr, New):
                inner = [d for g in expr.args if (d := _data(ctx, g.value, depth + 1, seen)) is not None]
                if inner and value.get("model") is None:
                    return inner[0]
                entries = tuple(
                    Arg(vocabulary(None, a.name), a.value, a.span, a.value_span, a.name_span) for a in value.entries
                )
                return DictValue(entries, value.complete)
            return value
        return next((d for g in getattr(expr, "args", ()) if (d := _data(ctx, g.value, depth + 1, seen))), None)
    if isinstance(expr, Name):
        bound = [b for b in ctx.module.find(expr.text, node.start_byte) if b.value is not None]
        if bound and bound[0].value is not None and key(bound[0].value) != key(node):
            return _data(ctx, bound[0].value, depth + 1, seen)
        return None
    if isinstance(expr, Call):
        found = next((d for g in expr.args if (d := _data(ctx, g.value, depth + 1, seen)) is not None), None)
        return found or (_data(ctx, expr.obj, depth + 1, seen) if expr.obj is not None else None)
    inner_ = getattr(expr, "node", None)
    return _data(ctx, inner_, depth + 1, seen) if inner_ is not None else None
