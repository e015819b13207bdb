"""Which calls can be the API's at all, told by the name that is called before anything is asked of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tree_sitter import Node

from migrate.languages.nodes import text_of
from migrate.languages.typescript.expr import children

if TYPE_CHECKING:
    from migrate.languages.typescript.detect.context import Context

_MODELISH = re.compile(
    rb"[\"'`][^\s\"'`]*[-\d:/][^\s\"'`]*[\"'`]\Z|[\w.]*model[\w.]*\Z", re.IGNORECASE
)
_LONGEST = 400  # bytes of an argument that may be the name of a model


def candidates(ctx: Context) -> list[Node]:
    """Calls and constructions that are worth a question what they call, in the order of the file."""
    nodes = ctx.module.nodes
    if ctx.resolver.wrappers.are_any:
        return nodes.of("call")
    below_roots = _roots(ctx)
    found: list[Node] = []
    for name, calls in nodes.calls.items():
        told = not name or ctx.words.may_be(name) or name in ctx.held
        leads = ctx.may_lead(name)
        for call in calls:
            func = call.child_by_field_name("function") or call.child_by_field_name("constructor")
            if func is None:
                continue
            if func.type == "identifier":
                worth = leads
            elif func.type != "member_expression" or told or call.type == "new_expression":
                worth = True
            else:
                worth = _by_argument(call) or (below_roots and _below(ctx, func))
            if worth:
                found.append(call)
    return sorted(found, key=lambda n: (n.start_byte, -n.end_byte))


def _roots(ctx: Context) -> bool:
    """Whether a resource of the SDK (`.beta`, `.files`) stands anywhere in the file."""
    return re.search(rb"\.\s*(?:" + "|".join(sorted(ctx.words.roots)).encode() + rb")\b", ctx.source.data) is not None


def _by_argument(call: Node) -> bool:
    """A factory of models: `models.fast("gpt-4o-mini")`."""
    first = next(children(call.child_by_field_name("arguments") or call), None)
    return (
        first is not None
        and first.end_byte - first.start_byte < _LONGEST
        and _MODELISH.match(first.text or b"") is not None
    )


def _below(ctx: Context, func: Node) -> bool:
    """A method below a resource of the SDK: `client.beta.threads.some_new_method`."""
    owner = func.child_by_field_name("object")
    while owner is not None and owner.type == "member_expression":
        inner = owner.child_by_field_name("property")
        if inner is not None and text_of(inner) in ctx.words.roots:
            return True
        owner = owner.child_by_field_name("object")
    return False
