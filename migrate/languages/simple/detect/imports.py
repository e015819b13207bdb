"""Imports of libraries that speak the API, and their types and exceptions that code depends on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrate.languages.constants import model_of
from migrate.languages.simple.detect.context import Context
from migrate.languages.simple.expr import Call, Name, New, Text, span_of, text_of
from migrate.languages.simple.resolve import Space
from migrate.languages.simple.tables import names
from migrate.model import Literal, SiteKind, Target, TargetKind
from migrate.scan.config_tables import dependency

if TYPE_CHECKING:
    from tree_sitter import Node

_TYPE_NAMES = frozenset(
    {"type_identifier", "scoped_type_identifier", "user_type", "identifier", "qualified_name", "name", "constant",
     "scope_resolution", "qualified_type", "scoped_identifier"}
)  # fmt: skip
_TYPE_HOLDERS = frozenset(
    {"named_type", "declaration_pattern", "constant_pattern", "type_pattern", "pattern", "type_list", "pointer_type",
     "type_argument_list"}
)
_CASTS = frozenset(
    {"cast_expression", "as_expression", "type_assertion_expression", "type_case", "binary_expression",
     "declaration_pattern", "tuple_struct_pattern", "struct_pattern"}
)  # the value is no type
_SIFTERS = frozenset({"OfType", "Cast"})  # `items.OfType<MessageResponseItem>()`
_TESTS = frozenset({"is_a?", "kind_of?", "instance_of?"})
_SCOPED = re.compile(rb"\b(?:\w+::)+\w*Models?::[A-Z][A-Z0-9_]+\b")
_CAPITALS = re.compile(rb"\b[A-Z][A-Z0-9_]{1,60}\b")


def detect(ctx: Context) -> None:
    """Report each import once."""
    for imported in ctx.module.imports:
        found = ctx.resolver.tables.sdk(imported.module)
        if found is None or _is_own(ctx, imported.module, wild=not imported.local):
            continue
        kind = SiteKind.TOKENIZER if found[0].tokenizer else SiteKind.IMPORT
        ctx.add(kind, imported.module, imported.node, sdk=found[0].name)
    for bound, node in _types(ctx):
        space = ctx.resolver.space(bound)
        if space is not None:
            symbol(ctx, space, node)
    _mentioned(ctx)
    _asked(ctx)
    _gems(ctx)
    for top in ctx.module.tops:
        expr = ctx.module.expr(top)
        if isinstance(expr, New) and expr.type:
            space = ctx.resolver.space(expr.type)
            if space is not None:
                symbol(ctx, space, top)
                _counter(ctx, space, top)
    _constants(ctx)
    _addresses(ctx)
    _scoped(ctx)


def settle(ctx: Context) -> None:
    """A library of many vendors is imported for ours only where something of ours is used, or named."""
    general = {sdk.name for sdk in ctx.resolver.tables.sdks if sdk.general}
    used = {s.sdk for s in ctx.sites if s.kind is not SiteKind.IMPORT}
    ctx.sites[:] = [
        s
        for s in ctx.sites
        if s.kind is not SiteKind.IMPORT or s.sdk not in general or s.sdk in used or "openai" in s.api.lower()
    ]


def _gems(ctx: Context) -> None:
    """`gem "ruby-openai", "8.1.0"` outside of a Gemfile, as plugins write it."""
    if ctx.module.grammar.name != "ruby":
        return
    for top in ctx.module.tops:
        expr = ctx.module.expr(top)
        if not isinstance(expr, Call) or expr.obj is not None or expr.name != "gem" or not expr.args:
            continue
        first = ctx.module.expr(expr.args[0].value)
        family = dependency("gem", first.value) if isinstance(first, Text) and first.value else None
        if isinstance(first, Text) and first.value and family is not None:
            version = ctx.values.value(expr.args[1].value) if len(expr.args) > 1 else None
            ctx.add(
                SiteKind.DEPENDENCY, first.value, top, at=expr.args[0].value, sdk=family, features=("gem",),
                value=version if isinstance(version, Literal) else None, name_span=span_of(expr.args[0].value),
                flags=("manual_only",),
            )  # fmt: skip


def _counter(ctx: Context, space: Space, node: Node) -> None:
    """`new OpenAiTokenCountEstimator(...)`."""
    found = ctx.resolver.tables.sdk(space.path)
    name = next((n for n in names(found[1]) if n in found[0].counters), None) if found is not None else None
    if found is not None and name is not None:
        ctx.add(SiteKind.TOKENIZER, name, node, sdk=found[0].name)


def _constants(ctx: Context) -> None:
    """Models that a library has constants for, imported by their own names: `.modelName(GPT_4_O_MINI)`."""
    single: dict[str, tuple[str, str]] = {}
    every: list[tuple[str, str]] = []
    for imported in ctx.module.imports:
        found = ctx.resolver.tables.sdk(imported.module)
        if found is None or found[0].constants is None or found[0].tokenizer:
            continue
        if imported.local and any(found[0].constants.fullmatch(n) for n in names(found[1])):
            single[imported.local] = (found[0].name, imported.local)
        elif not imported.local and found[0].constants.fullmatch(f"{found[1].rpartition('.')[2]}.X"):
            every.append((found[0].name, imported.module))
    if not single and not every:
        return
    for match in _CAPITALS.finditer(ctx.source.data):
        name = match[0].decode()
        model = model_of(name)
        sdk = single[name][0] if name in single else every[0][0] if every and model is not None else None
        if sdk is None:
            continue
        node = ctx.module.root.named_descendant_for_byte_range(match.start(), match.end())
        if node is not None and _is_name(ctx, node):
            flags = ("constant",) if model is not None else ("constant", "manual_only")
            value = Literal(model) if model is not None else None
            ctx.add(SiteKind.MODEL, model or name, node, sdk=sdk, value=value, value_span=span_of(node), flags=flags)


def _addresses(ctx: Context) -> None:
    """The address that a library has a constant for (`OPENAI_API_BASE`), where it is given to something."""
    known: dict[str, str] = {}
    for imported in ctx.module.imports:
        found = ctx.resolver.tables.sdk(imported.module)
        if found is not None and imported.local and any(n in found[0].addresses for n in names(found[1])):
            known[imported.local] = found[0].name
    for match in _CAPITALS.finditer(ctx.source.data) if known else ():
        sdk = known.get(match[0].decode())
        node = ctx.module.root.named_descendant_for_byte_range(match.start(), match.end()) if sdk else None
        if node is not None and _is_name(ctx, node) and not _is_compared(node):
            ctx.add(
                SiteKind.BASE_URL, text_of(node), node, sdk=sdk, target=Target(TargetKind.OFFICIAL, "openai"),
                value_span=span_of(node), flags=("constant", "manual_only"),
            )  # fmt: skip


def _is_compared(node: Node) -> bool:
    parent: Node | None = node.parent
    while parent is not None and "statement" not in parent.type and "block" not in parent.type:
        if any(c.type in ("==", "!=") for c in parent.children):
            return True
        parent = parent.parent
    return False


def _scoped(ctx: Context) -> None:
    """`OpenAI::Models::ChatModel::GPT_4O`, which no import names."""
    for match in _SCOPED.finditer(ctx.source.data):
        node = ctx.module.root.named_descendant_for_byte_range(match.end() - 1, match.end())
        while node is not None and node.parent is not None and node.parent.type == "scope_resolution":
            node = node.parent
        found = ctx.values.sdk_constant(node) if node is not None else None
        value = ctx.values.sdk_value(node) if node is not None and found is not None else None
        if node is not None and found is not None and isinstance(value, Literal):
            ctx.add(SiteKind.MODEL, str(value.value), node, sdk=found[0].name, value=value, value_span=span_of(node),
                    flags=("constant",))  # fmt: skip


def _is_name(ctx: Context, node: Node) -> bool:
    """A name that is read: not a part of an import, of a longer name or of a text, nor one that is declared."""
    if not isinstance(ctx.module.expr(node), Name) or node.parent is None:
        return False
    grammar = ctx.module.grammar
    parent: Node | None = node.parent
    if parent is not None and parent.type in (*grammar.declarations, "field_access", "variable_declarator"):
        left = parent.child_by_field_name("value")
        return left is not None and left.start_byte == node.start_byte
    while parent is not None:
        if parent.type in grammar.imports:
            return False
        parent = parent.parent
    return True


def _types(ctx: Context) -> list[tuple[str, object]]:
    every = [b for scopes in ctx.module.bindings.values() for bs in scopes.values() for b in bs]
    every += [b for bs in ctx.module.fields.values() for b in bs]
    return [(b.type, b.node) for b in every if b.type]


def _mentioned(ctx: Context) -> None:
    """Types of the library that are caught or tested for."""
    for mention in ctx.module.mentions:
        if mention.type == "binary_expression" and all(c.type != "instanceof" for c in mention.children):
            continue
        if mention.type == "generic_name" and text_of(mention).partition("<")[0] not in _SIFTERS:
            continue
        target = mention.child_by_field_name("type") or mention.child_by_field_name("right")
        todo = [target] if mention.type in _CASTS and target is not None else list(mention.named_children)[::-1]
        while todo:
            node = todo.pop()
            if node.type not in _TYPE_NAMES:
                todo += node.named_children[::-1] if node.type in _TYPE_HOLDERS else ()
                continue
            written = text_of(node).lstrip("\\:").replace("::", ".").replace("\\", ".")
            space = ctx.resolver.space(written)
            if space is not None:
                symbol(ctx, space, node, tested=True)


def _asked(ctx: Context) -> None:
    """`error.is_a?(OpenAI::Error)`: a test that is a call."""
    for top in ctx.module.tops:
        chain = ctx.module.chain(top)
        for link in chain.links if chain is not None else ():
            if link.call is None or link.name not in _TESTS or not link.call.args:
                continue
            at = link.call.args[0].value
            space = ctx.resolver.space(text_of(at).lstrip(":").replace("::", "."))
            if space is not None:
                symbol(ctx, space, at, tested=True)


def _is_own(ctx: Context, module: str, *, wild: bool) -> bool:
    own = ctx.resolver.is_own
    if own(module) or own(module.rpartition(".")[0]):  # the second: `import static`
        return True
    if not wild:
        return False
    inside = [c for c in ctx.resolver.own_classes if c.startswith(module + ".")]
    return any(own(c) for c in inside)


def symbol(ctx: Context, space: Space, node: object, *, tested: bool = False) -> None:
    """Report a type of the library that code depends on; `tested` where a value is cast to it or compared with it."""
    found = ctx.resolver.tables.sdk(space.path)
    if found is None or ctx.resolver.is_own(space.path):
        return
    sdk, tail = found
    name = next((n for n in names(tail) if n in sdk.symbols or (tested and sdk.is_cast(n))), None)
    if name is None and tested:  # `OpenAIError::StreamError(text)`: one of its kinds
        name = next((n for n in names(tail.rpartition(".")[0]) if n in sdk.symbols), None)
    if name is not None:
        ctx.add(SiteKind.SYMBOL, name, node, sdk=sdk.name)  # type: ignore[arg-type]
