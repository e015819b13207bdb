"""The openai library before 1.0.

What: module-level settings (`openai.api_key`, `openai.api_base`, `openai.api_type`,
`openai.organization`) and calls such as `openai.ChatCompletion.create(engine=...)`.

Why: the settings point at the old vendor for the whole process. `engine` belongs to addresses of Azure
and of the old API; other vendors read the model from the body.

Edit: the address and the key variable are replaced where they are set, `engine` becomes `model`. The old
library still works with these edits, so that moving to its current version can be a step of its own.

Where nothing sets the address, `openai.api_base` is set next to the key.

Manual: settings that name Azure, and a process whose code sets neither address nor key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.edit import make
from migrate.model import Applicability, Edit, EnvRef, Literal, Severity, Site, SiteKind, Span
from migrate.rules import addresses
from migrate.rules.api_key_variable import reference
from migrate.rules.base import Change, Context, Draft, Import, Ready, Rename, SetCode, SetValue
from migrate.rules.stance import Stance

_KEY = re.compile(
    rb"(?m)^(?P<indent>[ \t]*)openai\.api_key[ \t]*=[ \t]*(?P<value>[^\r\n#;]+?)[ \t]*(?=\r?$|#)(?:#[^\r\n]*)?"
)
_SETTINGS = ("api_base", "base_url", "api_key", "api_type", "api_version", "organization")


def check(site: Site, ctx: Context) -> Iterator[Draft]:
    """A setting of the module, or a call that names an engine."""
    if site.sdk != "openai<1" or ctx.code.stance(site) in (Stance.OTHER, Stance.TARGET, Stance.USER):
        return
    name = site.api.rsplit(".", 1)[-1]
    if site.kind is SiteKind.CALL:
        yield from _call(site, ctx)
    elif name in _SETTINGS:
        yield from _setting(site, name, ctx)


def _call(site: Site, ctx: Context) -> Iterator[Draft]:
    for old in ("engine", "deployment_id"):
        arg = site.arg(old)
        if arg is not None and arg.name_span is not None and site.arg("model") is None:
            yield Draft(
                Severity.BLOCKER,
                Applicability.SAFE if old == "engine" else Applicability.REVIEW,
                f"{old} is put into the address by this version of the library; {ctx.target.name} reads model.",
                (Rename(arg, "model"),),
                addresses.base_proof(ctx),
                None if old == "engine" else "Check which model this deployment is.",
                old,
            )
    if not _base_is_set(ctx) and site is _first_call(ctx):
        url = addresses.target_url(ctx)
        edit = _beside_the_key(url, ctx)
        yield Draft(
            Severity.BLOCKER,
            Applicability.SAFE if edit is not None else Applicability.MANUAL,
            f"Nothing sets openai.api_base, so calls go to {ctx.source.name}.",
            (Ready(edit),) if edit is not None else (),
            addresses.base_proof(ctx),
            None
            if edit is not None
            else f'Set openai.api_base = "{url}" before the first call, and openai.api_key from '
            f"{addresses.key_variable(ctx)}.",
            "api_base",
        )


def _beside_the_key(url: str, ctx: Context) -> Edit | None:
    """`openai.api_base = ...` on a line of its own after the one that sets the key."""
    for path in sorted({s.path for s in ctx.sites if s.sdk == "openai<1"}):
        source = ctx.read(path)
        found = _KEY.search(source.data) if source is not None else None
        if source is not None and found is not None and _whole(found["value"]):
            indent = found["indent"].decode()
            return make(source, Span(found.end(), found.end()), f'\n{indent}openai.api_base = "{url}"')
    return None


def _whole(value: bytes) -> bool:
    """True when the statement ends on its line."""
    brackets = all(value.count(a) == value.count(b) for a, b in ((b"(", b")"), (b"[", b"]"), (b"{", b"}")))
    return brackets and not value.endswith(b"\\") and b'"""' not in value


def _base_is_set(ctx: Context) -> bool:
    names = ("api_base", "base_url")
    return any(
        s.sdk == "openai<1" and (s.api.rsplit(".", 1)[-1] in names or any(a.name in names for a in s.args))
        for s in ctx.sites
    ) or any(addresses.configured(name, ctx) for name in addresses.source_bases(ctx))


def _first_call(ctx: Context) -> Site | None:
    calls = (s for s in ctx.sites if s.kind is SiteKind.CALL and s.sdk == "openai<1")
    return min(calls, key=lambda s: (s.path, s.span), default=None)


def _setting(site: Site, name: str, ctx: Context) -> Iterator[Draft]:
    if site.value_span is None:
        return
    if name in ("api_base", "base_url"):
        url = addresses.text_of(site.value)
        if site.kind is SiteKind.BASE_URL or not addresses.is_url(url) or not isinstance(site.value, Literal):
            return  # a URL that is a site of its own is the affair of base-url
        change: Change = SetValue(site.value_span, addresses.target_url(ctx))
        evidence, todo = addresses.base_proof(ctx), None
    elif name == "api_key":
        if isinstance(site.value, EnvRef):
            return  # the variable is the affair of api-key-variable
        change, evidence = (
            SetCode(site.value_span, reference(site, addresses.key_variable(ctx))),
            addresses.key_proof(ctx),
        )
        todo = "Revoke the key if it stands in the code: it is in the history too."
    else:
        yield Draft(
            Severity.WARNING, Applicability.MANUAL, f"openai.{name} means nothing to {ctx.target.name}.", (),
            addresses.base_proof(ctx), f"Remove the assignment to openai.{name}.", name,
        )  # fmt: skip
        return
    extra = (Import("os"),) if name == "api_key" else ()
    yield Draft(
        Severity.BLOCKER,
        Applicability.SAFE if todo is None else Applicability.REVIEW,
        f"openai.{name} is a setting of {ctx.source.name} for the whole process.",
        (change, *extra),
        evidence,
        todo,
        name,
    )
