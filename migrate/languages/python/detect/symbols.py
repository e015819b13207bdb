"""Names of the SDK that are not calls: exceptions and types, where they are used; enumerations of its models."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tree_sitter import Node

from migrate.languages.constants import model_of
from migrate.languages.expressions import Attr, Expr, Name
from migrate.languages.nodes import span_of, text_of
from migrate.languages.python.detect.context import Context
from migrate.languages.python.expr import children
from migrate.languages.things import Ext
from migrate.model import Literal, SiteKind

_ERROR = re.compile(r"openai\.(?:error\.|_exceptions\.|lib\.\w+\.)?\w*(?:Error|Exception|Timeout|TryAgain)\Z")
_TYPE = re.compile(
    r"openai\.types\.|openai\.(?:Stream|AsyncStream|AssistantEventHandler|AsyncAssistantEventHandler|BaseModel)\Z"
)
_METHOD = re.compile(  # of the SDK, replaced or kept while the program runs: `Completions.create = traced`
    r"openai\.(?:resources\.[\w.]+|ChatCompletion|Completion|Embedding)\.(?:a?create|parse|stream|retrieve|generate)\Z"
)
_TESTS = ("isinstance", "issubclass")
_IMPORTS = ("import_statement", "import_from_statement", "dotted_name", "aliased_import")


def detect(ctx: Context) -> None:
    """One site per line and symbol."""
    _tested(ctx)
    _members(ctx)
    names = _bound(ctx)
    if not names:
        return
    words = re.compile(rb"(?<![\w.])(?:" + b"|".join(sorted(re.escape(n.encode()) for n in names)) + rb")(?!\w)")
    root = ctx.module.tree.root_node
    seen: set[tuple[int, str]] = set()
    for match in words.finditer(ctx.source.data):
        node = root.named_descendant_for_byte_range(match.start(), match.end())
        if node is None or node.type != "identifier" or node.end_byte != match.end():
            continue
        parent = node.parent
        if parent is None or parent.type in _IMPORTS or _is_binding(node, parent):
            continue
        whole, expr = _outermost(node, parent, names[text_of(node)])
        thing = ctx.resolver.thing(expr, ctx.path)
        if not isinstance(thing, Ext):
            continue
        kept = _METHOD.match(thing.name) is not None and not _is_used(whole)
        if not (kept or _ERROR.match(thing.name) or _TYPE.match(thing.name)):
            continue
        line = ctx.source.line(node.start_byte)
        if (line, thing.name) not in seen:
            seen.add((line, thing.name))
            sdk = "openai<1" if thing.name.startswith("openai.error.") else "openai"
            ctx.add(SiteKind.SYMBOL, thing.name, whole, sdk=sdk, name_span=None)


def _tested(ctx: Context) -> None:
    """`isinstance(llm, ChatOpenAI)`: what is done for one vendor's class is not done for another's."""
    for call in ctx.calls:
        if call.name not in _TESTS or call.func.type != "identifier" or call.arguments.type != "argument_list":
            continue
        given = list(children(call.arguments))
        todo = given[1:2]
        while todo:
            node = todo.pop()
            if node.type in ("tuple", "binary_operator", "parenthesized_expression"):
                todo += list(children(node))[::-1]
                continue
            if node.type not in ("identifier", "attribute"):
                continue
            thing = ctx.resolver.thing(ctx.build(node, call.scope), ctx.path)
            name = thing.name if isinstance(thing, Ext) else ""
            row = ctx.tables.frameworks.get(name)
            if name in ctx.tables.clients or (row is not None and not row.by_model):
                sdk = row.sdk if row is not None else ctx.tables.clients[name].sdk
                ctx.add(SiteKind.SYMBOL, name, node, sdk=sdk, name_span=None, flags=("tested",))


def _members(ctx: Context) -> None:
    """`OpenAIEmbeddingModelType.TEXT_EMBED_3_SMALL`: a model under the name that a library has for it."""
    known: dict[str, tuple[str, Mapping[str, str]]] = {}  # by the name it has here
    for site in ctx.module.imports:
        for name, alias, _ in site.names:
            members = ctx.tables.constants.get(f"{site.module}.{name}") if site.module and not site.level else None
            if members is not None and name is not None:
                known[alias or name] = site.module.partition(".")[0], members
    if not known:
        return
    word = re.compile(rf"(?<![\w.])({'|'.join(map(re.escape, known))})\.(\w+)\b".encode())
    for match in word.finditer(ctx.source.data):
        node = ctx.module.tree.root_node.named_descendant_for_byte_range(match.start(), match.end())
        sdk, members = known[match[1].decode()]
        constant = match[2].decode("utf-8", "replace")
        model = members.get(constant) if members else model_of(constant)
        if model is not None and node is not None and node.type == "attribute":
            ctx.add(SiteKind.MODEL, model, node, value=Literal(model), value_span=span_of(node), sdk=sdk,
                    flags=("constant",))  # fmt: skip


def _bound(ctx: Context) -> dict[str, int]:
    """Names an import of the SDK binds in this file, and the scope it binds them in."""
    found: dict[str, int] = {}
    for site in ctx.module.imports:
        for name, alias, _ in site.names:
            module = site.module or name or ""
            if site.level or not (module == "openai" or module.startswith("openai.")):
                continue
            bound = alias or (name if site.module else "openai")
            if bound and bound != "*":
                found[bound] = min(site.scope, found.get(bound, site.scope))
    return found


def _is_used(node: Node) -> bool:
    """The method is called, or handed to something that calls it: a call of the API, told elsewhere."""
    parent = node.parent
    return parent is not None and parent.type in ("call", "argument_list", "keyword_argument", "attribute")


def _is_binding(node: Node, parent: Node) -> bool:
    """The name is an argument's or is being bound, not used."""
    if parent.type == "keyword_argument":
        return parent.child_by_field_name("name") == node
    if parent.type == "attribute":
        return parent.child_by_field_name("attribute") == node
    return parent.type in ("parameters", "default_parameter") and parent.child_by_field_name("value") != node


def _outermost(node: Node, parent: Node, scope: int) -> tuple[Node, Expr]:
    """The whole dotted name that begins at `node`."""
    expr: Expr = Name(text_of(node), scope, 1 << 60)
    current = node
    up: Node | None = parent
    while up is not None and up.type == "attribute" and up.child_by_field_name("object") == current:
        name = up.child_by_field_name("attribute")
        expr = Attr(expr, text_of(name) if name is not None else "")
        current, up = up, up.parent
    return current, expr
