"""Settings that are not calls of their own: subclasses, options assigned one by one, proxies of clients."""

from __future__ import annotations

import re

from tree_sitter import Node

from migrate.languages.expressions import Attr, Name
from migrate.languages.nodes import inner_span, span_of
from migrate.languages.sites import SPEAKING
from migrate.languages.things import Ext, Inst, Own
from migrate.languages.typescript.detect.candidates import in_order, leading
from migrate.languages.typescript.detect.context import Context
from migrate.languages.typescript.expr import unwrap
from migrate.languages.typescript.targets import BASE_NAMES, target_of_expr, target_of_value
from migrate.model import Arg, EnvRef, Literal, SiteKind, Target, TargetKind, Unknown

_PROVIDERS = frozenset({"openai", "azure"})  # which are providers as they are imported
_CONNECTIONS = frozenset({"http", "https", "undici", "agentkeepalive"})
_TRANSPORTS = frozenset({"httpAgent", "fetch", "fetchOptions", "dispatcher", "agent"})


def detect(ctx: Context) -> None:
    """Report subclasses of the SDK's classes, settings made by assignment, and proxies."""
    for node, number in ctx.module.classes:
        _subclass(ctx, node, number)
    for node in ctx.module.nodes.calls.get("", ()):
        _super_call(ctx, node)
    for node, scope in ctx.module.assigned:
        _assigned(ctx, node, scope)
    _azure_endpoints(ctx)
    _registry(ctx)
    if any(s.kind in SPEAKING for s in ctx.sites):
        for node in _constructions(ctx):
            _proxy(ctx, node)
        _proxy_options(ctx)


def _subclass(ctx: Context, node: Node, number: int) -> None:
    """`class Mine extends OpenAI` and the like: constructing it constructs the client."""
    scope = ctx.module.index.scopes[number]
    base = scope.base
    thing = ctx.resolver.thing(base, ctx.path) if base is not None and ctx.libraries.may(base) else None
    if not isinstance(thing, Ext):
        return
    at = node.child_by_field_name("name") or node
    row, framework = ctx.tables.clients.get(thing.name), ctx.tables.frameworks.get(thing.name)
    if row is not None:
        ctx.add(SiteKind.CLIENT, thing.name.partition(":")[2], at, sdk=row.sdk, flags=("subclass",))
    elif framework is not None and not framework.by_model:
        ctx.add(SiteKind.FRAMEWORK, framework.api, at, sdk=framework.sdk, flags=("subclass",))


def _super_call(ctx: Context, node: Node) -> None:
    """`super({ baseURL })` in such a subclass is where the client gets its arguments."""
    function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is None or arguments is None or function.type != "super":
        return
    scope = ctx.module.nodes.scope_at(node)
    thing = ctx.resolver.thing(Name("super", scope, 0), ctx.path)
    row = ctx.tables.clients.get(thing.name) if isinstance(thing, Ext) else None
    if row is None or not isinstance(thing, Ext):
        return
    found = ctx.values.arguments(arguments, scope)
    base = next((a.value for a in found.args if a.name in BASE_NAMES), None)
    target = target_of_value(base, ctx.resolver) if base is not None else Target(TargetKind.UNKNOWN)
    ctx.add(
        SiteKind.CLIENT, thing.name.partition(":")[2], node, args=found.args, args_span=inner_span(arguments)
        if found.span is None else found.span, open_args=found.is_open, sdk=row.sdk, target=target,
        client=f"{ctx.path}:{ctx.source.line(node.start_byte)}", flags=("subclass",),
    )  # fmt: skip


def _assigned(ctx: Context, node: Node, scope: int) -> None:
    """`options.baseURL = ...`, `client.baseURL = ...`: where the client is told the address."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return
    target_expr = ctx.build(left, scope)
    if not isinstance(target_expr, Attr) or target_expr.name not in BASE_NAMES or not ctx.speaks():
        return
    owner = ctx.resolver.thing(target_expr.base, ctx.path)
    if isinstance(owner, Own) or (isinstance(owner, Inst) and not ctx.resolver.is_client(owner)):
        return
    if isinstance(target_expr.base, Name) and "axios" in target_expr.base.id.lower():
        return
    value = ctx.values.value(right, scope)
    expr = ctx.build(right, scope)
    ctx.add(
        SiteKind.BASE_URL, target_expr.name, node, at=left, value=value, name_span=span_of(left),
        value_span=span_of(unwrap(right)), target=target_of_expr(ctx.resolver, expr, ctx.path),
    )  # fmt: skip


def _constructions(ctx: Context) -> list[Node]:
    """Calls that may make a proxy's agent, under its own name or another."""
    known = {name.rpartition(":")[2].rpartition(".")[2] for name in ctx.tables.proxy_classes}
    named = [c for name in known for c in ctx.module.nodes.calls.get(name, ())]
    return leading(ctx, in_order([*ctx.named, *named]), ctx.requests)


def _registry(ctx: Context) -> None:
    """`createProviderRegistry({ openai })`: a provider of models that is chosen by its name elsewhere."""
    imported = {i.module for i in ctx.module.imports}
    known = [name.split(":") for name in ctx.tables.providers]
    names = {name for module, name in known if module in imported and name in _PROVIDERS}
    if not names:
        return
    entry = re.compile(rf"(?<![\w$.])(?:{'|'.join(sorted(names))})(?=\s*[,}}])".encode())
    for match in entry.finditer(ctx.source.data):
        node = ctx.module.tree.root_node.descendant_for_byte_range(match.start(), match.end())
        pair = node is not None and node.parent is not None and node.parent.type == "pair"
        if node is None or not (node.type == "shorthand_property_identifier" or pair):
            continue
        thing = ctx.resolver.thing(Name(match[0].decode(), ctx.module.nodes.scope_at(node), 0), ctx.path)
        if isinstance(thing, Ext) and thing.name in ctx.tables.providers:
            ctx.add(SiteKind.FRAMEWORK, match[0].decode(), node, sdk="ai-sdk", flags=("registry",))


def _proxy(ctx: Context, node: Node) -> None:
    function = node.child_by_field_name("constructor") or node.child_by_field_name("function")
    if function is None or function.type == "import":
        return
    thing = ctx.called(function, ctx.module.nodes.scope_at(node))
    if not isinstance(thing, Ext):
        return
    main = ctx.tables.defaults.get(thing.name)
    name = f"{thing.name}:{main}" if main is not None else thing.name
    if name in ctx.tables.proxy_classes:
        ctx.add(SiteKind.PROXY, name.partition(":")[2], node, sdk=name.partition(":")[0])


def _proxy_options(ctx: Context) -> None:
    """`axios.post(url, body, { proxy: {...} })` and `new OpenAI({ httpAgent: agent })`."""
    root = ctx.module.tree.root_node
    lines = {s.line for s in ctx.sites if s.kind is SiteKind.PROXY}
    for site in tuple(ctx.sites):
        if site.kind not in (SiteKind.CLIENT, SiteKind.FRAMEWORK, SiteKind.HTTP, SiteKind.CALL):
            continue
        for arg in _with_nested(site.args):
            if arg.name not in ctx.tables.proxy_args or _is_off(arg):
                continue
            node = root.named_descendant_for_byte_range(arg.span.start, arg.span.end)
            line = ctx.source.line(arg.span.start)
            if node is not None and line not in lines and not _is_plain_agent(ctx, node):
                lines.add(line)
                ctx.add(SiteKind.PROXY, arg.name, node, value_span=arg.value_span, sdk=site.sdk)


def _is_plain_agent(ctx: Context, node: Node) -> bool:
    """`dispatcher: new Agent({ bodyTimeout: 0 })`: how connections are kept, and no proxy."""
    value = node.child_by_field_name("value") if node.type == "pair" else node
    value = unwrap(value) if value is not None else None
    made = value.child_by_field_name("constructor") if value is not None and value.type == "new_expression" else None
    if value is None or made is None:
        return False
    thing = ctx.resolver.thing(ctx.build(made, ctx.module.nodes.scope_at(value)), ctx.path)
    name = thing.name.removeprefix("node:") if isinstance(thing, Ext) else ""
    return name.partition(":")[2].rpartition(".")[2] == "Agent" and name.partition(":")[0] in _CONNECTIONS


def _with_nested(args: tuple[Arg, ...]) -> list[Arg]:
    found = list(args)
    for arg in args:
        entries = getattr(arg.value, "entries", ())
        if arg.name in ("configuration", "fetchOptions", "clientOptions"):
            found += entries
    return found


def _is_off(arg: Arg) -> bool:
    if isinstance(arg.value, Literal) and arg.value.value in (False, None):
        return True
    return isinstance(arg.value, Unknown) and arg.value.reason == "not given"


def _azure_endpoints(ctx: Context) -> None:
    """An Azure client's endpoint has to go with the client, wherever its value comes from."""
    root = ctx.module.tree.root_node
    for site in tuple(ctx.sites):
        if site.kind is not SiteKind.CLIENT or site.sdk != "azure-openai":
            continue
        arg = site.arg("endpoint")
        if arg is None or isinstance(arg.value, EnvRef):
            continue
        node = root.named_descendant_for_byte_range(arg.span.start, arg.span.end)
        if node is not None:
            ctx.add(SiteKind.BASE_URL, "endpoint", node, sdk=site.sdk, target=site.target, value=arg.value,
                    value_span=arg.value_span, client=site.client)  # fmt: skip
