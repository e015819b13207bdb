"""Requests whose address stands elsewhere: built first and sent later, or posted by a client of one's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrate.languages.simple.detect.context import TEST_FILE, Context
from migrate.languages.simple.detect.elsewhere import (
    ADDRESS,
    LATEST,
    LONGEST,
    REQUESTS,
    WORD,
    constant,
    handed,
    is_request,
)
from migrate.languages.simple.expr import Call, Get, Given, Inner, Joined, Name, Text, key, span_of, text_of
from migrate.languages.simple.module import Link
from migrate.model import Arg, Confidence, Literal, Site, SiteKind, Target, TargetKind

if TYPE_CHECKING:
    from tree_sitter import Node

_NAMED = re.compile(r"(?i)open_?ai|chat_?gpt")
_ASKS = (re.compile(rb"\bmodel\b"), re.compile(rb"\b(?:messages|input|prompt)\b"))
_BEARER = re.compile(rb"[\"']Bearer\b")
_POSTS = re.compile(
    r"(?i)^(?:wp_remote_)?post(?:_?(?:async|json|form|asjson|asjsonasync|jsonasync|forentity|forobject))?$"
)
_GETS = re.compile(r"(?i)^(?:wp_remote_)?(?:get|put|delete|patch)(?:_?async)?$")
_POST = re.compile(r"(?i)(?:^|[.:\"'])(?:method_?)?post[\"']?$")
_OWN_PATH = re.compile(
    r"/?(?:v1/)?(?:chat/completions|embeddings|completions|responses|moderations|images/(?:generations|edits)"
    r"|audio/(?:speech|transcriptions|translations))"
)
_DEPLOYED = re.compile(
    r"/?openai/deployments/[^/\s]+(?P<path>/(?:chat/completions|completions|embeddings|images/(?:generations|edits)"
    r"|audio/(?:speech|transcriptions|translations))|/?)(?:\?\S*)?"
)
_LISTED = re.compile(r"/?(?:v1/)?models")
_ROUTES = re.compile(r"(?i)rout|map|handle|group|mock|stub|fake|serve")
_MADE = re.compile(r"\.(?:POST|post)\(|[\"']POST[\"']|Method(?:::|\.)(?:POST|Post)\b")  # a request, as a POST
_NOTHING = frozenset({'""', "string.Empty", "String.Empty", "null"})
_SDK = (SiteKind.CLIENT, SiteKind.CALL, SiteKind.FRAMEWORK)


def detect(ctx: Context) -> None:
    """Report the sending of requests to this API where no address stands in the call."""
    if TEST_FILE.search(ctx.source.path):
        return
    _deployed(ctx)
    _beside(ctx)
    own = _is_client(ctx)
    if own:
        for link in _links(ctx):
            _posted(ctx, link)
        _got(ctx)
        _paths(ctx)
        _chosen(ctx)
        _listed(ctx)
    based = _based(ctx)
    for link in _links(ctx):
        _sent(ctx, link)
        if based:
            _to_base(ctx, link, based)
        if own:
            _built(ctx, link)


def _links(ctx: Context) -> Iterator[Link]:
    for top in ctx.module.tops:
        chain = ctx.module.chain(top)
        yield from (link for link in (chain.links if chain is not None else ()) if link.call is not None)


def _is_client(ctx: Context) -> bool:
    """A class, file or folder named after the API that builds requests of its own, without any SDK."""
    folder, _, name = ctx.source.path.rpartition("/")
    if any(s.kind in _SDK for s in ctx.sites):
        return False
    data = ctx.source.data
    named = any(_NAMED.search(n) for n in (name, *ctx.module.classes)) or any("path" in s.flags for s in ctx.sites)
    if named and all(word.search(data) for word in _ASKS):
        return True
    return _NAMED.search(folder.rpartition("/")[2]) is not None and _BEARER.search(data) is not None


def _reported(ctx: Context, at: Node) -> bool:
    return any(s.kind is SiteKind.HTTP and s.line == ctx.source.line(at.start_byte) for s in ctx.sites)


# --- built here, sent there ------------------------------------------------------------------------


def _sent(ctx: Context, link: Link) -> None:
    """`client.send(request)`, `curl_exec($ch)`: the address was given to what is sent."""
    call = link.call
    if call is None or link.name not in ctx.resolver.tables.senders:
        return
    for given in call.args[:2]:
        expr = ctx.module.expr(given.value)
        while isinstance(expr, Inner):
            expr = ctx.module.expr(expr.node)
        if not isinstance(expr, Name) or _reported(ctx, link.name_node):
            continue
        site = (
            _address_of(ctx, expr.text, link.node) or _held(ctx, expr.text, link.node)
            or handed(ctx, expr.text, link.node)
        )  # fmt: skip
        if site is not None:
            ctx.add(
                SiteKind.HTTP, site.api if site.kind is SiteKind.HTTP else link.name, link.node, at=link.name_node,
                sdk="http", target=site.target, args_node=call.args_node, open_args=True,
                confidence=Confidence.MEDIUM, flags=("sent",),
            )  # fmt: skip
            return


def _based(ctx: Context) -> dict[str, Site]:
    """Clients whose base address is that of a request: `http.BaseAddress = new Uri(DefaultUrl)`."""
    addresses = [s for s in ctx.sites if s.kind is SiteKind.BASE_URL and is_request(s)]
    found: dict[str, Site] = {}
    for (owner, name), bindings in ctx.module.owned.items() if addresses else ():
        for bound in bindings if name == "BaseAddress" and owner else ():
            value = bound.value
            words = set(WORD.findall(text_of(value)[:LONGEST])) if value is not None else set()
            for site in addresses:
                inside = value is not None and value.start_byte <= site.span.start < value.end_byte
                if inside or site.api in words:
                    found[owner] = site
    return found


def _to_base(ctx: Context, link: Link, based: dict[str, Site]) -> None:
    """`http.PostAsync("", content)`: all of the address was given before."""
    call = link.call
    if call is None or call.obj is None or not call.args or not _POSTS.match(link.name):
        return
    site = based.get(text_of(call.obj))
    if site is not None and text_of(call.args[0].value) in _NOTHING and not _reported(ctx, link.name_node):
        ctx.add(
            SiteKind.HTTP, link.name, link.node, at=link.name_node, sdk="http", target=site.target,
            args_node=call.args_node, open_args=True, confidence=Confidence.MEDIUM, flags=("sent",),
        )  # fmt: skip


def _address_of(ctx: Context, name: str, node: Node) -> Site | None:
    """The site with the address that the variable `name` was given, in the same function."""
    module = ctx.module
    held = [b.value for b in module.find(name, node.start_byte) if b.value is not None]
    word = re.compile(rf"(?<![\w$]){re.escape(name)}(?!\w)".encode())
    found = _first(ctx, node, held, word)
    if found is not None:
        return found
    further: list[Node] = []
    for value in held[:LATEST]:  # `request = Post.new(uri.path)`: what the address was given to before
        for other in dict.fromkeys(WORD.findall(text_of(value)[:LONGEST])):
            further += [b.value for b in module.find(other, value.start_byte) if b.value is not None]
    return _first(ctx, node, further, None) or constant(ctx, [*held[:LATEST], *further[:LATEST]])


def _first(ctx: Context, node: Node, held: list[Node], word: re.Pattern[bytes] | None) -> Site | None:
    """The last address before a node that stands in one of the values, or on a line with the word."""
    module = ctx.module
    scope = module.scopes_at(node.start_byte)[0]
    for site in reversed(ctx.sites):
        at = site.span.start
        ours = site.kind is SiteKind.HTTP or (site.kind is SiteKind.BASE_URL and is_request(site))
        if not ours or at >= node.start_byte or module.scopes_at(at)[0] != scope or "sent" in site.flags:
            continue
        begin = ctx.source.line_span(at).start
        if any(v.start_byte <= at < v.end_byte for v in held):
            return site
        if word is not None and word.search(ctx.source.data, begin, site.span.end):
            return site
    return None


def _held(ctx: Context, name: str, node: Node) -> Site | None:
    """A path that a field holds (`$this->uri`), of which the variable `name` was made: it was set elsewhere."""
    for bound in ctx.module.find(name, node.start_byte)[:LATEST]:
        todo = [bound.value] if bound.value is not None else []
        for value in todo:
            expr = ctx.module.expr(value)
            given = expr.args if isinstance(expr, Call) else ()
            todo += [expr.obj] if isinstance(expr, Call) and expr.obj is not None and len(todo) < LONGEST else []
            fields = [e.name for g in given if isinstance(e := ctx.module.expr(g.value), Get)
                      and text_of(e.obj) in ctx.module.grammar.this]  # fmt: skip
            kept = [b.value for f in fields for b in ctx.module.fields.get(f, ()) if b.value is not None]
            site = next((s for s in ctx.sites if s.kind is SiteKind.HTTP and "path" in s.flags
                         and any(k.start_byte <= s.span.start < k.end_byte for k in kept)), None)  # fmt: skip
            if site is not None:
                return site
    return None


def _beside(ctx: Context) -> None:
    """`$config->url . '/embeddings'`, where a client of the SDK is given the same `$config->url`."""
    bases = {
        ctx.source.text(a.value_span) for s in ctx.sites if s.kind is SiteKind.CLIENT for a in s.args
        if a.name == "base_url" and not isinstance(a.value, Literal)
    }  # fmt: skip
    for node in ctx.module.strings if bases else ():
        expr = ctx.module.expr(node)
        value = expr.value if isinstance(expr, Text) else None
        if value is None or not value.startswith("/") or _OWN_PATH.fullmatch(value) is None or _reported(ctx, node):
            continue
        above = next(iter(ctx.module.above.get(key(node), ())), None)
        joined = ctx.module.expr(above) if above is not None else None
        pieces = joined.pieces if isinstance(joined, Joined) else ()
        if len(pieces) == 2 and key(pieces[1]) == key(node) and text_of(pieces[0]) in bases:
            ctx.add(
                SiteKind.HTTP, value, node, sdk="http", value=Literal(value), value_span=span_of(node),
                target=Target(TargetKind.USER_DEFINED), confidence=Confidence.MEDIUM, flags=("path",),
            )  # fmt: skip


# --- a client of one's own -------------------------------------------------------------------------


def _deployed(ctx: Context) -> None:
    """`'openai/deployments/{name}/chat/completions'`: Azure's path, put below an address that is configured."""
    if b"openai/deployments/" not in ctx.source.data:
        return
    for node in ctx.module.strings:
        expr = ctx.module.expr(node)
        text = "".join(p if isinstance(p, str) else "{}" for p in expr.parts) if isinstance(expr, Text) else ""
        found = _DEPLOYED.fullmatch(text)
        if found is not None and not ctx.around(node).shown and not _reported(ctx, node):
            path = found["path"].rstrip("/") or "/deployments"
            ctx.add(
                SiteKind.HTTP, path, node, sdk="http", value_span=span_of(node),
                confidence=Confidence.MEDIUM, target=Target(TargetKind.AZURE), flags=("path",),
            )  # fmt: skip


def _posted(ctx: Context, link: Link) -> None:
    """`conn.post(endpoint, payload)`, `Net::HTTP::Post.new(uri)`: the address is handed in."""
    call = link.call
    if call is None:
        return
    verb = text_of(call.obj) if call.obj is not None and link.name == "new" else ""
    texts = [text_of(given.value) for given in call.args[:3]]
    if _POSTS.match(link.name) or verb.endswith("Post"):
        places = call.args[:1]
    elif REQUESTS.match(link.name) and any(_POST.search(text) for text in texts):
        places = call.args[1:3]
    else:
        return
    for given in places:
        expr = ctx.module.expr(given.value)
        while isinstance(expr, Inner):
            expr = ctx.module.expr(expr.node)
        called = expr.text if isinstance(expr, Name) else expr.name if isinstance(expr, Get | Call) else ""
        text = ctx.resolver.text(given.value)
        known = text is not None and text.strip("\0/?&")
        if not ADDRESS.search(called) or known or _reported(ctx, link.name_node):
            continue
        value, place = ctx.values.given(given.value)
        ctx.add(
            SiteKind.HTTP, link.name, link.node, at=link.name_node, sdk="http", args_node=call.args_node,
            args=(Arg("url", value, span_of(given.node), place),), open_args=True,
            target=Target(TargetKind.USER_DEFINED), confidence=Confidence.MEDIUM,
        )  # fmt: skip
        return


def _built(ctx: Context, link: Link) -> None:
    """`client.send(request, ...)` of a request that was built as a POST to an address from elsewhere."""
    call = link.call
    if call is None or link.name not in ctx.resolver.tables.senders or not _BEARER.search(ctx.source.data):
        return
    for given in call.args[:1]:
        expr = ctx.module.expr(given.value)
        held = ctx.module.find(expr.text, link.node.start_byte) if isinstance(expr, Name) else []
        value = next((b.value for b in held if b.value is not None), None)
        if value is None or _reported(ctx, link.name_node) or _MADE.search(text_of(value)[:2000]) is None:
            continue
        ctx.add(
            SiteKind.HTTP, link.name, link.node, at=link.name_node, sdk="http", args_node=call.args_node,
            open_args=True, target=Target(TargetKind.USER_DEFINED), confidence=Confidence.MEDIUM, flags=("sent",),
        )  # fmt: skip
        return


def _got(ctx: Context) -> None:
    """`client.get(url, options)` beside `client.post(url, options)`: one helper for every method."""
    posted = {
        text_of(link.call.args_node)
        for link in _links(ctx)
        if link.call is not None and link.call.args_node is not None and _POSTS.match(link.name)
        and _reported(ctx, link.name_node)
    }  # fmt: skip
    for link in _links(ctx):
        node = link.call.args_node if link.call is not None else None
        if node is None or not _GETS.match(link.name) or text_of(node) not in posted:
            continue
        if _reported(ctx, link.name_node):
            continue
        ctx.add(
            SiteKind.HTTP, link.name, link.node, at=link.name_node, sdk="http", args_node=node, open_args=True,
            target=Target(TargetKind.USER_DEFINED), confidence=Confidence.MEDIUM,
        )  # fmt: skip


def _paths(ctx: Context) -> None:
    """`$this->completion('chat/completions', ...)`: a path that a method of the class posts to."""
    bases = (s for s in ctx.sites if s.kind is SiteKind.BASE_URL)
    official = next((s for s in bases if s.target.kind is TargetKind.OFFICIAL), None)
    if official is None:
        return
    own = ctx.module.grammar.this
    for link in _links(ctx):
        call = link.call
        if call is None or not call.args or _ROUTES.search(link.name):
            continue
        root: Node | None = call.obj
        while root is not None and isinstance(expr := ctx.module.expr(root), Call | Get):
            root = expr.obj
        if call.obj is not None and (root is None or text_of(root) not in own):
            continue
        first = ctx.module.expr(call.args[0].value)
        value = first.value if isinstance(first, Text) else None
        known = value is not None and (
            _OWN_PATH.fullmatch(value) or (link.name.lower().startswith("get") and _LISTED.fullmatch(value))
        )
        at = call.args[0].value
        if value is not None and known and not _reported(ctx, at):
            ctx.add(
                SiteKind.HTTP, "/" + value.lstrip("/"), at, sdk="http", value=Literal(value), value_span=span_of(at),
                target=official.target, confidence=Confidence.MEDIUM, flags=("path",),
            )  # fmt: skip


def _chosen(ctx: Context) -> None:
    """`endpoint = translate ? 'audio/translations' : 'audio/transcriptions'`, where other paths are posted."""
    other = next((s for s in ctx.sites if s.kind is SiteKind.HTTP and _names_path(s)), None)
    for node in ctx.module.strings if other is not None else ():
        expr = ctx.module.expr(node)
        value = expr.value if isinstance(expr, Text) else None
        if other is None or value is None or "/" not in value or _OWN_PATH.fullmatch(value) is None:
            continue
        around = ctx.around(node)
        if around.call or around.part or not ADDRESS.search(around.target):
            continue
        ctx.add(
            SiteKind.HTTP, "/" + value.lstrip("/"), node, sdk="http", value=Literal(value), value_span=span_of(node),
            target=other.target, confidence=Confidence.MEDIUM, flags=("path",),
        )  # fmt: skip


def _listed(ctx: Context) -> None:
    """`$this->request($user, 'models')`, where the same method is given this API's other paths."""
    calls = [(link, link.call.args[:2]) for link in _links(ctx) if link.call is not None]
    known = {link.name: site for link, given in calls if (site := _path_in(ctx, link, given)) is not None}
    for link, given in calls:
        for entry in given if link.name in known else ():
            expr = ctx.module.expr(entry.value)
            value = expr.value if isinstance(expr, Text) else None
            if value is not None and _LISTED.fullmatch(value) and not _reported(ctx, entry.value):
                ctx.add(
                    SiteKind.HTTP, "/" + value.lstrip("/"), entry.value, sdk="http", value=Literal(value),
                    value_span=span_of(entry.value), target=known[link.name].target, confidence=Confidence.MEDIUM,
                    flags=("path",),
                )  # fmt: skip


def _path_in(ctx: Context, link: Link, given: tuple[Given, ...]) -> Site | None:
    """The request that a call is, which is given a path of this API."""
    texts = (ctx.module.expr(entry.value) for entry in given)
    if not any(isinstance(t, Text) and t.value is not None and _OWN_PATH.fullmatch(t.value) for t in texts):
        return None
    line = ctx.source.line(link.name_node.start_byte)
    return next((s for s in ctx.sites if s.kind is SiteKind.HTTP and s.line == line), None)


def _names_path(site: Site) -> bool:
    """A request that is made with a path alone."""
    return "path" in site.flags or any(
        a.name == "url" and isinstance(a.value, Literal) and _OWN_PATH.fullmatch(str(a.value.value)) is not None
        for a in site.args
    )
