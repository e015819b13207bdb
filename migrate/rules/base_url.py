"""The address of the API.

What: clients, URL constants, variables and configuration values that point at the vendor that is left, or
at a relay that forwards to it.

Why: requests with the target's key and models must go to the target's own address. A relay would keep
sending them to the old vendor.

Edit: an address that is written down is replaced in place, in code or in configuration, whichever holds
it. A client without one gets `base_url`. A variable keeps its name, only its value changes. Which of the
vendor's addresses is chosen follows the platform (`--platform`) or the region.

Sessions of aiohttp and httpx with a base address: aiohttp gets the slash it needs at the end; where requests name
the old version in their paths and the target has another, the address is left to a person with what to write.

An entry of LiteLLM's proxy that says no address gets `api_base`, and `api_key` where it has none.

Review: the path of the old address is not understood, arguments of the client are not all seen, or the
constant also serves another vendor. Manual: the address is only known at run time.

With `--style env`, the default, an address that is written in the code, or left out, is read from LLM_BASE_URL
from now on (with the target's as its default), the key from LLM_API_KEY and the most used model from LLM_MODEL
(for embeddings LLM_EMBEDDING_MODEL): names of no vendor, so that the next move is a change of configuration only.
The variables are added to `.env` and compose files next to the old key. Code that reads a variable for its
address already keeps that variable. Java, Kotlin, C#, PHP, Ruby, Go (from 1.22 on, by `cmp.Or`) and async-openai in
Rust read LLM_BASE_URL where the address is an argument or a definition that need not be constant; constants stay
literals, and the finding says so. With `--style inline` what is written in the code stays there; with `--style
gateway` see the rule gateway.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.edit import make, text_codec
from migrate.model import Applicability, Arg, EnvRef, Literal, Severity, Site, SiteKind, Span, TargetKind
from migrate.rules import addresses, gone, proxied, request, sessions, settings_fields, style
from migrate.rules.base import Add, Change, Context, Draft, Import, Ready, SetValue
from migrate.rules.codebase import place, written_at
from migrate.rules.stance import Stance
from migrate.rules.upgrade import Upgrade

CLIENTS = (SiteKind.CLIENT, SiteKind.FRAMEWORK)
_MOVES = (Stance.OURS, Stance.RELAY)
# JavaScript: (sdk, class or function) -> the properties for the address and the key.
_PROPERTIES = {
    ("openai", "OpenAI"): ("baseURL", "apiKey"),
    ("openai<4", "Configuration"): ("basePath", "apiKey"),
    ("chatgpt", "ChatGPTAPI"): ("apiBaseUrl", "apiKey"),
    ("ai-sdk", "createOpenAI"): ("baseURL", "apiKey"),
    ("langchain", "ChatOpenAI"): ("configuration", "apiKey"),
    ("langchain", "OpenAI"): ("configuration", "apiKey"),
    ("langchain", "OpenAIEmbeddings"): ("configuration", "apiKey"),
}
_BLANK = re.compile(r"\{(\w+)\}")  # a part of an address that is different for everybody
_PATHS = ("chat/completions", "embeddings", "/completions", "images/generations", "audio/")


def check(site: Site, ctx: Context) -> Iterator[Draft]:
    """An address of the old vendor, or a client that has none and so uses it."""
    if site.kind in CLIENTS:
        if site.sdk != "openai<1" and site.args_span is not None:
            yield from _client(site, ctx)
    elif site.kind in (SiteKind.BASE_URL, SiteKind.ENV, SiteKind.CONFIG):
        yield from _written(site, ctx)
        yield from _variable(site, ctx)
        yield from _field(site, ctx)
    elif proxied.is_routed(site) and ctx.style != "gateway" and ctx.code.stance(site) is not Stance.OTHER:
        found = proxied.address(site, ctx)
        if found is not None:
            yield found


def _client(site: Site, ctx: Context) -> Iterator[Draft]:
    if ctx.code.stance(site) not in _MOVES:
        return
    arg = request.find(site, "base_url")
    if arg is None:
        yield from _missing(site, ctx)
    elif (
        isinstance(arg.value, Literal)
        and isinstance(arg.value.value, str)
        and not ctx.code.reported_elsewhere(site, arg)
        and ctx.code.first_use(site, arg)
    ):
        yield from _replace(site, ctx, arg.value.value, arg)


def _missing(site: Site, ctx: Context) -> Iterator[Draft]:
    name = argument(site, 0)
    if name is None or ctx.code.stays(site):
        return
    if site.sdk == "openai<4" and isinstance(ctx.code.rewrites.node_upgrade, Upgrade):
        return  # the rule sdk-legacy moves it together with the library
    if any(addresses.configured(known, ctx) for known in addresses.source_bases(ctx)):
        return  # the client reads the variable by itself, and the configuration is edited
    url = addresses.target_url(ctx)
    imports = (Import("os"),) if ctx.code.neutral and site.language == "python" else ()
    level, todo = _filled(url)
    yield Draft(
        Severity.BLOCKER,
        level,
        f"This client uses the default address of {ctx.source.name}; requests must go to {url}.{style.remark(ctx)}",
        (Add(name, passed(site, name, address(site, url, ctx))), *imports),
        addresses.base_proof(ctx),
        todo,
        "base_url",
        together="client",
    )


def _filled(url: str) -> tuple[Applicability, str | None]:
    """An address with a part that only the user knows is not written without being looked at."""
    blank = _BLANK.search(url)
    if blank is None:
        return Applicability.SAFE, None
    return Applicability.REVIEW, f"Put your own {blank[1]} in the place of {blank[0]}."


def argument(site: Site, index: int) -> str | None:
    """What a construction calls the address (0) or the key (1); None when it takes none."""
    names: tuple[str, str] | None = ("base_url", "api_key")
    if site.language == "typescript":
        names = _PROPERTIES.get((site.sdk or "", site.api))
        if names is not None and site.arg(names[index]) is not None:
            return None  # an object of options without the address, or with it put together elsewhere
    elif site.kind is not SiteKind.CLIENT:
        from migrate.rules.framework_client import TAKES

        names = TAKES.get((site.sdk or "", site.api))
    return names[index] if names else None


def passed(site: Site, name: str, value: str) -> str:
    """The code to pass under that name: LangChain.js takes the address inside an object."""
    return f"{{ baseURL: {value} }}" if site.language == "typescript" and name == "configuration" else value


def address(site: Site, url: str, ctx: Context) -> str:
    """The code to write for the target's address: a literal, or a variable that falls back to it."""
    from migrate.languages import LANGUAGES

    if ctx.code.neutral and site.language in style.LANGUAGES:
        return LANGUAGES[site.language].env_reference(style.ADDRESS, url)
    return code(site, url)


def _variable(site: Site, ctx: Context) -> Iterator[Draft]:
    """The address as a variable of its own, next to the old key in a configuration file."""
    names = sorted(addresses.source_keys(ctx))
    if not ctx.code.neutral or site.kind is not SiteKind.ENV or addresses.last(site) not in names:
        return
    source = ctx.read(site.path)
    if source is None or not addresses.is_config(site) or not style.needs_address(ctx):
        return
    edit = style.beside(source, site, addresses.target_url(ctx), names, f"address of {addresses.receiver(ctx)}")
    if edit is not None:
        yield Draft(
            Severity.BLOCKER,
            Applicability.SAFE,
            f"The address moves into {style.ADDRESS}; it is added here.",
            (Ready(edit),),
            addresses.base_proof(ctx),
            parameter=style.ADDRESS,
        )


def _field(site: Site, ctx: Context) -> Iterator[Draft]:
    """A field of a settings class for the address, which is empty unless its variable is set."""
    name = addresses.variable(site)
    if settings_fields.FLAG not in site.flags or site.value_span is not None:
        return
    if name is None or name not in addresses.source_bases(ctx):
        return
    if addresses.configured(name, ctx) or ctx.code.stance(site) in (Stance.OTHER, Stance.TARGET):
        return  # the file that sets it is edited
    url = addresses.target_url(ctx)
    changes = settings_fields.default(site, url, ctx)
    level, todo = _filled(url)
    yield Draft(
        Severity.BLOCKER,
        level if changes else Applicability.MANUAL,
        f"Unless {name} is set, requests go to the default address of {ctx.source.name}; they must go to {url}.",
        changes,
        addresses.base_proof(ctx),
        todo if changes else f"Set {name} to {url}, or make that the default of this field.",
        "base_url",
    )


def code(site: Site, value: str) -> str:
    """Text as a literal of the site's language."""
    from migrate.languages import LANGUAGES

    return LANGUAGES[site.language].literal(value)


def _written(site: Site, ctx: Context) -> Iterator[Draft]:
    url = addresses.text_of(site.value)
    if site.value_span is None or url is None or not addresses.is_url(url) or not ctx.code.speaks(site):
        return
    if ctx.code.rewrites.takes(site.path, site.value_span) or _is_piece(site, site.value_span, ctx):
        return
    if any(path in url for path in _PATHS):
        return  # a whole request address: the rule raw-http
    if _has_default(site, ctx):
        return  # the variable stays, and its default is a site of its own
    if ctx.code.stance(site) in (Stance.OTHER, Stance.TARGET) and not addresses.belongs_to(url, ctx.source):
        return
    if addresses.arrived(url, ctx):
        return
    left = gone.draft(url, ctx, "url") if addresses.belongs_to(url, ctx.source) else None
    if left is not None:
        yield left
        return
    ours = addresses.belongs_to(url, ctx.source) or _relayed(site, ctx)
    if ours:
        yield from _replace(site, ctx, url, None)


def _remarked(site: Site, ctx: Context) -> tuple[Change, ...]:
    """The remark that an earlier move left above the variable names the new vendor from now on."""
    source = ctx.read(site.path)
    if source is None or not addresses.is_config(site) or addresses.last(site) != style.ADDRESS:
        return ()
    row = source.line(site.span.start)
    if row < 2:
        return ()
    above = source.line_span(source.line_start(row - 1))
    old = f"address of {ctx.source.name}"
    text = source.text(above)
    if text.strip() != f"# {old}":
        return ()
    codec = text_codec(source.encoding)
    start = above.start + len(text[: text.index(old)].encode(codec))
    span = Span(start, start + len(old.encode(codec)))
    return (Ready(make(source, span, f"address of {addresses.receiver(ctx)}")),)


def _has_default(site: Site, ctx: Context) -> bool:
    """True for code that reads a variable, with a default that is found by itself: `os.environ.get(NAME, "https://...")`."""
    span = site.value_span
    if span is None or addresses.is_config(site) or not isinstance(site.value, EnvRef):
        return False
    return any(
        other is not site and other.kind is SiteKind.BASE_URL and isinstance(other.value, Literal)
        and other.value_span is not None and span.start < other.value_span.start and other.value_span.end < span.end
        for other in ctx.code.in_file[site.path]
    )  # fmt: skip


def _is_piece(site: Site, span: Span, ctx: Context) -> bool:
    """True for a part of an address that a client is given as a whole: `"https://..." + "/v1"`."""
    return any(
        start <= span.start and span.end <= end and (start, end) != (span.start, span.end)
        for start, end in ctx.code.once(_given).get(site.path, ())
    )


def _given(ctx: Context) -> dict[str, list[tuple[int, int]]]:
    """Where addresses are written that clients are given, by path."""
    found: dict[str, list[tuple[int, int]]] = {}
    for (path, start, end), uses in ctx.code.uses.items():
        if any(
            user.kind in CLIENTS and isinstance(arg.value, Literal) and request.canonical(arg.name) == "base_url"
            for user, arg in uses
        ):
            found.setdefault(path, []).append((start, end))
    return found


def _relayed(site: Site, ctx: Context) -> bool:
    """True when an address that is nobody's known host forwards to the vendor that is left."""
    if site.target.kind is TargetKind.RELAY:
        return True
    if addresses.owner(addresses.text_of(site.value) or ""):
        return False
    if site.value_span is not None:
        uses = ctx.code.uses.get(place(site.path, site.value_span), [])
        if any(ctx.code.stance(user) is Stance.RELAY for user, _ in uses):
            return True
    return addresses.variable(site) in addresses.source_bases(ctx)


def _forwards(site: Site, arg: Arg | None, ctx: Context) -> bool:
    """True when an unknown host stands where the old vendor's address would, or serves its models."""
    from migrate.rules import models

    if arg is None and addresses.variable(site) in addresses.source_bases(ctx):
        return True
    if addresses.known_relay(addresses.text_of(arg.value if arg is not None else site.value) or ""):
        return True
    where = written_at(site, arg) if arg is not None else place(site.path, site.value_span or site.span)
    clients = [user for user, _ in ctx.code.uses.get(where, [])]
    calls = [call for client in clients for call in (client, *ctx.code.calls_through(client))]
    named = [request.text(request.find(call, "model")) for call in calls]
    return any(name and models.known(name, ctx) is not None for name in named)


def _replace(site: Site, ctx: Context, url: str, arg: Arg | None) -> Iterator[Draft]:
    if addresses.arrived(url, ctx):
        return
    left = gone.draft(url, ctx, "url") if addresses.belongs_to(url, ctx.source) else None
    if left is not None:
        yield left
        return
    ours = addresses.belongs_to(url, ctx.source)
    if ours:
        new, sure = addresses.moved(url, ctx)
    else:
        new, sure = addresses.target_url(ctx), _forwards(site, arg, ctx)
    origin = arg.value.origin if arg is not None and isinstance(arg.value, Literal) else None
    span = origin.span if origin else arg.value_span if arg is not None else site.value_span
    if span is None:
        return
    where = written_at(site, arg) if arg is not None else place(site.path, span)
    session = sessions.moved(site, span, url, new, ctx) if ours and arg is None else None
    if session is not None and not session[1]:
        yield Draft(
            Severity.BLOCKER, Applicability.MANUAL,
            f"This address belongs to {ctx.source.name}, and the paths that requests put behind it do not fit "
            f"{addresses.receiver(ctx)}.", (), addresses.base_proof(ctx), sessions.todo(session[0]), "base_url",
        )  # fmt: skip
        return
    new, sure = session or (new, sure)
    other = ctx.code.shared_with_others(where)
    changes: tuple[Change, ...] = (SetValue(span, new, origin.path if origin else None),)
    remark = style.remark(ctx)
    # With a path behind it, it is not what the variable holds.
    whole = new.rstrip("/") == addresses.target_url(ctx).rstrip("/")
    if ctx.code.neutral and sure and other is None:
        moved = style.written(site, span, where[0], style.ADDRESS, new, ctx) if whole else ()
        changes = moved or changes
        source = ctx.read(where[0])
        held = source is not None and style.ADDRESS in source.text(source.line_span(span.start))
        held = held or (arg is None and settings_fields.at(site, ctx))
        if not moved and not held and not addresses.is_config(site) and not isinstance(site.value, EnvRef):
            remark = f" It stays in the code: nothing that reads {style.ADDRESS} can safely stand here."
    if arg is None:
        changes = (*changes, *_remarked(site, ctx))
    demoted = None
    level, todo = _filled(new)
    if not sure and not ours and not ctx.code.uses.get(where) and not addresses.is_config(site):
        yield Draft(
            Severity.INFO,
            Applicability.MANUAL,
            f"It could not be told whether this address is a relay to {ctx.source.name}.",
            (),
            addresses.base_proof(ctx),
            f"If it is, put {new} in its place.",
            "base_url",
        )
        return
    if not sure and not ours:
        level, todo = (
            Applicability.REVIEW,
            "If this is a model server of your own and not a relay, leave it as it is.",
        )
    elif not sure:
        level = Applicability.REVIEW
        base = addresses.target_url(ctx)
        todo = f"Check what the program adds to this address: the target's requests go below {base}."
    if other is not None:
        level, demoted = Applicability.REVIEW, f"the same value is used for {other.target.name or 'another vendor'}"
        todo = f"Give the client at {other.path}:{other.line} an address of its own first."
    who = ctx.source.name if ours else f"a relay to {ctx.source.name}"
    yield Draft(
        Severity.BLOCKER,
        level,
        f"This address belongs to {who}; requests must go to {new}.{remark}",
        changes,
        addresses.base_proof(ctx),
        todo,
        "base_url",
        demoted,
    )
