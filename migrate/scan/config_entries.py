"""Entries of a parsed configuration file to sites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from urllib.parse import urlsplit

from migrate.formats.base import Entry
from migrate.model import Confidence, EnvRef, Literal, Site, SiteKind, Span, Target, TargetKind, Unknown, Value
from migrate.redact import is_secret_name, is_secret_value, mask
from migrate.scan import config_tables as tables
from migrate.scan import config_values as values
from migrate.scan.config_classes import held_class
from migrate.scan.config_settings import is_vendor, setting
from migrate.scan.config_site import (
    AZURE,
    BESIDE,
    UNKNOWN,
    File,
    Group,
    Text,
    make,
    model_target,
    named,
    normal,
    prose,
    telling,
    text_of,
)
from migrate.source import SourceFile

_CALLS = re.compile(r"\b(?:curl|wget|https?ie|http|xh)\b")
_SCRIPTS = frozenset({"run", "script", "scripts", "before_script", "after_script", "command", "commands", "args",
                      "entrypoint", "cmd", "cmds"})  # fmt: skip
_BODY = re.compile(r'\\?"model\\?"\s*:\s*\\?"(?P<model>[\w./:-]{2,80})\\?"')  # of a request a script sends
_HELD = re.compile(r"\s*(?:\[\s*)?\{")  # a table that a variable holds: `CONFIG_LIST=[{"model": "gpt-4o"}]`
_FOREIGN = re.compile(r"/anthropic(?:/v\d+)?/?\Z")  # where others speak Anthropic's protocol
_ASSIGNED = re.compile(
    r"(?m)(?:^|[;&|(]|\bexport|\benv|\bcross-env|\becho[ \t]+[\"']?)[ \t]*(?P<name>[A-Z][A-Z0-9_]+)=(?!=)"
)
_NAMED = re.compile(
    r"(?im)^[ \t]*(?:(?:export|echo[ \t]+['\"]?)[ \t]*)?\w*model\w*="
    r"(?P<quote>['\"]?)(?P<model>[\w./:-]{2,80})(?P=quote)(?=[ \t\r]*$|['\"]?[ \t]*>>)"
)  # of a script within the file
_CONNECTION = frozenset({"api_key", "apikey", "api_base", "base_url", "azure_endpoint"})  # beside its type
_DEPLOYMENTS = frozenset({"deployment", "deployment_name", "deployment_id"})
_DISPLAYED = re.compile(r"(?=.*[A-Z])[\w.-]+(?: [\w.()-]+){1,4}\Z")
_LOCAL = re.compile(r"(?:localhost|127\.|0\.0\.0\.0|10\.|192\.168\.|host\.docker\.internal|[^.]+\Z)")


def sites(source: SourceFile, name: str, entries: Sequence[Entry]) -> Iterator[Site]:
    """Every site among the entries of a file of format `name`."""
    file = File(source, name)
    shown = [file.shows(entry) for entry in entries]
    _survey(file, entries)
    for entry, sign in zip(entries, shown, strict=True):
        if sign:
            _learn(file, entry)
    for entry, sign in zip(entries, shown, strict=True):
        if sign or file.group(entry).firm or (file.firm and "proxy" in entry.key.lower()):
            yield from _entry(file, entry)


# --- first pass: what the file as a whole says ---------------------------------------------------


def _survey(file: File, entries: Sequence[Entry]) -> None:
    """What keys a mapping has, and which columns of a list of records hold names for people (`GPT-4o mini`)."""
    connecting: set[tuple[str, ...]] = set()
    for entry in entries:
        path = entry.key_path
        file.below.setdefault(path[:-1], set()).add(entry.key)
        if path and path[-1] == "type" and str(entry.value).lower() in tables.raw()["keys"]["providers"]:
            connecting.add(path[:-1])
        if len(path) > 1 and path[-2].isdigit() and isinstance(entry.value, str) and _DISPLAYED.match(entry.value):
            file.displays.add((path[:-2], entry.key))
    for path in connecting:
        if _CONNECTION.isdisjoint(map(normal, file.below.get(path, ()))):
            continue
        group = file.groups.setdefault(path, Group())
        file.firm = group.firm = group.connects = True
    for path, keys in file.below.items():
        held = {normal(key) for key in keys}
        if path and normal(path[-1]) == "azure" and "api_version" in held and held & _DEPLOYMENTS:
            group = file.groups.setdefault(path, Group())
            file.firm = group.firm = group.azure = True
        ours = sum(1 for key in held if AZURE.match(key))
        if ours > 1 and ("azure_api_version" in held or any("azure_openai" in key for key in held)):
            file.groups.setdefault(path, Group()).prefixed = True


def _learn(file: File, entry: Entry) -> None:
    variable = tables.variable(entry.key)
    if variable is not None and variable.vendor is not None:
        file.firm = file.group(entry).firm = True
    text = text_of(file, entry)
    if text is None or len(text.text) > 4000 or prose(entry):
        return
    for url in values.urls(text.text):
        target = tables.target_of(url.text)
        file.group(entry).foreign |= url.whole and _FOREIGN.search(url.text) is not None
        if target is None and url.whole and _named_for_openai(entry, variable):
            target = _unknown_host(url.text)
        if target is not None:
            file.firm = file.group(entry).firm = True
            file.group(entry).serves |= url.whole and target.kind in (TargetKind.OFFICIAL, TargetKind.AZURE)
            group = file.group(entry)
            named = _named_for_openai(entry, variable)
            if (url.whole or "${" in text.text) and (named or (group.target is None and _general(entry, variable))):
                group.target = target
    if text.text.lower() in tables.raw()["keys"]["providers"]:
        file.group(entry).serves |= tables.pattern("keys", "provider").search(normal(entry.key)) is not None
    found = tables.model(text.text.strip())
    if found is not None and (found[1] or _expects_model(entry)):
        file.firm = file.group(entry).firm = True
        file.group(entry).model = found[0]
    for reference in values.references(text.text):
        seen = tables.variable(reference.text)
        if seen is not None and seen.vendor is not None:
            file.firm = file.group(entry).firm = True
    if tables.pattern("keys", "vendor").search("_".join(telling(entry)[-3:])):
        file.group(entry).firm = True


def _named_for_openai(entry: Entry, variable: tables.Variable | None) -> bool:
    """True when an address under that name is where the program expects OpenAI's API."""
    if variable is not None:
        return variable.vendor == "openai" and variable.role == "url"
    return _is_address(named(entry)) and tables.pattern("keys", "vendor").search("_".join(telling(entry))) is not None


def _general(entry: Entry, variable: tables.Variable | None) -> bool:
    """True for an address under a name of no vendor (`api_base`, `BASE_URL`)."""
    if variable is not None:
        return variable.vendor in (None, "azure-openai")
    return BESIDE.match(normal(entry.key)) is not None or tables.companion(entry.key) is not None


def _expects_model(entry: Entry) -> bool:
    parts = [part for part in entry.key_path if not part.isdigit()][-4:]
    return any(tables.pattern("keys", "model").search(normal(part)) for part in parts)


# --- second pass ---------------------------------------------------------------------------------


def _entry(file: File, entry: Entry) -> Iterator[Site]:
    text = text_of(file, entry)
    kind, variable = _kind_of_key(file, entry)
    apart = entry.value_span is not None and file.source.line(entry.value_span.start) != entry.line
    own: list[Site] = []
    if text is not None and not prose(entry):
        own += _references(file, entry, text, kind is not None)
        told = {(s.line, s.value.name) for s in own if isinstance(s.value, EnvRef)}
        own += (s for s in _assigned(file, entry, text) if (s.line, getattr(s.value, "name", "")) not in told)
        own += _sections(file, entry, text)
        own += _addresses(file, entry, text, kind is not None and not apart)
        own += _models(file, entry, text)
        own += held_class(file, entry, text)
    if kind is not None:
        inner = next((s.value for s in own if s.kind is SiteKind.ENV and _same(s.value, entry.key)), None)
        own = [s for s in own if not (s.kind is SiteKind.ENV and _same(s.value, entry.key))]
        modelled = any(s.kind is SiteKind.MODEL for s in own)
        addressed = any(s.kind in (SiteKind.BASE_URL, SiteKind.PROXY) for s in own)
        yield _variable(file, entry, kind, variable, inner, bare=modelled or addressed)
    yield from own
    yield from setting(file, entry, {s.kind for s in own}, kind)
    if tables.model(entry.key) == ("openai", True) and entry.key_span is not None:
        span = entry.key_span
        target = model_target(file, entry, "openai")
        yield make(file, entry, SiteKind.MODEL, span, Literal(entry.key), span, {"key"}, target)


def _same(value: Value | None, name: str) -> bool:
    return isinstance(value, EnvRef) and value.name == name


def _kind_of_key(file: File, entry: Entry) -> tuple[SiteKind | None, tables.Variable | None]:
    """Whether the key is a variable that configures an LLM or a proxy."""
    key = entry.key
    if entry.key_span is None or entry.style in ("mapping", "sequence"):
        return None, None
    variable = None if is_vendor(entry) else tables.variable(key)
    if tables.pattern("proxy", "variables").search(key):
        return (SiteKind.PROXY, variable) if file.firm else (None, None)
    if variable is not None:
        return SiteKind.ENV, variable
    role = tables.companion(key) if key.isupper() and file.group(entry).firm else None
    unset = file.format == "dotenv" and not entry.value
    if role is None or (role == "model" and not unset and tables.model(str(entry.value)) is None):
        return None, None  # `MODEL` alone is a key like any other
    if role == "url" and file.group(entry).target is not None and tables.target_of(str(entry.value)) is None:
        return None, None  # somebody else's address, where OpenAI's stands beside it
    return SiteKind.ENV, tables.Variable(None, role)


def _variable(
    file: File,
    entry: Entry,
    kind: SiteKind,
    variable: tables.Variable | None,
    inner: Value | None,
    *,
    bare: bool,
) -> Site:
    """The site of a variable. Its value is told unless it is a secret or told by a site of its own."""
    value: Value | None = inner
    value_span = entry.value_span
    secret = is_secret_name(entry.key) or (variable is not None and variable.role == "key")
    if isinstance(inner, EnvRef):
        if inner.default is not None:
            value_span = _default_span(file, entry, inner) or value_span
            if secret or is_secret_value(inner.default):
                value = EnvRef(inner.name)
    elif "alias" in entry.flags or "template" in entry.flags:
        value = Unknown("alias" if "alias" in entry.flags else "template")
    elif bare:
        value = value_span = None
    elif entry.value is not None and value_span is not None and not secret:
        text = entry.value
        if isinstance(text, str) and is_secret_value(text):
            value = Literal(mask(text)) if "://" in text else None
        else:
            value = Literal(text)
    confidence = Confidence.HIGH if variable and variable.vendor else Confidence.MEDIUM
    span = entry.key_span or Span(entry.start, entry.start)
    target = UNKNOWN if kind is SiteKind.PROXY else _target(file, entry, variable, value)
    return make(file, entry, kind, span, value, value_span, set(), target, confidence)


def _default_span(file: File, entry: Entry, reference: EnvRef) -> Span | None:
    text = text_of(file, entry)
    for piece in values.references(text.text) if text else ():
        if text and piece.text == reference.name and piece.default is not None:
            return text.span(piece.default_start, piece.default_start + len(piece.default))
    return None


def _target(file: File, entry: Entry, variable: tables.Variable | None, value: Value | None) -> Target:
    """Whom the variable's user talks to, as far as this file tells."""
    address = value.default if isinstance(value, EnvRef) else value.value if isinstance(value, Literal) else None
    ours = variable is not None and variable.vendor in (None, "openai") and variable.role == "url"
    if isinstance(address, str) and address.startswith("${"):  # `${URL:-https://...}`
        address = next((piece.text for piece in values.urls(address)), None)
    if isinstance(address, str) and address.startswith(("http:", "https:")):
        found = tables.target_of(address)
        if found is not None:
            return found
        if ours:
            return _unknown_host(address)
    known = file.target(entry)
    vendor = variable.vendor if variable else None
    if known is not None and vendor in (None, "openai"):
        return known
    if vendor == "azure-openai":
        return Target(TargetKind.AZURE, vendor)
    return Target(TargetKind.OTHER, vendor) if vendor not in (None, "openai") else UNKNOWN


def _unknown_host(url: str) -> Target:
    """An address of nobody we know, where OpenAI's would stand: a relay, or something local."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        host = None
    if not host or "$" in url or "{" in url:
        return UNKNOWN
    return Target(TargetKind.OTHER if _LOCAL.match(host) else TargetKind.RELAY, host)


# --- what stands in a value ----------------------------------------------------------------------


def _references(file: File, entry: Entry, text: Text, is_variable: bool) -> Iterator[Site]:
    named = tables.variable(text.text)
    if named is not None and named.vendor is not None and named.role != "other":  # `api_key_env: OPENAI_API_KEY`
        place = text.span(0, len(text.text))
        target = _target(file, entry, named, None)
        yield make(file, entry, SiteKind.ENV, place, EnvRef(text.text), entry.value_span, {"reference"}, target)
    for piece in values.references(text.text):
        variable = tables.variable(piece.text)
        same = piece.text == entry.key
        if (variable is None and not (same and is_variable)) or (same and not piece.whole):
            continue  # the second: `PATH=$PATH:...`
        if not piece.whole and variable is not None and variable.role == "other":
            continue  # a script's own variables
        name_span = text.span(piece.start, piece.end)
        secret = variable is not None and variable.role == "key"
        default = None if secret or is_secret_value(piece.default or "") else piece.default
        flags = {"reference"} | ({"github_secret"} if "secrets." in text.text else set())
        target = _target(file, entry, variable, EnvRef(piece.text, default))
        site = make(file, entry, SiteKind.ENV, name_span, EnvRef(piece.text, default), None, flags, target)
        yield site


def _assigned(file: File, entry: Entry, text: Text) -> Iterator[Site]:
    """Variables that a script within the file sets: `run: export OPENAI_API_KEY=...`."""
    if "=" not in text.text or not any(normal(part) in _SCRIPTS for part in entry.key_path[-3:]):
        return
    for found in _ASSIGNED.finditer(text.text):
        variable = tables.variable(found["name"])
        if variable is not None and variable.vendor is not None:
            place = text.span(found.start("name"), found.end("name"))
            value, target = EnvRef(found["name"]), _target(file, entry, variable, None)
            yield make(file, entry, SiteKind.ENV, place, value, None, {"reference"}, target)


def _sections(file: File, entry: Entry, text: Text) -> Iterator[Site]:
    """Settings of .NET that a script within the file sets: `dotnet user-secrets set "OpenAI:ApiKey" ...`."""
    if not any(normal(part) in _SCRIPTS for part in entry.key_path[-3:]):
        return
    for piece in values.sections(text.text):
        place, azure = text.span(piece.start, piece.end), tables.pattern("keys", "azure").search(normal(piece.text))
        target = Target(TargetKind.AZURE, "azure-openai") if azure else UNKNOWN
        site = make(file, entry, SiteKind.CONFIG, place, None, None, {"manual_only", "reference"}, target)
        yield replace(site, api=piece.text)


def _addresses(file: File, entry: Entry, text: Text, is_variable: bool) -> Iterator[Site]:
    """Addresses of APIs in the value. A variable's own whole value is told by the variable's site."""
    key = named(entry)
    if tables.pattern("keys", "link").search(key):
        return
    near = file.group(entry)
    for piece in values.urls(text.text):
        target = tables.target_of(piece.text)
        alone = piece.whole or text.text[: piece.start].endswith((":-", ":=", "-"))
        if target is None and alone and not is_variable and _is_address(key) and _ours(entry, near):
            target = _unknown_host(piece.text)
        if target is None or (is_variable and alone):
            continue
        if target.kind is TargetKind.OTHER and target.name in _others() and target.name in normal(entry.key):
            continue  # another vendor's own setting, not OpenAI's pointed elsewhere
        if target.kind is TargetKind.OTHER and _FOREIGN.search(piece.text):
            continue
        kind = SiteKind.BASE_URL
        parts = {normal(part) for part in entry.key_path}
        if any(tables.pattern("proxy", "rewrites").search(part) for part in parts):
            kind = SiteKind.PROXY
        elif _CALLS.search(text.text[: piece.start].rpartition("\n")[2]):
            if target.kind is TargetKind.OTHER:
                continue  # another vendor's API, called without an SDK
            kind = SiteKind.HTTP
        span = text.span(piece.start, piece.end)
        exact = entry.value_span if piece.whole and entry.value_span is not None else span
        yield make(file, entry, kind, span, Literal(mask(piece.text)), exact, set(), target)


@cache
def _others() -> frozenset[str]:
    return frozenset(tables.raw()["hosts"]["other"].values())


def _is_address(key: str) -> bool:
    return tables.role(key) == "url"


def _ours(entry: Entry, near: Group) -> bool:
    """True when what stands beside the entry, or its path, says that it configures OpenAI's API."""
    path = "_".join(telling(entry))
    beside = near.model == "openai" and near.target is None and BESIDE.match(normal(entry.key)) is not None
    return beside or tables.pattern("keys", "vendor").search(path) is not None


def _models(file: File, entry: Entry, text: Text) -> Iterator[Site]:
    expected = _expects_model(entry) or (entry.key == "name" and file.group(entry).serves)
    provider = text.text.startswith("openai:")  # promptfoo's ids of providers
    if named(entry) in ("name", "id") and not expected and not provider:
        return
    if (entry.key_path[:-2], entry.key) in file.displays:
        return
    pieces = list(values.models(text.text, expected=expected))
    if any(normal(part) in _SCRIPTS for part in entry.key_path[-3:]) or _HELD.match(text.text):
        written = [*_BODY.finditer(text.text), *_NAMED.finditer(text.text)]
        pieces += [values.Piece(m["model"], m.start("model"), m.end("model")) for m in written
                   if tables.model(m["model"]) == ("openai", True)]  # fmt: skip
    for reference in values.references(text.text):
        if reference.default and tables.model(reference.default) is not None:
            start = reference.default_start
            pieces.append(values.Piece(reference.default, start, start + len(reference.default)))
    for piece in pieces:
        found = tables.model(piece.text)
        owner = found[0] if found else "openai"
        if owner != "openai" and file.group(entry).foreign:
            continue
        span = text.span(piece.start, piece.end)
        exact = entry.value_span if piece.whole and entry.value_span is not None else span
        target = model_target(file, entry, owner)
        yield make(file, entry, SiteKind.MODEL, span, Literal(piece.text), exact, set(), target)
