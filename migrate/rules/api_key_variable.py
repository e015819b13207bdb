"""The variable that holds the API key.

What: code that reads the old vendor's key variable, clients that read it by themselves because no key is
given, configuration that sets it, and the organisation and project of the old account.

Why: a key is only good at the vendor that issued it. Sent elsewhere it does not work, and it leaks.

Edit: code reads the target's variable. A client that is given no key gets `api_key` from that variable,
because the library itself looks for the old vendor's. In `.env`, YAML and compose files the new variable
is added next to the old one: empty, or passed through (`${NAME}`) where the old one was. The old one
stays until `migrate apply PLAN --prune` finds that nothing reads it. `organization` and `project` are
removed. A field of a pydantic-settings class keeps its name and its uses: an alias tells it the new variable.
No value of a secret is ever copied or shown.

Review: a key written in the code itself; code that sets the variable; arguments that are not all seen; a
variable that also serves another vendor; its name in a schema of variables. Manual: keys under names of the
application's own; put the new key there by hand. Code that writes the old key into the variable, too.

With the styles `env`, the default, and `gateway` the variable is LLM_API_KEY, which belongs to no vendor (see
base-url).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from migrate.edit import make
from migrate.model import Applicability, Arg, EnvRef, Literal, Origin, Severity, Site, SiteKind, Span, Unknown
from migrate.redact import is_secret_name
from migrate.rules import addresses, base_url, proxied, request, settings_fields, style, style_lines
from migrate.rules.base import Add, Change, Context, Draft, Drop, Import, Ready, SetCode, SetValue
from migrate.rules.stance import Stance

if TYPE_CHECKING:
    from migrate.formats.base import Entry

CLIENTS = (SiteKind.CLIENT, SiteKind.FRAMEWORK)
_MOVES = (Stance.OURS, Stance.RELAY)
_KEPT = (Stance.OURS, Stance.RELAY, Stance.DOUBT)
_ADDRESSES = frozenset({"base_url", "api_base", "azure_endpoint", "api_type", "openai_api_base"})
_ACCOUNT = ("organization", "project", "openai_organization")
# Code that sets the variable, by what stands around its name: `["NAME"] = x`, `.NAME = x`, `setdefault("NAME", x)`.
_WRITTEN = re.compile(rb"""["'`]?[ \t]*\]?[ \t]*=(?![=>~])[ \t]*([^\r\n]*)""")
_GIVEN = re.compile(rb"""["'`]?[ \t]*,[ \t]*([^\r\n]*)""")
_SETTER = re.compile(rb"""(?i)(?:setdefault|putenv|(?<!patch\.)setenv|set_var)\([ \t]*["'`]?\Z""")
_READ = re.compile(rb"environ\b|getenv\(|process\.env\b|\bENV\[|\bvar\(")
_PASSED = re.compile(r"\$\{?\{?\s*(?:secrets\.|env\.)?(?P<name>[A-Za-z_]\w*)")


def check(site: Site, ctx: Context) -> Iterator[Draft]:
    """A key variable of the old vendor, wherever it is read or set."""
    if site.kind in CLIENTS:
        if site.sdk != "openai<1" and site.args_span is not None:
            yield from _client(site, ctx)
    elif site.kind in (SiteKind.ENV, SiteKind.CONFIG):
        if addresses.is_config(site):
            yield from _configured(site, ctx)
        else:
            yield from _read(site, ctx)


def _client(site: Site, ctx: Context) -> Iterator[Draft]:
    from migrate.rules import constructors

    # The target's clients too: a key must never be sent astray.
    if ctx.code.stance(site) not in (*_MOVES, Stance.TARGET):
        return
    arg = request.find(site, "api_key")
    new = addresses.key_variable(ctx)
    argument = base_url.argument(site, 1)
    if arg is None and (argument is None or ctx.code.stays(site)):
        return
    if arg is None and ctx.code.stance(site) is Stance.TARGET and ctx.target.id == "openai":
        return  # on the way home: it takes the target's key by itself
    if arg is None and argument is not None:
        imports: tuple[Change, ...] = (Import("os"),) if site.language == "python" else ()
        given, imports = constructors.secret(site, new) or (reference(site, new), imports)
        yield Draft(
            Severity.BLOCKER,
            Applicability.SAFE,
            f"This client takes its key from {_old(ctx)} by itself; {addresses.receiver(ctx)} needs "
            f"the one in {new}.",
            (Add(argument, given), *imports),
            addresses.key_proof(ctx),
            parameter="api_key",
            together="client",
        )
    elif ctx.code.stance(site) is Stance.TARGET:
        return
    elif arg is not None and isinstance(arg.value, Literal) and isinstance(arg.value.value, str):
        yield from _hard_coded(site, ctx, arg, arg.value.origin)
    elif (
        arg is not None
        and isinstance(arg.value, EnvRef)
        and arg.value.name in addresses.source_keys(ctx)
        and not _read_is_site(arg.value.name, ctx)
    ):
        yield _variable(ctx, arg.value.name, SetCode(arg.value_span, reference(site, new)))
    elif arg is not None and isinstance(arg.value, Unknown):
        source = ctx.read(site.path)
        if source is not None and constructors.names_its_key(site, arg, source):
            return
        yield Draft(
            Severity.INFO,  # the finding on the address is the blocker; this is why a person has to look at it
            Applicability.REVIEW,
            f"Where this client's key comes from cannot be read here; {addresses.receiver(ctx)} needs its own key.",
            (),
            addresses.key_proof(ctx),
            f"Make sure that it is the key of {ctx.target.name} before the address moves.",
            "api_key",
        )
    for name in _ACCOUNT:
        held = site.arg(name)
        if held is not None:
            yield Draft(
                Severity.WARNING,
                Applicability.SAFE,
                f"{name} names an account at {ctx.source.name} and means nothing to {ctx.target.name}.",
                (Drop(held),),
                addresses.key_proof(ctx),
                parameter=name,
            )


def reference(site: Site, name: str) -> str:
    """Code that reads an environment variable, in the site's language."""
    from migrate.languages import LANGUAGES

    return LANGUAGES[site.language].env_reference(name)


def _old(ctx: Context) -> str:
    """The variable that a client without a key reads: its library is OpenAI's, whoever it is told to ask."""
    return ctx.source.key_variable if ctx.source.id in ("openai", "azure-openai") else "OPENAI_API_KEY"


def _read_is_site(name: str, ctx: Context) -> bool:
    """True when the place that reads the variable is a site of its own, which speaks for it."""
    return any(
        s.kind is SiteKind.ENV and not addresses.is_config(s) and addresses.variable(s) == name for s in ctx.sites
    )


def _hard_coded(site: Site, ctx: Context, arg: Arg, origin: Origin | None) -> Iterator[Draft]:
    new = addresses.key_variable(ctx)
    if not ctx.code.first_use(site, arg):
        return
    span, path = (origin.span, origin.path) if origin else (arg.value_span, site.path)
    imports = _imports(site, span, path, ctx)
    changes = (SetCode(span, reference(site, new), path), *imports) if imports is not None else ()
    yield Draft(
        Severity.BLOCKER,
        Applicability.REVIEW if changes else Applicability.MANUAL,
        f"The key is written in the code; {addresses.receiver(ctx)} needs its own, read from {new}.",
        changes,
        addresses.key_proof(ctx),
        f"Set {new} in the environment, and revoke the key that stands in the code: it is in the history too.",
        "api_key",
    )


def _imports(site: Site, span: Span, path: str, ctx: Context) -> tuple[Change, ...] | None:
    """What an expression that reads a variable needs at a place; None where none can stand there."""
    from migrate.languages import LANGUAGES

    source = ctx.read(path)
    if source is None or style_lines.is_constant(site.language, span, source):
        return None
    if site.language == "go":
        return tuple(Ready(edit) for edit in style_lines.go_import(source, "os"))
    if site.language != "python":
        return ()
    needed = LANGUAGES["python"].ensure_import(source, "os")
    if needed is None:
        return ()
    return (Ready(needed),) if needed.span.start <= span.start else None


def _read(site: Site, ctx: Context) -> Iterator[Draft]:
    """Code that reads the variable: `os.environ["OPENAI_API_KEY"]`."""
    name = addresses.variable(site)
    if name not in addresses.source_keys(ctx) or ctx.code.stance(site) in (Stance.OTHER, Stance.TARGET):
        return
    span = site.name_span
    if settings_fields.FLAG in site.flags:
        yield _field(site, name, ctx)
    elif span is None:
        yield _variable(ctx, name, None)
    else:
        draft = _variable(ctx, name, SetValue(span, addresses.key_variable(ctx)))
        beside = _address_beside(site, ctx)
        if beside and draft.changes:
            todo = f"See that what takes this entry knows base_url: {addresses.receiver(ctx)} is reached by it."
            level = max(draft.applicability, Applicability.REVIEW, key=tuple(Applicability).index)
            draft = replace(draft, changes=(*draft.changes, *beside), applicability=level, todo=todo)
        draft = _written(site, name, draft, ctx)
        if "declared" in site.flags and draft.applicability is Applicability.SAFE:
            todo = f"Whatever else reads {name} from this list of variables has to read the new name."
            draft = replace(draft, applicability=Applicability.REVIEW, todo=todo)
        source = ctx.read(site.path) if "mention" in site.flags else None
        if source is not None and source.data[span.end :].lstrip()[:1] == b":":  # a key of the program's own dict
            todo = f"See who else reads {name} from this dict, also outside of this codebase."
            draft = replace(draft, applicability=Applicability.REVIEW, todo=draft.todo or todo)
        yield draft


def _field(site: Site, name: str | None, ctx: Context) -> Draft:
    """A field of a settings class that is named after the variable."""
    made = settings_fields.aliased(site, addresses.key_variable(ctx), ctx)
    if not made.changes:
        return replace(_variable(ctx, name, None), todo=made.todo)
    draft = _variable(ctx, name, made.changes[0])
    return replace(draft, changes=made.changes, todo=" ".join(filter(None, (draft.todo, made.todo))) or None)


def _written(site: Site, name: str, draft: Draft, ctx: Context) -> Draft:
    """Where code sets the variable, what it sets it to has to be the target's key, too."""
    source, span = ctx.read(site.path), site.name_span
    if source is None or span is None or addresses.is_config(site):
        return draft
    set_by = _SETTER.search(source.data, max(0, span.start - 40), span.start)
    found = (_GIVEN if set_by else _WRITTEN).match(source.data, span.end)
    if found is None or _READ.search(found[1]):
        return draft  # a read of the variable moves by itself
    new = addresses.key_variable(ctx)
    if re.search(rf"(?i)\b{re.escape(name)}\b".encode(), found[1]):
        return replace(
            draft, changes=(), applicability=Applicability.MANUAL,
            todo=f"What is written here is the key of {ctx.source.name}, by its name. Write the one of "
            f"{addresses.receiver(ctx)}, into {new}.",
        )  # fmt: skip
    level = max(draft.applicability, Applicability.REVIEW, key=tuple(Applicability).index)
    todo = f"See that what is written here is the key of {addresses.receiver(ctx)}."
    return replace(draft, applicability=level, todo=" ".join(filter(None, (draft.todo, todo))))


def _address_beside(site: Site, ctx: Context) -> tuple[Change, ...]:
    """The address in a list of models as some frameworks take it: its entry has a model and a key, and no address."""
    source = ctx.read(site.path)
    if site.language != "python" or source is None or b"api_key" not in source.data:
        return ()
    from migrate.rules import mentions
    from migrate.rules.wording import root_of

    entry = mentions.record_around(root_of("python", source), site.span, "api_key")
    if "model" not in entry or _ADDRESSES & set(entry):
        return ()
    key = entry["api_key"][0]
    quote = source.text(key)[:1]
    if quote not in ("'", '"'):
        return ()
    text = f"{quote}base_url{quote}: {quote}{addresses.target_url(ctx)}{quote}, "
    return (Ready(make(source, Span(key.start, key.start), text)),)


def _variable(ctx: Context, name: str | None, change: Change | None) -> Draft:
    new = addresses.key_variable(ctx)
    other = next(
        (s for s in ctx.code.others for a in s.args if isinstance(a.value, EnvRef) and a.value.name == name),
        None,
    )
    level, todo, demoted = Applicability.SAFE, None, None
    if other is not None:
        level, demoted = Applicability.REVIEW, f"{name} also serves {other.target.name or 'another vendor'}"
        todo = f"The client at {other.path}:{other.line} reads the same variable: give each its own."
    if change is None:
        level, todo = Applicability.MANUAL, f"Read {new} instead of {name} here."
    return Draft(
        Severity.BLOCKER,
        level,
        f"{name} holds the key of {ctx.source.name}; {addresses.receiver(ctx)} needs the one in {new}.",
        (change,) if change is not None else (),
        addresses.key_proof(ctx),
        todo,
        name,
        demoted,
    )


def _configured(site: Site, ctx: Context) -> Iterator[Draft]:
    """A configuration file that sets the variable: the new one is added next to it."""
    name, new = addresses.last(site), addresses.key_variable(ctx)
    if name == style.KEY and style.key_is_of_source(ctx):
        yield Draft(
            Severity.BLOCKER,
            Applicability.MANUAL,
            f"{name} holds the key of {ctx.source.name}; {addresses.receiver(ctx)} needs its own.",
            (),
            addresses.key_proof(ctx),
            f"Put the key from {_console(ctx)} into {name}.",
            name,
        )
        return
    if site.kind is SiteKind.CONFIG or "reference" in site.flags:
        yield from _own_name(site, ctx)
        return
    if name not in addresses.source_keys(ctx) or site.name_span is None:
        return
    source = ctx.read(site.path)
    if source is None:
        return
    from migrate.formats import FORMATS
    from migrate.formats.base import FormatError

    form = FORMATS.get(site.language)
    try:
        entries = form.entries(source) if form is not None else ()
    except FormatError:
        entries = ()
    entry = next((e for e in entries if e.key_span == site.name_span), None)
    if form is None or entry is None:
        return
    beside = _beside(entry)
    if any(e.key == new and _beside(e) == beside for e in entries):
        return
    known = {e.key for e in entries[: entries.index(entry)] if e.value_span is not None and _beside(e) == beside}
    if known & set(addresses.source_keys(ctx)):
        return  # it is added once, next to the first of several keys
    bases = [e.value for e in entries if _beside(e) == beside and e.key in addresses.source_bases(ctx)]
    if any(isinstance(url, str) and proxied.is_own(url, ctx) for url in bases):
        return  # the key of the proxy that is asked there
    message = f"{addresses.receiver(ctx)} reads its key from {new}; it is added here next to {name}."
    todo = f"Put the key from {_console(ctx)} into {new}."
    value = _passed_through(entry.value, name, new)
    try:
        edit = form.insert_after(source, entry, new, value, _comment(ctx, name) if form.comment else None)
    except FormatError as error:
        yield Draft(
            Severity.BLOCKER, Applicability.MANUAL, message, (), addresses.key_proof(ctx),
            f"Add {new} next to {name} by hand ({error.message}).", new,
        )  # fmt: skip
        return
    yield Draft(Severity.BLOCKER, Applicability.SAFE, message, (Ready(edit),), addresses.key_proof(ctx), todo, new)


def _beside(entry: Entry) -> tuple[str, ...]:
    """Where an entry's neighbours are; of a `name`/`value` pair in a list, the list."""
    return entry.key_path[:-2] if "pair" in entry.flags else entry.key_path[:-1]


def _own_name(site: Site, ctx: Context) -> Iterator[Draft]:
    """A setting under a name of the application's own that passes the variable on, or holds a key."""
    new, name = addresses.key_variable(ctx), addresses.variable(site)
    source = ctx.read(site.path)
    if "reference" in site.flags and source is not None and site.name_span is not None:
        if name in addresses.source_keys(ctx) and ctx.code.stance(site) is not Stance.OTHER:
            yield _variable(ctx, name, Ready(make(source, site.name_span, new)))
    elif site.kind is SiteKind.CONFIG and is_secret_name(addresses.last(site)) and ctx.code.stance(site) in _KEPT:
        yield Draft(
            Severity.WARNING,
            Applicability.MANUAL,
            f"{addresses.last(site)} holds a key; {addresses.receiver(ctx)} needs its own.",
            (),
            addresses.key_proof(ctx),
            f"Put the key from {_console(ctx)} here, or read it from {new}.",
            "api_key",
        )


def _passed_through(value: object, old: str, new: str) -> str:
    """`${OLD}` and its kin with the new name; empty for anything that may be a secret."""
    if not isinstance(value, str):
        return ""
    found = _PASSED.match(value)
    if found is None or found["name"] != old:
        return ""
    if value.startswith("${{"):
        return value.replace(old, new) if value.endswith("}}") and value.count("{{") == 1 else ""
    return f"${{{new}}}" if value.startswith("${") else f"${new}"


def _comment(ctx: Context, old: str) -> str:
    return f"key for {addresses.receiver(ctx)}; {old} can go when nothing reads it any more"


def _console(ctx: Context) -> str:
    if ctx.style == "gateway":
        return "the gateway (its master_key)"
    chosen = next((p for p in ctx.target.platforms if p.id == ctx.platform), None)
    return (chosen.console_url if chosen else None) or f"the console of {ctx.target.name}"
