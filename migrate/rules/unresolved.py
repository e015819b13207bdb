"""What could not be read, and what is left alone.

What: addresses, models and clients that only the running program knows, and clients that talk to another
vendor or to whatever its user types in.

Why: nothing is to be silently unseen. What is not listed anywhere in the plan was not found at all.

Edit: none. Manual: say where the value comes from, or change it there. Clients of other vendors stay as
they are.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.model import Applicability, Arg, EnvRef, Severity, Site, SiteKind, Unknown
from migrate.rules import addresses, models, proxied, request, settings_fields
from migrate.rules.base import Context, Draft
from migrate.rules.stance import Stance

_ASKED = {
    SiteKind.CLIENT: ("base_url",),
    SiteKind.FRAMEWORK: ("base_url", "model"),
    SiteKind.CALL: ("model",),
    SiteKind.HTTP: ("model",),
}


def check(site: Site, ctx: Context) -> Iterator[Draft]:
    """One finding per value or client that is not ours to read or change."""
    if site.kind not in _ASKED:
        return
    stance = ctx.code.stance(site)
    if stance is Stance.OTHER:
        if site.kind is not SiteKind.CALL:
            yield _left_alone(site, ctx)
        return
    if site.kind is SiteKind.CLIENT and ctx.code.stays(site):
        yield Draft(
            Severity.INFO,
            Applicability.MANUAL,
            f"Nothing that is asked through this client is known to be at {ctx.target.name}; "
            f"it stays with {ctx.source.name}.",
            parameter="client",
        )
        return
    if site.kind is SiteKind.CALL and models.endpoint_of(site) not in (*models.CHAT_ENDPOINTS, "embeddings"):
        return
    if stance is Stance.DOUBT and site.kind is SiteKind.CALL:
        yield Draft(
            Severity.INFO, Applicability.MANUAL, "It could not be told which client this call goes through.", (), (),
            f"Make sure that its client talks to {ctx.target.name} afterwards.", "client",
        )  # fmt: skip
    for name in _ASKED[site.kind]:
        arg = request.find(site, name)
        if arg is not None and _dark(arg, ctx):
            yield _unread(site, arg, name, ctx)


def _dark(arg: Arg, ctx: Context) -> bool:
    """True when neither the code nor the configuration of the codebase says the value."""
    if isinstance(arg.value, Unknown):
        return not request.omitted(arg.value)
    if not isinstance(arg.value, EnvRef) or arg.value.default is not None:
        return False
    return not addresses.configured(arg.value.name, ctx) and not settings_fields.has_default(arg.value.name, ctx)


def _unread(site: Site, arg: Arg, name: str, ctx: Context) -> Draft:
    if isinstance(arg.value, EnvRef):
        message = f"{name} comes from the variable {arg.value.name}, which no file of this codebase sets."
        held = addresses.set_in_env(arg.value.name, ctx)
        if held is not None:
            message = f"{name} comes from the variable {arg.value.name}, which {held.path}:{held.line} sets"
            message += "; whose address that is cannot be told." if name == "base_url" else "."
        todo = f"Set {arg.value.name} for {ctx.target.name} wherever this runs."
        if name == "base_url":
            todo = f"Set {arg.value.name} to {addresses.target_url(ctx)} wherever this runs."
    else:
        why = arg.value.reason if isinstance(arg.value, Unknown) else "not a literal"
        judged = ctx.code.target_models(site) if name == "model" else ()
        message = f"{name} cannot be read here ({why})"
        message += f"; the call is judged for {', '.join(judged)}." if judged else "."
        todo = f"Make sure that {name} fits {ctx.target.name} when the program runs."
    return Draft(Severity.INFO, Applicability.MANUAL, message, (), (), todo, name)


def _left_alone(site: Site, ctx: Context) -> Draft:
    bases = [addresses.configured(name, ctx) or "" for name in sorted(addresses.source_bases(ctx))]
    own = next((url for url in bases if proxied.is_own(url, ctx)), None)
    if own is not None and site.target.name in (None, ctx.source.id):
        return Draft(
            Severity.INFO, Applicability.MANUAL,
            f"This asks the proxy at {own}, whose own configuration is migrated; it is left alone.",
            todo=f"What its calls send reaches {ctx.target.name} through the proxy: let drop_params or the entries "
            "there take out what it refuses.",
            parameter="target",
        )  # fmt: skip
    who = site.target.name or "somebody else"
    message = f"This talks to {who}, not to {ctx.source.name}; it is left alone."
    return Draft(Severity.INFO, Applicability.MANUAL, message, parameter="target")
