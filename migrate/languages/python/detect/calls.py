"""Client constructions, API calls, framework classes and tokenizers: everything that is a call."""

from __future__ import annotations

import re
from dataclasses import replace

from tree_sitter import Node

from migrate.languages import leaving
from migrate.languages.expressions import Attr, Call, Imported, Name
from migrate.languages.features import features
from migrate.languages.hosts import target_of_url
from migrate.languages.nodes import text_of
from migrate.languages.python.detect.context import Context, name_node
from migrate.languages.python.expr import children
from migrate.languages.python.targets import target_of_client
from migrate.languages.python.things import Partial, Thing
from migrate.languages.requests import ASKED_FOR
from migrate.languages.tables import Framework
from migrate.languages.things import Ext, Inst, Own
from migrate.languages.wrapped import as_the_api_has_them
from migrate.model import (
    Arg,
    Confidence,
    EnvRef,
    Literal,
    SiteKind,
    Target,
    TargetKind,
    Unknown,
    Value,
)
from migrate.wrappers import Wrapper

_POSITIONAL = {
    "models.retrieve": ("model",),
    "models.delete": ("model",),
    "files.retrieve": ("file_id",),
    "files.content": ("file_id",),
    "files.delete": ("file_id",),
    "batches.retrieve": ("batch_id",),
    "batches.cancel": ("batch_id",),
}
_BASE_URL_NAMES = ("base_url", "azure_endpoint", "api_base", "openai_api_base")
_RUNNERS = frozenset({"asyncio.to_thread", "functools.partial", "anyio.to_thread.run_sync"})
_METHOD_VERBS = frozenset(
    {
        "create", "parse", "stream", "retrieve", "list", "generate", "edit", "delete", "update", "cancel",
        "create_and_poll", "create_and_stream", "submit_tool_outputs", "content", "create_and_run", "connect",
    }
)  # fmt: skip


def detect(ctx: Context) -> None:
    """Report every call of a library we know."""
    for call in ctx.calls:
        _called(ctx, call.node, call.func, call.arguments, call.scope, call.thing)
        if call.arguments.type == "argument_list":
            _handed_over(ctx, call.node, call.arguments, call.scope, call.thing)


def _called(
    ctx: Context, node: Node, func: Node, arguments: Node, scope: int, thing: Thing | None
) -> None:
    tables = ctx.tables
    wrapper = ctx.resolver.wrappers.of(thing)
    if wrapper is not None:
        _wrapped(ctx, node, func, arguments, scope, wrapper, thing)
        return
    match thing:
        case Ext(name):
            if name in tables.clients:
                _client(ctx, node, func, arguments, scope, name)
            elif name in tables.frameworks:
                _framework(ctx, node, func, arguments, scope, tables.frameworks[name])
            elif (row := _named_maker(ctx, name)) is not None:
                _framework(ctx, node, func, arguments, scope, row)
            elif name.startswith("openai."):
                _module_level(ctx, node, func, arguments, scope, name.split(".")[1:])
            elif name in tables.makers:
                _made_later(ctx, node, arguments, scope)
            elif name in tables.tokenizer_calls or name.rpartition(".")[2] in tables.tokenizer_methods:
                _tokenizer(ctx, node, func, arguments, scope, name)
        case Inst(cls, _, _, attrs) if cls in tables.clients and attrs:
            _api(ctx, node, func, arguments, scope, thing)
        case Inst(cls, _, _, attrs) if not ctx.resolver.is_other(cls) and cls not in tables.frameworks:
            _look_alike(ctx, node, func, arguments, scope, attrs)
        case None:
            _look_alike(ctx, node, func, arguments, scope, _suffix(func))
        case Own("class") | Own("function") | Own() | Partial() | Inst():
            return


def _wrapped(
    ctx: Context, node: Node, func: Node, arguments: Node, scope: int, wrapper: Wrapper, thing: Thing | None
) -> None:
    """A call of what the configuration calls a wrapper: its arguments under the names the API has for them."""
    args, is_open = ctx.values.arguments(arguments, scope, ctx.resolver.wrappers.parameters(thing))
    known = tuple(arg for arg in as_the_api_has_them(wrapper, args) if not arg.name.isdigit())
    ctx.add(
        SiteKind.CALL, wrapper.api, node, at=name_node(func), args=known, args_node=arguments,
        open_args=is_open or len(known) < len(args), sdk="openai", target=Target(TargetKind.OFFICIAL, "openai"),
        features=features(wrapper.api, known), flags=("wrapper",),
    )  # fmt: skip


# --- the SDK -------------------------------------------------------------------------------------


def _client(ctx: Context, node: Node, func: Node, arguments: Node, scope: int, name: str) -> None:
    row = ctx.tables.clients[name]
    args, is_open = ctx.values.arguments(arguments, scope)
    made = ctx.resolver.thing(ctx.build(node, scope), ctx.path)
    target = target_of_client(ctx.resolver, made) if isinstance(made, Inst) else Target(TargetKind.UNKNOWN)
    place = name_node(func)
    ctx.add(
        SiteKind.CLIENT,
        name.rpartition(".")[2],
        node,
        at=place,
        args=args,
        args_node=arguments,
        open_args=is_open,
        sdk=row.sdk,
        client=f"{ctx.path}:{ctx.source.line(node.start_byte)}",
        target=target,
        features=("async",) if row.is_async else (),
    )


def _made_later(ctx: Context, node: Node, arguments: Node, scope: int) -> None:
    """`partial(OpenAI, base_url=...)`, `providers.Singleton(OpenAI)`: constructed elsewhere with these arguments."""
    first = next(children(arguments), None)
    if first is None or first.type not in ("identifier", "attribute"):
        return
    thing = ctx.resolver.thing(ctx.build(first, scope), ctx.path)
    row = ctx.tables.clients.get(thing.name) if isinstance(thing, Ext) else None
    if row is None or not isinstance(thing, Ext):
        return
    args, _ = ctx.values.arguments(arguments, scope, (), 1)
    made = ctx.build(node, scope)
    target = target_of_client(ctx.resolver, Inst(thing.name, ctx.path, made if isinstance(made, Call) else None))
    ctx.add(
        SiteKind.CLIENT, thing.name.rpartition(".")[2], node, at=name_node(first), args=args, args_node=arguments,
        open_args=True, sdk=row.sdk, client=f"{ctx.path}:{ctx.source.line(node.start_byte)}", target=target,
        features=("async",) if row.is_async else (), flags=("partial",),
    )  # fmt: skip


def _api(ctx: Context, node: Node, func: Node, arguments: Node, scope: int, inst: Inst) -> None:
    attrs = inst.attrs
    known = attrs[0] in ctx.tables.roots and len(attrs) > 1
    raw = len(attrs) == 1 and attrs[0] in ctx.tables.verbs and arguments.named_child_count > 0
    if "()" in attrs or not (known or raw):
        return
    row = ctx.tables.clients[inst.cls]
    _report(
        ctx, node, func, arguments, scope, ".".join(attrs), row.sdk,
        client=ctx.client_place(inst), target=ctx.target_of(inst), is_async=row.is_async,
    )  # fmt: skip


def _module_level(
    ctx: Context, node: Node, func: Node, arguments: Node, scope: int, parts: list[str]
) -> None:
    """`openai.ChatCompletion.create(...)` of 0.x and `openai.chat.completions.create(...)` since 1."""
    tables = ctx.tables
    parts = [p for p in parts if p not in tables.same]
    if len(parts) == 2 and parts[0] in tables.legacy:
        root, method = tables.legacy[parts[0]], parts[1]
        api = f"{root}.{tables.legacy_methods.get(method, method)}"
        is_async = method in tables.legacy_methods and method.startswith("a")
        _report(ctx, node, func, arguments, scope, api, "openai<1", client=None, is_async=is_async,
                target=Target(TargetKind.OFFICIAL, "openai"))  # fmt: skip
    elif len(parts) > 1 and parts[0] in tables.roots:
        _report(ctx, node, func, arguments, scope, ".".join(parts), "openai", client=None,
                target=Target(TargetKind.OFFICIAL, "openai"))  # fmt: skip


def _report(
    ctx: Context, node: Node, func: Node, arguments: Node, scope: int, api: str, sdk: str,
    *, client: str | None, target: Target, is_async: bool = False, skip: int = 0,
    confidence: Confidence = Confidence.HIGH, flags: tuple[str, ...] = (),
) -> None:  # fmt: skip
    args, is_open = ctx.values.arguments(arguments, scope, _POSITIONAL.get(api, ()), skip)
    found = features(api, args)
    if is_async:
        found.add("async")
    ctx.add(
        SiteKind.CALL, api, node, at=name_node(func), args=args, args_node=arguments,
        open_args=is_open or bool(flags), sdk=sdk, client=client, target=target, confidence=confidence,
        features=found, flags=flags,
    )  # fmt: skip


def _handed_over(ctx: Context, node: Node, arguments: Node, scope: int, called: Thing | None) -> None:
    """`partial(client.chat.completions.create, model=...)`: the method is passed, called elsewhere."""
    position = -1
    for child in children(arguments):
        if child.type == "keyword_argument":
            continue
        position += 1
        if child.type not in ("attribute", "identifier"):
            continue
        if child.type == "attribute" and text_of(name_node(child)) not in _METHOD_VERBS:
            continue
        expr = ctx.build(child, scope)
        if isinstance(expr, Name) and not _may_be_method(ctx, expr):
            continue
        thing = ctx.resolver.thing(expr, ctx.path)
        if thing is None and child.type == "attribute" and _imports_sdk(ctx):
            alike = _alike(ctx, _suffix(child))
            if alike is not None:  # `cast(Any, self._client.responses.create)`, of a client that cannot be followed
                ctx.add(SiteKind.CALL, alike, child, at=name_node(child), open_args=True, sdk="openai",
                        confidence=Confidence.MEDIUM, flags=("reference",),
                        target=Target(TargetKind.UNKNOWN))  # fmt: skip
        if not isinstance(thing, Inst) or thing.cls not in ctx.tables.clients:
            continue
        attrs = thing.attrs
        if len(attrs) < 2 or attrs[0] not in ctx.tables.roots or "()" in attrs or attrs[-1] not in _METHOD_VERBS:
            continue
        runs = isinstance(called, Ext) and called.name in _RUNNERS and position == 0
        row = ctx.tables.clients[thing.cls]
        if runs:
            _report(ctx, node, child, arguments, scope, ".".join(attrs), row.sdk, skip=1,
                    client=ctx.client_place(thing), target=ctx.target_of(thing), is_async=row.is_async,
                    flags=("partial",))  # fmt: skip
        else:
            ctx.add(SiteKind.CALL, ".".join(attrs), child, at=name_node(child), open_args=True, sdk=row.sdk,
                    client=ctx.client_place(thing), target=ctx.target_of(thing), flags=("reference",))  # fmt: skip


def _may_be_method(ctx: Context, name: Name) -> bool:
    """Whether a variable can hold a method: most hold something else, and following each is dear."""
    bound = (found.expr for found in ctx.resolver.bindings(name, ctx.path))
    return any(
        isinstance(e, (Name, Imported)) or (isinstance(e, Attr) and e.name in _METHOD_VERBS) for e in bound
    )


def _suffix(func: Node) -> tuple[str, ...]:
    """The attribute names a call's function ends with."""
    names: list[str] = []
    current: Node | None = func
    while current is not None and current.type == "attribute" and len(names) < 8:
        names.append(text_of(name_node(current)))
        current = current.child_by_field_name("object")
    return tuple(reversed(names))


def _alike(ctx: Context, attrs: tuple[str, ...]) -> str | None:
    """The API that a chain of names ends with, when it is one of a few that nothing else is called."""
    attrs = tuple(a for a in attrs if a not in ctx.tables.same)
    return next((".".join(attrs[i:]) for i in range(len(attrs)) if ".".join(attrs[i:]) in ctx.tables.specific), None)


def _imports_sdk(ctx: Context) -> bool:
    return any(i.module.partition(".")[0] == "openai" for i in ctx.module.index.imports if not i.level)


def _look_alike(
    ctx: Context, node: Node, func: Node, arguments: Node, scope: int, attrs: tuple[str, ...]
) -> None:
    """The SDK's chain on an object that cannot be followed: likely it, unless other signs speak."""
    attrs = tuple(a for a in attrs if a not in ctx.tables.same)
    api = _alike(ctx, attrs)
    if api is None or "()" in attrs or func.type != "attribute":
        return
    if api == "completions.create" and "chat" in attrs:
        return
    roots = {i.module.partition(".")[0] for i in ctx.module.index.imports if not i.level}
    if (roots & ctx.tables.other_modules and "openai" not in roots) or _other_named(ctx, func):
        return
    sure = Confidence.MEDIUM if "openai" in roots or api.count(".") > 1 else Confidence.LOW
    if api.count(".") == 1:
        args, is_open = ctx.values.arguments(arguments, scope, _POSITIONAL.get(api, ()))
        if args and not is_open and not {a.name for a in args} & ASKED_FOR:
            return
    _report(ctx, node, func, arguments, scope, api, "openai", client=None, confidence=sure,
            target=Target(TargetKind.UNKNOWN))  # fmt: skip


def _other_named(ctx: Context, func: Node) -> bool:
    """`groq.chat.completions.create`: the variable itself says whose client it is."""
    owner = text_of(func)[:200].rpartition(".")[0]
    own = re.sub(r"\.(?:chat|embeddings|responses|images|audio|completions)\b.*", "", owner, flags=re.DOTALL)
    assigned = re.escape(own.encode()) + rb"(?:\s*:[^=\n]{1,80})?\s*=\s*(\w+)\s*$"
    held = re.search(assigned, ctx.source.data, re.MULTILINE)
    names = own if held is None else f"{own} {held[1].decode('utf-8', 'replace')}"  # `self.client = groq_client`
    return ctx.tables.shared.other_names.search(names) is not None and "openai" not in names.lower()


# --- frameworks and tokenizers ---------------------------------------------------------------------


def _framework(
    ctx: Context, node: Node, func: Node, arguments: Node, scope: int, row: Framework
) -> None:
    args, is_open = ctx.values.arguments(arguments, scope, row.positional)
    names = {row.args.get(a.name, a.name) for a in args}
    if row.requires and not names & set(row.requires):
        return
    target = _framework_target(ctx, row, args)
    if row.by_model and target.kind is TargetKind.OTHER and target.name == "other vendor":
        return
    if row.strict and target.kind is TargetKind.UNKNOWN:
        return
    found = features(row.api, args) | set(row.features)
    if row.is_async:
        found.add("async")
    ctx.add(
        SiteKind.FRAMEWORK, row.api, node, at=name_node(func), args=args, args_node=arguments,
        open_args=is_open, sdk=row.sdk, target=target, features=found,
        client=f"{ctx.path}:{ctx.source.line(node.start_byte)}",
    )  # fmt: skip


def _named_maker(ctx: Context, name: str) -> Framework | None:
    """`OpenAIAgent.from_tools(...)`: a framework's class that is constructed by a method of its own."""
    owner, _, method = name.rpartition(".")
    row = ctx.tables.frameworks.get(owner) if method.startswith("from_") else None
    return None if row is None or row.by_model else replace(row, positional=())


def _framework_target(ctx: Context, row: Framework, args: tuple[Arg, ...]) -> Target:
    if row.azure:
        return Target(TargetKind.AZURE)
    for arg in args:
        meaning = row.args.get(arg.name, arg.name)
        if meaning == "base_url":
            return target_of_value(ctx, arg.value)
    if row.by_model:
        model = next((a.value for a in args if row.args.get(a.name, a.name) == "model"), None)
        if not isinstance(model, Literal) or not isinstance(model.value, str):
            return Target(TargetKind.UNKNOWN)
        vendor = leaving.asked_of(model.value)
        if vendor is not None:
            return Target(TargetKind.OTHER, vendor)
        prefix = model.value.replace(":", "/").partition("/")[0]
        if ctx.tables.shared.model.fullmatch(model.value) or prefix in ("openai", "azure"):
            kind = TargetKind.AZURE if prefix == "azure" else TargetKind.OFFICIAL
            return Target(kind, "openai" if kind is TargetKind.OFFICIAL else None)
        if prefix == "openrouter":
            return Target(TargetKind.RELAY, "openrouter.ai")
        return Target(TargetKind.OTHER, "other vendor")
    return Target(TargetKind.OFFICIAL, "openai")


def target_of_value(ctx: Context, value: Value) -> Target:
    """Whom a base URL given as an argument's value belongs to."""
    if isinstance(value, Literal):
        if isinstance(value.value, str):
            return target_of_url(value.value, ctx.tables.shared)
        return Target(TargetKind.OFFICIAL, "openai")
    if isinstance(value, EnvRef):
        if value.default and value.default.startswith("http"):
            return target_of_url(value.default, ctx.tables.shared)
        return Target(TargetKind.USER_DEFINED, value.name)
    if isinstance(value, Unknown):
        return Target(TargetKind.USER_DEFINED)
    return Target(TargetKind.UNKNOWN)


def _tokenizer(ctx: Context, node: Node, func: Node, arguments: Node, scope: int, name: str) -> None:
    args, is_open = ctx.values.arguments(arguments, scope, ("model",))
    ctx.add(
        SiteKind.TOKENIZER, name, node, at=name_node(func), args=args, args_node=arguments,
        open_args=is_open, sdk="tiktoken",
    )  # fmt: skip
