"""Settings that are not calls of their own: module settings of 0.x, subclasses, proxies of clients."""

from __future__ import annotations

from tree_sitter import Node

from migrate.languages.nodes import span_of, text_of
from migrate.languages.python.detect.calls import target_of_value
from migrate.languages.python.detect.context import Context, name_node
from migrate.languages.python.expr import children
from migrate.languages.python.scopes import Assigned
from migrate.languages.python.targets import target_of_client
from migrate.languages.things import Ext, Inst, Own
from migrate.model import EnvRef, Literal, SiteKind, Target, TargetKind, Unknown, Value

_TRANSPORTS = ("http_client", "http_async_client", "client")


def detect(ctx: Context) -> None:
    """Report assignments to the SDK's module, subclasses of its classes, and proxies."""
    for assigned in ctx.module.assigned:
        if assigned.target.type == "attribute" and text_of(name_node(assigned.target)) in ctx.tables.module_settings:
            _module_setting(ctx, assigned)
        elif assigned.value.type == "dictionary":
            _registry(ctx, assigned)
    for node, number in ctx.module.classes:
        _subclass(ctx, node, number)
    for call in ctx.calls:
        if call.name == "__init__" and call.func.type == "attribute":
            _super_init(ctx, call.node, call.scope)
    _proxies(ctx)
    _azure_endpoints(ctx)


def _module_setting(ctx: Context, assigned: Assigned) -> None:
    """`openai.api_key = ...`: a setting for the whole process."""
    thing = ctx.resolver.thing(ctx.build(assigned.target, assigned.scope), ctx.path)
    if not isinstance(thing, Ext) or not thing.name.startswith(("openai.", "litellm.")):
        return
    module, _, name = thing.name.partition(".")
    meaning = ctx.tables.module_settings.get(name)
    if meaning is None:
        return
    value = ctx.values.value(assigned.value, assigned.scope)
    kind, target = SiteKind.CONFIG, Target(TargetKind.OFFICIAL, "openai")
    if meaning == "base_url":
        kind, target = SiteKind.BASE_URL, target_of_value(ctx, value)
    elif meaning == "proxy":
        kind = SiteKind.PROXY
    elif meaning == "azure":
        kind, target = SiteKind.CONFIG, Target(TargetKind.AZURE)
    elif isinstance(value, EnvRef) and assigned.value.type not in ("identifier", "attribute"):
        return  # the variable is a site of its own on the same line
    elif meaning == "api_key":
        kind = SiteKind.CLIENT
    ctx.add(
        kind, name, assigned.node, at=assigned.target, sdk="openai<1" if module == "openai" else module,
        target=target, value=_shown(value, meaning), value_span=span_of(assigned.value),
        name_span=span_of(assigned.target),
    )  # fmt: skip


def _shown(value: Value, meaning: str) -> Value:
    """A key's text is never kept."""
    secret = meaning == "api_key" and isinstance(value, Literal) and isinstance(value.value, str)
    return Unknown("a key written in the code") if secret else value


def _registry(ctx: Context, assigned: Assigned) -> None:
    """`{"openai": OpenAIEmbeddings, ...}`: classes that are chosen by name and constructed elsewhere."""
    for pair in children(assigned.value):
        value = pair.child_by_field_name("value") if pair.type == "pair" else None
        if value is None or value.type not in ("identifier", "attribute"):
            continue
        thing = ctx.resolver.thing(ctx.build(value, assigned.scope), ctx.path)
        if not isinstance(thing, Ext):
            continue
        row, framework = ctx.tables.clients.get(thing.name), ctx.tables.frameworks.get(thing.name)
        if row is not None:
            ctx.add(SiteKind.CLIENT, thing.name.rpartition(".")[2], value, sdk=row.sdk, flags=("registry",))
        elif framework is not None and not framework.by_model:
            ctx.add(SiteKind.FRAMEWORK, framework.api, value, sdk=framework.sdk, flags=("registry",),
                    target=Target(TargetKind.UNKNOWN))  # fmt: skip


def _subclass(ctx: Context, node: Node, number: int) -> None:
    """`class Mine(OpenAI)` and the like: constructing it constructs the client."""
    bases, name = node.child_by_field_name("superclasses"), node.child_by_field_name("name")
    if bases is None or name is None:
        return
    for base in children(bases):
        if base.type not in ("identifier", "attribute", "subscript", "generic_type"):
            continue
        scope = ctx.module.index.scopes[number].parent
        thing = ctx.resolver.thing(ctx.build(base, scope), ctx.path)
        if not isinstance(thing, Ext):
            continue
        row = ctx.tables.clients.get(thing.name)
        framework = ctx.tables.frameworks.get(thing.name)
        if row is not None:
            ctx.add(SiteKind.CLIENT, thing.name.rpartition(".")[2], base, at=name, sdk=row.sdk, flags=("subclass",))
        elif framework is not None and not framework.by_model:
            ctx.add(SiteKind.FRAMEWORK, framework.api, base, at=name, sdk=framework.sdk, flags=("subclass",),
                    target=Target(TargetKind.UNKNOWN))  # fmt: skip


def _super_init(ctx: Context, node: Node, scope: int) -> None:
    """`super().__init__(base_url=...)` in such a subclass is where the client gets its arguments."""
    func, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if func is None or arguments is None or func.type != "attribute" or arguments.type != "argument_list":
        return
    if not text_of(func).replace(" ", "").endswith(".__init__") or not text_of(func).startswith("super"):
        return
    number = scope
    while number > 0 and ctx.module.index.scopes[number].kind != "class":
        number = ctx.module.index.scopes[number].parent
    if number <= 0:
        return
    base = ctx.resolver.base_class(Own("class", ctx.path, number))
    row = ctx.tables.clients.get(base or "")
    if base is None or row is None:
        return
    args, is_open = ctx.values.arguments(arguments, scope)
    made = ctx.build(node, scope)
    target = target_of_client(ctx.resolver, Inst(base, ctx.path, made))  # type: ignore[arg-type]
    ctx.add(
        SiteKind.CLIENT, base.rpartition(".")[2], node, at=func.child_by_field_name("attribute"), args=args,
        args_node=arguments, open_args=is_open, sdk=row.sdk, target=target,
        client=f"{ctx.path}:{ctx.source.line(node.start_byte)}", features=("async",) if row.is_async else (),
        flags=("subclass",),
    )  # fmt: skip


def _proxies(ctx: Context) -> None:
    """`OpenAI(http_client=httpx.Client(proxy=...))`, `requests.post(..., proxies=...)`."""
    root = ctx.module.tree.root_node
    for site in tuple(ctx.sites):
        if site.kind not in (SiteKind.CLIENT, SiteKind.FRAMEWORK, SiteKind.HTTP, SiteKind.CALL):
            continue
        for arg in site.args:
            node = root.named_descendant_for_byte_range(arg.value_span.start, arg.value_span.end)
            if arg.name in ("proxy", "proxies", "openai_proxy"):
                given = not (isinstance(arg.value, Literal) and arg.value.value is None)
                if node is not None and given:
                    ctx.add(SiteKind.PROXY, arg.name, node, value_span=arg.value_span, sdk=site.sdk)
            elif arg.name in _TRANSPORTS and node is not None:
                for made in _sessions(ctx, node):
                    for child in children(made):
                        name = child.child_by_field_name("name") if child.type == "keyword_argument" else None
                        if name is not None and text_of(name) in ctx.tables.proxy_args:
                            ctx.add(SiteKind.PROXY, text_of(name), child, value_span=span_of(child), sdk=site.sdk)


def _sessions(ctx: Context, node: Node) -> list[Node]:
    """Arguments of the calls that make a transport: written in place, or bound to the name just before."""
    if node.type == "call":
        inner = node.child_by_field_name("arguments")
        return [inner] if inner is not None else []
    if node.type not in ("identifier", "attribute"):
        return []
    name = text_of(node)
    bound = [
        a for a in ctx.module.assigned if a.target.start_byte < node.start_byte and text_of(a.target) == name
    ]
    value = bound[-1].value if bound else None
    return [
        call.arguments
        for call in ctx.calls
        if value is not None
        and value.start_byte <= call.node.start_byte < value.end_byte
        and isinstance(call.thing, Ext)
        and call.thing.name in ctx.tables.http_sessions
    ]


def _azure_endpoints(ctx: Context) -> None:
    """An Azure client's endpoint has to go with the client, wherever its value comes from."""
    root = ctx.module.tree.root_node
    for site in tuple(ctx.sites):
        if site.kind is not SiteKind.CLIENT:
            continue
        arg = site.arg("azure_endpoint")
        if arg is None or isinstance(arg.value, EnvRef):
            continue
        node = root.named_descendant_for_byte_range(arg.span.start, arg.span.end)
        if node is not None:
            ctx.add(
                SiteKind.BASE_URL, "azure_endpoint", node, sdk=site.sdk, target=site.target, value=arg.value,
                value_span=arg.value_span, client=site.client,
            )  # fmt: skip
