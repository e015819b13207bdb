"""Names of the SDK that are not calls: exceptions and types, where they are used."""

from __future__ import annotations

import re

from tree_sitter import Node

from migrate.languages.expressions import Attr, Expr, Name
from migrate.languages.nodes import text_of
from migrate.languages.python.detect.context import Context
from migrate.languages.things import Ext
from migrate.model import SiteKind

_ERROR = re.compile(r"openai\.(?:error\.|_exceptions\.|lib\.\w+\.)?\w*(?:Error|Exception|Timeout|TryAgain)\Z")
_TYPE = re.compile(
    r"openai\.types\.|openai\.(?:Stream|AsyncStream|AssistantEventHandler|AsyncAssistantEventHandler|BaseModel)\Z"
)
_METHOD = re.compile(  # of the SDK, replaced or kept while the program runs: `Completions.create = traced`
    r"openai\.(?:resources\.[\w.]+|ChatCompletion|Completion|Embedding)\.(?:a?create|parse|stream|retrieve|generate)\Z"
)
_IMPORTS = ("import_statement", "import_from_statement", "dotted_name", "aliased_import")


def detect(ctx: Context) -> None:
    """One site per line and symbol."""
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
