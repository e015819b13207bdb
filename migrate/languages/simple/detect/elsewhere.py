"""Addresses that stand elsewhere in the file than the request that is sent to them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrate.languages.hosts import OWN_PATHS
from migrate.languages.simple.detect.context import Context
from migrate.languages.simple.expr import New, text_of
from migrate.model import Literal, Site, SiteKind

if TYPE_CHECKING:
    from tree_sitter import Node

REQUESTS = re.compile(r"(?i)^(?:new)?_?(?:http)?request(?:withcontext|message)?$|^(?:createrequest|requestasync)$")
ADDRESS = re.compile(r"(?i)ur[il]|endpoint|path|addr|api")
WORD = re.compile(r"\$?[A-Za-z_]\w*")
LATEST, LONGEST = 3, 300


def handed(ctx: Context, name: str, node: Node) -> Site | None:
    """The address that another method of the file builds, where a request is made with one that was handed in."""
    built = [s for s in ctx.sites if s.kind is SiteKind.HTTP and "sent" not in s.flags]
    if not built or any("path" not in s.flags for s in built):
        return None
    for bound in ctx.module.find(name, node.start_byte)[:LATEST]:
        made = ctx.module.expr(bound.value) if bound.value is not None else None
        if not isinstance(made, New) or not REQUESTS.match(made.type.rpartition(".")[2]):
            continue
        for given in (*made.args, *made.fields):
            if ctx.resolver.text(given.value) is None and ADDRESS.search(text_of(given.value)[:LONGEST]):
                return built[0]
    return None


def constant(ctx: Context, values: list[Node]) -> Site | None:
    """The address of a request that is a constant, by its name in one of the values: `URI(COMPLETIONS_URL)`."""
    words = {w for value in values for w in WORD.findall(text_of(value)[:LONGEST]) if w.isupper()}
    known = (s for s in ctx.sites if s.kind is SiteKind.BASE_URL and is_request(s) and s.api in words)
    return next(known, None) if words else None


def is_request(site: Site) -> bool:
    """An address with the path of a request, not a server's."""
    return isinstance(site.value, Literal) and OWN_PATHS.search(str(site.value.value)) is not None
