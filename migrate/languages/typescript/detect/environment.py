"""Environment variables: read, destructured, declared in schemas; proxies among them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tree_sitter import Node

from migrate.languages.expressions import Const
from migrate.languages.nodes import span_of, text_of
from migrate.languages.tables import CHOICE, companions, is_provider_id
from migrate.languages.things import Ext
from migrate.languages.typescript.detect.context import Context
from migrate.languages.typescript.detect.surroundings import around, is_statement
from migrate.languages.typescript.expr import children, unwrap
from migrate.languages.typescript.literals import string_value
from migrate.model import Confidence, EnvRef, Literal, SiteKind, Span

_GENERAL = frozenset({"BASE_URL", "API_BASE", "AZURE_URL", "AZURE_API_KEY", "AZURE_API_VERSION", "AZURE_ENDPOINT"})
_PLACE = re.compile(r"(?:API|CHAT|LLM|AI)_(?:BASE|BASE_?URL|URL|ENDPOINT|HOST)\Z|^(?:BASE_URL|ENDPOINT)\Z")
_DEFAULTED = re.compile(  # `process.env.ASK_ENGINE ?? "gpt-4o"`: told by what it is where it is not set
    rb"\benv(?:\.|\[[\"'])(?P<name>[A-Z][A-Z0-9_]{1,80})(?:[\"']\])?\s*(?:\?\?|\|\|)\s*"
    rb"[\"'`](?:https?://|(?:chat)?gpt|o\d|text-|ft:|dall|whisper|openai)"
)
_QUOTED = re.compile(r"[\"'`]([\w./:-]{2,80})[\"'`]")
_NAME = re.compile(r"[A-Z][A-Z0-9_]{2,80}\Z")
_HOLDERS = re.compile(
    r"(?:^|[._])(?:env|ENV|Env|environment|bindings|secrets|vars|getEnv|serverEnv|clientEnv)\Z|env\Z"
)
_SCHEMAS = re.compile(r"env|schema|config|process|secret|setting|var|server|client|runtime", re.IGNORECASE)
_CAPITALS = re.compile(rb"(?<![\w$])[A-Z][A-Z0-9_]{2,80}(?![\w$])")
_LOWER = re.compile(rb"(?<![\w$])[a-z]+_proxy(?![\w$])")
_RUNTIME = re.compile(rb"(?<![\w$])(?:\w*[oO]pen_?[aA][iI]|\w*gpt)\w*(?![\w$])")
_TEMPLATE = re.compile(rb"env\s*\[\s*`")
_BUILT = re.compile(r"_(?:API_KEY|API_BASE|BASE_URL|API_TOKEN)\Z")
_RUNTIME_KEY = re.compile(r"open_?ai|gpt", re.IGNORECASE)
_INJECTED = ("_CLIENT", "_SERVICE", "_MODULE", "_OPTIONS", "_INSTANCE")  # of what is handed in
# The page's own server, unless the file asks the API.
_OWN_SERVER = re.compile(r"(?:NEXT_PUBLIC|VITE|NUXT_PUBLIC|REACT_APP|PUBLIC|EXPO_PUBLIC)_API_BASE_URL\Z")


def detect(ctx: Context) -> None:
    """Report every place that names a variable of this API, or a proxy."""
    if ctx.is_fixture:
        return
    ctx.given_names = ctx.given() | companions(ctx.source.data)
    found = _written(ctx)
    done: set[int] = set()
    for node in found.members:
        _member(ctx, node, ctx.module.nodes.scope_at(node), done)
    if found.any:
        for node, scope in ctx.module.patterns:
            _pattern(ctx, node, scope)
    for node in found.strings:
        _call(ctx, node, done)
    for node in found.strings:
        if node.start_byte not in done:
            _mention(ctx, node)
    tables: dict[int, bool] = {}
    for node in found.keys:
        _declared(ctx, node, tables)
    for site in ctx.module.imports:
        if site.module in ctx.tables.env_modules:
            _imported(ctx, site.node)
    own = [s for s in ctx.sites if s.kind is SiteKind.ENV and _OWN_SERVER.match(s.api)]
    if own and not ctx.speaks():
        ctx.sites[:] = [s for s in ctx.sites if s not in own]


@dataclass(slots=True)
class _Written:
    """Where names of variables stand: they are found by their letters, as there are few of them."""

    any: bool = False
    members: list[Node] = field(default_factory=list)
    strings: list[Node] = field(default_factory=list)
    keys: list[Node] = field(default_factory=list)  # entries that may declare a variable


def _written(ctx: Context) -> _Written:
    data, nodes, found = ctx.source.data, ctx.module.nodes, _Written()
    words = [_CAPITALS]
    if b"_proxy" in data:
        words.append(_LOWER)
    if b"runtimeConfig" in data:
        words.append(_RUNTIME)
    known: dict[bytes, bool] = {}
    for match in (m for pattern in words for m in pattern.finditer(data)):
        word = match.group(0)
        if word not in known:
            known[word] = match.re is _RUNTIME or _is_of_interest(ctx, word.decode())
        if not known[word]:
            continue
        found.any = True
        node = nodes.at(match.start(), match.end())
        parent = node.parent if node is not None else None
        if node is None or parent is None:
            continue
        if node.type == "string":
            found.strings.append(node)
        if parent.type in ("member_expression", "subscript_expression"):
            if node != parent.child_by_field_name("object"):
                found.members.append(parent)
        elif parent.type in ("pair", "property_signature") and parent.named_children[0] == node:
            found.keys.append(parent)
    held = {member.id for member in found.members}
    for match in _DEFAULTED.finditer(data) if b"env" in data else ():
        node = nodes.at(match.start("name"), match.end("name"))
        holder = node.parent if node is not None else None
        if holder is not None and holder.type in ("member_expression", "subscript_expression"):
            found.any = True
            if holder.id not in held:
                found.members.append(holder)
    for match in _TEMPLATE.finditer(data):
        node = ctx.module.tree.root_node.named_descendant_for_byte_range(match.end() - 1, match.end())
        if node is not None and node.type == "template_string" and node.parent is not None:
            found.members.append(node.parent)
    return found


def _is_of_interest(ctx: Context, name: str) -> bool:
    if name in ctx.tables.env_proxy or name in _GENERAL or name in ctx.given_names:
        return True
    return CHOICE.match(name) is not None or _PLACE.search(name) is not None or ctx.tables.is_env(name)


def _member(ctx: Context, node: Node, scope: int, done: set[int]) -> None:
    key = node.child_by_field_name("property")
    if key is None:
        key = node.child_by_field_name("index")
    if key is None:
        return
    if key.type == "template_string":
        _built(ctx, node, key, scope)
        return
    name = string_value(ctx.raw(key)) if key.type == "string" else text_of(key)
    if name is None:
        return
    holder = node.child_by_field_name("object")
    expr = ctx.build(node, scope)
    direct = ctx.values.variable(expr, ctx.path)
    proxy = name in ctx.tables.env_proxy
    if direct is None:
        named = holder is not None and _HOLDERS.search(text_of(unwrap(holder))[-60:]) is not None
        if not named or proxy or not ctx.tables.is_env(name) or (key.type == "string" and key.start_byte in done):
            return
    elif not (proxy or ctx.tables.is_env(name) or (name in _GENERAL and _configures(ctx))
              or name in ctx.given_names or _or_ours(ctx, name, node, scope)):  # fmt: skip
        return
    done.add(key.start_byte)
    fallback, place = _fallback(ctx, node, scope)
    written = (
        node.parent is not None
        and node.parent.type == "assignment_expression"
        and node.parent.child_by_field_name("left") == node
    )
    flags = {"write"} if written else set()
    flags |= {"declared"} if direct is None else set()
    ctx.add(
        SiteKind.PROXY if proxy else SiteKind.ENV, name, node, at=key, value=EnvRef(name, fallback), value_span=place,
        name_span=span_of(key), flags=flags,
        confidence=Confidence.HIGH if direct is not None else Confidence.MEDIUM,
    )  # fmt: skip


def _configures(ctx: Context) -> bool:
    """The file reads a variable of this API, so that a general name beside it is likely another."""
    return b"OPENAI" in ctx.source.data or ctx.speaks()


def _or_ours(ctx: Context, name: str, node: Node, scope: int) -> bool:
    """`process.env.MODEL || "gpt-4o"`: our model, or our address, is taken where the variable is not set."""
    parent = node.parent
    if parent is None or parent.type != "binary_expression" or parent.child_by_field_name("left") != node:
        return False
    operator, right = parent.child_by_field_name("operator"), parent.child_by_field_name("right")
    if operator is None or right is None or text_of(operator) not in ("||", "??"):
        return False
    if any(ctx.tables.shared.is_env(name, m[1]) for m in _QUOTED.finditer(text_of(right)[:300])):
        return True
    known = ctx.resolver.text(ctx.build(right, scope), ctx.path) if right.type == "identifier" else None
    return known is not None and ctx.tables.shared.is_env(name, known)


def _built(ctx: Context, node: Node, key: Node, scope: int) -> None:
    """`process.env[`${provider}_API_KEY`]`."""
    holder = node.child_by_field_name("object")
    thing = ctx.resolver.thing(ctx.build(holder, scope), ctx.path)
    text = ctx.resolver.text(ctx.build(key, scope), ctx.path) or ""
    if isinstance(thing, Ext) and thing.name in ctx.tables.env_roots and "\0" in text and _BUILT.search(text):
        ctx.add(
            SiteKind.ENV, text.replace("\0", "*"), node, at=key, confidence=Confidence.LOW, flags=("manual_only",)
        )


def _fallback(ctx: Context, node: Node, scope: int) -> tuple[str | None, Span | None]:
    """The default of `process.env.X ?? "default"`."""
    current = node
    parent = node.parent
    while parent is not None and parent.type in ("parenthesized_expression", "non_null_expression", "as_expression"):
        current, parent = parent, parent.parent
    if parent is None or parent.type != "binary_expression" or parent.child_by_field_name("left") != current:
        return None, None
    operator, right = parent.child_by_field_name("operator"), parent.child_by_field_name("right")
    if operator is None or right is None or text_of(operator) not in ("||", "??"):
        return None, None
    value = ctx.build(right, scope)
    if not isinstance(value, Const) or not isinstance(value.value, str) or not value.value:
        return None, None
    return value.value, value.span


def _pattern(ctx: Context, node: Node, scope: int) -> None:
    """`const { OPENAI_API_KEY } = process.env`."""
    pattern, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if pattern is None or value is None:
        return
    found: list[tuple[Node, Node, str, bool]] = []
    for child in children(pattern):
        key = child
        if child.type == "pair_pattern":
            key = child.child_by_field_name("key") or child
        elif child.type == "object_assignment_pattern":
            key = child.child_by_field_name("left") or child
        name = text_of(key)
        proxy = name in ctx.tables.env_proxy
        if proxy or ctx.tables.is_env(name) or name in ctx.given_names:
            found.append((child, key, name, proxy))
    if not found:
        return  # nearly always: what is taken apart need not be asked for
    thing = ctx.resolver.thing(ctx.build(value, scope), ctx.path)
    sure = isinstance(thing, Ext) and thing.name in ctx.tables.env_roots
    if not sure and not _HOLDERS.search(text_of(unwrap(value))[-60:].removesuffix("()")):
        return
    for child, key, name, proxy in found:
        if sure or not proxy:
            flags = ("destructured",) if key.type != "property_identifier" else ()
            ctx.add(SiteKind.PROXY if proxy else SiteKind.ENV, name, child, at=key, value=EnvRef(name),
                    name_span=span_of(key), flags=flags)  # fmt: skip


def _call(ctx: Context, first: Node, done: set[int]) -> None:
    """`Deno.env.get("X")`, `config.get("X")`."""
    arguments = first.parent
    node = arguments.parent if arguments is not None and arguments.type == "arguments" else None
    if node is None or node.type != "call_expression" or arguments is None or next(children(arguments)) != first:
        return
    if first.end_byte - first.start_byte > 90:
        return
    name = string_value(ctx.raw(first)) or ""
    proxy = name in ctx.tables.env_proxy
    if not _NAME.match(name) or not (proxy or ctx.tables.is_env(name) or name in ctx.given_names):
        return
    read = ctx.values.env(ctx.build(node, ctx.module.nodes.scope_at(node)), ctx.path)
    if read is None:
        return
    done.add(first.start_byte)
    ctx.add(SiteKind.PROXY if proxy else SiteKind.ENV, name, node, at=first, value=EnvRef(name),
            name_span=span_of(first))  # fmt: skip


def _mention(ctx: Context, node: Node) -> None:
    """A variable's name handed to something else that reads it (`requireEnv("OPENAI_API_KEY")`)."""
    if node.type != "string" or not 5 < node.end_byte - node.start_byte < 90:
        return
    value = string_value(ctx.raw(node))
    if value is None or not _NAME.match(value) or not ctx.tables.shared.env_pattern.search(value):
        return
    if value.endswith(_INJECTED) or is_provider_id(value):
        return
    where = around(node)
    if where.shown or where.is_type or is_statement(node) or where.test == "comparison" or ctx.is_locale:
        return
    if where.is_key or where.call or where.siblings or where.key or where.target:
        ctx.add(SiteKind.ENV, value, node, value=EnvRef(value), name_span=span_of(node), confidence=Confidence.MEDIUM,
                flags=("reference",))  # fmt: skip


def _declared(ctx: Context, node: Node, tables: dict[int, bool]) -> None:
    """`OPENAI_API_KEY: z.string()` in a schema of variables, `openaiApiKey: ""` in a runtime config."""
    key = node.child_by_field_name("key")
    if key is None:
        key = node.child_by_field_name("name")
    if key is None:
        return
    name = text_of(key).strip("'\"")
    if _NAME.match(name):
        ours = ctx.tables.is_env(name) and not is_provider_id(name)
        if ours and (_SCHEMAS.search(_owner(node)) or _is_table(node, tables)):
            ctx.add(SiteKind.ENV, name, node, at=key, value=EnvRef(name), name_span=span_of(key),
                    confidence=Confidence.MEDIUM, flags=("declared",))  # fmt: skip
    elif _RUNTIME_KEY.search(name) and "runtimeConfig" in _owner(node) and node.type == "pair":
        held = node.child_by_field_name("value")
        value = string_value(ctx.raw(held)) if held is not None and held.type == "string" else None
        shown = Literal(value) if value and not re.search(r"key|token|secret", name, re.IGNORECASE) else None
        ctx.add(SiteKind.CONFIG, name, node, at=key, value=shown, name_span=span_of(key),
                value_span=span_of(held) if held is not None else None, confidence=Confidence.MEDIUM)  # fmt: skip


def _is_table(node: Node, known: dict[int, bool]) -> bool:
    """An entry among others that all are named like variables: the definition of a `.env`. Asked once a table."""
    parent = node.parent if node.type == "pair" else None
    if parent is None:
        return False
    if parent.id not in known:
        siblings = (s for s in parent.named_children[:40] if s.type == "pair")
        names = [text_of(k).strip("'\"") for s in siblings if (k := s.child_by_field_name("key")) is not None]
        known[parent.id] = len(names) > 2 and all(_NAME.match(n) and "_" in n for n in names)
    return known[parent.id]


def _imported(ctx: Context, statement: Node) -> None:
    """`import { OPENAI_API_KEY } from "$env/static/private"`."""
    todo = [statement]
    while todo:
        node = todo.pop()
        if node.type != "import_specifier":
            todo += node.named_children
            continue
        name = node.child_by_field_name("name")
        if name is not None and ctx.tables.is_env(text_of(name)):
            ctx.add(SiteKind.ENV, text_of(name), node, at=name, value=EnvRef(text_of(name)), name_span=span_of(name))


def _owner(node: Node) -> str:
    """Names of what an entry is declared in, outward."""
    names: list[str] = []
    current = node.parent
    for _ in range(10):
        if current is None:
            break
        for part in ("name", "key", "left", "function"):
            named = current.child_by_field_name(part)
            if named is not None and named.end_byte - named.start_byte < 80:
                names.append(text_of(named))
        if current.type in ("statement_block", "program"):
            break
        current = current.parent
    return " ".join(names)
