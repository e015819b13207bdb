"""Requests made without an SDK: the address may be put together in another function or file."""

from __future__ import annotations

from tree_sitter import Node

from migrate.languages.expressions import Call, Name
from migrate.languages.hosts import OWN_API, OWN_PATHS, host_of, target_of_url
from migrate.languages.nodes import text_of
from migrate.languages.python.detect.context import Called, Context, name_node
from migrate.languages.python.detect.handed import based, handed
from migrate.languages.python.expr import children
from migrate.languages.python.things import Thing
from migrate.languages.requests import model_in_address, path_of
from migrate.languages.things import Ext, Found, Inst
from migrate.model import Arg, Confidence, DictValue, Literal, SiteKind, Target, TargetKind

_BODY = ("json", "data", "content", "body")
_CONNECTION = "http.client.HTTPSConnection"  # is given the host; each request names only its path
_OF_CONNECTION = ("method", "url", "body", "headers")
_DUMPS = ("json.dumps", "orjson.dumps", "ujson.dumps", "simplejson.dumps")
_METHOD_FIRST = frozenset({"request", "stream", "build_request"})
_FIRST_IS_METHOD = frozenset({"request", "stream", "build_request", "Request", "open"})


def detect(ctx: Context) -> None:
    """Report requests whose address is this API's."""
    for call in ctx.calls:
        node, func, arguments, scope, name = call.node, call.func, call.arguments, call.scope, call.name
        if arguments.type != "argument_list":
            continue
        sure = is_request(ctx, call.thing)
        likely = call.thing is None and func.type == "attribute" and name in ctx.tables.http_methods
        if not sure and (not likely or (node.parent is not None and node.parent.type == "decorator")):
            continue
        if not sure and "mock" in text_of(func).lower():
            continue
        url = url_node(arguments, name)
        if url is None:
            continue
        address = ctx.build(url, scope)
        text = ctx.resolver.text(address, ctx.path)
        if sure and (text is None or (host_of(text) is None and ctx.tables.shared.paths.search(text) is None)):
            text = handed(ctx, address) or text
        if text is None or (not sure and text.startswith("/")):
            continue  # a bare path on an unknown object is as likely a test of one's own server
        host = _host(ctx, call.thing) if text.startswith("/") else None
        if host is not None and isinstance(host.value, Literal):
            text = f"https://{host.value.value}{text}"
        text = based(ctx, call.thing, text)
        target = _target(ctx, text)
        if target is not None:
            _report(ctx, call, url, text, target, sure=sure, host=host)


def _host(ctx: Context, thing: Thing | None) -> Arg | None:
    """The host a connection was made for, where it is written down."""
    if not isinstance(thing, Inst) or thing.cls != _CONNECTION or thing.made is None:
        return None
    given = thing.made.args[0] if thing.made.args else thing.made.kwarg("host")
    value = ctx.values.of(Found(given, thing.path), thing.made.span) if given is not None else None
    if not isinstance(value, Literal) or not isinstance(value.value, str) or value.origin is None:
        return None
    return Arg("host", value, value.origin.span, value.origin.span)


def is_request(ctx: Context, thing: Thing | None) -> bool:
    """Whether a call is one of a library that sends requests."""
    if isinstance(thing, Ext):
        return thing.name in ctx.tables.http_calls
    if isinstance(thing, Inst):
        method = thing.attrs[-1] if thing.attrs else ""
        return thing.cls in ctx.tables.http_sessions and method in ctx.tables.http_methods
    return False


def url_node(arguments: Node, name: str) -> Node | None:
    """The argument of a request that is its address."""
    positional: list[Node] = []
    for child in children(arguments):
        if child.type == "keyword_argument":
            key = child.child_by_field_name("name")
            if key is not None and text_of(key) in ("url", "uri"):
                return child.child_by_field_name("value")
        else:
            positional.append(child)
    if len(positional) > 1 and name in _FIRST_IS_METHOD and _is_verb(positional[0]):
        return positional[1]
    if len(positional) > 1 and name in _METHOD_FIRST and positional[0].type in ("attribute", "identifier"):
        return positional[1]  # `client.request(request.method, url)`
    return positional[0] if positional else None


def _is_verb(node: Node) -> bool:
    return text_of(node).strip("\"'").upper() in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")


def _target(ctx: Context, text: str) -> Target | None:
    """Whom a request goes to; None when it is not one to this API."""
    host = host_of(text)
    path = ctx.tables.shared.paths.search(text)
    target = target_of_url(text, ctx.tables.shared) if "://" in text else Target(TargetKind.USER_DEFINED)
    if target.kind is TargetKind.OFFICIAL or (target.kind is TargetKind.AZURE and "openai" in text):
        return target
    if path is None:
        return target if host is not None and host in ctx.tables.shared.relay_hosts else None
    if OWN_PATHS.search(text) or target.kind is TargetKind.AZURE:
        return target
    vendor = ctx.tables.shared.other_hosts.get(host.partition(":")[0]) if host is not None else None
    if vendor in OWN_API:
        return None
    known = vendor is not None
    return target if known or (host is None and _mentions(ctx)) else None


def _mentions(ctx: Context) -> bool:
    return b"openai" in ctx.source.data.lower()


def _report(
    ctx: Context, call: Called, url: Node, text: str, target: Target, *, sure: bool, host: Arg | None
) -> None:
    args: list[Arg] = [host] if host is not None else []
    connection = isinstance(call.thing, Inst) and call.thing.cls == _CONNECTION
    given, is_open = ctx.values.arguments(call.arguments, call.scope, _OF_CONNECTION if connection else ())
    for arg in given:
        if arg.value_span.start == url.start_byte:
            args.append(Arg("url", arg.value, arg.span, arg.value_span, arg.name_span))
        elif arg.name in _BODY:
            if isinstance(arg.value, DictValue):
                args.extend(arg.value.entries)
                is_open = is_open or not arg.value.complete
            else:
                body = _dumped(ctx, call.arguments, arg, call.scope)
                args.extend(body.entries if body is not None else ())
                is_open = is_open or body is None or not body.complete
        elif arg.name in ("headers", "timeout", "proxies", "proxy"):
            args.append(arg)
    path = ctx.tables.shared.paths.search(text)
    features = {"stream"} if any(a.name == "stream" for a in args) else set()
    ctx.add(
        SiteKind.HTTP, path_of(text, path.group(0) if path else ""), call.node, at=name_node(call.func),
        args=tuple(args), args_node=call.arguments, open_args=is_open, sdk="http", target=target, features=features,
        confidence=Confidence.HIGH if sure else Confidence.MEDIUM, value_span=None,
    )  # fmt: skip
    model = model_in_address(text, ctx.tables.shared.model)
    if model is not None:
        ctx.add_inside(SiteKind.MODEL, model, call.node, flags=("manual_only",))


def _dumped(ctx: Context, arguments: Node, arg: Arg, scope: int) -> DictValue | None:
    """The dict in `data=json.dumps({...})`, `.encode()` included, also by way of a variable."""
    node = arguments.descendant_for_byte_range(arg.value_span.start, arg.value_span.end)
    for _ in range(5):
        if node is not None and node.type == "identifier":
            node = _bound(ctx, node, scope)
        if node is None or node.type != "call":
            return None
        func, inner = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if func is None or inner is None:
            return None
        if func.type == "attribute" and text_of(name_node(func)) == "encode":
            node = func.child_by_field_name("object")
            continue
        thing = ctx.resolver.thing(ctx.build(func, scope), ctx.path)
        if isinstance(thing, Ext) and thing.name in _DUMPS:
            first = next(children(inner), None)
            value = ctx.values.value(first, scope) if first is not None else None
            return value if isinstance(value, DictValue) else None
        return None
    return None


def _bound(ctx: Context, node: Node, scope: int) -> Node | None:
    """The call whose result a variable holds, when it is bound just once and in this file."""
    name = ctx.build(node, scope)
    found = list(ctx.resolver.bindings(name, ctx.path)) if isinstance(name, Name) else []
    if len(found) != 1 or found[0].path != ctx.path or not isinstance(found[0].expr, Call):
        return None
    span = found[0].expr.span
    return ctx.module.tree.root_node.descendant_for_byte_range(span.start, span.end)
