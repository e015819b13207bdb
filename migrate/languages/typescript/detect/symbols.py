"""The SDK's exceptions and types where they are used: another SDK has others."""

from __future__ import annotations

import re

from tree_sitter import Node

from migrate.languages.expressions import Attr, Expr, Name
from migrate.languages.nodes import text_of
from migrate.languages.things import Ext
from migrate.languages.typescript.detect.context import Context
from migrate.languages.typescript.expr import last_place
from migrate.languages.typescript.specifiers import package_of
from migrate.model import SiteKind

_ERROR = re.compile(r"openai:(?:OpenAI\.)?(\w*Error)\Z")
_TYPE = re.compile(
    r"openai(?:/[\w./-]+)?:(?:OpenAI\.(?!default)[A-Z]\w*(?:\.\w+)*"
    r"|(?:Chat|Create|Completion|Embedding|Image|Thread|Run|Message|Function|Response|Moderation|Assistant|Batch|File|Model)\w+)\Z"
)
_INSTANCE = re.compile(rb"\binstanceof\s+([A-Za-z_$][\w$.]*)")
_PLACES = ("identifier", "type_identifier")
_IMPORTS = (
    "import_specifier", "import_clause", "namespace_import", "import_require_clause", "export_specifier",
    "import_statement",
)  # fmt: skip


def detect(ctx: Context) -> None:
    """One site per line and symbol."""
    _tested(ctx)
    names = _bound(ctx)
    if not names:
        return
    words = re.compile(rb"(?<![\w.$])(?:" + b"|".join(sorted(re.escape(n.encode()) for n in names)) + rb")(?![\w$])")
    root = ctx.module.tree.root_node
    seen: set[tuple[int, str]] = set()
    for match in words.finditer(ctx.source.data):
        node = root.named_descendant_for_byte_range(match.start(), match.end())
        if node is None or node.type not in _PLACES or node.end_byte != match.end():
            continue
        parent = node.parent
        if parent is None or parent.type in _IMPORTS:
            continue
        whole, expr = _outermost(node)
        thing = ctx.resolver.thing(expr, ctx.path)
        if not isinstance(thing, Ext) or thing.name in ctx.tables.clients or thing.name in ctx.tables.settings:
            continue
        if not (_ERROR.match(thing.name) or _TYPE.match(thing.name)):
            continue
        line = ctx.source.line(node.start_byte)
        if (line, thing.name) not in seen:
            seen.add((line, thing.name))
            error = _ERROR.match(thing.name)
            api = f"openai.{error.group(1)}" if error is not None else thing.name.replace(":", ".")
            ctx.add(SiteKind.SYMBOL, api, whole, sdk="openai")


def _tested(ctx: Context) -> None:
    """`llm instanceof ChatOpenAI`: what is done for one vendor's class is not done for another's."""
    for match in _INSTANCE.finditer(ctx.source.data) if b"instanceof" in ctx.source.data else ():
        node = ctx.module.tree.root_node.named_descendant_for_byte_range(*match.span(1))
        if node is None or node.type not in ("identifier", "member_expression"):
            continue
        thing = ctx.resolver.thing(ctx.build(node, ctx.module.nodes.scope_at(node)), ctx.path)
        name = thing.name if isinstance(thing, Ext) else ""
        row = ctx.tables.frameworks.get(name)
        if name in ctx.tables.clients or (row is not None and not row.by_model):
            sdk = row.sdk if row is not None else ctx.tables.clients[name].sdk
            ctx.add(SiteKind.SYMBOL, name.replace(":", "."), node, sdk=sdk, flags=("tested",))


def _bound(ctx: Context) -> set[str]:
    """Names an import of the SDK binds in this file."""
    found: set[str] = set()
    for site in ctx.module.imports:
        package = package_of(site.module)
        if not any(package == m or package.startswith(m + "/") for m in ctx.tables.types_from):
            continue
        if ctx.resolver.modules.file(ctx.path, site.module) is None:
            found.update(_locals(site.node))
    return found - {"type"}


def _locals(node: Node) -> set[str]:
    names: set[str] = set()
    todo = [node]
    while todo:
        current = todo.pop()
        if current.type == "import_specifier":
            bound = current.child_by_field_name("alias") or current.child_by_field_name("name")
            names.add(text_of(bound) if bound is not None else "")
        elif current.type in ("identifier", "shorthand_property_identifier_pattern") and current.parent is not None:
            if current.parent.type in ("import_clause", "namespace_import", "variable_declarator", "object_pattern"):
                names.add(text_of(current))
        elif current.type in (
            "import_statement",
            "import_clause",
            "named_imports",
            "namespace_import",
            "object_pattern",
            "variable_declarator",
        ):
            todo += current.named_children
    return names - {""}


def _outermost(node: Node) -> tuple[Node, Expr]:
    """The whole dotted name that begins at `node`."""
    expr: Expr = Name(text_of(node), 0, last_place())
    current = node
    up = node.parent
    while up is not None and up.type in ("member_expression", "nested_type_identifier", "nested_identifier"):
        first = up.named_children[0]
        if first != current:
            break
        expr = Attr(expr, text_of(up.named_children[-1]))
        current, up = up, up.parent
    return current, expr
