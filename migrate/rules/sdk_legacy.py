"""The openai library before 1.0, and npm's before 4.

What: module-level settings (`openai.api_key`, `openai.api_base`, `openai.api_type`,
`openai.organization`) and calls such as `openai.ChatCompletion.create(engine=...)`.

Why: the settings point at the old vendor for the whole process. `engine` belongs to addresses of Azure
and of the old API; other vendors read the model from the body.

Edit: the address and the key variable are replaced where they are set, `engine` becomes `model`. The old
library still works with these edits, so that moving to its current version can be a step of its own.

Where nothing sets the address, `openai.api_base` is set next to the key.

Review: with `--upgrade-sdk`, or where the requirements demand the new library already, all Python files move to
the current library, and the requirements with them, whole or not at all: `openai.ChatCompletion.create` becomes
`openai.chat.completions.create` (`acreate` one of a client made for it), `api_base` base_url, `request_timeout`
timeout, answers are read as attributes, and errors have their new names. Where an answer cannot be followed or a part
of the module has no certain successor, nothing is changed and the finding names the place.

Review: settings of Azure (`api_type`, `api_version`) and the organisation go, each with its line.

Manual: such a setting that shares its line or is all there is in its block, and a process whose code sets neither
address nor key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from migrate.edit import make
from migrate.languages import LANGUAGES
from migrate.model import Applicability, Edit, EnvRef, Literal, Severity, Site, SiteKind, Span, TargetKind, Unknown
from migrate.rules import addresses
from migrate.rules.api_key_variable import reference
from migrate.rules.base import Change, Context, Draft, Import, Ready, Rename, SetCode, SetValue
from migrate.rules.base_url import address, code
from migrate.rules.stance import Stance
from migrate.rules.upgrade import Upgrade

KEY = re.compile(
    rb"(?m)^(?P<indent>[ \t]*)openai\.api_key[ \t]*=[ \t]*(?P<value>[^\r\n#;]+?)[ \t]*(?=\r?$|#)(?:#[^\r\n]*)?"
)
_ORGANIZATION = re.compile(r"(?:.*;)?[ \t]*openai\.organization[ \t]*=[ \t]*")
_AZURE_BASE = (TargetKind.AZURE, TargetKind.USER_DEFINED)
_SETTINGS = ("api_base", "base_url", "api_key", "api_type", "api_version", "organization")


def check(site: Site, ctx: Context) -> Iterator[Draft]:
    """A setting of the module, a call that names an engine, or the move to the current library as a whole."""
    yield from _upgrade(site, ctx)
    if site.kind is SiteKind.ENV and site.language == "python":
        yield from _organization(site, ctx)
    if site.sdk != "openai<1" or ctx.code.stance(site) in (Stance.OTHER, Stance.TARGET):
        return
    if ctx.code.stance(site) is Stance.USER and not _on_azure(ctx):
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
    upgraded = isinstance(ctx.code.rewrites.python_upgrade, Upgrade)
    if not upgraded and not base_is_set(ctx) and site is _first_call(ctx):
        url = addresses.target_url(ctx)
        edits = _beside_the_key(site, url, ctx)
        unseen = next((s for s in ctx.sites if s.sdk == "openai<1" and _key_is_unseen(s, ctx)), None)
        level = Applicability.SAFE if unseen is None else Applicability.REVIEW
        sure = f"Make sure that {unseen.path}:{unseen.line} sets the key of {ctx.target.name}." if unseen else None
        yield Draft(
            Severity.BLOCKER,
            level if edits else Applicability.MANUAL,
            f"Nothing sets openai.api_base, so calls go to {ctx.source.name}.",
            tuple(Ready(edit) for edit in edits),
            addresses.base_proof(ctx),
            sure
            if edits
            else f'Set openai.api_base = "{url}" before the first call, and openai.api_key from '
            f"{addresses.key_variable(ctx)}.",
            "api_base",
        )


def _on_azure(ctx: Context) -> bool:
    """True when the module is told to speak Azure's dialect."""
    kinds = (addresses.text_of(s.value) for s in ctx.sites if s.sdk == "openai<1" and addresses.last(s) == "api_type")
    return any(str(kind).startswith("azure") for kind in kinds)


def _organization(site: Site, ctx: Context) -> Iterator[Draft]:
    """`openai.organization = os.getenv("OPENAI_ORG")`, where the variable is the site."""
    source = ctx.read(site.path)
    line = source.line_span(site.span.start) if source is not None else site.span
    text = source.text(line) if source is not None else ""
    before = source.text(Span(line.start, site.span.start)) if source is not None else ""
    if _ORGANIZATION.fullmatch(before) is None or isinstance(ctx.code.rewrites.python_upgrade, Upgrade):
        return
    if not any(s.sdk == "openai<1" and ctx.code.stance(s) not in (Stance.OTHER, Stance.TARGET) for s in ctx.sites):
        return
    start = line.end - len(text.lstrip().encode(source.encoding)) if source is not None else line.start
    gone = _without(replace(site, span=Span(start, start + len(text.strip().encode()))), ctx)
    level = Applicability.REVIEW if gone is not None else Applicability.MANUAL
    yield Draft(
        Severity.WARNING, level, f"openai.organization means nothing to {ctx.target.name}.",
        (Ready(gone),) if gone is not None else (), addresses.base_proof(ctx),
        "See that nothing reads it: the assignment to openai.organization goes." if gone is not None
        else "Take the assignment to openai.organization away.", "organization",
    )  # fmt: skip


def _without(site: Site, ctx: Context) -> Edit | None:
    """The edit that takes a statement's whole line away; None where something else stands on it or needs it."""
    from migrate.rules.wording import root_of

    source = ctx.read(site.path)
    if source is None or site.path.endswith(".ipynb"):
        return None
    line = source.line_span(site.span.start)
    if source.text(line).strip() != source.text(site.span).strip():
        return None
    node = root_of("python", source).named_descendant_for_byte_range(site.span.start, site.span.end)
    while node is not None and node.type != "expression_statement":
        node = node.parent
    block = node.parent if node is not None else None
    if block is None or (block.type != "module" and block.named_child_count < 2):
        return None
    start = source.line_start(source.line(site.span.start))
    after = source.data[line.end : line.end + 2]
    end = line.end + (2 if after == b"\r\n" else 1 if after[:1] in (b"\n", b"\r") else 0)
    return make(source, Span(start, max(end, line.end)), "")


def _upgrade(site: Site, ctx: Context) -> Iterator[Draft]:
    """All edits stand at the first use in each file, and are the same ones: they are made once, and together."""
    if site.sdk not in ("openai<1", "openai<4"):
        return
    found = ctx.code.rewrites.python_upgrade if site.sdk == "openai<1" else ctx.code.rewrites.node_upgrade
    same = [s for s in ctx.code.in_file[site.path] if s.sdk == site.sdk]
    said_at = [s for s in same if s.api == "Configuration"] or [min(same, key=lambda s: s.span)]
    if found is None or not any(site is s for s in said_at):
        return
    message = "This is written for the openai library before 1.0."
    if site.sdk == "openai<4":
        message = "This is written for version 3 of npm's openai."
    if isinstance(found, str):
        yield Draft(
            Severity.WARNING,
            Applicability.MANUAL,
            message,
            todo=f"{_TODO if site.sdk == 'openai<1' else _TODO_NODE} It is not done by an edit: {found}.",
            parameter="upgrade",
        )
        return
    yield Draft(
        Severity.WARNING,
        Applicability.REVIEW,
        f"{message} All files move to the current one together, with the requirements.",
        tuple(Ready(edit) for edit in found.edits),
        todo=" ".join(("Install the new requirements and run the tests.", *found.remarks)),
        parameter="upgrade",
    )


_TODO = (
    "Call openai.chat.completions.create and its like, read answers as attributes, set openai.base_url (with a slash "
    "at its end) for api_base, catch openai.RateLimitError and its like, and require the current library."
)


_TODO_NODE = (
    "Construct new OpenAI({ apiKey, baseURL }), call chat.completions.create and its like, read answers without "
    ".data, and require version 4 or later."
)


def _beside_the_key(site: Site, url: str, ctx: Context) -> tuple[Edit, ...]:
    """`openai.api_base = ...` on a line of its own after the one that sets the key; none where none can be added."""
    for path in sorted({s.path for s in ctx.sites if s.sdk == "openai<1"}):
        source = ctx.read(path)
        found = KEY.search(source.data) if source is not None else None
        if source is None or found is None or not whole(found["value"]):
            continue
        written = address(site, url, ctx)
        needed = LANGUAGES["python"].ensure_import(source, "os") if "os." in written else None
        if needed is not None and needed.span.start > found.start():
            written, needed = f'"{url}"', None
        line = f"\n{found['indent'].decode()}openai.api_base = {written}"
        return *((needed,) if needed is not None else ()), make(source, Span(found.end(), found.end()), line)
    return ()


def _key_is_unseen(site: Site, ctx: Context) -> bool:
    """True where the module's key comes from somewhere that the code does not show."""
    if addresses.last(site) != "api_key" or site.value_span is None or not isinstance(site.value, Unknown):
        return False
    source = ctx.read(site.path)
    return source is not None and source.text(site.value_span)[:1] not in ("'", '"')  # a secret is not read


def whole(value: bytes) -> bool:
    """True when the statement ends on its line."""
    brackets = all(value.count(a) == value.count(b) for a, b in ((b"(", b")"), (b"[", b"]"), (b"{", b"}")))
    return brackets and not value.endswith(b"\\") and b'"""' not in value


def base_is_set(ctx: Context) -> bool:
    """True when code or configuration says where the old library sends its requests."""
    names = ("api_base", "base_url")
    return any(
        s.sdk == "openai<1" and (s.api.rsplit(".", 1)[-1] in names or any(a.name in names for a in s.args))
        for s in ctx.sites
    ) or any(addresses.configured(name, ctx) for name in addresses.source_bases(ctx))


def _first_call(ctx: Context) -> Site | None:
    calls = (s for s in ctx.sites if s.kind is SiteKind.CALL and s.sdk == "openai<1")
    return min(calls, key=lambda s: (s.path, s.span), default=None)


def _setting(site: Site, name: str, ctx: Context) -> Iterator[Draft]:
    if site.value_span is None or ctx.code.rewrites.takes(site.path, site.value_span):
        return
    if name in ("api_base", "base_url") and _on_azure(ctx) and site.target.kind in _AZURE_BASE:
        yield Draft(
            Severity.BLOCKER,
            Applicability.REVIEW,
            f"openai.{name} is an address of Azure; requests must go to {addresses.target_url(ctx)}.",
            (SetCode(site.value_span, code(site, addresses.target_url(ctx))),),
            addresses.base_proof(ctx),
            "Check the key, and that every engine named in calls is a model and not a deployment.",
            name,
        )
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
        if _key_is_unseen(site, ctx):
            yield Draft(
                Severity.INFO, Applicability.REVIEW,
                f"Where openai.api_key comes from cannot be read here; {addresses.receiver(ctx)} needs its own key.",
                (), addresses.key_proof(ctx),
                f"Make sure that it is the key of {ctx.target.name} before the address moves.", name,
            )  # fmt: skip
            return
        change, evidence = (
            SetCode(site.value_span, reference(site, addresses.key_variable(ctx))),
            addresses.key_proof(ctx),
        )
        todo = "Revoke the key if it stands in the code: it is in the history too."
    else:
        gone = _without(site, ctx)
        level = Applicability.REVIEW if gone is not None else Applicability.MANUAL
        yield Draft(
            Severity.WARNING, level, f"openai.{name} means nothing to {ctx.target.name}.",
            (Ready(gone),) if gone is not None else (), addresses.base_proof(ctx),
            f"See that nothing reads it: the assignment to openai.{name} goes." if gone is not None
            else f"Remove the assignment to openai.{name}.", name,
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
