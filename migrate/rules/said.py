"""What one site says: its arguments, the models it names, what it asks of a model."""

from __future__ import annotations

from collections.abc import Iterable

from migrate.model import Arg, Literal, Site, SiteKind
from migrate.rules import request


def is_inside(site: Site, arg: Arg) -> bool:
    """True for a literal that is a site of its own between the parentheses of an argument's value."""
    if site.kind not in (SiteKind.MODEL, SiteKind.BASE_URL) or site.value_span is None or site.value is None:
        return False
    within = arg.value_span.start <= site.value_span.start and site.value_span.end <= arg.value_span.end
    return within and getattr(site.value, "value", None) == getattr(arg.value, "value", None)


def all_args(args: Iterable[Arg]) -> Iterable[Arg]:
    """Arguments, and the entries of dicts that only hold arguments."""
    for arg in args:
        yield arg
        if arg.name in ("model_kwargs", "extra_body"):
            yield from getattr(arg.value, "entries", ())


def model_names(site: Site) -> Iterable[str]:
    """Models that a site names: as its argument, or as what is written there."""
    arg = request.find(site, "model")
    for value in (arg.value if arg else None, site.value):
        name = value.value if isinstance(value, Literal) else getattr(value, "default", None)
        if isinstance(name, str):
            yield name


def asks_for(site: Site, name: str) -> bool:
    """Whether a call asks for a capability, by its features or its arguments."""
    if name == "tools":
        return "tools" in site.features or any(a.name in ("tools", "functions") for a in site.args)
    if name == "vision":
        return "vision" in site.features
    if "json_schema" in site.features:
        return True
    shape = site.arg("response_format")
    kind = shape.value.get("type") if shape is not None and hasattr(shape.value, "get") else None
    return request.text(kind) == "json_schema"
