"""The move from an old generation of an SDK to its current one: code and requirements together, or nothing.

The old libraries can talk to any address, so a move to another vendor does not need a new one. It is made when
it is asked for (`--upgrade-sdk`), or when the requirements already demand the new library, with which the code as
it stands cannot run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrate.edit import make
from migrate.model import Edit, Site, SiteKind, Span
from migrate.rules import addresses
from migrate.rules.stance import Stance

if TYPE_CHECKING:
    from migrate.rules.base import Context

PYTHON = ">=1.55.3"  # the first that works with every httpx since 0.28
NODE = "^4.104.0"
_SCRIPTS = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx")
_OLD = (SiteKind.CALL, SiteKind.SYMBOL)
_REQUIREMENT = re.compile(
    r"""(?P<head>["']?openai(?:\[[^\]]*\])?\s*)(?P<spec>(?:[=<>~!^]=?=?\s*[\w.*]+\s*,?\s*)*)(?P<tail>["']?\s*(?:[;#].*)?)\Z"""
)
_POETRY = re.compile(r"""(?P<head>openai\s*=\s*["'])(?P<spec>[^"']*)(?P<tail>["'])\Z""")
_VERSION = re.compile(r"([=<>~!^]=?=?)\s*(\d+)(?:\.(\d+))?")


@dataclass(frozen=True, slots=True)
class Upgrade:
    """All edits, of all files; `taken` are values that they write and no other rule has to."""

    edits: tuple[Edit, ...]
    taken: frozenset[tuple[str, int, int]] = frozenset()
    remarks: tuple[str, ...] = ()


def wanted(ctx: Context) -> bool:
    """True when the code is to leave the library before 1.0."""
    return _old_code(ctx) and (ctx.upgrade_sdk or any(_demands_new(s, ctx) for s in _requirements(ctx)))


def _old_code(ctx: Context) -> bool:
    last = {s.api.rsplit(".", 1)[-1] for s in ctx.sites if s.sdk == "openai<1" and s.kind is not SiteKind.CALL}
    return "api_base" in last or any(s.sdk == "openai<1" and s.kind in _OLD for s in ctx.sites)


def _requirements(ctx: Context) -> list[Site]:
    return [
        s
        for s in ctx.sites
        if s.kind is SiteKind.DEPENDENCY and s.api.lower() == "openai" and "python" in s.features
    ]


def _demands_new(site: Site, ctx: Context) -> bool:
    source = ctx.read(site.path)
    text = source.text(site.span) if source is not None else ""
    return any(sign[0] in "=>~^" and int(major) >= 1 for sign, major, _ in _VERSION.findall(text))


def python(ctx: Context) -> Upgrade | str:
    """The edits of all Python files and requirements, or why there are none."""
    from migrate.rules.upgrade_python import CannotFollow, PythonUpgrade

    edits: list[Edit] = []
    taken: set[tuple[str, int, int]] = set()
    remarks: list[str] = []
    paths = sorted({s.path for s in ctx.sites if s.sdk == "openai<1" or _imports_errors(s)})
    try:
        for path in paths:
            source = ctx.read(path)
            sites = [s for s in ctx.code.in_file[path] if s.sdk == "openai<1"]
            if source is None or path.endswith(".ipynb") or any("wrapper" in s.flags for s in sites):
                raise CannotFollow(f"{path} cannot be edited as a whole")
            if any(ctx.code.stance(s) is Stance.OTHER for s in sites):
                raise CannotFollow(f"{path} talks to another vendor through the module")
            one = PythonUpgrade(source, sites, ctx)
            one.run()
            edits += one.edits
            remarks += one.remarks
            taken |= {(path, s.start, s.end) for s in one.taken}
        edits += _address(paths, ctx)
        for site in _requirements(ctx):
            edits += _requirement(site, ctx)
    except CannotFollow as why:
        return str(why)
    if not _requirements(ctx):
        remarks.append(f"No requirements name openai: install openai{PYTHON}.")
    return Upgrade(tuple(dict.fromkeys(edits)), frozenset(taken), tuple(dict.fromkeys(remarks)))


def node_wanted(ctx: Context) -> bool:
    """True when the code is to leave npm's openai 3."""
    if not any(s.sdk == "openai<4" for s in ctx.sites):
        return False
    majors = [int(v) for s in _packages(ctx) for v in re.findall(r"\d+", _version(s, ctx))[:1]]
    return ctx.upgrade_sdk or any(major >= 4 for major in majors)


def node(ctx: Context) -> Upgrade | str:
    """The edits of all JavaScript and TypeScript files and package.json, or why there are none."""
    from migrate.rules.upgrade_node import NodeUpgrade
    from migrate.rules.upgrade_python import CannotFollow

    edits: list[Edit] = []
    remarks: list[str] = []
    try:
        for path in sorted({s.path for s in ctx.sites if s.sdk == "openai<4"}):
            source = ctx.read(path)
            sites = [s for s in ctx.code.in_file[path] if s.sdk == "openai<4"]
            if source is None or not path.endswith(_SCRIPTS) or any("wrapper" in s.flags for s in sites):
                raise CannotFollow(f"{path} cannot be edited as a whole")
            if any(ctx.code.stance(s) is Stance.OTHER for s in sites):
                raise CannotFollow(f"{path} talks to another vendor")
            one = NodeUpgrade(source, sites, ctx)
            one.run()
            edits += one.edits
            remarks += one.remarks
        for site in _packages(ctx):
            source, old = ctx.read(site.path), _version(site, ctx)
            if source is None or (site.value_span is None and not old):
                raise CannotFollow(f"the version is written in an unusual way in {site.path}:{site.line}")
            if int((re.findall(r"\d+", old) or ["0"])[0]) < 4:
                at = site.span.start + source.text(site.span).rindex(old)
                edits.append(make(source, Span(at, at + len(old)), NODE))
    except CannotFollow as why:
        return str(why)
    if not _packages(ctx):
        remarks.append(f"No package.json names openai: install openai@{NODE}.")
    return Upgrade(tuple(dict.fromkeys(edits)), remarks=tuple(remarks))


def _packages(ctx: Context) -> list[Site]:
    found = [s for s in ctx.sites if s.kind is SiteKind.DEPENDENCY and s.api == "openai"]
    return [s for s in found if s.path.rpartition("/")[2] == "package.json"]


def _version(site: Site, ctx: Context) -> str:
    """The version a package.json asks for; empty when it cannot be read."""
    source = ctx.read(site.path)
    found = re.search(r':\s*"([~^<>=]*\d[\w.]*)"\s*\Z', source.text(site.span)) if source is not None else None
    return found[1] if found is not None else ""


def _imports_errors(site: Site) -> bool:
    return site.kind is SiteKind.IMPORT and site.api.startswith("openai.error")


def _address(paths: list[str], ctx: Context) -> list[Edit]:
    """Where nothing sets the address, it is set next to the key: the new library reads another variable."""
    from migrate.rules.sdk_legacy import base_is_set
    from migrate.rules.upgrade_python import CannotFollow, beside_the_key

    if any(s.api.rsplit(".", 1)[-1] == "api_base" for s in ctx.sites if s.sdk == "openai<1"):
        return []
    if base_is_set(ctx):
        raise CannotFollow("the address comes from OPENAI_API_BASE, which only the old library reads; it is not read")
    for path in paths:
        source = ctx.read(path)
        found = list(beside_the_key(source, addresses.target_url(ctx))) if source is not None else []
        if found:
            return found
    raise CannotFollow("nothing sets the address or the key of the module, so it is not known where to")


def _requirement(site: Site, ctx: Context) -> list[Edit]:
    from migrate.rules.upgrade_python import CannotFollow

    source = ctx.read(site.path)
    text = source.text(site.span) if source is not None else ""
    found = _REQUIREMENT.match(text) or _POETRY.match(text)
    if source is None or found is None:
        raise CannotFollow(f"the version is written in an unusual way in {site.path}:{site.line}")
    if _demands_new(site, ctx) or not found["spec"].strip():
        return []
    start = site.span.start + len(text[: found.start("spec")].encode(source.encoding))
    old = found["spec"].rstrip()
    return [make(source, Span(start, start + len(old.encode(source.encoding))), PYTHON)]
