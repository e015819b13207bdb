"""Client constructions, API calls, framework classes and tokenizers: everything that is a call."""

from __future__ import annotations

import re
from dataclasses import replace

from tree_sitter import Node

from migrate.languages import leaving
from migrate.languages.expressions import Call, Const
from migrate.languages.features import features as features_of
from migrate.languages.nodes import text_of
from migrate.languages.requests import ASKED_FOR
from migrate.languages.tables import Framework
from migrate.languages.things import Ext, Inst, Own, Thing
from migrate.languages.typescript.detect.candidates import below_roots
from migrate.languages.typescript.detect.context import Context
from migrate.languages.typescript.detect.wrapped import wrapped
from migrate.languages.typescript.expr import WRAPPERS, children, unwrap
from migrate.languages.typescript.targets import BASE_NAMES, target_of_value
from migrate.languages.typescript.values import name_node
from migrate.model import Arg, Confidence, DictValue, Literal, Origin, SiteKind, Target, TargetKind

# Methods that take identifiers before the object of fields; below a thread, a store or a job one more.
_BY_ID = frozenset(
    {
        "retrieve", "update", "delete", "cancel", "content", "results", "poll", "complete", "pause", "resume",
        "list_events", "wait_for_processing", "submit_tool_outputs", "submit_tool_outputs_and_poll",
        "submit_tool_outputs_stream", "retrieve_content",
    }
)  # fmt: skip
_PARENTS = ("threads.messages", "threads.runs", "runs.steps", "vector_stores.files", "vector_stores.file_batches",
            "jobs.checkpoints", "uploads.parts", "responses.input_items", "conversations.items")  # fmt: skip
_PASSED = re.compile(
    rb"\.\s*(create|parse|stream|retrieve|list|generate|edit|delete|del|update|cancel|content|createAndPoll|createAndRun"
    rb"|submitToolOutputs|runTools|sendMessage)(?![\w$])(?!\s*[(<`=])"
)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_OFFICIAL = Target(TargetKind.OFFICIAL, "openai")


def detect(ctx: Context) -> None:
    """Report every call of a library we know."""
    for node in ctx.candidates:
        func = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        arguments = node.child_by_field_name("arguments")
        if func is None or func.type in ("import", "super"):
            continue
        if arguments is not None and arguments.type == "template_string":
            continue
        if func.type == "member_expression" and _bind(func):
            continue
        scope = ctx.module.nodes.scope_at(node)
        _called(ctx, node, func, arguments, scope, ctx.called(func, scope))
    for match in _PASSED.finditer(ctx.source.data):
        _handed_over(ctx, match.start(1), match.end(1))


def neutral(attrs: tuple[str, ...]) -> str:
    """The API as every language names it: `fineTuning.jobs.create` is `fine_tuning.jobs.create`."""
    words = [_HUMP.sub("_", a).lower() for a in attrs]
    return ".".join("delete" if w == "del" else w for w in words)


def _called(ctx: Context, node: Node, func: Node, arguments: Node | None, scope: int, thing: Thing | None) -> None:
    tables = ctx.tables
    wrapper = ctx.resolver.wrappers.of(thing)
    if wrapper is not None:
        wrapped(ctx, node, func, arguments, scope, wrapper, thing)
        return
    match thing:
        case Ext(name):
            name = (tables.defaults.get(name) and f"{name}:{tables.defaults[name]}") or name
            if name in tables.clients:
                _client(ctx, node, arguments, scope, name)
            elif name in tables.settings:
                _settings(ctx, node, arguments, scope, name)
            elif name in tables.frameworks:
                _framework(ctx, node, func, arguments, scope, tables.frameworks[name])
            elif name in tables.providers:
                _provided(ctx, node, func, arguments, scope, "chat", _of_provider(ctx, Inst(name, ctx.path, None)))
            elif "." in name and name.rpartition(".")[0] in tables.providers:
                factory, _, method = name.rpartition(".")
                kind = tables.providers[factory].get(method)
                if kind is not None:
                    _provided(
                        ctx, node, func, arguments, scope, kind, _of_provider(ctx, Inst(factory, ctx.path, None))
                    )
            elif name in tables.tokenizer_calls:
                _tokenizer(ctx, node, func, arguments, scope, name)
        case Inst(cls, _, _, attrs) if cls in tables.clients:
            _api(ctx, node, func, arguments, scope, thing)
        case Inst(cls, _, _, attrs) if cls in tables.providers:
            kind = "chat" if not attrs else tables.providers[cls].get(attrs[-1]) if len(attrs) == 1 else None
            if kind is not None:
                _provided(ctx, node, func, arguments, scope, kind, _of_provider(ctx, thing), ctx.client_place(thing))
        case Inst(cls, _, _, attrs) if not ctx.resolver.is_other(cls) and cls not in tables.frameworks:
            _look_alike(ctx, node, func, arguments, scope, attrs)
        case None:
            _look_alike(ctx, node, func, arguments, scope, _suffix(func))
        case Own() | Inst() | _:
            return


# --- the SDK -------------------------------------------------------------------------------------


def _client(ctx: Context, node: Node, arguments: Node | None, scope: int, name: str) -> None:
    row = ctx.tables.clients[name]
    found = ctx.values.arguments(arguments, scope, ("endpoint", "api_key") if row.sdk == "@azure/openai" else ())
    made = ctx.resolver.thing(ctx.build(node, scope), ctx.path)
    target = ctx.target_of(made) if isinstance(made, Inst) else Target(TargetKind.UNKNOWN)
    args = found.args
    if row.sdk == "openai<4":
        args, found = (), ctx.values.arguments(None, scope)
    ctx.add(
        SiteKind.CLIENT, name.partition(":")[2], node, args=args, args_span=found.span, open_args=found.is_open,
        sdk=row.sdk, client=f"{ctx.path}:{ctx.source.line(node.start_byte)}", target=target,
    )  # fmt: skip


def _settings(ctx: Context, node: Node, arguments: Node | None, scope: int, name: str) -> None:
    """`new Configuration({ apiKey, basePath })`: what a client of the older SDK is given."""
    found = ctx.values.arguments(arguments, scope)
    base = next((a.value for a in found.args if a.name in BASE_NAMES), None)
    target = target_of_value(base, ctx.resolver) if base is not None else _OFFICIAL
    ctx.add(
        SiteKind.CLIENT, name.partition(":")[2], node, args=found.args, args_span=found.span, open_args=found.is_open,
        sdk=ctx.tables.settings[name], client=f"{ctx.path}:{ctx.source.line(node.start_byte)}", target=target,
    )  # fmt: skip


def _api(ctx: Context, node: Node, func: Node, arguments: Node | None, scope: int, inst: Inst) -> None:
    attrs = inst.attrs
    if not attrs or "()" in attrs:
        return
    row = ctx.tables.clients[inst.cls]
    method = ctx.tables.methods.get(inst.cls, {}).get(attrs[0]) if len(attrs) == 1 else None
    if method is not None:
        extra = ("stream",) if attrs[0].startswith("stream") else ()
        _report(ctx, node, func, arguments, scope, method.api, row.sdk, positional=method.positional,
                client=ctx.client_place(inst), target=ctx.target_of(inst), more=extra)  # fmt: skip
        return
    known = attrs[0] in ctx.tables.roots and len(attrs) > 1 and row.sdk != "chatgpt"
    raw = len(attrs) == 1 and attrs[0] in ctx.tables.verbs and arguments is not None and arguments.named_child_count
    if known or raw:
        api = neutral(attrs)
        _report(ctx, node, func, arguments, scope, api, row.sdk, positional=_identifiers(api, arguments),
                client=ctx.client_place(inst), target=ctx.target_of(inst))  # fmt: skip


def _identifiers(api: str, arguments: Node | None) -> tuple[str, ...]:
    """Names for the identifiers in a call's path, of which newer versions pass some among the fields."""
    resource, _, method = api.rpartition(".")
    parents = sum(resource.endswith(p) for p in _PARENTS) + ("runs.steps" in resource)
    own = resource.rpartition(".")[2].removesuffix("s").removesuffix("e" if resource.endswith("ches") else "")
    names = ("parent_id",) * parents
    if method in _BY_ID:
        names += ("model",) if resource == "models" else (f"{own}_id",)
    given = [unwrap(c) for c in children(arguments)] if arguments is not None else []
    before = next((i for i, c in enumerate(given) if c.type == "object"), len(given))
    return names[:before]


def _report(
    ctx: Context, node: Node, func: Node, arguments: Node | None, scope: int, api: str, sdk: str,
    *, client: str | None, target: Target, positional: tuple[str, ...] = (), more: tuple[str, ...] = (),
    confidence: Confidence = Confidence.HIGH,
) -> None:  # fmt: skip
    found = ctx.values.arguments(arguments, scope, positional)
    used = features_of(api, found.args) | set(more) | {"async"}
    if api.endswith("run_tools"):
        used.add("tools")
    ctx.add(
        SiteKind.CALL, api, node, at=name_node(func), args=found.args, args_span=found.span, open_args=found.is_open,
        sdk=sdk, client=client, target=target, confidence=confidence, features=used,
    )  # fmt: skip


def _handed_over(ctx: Context, start: int, end: int) -> None:
    """`retry(client.chat.completions.create.bind(client))`: the method is passed, called elsewhere."""
    name = ctx.module.tree.root_node.named_descendant_for_byte_range(start, end)
    child = name.parent if name is not None and name.type == "property_identifier" else None
    if child is None or child.type != "member_expression" or child.child_by_field_name("property") != name:
        return
    given = _outside(child)
    method = given.parent
    if method is not None and method.type == "member_expression":
        if not _bind(method) or method.parent is None or method.parent.type != "call_expression":
            return
        given = _outside(method.parent)
    call = given.parent.parent if given.parent is not None and given.parent.type == "arguments" else None
    function = call.child_by_field_name("function") or call.child_by_field_name("constructor") if call else None
    if call is None or function is None or (function.type == "member_expression" and _bind(function)):
        return
    expr = ctx.build(child, ctx.module.nodes.scope_at(call))
    thing = ctx.resolver.thing(expr, ctx.path) if below_roots(ctx, child) or ctx.libraries.may(expr) else None
    if not isinstance(thing, Inst) or thing.cls not in ctx.tables.clients or len(thing.attrs) < 2:
        return
    if thing.attrs[0] in ctx.tables.roots and "()" not in thing.attrs:
        ctx.add(SiteKind.CALL, neutral(thing.attrs), child, at=name_node(child), open_args=True,
                sdk=ctx.tables.clients[thing.cls].sdk, client=ctx.client_place(thing), features=("async",),
                target=ctx.target_of(thing), flags=("reference",))  # fmt: skip


def _outside(node: Node) -> Node:
    """The node with the parentheses, `await` and type assertions around it."""
    while node.parent is not None and node.parent.type in WRAPPERS:
        node = node.parent
    return node


def _bind(member: Node) -> bool:
    return text_of(name_node(member)) == "bind"


def _suffix(func: Node) -> tuple[str, ...]:
    """The property names a call's function ends with."""
    names: list[str] = []
    current: Node | None = unwrap(func)
    while current is not None and current.type == "member_expression" and len(names) < 8:
        names.append(text_of(name_node(current)))
        inner = current.child_by_field_name("object")
        current = unwrap(inner) if inner is not None else None
    return tuple(reversed(names))


def _look_alike(
    ctx: Context, node: Node, func: Node, arguments: Node | None, scope: int, attrs: tuple[str, ...]
) -> None:
    """The SDK's chain on an object that cannot be followed: likely it, unless other signs speak."""
    tables = ctx.tables
    attrs = tuple(a for a in attrs if a not in tables.same)
    start = next((i for i in range(len(attrs)) if ".".join(attrs[i:]) in tables.specific), None)
    if start is None or "()" in attrs or unwrap(func).type != "member_expression":
        return
    api = neutral(attrs[start:])
    if (api == "completions.create" and "chat" in attrs) or ctx.imports_other() or _other_named(ctx, func):
        return
    mine = "openai" in ctx.packages()
    sure = Confidence.MEDIUM if mine or api.count(".") > 1 else Confidence.LOW
    if sure is Confidence.LOW and not re.search(r"openai|llm|gpt|\bai\b|client", text_of(func), re.IGNORECASE):
        return
    if api.count(".") == 1:
        found = ctx.values.arguments(arguments, scope)
        if found.args and not found.is_open and not {a.name for a in found.args} & ASKED_FOR:
            return
    _report(ctx, node, func, arguments, scope, api, "openai", client=None, confidence=sure,
            target=Target(TargetKind.UNKNOWN))  # fmt: skip


def _other_named(ctx: Context, func: Node) -> bool:
    """`groq.chat.completions.create`: the variable itself says whose client it is."""
    current = unwrap(func)
    for _ in range(8):
        inner = current.child_by_field_name("object")
        if current.type != "member_expression" or inner is None:
            break
        if ctx.tables.shared.other_names.search(text_of(name_node(current))):
            return True
        current = unwrap(inner)
    return ctx.tables.shared.other_names.search(text_of(current)[:80]) is not None


# --- frameworks and tokenizers ---------------------------------------------------------------------


def _framework(ctx: Context, node: Node, func: Node, arguments: Node | None, scope: int, row: Framework) -> None:
    found = ctx.values.arguments(arguments, scope, row.positional)
    args = _flattened(found.args)
    names = {row.args.get(a.name, a.name) for a in args}
    if row.requires and not names & set(row.requires):
        return
    target = _framework_target(ctx, node, row, args, scope)
    if row.by_model and target.kind is TargetKind.OTHER and target.name == "other vendor":
        return
    if row.by_model:
        args = tuple(_named_model(ctx, a, scope) for a in args)
    features = (features_of(row.api, args) | set(row.features) | {"async"}) - {"file"}
    ctx.add(
        SiteKind.FRAMEWORK, row.api, node, at=name_node(func) if node.type == "call_expression" else node, args=args,
        args_span=found.span, open_args=found.is_open, sdk=row.sdk, target=target, features=features,
        client=f"{ctx.path}:{ctx.source.line(node.start_byte)}",
    )  # fmt: skip


def _named_model(ctx: Context, arg: Arg, scope: int) -> Arg:
    """`model: openai("gpt-4o")` has the name that the provider is given, where it is written."""
    if arg.name != "model" or isinstance(arg.value, Literal):
        return arg
    root = ctx.module.tree.root_node
    node = root.named_descendant_for_byte_range(arg.value_span.start, arg.value_span.end)
    for found in ctx.resolver.expand(ctx.build(node, scope), ctx.path):
        thing = ctx.resolver.thing(found.expr, found.path)
        if not isinstance(thing, Inst) or not isinstance(found.expr, Call) or not found.expr.args:
            continue
        factory = thing.cls if thing.cls in ctx.tables.providers else thing.cls.rpartition(".")[0]
        first = found.expr.args[0]
        if factory in ctx.tables.providers and isinstance(first, Const) and isinstance(first.value, str):
            return replace(arg, value=Literal(first.value, Origin(found.path, first.span, first.line)))
    return arg


def _flattened(args: tuple[Arg, ...]) -> tuple[Arg, ...]:
    """`configuration: { baseURL }` is where LangChain passes what the SDK's client takes."""
    out: list[Arg] = []
    for arg in args:
        out.append(arg)
        if arg.name in ("configuration", "clientOptions") and isinstance(arg.value, DictValue):
            out += [e for e in arg.value.entries if e.name in BASE_NAMES]
    return tuple(out)


def _framework_target(ctx: Context, node: Node, row: Framework, args: tuple[Arg, ...], scope: int) -> Target:
    if row.azure:
        return Target(TargetKind.AZURE)
    base = next((a.value for a in reversed(args) if a.name in BASE_NAMES), None)
    if base is not None:
        return target_of_value(base, ctx.resolver)
    if not row.by_model:
        made = ctx.resolver.thing(ctx.build(node, scope), ctx.path)
        return ctx.target_of(made) if isinstance(made, Inst) and not isinstance(made.made, type(None)) else _OFFICIAL
    model = next((a for a in args if row.args.get(a.name, a.name) == "model"), None)
    if model is None:
        return Target(TargetKind.UNKNOWN)
    if isinstance(model.value, Literal) and isinstance(model.value.value, str):
        return _by_name(ctx, model.value.value)
    return _by_expression(ctx, model, scope)


def _by_name(ctx: Context, name: str) -> Target:
    """Whom a model's name says: `openai/gpt-4o` and `gpt-4o` are this vendor's."""
    vendor = leaving.asked_of(name)
    if vendor is not None:
        return Target(TargetKind.OTHER, vendor)
    prefix = name.replace(":", "/").partition("/")[0]
    if prefix == "azure":
        return Target(TargetKind.AZURE)
    if prefix == "openai" or ctx.tables.shared.model.fullmatch(name):
        return _OFFICIAL
    return Target(TargetKind.OTHER, "other vendor")


def _by_expression(ctx: Context, model: Arg, scope: int) -> Target:
    """Whom the model object given to `generateText` talks to."""
    node = ctx.module.tree.root_node.named_descendant_for_byte_range(model.value_span.start, model.value_span.end)
    expr = ctx.build(node, scope)
    for found in ctx.resolver.expand(expr, ctx.path):
        thing = ctx.resolver.thing(found.expr, found.path)
        if isinstance(thing, Inst) and ctx.resolver.is_other(thing.cls):
            return Target(TargetKind.OTHER, "other vendor")
        if isinstance(thing, Inst) and (
            thing.cls in ctx.tables.providers or thing.cls.rpartition(".")[0] in ctx.tables.providers
        ):
            return _of_provider(ctx, thing)
    return Target(TargetKind.UNKNOWN)


def _of_provider(ctx: Context, inst: Inst) -> Target:
    """Whom a factory of models talks to."""
    if inst.cls.startswith("@ai-sdk/azure"):
        return Target(TargetKind.AZURE)
    if "gateway" in inst.cls:
        return Target(TargetKind.RELAY, "ai-gateway.vercel.sh")
    made_by_hand = ".create" in inst.cls.replace(":", ".")
    return ctx.target_of(inst) if made_by_hand and inst.made is not None else _OFFICIAL


def _provided(
    ctx: Context, node: Node, func: Node, arguments: Node | None, scope: int, kind: str, target: Target,
    client: str | None = None,
) -> None:  # fmt: skip
    """`openai("gpt-4o")`: a model of a provider."""
    found = ctx.values.arguments(arguments, scope, ("model",))
    if not found.args or node.type != "call_expression":
        return
    model = found.args[0].value
    if kind == "gateway" and isinstance(model, Literal) and _by_name(ctx, str(model.value)).kind is TargetKind.OTHER:
        return
    api = {"embedding": "OpenAIEmbedding", "image": "image", "audio": "audio"}.get(kind, "openai")
    ctx.add(
        SiteKind.FRAMEWORK, api, node, at=name_node(func), args=found.args, args_span=found.span,
        open_args=found.is_open, sdk="ai-sdk", target=target, client=client,
    )  # fmt: skip


def _tokenizer(ctx: Context, node: Node, func: Node, arguments: Node | None, scope: int, name: str) -> None:
    found = ctx.values.arguments(arguments, scope, ("model",))
    ctx.add(
        SiteKind.TOKENIZER, name.replace(":", "."), node, at=name_node(func), args=found.args, args_span=found.span,
        open_args=found.is_open, sdk="tiktoken",
    )  # fmt: skip
