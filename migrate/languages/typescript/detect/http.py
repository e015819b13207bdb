"""Requests made without an SDK: the address may be put together in another function or file."""

from __future__ import annotations

import re
from dataclasses import replace

from tree_sitter import Node

from migrate.languages.expressions import Call, Const, Map
from migrate.languages.hosts import OWN_API, OWN_PATHS, host_of, target_of_url
from migrate.languages.nodes import inner_span, span_of, text_of
from migrate.languages.requests import model_in_address, path_of
from migrate.languages.things import Ext, Inst, Thing
from migrate.languages.typescript.detect.candidates import by_argument, in_order, leading
from migrate.languages.typescript.detect.context import Context
from migrate.languages.typescript.detect.handed import handed
from migrate.languages.typescript.detect.pointed import Pointed
from migrate.languages.typescript.expr import children, option, unwrap
from migrate.languages.typescript.reach import ADDRESS, is_address
from migrate.languages.typescript.values import name_node
from migrate.model import Arg, Confidence, DictValue, ListValue, Literal, SiteKind, Span, Target, TargetKind

_BODY = ("body", "data", "json")
_KEPT = ("headers", "timeout", "proxy", "agent", "dispatcher", "httpsAgent")
_ADDRESS = ("url", "uri", "href")
_OF_NODE = re.compile(r"^(?:node:)?(https?)[.:]")  # the default export of a module of Node is the module itself
_NO_ADDRESS = frozenset(
    {"arrow_function", "function_expression", "number", "true", "false", "null", "array", "regex", "class"}
)
_SENDING = ("write", "end")  # methods of what `https.request` gives, that send a body


def detect(ctx: Context) -> None:
    """Report requests whose address is this API's."""
    if ctx.is_fixture or not ctx.may_hold(ADDRESS):
        return
    pointed = Pointed(ctx.source.data)
    for node in _calls(ctx):
        func = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        arguments = node.child_by_field_name("arguments")
        if func is None or arguments is None or arguments.type != "arguments" or not _may_be_address(ctx, arguments):
            continue
        name = text_of(name_node(func))
        scope = ctx.module.nodes.scope_at(node)
        thing = ctx.called(func, scope)
        sure = _is_request(ctx, thing)
        likely = not sure and _may_request(thing) and _named_so(ctx, func, name)
        if not sure and not likely:
            continue
        url = _url_node(ctx, arguments)
        if sure:
            apart = _apart(ctx, arguments, scope)
            target = _target(ctx, apart[0]) if apart is not None else None
            if apart is not None and target is not None:
                _report(ctx, node, func, arguments, apart[1], scope, apart[0], target, sure)
                continue
        if url is None:
            continue
        address = ctx.build(url, scope)
        text = ctx.resolver.text(address, ctx.path)
        if sure and (text is None or (host_of(text) is None and ctx.tables.shared.paths.search(text) is None)):
            text = handed(ctx, address) or pointed.address(url) or text
        if text is None:
            continue
        text = _with_base(ctx, thing, text)
        text = _with_own_base(ctx, node, scope, text) if sure else text
        if not sure and text.startswith("/"):
            continue  # a bare path on an unknown object is as likely one's own server
        if text.startswith("/") and not OWN_PATHS.search(text):
            continue
        target = _target(ctx, text)
        if target is not None and not (text.startswith("/") and not _elsewhere(thing)):
            place = span_of(url)
            given = Arg("url", ctx.values.value(url, scope), place, place)
            _report(ctx, node, func, arguments, (given,), scope, text, target, sure)


def _calls(ctx: Context) -> list[Node]:
    """Calls that may be requests, those of functions of the project's own that are named so among them."""
    found = leading(ctx, ctx.named, ctx.requests)
    for name, calls in ctx.module.nodes.calls.items():
        if name in ctx.tables.http_methods or (name and _sounds_so(name)):
            found += calls
    if ctx.requests.holds:
        found += [c for c in by_argument(ctx) if is_address(_first(c))]
    return in_order(found)


def _first(call: Node) -> bytes:
    first = next(children(call.child_by_field_name("arguments") or call), None)
    return (first.text or b"") if first is not None else b""


def _may_be_address(ctx: Context, arguments: Node) -> bool:
    """The first argument is no function, number or the like, nor a text that no base address makes one of the API."""
    first = next(children(arguments), None)
    if first is None or first.type in _NO_ADDRESS:
        return False
    return first.type != "string" or ctx.requests.holds or is_address(first.text or b"") or _is_method(first)


def _apart(ctx: Context, arguments: Node, scope: int) -> tuple[str, tuple[Arg, ...]] | None:
    """Address, host and path of `https.request({ hostname, path })`; the path alone where no host is written down."""
    first = next(children(arguments), None)
    options = ctx.values.value(first, scope) if first is not None else None
    if not isinstance(options, DictValue):
        return None
    host, path = options.get("hostname") or options.get("host"), options.get("path")
    if host is None or path is None or not isinstance(path.value, Literal):
        return None
    url = replace(path, name="url")
    if not isinstance(host.value, Literal):
        return str(path.value.value), (url,)
    return f"https://{host.value.value}{path.value.value}", (replace(host, name="host"), url)


def _named_so(ctx: Context, func: Node, name: str) -> bool:
    if unwrap(func).type == "member_expression":
        return name in ctx.tables.http_methods
    return _sounds_so(name)


def _sounds_so(name: str) -> bool:
    lowered = name.lower()
    return "fetch" in lowered or lowered.endswith(("request", "post")) or lowered in ("axios", "got", "ky")


def _may_request(thing: Thing | None) -> bool:
    """Nothing is known that would make it something else than a request."""
    if thing is None:
        return True
    return (
        isinstance(thing, Ext) and (thing.name.startswith("global:") or thing.name.partition(":")[0] == "axios")
    ) or (getattr(thing, "kind", "") == "function")


def _is_request(ctx: Context, thing: Thing | None) -> bool:
    if isinstance(thing, Ext):
        name = _OF_NODE.sub(r"\1:", thing.name)
        main = ctx.tables.defaults.get(name)
        if main is not None:
            name = f"{name}:{main}"
        module, _, member = name.partition(":")
        default = ctx.tables.defaults.get(module)
        return name in ctx.tables.http_calls or (
            default is not None and f"{module}:{default}.{member}" in ctx.tables.http_calls
        )
    if isinstance(thing, Inst):
        method = thing.attrs[-1] if thing.attrs else ""
        made = _normal(ctx, thing.cls)
        return made in ctx.tables.http_factories and (method in ctx.tables.http_methods or not thing.attrs)
    return False


def _normal(ctx: Context, name: str) -> str:
    module, _, member = name.partition(":")
    default = ctx.tables.defaults.get(module)
    return f"{module}:{default}.{member}" if default is not None and "." not in member and member != default else name


def _with_base(ctx: Context, thing: Thing | None, text: str) -> str:
    """The address of a request through `axios.create({ baseURL })`."""
    if isinstance(thing, Inst) and thing.made is not None and "://" not in text:
        base = option(thing.made, "baseURL", "baseUrl", "prefixUrl")
        if base is not None:
            prefix = ctx.resolver.text(base, thing.path) or "\0"
            return prefix.rstrip("/") + "/" + text.lstrip("/")
    return text


def _with_own_base(ctx: Context, node: Node, scope: int, text: str) -> str:
    """The address of a request that is given its base beside the path: `$fetch("/x", { baseURL })`."""
    if "://" in text:
        return text
    call = ctx.build(node, scope)
    base = option(call, "baseURL", "baseUrl", "prefixUrl") if isinstance(call, Call) else None
    prefix = ctx.resolver.text(base, ctx.path) if base is not None else None
    if prefix is None or "://" not in prefix:
        return text
    joined = f"{prefix.rstrip('/')}/{text.lstrip('/')}"
    if isinstance(base, Const) and _target(ctx, joined) is not None:
        at = ctx.module.tree.root_node.named_descendant_for_byte_range(base.span.start, base.span.end)
        if at is not None:
            ctx.add(SiteKind.BASE_URL, "baseURL", at, value=Literal(prefix), value_span=base.span,
                    target=target_of_url(prefix, ctx.tables.shared))  # fmt: skip
    return joined


def _elsewhere(thing: Thing | None) -> bool:
    """Made by a factory whose base address is told somewhere."""
    return isinstance(thing, Inst)


def _url_node(ctx: Context, arguments: Node) -> Node | None:
    first = next(children(arguments), None)
    if first is None:
        return None
    inner = unwrap(first)
    positional = list(children(arguments))
    if _is_method(inner) and len(positional) > 1:
        return positional[1]  # XMLHttpRequest.open("POST", url)
    if inner.type != "object":
        return first
    found: dict[str, Node] = {}
    for child in children(inner):
        key, value = ctx.module.builder.entry(child)
        if key is not None and value is not None:
            found[text_of(key).strip("'\"")] = value
    return next((found[k] for k in _ADDRESS if k in found), None)


def _is_method(node: Node) -> bool:
    return node.type == "string" and text_of(node).strip("\"'`").upper() in ("GET", "POST", "PUT", "PATCH", "DELETE")


def _target(ctx: Context, text: str) -> Target | None:
    """Whom a request goes to; None when it is not one to this API."""
    shared = ctx.tables.shared
    host = host_of(text)
    path = shared.paths.search(text)
    target = target_of_url(text, shared) if "://" in text else Target(TargetKind.USER_DEFINED)
    if target.kind is TargetKind.OFFICIAL or (target.kind is TargetKind.AZURE and "openai" in text):
        return target
    bare = host.partition(":")[0] if host is not None else None
    if path is None:
        return target if bare is not None and bare in shared.relay_hosts else None
    if OWN_PATHS.search(text) or target.kind is TargetKind.AZURE:
        return target
    if shared.other_hosts.get(bare or "") in OWN_API:
        return None
    known = bare is not None and (bare in shared.other_hosts or bare in shared.relay_hosts)
    mentions = b"openai" in ctx.source.data.lower()
    return target if known or (host is None and mentions) else None


def _report(
    ctx: Context, node: Node, func: Node, arguments: Node, url: tuple[Arg, ...], scope: int, text: str,
    target: Target, sure: bool,
) -> None:  # fmt: skip
    args: list[Arg] = list(url)
    inside: Span | None = None
    is_open = True
    for position, child in enumerate(children(arguments)):
        given = unwrap(child)
        if position == 1 and text_of(name_node(func)) in ("post", "put", "patch") and _is_axios(ctx, func, scope):
            found = _body(ctx, given, scope)  # axios.post(url, body, options)
            if found is not None:
                args.extend(found[0].entries)
                inside, is_open = found[1], not found[0].complete
            continue
        held = ctx.values.value(child, scope)
        if not isinstance(held, DictValue):
            continue
        for arg in held.entries:
            if arg.name in _KEPT:
                args.append(arg)
            elif arg.name in _BODY:
                inner = ctx.module.tree.root_node.named_descendant_for_byte_range(
                    arg.value_span.start, arg.value_span.end
                )
                found = _body(ctx, inner, scope) if inner is not None else None
                if found is not None:
                    args.extend(found[0].entries)
                    inside, is_open = found[1], not found[0].complete
    found = _sent(ctx, node, scope) if sure and is_open else None
    if found is not None:
        args.extend(found[0].entries)
        inside, is_open = found[1], not found[0].complete
    path = ctx.tables.shared.paths.search(text)
    features = {"async"} | (
        {"stream"} if any(a.name == "stream" and a.value != Literal(False) for a in args) else set()
    )
    features |= {"tools"} if any(a.name in ("tools", "functions") for a in args) else set()
    features |= {"json"} if any(a.name == "response_format" for a in args) else set()
    ctx.add(
        SiteKind.HTTP, path_of(text, path.group(0) if path else ""), node, at=name_node(func), args=tuple(args),
        args_span=inside, open_args=is_open, sdk="http", target=target, features=features,
        confidence=Confidence.HIGH if sure else Confidence.MEDIUM,
    )  # fmt: skip
    model = model_in_address(text, ctx.tables.shared.model)
    if model is not None:
        ctx.add_inside(SiteKind.MODEL, model, node, flags=("manual_only",))


def _sent(ctx: Context, node: Node, scope: int) -> tuple[DictValue, Span | None] | None:
    """The body that `sent.write(...)` or `sent.end(...)` gives the request that `sent` is."""
    parent = node.parent
    if parent is None:
        return None
    if parent.type == "member_expression" and parent.parent is not None:
        return _given(ctx, parent.parent, scope)  # https.request(...).end(...)
    name = parent.child_by_field_name("name") if parent.type == "variable_declarator" else None
    nodes = ctx.module.nodes
    sending = [c for method in _SENDING for c in nodes.calls.get(method, ())] if name is not None else []
    for call in sorted(sending, key=lambda n: n.start_byte):
        func = call.child_by_field_name("function")
        owner = func.child_by_field_name("object") if func is not None else None
        if owner is None or name is None or text_of(owner) != text_of(name) or nodes.scope_at(call) != scope:
            continue
        found = _given(ctx, call, scope)
        if found is not None:
            return found
    return None


def _given(ctx: Context, call: Node, scope: int) -> tuple[DictValue, Span | None] | None:
    """The body in `sent.write(...)` or `sent.end(...)`."""
    func, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if func is None or arguments is None or text_of(name_node(func)) not in _SENDING:
        return None
    first = next(children(arguments), None)
    return _body(ctx, first, scope) if first is not None else None


def _is_axios(ctx: Context, func: Node, scope: int) -> bool:
    thing = ctx.resolver.thing(ctx.build(func, scope), ctx.path)
    name = thing.name if isinstance(thing, Ext) else thing.cls if isinstance(thing, Inst) else "axios"
    return name.startswith(("axios", "superagent", "needle"))


def _body(ctx: Context, node: Node, scope: int, depth: int = 0) -> tuple[DictValue, Span | None] | None:
    """The object in `JSON.stringify({...})`, or the object itself, and where fields can be added."""
    node = unwrap(node)
    if depth > 4:
        return None
    if node.type == "call_expression":
        func, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        thing = ctx.resolver.thing(ctx.build(func, scope), ctx.path)
        first = next(children(arguments), None) if arguments is not None else None
        if isinstance(thing, Ext) and thing.name.endswith("JSON.stringify") and first is not None:
            return _body(ctx, first, scope, depth + 1)
        return None
    value = ctx.values.value(node, scope)
    if node.type == "object" and isinstance(value, DictValue):
        return value, inner_span(node)
    if node.type == "identifier":
        constant = ctx.resolver.constant(ctx.build(node, scope), ctx.path)
        if constant is not None and constant.path == ctx.path:
            root = ctx.module.tree.root_node
            span = (
                constant.expr.span
                if not isinstance(constant.expr, Const) and hasattr(constant.expr, "span")
                else None
            )
            if span is not None and not isinstance(constant.expr, Map):
                inner = root.named_descendant_for_byte_range(span.start, span.end)
                return (
                    _body(ctx, inner, scope, depth + 1)
                    if inner is not None and inner.type == "call_expression"
                    else None
                )
            if span is not None and isinstance(value, DictValue):
                return value, Span(span.start + 1, span.end - 1)
    if isinstance(value, (DictValue, ListValue)) and isinstance(value, DictValue):
        return value, None
    return None
