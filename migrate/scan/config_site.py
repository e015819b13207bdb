"""What the detection of configuration entries works on: the file, its groups, a value's text, a site."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import lru_cache

from migrate.formats.base import Entry
from migrate.model import Confidence, EnvRef, Literal, Site, SiteKind, Span, Target, TargetKind, Value
from migrate.redact import mask, printable
from migrate.scan import config_tables as tables
from migrate.source import SourceFile

UNKNOWN = Target(TargetKind.UNKNOWN)
_SNIPPET = 200
_COMMENT_LINE = re.compile(r"(?m)^[ \t]*#.*$")
_WORDS = re.compile(r"([a-z0-9])([A-Z])")
_CAPITALS = re.compile(r"([A-Z])([A-Z][a-z])")  # `AIKey`
# Settings that belong to a model or an address beside them (LiteLLM, AutoGen, Continue).
BESIDE = re.compile(
    r"(?:api_?key|api_?base|base_?url|api_?url|api_?version|api_?type|organi[sz]ation"
    r"|(?:azure_?)?deployment(?:_?(?:name|id))?|endpoint)\Z"
)
AZURE = re.compile(r"azure_(?:openai_\w+|api_version|deployment|resource_name|endpoint)")


@dataclass(slots=True)
class Group:
    """Entries with the same parent: what one of them tells of the others."""

    target: Target | None = None
    model: str | None = None
    firm: bool = False
    azure: bool = False  # the settings of Azure OpenAI, under the name `azure` alone
    prefixed: bool = False  # keys like `azure_api_version` beside each other
    foreign: bool = False  # an address of Anthropic's protocol, at whoever's host
    connects: bool = False  # the settings of a connection whose type names OpenAI: `type: azure_open_ai`
    serves: bool = False  # an entry names OpenAI as the provider, or is the address of its API


@dataclass(slots=True)
class File:
    """A file while it is looked at, with what its entries tell of each other."""

    source: SourceFile
    format: str
    groups: dict[tuple[str, ...], Group] = field(default_factory=dict)
    firm: bool = False  # something in the file is certainly an LLM's
    below: dict[tuple[str, ...], set[str]] = field(default_factory=dict)  # the keys of a mapping
    displays: set[tuple[tuple[str, ...], str]] = field(default_factory=set)  # columns of lists that people read
    signs: list[int] = field(default_factory=list)  # where the words of the prefilter stand

    def __post_init__(self) -> None:
        self.signs = tables.signs(self.source.data)

    def shows(self, entry: Entry) -> bool:
        """True when the entry or the keys it is under hold a word of the prefilter."""
        ends = [span.end for span in (entry.key_span, entry.value_span) if span is not None]
        if ends:
            index = bisect_left(self.signs, entry.start)
            if index < len(self.signs) and self.signs[index] < max(ends):
                return True
        return any(_signed(part) for part in entry.key_path[-4:])

    def group(self, entry: Entry) -> Group:
        """The entries that have the same parent."""
        return self.groups.setdefault(parent(entry), Group())

    def target(self, entry: Entry) -> Target | None:
        """Whom the entries beside it talk to, or those beside what holds it."""
        path = parent(entry)
        while True:
            group = self.groups.get(path)
            if group is not None and group.target is not None:
                return group.target
            dotted = len(path) == 1 and "." in path[0]
            path = (path[0].rpartition(".")[0],) if dotted else path[:-1]
            if not path:
                return None


@dataclass(frozen=True, slots=True)
class Text:
    """A value as it stands in the file, without quotes; comment lines of scripts are blanked."""

    text: str
    offset: int
    encoding: str

    def span(self, start: int, end: int) -> Span:
        """The bytes of the characters from `start` to `end`."""
        begin = self.offset + len(self.text[:start].encode(self.encoding))
        return Span(begin, begin + len(self.text[start:end].encode(self.encoding)))


@lru_cache(maxsize=4096)
def _signed(part: str) -> bool:
    return tables.prefilter().search(part.lower().encode()) is not None


def parent(entry: Entry) -> tuple[str, ...]:
    """The key path of what holds the entry; of a name and value pair, of the list they are in."""
    path = entry.key_path[: -2 if "pair" in entry.flags else -1]
    if not path and len(entry.key_path) == 1 and "." in entry.key:  # `openai.api.key` of a properties file
        return (entry.key.rpartition(".")[0],)
    return path


@lru_cache(maxsize=4096)
def normal(key: str) -> str:
    """`apiKey`, `api-key` and `api.key` all as `api_key`."""
    apart = _CAPITALS.sub(r"\1_\2", _WORDS.sub(r"\1_\2", key))
    return re.sub(r"[^a-z0-9$]+", "_", apart.lower()).strip("_")


def named(entry: Entry) -> str:
    """The nearest part of the key path that is a name and not an index, in normal form."""
    part = next((part for part in reversed(entry.key_path) if not part.isdigit()), "")
    return normal(part)


def text_of(file: File, entry: Entry) -> Text | None:
    """The entry's value when it is text that may hold something."""
    span = entry.value_span
    if span is None or not len(span) or "alias" in entry.flags or not isinstance(entry.value, str):
        return None
    text, offset = file.source.text(span), span.start
    if entry.style in ("single", "double") and len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text, offset = text[1:-1], offset + 1
    if entry.style in ("literal", "folded", "multiline"):
        text = _COMMENT_LINE.sub(lambda m: " " * len(m[0].encode(file.source.encoding)), text)
    return Text(text, offset, file.source.encoding)


def telling(entry: Entry) -> list[str]:
    """The parts of the key path that may tell whose setting it is, in normal form.

    An environment variable tells by its own name alone, and so does a key below a service or a job.
    """
    own = entry.key.isupper() and len(entry.key) > 3
    parts = [part for part in entry.key_path if not part.isdigit()]
    if own or (parts and parts[0] in tables.raw()["keys"]["service_roots"]):
        return [normal(entry.key)]
    return [normal(part) for part in parts[-5:]]


def prose(entry: Entry) -> bool:
    """True for text that people read."""
    return tables.pattern("keys", "prose").search(named(entry)) is not None and not entry.key.isupper()


def model_target(file: File, entry: Entry, owner: str) -> Target:
    """Whom a model id is asked of: what the address beside it says, else its maker."""
    known = file.target(entry)
    variable = tables.variable(entry.key)
    if variable is not None and variable.vendor == "azure-openai" and owner == "openai":
        azure = known is not None and known.kind is TargetKind.AZURE
        return known if known is not None and azure else Target(TargetKind.AZURE, "azure-openai")
    if owner != "openai":  # an address of OpenAI's beside it cannot serve it
        return known if known is not None and known.kind is TargetKind.OTHER else Target(TargetKind.OTHER, owner)
    return known or UNKNOWN


def _of_another(entry: Entry, value: Value | None, target: Target) -> bool:
    """True for another vendor's own variable, model or address; not for OpenAI's SDK pointed elsewhere."""
    if target.kind is not TargetKind.OTHER or target.name is None:
        return False
    names = [entry.key, value.name if isinstance(value, EnvRef) else ""]
    found = [variable for name in names if (variable := tables.variable(name)) is not None]
    if any(variable.vendor not in (None, "openai", "azure-openai") for variable in found):
        return True
    model = tables.model(str(value.value)) if isinstance(value, Literal) else None
    return (model is not None and model[0] == target.name) or target.name in normal(entry.key)


def make(
    file: File,
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
    """The site of `kind` that `entry` is, at `place` (its name, or what stands in its value)."""
    source = file.source
    spans = [s for s in (entry.key_span, entry.value_span, place) if s is not None]
    whole = Span(min(s.start for s in spans), max(s.end for s in spans))
    is_key = entry.key_span == place or "reference" in flags
    features = set(features or ())
    if _of_another(entry, value, target):
        features.add("other_vendor")
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
        features=frozenset(features),
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
