"""Calls of what the configuration says forwards to the API."""

from __future__ import annotations

from dataclasses import replace

from tree_sitter import Node

from migrate.languages.features import features
from migrate.languages.things import Thing
from migrate.languages.typescript.detect.context import Context
from migrate.languages.typescript.values import name_node
from migrate.model import Literal, SiteKind, Target, TargetKind, Unknown
from migrate.wrappers import Wrapper


def wrapped(
    ctx: Context, node: Node, func: Node, arguments: Node | None, scope: int, wrapper: Wrapper, thing: Thing | None
) -> None:
    """Report the call, with its arguments under the names the API has for them."""
    found = ctx.values.arguments(arguments, scope, ctx.resolver.wrappers.parameters(thing))
    known = []
    for arg in found.args:
        name = wrapper.arguments.get(arg.name) if wrapper.arguments else arg.name
        if name is None:
            continue
        value = arg.value
        if name in ("messages", "input") and wrapper.arguments and isinstance(value, Literal):
            value = Unknown("put together by the wrapper")
        known.append(replace(arg, name=name, value=value))
    ctx.add(
        SiteKind.CALL, wrapper.api, node, at=name_node(func), args=tuple(known), args_span=found.span,
        open_args=found.is_open or len(known) < len(found.args), sdk="openai",
        target=Target(TargetKind.OFFICIAL, "openai"), features=features(wrapper.api, tuple(known)) | {"async"},
        flags=("wrapper",),
    )  # fmt: skip
