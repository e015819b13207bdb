"""Calls of what the configuration says forwards to the API."""

from __future__ import annotations

from tree_sitter import Node

from migrate.languages.features import features
from migrate.languages.things import Thing
from migrate.languages.typescript.detect.context import Context
from migrate.languages.typescript.values import name_node
from migrate.languages.wrapped import as_the_api_has_them
from migrate.model import SiteKind, Target, TargetKind
from migrate.wrappers import Wrapper


def wrapped(
    ctx: Context, node: Node, func: Node, arguments: Node | None, scope: int, wrapper: Wrapper, thing: Thing | None
) -> None:
    """Report the call, with its arguments under the names the API has for them."""
    found = ctx.values.arguments(arguments, scope, ctx.resolver.wrappers.parameters(thing))
    known = as_the_api_has_them(wrapper, found.args)
    ctx.add(
        SiteKind.CALL, wrapper.api, node, at=name_node(func), args=known, args_span=found.span,
        open_args=found.is_open or len(known) < len(found.args), sdk="openai",
        target=Target(TargetKind.OFFICIAL, "openai"), features=features(wrapper.api, known) | {"async"},
        flags=("wrapper",),
    )  # fmt: skip
