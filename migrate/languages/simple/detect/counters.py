"""Tokenizers that are called."""

from __future__ import annotations

from migrate.languages.simple.detect.context import Context
from migrate.languages.simple.expr import Name, New
from migrate.languages.simple.module import Chain, Link
from migrate.languages.simple.tables import names
from migrate.languages.simple.things import Space
from migrate.model import SiteKind


def counted(ctx: Context, space: Space, link: Link) -> None:
    """A call of a tokenizer."""
    found = ctx.resolver.tables.sdk(space.path) if link.call is not None else None
    if found is None:
        return
    sdk, tail = found
    if sdk.tokenizer or link.name in sdk.counters or any(n in sdk.counters for n in names(tail)):
        ctx.add(SiteKind.TOKENIZER, link.name, link.node, at=link.name_node, sdk=sdk.name)


def imported(ctx: Context, link: Link) -> None:
    """A tokenizer's function that was imported by its own name."""
    space = ctx.resolver.space(link.name) if link.call is not None else None
    found = ctx.resolver.tables.sdk(space.path) if space is not None else None
    if found is not None and found[0].tokenizer and link.name[:1].islower():
        ctx.add(SiteKind.TOKENIZER, link.name, link.node, at=link.name_node, sdk=found[0].name)


def encoded(ctx: Context, chain: Chain, link: Link) -> None:
    """`$provider->get("cl100k_base")` of a variable that was made as a tokenizer's class, or is declared as one."""
    root = ctx.module.expr(chain.root) if chain.root is not None else None
    if link.call is None or not isinstance(root, Name) or chain.root is None:
        return
    found = [*ctx.module.find(root.text, chain.root.start_byte), *ctx.module.fields.get(root.text, ())]
    made = next((e for b in found if b.value is not None and isinstance(e := ctx.module.expr(b.value), New)), None)
    declared = made.type if made is not None and made.type else next((b.type for b in found if b.type), "")
    space = ctx.resolver.space(declared) if declared else None
    owner = ctx.resolver.tables.sdk(space.path) if space is not None else None
    if owner is None or not owner[0].tokenizer:
        return
    if any(f"{name}.{link.name}" in owner[0].counters for name in names(owner[1])):
        ctx.add(SiteKind.TOKENIZER, link.name, link.node, at=link.name_node, sdk=owner[0].name)
