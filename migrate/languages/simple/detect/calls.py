"""Clients that are constructed, settings they are given, calls of the API, tokenizers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from migrate.languages.hosts import target_of_url
from migrate.languages.simple.detect import counters
from migrate.languages.simple.detect.context import Context, is_given, is_imported
from migrate.languages.simple.detect.imports import symbol
from migrate.languages.simple.expr import Call, Get, Name, New, Pairs, key, span_of, text_of
from migrate.languages.simple.module import Chain, Link
from migrate.languages.simple.resolve import Asked, Client, Made, Space
from migrate.languages.simple.tables import Method, Sdk, names
from migrate.languages.simple.values import vocabulary
from migrate.model import Arg, Confidence, DictValue, EnvRef, ListValue, Literal, SiteKind, Target, TargetKind

if TYPE_CHECKING:
    from tree_sitter import Node

_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:[:/]|\Z)")
_OFFICIAL = Target(TargetKind.OFFICIAL, "openai")
_NAMED = re.compile(r"(?i)\$?_?open_?ai(?:_?(?:client|api|sdk))?\Z")  # variables
_CLIENT = re.compile(r"(?i)client|open_?ai|gpt|llm|api$")  # what holds one
_OPENAI = re.compile(rb"(?i)open_?ai")
_SENT_ELSEWHERE = re.compile(r"(?i)proxy|handler|base_?ur[il]")  # an option of an HTTP client
_LINKS = 5  # of a path that is looked for when its client is not known


def detect(ctx: Context) -> None:
    """Look at every construction and chain."""
    for top in ctx.module.tops:
        chain = ctx.module.chain(top)
        if chain is not None:
            _chain(ctx, chain)
        elif isinstance(ctx.module.expr(top), New):
            thing = ctx.resolver.thing(top)
            if isinstance(thing, Client):
                _client(ctx, thing, top, top)
    _settings(ctx)


def _chain(ctx: Context, chain: Chain) -> None:
    made: Client | None = None
    asked = False
    root = ctx.resolver.thing(chain.root) if chain.root is not None else None
    if isinstance(root, Client) and isinstance(ctx.module.expr(chain.root), New):  # type: ignore[arg-type]
        made = root
    for before, link, after in ctx.resolver.steps(chain):
        if isinstance(after, Client) and after.made is not None:
            if made is not None and made.made is not None and after.made.args_node is made.made.args_node:
                made = after  # the builder goes on
            elif made is None and after.made.parent is None and key(after.made.node) == key(link.node):
                made = after
        elif isinstance(after, Asked):
            _call(ctx, after.sdk, after.method, after.client, link, Confidence.HIGH)
            asked = True
        elif isinstance(after, Space):
            symbol(ctx, after, link.node)
            _constant(ctx, after, link)
            _address(ctx, after, link)
        if isinstance(before, Client) and not isinstance(after, Asked) and made is None:
            _setter(ctx, before, link)
        if isinstance(before, Space):
            counters.counted(ctx, before, link)
            _option(ctx, before, link)
        elif before is None and chain.root is None and link is chain.links[0]:
            counters.imported(ctx, link)
        elif before is None and link is chain.links[0]:
            counters.encoded(ctx, chain, link)
    if made is not None:
        first = chain.root if chain.root is not None else chain.links[0].name_node
        _client(ctx, made, chain.node, first)
    elif not asked:
        _guess(ctx, chain)


def _client(ctx: Context, client: Client, node: Node, at: Node) -> None:
    made = client.made
    if made is None:
        return
    if made.name is None:
        made = replace(made, name=ctx.resolver.holders.get(key(node)))
        client = replace(client, made=made)
    sdk = client.sdk
    if sdk.by_model:
        return
    args, is_open = ctx.values.client_args(sdk, made)
    kind = SiteKind.FRAMEWORK if sdk.framework else SiteKind.CLIENT
    ctx.add(
        kind, made.api, node, at=at, args=args, args_node=made.args_node, open_args=is_open, sdk=sdk.name,
        target=ctx.target_of(client), flags=("settings",) if made.maker.settings else (),
    )  # fmt: skip
    for setter in made.setters:
        if vocabulary(sdk, setter.name) == "base_url":
            _pointed(ctx, sdk, setter, Target(TargetKind.AZURE) if made.maker.azure else None)
    for arg in args:
        if arg.name == "base_url" and isinstance(arg.value, Literal) and arg.value.origin is None:
            _bare_host(ctx, arg, str(arg.value.value))


def _bare_host(ctx: Context, arg: Arg, text: str) -> None:
    """`withBaseUri("relay.example.com/v1")`: an address without its scheme."""
    place = arg.value_span
    if _HOST.match(text) and ctx.source.data[place.start : place.end].strip(b"\"'") == text.encode():
        node = ctx.module.root.named_descendant_for_byte_range(place.start, place.end)
        if node is not None:
            ctx.add(
                SiteKind.BASE_URL, arg.name, node, target=target_of_url(f"https://{text}", ctx.shared),
                value=arg.value, value_span=place,
            )  # fmt: skip


def _call(
    ctx: Context, sdk: Sdk, method: Method, client: Client | None, link: Link, confidence: Confidence
) -> None:
    given = link.call.args if link.call is not None else ()
    args, is_open = ctx.values.call_args(sdk, method.positional, given)
    if sdk.by_model and not _by_model(ctx, args):
        return
    if client is not None and client.made is not None:
        args = (*_model_of_client(ctx, client, args), *args)
    ctx.add(
        SiteKind.FRAMEWORK if sdk.framework else SiteKind.CALL, method.api, link.node, at=link.name_node, args=args,
        args_node=link.call.args_node if link.call is not None else None, open_args=is_open, sdk=sdk.name,
        client=ctx.place_of(client), confidence=confidence,
        target=_OFFICIAL if sdk.by_model else ctx.target_of(client),
        features={*method.features, *_features(args)},
    )  # fmt: skip


def _by_model(ctx: Context, args: tuple[Arg, ...]) -> bool:
    """Whether the model that a library of many vendors is asked for is ours."""
    value = next((a.value for a in args if a.name == "model"), None)
    return isinstance(value, Literal) and ctx.shared.model.fullmatch(str(value.value)) is not None


def _model_of_client(ctx: Context, client: Client, args: tuple[Arg, ...]) -> tuple[Arg, ...]:
    """A model that is given to the client and not to each call."""
    if client.made is None or any(a.name == "model" for a in args):
        return ()
    given, _ = ctx.values.client_args(client.sdk, client.made)
    return tuple(a for a in given if a.name == "model")


def _features(args: tuple[Arg, ...]) -> set[str]:
    found: set[str] = set()
    for arg in args:
        if arg.name == "stream" and not (isinstance(arg.value, Literal) and not arg.value.value):
            found.add("stream")
        elif arg.name in ("tools", "functions", "tool_choice", "function_call"):
            found.add("tools")
        elif arg.name in ("response_format", "text_format"):
            found.add("json")
        elif arg.name == "messages" and _has_image(arg):
            found.add("vision")
    return found


def _has_image(arg: Arg) -> bool:
    todo = [arg.value]
    for _ in range(500):
        if not todo:
            return False
        value = todo.pop()
        if isinstance(value, DictValue):
            if any("image_url" in e.name for e in value.entries):
                return True
            todo += [e.value for e in value.entries]
        elif isinstance(value, ListValue):
            todo += [i.value for i in value.items]
        elif isinstance(value, Literal) and value.value == "image_url":
            return True
    return False


def _setter(ctx: Context, client: Client, link: Link) -> None:
    """`$client->withBaseUri($x)`: a setting of a client that was made before."""
    meaning = client.sdk.settings.get(link.name)
    if meaning is None or link.call is None or not link.call.args:
        return
    given = link.call.args[0]
    if meaning == "http_client" and "proxy" not in link.name.lower() and _is_plain(ctx, given.value):
        return
    value, place = ctx.values.given(given.value)
    kind = SiteKind.BASE_URL if meaning == "base_url" else SiteKind.CONFIG
    secret = meaning == "api_key" and isinstance(value, Literal)
    address = value.value if kind is SiteKind.BASE_URL and isinstance(value, Literal) else None
    target = target_of_url(address, ctx.shared) if isinstance(address, str) else ctx.target_of(client)
    ctx.add(
        kind, link.name, link.node, at=link.name_node, sdk=client.sdk.name, value=None if secret else value,
        value_span=place, target=target,
    )  # fmt: skip


def _is_plain(ctx: Context, node: Node, depth: int = 0) -> bool:
    """An HTTP client that is made here, whose options name neither another way to the API nor another address."""
    expr = ctx.module.expr(node)
    if isinstance(expr, New | Pairs):
        held = [g.value for g in (expr.args if isinstance(expr, New) else ())]
        return _SENT_ELSEWHERE.search(text_of(node)) is None and all(_is_plain(ctx, n, depth + 1) for n in held)
    if isinstance(expr, Name) and depth:
        bound = [b.value for b in ctx.module.find(expr.text, node.start_byte)]
        return bool(bound) and all(v is not None and depth < _LINKS and _is_plain(ctx, v, depth + 1) for v in bound)
    return False


def _settings(ctx: Context) -> None:
    """`config.BaseURL = ...`."""
    for (owner, name), bindings in ctx.module.owned.items():
        for bound in bindings:
            left = bound.node
            member = ctx.module.expr(left)
            if bound.value is None or not isinstance(member, Get | Call) or member.obj is None:
                continue
            thing = ctx.resolver.thing(member.obj)
            if not isinstance(thing, Client) or name not in thing.sdk.settings:
                continue
            meaning = thing.sdk.settings[name]
            kind = SiteKind.BASE_URL if meaning == "base_url" else SiteKind.CONFIG
            value, place = ctx.values.given(bound.value)
            secret = meaning == "api_key" and isinstance(value, Literal)
            ctx.add(
                kind, f"{owner}.{name}", left, sdk=thing.sdk.name, value=None if secret else value,
                value_span=place, target=ctx.target_of(thing),
            )  # fmt: skip


def _constant(ctx: Context, space: Space, link: Link) -> None:
    """A model that the library has a constant for."""
    found = ctx.values.sdk_constant(link.node) if link.call is None else None
    if found is None or found[1] in found[0].values:
        return
    value = ctx.values.sdk_value(link.node)
    flags = ("manual_only",) if not isinstance(value, Literal) or found[0].tokenizer else ()
    if found[0].tokenizer:
        if not is_given(ctx, link.node):  # `const encoding = tiktoken.MODEL_CL100K_BASE`
            ctx.add(SiteKind.TOKENIZER, link.name, link.node, at=link.name_node, sdk=found[0].name)
        return
    if space.path.rpartition(".")[0].rpartition(".")[2] in found[0].counters:
        return
    ctx.add(
        SiteKind.MODEL, str(value.value) if isinstance(value, Literal) else link.name, link.node, at=link.name_node,
        sdk=found[0].name, value=value, value_span=span_of(link.node), flags=(*flags, "constant"),
    )  # fmt: skip


def _address(ctx: Context, space: Space, link: Link) -> None:
    """`OpenAiApiConstants.DEFAULT_BASE_URL`: the address that a library has a constant for."""
    found = ctx.resolver.tables.sdk(space.path) if link.call is None else None
    named = found is not None and any("." in n and n in found[0].addresses for n in names(found[1]))
    if found is not None and named and not is_imported(ctx, link.node):
        ctx.add(
            SiteKind.BASE_URL, link.name, link.node, at=link.name_node, sdk=found[0].name, target=_OFFICIAL,
            value_span=span_of(link.node), flags=("constant", "manual_only"),
        )  # fmt: skip


def _option(ctx: Context, space: Space, link: Link) -> None:
    """`option.WithBaseURL(endpoint)`: where a client is pointed, also when the option is kept for later."""
    found = ctx.resolver.tables.sdk(space.path)
    option = found[0].options.get(link.name) if found is not None else None
    if found is None or option is None or link.call is None or not link.call.args:
        return
    if option.key:  # `option.WithQuery("api-version", version)`
        if len(link.call.args) > 1 and ctx.resolver.text(link.call.args[0].value) == option.key:
            value, place = ctx.values.given(link.call.args[1].value)
            ctx.add(
                SiteKind.CONFIG, option.name, link.node, at=link.name_node, sdk=found[0].name, value=value,
                value_span=place, target=Target(TargetKind.AZURE), flags=("manual_only",),
            )  # fmt: skip
        return
    if option.name != "base_url":
        return
    target = Target(TargetKind.AZURE) if option.azure else None
    _pointed(ctx, found[0], link, target)


def _pointed(ctx: Context, sdk: Sdk, link: Link, target: Target | None) -> None:
    """The address that a setter or an option gives; one that is written there is told by itself."""
    given = link.call.args[0].value if link.call is not None and link.call.args else None
    if given is None:
        return
    value, place = ctx.values.given(given)
    if isinstance(value, Literal) and value.origin is None and place != span_of(given):
        return
    if isinstance(value, Literal | EnvRef) and not isinstance(ctx.module.expr(given), Name | Get):
        return
    address = value.value if isinstance(value, Literal) else None
    if target is None and isinstance(address, str):
        target = target_of_url(address, ctx.shared)
    ctx.add(  # an address that is written elsewhere is changed there
        SiteKind.BASE_URL, link.name, link.node, at=link.name_node, sdk=sdk.name, flags=("manual_only",),
        value=None if isinstance(value, Literal) else value,
        target=target or Target(TargetKind.USER_DEFINED, value.name if isinstance(value, EnvRef) else None),
    )  # fmt: skip


def _guess(ctx: Context, chain: Chain) -> None:
    """Paths specific enough to be told without knowing their client, in a file that imports the library."""
    links = chain.links[-64:]
    for at, link in enumerate(links):
        if link.call is None or (link is chain.links[0] and _is_own(ctx, chain)):
            continue
        path = links[max(0, at + 1 - _LINKS) : at + 1]
        if not _specific(ctx, path) and not _by_keyword(ctx, chain, path):
            _by_name(ctx, chain, links[: at + 1])


def _is_own(ctx: Context, chain: Chain) -> bool:
    """A method that the file itself declares, called of the object or of a value of the file's own class."""
    link = chain.links[0]
    if link.name not in ctx.module.functions:
        return False
    root = ctx.module.expr(chain.root) if chain.root is not None else None
    if chain.root is None or (isinstance(root, Name) and root.text in ctx.module.grammar.this):
        return True
    bound = ctx.module.find(root.text, chain.root.start_byte) if isinstance(root, Name) else []
    space = ctx.module.namespace
    return any(b.type and (f"{space}.{b.type}" if space else b.type) in ctx.module.classes for b in bound)


def _by_keyword(ctx: Context, chain: Chain, links: Sequence[Link]) -> bool:
    """`bot.client.chat(parameters: {...})`: told by an argument that only one library's methods have."""
    link = links[-1]
    given = {g.name for g in link.call.args} if link.call is not None else set()
    for sdk in ctx.resolver.tables.sdks:
        if not sdk.keyword or sdk.keyword not in given or not _in_project(ctx, sdk):
            continue
        for start in range(len(links)):
            method = sdk.methods.get(".".join(k.name for k in links[start:]))
            owner = links[start - 1].name if start else ""
            if links[start] is chain.links[0] and chain.root is not None:
                owner = text_of(chain.root)
            if method is not None and _CLIENT.search(owner):
                _call(ctx, sdk, method, None, link, Confidence.MEDIUM)
                return True
    return False


def _by_name(ctx: Context, chain: Chain, links: Sequence[Link]) -> None:
    """`$openai->files()->delete(...)`: a variable named after the API, in a file that imports the library."""
    root = ctx.module.expr(chain.root) if chain.root is not None else None
    if not isinstance(root, Name) or _NAMED.match(root.text) is None:
        return
    path = ".".join(link.name for link in links)
    for sdk in ctx.resolver.sdks or ctx.resolver.tables.sdks:
        method = sdk.methods.get(path) if "." in path and not sdk.framework else None
        if method is not None and not (ctx.module.namespace and sdk.tail(ctx.module.namespace) is not None):
            _call(ctx, sdk, method, None, links[-1], Confidence.MEDIUM)
            return


def _in_project(ctx: Context, sdk: Sdk) -> bool:
    """Whether a file of the project imports the library, or this one says its name."""
    if sdk in ctx.resolver.sdks or _OPENAI.search(ctx.source.data) is not None:
        return True
    return any(sdk.tail(m) is not None for i in ctx.resolver.others.values() for m in i.imports)


def _specific(ctx: Context, links: Sequence[Link]) -> bool:
    """The longest end of a path that only one library has; whether there was one."""
    link = links[-1]
    for start in range(len(links)):
        path = ".".join(k.name for k in links[start:])
        for sdk in ctx.resolver.sdks:
            inside = bool(ctx.module.namespace) and sdk.tail(ctx.module.namespace) is not None
            if path not in sdk.specific or inside or link.call is None:
                continue
            if path in sdk.makers:
                made = Made(sdk.makers[path], link.call.args, link.call.args_node, link.node, path)
                _client(ctx, Client(sdk, made), link.node, link.name_node)
                return True
            if path in sdk.methods:
                _call(ctx, sdk, sdk.methods[path], None, link, Confidence.MEDIUM)
                return True
    return False
