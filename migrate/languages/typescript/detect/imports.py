"""Imports, `require` and dynamic imports of the SDK and of frameworks over it."""

from __future__ import annotations

from migrate.languages.expressions import Imported
from migrate.languages.typescript.detect.context import Context
from migrate.languages.typescript.scopes import ImportSite
from migrate.languages.typescript.specifiers import package_of
from migrate.model import SiteKind


def detect(ctx: Context) -> None:
    """One site per statement that imports the SDK."""
    for site in ctx.module.imports:
        if _is_site(ctx, site):
            name = package_of(site.module)
            flags = tuple(f for f, on in (("type_only", site.type_only), ("dynamic", site.dynamic)) if on)
            ctx.add(SiteKind.IMPORT, name, site.node, sdk=_package(name), flags=flags)


def _is_site(ctx: Context, site: ImportSite) -> bool:
    if site.module.startswith((".", "/")) or ctx.resolver.modules.file(ctx.path, site.module) is not None:
        return False
    name = package_of(site.module)
    if any(name == s or name.startswith(s + "/") for s in (*ctx.tables.sdk_imports, *ctx.tables.tokenizer_modules)):
        return True
    same = ctx.tables.same_modules.get(name, name)
    for taken in site.names:
        thing = ctx.resolver.thing(Imported(site.module, taken, 0), ctx.path) if taken != "*" else None
        dotted = getattr(thing, "name", f"{same}:{taken}")
        row = ctx.tables.frameworks.get(dotted)
        if dotted in ctx.tables.clients or (dotted in ctx.tables.wrappers and "penai" in dotted.lower()):
            return True
        if row is not None and (not row.by_model or any(s.sdk == row.sdk for s in ctx.sites)):
            return True
    return False


def _package(name: str) -> str:
    parts = name.split("/")
    return "/".join(parts[:2]) if name.startswith("@") else parts[0]
