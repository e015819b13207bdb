"""Which calls can be the API's at all, told by the name that is called before anything is asked of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from tree_sitter import Node

from migrate.languages.nodes import text_of
from migrate.languages.typescript.expr import children
from migrate.languages.typescript.leads import Leads

if TYPE_CHECKING:
    from migrate.languages.typescript.detect.context import Context

_MODELISH = re.compile(
    rb"[\"'`][^\s\"'`]*[-\d:/][^\s\"'`]*[\"'`]\Z|[\w.]*model[\w.]*\Z", re.IGNORECASE
)
_LONGEST = 400  # bytes of an argument that may be the name of a model


def named(ctx: Context) -> list[Node]:
    """Calls and constructions that are worth a question by their names, in the order of the file."""
    nodes = ctx.module.nodes
    if ctx.resolver.wrappers.are_any:
        return nodes.of("call")
    roots = ctx.names_resources
    found: list[Node] = []
    for name, calls in nodes.calls.items():
        if not name or ctx.words.may_be(name) or name in ctx.held:
            found += calls
            continue
        for call in calls:
            func = called(call)
            other = func is None or func.type != "member_expression" or call.type == "new_expression"
            if other or (roots and func is not None and below_roots(ctx, func)):
                found.append(call)
    return in_order(found)


def by_argument(ctx: Context) -> list[Node]:
    """Other methods that are given what may be a model's name or an address: `models.fast("gpt-4o-mini")`."""
    known = {n.id for n in ctx.named}
    return [c for c in ctx.module.nodes.of("call") if c.id not in known and _is_given_name(c)]


def in_order(calls: Iterable[Node]) -> list[Node]:
    """The calls in the order of the file, each once."""
    return sorted({n.id: n for n in calls}.values(), key=lambda n: (n.start_byte, -n.end_byte))


def leading(ctx: Context, calls: list[Node], leads: Leads) -> list[Node]:
    """Those of the calls that can lead to what `leads` asks after, and chains of the SDK's resources."""
    if ctx.resolver.wrappers.are_any:
        return calls
    roots = ctx.names_resources
    known: dict[tuple[str, int], bool] = {}
    found: list[Node] = []
    for call in calls:
        func = called(call)
        if func is None:
            continue
        root = func
        while root.type == "member_expression" and (owner := root.child_by_field_name("object")) is not None:
            root = owner
        scope = ctx.module.nodes.scope_at(call)
        if root is func and root.type == "identifier" and leads.is_function(text_of(root), scope):
            continue
        key = (text_of(root), scope) if root.type == "identifier" else ("", root.id)
        if key not in known:
            known[key] = leads.may(ctx.build(root, scope))
        if known[key] or (roots and below_roots(ctx, func)) or _is_held(ctx, func, leads):
            found.append(call)
    return found


def called(call: Node) -> Node | None:
    """What a call calls or a construction constructs."""
    return call.child_by_field_name("function") or call.child_by_field_name("constructor")


def _is_held(ctx: Context, func: Node, leads: Leads) -> bool:
    """A property set on an object of which nothing else is known."""
    name = func.child_by_field_name("property") if leads.holds and func.type == "member_expression" else None
    return name is not None and text_of(name) in ctx.module.index.loose


def _is_given_name(call: Node) -> bool:
    first = next(children(call.child_by_field_name("arguments") or call), None)
    return (
        first is not None
        and first.end_byte - first.start_byte < _LONGEST
        and _MODELISH.match(first.text or b"") is not None
    )


def below_roots(ctx: Context, func: Node) -> bool:
    """A method below a resource of the SDK: `client.beta.threads.some_new_method`, `embeddings.create`."""
    owner = func.child_by_field_name("object")
    while owner is not None and owner.type == "member_expression":
        inner = owner.child_by_field_name("property")
        if inner is not None and text_of(inner) in ctx.words.roots:
            return True
        owner = owner.child_by_field_name("object")
    return owner is not None and owner.type == "identifier" and text_of(owner) in ctx.words.roots
