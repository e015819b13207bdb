"""The openai library before 1.0.

What: module-level settings (`openai.api_key`, `openai.api_base`, `openai.api_type`,
`openai.organization`) and calls such as `openai.ChatCompletion.create(engine=...)`.

Why: the settings point at the old vendor for the whole process. `engine` belongs to addresses of Azure
and of the old API; other vendors read the model from the body.

Edit: the address and the key variable are replaced where they are set, `engine` becomes `model`. The old
library still works with these edits, so that moving to its current version can be a step of its own.

Manual: settings that name Azure, and a process that never sets the address: set `openai.api_base` before
the first call.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.model import Applicability, EnvRef, Literal, Severity, Site, SiteKind
from migrate.rules import addresses
from migrate.rules.api_key_variable import reference
from migrate.rules.base import Change, Context, Draft, Import, Rename, SetCode, SetValue
from migrate.rules.stance import Stance

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
        yield Draft(
            Severity.BLOCKER,
            Applicability.MANUAL,
            f"Nothing sets openai.api_base, so calls go to {ctx.source.name}.",
            (),
            addresses.base_proof(ctx),
            f'Set openai.api_base = "{addresses.target_url(ctx)}" before the first call, and openai.api_key from '
            f"{addresses.key_variable(ctx)}.",
            "api_base",
        )


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
