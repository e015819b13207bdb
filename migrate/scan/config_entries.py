"""Entries of a parsed configuration file to sites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

from migrate.formats.base import Entry
from migrate.model import (
    Confidence,
    EnvRef,
    Literal,
    Site,
    SiteKind,
    Span,
    Target,
    TargetKind,
    Unknown,
    Value,
)
from migrate.redact import is_secret_name, is_secret_value, mask, printable
from migrate.scan import config_tables as tables
from migrate.scan import config_values as values
from migrate.source import SourceFile

_UNKNOWN = Target(TargetKind.UNKNOWN)
_SNIPPET = 200
_COMMENT_LINE = re.compile(r"(?m)^[ \t]*#.*$")
_WORDS = re.compile(r"([a-z0-9])([A-Z])")
_CALLS = re.compile(r"\b(?:curl|wget|https?ie|http|xh)\b")
_LOCAL = re.compile(r"(?:localhost|127\.|0\.0\.0\.0|10\.|192\.168\.|host\.docker\.internal|[^.]+\Z)")
# Settings that belong to a model or an address beside them (LiteLLM, AutoGen, Continue).
_BESIDE = re.compile(
    r"(?:api_?key|api_?base|base_?url|api_?url|api_?version|api_?type|organi[sz]ation"
    r"|deployment(?:_?(?:name|id))?|endpoint)\Z"
)
_MANIFEST_PARTS = frozenset({"dependencies", "devdependencies", "peerdependencies", "optionaldependencies",
                             "require", "require_dev", "overrides", "resolutions"})  # fmt: skip


@dataclass(slots=True)
class _Group:
    """Entries with the same parent: what one of them tells of the others."""

    target: Target | None = None
    model: str | None = None
    firm: bool = False


@dataclass(slots=True)
class _File:
    source: SourceFile
    format: str
    groups: dict[tuple[str, ...], _Group] = field(default_factory=dict)
    firm: bool = False  # something in the file is certainly an LLM's

    def group(self, entry: Entry) -> _Group:
        return self.groups.setdefault(_parent(entry), _Group())


@dataclass(frozen=True, slots=True)
class _Text:
    """A value as it stands in the file, without quotes; comment lines of scripts are blanked."""

    text: str
    offset: int
    encoding: str

    def span(self, start: int, end: int) -> Span:
        begin = self.offset + len(self.text[:start].encode(self.encoding))
        return Span(begin, begin + len(self.text[start:end].encode(self.encoding)))


def sites(source: SourceFile, name: str, entries: Sequence[Entry]) -> Iterator[Site]:
    """Every site among the entries of a file of format `name`."""
    file = _File(source, name)
    for entry in entries:
        _learn(file, entry)
    for entry in entries:
        yield from _entry(file, entry)


def _parent(entry: Entry) -> tuple[str, ...]:
    return entry.key_path[: -2 if "pair" in entry.flags else -1]


@lru_cache(maxsize=4096)
def normal(key: str) -> str:
    """`apiKey`, `api-key` and `api.key` all as `api_key`."""
    return re.sub(r"[^a-z0-9$]+", "_", _WORDS.sub(r"\1_\2", key).lower()).strip("_")


def _named(entry: Entry) -> str:
    """The nearest part of the key path that is a name and not an index, in normal form."""
    part = next((part for part in reversed(entry.key_path) if not part.isdigit()), "")
    return normal(part)


def _text(file: _File, entry: Entry) -> _Text | None:
    span = entry.value_span
    if span is None or not len(span) or "alias" in entry.flags or not isinstance(entry.value, str):
        return None
    text, offset = file.source.text(span), span.start
    if entry.style in ("single", "double") and len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text, offset = text[1:-1], offset + 1
    if entry.style in ("literal", "folded", "multiline"):
        text = _COMMENT_LINE.sub(lambda m: " " * len(m[0].encode(file.source.encoding)), text)
    return _Text(text, offset, file.source.encoding)


# --- first pass: what the file as a whole says ---------------------------------------------------


def _learn(file: _File, entry: Entry) -> None:
    variable = tables.variable(entry.key)
    if variable is not None and variable.vendor is not None:
        file.firm = file.group(entry).firm = True
    text = _text(file, entry)
    if text is None or len(text.text) > 4000 or _prose(entry):
        return
    for url in values.urls(text.text):
        target = tables.target_of(url.text)
        if target is None and url.whole and _named_for_openai(entry, variable):
            target = _unknown_host(url.text)
        if target is not None:
            file.firm = file.group(entry).firm = True
            group = file.group(entry)
            if (url.whole or "${" in text.text) and (group.target is None or variable is not None):
                group.target = target
    found = tables.model(text.text.strip())
    if found is not None and (found[1] or _expects_model(entry)):
        file.firm = file.group(entry).firm = True
        file.group(entry).model = found[0]
    for reference in values.references(text.text):
        seen = tables.variable(reference.text)
        if seen is not None and seen.vendor is not None:
            file.firm = file.group(entry).firm = True
    if tables.pattern("keys", "vendor").search("_".join(normal(p) for p in entry.key_path[-3:])):
        file.group(entry).firm = True


def _named_for_openai(entry: Entry, variable: tables.Variable | None) -> bool:
    """True when an address under that name is where the program expects OpenAI's API."""
    if variable is not None:
        return variable.vendor == "openai" and variable.role == "url"
    path = "_".join(normal(part) for part in entry.key_path[-4:])
    return _is_address(_named(entry)) and tables.pattern("keys", "vendor").search(path) is not None


def _prose(entry: Entry) -> bool:
    """True for text that people read."""
    return tables.pattern("keys", "prose").search(_named(entry)) is not None and not entry.key.isupper()


def _expects_model(entry: Entry) -> bool:
    parts = [part for part in entry.key_path if not part.isdigit()][-4:]
    return any(tables.pattern("keys", "model").search(normal(part)) for part in parts)


# --- second pass ---------------------------------------------------------------------------------


def _entry(file: _File, entry: Entry) -> Iterator[Site]:
    text = _text(file, entry)
    kind, variable = _kind_of_key(file, entry)
    apart = entry.value_span is not None and file.source.line(entry.value_span.start) != entry.line
    own: list[Site] = []
    if text is not None and not _prose(entry):
        own += _references(file, entry, text, kind is not None)
        own += _addresses(file, entry, text, kind is not None and not apart)
        own += _models(file, entry, text)
    if kind is not None:
        inner = next((s.value for s in own if s.kind is SiteKind.ENV and _same(s.value, entry.key)), None)
        own = [s for s in own if not (s.kind is SiteKind.ENV and _same(s.value, entry.key))]
        modelled = any(s.kind is SiteKind.MODEL for s in own)
        addressed = any(s.kind in (SiteKind.BASE_URL, SiteKind.PROXY) for s in own)
        yield _variable(file, entry, kind, variable, inner, bare=modelled or addressed)
    yield from own
    yield from _setting(file, entry, {s.kind for s in own}, kind)
    if tables.model(entry.key) == ("openai", True) and entry.key_span is not None:
        span = entry.key_span
        target = _of_model(file, entry, "openai")
        yield _site(file, entry, SiteKind.MODEL, span, Literal(entry.key), span, {"key"}, target)


def _same(value: Value | None, name: str) -> bool:
    return isinstance(value, EnvRef) and value.name == name


def _kind_of_key(file: _File, entry: Entry) -> tuple[SiteKind | None, tables.Variable | None]:
    """Whether the key is a variable that configures an LLM or a proxy."""
    key = entry.key
    if entry.key_span is None or entry.style in ("mapping", "sequence"):
        return None, None
    variable = tables.variable(key)
    if tables.pattern("proxy", "variables").search(key):
        return (SiteKind.PROXY, variable) if file.firm else (None, None)
    if variable is not None:
        return SiteKind.ENV, variable
    role = tables.companion(key) if key.isupper() and file.group(entry).firm else None
    if role is None or (role == "model" and tables.model(str(entry.value)) is None):
        return None, None  # `MODEL` alone is a key like any other
    return SiteKind.ENV, tables.Variable(None, role)


def _variable(
    file: _File,
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
    target = _target(file, entry, variable, value)
    return _site(file, entry, kind, span, value, value_span, set(), target, confidence)


def _default_span(file: _File, entry: Entry, reference: EnvRef) -> Span | None:
    text = _text(file, entry)
    for piece in values.references(text.text) if text else ():
        if text and piece.text == reference.name and piece.default is not None:
            return text.span(piece.default_start, piece.default_start + len(piece.default))
    return None


def _target(file: _File, entry: Entry, variable: tables.Variable | None, value: Value | None) -> Target:
    """Whom the variable's user talks to, as far as this file tells."""
    address = value.default if isinstance(value, EnvRef) else value.value if isinstance(value, Literal) else None
    ours = variable is not None and variable.vendor in (None, "openai") and variable.role == "url"
    if isinstance(address, str) and address.startswith(("http:", "https:")):
        found = tables.target_of(address)
        if found is not None:
            return found
        if ours:
            return _unknown_host(address)
    known = file.group(entry).target
    vendor = variable.vendor if variable else None
    if known is not None and vendor in (None, "openai"):
        return known
    if vendor == "azure-openai":
        return Target(TargetKind.AZURE, vendor)
    return Target(TargetKind.OTHER, vendor) if vendor not in (None, "openai") else _UNKNOWN


def _unknown_host(url: str) -> Target:
    """An address of nobody we know, where OpenAI's would stand: a relay, or something local."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        host = None
    if not host or "$" in url or "{" in url:
        return _UNKNOWN
    return Target(TargetKind.OTHER if _LOCAL.match(host) else TargetKind.RELAY, host)


# --- what stands in a value ----------------------------------------------------------------------


def _references(file: _File, entry: Entry, text: _Text, is_variable: bool) -> Iterator[Site]:
    named = tables.variable(text.text)
    if named is not None and named.vendor is not None and named.role != "other":  # `api_key_env: OPENAI_API_KEY`
        place = text.span(0, len(text.text))
        target = _target(file, entry, named, None)
        yield _site(file, entry, SiteKind.ENV, place, EnvRef(text.text), entry.value_span, {"reference"}, target)
    for piece in values.references(text.text):
        variable = tables.variable(piece.text)
        same = piece.text == entry.key
        if (variable is None and not (same and is_variable)) or (same and not piece.whole):
            continue  # the second: `PATH=$PATH:...`
        name_span = text.span(piece.start, piece.end)
        secret = variable is not None and variable.role == "key"
        default = None if secret or is_secret_value(piece.default or "") else piece.default
        flags = {"reference"} | ({"github_secret"} if "secrets." in text.text else set())
        target = _target(file, entry, variable, EnvRef(piece.text, default))
        site = _site(file, entry, SiteKind.ENV, name_span, EnvRef(piece.text, default), None, flags, target)
        yield site


def _addresses(file: _File, entry: Entry, text: _Text, is_variable: bool) -> Iterator[Site]:
    """Addresses of APIs in the value. A variable's own whole value is told by the variable's site."""
    key = _named(entry)
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
        yield _site(file, entry, kind, span, Literal(mask(piece.text)), exact, set(), target)


def _is_address(key: str) -> bool:
    return tables.role(key) == "url"


def _ours(entry: Entry, near: _Group) -> bool:
    """True when what stands beside the entry, or its path, says that it configures OpenAI's API."""
    path = "_".join(normal(part) for part in entry.key_path[-4:])
    beside = near.model == "openai" and _BESIDE.match(normal(entry.key)) is not None
    return beside or tables.pattern("keys", "vendor").search(path) is not None


def _models(file: _File, entry: Entry, text: _Text) -> Iterator[Site]:
    expected = _expects_model(entry)
    if _named(entry) in ("name", "id") and not expected:
        return
    pieces = list(values.models(text.text, expected=expected))
    for reference in values.references(text.text):
        if reference.default and tables.model(reference.default) is not None:
            start = reference.default_start
            pieces.append(values.Piece(reference.default, start, start + len(reference.default)))
    for piece in pieces:
        found = tables.model(piece.text)
        owner = found[0] if found else "openai"
        span = text.span(piece.start, piece.end)
        exact = entry.value_span if piece.whole and entry.value_span is not None else span
        target = _of_model(file, entry, owner)
        yield _site(file, entry, SiteKind.MODEL, span, Literal(piece.text), exact, set(), target)


def _of_model(file: _File, entry: Entry, owner: str) -> Target:
    known = file.group(entry).target
    if owner != "openai":
        return known or Target(TargetKind.OTHER, owner)
    return known or _UNKNOWN


def _setting(file: _File, entry: Entry, told: set[SiteKind], kind: SiteKind | None) -> Iterator[Site]:
    """Settings that are neither variable, address nor model: keys, providers, embedding widths."""
    value, key = entry.value, normal(entry.key)
    if kind is not None or entry.key_span is None or entry.style in ("mapping", "sequence", "absent"):
        return
    parts = [normal(part) for part in entry.key_path if not part.isdigit()]
    if any(part in _MANIFEST_PARTS for part in parts[:-1]):
        return
    features: set[str] = set()
    if _is_width(key, parts, value):
        features = {"embedding_width"}
    elif isinstance(value, str) and value.lower() in tables.raw()["keys"]["providers"]:
        if not tables.pattern("keys", "provider").search(key) and not (key == "type" and _llm_path(parts)):
            return
    elif told or not (_vendor_setting(key, parts) or (_BESIDE.match(key) and file.group(entry).model == "openai")):
        return
    secret = is_secret_name(entry.key) or (isinstance(value, str) and is_secret_value(value))
    shown = None if secret or value is None else Literal(value)
    azure = any(tables.pattern("keys", "azure").search(part) for part in parts) or value in ("azure", "azure_openai")
    target = file.group(entry).target or (Target(TargetKind.AZURE, "azure-openai") if azure else _UNKNOWN)
    span = entry.key_span
    yield _site(file, entry, SiteKind.CONFIG, span, shown, entry.value_span, set(), target, features=features)


def _llm_path(parts: list[str]) -> bool:
    return any(tables.pattern("keys", "model").search(part) or "llm" in part for part in parts)


def _vendor_setting(key: str, parts: list[str]) -> bool:
    near = parts[-3:]
    if not any(tables.pattern("keys", "vendor").search(part) for part in near):
        return False
    return tables.pattern("keys", "settings").search(key) is not None


def _is_width(key: str, parts: list[str], value: object) -> bool:
    """True for the width of OpenAI's embeddings under a key that means a width of vectors."""
    if isinstance(value, bool) or str(value) not in {str(w) for w in tables.raw()["keys"]["widths"]}:
        return False
    if tables.pattern("keys", "width").search(key):
        return True
    near = any(re.search(tables.raw()["keys"]["vectors"], part) for part in parts)
    return near and tables.pattern("keys", "weak_width").search(key) is not None


# --- sites ---------------------------------------------------------------------------------------


def _site(
    file: _File,
    entry: Entry,
    kind: SiteKind,
    place: Span,
    value: Value | None,
    value_span: Span | None,
    flags: set[str],
    target: Target,
    confidence: Confidence = Confidence.HIGH,
    *,
    features: set[str] | None = None,
) -> Site:
    source = file.source
    spans = [s for s in (entry.key_span, entry.value_span, place) if s is not None]
    whole = Span(min(s.start for s in spans), max(s.end for s in spans))
    is_key = entry.key_span == place or "reference" in flags
    flags |= entry.flags & {"alias", "template", "duplicate", "anchor"}
    if flags & {"alias", "template"}:
        flags.add("manual_only")
    return Site(
        kind=kind,
        api=printable(".".join(entry.key_path)),
        path=source.path,
        span=whole,
        line=source.line(place.start),
        column=source.column(place.start),
        language=file.format,
        target=target,
        confidence=confidence,
        features=frozenset(features or ()),
        value=value,
        value_span=value_span,
        name_span=place if is_key else entry.key_span,
        snippet=snippet(source, place.start),
        flags=frozenset(flags),
    )


def snippet(source: SourceFile, offset: int) -> str:
    """The line of `offset` for showing: secrets masked, control characters escaped, not too long."""
    line = mask(source.text(source.line_span(offset)).strip()[: 10 * _SNIPPET])
    return printable(line if len(line) <= _SNIPPET else line[: _SNIPPET - 1] + "…")
