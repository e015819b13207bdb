"""Environment variables: read, set, declared as settings; proxies among them; command-line flags."""

from __future__ import annotations

import re

from tree_sitter import Node

from migrate.languages.expressions import Call, Const, Expr, Joined
from migrate.languages.nodes import span_of, text_of
from migrate.languages.python.detect.context import Called, Context
from migrate.languages.python.detect.surroundings import around, is_docstring
from migrate.languages.python.expr import children, string_value
from migrate.languages.python.settings import is_settings
from migrate.languages.tables import companions, is_provider_id
from migrate.languages.things import Ext
from migrate.model import Confidence, EnvRef, SiteKind, Span

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{2,80}\Z")
_FLAG = re.compile(
    r"--?(?:openai|azure)[-_][\w-]+\Z|--(?:api|openai)[-_](?:base|host)(?:[-_]?url)?\Z|--base[-_]url\Z"
)
_OURS = re.compile(rb"(?i)open_?ai|gpt|(?<![a-z])llms?(?![a-z])|litellm|azure")  # what the program is about
_OPTION_CALLS = frozenset({"add_argument", "option", "Option", "argument"})
_BUILT = re.compile(r"_(?:API_KEY|API_BASE|BASE_URL|API_TOKEN)\Z")


_SPEAKING = (SiteKind.CLIENT, SiteKind.CALL, SiteKind.FRAMEWORK, SiteKind.HTTP)


def detect(ctx: Context) -> None:
    """Report every place that names a variable of this API, or a proxy."""
    ctx.given_names = ctx.given() | companions(ctx.source.data)
    done: set[int] = set()
    for call in ctx.calls:
        _call(ctx, call, done)
    for node, scope in ctx.module.subscripts:
        _subscript(ctx, node, scope, done)
    _settings(ctx)
    for node, _ in ctx.module.strings:
        if node.start_byte not in done:
            _mention(ctx, node)


def _call(ctx: Context, called: Called, done: set[int]) -> None:
    thing = called.thing
    reads = isinstance(thing, Ext) and (
        thing.name == "os.getenv"
        or any(thing.name == f"{r}.{g}" for r in ctx.tables.env_readers for g in ("get", "setdefault", "pop"))
    )
    first = next(children(called.arguments), None) if reads else None
    if first is None or first.type not in ("string", "binary_operator"):
        return
    done.add(first.start_byte)
    call = ctx.build(called.node, called.scope)
    default = call.args[1] if isinstance(call, Call) and len(call.args) > 1 else None
    writes = isinstance(thing, Ext) and thing.name.endswith("setdefault")
    _variable(ctx, called.node, first, called.scope, default, writes)


def _subscript(ctx: Context, node: Node, scope: int, done: set[int]) -> None:
    owner, key = node.child_by_field_name("value"), node.child_by_field_name("subscript")
    if owner is None or key is None or key.type not in ("string", "binary_operator"):
        return
    name = string_value(ctx.module.builder.raw(key)) if key.type == "string" else None
    known = ctx.tables.shared
    if name is not None and not (known.is_env(name) or name in known.env_proxy or name in ctx.given_names):
        return  # what is read from is only asked where it matters: most are entries of some dict
    thing = ctx.resolver.thing(ctx.build(owner, scope), ctx.path)
    if isinstance(thing, Ext) and thing.name in ctx.tables.env_readers:
        done.add(key.start_byte)
        parent = node.parent
        left = parent.child_by_field_name("left") if parent is not None and parent.type == "assignment" else None
        _variable(ctx, node, key, scope, None, left is not None and left.start_byte == node.start_byte)


def _variable(
    ctx: Context, node: Node, key: Node, scope: int, default: Expr | None, writes: bool
) -> None:
    expr = ctx.build(key, scope)
    held = default is None
    default = _otherwise(ctx, node, scope) if held else default
    flags = ("write",) if writes else ()
    if isinstance(expr, Joined):
        text = ctx.resolver.text(expr, ctx.path) or ""
        if text.startswith("\0") and _BUILT.search(text):
            name = text.replace("\0", "*")
            ctx.add(SiteKind.ENV, name, node, at=key, confidence=Confidence.LOW, flags=("manual_only",))
        return
    if not isinstance(expr, Const) or not isinstance(expr.value, str):
        return
    name = expr.value
    fallback = ctx.resolver.text(default, ctx.path) if default is not None else None
    fallback = None if fallback is None or "\0" in fallback or (held and not fallback) else fallback
    place = default.span if isinstance(default, Const) and isinstance(default.value, str) else None
    kind = SiteKind.PROXY if name in ctx.tables.shared.env_proxy else SiteKind.ENV
    if kind is SiteKind.PROXY and not writes and not any(s.kind in _SPEAKING for s in ctx.sites):
        return  # a program that merely honours the proxy of its surroundings
    if kind is SiteKind.PROXY or ctx.tables.shared.is_env(name, fallback) or name in ctx.given_names:
        ctx.add(
            kind, name, node, at=key, value=EnvRef(name, fallback), value_span=place, name_span=span_of(key),
            flags=flags,
        )  # fmt: skip


def _otherwise(ctx: Context, node: Node, scope: int) -> Expr | None:
    """`os.environ.get("ASK_ENGINE") or "gpt-4o"`."""
    above = node.parent
    if above is None or above.type != "boolean_operator" or above.child_by_field_name("left") != node:
        return None
    operator = above.child_by_field_name("operator")
    either = operator is not None and text_of(operator) == "or"
    return ctx.build(above.child_by_field_name("right"), scope) if either else None


def _mention(ctx: Context, node: Node) -> None:
    """A variable's name handed to something else that reads or sets it (`secrets["OPENAI_API_KEY"]`)."""
    value = string_value(ctx.module.builder.raw(node)) if node.end_byte - node.start_byte < 100 else None
    if value is None or len(value) < 3:
        return
    if value.startswith("-"):
        _flag(ctx, node, value)
        return
    if not _NAME.match(value) or not ctx.tables.shared.env_pattern.search(value) or is_docstring(node):
        return
    where = around(node)
    if where.shown or (node.parent is not None and node.parent.type in ("concatenated_string", "binary_operator")):
        return
    if where.call == "getattr" or is_provider_id(value):
        return
    ctx.add(
        SiteKind.ENV, value, node, value=EnvRef(value), name_span=span_of(node), confidence=Confidence.MEDIUM,
        flags=("manual_only", "prefix") if value.endswith("_") else ("mention",),
    )  # fmt: skip


def _flag(ctx: Context, node: Node, value: str) -> None:
    """`add_argument("--api_base")`: whoever runs the program says whom it talks to."""
    if _FLAG.match(value) and around(node).call in _OPTION_CALLS and _OURS.search(ctx.source.data):
        ctx.add(SiteKind.CONFIG, value, node, name_span=span_of(node), confidence=Confidence.MEDIUM, flags=("flag",))


def _settings(ctx: Context) -> None:
    """Fields of a pydantic-settings class: the variable is the prefix and the field's name."""
    for node, number in ctx.module.classes:
        scope = ctx.module.index.scopes[number]
        things = (ctx.resolver.thing(b, ctx.path) for b in scope.bases)
        if not any(is_settings(t, ctx.resolver) for t in things):
            continue
        body = node.child_by_field_name("body")
        if body is None:
            continue
        prefix = _prefix(body)
        for statement in children(body):
            field = next(children(statement), None) if statement.type == "expression_statement" else None
            if field is None or field.type != "assignment":
                continue
            left, right = field.child_by_field_name("left"), field.child_by_field_name("right")
            if left is None or left.type != "identifier" or text_of(left) in ("model_config", "Config"):
                continue
            if right is not None and _RENAMED.search(text_of(right)[:400]) is not None:
                continue  # the variable is named in `Field(env=...)`, and found there
            name = (prefix + text_of(left)).upper()
            literal = right is not None and right.type == "string"
            default = string_value(ctx.module.builder.raw(right)) if right is not None and literal else None
            if not ctx.tables.shared.is_env(name, default):
                continue
            place: Span | None = span_of(right) if right is not None and default is not None else None
            ctx.add(
                SiteKind.ENV, name, field, at=left, value=EnvRef(name, default), value_span=place,
                flags=("settings_field",),
            )  # fmt: skip


_RENAMED = re.compile(r"""^\w*Field\([^"']*(?:["'][^"']*["'][^"']*)??\b(?:env|alias|validation_alias)\s*=""")
_ENV_PREFIX = re.compile(r"""env_prefix["']?\s*[=:]\s*["'](\w+)["']""")


def _prefix(body: Node) -> str:
    match = _ENV_PREFIX.search(text_of(body)[:4000])
    return match.group(1) if match else ""
